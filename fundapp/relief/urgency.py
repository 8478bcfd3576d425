"""Urgent relief: what waits to be decided within its working hours, what was decided and nobody has confirmed yet, since when."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import queries as cases
from fundapp.cases.models import Case
from fundapp.casework import queries as casework
from fundapp.households.models import Person
from fundapp.kernel import clock
from fundapp.kernel.days import working_days_between
from fundapp.kernel.hours import working_minutes_between
from fundapp.kernel.labels import Text, _
from fundapp.orgs.models import Unit
from fundapp.relief.models import ReliefRequest
from fundapp.web.waiting import Waiting

HOUR = 60
LIMIT_HOURS = 8
MOST = 200


@dataclass(frozen=True)
class Clock:
    """How much of the eight working hours has gone. Minutes are whole."""

    gone: int

    @property
    def left(self) -> int:
        return LIMIT_HOURS * HOUR - self.gone

    @property
    def is_over(self) -> bool:
        return self.left < 0

    @property
    def label(self) -> Text:
        hours, minutes = divmod(abs(self.left), HOUR)
        if self.is_over:
            return _("quá %(hours)s giờ %(minutes)s phút làm việc", hours=hours, minutes=minutes)
        return _("còn %(hours)s giờ %(minutes)s phút làm việc", hours=hours, minutes=minutes)


@dataclass(frozen=True)
class Urgent:
    """One urgent request: still to be decided (`clock`), or decided on a day and not confirmed for so many working days."""

    case: Case
    person: Person
    unit: str
    kind: str
    clock: Clock | None = None
    days: int = 0


def clock_of(since: datetime, now: datetime) -> Clock:
    """Tell the clock of a request handed in at an instant."""
    return Clock(working_minutes_between(since, now))


def waiting_for_decision() -> Select[ReliefRequest]:
    return select(ReliefRequest).join(Case, Case.id == ReliefRequest.id).where(ReliefRequest.is_urgent, Case.state == "submitted").order_by(Case.held_at, Case.id)


def unconfirmed() -> Select[ReliefRequest]:
    return (
        select(ReliefRequest).join(Case, Case.id == ReliefRequest.id).where(Case.urgent_on.is_not(None), Case.ratified_on.is_(None))
        .order_by(Case.urgent_on, Case.id)
    )


def listed(session: Session, query: Select[ReliefRequest], now: datetime) -> list[Urgent]:
    """Urgent requests in sight, the longest waiting first."""
    found = list(session.scalars(query.limit(MOST)))
    people = cases.people_of(session, [one.case for one in found])
    today = now.astimezone(clock.VIETNAM).date()
    return [
        Urgent(
            one.case, people[one.case.person_id], session.get_one(Unit, one.unit_id).short_name, one.programme.kinds[one.kind],
            clock_of(one.case.held_at, now) if one.case.urgent_on is None else None,
            working_days_between(one.case.urgent_on, today) if one.case.urgent_on else 0,
        )
        for one in found
    ]


def deciding_unit(session: Session, ask: ReliefRequest, on: date) -> Unit | None:
    """The nearest unit above whose signer may decide what is asked for."""
    return casework.deciding_unit(session, ask, casework.judgement(session, ask, on), ask.case.requested_amount or 0)


def waiting_on(session: Session, actor: Actor, on: date | None = None) -> list[Waiting]:
    """Urgent requests for whoever decides, urgent decisions for whoever confirms."""
    found: list[Waiting] = []
    for permission, query, act in (
        ("case:decide", waiting_for_decision(), _("Quyết định khẩn cấp trong 8 giờ làm việc")), ("case:review", unconfirmed(), _("Xác nhận sau quyết định khẩn cấp")),
    ):
        if actor.units_with(permission):
            asked = [one for one in session.scalars(query.limit(MOST)) if actor.can(permission, one.unit_id)]
            people = cases.people_of(session, [one.case for one in asked])
            found += [Waiting(act, people[one.case.person_id].full_name, one.case.code, one.case.subject, one.case.held_at) for one in asked]
    return found
