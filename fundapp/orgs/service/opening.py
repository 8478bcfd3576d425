"""Open a unit; the kinds of units shipped with the program."""

import csv
from datetime import date
from importlib.resources import files

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold, tidy_name
from fundapp.orgs import naming
from fundapp.orgs.models import Unit, UnitKind, UnitParent
from fundapp.orgs.service.refusals import Recorder, UnitRefused, begin, note, refuse_unless_fits, refuse_unless_open


def load_kinds(session: Session) -> None:
    """Store the kinds of units shipped with the program; kinds that are there stay as they are."""
    known = set(session.scalars(select(UnitKind.code)))
    with files("fundapp.orgs").joinpath("data/kinds.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["code"] not in known:
                days = {name: date.fromisoformat(row[name]) if row[name] else None for name in ("valid_from", "valid_to")}
                session.add(UnitKind(**{**row, **days, "level": int(row["level"])}))
    session.flush()


def open_unit(
    session: Session, *, code: str, name: str, kind: str, on: date, by: Recorder | None, parent: Unit | None = None, under_since: date | None = None,
    short_name: str = "", address: str = "", member_count: int | None = None, document: str = "", signer_title: str = "",
) -> Unit:
    """Open a unit under a parent from a day on. Refuses a code twice, a kind not valid that day or not fit to hang there, a second root.

    It hangs under its parent from `under_since`; when that is not said, from the first day on which both are there.
    """
    code, name = naming.tidy_code(code), tidy_name(name)
    _refuse_names(session, code, name)
    kind_row = session.get(UnitKind, kind)
    if kind_row is None or on < kind_row.valid_from or (kind_row.valid_to and on > kind_row.valid_to):
        raise UnitRefused(_("Loại tổ chức này không còn (hoặc chưa có) vào ngày thành lập. Hãy chọn loại khác hoặc sửa ngày."), "kind")
    begin(session, parent)
    if parent is None and session.scalar(select(Unit.id).where(Unit.parent_id.is_(None))):
        raise UnitRefused(_("Chỉ có một tổ chức đứng đầu. Hãy chọn đơn vị cấp trên."), "parent")
    unit = Unit(
        code=code, name=name, short_name=tidy_name(short_name) or name, folded=fold(f"{name} {short_name}"), kind=kind, path="",
        parent_id=parent.id if parent else None, valid_from=on, address=tidy_name(address), member_count=member_count, signer_title=signer_title.strip(),
    )
    since = on
    if parent is not None:
        refuse_unless_fits(session, kind_row, parent)
        since = _since(parent, on, under_since)
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else ''}{unit.id}/"
    if parent is not None:
        session.add(UnitParent(unit_id=unit.id, parent_id=parent.id, valid_from=since, document=document.strip()))
    note(session, unit, "unit.open", by, on=on.isoformat(), document=document)
    return unit


def free_code(session: Session, name: str, kind: UnitKind) -> str:
    """Give a code that nobody has, made from the kind and the name."""
    taken = set(session.scalars(select(Unit.code).where(Unit.code.startswith(kind.prefix, autoescape=True))))
    return naming.suggest_code(name, prefix=kind.prefix, words=kind.words, taken=taken)


def _refuse_names(session: Session, code: str, name: str) -> None:
    if not naming.is_code(code):
        raise UnitRefused(_("Mã đơn vị gồm từ 2 đến 40 chữ không dấu, chữ số, dấu gạch nối hoặc dấu chấm, ví dụ: CDCS-MAY5"), "code")
    if session.scalar(select(Unit.id).where(Unit.code == code)):
        raise UnitRefused(_("Mã đơn vị %(code)s đã có. Hãy chọn mã khác.", code=code), "code")
    if not fold(name):
        raise UnitRefused(_("Hãy nhập tên đơn vị."), "name")


def _since(parent: Unit, on: date, given: date | None) -> date:
    since = given or max(on, parent.valid_from)
    if since < on:
        raise UnitRefused(_("Ngày trực thuộc không thể trước ngày thành lập %(day)s.", day=day_text(on)), "under_since")
    refuse_unless_open(parent, since, "under_since" if given else "parent")
    return since
