"""Facts of a household on a day, one documented function each; their names stand in the catalogue of `rules`.

None means not known, and is never the same as no. All read the declaration that held on that day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from fundapp.help import facts as help_facts
from fundapp.households.models import Declaration, Household, Person
from fundapp.households.poverty import PovertyFinding, classify
from fundapp.kernel.days import months_between


@dataclass(frozen=True)
class Standing:
    """A household as it stood on a day: its head, the declaration that held, the day."""

    head: Person
    declaration: Declaration | None
    on: date


def standing(household: Household, on: date) -> Standing:
    """Give the household as it stood on a day."""
    held = [declaration for declaration in household.declarations if declaration.declared_on <= on]
    return Standing(household.head, held[-1] if held else None, on)


def poverty_of(household: Household, on: date) -> PovertyFinding:
    """Classify a household on a day by the declaration that held and the standard in force."""
    declaration = standing(household, on).declaration
    if declaration is None:
        return classify(on, None, None, {})
    return classify(on, declaration.income_per_head_amount, declaration.area, declaration.deprivations)


def income_per_head(at: Standing) -> int | None:
    """Declared income, đồng per head and month. None: not declared."""
    return at.declaration.income_per_head_amount if at.declaration else None


def poverty_class(at: Standing) -> str | None:
    """Poverty class on the day: the certificate of that year when there is one, else the standard in force over what was declared.

    None: not every completion of what is unknown gives the same class. Source: NĐ 07/2021, from 1/1/2027 NĐ 351/2025.
    """
    declared = at.declaration
    if declared is None:
        return None
    if declared.certificate_class and declared.certificate_year == at.on.year:
        return declared.certificate_class
    found = classify(at.on, declared.income_per_head_amount, declared.area, declared.deprivations)
    return None if found.poverty_class == "unknown" else found.poverty_class


def area(at: Standing) -> str | None:
    """Where the household lives: rural or urban."""
    return at.declaration.area if at.declaration else None


def household_size(at: Standing) -> int | None:
    """People in the household, as declared."""
    return at.declaration.household_size if at.declaration else None


def is_union_member(at: Standing) -> bool:
    """Whether the head is a member on the day: joined, and not left before or on it."""
    left = at.head.left_union_on
    return at.head.is_member and (left is None or left > at.on)


def member_months(at: Standing) -> int | None:
    """Whole months of membership: joined 2024-03-15, asked on 2026-11-21 → 32. None: the day of joining is not known."""
    return months_between(at.head.joined_union_on, at.on) if at.head.joined_union_on else None


def company_months(at: Standing) -> int | None:
    """Whole months at the present employer. None: the first day is not known."""
    return months_between(at.head.employed_since_on, at.on) if at.head.employed_since_on else None


def is_alive(at: Standing) -> bool:
    """Whether the head is alive on the day, as far as the file says."""
    return at.head.died_on is None or at.head.died_on > at.on


def has_left_union(at: Standing) -> bool:
    """Whether the head has left the union by the day."""
    return at.head.left_union_on is not None and at.head.left_union_on <= at.on


def categories(at: Standing) -> list[str] | None:
    """Declared categories of hardship; an empty list is a declared none."""
    return list(at.declaration.categories) if at.declaration else None


def has_cccd(at: Standing) -> bool:
    """Whether the head's CCCD is on file."""
    return at.head.cccd_index is not None


FACTS: dict[str, Callable[[Standing], Any]] = {
    fact.__name__: fact
    for fact in (
        income_per_head, poverty_class, area, household_size, is_union_member, member_months, company_months, is_alive, has_left_union, categories,
        has_cccd,
    )
}


def facts_of(session: Session, household: Household, on: date, *, except_subject: str | None = None) -> dict[str, Any]:
    """Compute every fact of a household on a day, those about earlier help (of anybody in it, anywhere) included.

    `except_subject` leaves out the help of the case that is asking.
    """
    at = standing(household, on)
    keys = [key for person in household.persons for key in person.help_keys]
    found = {name: fact(at) for name, fact in FACTS.items()}
    return {**found, **help_facts.facts_of(session, household.help_key, keys, on, except_subject)}
