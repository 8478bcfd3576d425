"""Change a unit: its particulars, its name, where it hangs, its end. What was before stays on record."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.kernel import clock
from fundapp.kernel.certain import surely
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold, tidy_name
from fundapp.orgs.models import Unit, UnitFormerName, UnitKind, UnitParent
from fundapp.orgs.service.refusals import Recorder, UnitRefused, begin, note, refuse_unless_fits, refuse_unless_open


def change_details(session: Session, unit: Unit, *, address: str, member_count: int | None, signer_title: str, by: Recorder | None) -> None:
    """Set the particulars that papers and lists show."""
    unit.address, unit.member_count, unit.signer_title = tidy_name(address), member_count, signer_title.strip()
    note(session, unit, "unit.details", by)


def rename(session: Session, unit: Unit, *, name: str, short_name: str, on: date, document: str, by: Recorder | None) -> None:
    """Give a unit another name from a day on; the earlier one stays on record and is still found.

    On the unit's first day it sets right how the name was written, and nothing is kept of that.
    """
    name, short_name = tidy_name(name), tidy_name(short_name) or tidy_name(name)
    _refuse_ended(unit)
    if not fold(name):
        raise UnitRefused(_("Hãy nhập tên đơn vị."), "name")
    if (name, short_name) == (unit.name, unit.short_name):
        raise UnitRefused(_("Đơn vị đang mang đúng tên này. Hãy nhập tên mới."), "name")
    _refuse_later(on)
    refuse_unless_open(unit, on, "on")
    last = session.scalar(select(func.max(UnitFormerName.valid_to)).where(UnitFormerName.unit_id == unit.id))
    if last is not None and on <= last:
        raise UnitRefused(_("Tên hiện nay có từ %(day)s. Hãy chọn ngày từ hôm đó.", day=day_text(last + timedelta(days=1))), "on")
    former = unit.name
    is_new = on > (unit.valid_from if last is None else last + timedelta(days=1))
    if is_new:
        session.add(UnitFormerName(unit_id=unit.id, name=unit.name, short_name=unit.short_name, valid_to=on - timedelta(days=1), document=document.strip()))
    unit.name, unit.short_name = name, short_name
    session.flush()
    unit.folded = fold(" ".join((name, short_name, *session.scalars(
        select(UnitFormerName.name).where(UnitFormerName.unit_id == unit.id).order_by(UnitFormerName.valid_to.desc())
    ))))
    note(session, unit, "unit.rename", by, on=on.isoformat(), former=former, document=document)


def hang_under(session: Session, unit: Unit, parent: Unit, *, on: date, document: str, by: Recorder | None) -> None:
    """Hang a unit and all below it under another parent from `on`; the earlier parent ends the day before."""
    begin(session, unit, parent)
    if parent.path.startswith(unit.path):
        raise UnitRefused(_("Không thể đặt một đơn vị dưới chính nó hoặc dưới cấp dưới của nó."), "parent")
    if unit.parent_id is None:
        raise UnitRefused(_("Đây là tổ chức đứng đầu, không trực thuộc đơn vị nào."))
    _refuse_ended(unit)
    if parent.id == unit.parent_id:
        raise UnitRefused(_("Đơn vị đang trực thuộc %(name)s. Hãy chọn cấp trên khác.", name=parent.short_name), "parent")
    _refuse_later(on)
    refuse_unless_open(parent, clock.today(), "parent")
    refuse_unless_open(parent, on, "on")
    refuse_unless_fits(session, session.get_one(UnitKind, unit.kind), parent)
    last = session.scalar(select(UnitParent).where(UnitParent.unit_id == unit.id, UnitParent.valid_to.is_(None)))
    if last is not None:
        if on <= last.valid_from:
            raise UnitRefused(_("Đơn vị trực thuộc cấp trên hiện nay từ %(day)s. Ngày chuyển phải sau ngày đó.", day=day_text(last.valid_from)), "on")
        last.valid_to = on - timedelta(days=1)
        # The earlier link ends before the next begins: a unit has one open link, also in the database.
        session.flush()
    session.add(UnitParent(unit_id=unit.id, parent_id=parent.id, valid_from=on, document=document.strip()))
    old, new = unit.path, f"{parent.path}{unit.id}/"
    for below in session.scalars(select(Unit).where(Unit.path.startswith(old, autoescape=True))):
        below.path = new + below.path[len(old):]
    unit.parent_id = parent.id
    note(session, unit, "unit.move", by, on=on.isoformat(), parent=parent.code, document=document)


def close_unit(session: Session, unit: Unit, *, on: date, successor: Unit | None, document: str, by: Recorder | None) -> None:
    """End a unit on a day, the last of its work. Refuses while units still hang under it; they are hung elsewhere first."""
    begin(session, unit, successor)
    if unit.parent_id is None:
        raise UnitRefused(_("Không thể kết thúc tổ chức đứng đầu."))
    _refuse_ended(unit)
    still = select(Unit.short_name).join(UnitParent, UnitParent.unit_id == Unit.id).where(
        UnitParent.parent_id == unit.id, (UnitParent.valid_to.is_(None)) | (UnitParent.valid_to > on)
    )
    if below := session.scalar(still.order_by(Unit.folded).limit(1)):
        raise UnitRefused(_("Còn đơn vị trực thuộc (%(name)s). Hãy chuyển các đơn vị đó sang cấp trên mới trước khi kết thúc hoạt động.", name=below))
    last = session.scalar(select(UnitParent).where(UnitParent.unit_id == unit.id, UnitParent.valid_to.is_(None)))
    first = max(unit.valid_from, last.valid_from) if last is not None else unit.valid_from
    if on < first:
        raise UnitRefused(_("Ngày kết thúc không thể trước %(day)s, ngày thành lập hoặc ngày về cấp trên hiện nay.", day=day_text(first)), "on")
    if successor is not None:
        if successor.id == unit.id:
            raise UnitRefused(_("Đơn vị kế thừa phải là một đơn vị khác."), "successor")
        refuse_unless_open(successor, on + timedelta(days=1), "successor")
    unit.valid_to = on
    unit.successor_id = successor.id if successor else None
    if last is not None:
        last.valid_to = on
        last.document = f"{last.document}; {document.strip()}".strip("; ")
    note(session, unit, "unit.close", by, on=on.isoformat(), successor=successor.code if successor else None, document=document)


def reopen(session: Session, unit: Unit, *, document: str, by: Recorder | None) -> None:
    """Take back the end of a unit that was closed by mistake: it hangs under the same parent again from the day after."""
    parent = session.get_one(Unit, unit.parent_id) if unit.parent_id else None
    begin(session, unit, parent)
    refuse_unless_ended(unit)
    again = surely(unit.valid_to, "end of a unit that has ended") + timedelta(days=1)
    parent = surely(parent, "unit above one that has ended")
    refuse_unless_open(parent, max(again, clock.today()), "parent")
    unit.valid_to, unit.successor_id = None, None
    session.add(UnitParent(unit_id=unit.id, parent_id=parent.id, valid_from=again, document=document.strip()))
    note(session, unit, "unit.reopen", by, document=document)


def refuse_unless_ended(unit: Unit) -> None:
    """Refuse to open again what is open."""
    if unit.valid_to is None:
        raise UnitRefused(_("Đơn vị đang hoạt động, không có gì để mở lại."))


def _refuse_ended(unit: Unit) -> None:
    if unit.valid_to is not None:
        raise UnitRefused(_("Đơn vị đã kết thúc hoạt động ngày %(day)s nên không sửa được nữa.", day=day_text(unit.valid_to)))


def _refuse_later(on: date) -> None:
    """Name and place are kept as they are today, so a change takes effect today or on a day before."""
    if on > clock.today():
        raise UnitRefused(_("Ngày không được sau hôm nay. Hãy ghi thay đổi vào đúng ngày có hiệu lực."), "on")
