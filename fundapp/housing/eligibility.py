"""From what is asked for a house to the facts that the regulation judges. Pure.

The facts of the household and of earlier help come ready-made from their rooms; here only those of the house are computed,
one documented function each. None is not known, and is never the same as no.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fundapp.housing.words import LEGAL_LAND


@dataclass(frozen=True)
class House:
    """What is asked for one house, as declared and as seen at the last visit."""

    kind: str
    land_status: str | None = None
    is_disputed: bool | None = None
    in_planning: bool | None = None
    condition: str | None = None
    estimate_amount: int | None = None
    own_funds_amount: int | None = None


def request_kind(house: House) -> str:
    """Whether a new house or a repair is asked for."""
    return house.kind


def land_is_legal(house: House) -> bool | None:
    """Whether the land is legal: a certificate, or the commune's confirmation. None: nobody has said."""
    return None if house.land_status is None else house.land_status in LEGAL_LAND


def land_is_disputed(house: House) -> bool | None:
    """Whether land or house is in dispute."""
    return house.is_disputed


def land_in_planning(house: House) -> bool | None:
    """Whether the land lies in a planning or clearance area."""
    return house.in_planning


def own_funds_amount(house: House) -> int | None:
    """What the family has got together, in đồng."""
    return house.own_funds_amount


def own_funds_ratio(house: House) -> int | None:
    """Own funds over the estimate in whole percent, the fraction dropped: 45.000.000 of 150.000.000 is 30."""
    if house.own_funds_amount is None or not house.estimate_amount:
        return None
    return house.own_funds_amount * 100 // house.estimate_amount


def house_condition(house: House) -> str | None:
    """How the house is, as seen at the last visit, else as declared."""
    return house.condition


FACTS: dict[str, Callable[[House], Any]] = {
    fact.__name__: fact
    for fact in (request_kind, land_is_legal, land_is_disputed, land_in_planning, own_funds_amount, own_funds_ratio, house_condition)
}


def facts_of(house: House, household: Mapping[str, Any]) -> dict[str, Any]:
    """Put the facts of the house beside those of the household (which bring those about earlier help)."""
    return {**household, **{name: fact(house) for name, fact in FACTS.items()}}
