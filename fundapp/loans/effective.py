"""The effective rate: what a borrower really pays on the balance that is still owed, so that a flat rate can't look cheap."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from fundapp.kernel.days import months_on
from fundapp.loans.schedule import WEEKS, Instalment, Terms
from fundapp.regulations.loan_terms import Every

STEPS = 200
ONE = Fraction(1)


def first_weight(disbursed_on: date, first_due_on: date | None, every: Every) -> Fraction:
    """Give how many periods the first one is long, by days. Worked: 16/11 to 31/12 is 45 days, where 30/11 to 31/12 would be 31: 1,45 months."""
    if first_due_on is None or every == Every.ONCE or first_due_on == _on(disbursed_on, every, 1):
        return Fraction(1)
    return Fraction((first_due_on - disbursed_on).days, (first_due_on - _on(first_due_on, every, -1)).days)


def _on(day: date, every: Every, periods: int) -> date:
    return months_on(day, periods) if every == Every.MONTH else day + timedelta(weeks=WEEKS[every] * periods)


def effective_percent(payments: Sequence[int | float], principal: float, first: Fraction = ONE) -> Decimal:
    """Give the rate of one period, in percent, at which these payments (đồng, one a period) are worth the principal.

    `first`: how many periods after the money went out the first payment falls due.

    Worked: flat 0,6 % a month over 24 months is 1,105 % a month on the declining balance. Six places; 0 where nothing is paid on top.
    """
    if sum(payments) <= principal:
        return Decimal(0)
    low, high = 0.0, 1.0
    while _worth(payments, high, first) > principal:
        high *= 2
    for _step in range(STEPS):
        middle = (low + high) / 2
        if _worth(payments, middle, first) > principal:
            low = middle
        else:
            high = middle
    return Decimal(round(low * 100, 6)).quantize(Decimal("0.000001"))


def effective_of(terms: Terms, rows: Sequence[Instalment]) -> Decimal:
    """Give the effective percent of one period of a schedule, from what is really paid."""
    weight = first_weight(terms.disbursed_on, terms.first_due_on, terms.every)
    return effective_percent([row.payment for row in rows], terms.principal, weight)


def effective_of_loan(loan: Any, payments: Sequence[int]) -> Decimal:
    """Give the effective percent of one period of a loan as it was signed: what is paid for the money that is left after the fee."""
    weight = first_weight(loan.planned_on, loan.first_due_on, Every(loan.every))
    return effective_percent(payments, loan.principal_amount - loan.fee_amount, weight)


def _worth(payments: Sequence[int | float], rate: float, first: Fraction) -> float:
    # From the last payment backwards, so that no power is taken.
    worth = 0.0
    for payment in reversed(payments):
        worth = worth / (1 + rate) + payment
    return float(worth / (1 + rate) ** float(first))
