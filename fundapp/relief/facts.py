"""The facts of a relief request, beside what is known of the household; how much the year has left."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from fundapp.cases.models import Case
from fundapp.help import queries as help_queries
from fundapp.help import service as help_service
from fundapp.households.models import Household, Person
from fundapp.kernel import crypto
from fundapp.kernel.labels import Text, _
from fundapp.kernel.names import fold
from fundapp.regulations.models import Regulation
from fundapp.relief import eligibility, words
from fundapp.relief.eligibility import Event, left_of

YEARLY_MOST = "yearly_most"
WHY = "one disaster is helped once at whatever unit; only that it was asked for is told"


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


def event_key(household: Household, kind: str, event_on: date, affected_name: str, disaster_id: int | None = None) -> str:
    """The opaque key under which one event stands once, at whatever unit the household is on file; a recorded disaster is one event on all its days."""
    head = household.head
    who = head.cccd_index or f"person:{head.uid}"
    whose = fold(affected_name) if kind in words.OF_SOMEBODY else ""
    return crypto.blind_index("relief_event", f"{kind}|{f'#{disaster_id}' if disaster_id else event_on.isoformat()}|{who}|{whose}")


def asked_before(session: Session, model: type[Any], household: Household, asked: Any, except_id: int) -> Text | None:
    """Say that this household or its head has asked for help after the same disaster already, on whichever of its days and at whatever unit."""
    if asked.kind != "disaster":
        return None
    head = household.head
    same = [Case.household_id == household.id, *([Person.cccd_index == head.cccd_index] if head.cccd_index else [])]
    others = session.scalars(
        select(model).join(Case, Case.id == model.id).join(Person, Person.id == Case.person_id)
        .where(model.kind == asked.kind, model.is_live, model.id != except_id, or_(*same)).execution_options(all_units=WHY)
    ).all()
    # The class of the disasters, by the request's own relationship: the models know this module, not the other way round.
    own = session.get(model.disaster.property.mapper.class_, asked.disaster_id) if asked.disaster_id else None
    for other in others:
        if any(disaster and disaster.started_on <= day <= disaster.ended_on for disaster, day in ((own, other.event_on), (other.disaster, asked.event_on))):
            return _("Hộ này, hoặc chủ hộ ở một đơn vị khác, đã có hồ sơ trợ cấp cho cùng đợt thiên tai. Mỗi đợt chỉ được trợ cấp một lần.")
    return None


def hold(session: Session, household: Household) -> None:
    """Let nobody else ask or decide for this household or its people at the same time: the limit of a year, and one disaster, go over all their requests."""
    help_service.hold(session, keys_of(household))


def keys_of(household: Household) -> list[str]:
    """Every key under which help of this household may stand."""
    return [household.help_key, *(key for person in household.persons for key in person.help_keys)]


def _keys(session: Session, ask: Any) -> list[str]:
    return keys_of(session.get_one(Household, ask.case.household_id))
