"""The blueprint of the pages of advances."""

from flask import Blueprint

bp = Blueprint("advances", __name__, url_prefix="/advances")
