"""The facts of a relief request, beside what is known of the household; how much the year has left."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from fundapp.help import queries as help_queries
from fundapp.households.models import Household
from fundapp.kernel import crypto
from fundapp.kernel.names import fold
from fundapp.regulations.models import Regulation
from fundapp.relief import eligibility, words
from fundapp.relief.eligibility import Event, left_of

YEARLY_MOST = "yearly_most"


def facts_of(session: Session, ask: Any, known: Mapping[str, Any], on: date) -> dict[str, Any]:
    """Put the facts of the event beside those of the household."""
    times, _amount = help_queries.in_year(session, _keys(session, ask), words.PROGRAMME, on.year, kind=ask.kind, except_subject=ask.case.subject)
    event = Event(ask.kind, ask.event_on, ask.case.submitted_on or on, times, ask.days_off)
    return {**known, **eligibility.facts_of(event)}


def most_of(session: Session, ask: Any, regulation: Regulation, norm_amount: int | None, on: date) -> int | None:
    """The most that the regulation grants now: its norm, and no more than what the yearly limit leaves to the household, at whatever unit it was helped."""
    if norm_amount is None:
        return None
    _times, given = help_queries.in_year(session, _keys(session, ask), words.PROGRAMME, on.year, except_subject=ask.case.subject)
    return left_of(norm_amount, regulation.norm(YEARLY_MOST), given)


def event_key(household: Household, kind: str, event_on: date, affected_name: str) -> str:
    """The opaque key under which one event stands once, at whatever unit the household is on file."""
    head = household.head
    who = head.cccd_index or f"person:{head.uid}"
    whose = fold(affected_name) if kind in words.OF_SOMEBODY else ""
    return crypto.blind_index("relief_event", f"{kind}|{event_on.isoformat()}|{who}|{whose}")


def _keys(session: Session, ask: Any) -> list[str]:
    household = session.get_one(Household, ask.case.household_id)
    return [household.help_key, *(key for person in household.persons for key in person.help_keys)]
