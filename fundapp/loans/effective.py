"""The effective rate: what a borrower really pays on the balance that is still owed, so that a flat rate can't look cheap."""

from collections.abc import Sequence
from decimal import Decimal

from fundapp.loans.schedule import Instalment, Terms

STEPS = 200


def effective_percent(payments: Sequence[int | float], principal: float) -> Decimal:
    """Give the rate of one period, in percent, at which these payments (đồng, one a period) are worth the principal.

    Worked: flat 0,6 % a month over 24 months is 1,105 % a month on the declining balance. Six places; 0 where nothing is paid on top.
    """
    if sum(payments) <= principal:
        return Decimal(0)
    low, high = 0.0, 1.0
    while _worth(payments, high) > principal:
        high *= 2
    for _step in range(STEPS):
        middle = (low + high) / 2
        if _worth(payments, middle) > principal:
            low = middle
        else:
            high = middle
    return Decimal(round(low * 100, 6)).quantize(Decimal("0.000001"))


def effective_of(terms: Terms, rows: Sequence[Instalment]) -> Decimal:
    """Give the effective percent of one period of a schedule, from what is really paid."""
    return effective_percent([row.payment for row in rows], terms.principal)


def _worth(payments: Sequence[int | float], rate: float) -> float:
    # From the last payment backwards, so that no power is taken.
    worth = 0.0
    for payment in reversed(payments):
        worth = (worth + payment) / (1 + rate)
    return worth
