"""Every column of every marked row is held: changed past the triggers, taken away or put in, the row is named. In the whole demo world."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Integer, delete, inspect, select, update
from sqlalchemy.orm import Session

from fundapp.access.marks_check import Marks, as_told, compared, told_by_trail
from fundapp.access.models import TrailEntry
from fundapp.kernel.db.marks import marked_classes, marked_columns, place_of
from fundapp.ledger.check import promises
from fundapp.ledger.models import ReservationMove
from tests.demo.digest import EVERYTHING
from tests.demo_world import Filled, filled  # noqa: F401  (a fixture)
from tests.ledger.unguarded import PastChecks, unguarded

CLASSES = {cls.__tablename__: cls for cls in marked_classes()}


class Undone(Exception):
    """Ends a fault that was put in for one look."""


@dataclass
class Open:
    """A copy of the demo world on which no rule holds any more, and what its trail knows: that is read once, what is broken here are rows."""

    connection: Any
    plain: Connection
    told: dict[str, Marks]

    def looking(self) -> Session:
        return Session(self.plain, info={"scope": EVERYTHING}, join_transaction_mode="create_savepoint")

    def first(self, cls: type[Any]) -> Any:
        """The columns of the first row of a class that an act has marked."""
        rows = self.plain.execute(select(cls.__table__).order_by(*cls.__table__.primary_key)).mappings()
        return next(row for row in rows if place(cls, row) in self.told[cls.__tablename__].last)

    def named_after(self, cls: type[Any], statement: Any) -> list[str]:
        """What is named of the rows of a class when something is done to them, which is undone again."""
        found: list[str] = []
        try:
            with self.plain.begin_nested():
                assert self.connection.execute(statement).rowcount == 1
                with self.looking() as session:
                    found += compared(session, cls, self.told[cls.__tablename__])[1]
                raise Undone
        except Undone:
            return found


@pytest.fixture(scope="module")
def opened(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:  # noqa: F811
    world = filled.copy(tmp_path_factory.mktemp("marks"))
    with unguarded(world.db) as connection:
        made = Open(connection, connection.connection if isinstance(connection, PastChecks) else connection, {})
        with made.looking() as session:
            made.told = told_by_trail(session)
        yield made
    filled.templates.drop(world.db)


def other(column: Column[Any], value: Any) -> Any:
    """Another value of the column's kind, as long as the old one."""
    kind = getattr(column.type, "impl", column.type)
    if isinstance(kind, Boolean):
        return not value
    if isinstance(kind, Integer):
        return (value or 0) + 1_000_003
    if isinstance(kind, DateTime):
        return (value or datetime.fromisoformat("2026-01-01T00:00:00+00:00")) + timedelta(hours=1)
    if isinstance(kind, Date):
        return (value or date(2026, 1, 1)) + timedelta(days=3650)
    if isinstance(kind, JSON):
        return [["khác", ""]]
    return ("y" if (value or "").startswith("x") else "x") + (value or "")[1:]


def of(cls: type[Any], row: Any) -> list[Any]:
    return [column == row[column] for column in cls.__table__.primary_key]


def place(cls: type[Any], row: Any) -> str:
    return place_of(cls, SimpleNamespace(**{one.key: row[one.columns[0]] for one in inspect(cls).column_attrs}))


def test_all_rows_are_as_their_acts_have_left_them(opened: Open) -> None:
    with opened.looking() as session:
        found = as_told(session)
    assert found.wrong == []
    assert found.rows > 900
    assert [name for name in CLASSES if name not in opened.told] == []


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_changed_column_is_named(opened: Open, name: str) -> None:
    cls = CLASSES[name]
    row = opened.first(cls)
    silent = []
    for key in marked_columns(cls):
        column = inspect(cls).column_attrs[key].columns[0]
        named = opened.named_after(cls, update(cls.__table__).where(*of(cls, row)).values({column: other(column, row[column])}))
        if not any(f"({place(cls, row)})" in one for one in named):
            silent.append(column.name)
    assert silent == []


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_row_that_is_taken_away_is_named(opened: Open, name: str) -> None:
    cls = CLASSES[name]
    row = opened.first(cls)
    assert any(f"({place(cls, row)}) đã bị lấy đi" in one for one in opened.named_after(cls, delete(cls.__table__).where(*of(cls, row))))


def test_a_row_of_which_the_trail_knows_nothing_is_named(opened: Open) -> None:
    """As if it had been put in by hand: the line of the trail about its making is taken away."""
    trail = TrailEntry.__table__
    newest = select(trail.c.id).where(trail.c.act == "ledger.cash_limit").order_by(trail.c.id.desc()).limit(1)
    with opened.plain.begin_nested() as kept:
        opened.connection.execute(delete(trail).where(trail.c.id == opened.plain.scalar(newest)))
        with opened.looking() as session:
            said = as_told(session).wrong
        kept.rollback()
    assert any("mức tồn quỹ" in one and "không do việc nào" in one for one in said)


@pytest.mark.parametrize("kind", ["consumed", "restored"])
def test_a_part_that_an_entry_tells_is_held_against_it(opened: Open, kind: str) -> None:
    """It needs no mark of its own: who moved it is who posted the entry."""
    row = opened.plain.execute(select(ReservationMove.id, ReservationMove.reservation_id).where(ReservationMove.kind == kind)).first()
    with opened.plain.begin_nested() as kept:
        opened.connection.execute(update(ReservationMove).where(ReservationMove.id == row.id).values(by_id=ReservationMove.by_id + 1))
        with opened.looking() as session:
            found = promises.moved(session).wrong
        kept.rollback()
    assert [one for one in found if f"cam kết chi id {row.reservation_id}: lần chi ghi khác bút toán" in one], found
