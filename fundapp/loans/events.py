"""What happens to a loan, as dated events: the only thing that the fold of `standing` reads besides the product's rules. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fundapp.loans.kinds import EventKind
from fundapp.loans.schedule import DAYS_A_YEAR, Instalment
from fundapp.regulations.loan_terms import Part, RatePer

# Events that bring a schedule; events that bring money.
SCHEDULING = (EventKind.DISBURSEMENT, EventKind.RESCHEDULE, EventKind.SETTLEMENT)
INCOMING = (EventKind.RECEIPT, EventKind.RECOVERY)


@dataclass(frozen=True, slots=True)
class Event:
    """One event, from the beginning of its day `on`; amounts in đồng. Death and transfer change no amount; a reversal takes back any event.

    Savings that are returned become the borrower's money in hand (credit), which pays what is due or is refunded.

    `amount`: money of a receipt, recovery, refund or return of savings; interest of a waiver, whose overdue interest is `penalty`. `rows` (with `savings`
    row by row): the schedule that a disbursement, reschedule or early settlement brings. `fee`: what a disbursement asks for once, on its day. `reverses`: the
    id of the event that is taken back.
    """

    id: str
    kind: EventKind
    on: date
    recorded_on: date
    amount: int = 0
    penalty: int = 0
    fee: int = 0
    rows: Sequence[Instalment] = ()
    savings: Sequence[int] = ()
    reverses: str | None = None
    is_for_inability: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """How a product uses money and what it asks for what is late.

    `order`: what is paid first, what is overdue before what falls due today. `overdue_rate`: part of 1 a year, by days (actual/365) on overdue principal.
    """

    order: tuple[Part, ...] = (Part.INTEREST, Part.PRINCIPAL, Part.PENALTY, Part.SAVINGS)
    overdue_rate: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted(Part):
            raise ValueError(f"order of payment must name each part once: {self.order}")
        if self.overdue_rate < 0:
            raise ValueError("overdue rate below zero")


PERIODS_A_YEAR = {RatePer.MONTH: Fraction(12), RatePer.YEAR: Fraction(1), RatePer.FOUR_WEEKS: Fraction(DAYS_A_YEAR, 28)}


def overdue_rate(rate_percent: Fraction, rate_per: RatePer, percent_of_rate: Fraction) -> Fraction:
    """Give the overdue rate of a year as a part of 1. Worked: 0,55 % a month at 130 % is 8,58 % a year."""
    return Fraction(rate_percent) / 100 * PERIODS_A_YEAR[rate_per] * Fraction(percent_of_rate) / 100

