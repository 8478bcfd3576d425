"""Rows of the ledger."""

from fundapp.ledger.models.banks import BankAccount
from fundapp.ledger.models.blocks import Block, SealedBlock
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
from fundapp.ledger.models.cash import CashClose, CashCloseLine, CashLimit, CashReopening
from fundapp.ledger.models.entries import Entry, Line, Narration, Voucher, VoucherPaper, VoucherSeries
from fundapp.ledger.models.expected import Expected, ExpectedMove
from fundapp.ledger.models.reservations import Reservation, ReservationExtension, ReservationMove
from fundapp.ledger.models.terms import Earmark, Terms, TermsPurpose, TermsUnit
from fundapp.ledger.models.years import YearBalance, YearClose, YearEvent

__all__ = [
    "Account",
    "Balance",
    "BankAccount",
    "Block",
    "Book",
    "BookPurpose",
    "BookYear",
    "CashBox",
    "CashClose",
    "CashCloseLine",
    "CashLimit",
    "CashReopening",
    "Earmark",
    "Entry",
    "Expected",
    "ExpectedMove",
    "Line",
    "MonthTotal",
    "Narration",
    "Period",
    "PeriodEvent",
    "Reservation",
    "ReservationExtension",
    "ReservationMove",
    "SealedBlock",
    "StandingRow",
    "Terms",
    "TermsPurpose",
    "TermsUnit",
    "Voucher",
    "VoucherPaper",
    "VoucherSeries",
    "YearBalance",
    "YearClose",
    "YearEvent",
]
