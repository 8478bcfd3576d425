"""Reads of the books."""

from fundapp.ledger.queries.cards import Card, CardLine, card
from fundapp.ledger.queries.entries import (
    around,
    draft_entries,
    entry_lines,
    journal,
    narration_of,
    uses_of,
    voucher_entries,
)
from fundapp.ledger.queries.funds import (
    Standing,
    accounts_of,
    balances_of,
    book_years,
    books,
    boxes_of,
    commitments,
    find,
    moves_of,
    period_events,
    periods_of,
    reservations_of,
    standing,
)
from fundapp.ledger.queries.printed import accounts_used, books_of_box, boxes_with_money, units_with_books, years_of
from fundapp.ledger.queries.trial import TrialRow, trial_balance, trial_digest

__all__ = [
    "Card",
    "CardLine",
    "Standing",
    "TrialRow",
    "accounts_of",
    "accounts_used",
    "around",
    "balances_of",
    "book_years",
    "books",
    "books_of_box",
    "boxes_of",
    "boxes_with_money",
    "card",
    "commitments",
    "draft_entries",
    "entry_lines",
    "find",
    "journal",
    "moves_of",
    "narration_of",
    "period_events",
    "periods_of",
    "reservations_of",
    "standing",
    "trial_balance",
    "trial_digest",
    "units_with_books",
    "uses_of",
    "voucher_entries",
    "years_of",
]
