"""The one blueprint into which the page families hang themselves."""

from flask import Blueprint

bp = Blueprint("households", __name__, url_prefix="/households")
