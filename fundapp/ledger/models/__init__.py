"""Rows of the ledger."""

from fundapp.ledger.models.books import (
    Account,
    Balance,
    Book,
    BookPurpose,
    BookYear,
    CashBox,
    MonthTotal,
    Period,
    PeriodEvent,
    StandingRow,
)
from fundapp.ledger.models.entries import Entry, Line, Narration, Voucher, VoucherSeries
from fundapp.ledger.models.reservations import Reservation, ReservationMove
from fundapp.ledger.models.terms import Earmark, Terms, TermsPurpose, TermsUnit

__all__ = [
    "Account",
    "Balance",
    "Book",
    "BookPurpose",
    "BookYear",
    "CashBox",
    "Earmark",
    "Entry",
    "Line",
    "MonthTotal",
    "Narration",
    "Period",
    "PeriodEvent",
    "Reservation",
    "ReservationMove",
    "StandingRow",
    "Terms",
    "TermsPurpose",
    "TermsUnit",
    "Voucher",
    "VoucherSeries",
]
