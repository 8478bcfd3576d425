"""The invariant of marked rows: each is as the trail says that its last act has left it."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import Session

from fundapp.access.models import TrailEntry
from fundapp.access.trail import MADE
from fundapp.kernel.checks import Fault, Invariant, stream
from fundapp.kernel.db.marks import key_of, mark_of, marked_classes, marked_columns, place_of
from fundapp.kernel.labels import _


class Told(NamedTuple):
    """The last mark of a row, and whose row it was."""

    mark: str
    unit_id: int | None


@dataclass
class Marks:
    """What the trail knows of the rows of one table: the last mark by place, and the first row that an act has made and marked."""

    last: dict[str, Told] = field(default_factory=dict)
    first: int | None = None


def as_told(session: Session) -> Invariant:
    """No marked row was changed, taken away or put in past the acts. What stood there before the first act that marks such rows has none yet."""
    told = told_by_trail(session)
    wrong: list[str] = []
    rows = 0
    for cls in marked_classes():
        looked, found = compared(session, cls, told[cls.__tablename__])
        rows += looked
        wrong += found
    return Invariant("A3", _("Các dòng chỉ thay đổi qua một việc trong nhật ký còn đúng như việc cuối cùng để lại"), rows, wrong)


def told_by_trail(session: Session) -> dict[str, Marks]:
    """What the trail knows of the rows of each table."""
    told: dict[str, Marks] = defaultdict(Marks)
    query = select(TrailEntry.unit_id, TrailEntry.details["marks"].label("marks")).where(cast(TrailEntry.details, Text).contains('"marks"'))
    for entry in stream(session, query.order_by(TrailEntry.id)):
        for signed, mark in (entry.marks or {}).items():
            place = signed.removeprefix(MADE)
            table, _slash, key = place.partition("/")
            known = told[table]
            known.last[place] = Told(mark, entry.unit_id)
            if signed != place:
                begun = int(key.partition("/")[0])
                known.first = begun if known.first is None else min(known.first, begun)
    return told


def compared(session: Session, cls: type[Any], told: Marks) -> tuple[int, list[str]]:
    """Hold the rows of a class against what the trail knows of them: how many were looked at, and what is wrong."""
    wrong: list[str] = []
    left, rows = dict(told.last), 0
    own = sorted({"unit_id", "for_unit_id"} & set(cls.__mapper__.column_attrs.keys()))
    keys = [cls.__mapper__.get_property_by_column(column).key for column in cls.__mapper__.primary_key]
    names = sorted({*marked_columns(cls), *own, *keys})
    told_by = cls.told_by
    for row in stream(session, select(*(getattr(cls, name).label(name) for name in names))):
        place = place_of(cls, row)
        last = left.pop(place, None)
        if last is None and (told.first is None or key_of(cls, row)[0] < told.first or (told_by and getattr(row, told_by) is not None)):
            continue
        rows += 1
        units = [getattr(row, name) for name in own] or [last.unit_id if last else None]
        if last is None:
            wrong.append(Fault(_("%(what)s (%(place)s) không do việc nào trong nhật ký ghi ra", what=cls.called, place=place), *units))
        elif mark_of(cls, row) != last.mark:
            wrong.append(Fault(_("%(what)s (%(place)s) khác với lúc việc cuối cùng được ghi nhật ký", what=cls.called, place=place), *units))
    wrong += [Fault(_("%(what)s (%(place)s) đã bị lấy đi", what=cls.called, place=place), last.unit_id) for place, last in left.items()]
    return rows + len(left), wrong
