"""The database is opened so that no update is lost and no row is seen out of scope."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import Integer, Text, bindparam, cast, func, select, text, update
from sqlalchemy.exc import DBAPIError

from fundapp.access.models import TrailEntry, User
from fundapp.access.trail import record
from fundapp.households.models import Person
from fundapp.kernel import crypto
from fundapp.kernel.db import Database, NoScope, Scope, columns, kept, lines
from fundapp.kernel.db.columns import Dong, Instant
from fundapp.kernel.db.engine import SERVES
from fundapp.orgs.models import TreeVersion, Unit
from tests.conftest import World

ALL = Scope.everything("a test")


def test_the_next_writer_comes_in_at_the_commit_and_after_a_failure(db: Database) -> None:
    with db.engine.connect() as connection:
        with connection.begin():
            connection.execute(text("SELECT 1"))
        # The connection is still out, yet its turn is over: for itself, and for the others.
        with connection.begin(), pytest.raises(DBAPIError):
            connection.execute(text("SELECT nothing_such"))
    with db.transaction(ALL) as session:
        session.execute(text("SELECT 1"))


def test_no_update_is_lost_between_threads(world: World) -> None:
    with world.transaction() as session:
        start = session.get(TreeVersion, 1).number

    def add() -> None:
        for _n in range(20):
            with world.db.transaction(ALL) as session:
                row = session.get(TreeVersion, 1, with_for_update=not world.db.is_sqlite)
                row.number = row.number + 1

    threads = [threading.Thread(target=add) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with world.transaction() as session:
        assert session.get(TreeVersion, 1).number == start + 160


def test_a_reading_session_cannot_write(world: World) -> None:
    with world.db.reading(ALL) as session, pytest.raises(DBAPIError):
        session.execute(update(User).values(full_name="x"))
    with world.transaction() as session:
        assert session.scalar(select(User.id).where(User.full_name == "x")) is None


def test_all_statements_of_a_moment_see_the_same(world: World) -> None:
    """Sums that are compared over several statements would raise a false alarm while somebody posts in between."""
    entries = select(func.count()).select_from(TrailEntry)
    with world.db.moment(ALL) as session:
        before = session.scalar(entries)
        with world.transaction() as other:
            record(other, by=None, act="thử", subject="x/1")
        assert session.scalar(entries) == before
    with world.db.moment(ALL) as session:
        assert session.scalar(entries) == before + 1
        with pytest.raises(DBAPIError):
            session.execute(update(User).values(full_name="x"))


def test_a_session_without_scope_raises(world: World) -> None:
    session = world.db.session(write=True)
    with pytest.raises(NoScope):
        session.scalars(select(TrailEntry)).all()
    session.close()


def test_scope_narrows_selects_updates_and_deletes(world: World) -> None:
    mine, other = world.units["CDCS-BML"], world.units["CDCS-SKD"]
    with world.transaction() as session:
        for unit_id in (mine, other):
            record(session, by=None, act="thử", subject="x/1", unit_id=unit_id)
    scope = world.actor("hoa").scope
    with world.db.reading(scope) as session:
        assert set(session.scalars(select(TrailEntry.unit_id).where(TrailEntry.act == "thử"))) == {mine}
        assert {row.unit_id for row in session.scalars(select(TrailEntry).where(TrailEntry.act == "thử"))} == {mine}
        everywhere = select(TrailEntry.unit_id).where(TrailEntry.act == "thử").execution_options(all_units="a test of the option")
        assert set(session.scalars(everywhere)) == {mine, other}
        outside = session.scalar(select(TrailEntry.id).where(TrailEntry.unit_id == other).execution_options(all_units="a test"))
        assert session.get(TrailEntry, outside) is None


def test_a_kept_statement_gives_the_same_each_time_within_the_scope_of_each(world: World) -> None:
    mine, other = world.units["CDCS-BML"], world.units["CDCS-SKD"]
    with world.transaction() as session:
        for unit_id in (mine, other):
            record(session, by=None, act="thử", subject="x/1", unit_id=unit_id)
    asked = select(TrailEntry.unit_id, TrailEntry.at, TrailEntry.act.label("said")).where(TrailEntry.act == bindparam("act")).order_by(TrailEntry.id)
    for _time in range(3):
        for scope, wanted in ((world.actor("hoa").scope, [mine]), (world.actor("son").scope, [other]), (ALL, [mine, other])):
            with world.db.reading(scope) as session:
                found = columns(session, asked, {"act": "thử"})
                assert [row.unit_id for row in found] == wanted
                assert {row.said for row in found} == {"thử"}
                assert all(row.at.tzinfo is not None for row in found)
                assert columns(session, asked, {"act": "khác"}) == []


def test_rows_as_lines_say_what_the_rows_say_within_the_scope_of_each(world: World) -> None:
    """The first time SQLAlchemy reads them, then the database writes them; line breaks and quotes of a text stay in its own line."""
    mine, other = world.units["CDCS-BML"], world.units["CDCS-SKD"]
    said = ["Đỗ \n Ân", 'a"b\\c\u2028', "", "một\tnăm"]
    with world.transaction() as session:
        for unit_id in (mine, other):
            for number, text_said in enumerate(said):
                record(session, by=None, act=text_said, subject=f"x/{number}", unit_id=unit_id)
    total = select(func.count(TrailEntry.id)).scalar_subquery().label("total")
    asked = (
        select(TrailEntry.act, TrailEntry.user_id, Unit.valid_from, TrailEntry.unit_id, total).join(Unit, Unit.id == TrailEntry.unit_id)
        .where(TrailEntry.subject.startswith("x/"), TrailEntry.subject != bindparam("no")).order_by(TrailEntry.unit_id.desc(), TrailEntry.id).limit(7)
    )
    for _time in range(3):
        for scope, wanted in ((world.actor("hoa").scope, [mine]), (world.actor("son").scope, [other]), (ALL, sorted((mine, other), reverse=True))):
            with world.db.reading(scope) as session:
                rows = [list(row) for row in columns(session, asked, {"no": "x/2"})]
                found, once = lines(session, asked, {"no": "x/2"}, apart=("total",))
                assert [json.loads(line) for line in found] == [[row[0], row[1], row[2].isoformat(), row[3]] for row in rows]
                assert once == (rows[0][4],)
                assert [row[3] for row in rows] == [unit_id for unit_id in wanted for _n in range(3)]
                assert lines(session, asked.limit(0), {"no": "x/2"}, apart=("total",)) == ([], (None,))


def test_what_would_read_otherwise_as_a_line_is_refused(world: World) -> None:
    asked = select(TrailEntry.at)
    with world.db.reading(ALL) as session:
        lines(session, asked)
        with pytest.raises(TypeError, match="at"):
            lines(session, asked)


@pytest.mark.parametrize(
    ("asked", "is_steady"),
    [
        (select(TrailEntry.id).where(TrailEntry.unit_id == bindparam("one")).limit(5), True),
        (select(TrailEntry.id).where(TrailEntry.unit_id == bindparam("one"), TrailEntry.act != text("'why?'")), False),
        # Whether the index of heads alone may be used hangs on the value that is bound.
        (select(Person.id).where(Person.household_id == bindparam("one"), Person.relation == "head"), False),
    ],
)
def test_sqlite_plans_a_kept_statement_once_where_its_plan_stays_the_same(world: World, asked: Any, is_steady: bool) -> None:
    if not world.db.is_sqlite:
        pytest.skip("PostgreSQL is not asked in this way")
    with world.db.reading(ALL) as session:
        for _time in range(3):
            columns(session, asked, {"one": 1})
    (ready,) = kept._texts[asked].values()
    assert ("+?" in ready.text) is is_steady


def test_lines_need_a_scope(db: Database) -> None:
    with pytest.raises(NoScope):
        lines(db.session(write=False), select(TrailEntry.id))


def test_an_error_of_a_kept_statement_is_told_like_every_other(world: World) -> None:
    said = bindparam("said", type_=Text)
    asked = select((func.json(said) if world.db.is_sqlite else cast(said, Integer)).label("read"))
    for _time in range(3):
        with world.db.reading(ALL) as session:
            columns(session, asked, {"said": "12"})
            with pytest.raises(DBAPIError):
                columns(session, asked, {"said": "x;"})


def test_a_kept_statement_and_what_is_asked_after_it_see_one_moment(world: World) -> None:
    """Whether the driver was asked first or SQLAlchemy; and every connection goes back. PostgreSQL's readers need to ask for a moment."""
    asked, entries = select(func.count().label("n")).select_from(TrailEntry), select(func.count()).select_from(TrailEntry)
    for _time in range(2):
        with (world.db.reading if world.db.is_sqlite else world.db.moment)(ALL) as session:
            before = columns(session, asked)[0].n
            with world.transaction() as other:
                record(other, by=None, act="thử", subject="x/1")
            assert session.scalar(entries) == columns(session, asked)[0].n == before
            session.rollback()
            assert session.scalar(entries) == columns(session, asked)[0].n == before + 1
            with pytest.raises(DBAPIError):
                session.execute(update(User).values(full_name="x"))
    assert world.db.reader.pool.checkedout() == 0


def test_a_scope_of_many_units_lets_an_index_be_used(db: Database) -> None:
    """SQLAlchemy writes `… = 1` behind a condition where a database has no booleans, and SQLite then reads the whole table."""
    asked = select(Person.id).where(Scope.units([1, 2]).narrows(Person.unit_id), Person.id > 0)
    assert "= 1" not in str(asked.compile(dialect=db.engine.dialect))


def test_the_trail_is_append_only_even_for_raw_sql(world: World) -> None:
    for statement in ("UPDATE trail SET act = 'x'", "DELETE FROM trail", "INSERT OR REPLACE INTO trail SELECT * FROM trail"):
        if "REPLACE" in statement and not world.db.is_sqlite:
            continue
        with pytest.raises(DBAPIError, match="append-only"), world.transaction() as session:
            session.execute(text(statement))


def test_sealed_values_open_only_in_their_row_and_column(world: World) -> None:
    one, two = Person(full_name="A", cccd="036188900999"), Person(full_name="B", cccd="036188900999")
    assert one.cccd == two.cccd == "036188900999"
    assert one.cccd_sealed != two.cccd_sealed
    assert one.cccd_index == two.cccd_index
    assert "036188900999" not in one.cccd_sealed + one.cccd_index
    two.cccd_sealed = one.cccd_sealed
    with pytest.raises(crypto.SealBroken):
        _opened = two.cccd
    middle = len(one.cccd_sealed) // 2
    flipped = one.cccd_sealed[:middle] + ("A" if one.cccd_sealed[middle] != "A" else "B") + one.cccd_sealed[middle + 1 :]
    one.cccd_sealed = flipped
    with pytest.raises(crypto.SealBroken):
        _opened = one.cccd


@pytest.mark.parametrize("wrong", [1.5, "12", True, 10**15, -(10**15)])
def test_dong_takes_whole_int_alone(wrong: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        Dong().process_bind_param(wrong, None)


def test_instants_are_aware() -> None:
    from datetime import datetime

    with pytest.raises(TypeError):
        Instant().process_bind_param(datetime(2026, 11, 21), None)  # noqa: DTZ001  (naive on purpose)


def test_triggers_are_listed_and_one_missing_is_found(world: World) -> None:
    from fundapp.console.health import look

    assert look(world.db)["status"] == "ok"
    with world.db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER trail_no_update" + ("" if world.db.is_sqlite else " ON trail"))
    assert look(world.db)["missing_triggers"] == ["trail_no_update"]


def test_a_connection_that_has_seen_many_statements_still_remembers_new_ones(db: Database) -> None:
    """The driver throws out the statement it used least often, so a full cache prepared every new statement at each use."""
    if not db.is_sqlite:
        pytest.skip("the cache of statements is that of SQLite's driver")
    prepared: list[object] = []
    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        for number in range(300):
            driver.execute(f"SELECT {number} AS a_page_that_was_seen").fetchone()
        driver.set_authorizer(lambda *asked: prepared.append(asked) or 0)
        for _again in range(2):
            prepared.clear()
            for what in ("one", "two"):
                driver.execute(f"SELECT '{what}' AS of_the_hot_path").fetchone()
        driver.set_authorizer(None)
    assert not prepared


def test_a_connection_of_sqlite_serves_for_a_while_and_is_then_replaced(tmp_path: Path) -> None:
    """Its cache of prepared statements fills up with what nobody asks again; then everything is prepared anew each time."""
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")

    def served() -> Any:
        with database.transaction(Scope.everything("a test")) as session:
            return session.connection().connection.driver_connection

    with time_machine.travel("2026-11-20 09:00+07:00", tick=False) as now:
        first = served()
        now.shift(SERVES - 1)
        assert served() is first
        now.shift(2)
        assert served() is not first
    database.dispose()
