"""Acts on the register of help: record what was granted, withdraw it."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record as record_trail
from fundapp.help.bands import Programme, Status
from fundapp.help.models import HelpGiven
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _

WHY = "one subject is one help, whoever asks"


class HelpRefused(Refusal):
    """The help may not be recorded so."""


def record(
    session: Session, *, programme: Programme, household_key: str, person_key: str, kind: str, amount: int, on: date, status: Status,
    subject: str, unit_id: int, by: Actor | None,
) -> HelpGiven:
    """Record a help, or move the one of this subject on: approved → given. Refuses going back and a withdrawn one."""
    if status == "withdrawn":
        raise HelpRefused(_("Hãy dùng việc thu hồi để ghi khoản hỗ trợ đã thu hồi."), "status")
    row = _of(session, subject)
    if row is None:
        row = HelpGiven(
            programme=programme, household_key=household_key, person_key=person_key, kind=kind, amount=amount, on=on, status=status,
            subject=subject, unit_id=unit_id, recorded_by_id=by.user_id if by else None, recorded_at=clock.now(),
        )
        session.add(row)
    elif row.status == "withdrawn":
        raise HelpRefused(_("Khoản hỗ trợ này đã bị thu hồi; không ghi tiếp được."), "status")
    elif row.status == "given" and status == "approved":
        raise HelpRefused(_("Khoản hỗ trợ này đã chi; không quay lại trạng thái chờ chi được."), "status")
    else:
        row.status, row.on, row.amount = status, on, amount
    session.flush()
    record_trail(session, by=by, act=f"help.{status}", subject=subject, unit_id=unit_id, details={"programme": programme, "amount": amount})
    return row


def withdraw(session: Session, *, subject: str, reason: str, by: Actor | None, on: date) -> HelpGiven:
    """Withdraw the help of a subject; it no longer counts as received."""
    row = _of(session, subject)
    if row is None:
        raise HelpRefused(_("Không có khoản hỗ trợ nào để thu hồi."))
    if not reason.strip():
        raise HelpRefused(_("Hãy ghi lý do thu hồi."), "reason")
    if row.status != "withdrawn":
        row.status, row.on = "withdrawn", on
        session.flush()
        record_trail(session, by=by, act="help.withdrawn", subject=subject, unit_id=row.unit_id, details={"reason": reason})
    return row


def _of(session: Session, subject: str) -> HelpGiven | None:
    return session.scalar(select(HelpGiven).where(HelpGiven.subject == subject).execution_options(all_units=WHY))
