"""Pages of the books, by family: funds and their lists, opening and receipts, entries and vouchers, months, marks of closings, terms, reports."""

from fundapp.ledger.views import chart, entries, funds, lists, marks, opening, periods, reports, terms, vouchers
from fundapp.ledger.views.blueprint import bp

__all__ = ["bp", "chart", "entries", "funds", "lists", "marks", "opening", "periods", "reports", "terms", "vouchers"]
