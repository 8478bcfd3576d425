"""What every act on the tree shares: who acts, how it is refused, and how two acts at once come one after the other."""

from datetime import date
from typing import Any, Protocol

from sqlalchemy import update
from sqlalchemy.orm import Session

from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.orgs.models import TreeVersion, Unit, UnitKind


class Recorder(Protocol):
    """Whoever acts and can put the act on the trail: an actor of `access`, or its `server`."""

    def record(self, session: Session, *, act: str, subject: str, unit_id: int | None = None, details: dict[str, Any] | None = None) -> Any: ...


class UnitRefused(Refusal):
    """The tree would no longer be a tree, or its dates would not fit."""


def begin(session: Session, *units: Unit | None) -> None:
    """Begin a change of the tree: whoever else changes it waits, and these units are read as they are now."""
    if session.execute(update(TreeVersion).values(number=TreeVersion.number + 1)).rowcount == 0:  # type: ignore[attr-defined]
        session.add(TreeVersion(id=1, number=1))
        session.flush()
    for unit in units:
        if unit is not None:
            session.refresh(unit)


def note(session: Session, unit: Unit, act: str, by: Recorder | None, **details: Any) -> None:
    """Put an act on a unit on the trail. `by` is None only where nobody acts: in the past that the demo world begins with."""
    session.flush()
    if by is not None:
        by.record(session, act=act, subject=f"orgs/{unit.id}", unit_id=unit.id, details={"code": unit.code, **details})


def refuse_unless_open(unit: Unit, on: date, field: str) -> None:
    """Refuse a unit that has not begun or has ended on a day."""
    if on < unit.valid_from:
        raise UnitRefused(_("%(name)s chỉ hoạt động từ %(day)s. Hãy chọn ngày từ hôm đó.", name=unit.short_name, day=day_text(unit.valid_from)), field)
    if unit.valid_to is not None and on > unit.valid_to:
        raise UnitRefused(_("%(name)s đã kết thúc hoạt động ngày %(day)s. Hãy chọn đơn vị khác.", name=unit.short_name, day=day_text(unit.valid_to)), field)


def refuse_unless_fits(session: Session, kind: UnitKind, parent: Unit) -> None:
    """Refuse a kind of unit under one of the same level or a lower one."""
    above = session.get_one(UnitKind, parent.kind)
    if kind.level <= above.level:
        raise UnitRefused(
            _("%(kind)s không trực thuộc %(above)s. Hãy chọn cấp trên khác hoặc loại tổ chức khác.", kind=kind.name, above=above.name), "parent"
        )
