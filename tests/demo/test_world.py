"""The demo world is whole, lawful, invented, and the same from run to run."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.bank.models import StatementFile
from fundapp.cases import queries as cases
from fundapp.cases.lifecycle import State, standing
from fundapp.cases.models import Case
from fundapp.casework import queries as housing
from fundapp.cash.models import CashCount
from fundapp.console.board import waiting
from fundapp.console.checks import invariants
from fundapp.demo.cast import CAST
from fundapp.demo.old_books import FUND
from fundapp.demo.people import FIRST_FREE, FREE_PHONES
from fundapp.demo.timeline import FIRST_DAY, LAST_DAY
from fundapp.households.models import Household, Person
from fundapp.housing.models import HousingGrant
from fundapp.intake.models import IntakeBatch
from fundapp.kernel import clock
from fundapp.kernel.db import Database
from fundapp.ledger.models import Balance, Book, CashClose, Entry, Period, YearClose
from fundapp.orgs.models import Unit
from fundapp.payments.lifecycle import State as OrderState
from fundapp.payments.models import PaymentOrder
from fundapp.regulations.models import Regulation
from fundapp.takeover.models import Takeover
from tests.conftest import ENGINE
from tests.demo.digest import EVERYTHING, digest
from tests.demo_world import DemoWorld, Filled, filled  # noqa: F401  (a fixture)


@pytest.fixture(scope="module")
def demo(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoWorld]:  # noqa: F811
    world = filled.copy(tmp_path_factory.mktemp("demo"))
    yield world
    filled.templates.drop(world.db)


@pytest.fixture(scope="module")
def db(demo: DemoWorld) -> Database:
    return demo.db


def test_two_fills_give_the_same_world(db: Database, tmp_path: Path) -> None:
    """Two processes, whose sets come in two orders. In the whole run the other fill is the other engine's: what is left by SQLite's is compared by PostgreSQL's."""
    told, left = digest(db), os.environ.get("TEST_DEMO_DIGEST")
    if left and ENGINE == "sqlite":
        Path(left).write_text(told, "utf-8")
        return
    assert told == (Path(left).read_text("utf-8") if left else _told_by_another(tmp_path))


def _told_by_another(folder: Path) -> str:
    again = subprocess.run(
        [sys.executable, "-m", "tests.demo.digest", str(folder)], env={**os.environ, "PYTHONHASHSEED": "7"}, capture_output=True, text=True,
        check=False, cwd=Path(__file__).parents[2],
    )
    assert again.returncode == 0, again.stderr[-3000:]
    return again.stdout.strip()


def _actor(db: Database, username: str) -> Actor:
    with db.reading(EVERYTHING) as session:
        return actor_of(session, session.scalars(select(User).where(User.username == username)).one(), on=clock.today())


def _count(db: Database, column: object, *where: object) -> dict[str, int]:
    with db.reading(EVERYTHING) as session:
        return {row[0]: row[1] for row in session.execute(select(column, func.count()).where(*where).group_by(column))}


def test_is_as_large_as_a_province_should_be(db: Database) -> None:
    with db.reading(EVERYTHING) as session:
        assert 36 <= (session.scalar(select(func.count()).select_from(Unit)) or 0) <= 50
        assert session.scalar(select(func.count()).select_from(Household)) == 400
        assert 55 <= (session.scalar(select(func.count()).select_from(HousingGrant)) or 0) <= 70
        assert session.scalar(select(func.count()).select_from(Book)) == 7
    kinds = _count(db, Case.kind)
    assert min(kinds["new"], kinds["repair"]) >= 20


def test_has_requests_in_every_state(db: Database) -> None:
    assert set(_count(db, Case.state)) == {state.value for state in State}
    with db.reading(EVERYTHING) as session:
        sums = [(case.state, cases.money_of(session, case)) for case in session.scalars(select(Case).where(Case.state == "approved"))]
    labels = {str(standing(state, reserved=money.reserved, paid=money.paid, released=money.released, is_lapsed=money.is_lapsed).label) for state, money in sums}
    assert labels == {"Được duyệt, chờ chi", "Chi một phần", "Đã chi đủ", "Cam kết chi hết hiệu lực"}


def test_has_orders_in_every_state(db: Database) -> None:
    assert set(_count(db, PaymentOrder.state)) == {state.value for state in OrderState}


def test_books_hold_a_year(db: Database) -> None:
    kinds = _count(db, Entry.kind, Entry.state == "posted")
    assert kinds["opening"] == 7
    assert kinds["reversal"] >= 5
    assert kinds["transfer"] >= 12
    assert kinds["ordinary"] >= 100
    states = _count(db, Entry.state)
    assert states["draft"] == 2, "one by hand, one from the bank's fee"
    assert states["dropped"] == 2
    with db.reading(EVERYTHING) as session:
        lived = (Entry.state == "posted", Entry.book_id.in_(select(Book.id).where(Book.code != FUND)))
        first, last = session.execute(select(func.min(Entry.on), func.max(Entry.on)).where(*lived)).one()
        assert FIRST_DAY <= first < last <= LAST_DAY
        busy = {(day.year, day.month) for day in session.scalars(select(Entry.on).where(*lived))}
    assert len(busy) == 12
    periods = _count(db, Period.state)
    assert periods["closed"] >= 30
    assert periods["closing"] == 1


def test_one_fund_came_by_its_old_books(db: Database) -> None:
    assert _count(db, Takeover.state) == {"posted": 2, "read": 1}
    assert _count(db, StatementFile.state) == {"filed": 13, "read": 1, "refused": 1}
    with db.reading(EVERYTHING) as session:
        book = session.scalars(select(Book).where(Book.code == FUND)).one()
        assert session.scalar(select(func.count()).select_from(Entry).where(Entry.book_id == book.id, Entry.on < FIRST_DAY)) >= 30
        states = set(session.scalars(select(Period.state).where(Period.book_id == book.id, Period.ends_on < date(2026, 1, 1))))
    assert states == {"closed"}


def test_last_year_is_closed_fund_by_fund(db: Database) -> None:
    assert _count(db, YearClose.state) == {"closed": 5, "closing": 1}
    with db.reading(EVERYTHING) as session:
        carried = session.scalars(select(Entry).where(Entry.kind == "closing")).one()
        assert (carried.on, carried.state) == (date(2025, 12, 31), "posted")


def test_lists_and_regulations(db: Database) -> None:
    assert _count(db, IntakeBatch.state) == {"confirmed": 1, "read": 1}
    assert _count(db, Regulation.status) == {"in_force": 3, "superseded": 1, "submitted": 1}


def test_the_box_is_closed_counted_and_visited(db: Database) -> None:
    assert _count(db, CashClose.state)["reopened"] == 1
    assert _count(db, CashClose.state)["closed"] >= 30
    assert _count(db, CashCount.kind) == {"regular": 2, "surprise": 1}
    assert _count(db, CashCount.state) == {"confirmed": 2, "objected": 1}
    with db.reading(EVERYTHING) as session:
        assert sorted(count.difference for count in session.scalars(select(CashCount))) == [-20_000, 0, 5_000]
        missing = session.scalar(select(func.sum(Balance.amount)).where(Balance.account_code == "1384"))
    assert missing == 0, "the treasurer has paid back what was missing"


def test_every_invariant_holds_and_looked_at_something(db: Database) -> None:
    with db.reading(EVERYTHING) as session:
        found = invariants(session)
    assert {item.code: item.wrong for item in found if not item.ok} == {}
    assert [item.code for item in found if not item.rows] == []


def test_everybody_of_the_cast_has_work_waiting(db: Database) -> None:
    wanted = {
        "hoa": ("Sửa hồ sơ bị trả lại", "Hoàn thiện và nộp hồ sơ"), "minh": ("Thẩm tra hồ sơ",), "van": ("Quyết định",),
        "tuan": ("Lập đề nghị chi", "Xử lý chênh lệch kiểm kê"),
        "hanh": ("Kiểm tra, đồng ý chi",), "lan": ("Chi tiền", "Khóa quỹ", "Nộp bớt tiền mặt vào ngân hàng"), "son": ("Sửa hồ sơ bị trả lại",),
    }
    for username, acts in wanted.items():
        actor = _actor(db, username)
        with db.reading(actor.scope) as session:
            found = {str(item.act) for item in [*waiting(session, actor, clock.today()), *housing.waiting_on(session, actor)]}
        assert found >= set(acts), username


def test_nobody_is_real(db: Database) -> None:
    with db.reading(EVERYTHING) as session:
        people = list(session.scalars(select(Person)))
    assert len(people) > 700
    assert all(int(person.cccd[-6:]) >= FIRST_FREE for person in people if person.cccd)
    assert all(person.phone.startswith(FREE_PHONES) for person in people if person.phone)
    assert all(int(member.cccd[-6:]) >= FIRST_FREE and member.phone.startswith(FREE_PHONES) for member in CAST)


def test_only_the_cast_may_sign_in(db: Database, demo: DemoWorld) -> None:
    assert set(demo.passwords) == {member.username for member in CAST}
    with db.reading(EVERYTHING) as session:
        able = {user.username for user in session.scalars(select(User)) if user.password_hash.startswith("$argon2")}
    assert able == set(demo.passwords)
