"""Acts on the tree: open a unit, hang it elsewhere, close it in favour of a successor."""

import csv
from datetime import date, timedelta
from importlib.resources import files

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.orgs.models import TreeVersion, Unit, UnitKind, UnitParent


class UnitRefused(Refusal):
    """The tree would no longer be a tree, or its dates would not fit."""


def load_kinds(session: Session) -> None:
    """Store the kinds of units shipped with the program; kinds that are there stay as they are."""
    known = set(session.scalars(select(UnitKind.code)))
    with files("fundapp.orgs").joinpath("data/kinds.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["code"] not in known:
                session.add(
                    UnitKind(
                        code=row["code"], name=row["name"], short_name=row["short_name"], level=int(row["level"]), source=row["source"],
                        valid_from=date.fromisoformat(row["valid_from"]),
                        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                    )
                )
    session.flush()


def open_unit(
    session: Session, *, code: str, name: str, kind: str, on: date, parent: Unit | None = None, short_name: str = "",
    address: str = "", member_count: int | None = None, document: str = "", signer_title: str = "",
) -> Unit:
    """Open a unit under a parent from a day on. Refuses a code twice, a kind not valid that day, a second root."""
    if session.scalar(select(Unit.id).where(Unit.code == code)):
        raise UnitRefused(_("Mã đơn vị %(code)s đã có. Hãy chọn mã khác.", code=code), "code")
    kind_row = session.get(UnitKind, kind)
    if kind_row is None or on < kind_row.valid_from or (kind_row.valid_to and on > kind_row.valid_to):
        raise UnitRefused(_("Loại tổ chức này không còn (hoặc chưa có) vào ngày thành lập. Hãy chọn loại khác hoặc sửa ngày."), "kind")
    if parent is None and session.scalar(select(Unit.id).where(Unit.parent_id.is_(None))):
        raise UnitRefused(_("Chỉ có một tổ chức đứng đầu. Hãy chọn đơn vị cấp trên."), "parent")
    unit = Unit(
        code=code, name=name, short_name=short_name or name, folded=fold(f"{name} {short_name}"), kind=kind, path="",
        parent_id=parent.id if parent else None, valid_from=on, address=address, member_count=member_count, signer_title=signer_title,
    )
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else ''}{unit.id}/"
    if parent is not None:
        session.add(UnitParent(unit_id=unit.id, parent_id=parent.id, valid_from=on, document=document))
    _changed(session)
    return unit


def hang_under(session: Session, unit: Unit, parent: Unit, *, on: date, document: str) -> None:
    """Hang a unit and all below it under another parent from `on`; the earlier parent ends the day before."""
    if parent.path.startswith(unit.path):
        raise UnitRefused(_("Không thể đặt một đơn vị dưới chính nó hoặc dưới cấp dưới của nó."), "parent")
    last = session.scalar(select(UnitParent).where(UnitParent.unit_id == unit.id, UnitParent.valid_to.is_(None)))
    if last is not None:
        if on <= last.valid_from:
            raise UnitRefused(_("Ngày chuyển phải sau ngày bắt đầu trực thuộc đơn vị hiện nay."), "on")
        last.valid_to = on - timedelta(days=1)
    session.add(UnitParent(unit_id=unit.id, parent_id=parent.id, valid_from=on, document=document))
    old, new = unit.path, f"{parent.path}{unit.id}/"
    for below in session.scalars(select(Unit).where(Unit.path.startswith(old, autoescape=True))):
        below.path = new + below.path[len(old):]
    unit.parent_id = parent.id
    _changed(session)


def close_unit(session: Session, unit: Unit, *, on: date, successor: Unit | None, document: str) -> None:
    """End a unit on a day. Refuses while units still hang under it; they are hung elsewhere first."""
    if session.scalar(select(Unit.id).where(Unit.parent_id == unit.id, Unit.valid_to.is_(None)).limit(1)):
        raise UnitRefused(_("Còn đơn vị trực thuộc. Hãy chuyển các đơn vị đó sang cấp trên mới trước khi kết thúc hoạt động."))
    if on < unit.valid_from:
        raise UnitRefused(_("Ngày kết thúc không thể trước ngày thành lập."), "on")
    unit.valid_to = on
    unit.successor_id = successor.id if successor else None
    last = session.scalar(select(UnitParent).where(UnitParent.unit_id == unit.id, UnitParent.valid_to.is_(None)))
    if last is not None:
        last.valid_to = on
        last.document = f"{last.document}; {document}".strip("; ")
    _changed(session)


def _changed(session: Session) -> None:
    session.flush()
    if session.execute(update(TreeVersion).values(number=TreeVersion.number + 1)).rowcount == 0:  # type: ignore[attr-defined]
        session.add(TreeVersion(id=1, number=1))
        session.flush()
