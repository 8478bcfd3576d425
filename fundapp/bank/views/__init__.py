"""Pages of bank accounts: accounts and their lines, files on their way, statements."""

from fundapp.bank.views import accounts, files, statements
from fundapp.bank.views.blueprint import bp

__all__ = ["accounts", "bp", "files", "statements"]
