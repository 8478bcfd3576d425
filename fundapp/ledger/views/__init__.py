"""Pages of the books, by family: funds and their lists, opening and receipts, entries and vouchers, months and years, marks of closings, terms, reports."""

from fundapp.ledger.views import chart, entries, funds, lists, marks, opening, periods, reports, terms, vouchers, years
from fundapp.ledger.views.blueprint import bp

__all__ = ["bp", "chart", "entries", "funds", "lists", "marks", "opening", "periods", "reports", "terms", "vouchers", "years"]
