"""The blueprint that all pages of gifts hang on."""

from flask import Blueprint

bp = Blueprint("gifts", __name__, url_prefix="/gifts")
