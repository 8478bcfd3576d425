"""Pages of the books, by family: funds and their lists, opening and receipts, entries and vouchers, months, books and reports."""

from fundapp.ledger.views import entries, funds, lists, opening, periods, reports
from fundapp.ledger.views.blueprint import bp

__all__ = ["bp", "entries", "funds", "lists", "opening", "periods", "reports"]
