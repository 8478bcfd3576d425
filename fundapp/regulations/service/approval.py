"""Lay a document before whoever approves, give it back, put it in force."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.regulations import queries
from fundapp.regulations.completeness import problems
from fundapp.regulations.models import Regulation
from fundapp.regulations.service.state import RegulationRefused, done, expect, touch


def submit(session: Session, regulation: Regulation, *, by: Actor, on: date) -> None:
    """Lay a whole draft before whoever approves. Refuses while anything is missing; from now on nothing in it changes."""
    touch(regulation)
    found = problems(regulation)
    if found:
        raise RegulationRefused(_("Chưa trình được: %(what)s", what=" ".join(found)))
    # What was changed last is stored while the document is still a draft: the database takes no part of another.
    session.flush()
    regulation.status, regulation.submitted_by_id, regulation.submitted_at = "submitted", by.user_id, clock.now()
    regulation.returned_reason = ""
    done(session, regulation, by, "regulation.submit", on=on.isoformat())


def send_back(session: Session, regulation: Regulation, *, reason: str, by: Actor, on: date) -> None:
    """Give a submitted document back to be mended, with the reason."""
    expect(regulation, "submitted")
    if not reason.strip():
        raise RegulationRefused(_("Hãy ghi lý do trả lại để người soạn biết cần sửa gì."), "reason")
    regulation.status, regulation.submitted_by_id, regulation.submitted_at = "draft", None, None
    regulation.returned_reason, regulation.touched_at = reason.strip(), clock.now()
    done(session, regulation, by, "regulation.return", on=on.isoformat())


def put_in_force(session: Session, regulation: Regulation, *, by: Actor, on: date) -> Regulation | None:
    """Put a submitted document in force from its first day; gives the one that it replaces, which then ends the day before.

    Refused to whoever drafted or submitted it, and where it would change what was in force on days gone by.
    """
    expect(regulation, "submitted")
    if by.user_id in (regulation.submitted_by_id, regulation.drafted_by_id):
        raise RegulationRefused(_("Người soạn hoặc trình quy chế không được tự ban hành. Việc này cần người thứ hai."))
    found = problems(regulation)
    if found:
        raise RegulationRefused(_("Chưa ban hành được: %(what)s", what=" ".join(found)))
    unit = session.get_one(Unit, regulation.unit_id)
    before = queries.in_force(session, regulation.programme, unit=unit, on=regulation.valid_from)
    if before is not None and regulation.valid_from < on:
        raise RegulationRefused(
            _("Ngày hiệu lực %(day)s đã qua và khi đó %(old)s đang áp dụng. Hãy trả lại để sửa ngày hiệu lực.",
              day=day_text(regulation.valid_from), old=before.named),
        )
    replaced = _current(session, regulation)
    if replaced is not None:
        if replaced.valid_from >= regulation.valid_from:
            raise RegulationRefused(
                _("%(old)s đã có hiệu lực từ %(day)s. Hãy trả lại để chọn ngày hiệu lực sau ngày đó.", old=replaced.named, day=day_text(replaced.valid_from))
            )
        replaced.status, replaced.valid_to, replaced.touched_at = "superseded", regulation.valid_from - timedelta(days=1), clock.now()
        session.flush()
    regulation.status, regulation.approved_by_id, regulation.approved_at = "in_force", by.user_id, clock.now()
    done(session, regulation, by, "regulation.in_force", on=on.isoformat(), replaces=replaced.id if replaced else None)
    return replaced


def _current(session: Session, regulation: Regulation) -> Regulation | None:
    return session.scalar(
        select(Regulation)
        .where(Regulation.unit_id == regulation.unit_id, Regulation.programme == regulation.programme, Regulation.status == "in_force")
        .with_for_update()
    )
