"""From what is asked to the facts that the regulation judges, and the repayment capacity in numbers. Pure.

None is not known, and is never the same as no.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from fundapp.kernel.money import round_half_up, share
from fundapp.loans.schedule import Instalment, Terms, TermsWrong, schedule
from fundapp.regulations.loan_terms import Basis, Every, Grace, Method, Moved, RatePer

# How many of its periods a month has.
A_MONTH = {Every.WEEK: Fraction(52, 12), Every.FORTNIGHT: Fraction(26, 12), Every.FOUR_WEEKS: Fraction(13, 12), Every.MONTH: Fraction(1), Every.ONCE: Fraction(1)}


class Product(Protocol):
    """A loan product, as far as it bounds what is asked."""

    least_amount: Any
    most_amount: Any
    salary_percent_most: Any
    rate_percent: Any
    rate_per: Any
    basis: Any
    method: Any
    every: Any
    least_instalments: Any
    most_instalments: Any
    most_days: Any
    grace: Any
    most_grace_instalments: Any
    moved: Any
    savings_rate_percent: Any
    allows_second: Any
    needs_guarantee: Any
    needs_group: Any
    capacity_percent_most: Any


class OpenLoan(Protocol):
    """A loan that is not paid back yet, somewhere: as little of it as a decision needs."""

    @property
    def is_overdue(self) -> bool: ...


@dataclass(frozen=True)
class Asked:
    """One request to borrow. Amounts in đồng a month but for `amount`; `income_amount` of the whole household."""

    product: Product
    on: date
    amount: int | None = None
    instalments: int | None = None
    term_days: int | None = None
    grace_instalments: int = 0
    salary_amount: int | None = None
    income_amount: int | None = None
    gain_amount: int | None = None
    spending_amount: int | None = None
    debts_amount: int | None = None
    is_guaranteed: bool = False
    is_in_group: bool = False
    open_loans: Sequence[OpenLoan] = ()


@dataclass(frozen=True)
class Capacity:
    """What a household has left in a month, and what the loan takes of it, in đồng. `percent`: of what is left, the fraction dropped."""

    income: int
    gain: int
    spending: int
    debts: int
    payment: int
    most_percent: int | None

    @property
    def left(self) -> int:
        return self.income + self.gain - self.spending - self.debts

    @property
    def percent(self) -> int | None:
        return None if self.left <= 0 else self.payment * 100 // self.left

    @property
    def is_enough(self) -> bool:
        return self.most_percent is None or (self.left > 0 and self.payment * 100 <= self.left * self.most_percent)


def terms_of(
    product: Product, *, amount: int, instalments: int | None, term_days: int | None, grace_instalments: int, on: date, first_due_on: date | None = None
) -> Terms:
    """Give the terms of a loan of this product that is paid out on a day. Raises TermsWrong for what makes no schedule."""
    is_once = product.every == Every.ONCE
    return Terms(
        principal=amount, instalments=1 if is_once else instalments or 0, method=Method(product.method), rate_percent=Fraction(product.rate_percent),
        rate_per=RatePer(product.rate_per), every=Every(product.every), disbursed_on=on, basis=Basis(product.basis), grace_instalments=grace_instalments,
        grace=Grace(product.grace), first_due_on=None if is_once else first_due_on, moved=Moved(product.moved),
        due_on=(first_due_on or on + timedelta(days=term_days or 0)) if is_once else None,
    )


def savings_of(principal: int, rate_percent: Decimal, count: int) -> list[int]:
    """What is put aside with each instalment: a part of the first principal, shared so that the whole is exact. 20.000.000 at 1 % over 12: 200.000 each."""
    whole = round_half_up(Fraction(rate_percent) / 100 * principal * count)
    return share(whole, [1] * count) if whole else [0] * count


def plan_of(asked: Asked) -> list[tuple[Instalment, int]] | None:
    """The schedule that would follow with the savings of each instalment; None while nothing follows from what is asked."""
    if not asked.amount or (asked.instalments is None and asked.product.every != Every.ONCE) or (asked.product.every == Every.ONCE and not asked.term_days):
        return None
    try:
        terms = terms_of(
            asked.product, amount=asked.amount, instalments=asked.instalments, term_days=asked.term_days, grace_instalments=asked.grace_instalments, on=asked.on,
        )
    except TermsWrong:
        return None
    rows = schedule(terms)
    return list(zip(rows, savings_of(asked.amount, asked.product.savings_rate_percent, len(rows)), strict=True))


def capacity(asked: Asked) -> Capacity | None:
    """Reckon the repayment capacity; None while income, spending or schedule is not known.

    Worked: income 12.000.000 and 1.500.000 more by the plan, spending 8.000.000, other debts 500.000: 5.000.000 are left; the first payment of
    20.000.000 over 12 months at 0,55 % is 1.776.666, which is 35 % of it.
    """
    plan = plan_of(asked)
    if plan is None or asked.income_amount is None or asked.spending_amount is None:
        return None
    largest = max(row.payment + saved for row, saved in plan)
    return Capacity(
        asked.income_amount, asked.gain_amount or 0, asked.spending_amount, asked.debts_amount or 0,
        round_half_up(largest * A_MONTH[Every(asked.product.every)]), asked.product.capacity_percent_most,
    )


def loan_is_within_product(asked: Asked) -> bool | None:
    """Whether amount, term and grace lie within the product; 80 % of a salary of 10.000.000 is 8.000.000."""
    product = asked.product
    if asked.amount is None or (product.salary_percent_most is not None and asked.salary_amount is None):
        return None
    if product.every == Every.ONCE:
        if asked.term_days is None:
            return None
        fits = asked.term_days <= (product.most_days or 0)
    elif asked.instalments is None:
        return None
    else:
        fits = product.least_instalments <= asked.instalments <= product.most_instalments
    if product.salary_percent_most is not None:
        fits = fits and asked.amount * 100 <= (asked.salary_amount or 0) * product.salary_percent_most
    return bool(fits and product.least_amount <= asked.amount <= product.most_amount and asked.grace_instalments <= product.most_grace_instalments)


def loan_is_secured(asked: Asked) -> bool:
    """Whether the guarantee and the group that the product wants are there."""
    return (asked.is_guaranteed or not asked.product.needs_guarantee) and (asked.is_in_group or not asked.product.needs_group)


def loan_is_affordable(asked: Asked) -> bool | None:
    """Whether the largest instalment stays within the product's share of what is left in a month."""
    if asked.product.capacity_percent_most is None:
        return True
    reckoned = capacity(asked)
    return None if reckoned is None else reckoned.is_enough


def loan_is_allowed_beside_others(asked: Asked) -> bool:
    """Whether nothing else is owed anywhere, or the product allows it and nothing of it is overdue."""
    return not asked.open_loans or (asked.product.allows_second and not any(one.is_overdue for one in asked.open_loans))


FACTS: dict[str, Callable[[Asked], Any]] = {
    fact.__name__: fact for fact in (loan_is_within_product, loan_is_secured, loan_is_affordable, loan_is_allowed_beside_others)
}


def facts_of(asked: Asked, household: Mapping[str, Any]) -> dict[str, Any]:
    """Put the facts of the request beside those of the household."""
    return {**household, **{name: fact(asked) for name, fact in FACTS.items()}}
