"""The schedule of a loan: pure, exact, in whole đồng.

Interest of an instalment is the balance before it (flat: the first principal) times the rate of one period, rounded half up, each
instalment by itself; principal is rounded down and the last instalment takes the rest, so the principals always sum to the loan.
Worked: 20.000.000 over 12 months at 0,55 % a month, equal principal: 1.666.666 eleven times, 1.666.674 at the end, interest
110.000 falling to 9.167, in all 715.000 (domain.md §2.1).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from fundapp.kernel.days import is_working_day, months_on
from fundapp.kernel.money import round_half_up
from fundapp.regulations.loan_terms import PERIODS, Basis, Every, Grace, Method, Moved, RatePer

MOST_INSTALMENTS = 520
LARGEST = 999_999_999_999_999
DAYS_A_YEAR = 365


class TermsWrong(ValueError):
    """Terms from which no schedule follows. `field` names the one that is wrong, `problem` says how."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem = field, problem


@dataclass(frozen=True)
class Terms:
    """What a loan was agreed on. `principal` in đồng; `rate_percent` for each `rate_per`; `grace_instalments` count among the instalments."""

    principal: int
    instalments: int
    method: Method
    rate_percent: Fraction
    rate_per: RatePer
    every: Every
    disbursed_on: date
    basis: Basis = Basis.PERIOD
    grace_instalments: int = 0
    grace: Grace = Grace.PRINCIPAL
    first_due_on: date | None = None
    due_on: date | None = None
    moved: Moved = Moved.STAYS

    def __post_init__(self) -> None:
        for field, is_wrong, problem in (
            ("principal", type(self.principal) is not int or not 0 < self.principal <= LARGEST, "amount"),
            ("instalments", not 1 <= self.instalments <= MOST_INSTALMENTS, "count"),
            ("rate_percent", isinstance(self.rate_percent, float) or not 0 <= self.rate_percent <= 100, "rate"),
            ("grace_instalments", not 0 <= self.grace_instalments < self.instalments, "grace"),
            ("instalments", self.every == Every.ONCE and self.instalments != 1, "once"),
            ("due_on", (self.every == Every.ONCE) != (self.due_on is not None), "once"),
            ("due_on", self.due_on is not None and self.due_on <= self.disbursed_on, "before"),
            ("first_due_on", self.first_due_on is not None and (self.every == Every.ONCE or self.first_due_on <= self.disbursed_on), "before"),
            # A rate for a month says nothing of a week, and one period of a loan that is paid back at once is counted in days.
            ("rate_per", self.basis == Basis.PERIOD and (self.every, self.rate_per) not in PERIODS, "period"),
            ("rate_per", self.basis == Basis.ACTUAL_365 and self.rate_per != RatePer.YEAR, "days"),
            ("method", self.method == Method.ANNUITY and self.basis == Basis.ACTUAL_365, "days"),
        ):
            if is_wrong:
                raise TermsWrong(field, problem)


class Instalment(NamedTuple):
    """One row: all amounts in đồng; `opening` and `closing` are principal owed before and after."""

    number: int
    due_on: date
    opening: int
    principal: int
    interest: int
    closing: int

    @property
    def payment(self) -> int:
        return self.principal + self.interest


WEEKS = {Every.WEEK: 1, Every.FORTNIGHT: 2, Every.FOUR_WEEKS: 4}


def schedule(terms: Terms) -> tuple[Instalment, ...]:
    """Give every instalment. Worked: 30.000.000, 24 months, flat 0,6 %: interest 180.000 each time, principal 1.250.000."""
    days = due_days(terms)
    rates = _rates(terms, days)
    principals = _principals(terms, rates)
    rows, owed, waiting = [], terms.principal, 0
    for at, (day, part, rate) in enumerate(zip(days, principals, rates, strict=True)):
        interest = _interest(terms.principal if terms.method == Method.FLAT else owed, rate)
        if terms.grace == Grace.BOTH and at < terms.grace_instalments:
            waiting, interest = waiting + interest, 0
        else:
            waiting, interest = 0, waiting + interest
        rows.append(Instalment(at + 1, day, owed, part, interest, owed - part))
        owed -= part
    return tuple(rows)


def due_days(terms: Terms) -> list[date]:
    """Give the days on which instalments fall due; they rise, and keep the day of the month (the last one of a shorter month)."""
    days = list(_plain_days(terms))
    if terms.moved == Moved.STAYS:
        return days
    moved: list[date] = []
    for day in days:
        shifted = _to_working_day(day, terms.moved)
        # Due days never meet nor turn round, nor come before the money: then the day stays where it was.
        moved.append(shifted if shifted > (moved[-1] if moved else terms.disbursed_on) else max(day, (moved[-1] if moved else terms.disbursed_on) + timedelta(1)))
    return moved


def _plain_days(terms: Terms) -> Iterator[date]:
    if terms.due_on is not None:
        yield terms.due_on
        return
    anchor, first = (terms.first_due_on, 0) if terms.first_due_on is not None else (terms.disbursed_on, 1)
    for at in range(first, terms.instalments + first):
        yield months_on(anchor, at) if terms.every == Every.MONTH else anchor + timedelta(weeks=WEEKS[terms.every] * at)


def _to_working_day(day: date, moved: Moved) -> date:
    step = timedelta(1 if moved == Moved.NEXT else -1)
    while not is_working_day(day):
        day += step
    return day


def _rates(terms: Terms, days: Sequence[date]) -> list[Fraction]:
    """Give the rate of each period as a part of 1."""
    rate = Fraction(terms.rate_percent) / 100
    if terms.basis == Basis.PERIOD:
        return [rate * PERIODS[terms.every, terms.rate_per]] * len(days)
    return [rate * (day - before).days / DAYS_A_YEAR for before, day in zip([terms.disbursed_on, *days], days, strict=False)]


def _interest(owed: int, rate: Fraction) -> int:
    return (2 * owed * rate.numerator + rate.denominator) // (2 * rate.denominator)


def _principals(terms: Terms, rates: Sequence[Fraction]) -> list[int]:
    """Give the principal of each instalment: none in grace, the rest in the last."""
    paying = terms.instalments - terms.grace_instalments
    if terms.method == Method.BULLET:
        parts = [0] * (paying - 1)
    elif terms.method == Method.ANNUITY and rates[0]:
        parts = _annuity(terms.principal, paying, rates[0])
    else:
        parts = [terms.principal // paying] * (paying - 1)
    return [0] * terms.grace_instalments + parts + [terms.principal - sum(parts)]


def _annuity(principal: int, paying: int, rate: Fraction) -> list[int]:
    """Give the principals of equal payments P·i / (1 − (1 + i)^−n), each payment less its interest, but for the last one."""
    grown = (1 + rate) ** paying
    payment, owed, parts = round_half_up(principal * rate * grown / (grown - 1)), principal, []
    for _n in range(paying - 1):
        part = min(owed, payment - _interest(owed, rate))
        parts.append(part)
        owed -= part
    return parts
