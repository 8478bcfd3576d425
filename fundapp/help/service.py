"""Acts on the register of help: record what was granted, note what of it was given, withdraw it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record as record_trail
from fundapp.help.bands import Programme, Status
from fundapp.help.models import HelpGiven, HelpKey
from fundapp.kernel import clock
from fundapp.kernel.db import insert_unless_there
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _

WHY = "one subject is one help, whoever asks"
AT_ONCE = 5_000


class Granted(NamedTuple):
    """One help of a list: whom, under which name, how much (đồng)."""

    subject: str
    household_key: str
    person_key: str
    kind: str
    amount: int


class HelpRefused(Refusal):
    """The help may not be recorded so."""


def hold(session: Session, keys: Iterable[str]) -> None:
    """Let nobody else reckon the help of these households and persons until this act has ended; who comes second sees what the first has granted.

    A yearly limit is a sum over rows, which two decisions at the same second could each find unspent.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return
    session.execute(insert_unless_there(session, HelpKey), [{"key": key} for key in wanted])
    session.execute(select(HelpKey.key).where(HelpKey.key.in_(wanted)).order_by(HelpKey.key).with_for_update()).all()


def record(
    session: Session, *, programme: Programme, household_key: str, person_key: str, kind: str, amount: int, on: date, status: Status,
    subject: str, unit_id: int, by: Actor | None,
) -> HelpGiven:
    """Record a help that was granted on a day, or granted and given on it. Refuses a second help of the same subject."""
    if status == "withdrawn":
        raise HelpRefused(_("Hãy dùng việc thu hồi để ghi khoản hỗ trợ đã thu hồi."), "status")
    if _of(session, subject) is not None:
        raise HelpRefused(_("Khoản hỗ trợ của hồ sơ này đã được ghi rồi; không ghi lần nữa được."), "subject")
    row = HelpGiven(
        programme=programme, household_key=household_key, person_key=person_key, kind=kind, amount=amount, granted_on=on, status="approved",
        given_amount=0, subject=subject, unit_id=unit_id, recorded_by_id=by.user_id if by else None, recorded_at=clock.now(),
    )
    session.add(row)
    session.flush()
    record_trail(session, by=by, act="help.approved", subject=subject, unit_id=unit_id, details={"programme": programme, "amount": amount})
    if status == "given":
        give(session, subject=subject, amount=amount, on=on, by=by)
    return row


def record_many(session: Session, rows: Sequence[Granted], *, programme: Programme, on: date, unit_id: int, about: str, by: Actor | None) -> None:
    """Record what a whole list was granted on a day, as approved: one line of the trail for all of it, under the list's name `about`."""
    if not rows:
        return
    now = clock.now()
    session.execute(insert(HelpGiven), [
        {**row._asdict(), "programme": programme, "granted_on": on, "status": "approved", "given_amount": 0, "unit_id": unit_id,
         "recorded_by_id": by.user_id if by else None, "recorded_at": now, "version": 1}
        for row in rows
    ])
    details = {"programme": programme, "amount": sum(row.amount for row in rows), "rows": len(rows)}
    record_trail(session, by=by, act="help.approved", subject=about, unit_id=unit_id, details=details)


def give_many(session: Session, subjects: Sequence[str], *, on: date, about: str, unit_id: int, by: Actor | None) -> None:
    """Note that all of what these subjects were granted was given on a day, goods and money alike."""
    for portion in _portions(subjects):
        session.execute(
            update(HelpGiven).where(HelpGiven.subject.in_(portion), HelpGiven.status == "approved")
            .values(status="given", given_amount=HelpGiven.amount, given_on=on, version=HelpGiven.version + 1)
            .execution_options(all_units=WHY, synchronize_session=False)
        )
    record_trail(session, by=by, act="help.given", subject=about, unit_id=unit_id, details={"rows": len(subjects)})


def withdraw_many(session: Session, subjects: Sequence[str], *, reason: str, about: str, unit_id: int, by: Actor | None) -> None:
    """Withdraw what these subjects were granted and nobody received; it no longer counts."""
    for portion in _portions(subjects):
        session.execute(
            update(HelpGiven).where(HelpGiven.subject.in_(portion), HelpGiven.status == "approved").values(status="withdrawn", version=HelpGiven.version + 1)
            .execution_options(all_units=WHY, synchronize_session=False)
        )
    record_trail(session, by=by, act="help.withdrawn", subject=about, unit_id=unit_id, details={"reason": reason, "rows": len(subjects)})


def _portions(subjects: Sequence[str]) -> list[Sequence[str]]:
    return [subjects[at : at + AT_ONCE] for at in range(0, len(subjects), AT_ONCE)]


def give(session: Session, *, subject: str, amount: int, on: date, by: Actor | None) -> HelpGiven | None:
    """Note that by this day so much in all has been given of a subject's help; None when no help stands under the subject.

    The day is that of the payment or hand-out, for an interval between two helps counts from it. A sum once given falls by `take_back` alone.
    """
    row = _of(session, subject)
    if row is None:
        return None
    note_given(session, row, amount=amount, on=on, by=by)
    session.flush()
    return row


def note_given(session: Session, row: HelpGiven, *, amount: int, on: date, by: Actor | None) -> None:
    """Note on a row of help what `give` notes; the caller flushes, for many together."""
    if row.status == "withdrawn":
        raise HelpRefused(_("Khoản hỗ trợ này đã bị thu hồi; không ghi tiếp được."), "status")
    if amount > row.given_amount:
        row.status, row.given_amount, row.given_on = "given", amount, max(on, row.given_on or row.granted_on)
        record_trail(session, by=by, act="help.given", subject=row.subject, unit_id=row.unit_id, details={"programme": row.programme, "amount": amount})


def of_each(session: Session, subjects: Sequence[str]) -> dict[str, HelpGiven]:
    """The help that stands under each of these subjects."""
    rows = session.scalars(select(HelpGiven).where(HelpGiven.subject.in_(subjects)).execution_options(all_units=WHY))
    return {row.subject: row for row in rows}


def take_back(session: Session, *, subject: str, amount: int, on: date, by: Actor | None) -> HelpGiven | None:
    """Note that only so much in all is still given of a subject's help, because a payment was reversed on that day; nothing: it is on its way again.

    The day of what was given before stays. None when no help stands under the subject.
    """
    row = _of(session, subject)
    if row is None or row.status == "withdrawn" or amount >= row.given_amount:
        return row
    row.given_amount = amount
    if not amount:
        row.status, row.given_on = "approved", None
    session.flush()
    details = {"programme": row.programme, "amount": amount, "on": on.isoformat()}
    record_trail(session, by=by, act="help.taken_back", subject=subject, unit_id=row.unit_id, details=details)
    return row


def note_loan(session: Session, *, subject: str, ended_on: date | None, overdue_since: date | None, by: Actor | None) -> HelpGiven | None:
    """Note how money that is paid back stands: paid back by a day (None: not yet), or overdue since a day. None when no help stands under the subject."""
    row = _of(session, subject)
    if row is None or row.status == "withdrawn" or (row.ended_on, row.overdue_since) == (ended_on, overdue_since):
        return row
    row.ended_on, row.overdue_since = ended_on, overdue_since
    session.flush()
    record_trail(session, by=by, act="help.loan", subject=subject, unit_id=row.unit_id, details={"ended": ended_on is not None, "overdue": overdue_since is not None})
    return row


def withdraw(session: Session, *, subject: str, reason: str, by: Actor | None, on: date) -> HelpGiven:
    """Withdraw the help of a subject; it no longer counts as received."""
    row = _of(session, subject)
    if row is None:
        raise HelpRefused(_("Không có khoản hỗ trợ nào để thu hồi."))
    if not reason.strip():
        raise HelpRefused(_("Hãy ghi lý do thu hồi."), "reason")
    if row.status != "withdrawn":
        row.status = "withdrawn"
        session.flush()
        record_trail(
            session, by=by, act="help.withdrawn", subject=subject, unit_id=row.unit_id, details={"reason": reason, "on": on.isoformat()}
        )
    return row


def _of(session: Session, subject: str) -> HelpGiven | None:
    return session.scalar(select(HelpGiven).where(HelpGiven.subject == subject).execution_options(all_units=WHY))
