"""Begin a document, begin a new version of one, change its heading, throw a draft away."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.orgs.models import Unit
from fundapp.regulations.models import PARTS, Regulation
from fundapp.regulations.service.state import RegulationRefused, done, expect, touch
from fundapp.regulations.words import PROGRAMMES

NOT_COPIED = {"id", "regulation_id"}


def draft(
    session: Session, *, programme: str, unit: Unit, title: str, valid_from: date, number: str = "", issued_on: date | None = None,
    grounds: Sequence[str] = (), is_sample: bool = False, by: Actor, on: date,
) -> Regulation:
    """Begin a new, empty document of a unit."""
    if programme not in PROGRAMMES:
        raise RegulationRefused(_("Hãy chọn chương trình của quy chế."), "programme")
    regulation = Regulation(
        programme=programme, unit_id=unit.id, title="", valid_from=valid_from, is_sample=is_sample, drafted_by_id=by.user_id,
        touched_at=clock.now(), norms=[], criteria=[], papers=[], authority_limits=[], steps=[], products=[],
    )
    _head(regulation, title=title, number=number, issued_on=issued_on, valid_from=valid_from, grounds=grounds)
    session.add(regulation)
    session.flush()
    record(session, by=by, act="regulation.draft", subject=regulation.subject, unit_id=unit.id, details={"on": on.isoformat()})
    return regulation


def copy(session: Session, regulation: Regulation, *, by: Actor, on: date) -> Regulation:
    """Begin a new version: a draft with everything that the document holds, valid from the day after `on` at the earliest."""
    made = Regulation(
        programme=regulation.programme, unit_id=regulation.unit_id, title=regulation.title, folded=fold(regulation.title), grounds=list(regulation.grounds),
        valid_from=max(on, regulation.valid_from) + timedelta(days=1), is_sample=regulation.is_sample, based_on_id=regulation.id,
        drafted_by_id=by.user_id, touched_at=clock.now(),
    )
    for name, part in PARTS:
        columns = [attribute.key for attribute in part.__mapper__.column_attrs if attribute.key not in NOT_COPIED]
        setattr(made, name, [part(**{column: getattr(row, column) for column in columns}) for row in getattr(regulation, name)])
    session.add(made)
    session.flush()
    record(session, by=by, act="regulation.copy", subject=made.subject, unit_id=made.unit_id, details={"from": regulation.id})
    return made


def change_heading(
    session: Session, regulation: Regulation, *, title: str, number: str, issued_on: date | None, valid_from: date, grounds: Sequence[str], by: Actor,
) -> None:
    """Change title, number, dates and grounds of a draft."""
    touch(regulation)
    _head(regulation, title=title, number=number, issued_on=issued_on, valid_from=valid_from, grounds=grounds)
    done(session, regulation, by, "regulation.heading")


def discard(session: Session, regulation: Regulation, *, by: Actor) -> None:
    """Throw a draft away. Refused when another draft was begun from it."""
    expect(regulation, "draft")
    if session.scalar(select(Regulation.id).where(Regulation.based_on_id == regulation.id).limit(1)):
        raise RegulationRefused(_("Có bản khác được soạn từ bản này nên không xóa được."))
    record(session, by=by, act="regulation.discard", subject=regulation.subject, unit_id=regulation.unit_id)
    session.delete(regulation)
    session.flush()


def _head(
    regulation: Regulation, *, title: str, number: str, issued_on: date | None, valid_from: date, grounds: Sequence[str]
) -> None:
    if not title.strip():
        raise RegulationRefused(_("Hãy ghi tên quy chế."), "title")
    if issued_on is not None and issued_on > valid_from:
        raise RegulationRefused(_("Ngày ký không thể sau ngày bắt đầu hiệu lực."), "issued_on")
    regulation.title, regulation.number, regulation.issued_on, regulation.valid_from = title.strip(), number.strip(), issued_on, valid_from
    regulation.folded = fold(f"{regulation.number} {regulation.title}")
    regulation.grounds = [ground.strip() for ground in grounds if ground.strip()]
