"""A whole portfolio on a day, in whole đồng: ageing, groups of debt, provisions, portfolio at risk, collection rate, concentration. Pure.

Rates of provisions are a unit's own; what `DEFAULT_RATES` says is the classical set (domain.md §2.3, not verified) and is editable.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import add
from typing import Any

from fundapp.kernel.money import round_half_up

GROUPS = (1, 2, 3, 4, 5)
DEFAULT_RATES: Mapping[int, Decimal] = {1: Decimal(0), 2: Decimal(2), 3: Decimal(25), 4: Decimal(50), 5: Decimal(100)}
DEFAULT_GENERAL = Decimal("0.5")
# Days past due with which each band of ageing begins, and those at which money is at risk.
BANDS, AT_RISK = (0, 1, 10, 30, 90, 180), (1, 30, 90)


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


def merged(cells: Mapping[Any, Sum], key: Callable[[Any], Any]) -> dict[Any, Sum]:
    """Add sums up that were grouped finer: `key` is given what each was grouped by."""
    found: dict[Any, Sum] = {}
    for name, cell in cells.items():
        found[key(name)] = found[key(name)] + cell if key(name) in found else cell
    return found
