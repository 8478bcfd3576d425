"""Pages of bank accounts: accounts and their lines, files on their way, statements."""

from fundapp.bank.views import accounts, arriving, files, matching, reconciling, sheets, statements
from fundapp.bank.views.blueprint import bp

__all__ = ["accounts", "arriving", "bp", "files", "matching", "reconciling", "sheets", "statements"]
