"""A whole portfolio on a day, in whole đồng: ageing, groups of debt, provisions, portfolio at risk, collection rate, concentration. Pure.

Rates of provisions are a unit's own; what `DEFAULT_RATES` says is the classical set (domain.md §2.3, not verified) and is editable.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import add
from typing import Any, NamedTuple

from fundapp.kernel.money import round_half_up
from fundapp.loans.debt_groups import is_bad_debt

GROUPS = (1, 2, 3, 4, 5)
DEFAULT_RATES: Mapping[int, Decimal] = {1: Decimal(0), 2: Decimal(2), 3: Decimal(25), 4: Decimal(50), 5: Decimal(100)}
DEFAULT_GENERAL = Decimal("0.5")
# Days past due at which money is at risk, and the bands of ageing (from, to).
AT_RISK = (1, 30, 90)
BANDS: tuple[tuple[int, int | None], ...] = ((0, 0), (1, 9), (10, 29), (30, 89), (90, 179), (180, None))


class Figure(NamedTuple):
    """One loan on the day, in đồng. `due` is what had fallen due in the month and before it unpaid, `collected` what of that was paid."""

    loan_id: int
    principal: int
    overdue_principal: int
    interest: int
    days_past_due: int
    group: int
    due: int = 0
    collected: int = 0
    officer_id: int | None = None
    unit_id: int = 0
    # The specific provision as it was reckoned with the product's rates; reckoned here where it's not given.
    specific: int | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """So many loans that still owe principal, and their amounts in đồng; what was paid back or written off in the month is no longer one of them."""

    loans: int = 0
    principal: int = 0
    overdue_principal: int = 0
    interest: int = 0
    due: int = 0
    collected: int = 0
    at_risk: tuple[int, ...] = (0, 0, 0)
    bad: int = 0
    specific: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(
            self.loans + other.loans, self.principal + other.principal, self.overdue_principal + other.overdue_principal, self.interest + other.interest,
            self.due + other.due, self.collected + other.collected, tuple(map(add, self.at_risk, other.at_risk)), self.bad + other.bad, self.specific + other.specific,
        )

    @property
    def collection_percent(self) -> Decimal | None:
        """What was paid of what was due, in percent; nothing due has no rate."""
        return percent_of(self.collected, self.due)

    @property
    def at_risk_percents(self) -> tuple[Decimal | None, ...]:
        """Portfolio at risk: the whole principal of loans late by so many days, in percent of all principal."""
        return tuple(percent_of(amount, self.principal) for amount in self.at_risk)

    @property
    def bad_percent(self) -> Decimal | None:
        return percent_of(self.bad, self.principal)


def percent_of(part: int, whole: int) -> Decimal | None:
    """Give a part in percent, half up to two places: 1 of 3 is 33,33; of nothing there is none."""
    if not whole:
        return None
    return Decimal(round_half_up(Fraction(part * 10_000, whole))) / 100


def provision(principal: int, group: int, rates: Mapping[int, Decimal] = DEFAULT_RATES) -> int:
    """Give the specific provision of one loan, half up: 10.000.000 in group 3 at 25 % is 2.500.000."""
    return round_half_up(Fraction(principal) * Fraction(rates[group]) / 100)


def general_provision(principal_in_groups_1_to_4: int, percent: Decimal = DEFAULT_GENERAL) -> int:
    """Give the general provision on what is not in group 5: 1.000.000.000 at 0,5 % is 5.000.000."""
    return round_half_up(Fraction(principal_in_groups_1_to_4) * Fraction(percent) / 100)


def summed(figures: Iterable[Figure], rates: Mapping[int, Decimal] = DEFAULT_RATES) -> Sum:
    """Add loans up."""
    return grouped(figures, lambda _one: 0, rates).get(0, Sum())


def grouped(figures: Iterable[Figure], key: Callable[[Figure], Any], rates: Mapping[int, Decimal] = DEFAULT_RATES) -> dict[Any, Sum]:
    """Add loans up by what `key` says of each: group of debt, officer, unit, band of days."""
    cells: dict[Any, list[int]] = {}
    for one in figures:
        cell = cells.setdefault(key(one), [0] * 11)
        risks = [one.principal if one.days_past_due >= days else 0 for days in AT_RISK]
        more = (
            int(one.principal > 0), one.principal, one.overdue_principal, one.interest, one.due, one.collected, *risks, one.principal if is_bad_debt(one.group) else 0,
            one.specific if one.specific is not None else provision(one.principal, one.group, rates),
        )
        for at, amount in enumerate(more):
            cell[at] += amount
    return {
        name: Sum(loans, principal, overdue, interest, due, collected, tuple(risks), bad, specific)
        for name, (loans, principal, overdue, interest, due, collected, *risks, bad, specific) in cells.items()
    }


def merged(cells: Mapping[Any, Sum], key: Callable[[Any], Any]) -> dict[Any, Sum]:
    """Add sums up that were grouped finer: `key` is given what each was grouped by."""
    found: dict[Any, Sum] = {}
    for name, cell in cells.items():
        found[key(name)] = found[key(name)] + cell if key(name) in found else cell
    return found


def band(days: int) -> int:
    """Give the band of ageing that so many days past due lie in: 0 for a loan that is not late, 3 for 45 days."""
    return next(at for at, (low, high) in enumerate(BANDS) if days >= low and (high is None or days <= high))


def concentration(principals: Sequence[int], most: int = 10) -> Decimal | None:
    """Give how much of all principal lies with the largest few, in percent."""
    return percent_of(sum(sorted(principals, reverse=True)[:most]), sum(principals))
