"""Reads of earlier help. They see all units, because help received twice is what they look for, and tell the least."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from fundapp.help.bands import Earlier, OpenLoan, Received, band_of
from fundapp.help.models import HelpGiven

WHY = "help received at another unit counts too; only programme, kind, year and band are told"
DAY = func.coalesce(HelpGiven.given_on, HelpGiven.granted_on)


def earlier_help(
    session: Session, household_key: str, person_key: str | Sequence[str], programme: str | None = None, before: date | None = None,
    except_subject: str | None = None,
) -> list[Earlier]:
    """Find what this household or one of these persons was granted anywhere, newest first; withdrawn help does not count.

    `before` leaves out that day and later ones; `except_subject` the case that is asking.
    """
    keys = [household_key, person_key] if isinstance(person_key, str) else [household_key, *person_key]
    conditions = [_concerns(keys)]
    if programme is not None:
        conditions.append(HelpGiven.programme == programme)
    if before is not None:
        conditions.append(before > DAY)
    if except_subject is not None:
        conditions.append(HelpGiven.subject != except_subject)
    return _told(session, *conditions)


def received(session: Session, keys: Iterable[str]) -> tuple[list[Received], list[Earlier]]:
    """What these households or persons were granted: whole, with what to open, as far as it is in the reader's sight; of the rest what may be told of it."""
    wanted = list(keys)
    columns = (HelpGiven.id, HelpGiven.programme, HelpGiven.kind, DAY.label("on"), HelpGiven.amount, HelpGiven.given_amount, HelpGiven.status, HelpGiven.subject)
    # Not past the scope: the unit that recorded it is in sight, or only the least is told.
    rows = session.execute(select(*columns).where(_concerns(wanted)).order_by(DAY.desc(), HelpGiven.id.desc())).all()
    seen = [Received(row.programme, row.kind, row.on, row.amount, row.given_amount, row.status, "/".join(row.subject.split("/")[:2])) for row in rows]
    return seen, _told(session, _concerns(wanted), HelpGiven.id.not_in([row.id for row in rows]))


def open_loans(session: Session, household_key: str, person_keys: Sequence[str], except_subject: str | None = None) -> list[OpenLoan]:
    """Find loans of this household or one of these persons that are decided or paid out anywhere and not paid back yet, newest first."""
    query = select(DAY.label("on"), HelpGiven.amount, HelpGiven.overdue_since).where(
        _concerns([household_key, *person_keys]), HelpGiven.programme == "loans", HelpGiven.ended_on.is_(None)
    )
    if except_subject is not None:
        query = query.where(HelpGiven.subject != except_subject)
    rows = session.execute(query.order_by(DAY.desc(), HelpGiven.id.desc()).execution_options(all_units=WHY))
    return [OpenLoan(row.on.year, band_of(row.amount), row.overdue_since is not None) for row in rows]


def subjects_of(session: Session, programme: str, keys: Iterable[str], except_subject: str) -> list[str]:
    """The subjects of other help of a programme under one of these keys, sorted: what whoever pays has known of, to notice later what is new."""
    query = select(HelpGiven.subject).where(_concerns(keys), HelpGiven.programme == programme, HelpGiven.subject != except_subject)
    return sorted(session.scalars(query.execution_options(all_units=WHY)))


def subjects_by_key(session: Session, programme: str, keys: Iterable[str]) -> dict[str, set[str]]:
    """The subjects of all help of a programme under each of these keys; keys without any are left out."""
    wanted = set(keys)
    query = select(HelpGiven.subject, HelpGiven.household_key, HelpGiven.person_key).where(_concerns(wanted), HelpGiven.programme == programme)
    found: dict[str, set[str]] = {}
    for row in session.execute(query.execution_options(all_units=WHY)):
        for key in wanted.intersection((row.household_key, row.person_key)):
            found.setdefault(key, set()).add(row.subject)
    return found


def in_year(
    session: Session, keys: Iterable[str], programme: str, year: int, kind: str | None = None, except_subject: str | None = None
) -> tuple[int, int]:
    """How often, and with how much in all, one of these keys was granted help of a programme in a year, at whatever unit: for limits that are reckoned, not shown."""
    conditions = [_concerns(keys), HelpGiven.programme == programme, HelpGiven.granted_on.between(date(year, 1, 1), date(year, 12, 31))]
    if kind is not None:
        conditions.append(HelpGiven.kind == kind)
    if except_subject is not None:
        conditions.append(HelpGiven.subject != except_subject)
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(HelpGiven.amount), 0)).select_from(HelpGiven).where(*conditions).execution_options(all_units=WHY)
    ).one()
    return int(row[0]), int(row[1])


def of_subjects(session: Session, subjects: Iterable[str]) -> list[Earlier]:
    """What may be told of the help of some subjects, newest first."""
    return _told(session, HelpGiven.subject.in_(list(subjects)), HelpGiven.status != "withdrawn")


def _concerns(keys: Iterable[str]) -> ColumnElement[bool]:
    wanted = list(keys)
    return or_(HelpGiven.household_key.in_(wanted), HelpGiven.person_key.in_(wanted)) & (HelpGiven.status != "withdrawn")


def _told(session: Session, *conditions: ColumnElement[bool]) -> list[Earlier]:
    columns = (HelpGiven.programme, HelpGiven.kind, DAY.label("on"), HelpGiven.amount, HelpGiven.given_amount, HelpGiven.status)
    query = select(*columns).where(*conditions).order_by(DAY.desc(), HelpGiven.id.desc())
    return [
        Earlier(row.programme, row.kind, row.on.year, band_of(row.given_amount or row.amount), row.status, row.on)
        for row in session.execute(query.execution_options(all_units=WHY))
    ]
