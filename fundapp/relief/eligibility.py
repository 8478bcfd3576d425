"""From what happened to the facts that the regulation judges. Pure; None is not known, and is never the same as no."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from fundapp.kernel.days import months_between


@dataclass(frozen=True)
class Event:
    """What happened, on which day it was asked for, and how often the household had the same help in that year already."""

    kind: str
    event_on: date
    asked_on: date
    earlier_this_year: int
    days_off: int | None = None


def relief_kind(event: Event) -> str:
    """What is asked for."""
    return event.kind


def relief_months_since_event(event: Event) -> int:
    """Whole months from the event to the day it was asked for: 12/03/2026 and 11/05/2026 is 1."""
    return months_between(event.event_on, event.asked_on)


def relief_times_this_year(event: Event) -> int:
    """Which help of this kind in the year of asking this one would be: the first is 1."""
    return event.earlier_this_year + 1


def relief_days_off(event: Event) -> int | None:
    """Days in hospital, off work, or with reduced hours."""
    return event.days_off


FACTS: dict[str, Callable[[Event], Any]] = {
    fact.__name__: fact for fact in (relief_kind, relief_months_since_event, relief_times_this_year, relief_days_off)
}


def facts_of(event: Event) -> dict[str, Any]:
    """Compute every fact of an event."""
    return {name: fact(event) for name, fact in FACTS.items()}


def left_of(norm_amount: int, yearly_most: int | None, given_this_year: int) -> int:
    """The most that may be granted now: the norm, or what the yearly limit leaves. 3.000.000 with 8.500.000 of 10.000.000 gone is 1.500.000."""
    if yearly_most is None:
        return norm_amount
    return max(min(norm_amount, yearly_most - given_this_year), 0)
