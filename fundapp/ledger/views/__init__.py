"""Pages of the books, by family: funds and their lists, opening and receipts, entries and vouchers, months, marks of closings."""

from fundapp.ledger.views import entries, funds, lists, marks, opening, periods, terms, vouchers
from fundapp.ledger.views.blueprint import bp

__all__ = ["bp", "entries", "funds", "lists", "marks", "opening", "periods", "terms", "vouchers"]
