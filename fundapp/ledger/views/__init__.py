"""Pages of the books, by family: funds, their lists, what falls due, opening and receipts, entries and vouchers, months and years, marks of closings, terms, reports."""

from fundapp.ledger.views import (
    by_hand,
    calendar,
    chart,
    entries,
    funds,
    lists,
    marks,
    opening,
    periods,
    reports,
    terms,
    vouchers,
    years,
)
from fundapp.ledger.views.blueprint import bp

__all__ = ["bp", "by_hand", "calendar", "chart", "entries", "funds", "lists", "marks", "opening", "periods", "reports", "terms", "vouchers", "years"]
