"""The invariants in one look: over everything, whoever asks; told to each reader within what they see."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from fundapp.access import service as access
from fundapp.access.models import User
from fundapp.access.policy import Role
from fundapp.console import checks
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel.checks import Fault, Invariant
from fundapp.kernel.crypto import SealBroken
from fundapp.kernel.db import Scope
from fundapp.orgs import check as orgs
from fundapp.orgs.models import Unit
from tests.conftest import EVERYTHING, World
from tests.payments.decided import paid
from tests.payments.test_check import break_it

ALL = Scope.everything("a test")


def test_every_invariant_has_a_code_of_its_own(world: World) -> None:
    with world.db.moment(EVERYTHING) as session:
        codes = [one.code for one in checks.invariants(session)]
    assert sorted(codes) == sorted(set(codes)), "two invariants of one code cannot be told apart by whoever reads `check --json`"


def test_a_cell_that_nobody_can_read_is_a_fault_and_hides_no_other_room(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(session: Any) -> list[Invariant]:
        raise SealBroken("statement_line.note_sealed:7")

    monkeypatch.setattr(checks, "ROOMS", (("sao kê", broken), ("đơn vị", orgs.invariants)))
    with world.db.moment(EVERYTHING) as session:
        found, sound = checks.invariants(session), orgs.invariants(session)
    assert [one.code for one in found[1:]] == [one.code for one in sound]
    assert "statement_line.note_sealed:7" in found[0].wrong[0]


def reader_at(world: World, code: str, username: str) -> None:
    """Let somebody of the cast read the checks at a unit, beside the own post."""
    with world.transaction() as session:
        user, unit = session.get_one(User, world.users[username]), session.get_one(Unit, world.units[code])
        access.give_post(session, user=user, role=Role.HEAD_ACCOUNTANT, unit=unit, on=date(2025, 7, 1), by=None)


def reckon(world: World, by: str = "hanh") -> Job:
    with world.transaction(by) as session:
        job_id = checks.ask(session, by=world.actor(by)).id
    assert jobs.run(world.db, job_id) == "done"
    with world.db.reading(EVERYTHING) as session:
        return session.get_one(Job, job_id)


def told(world: World, username: str) -> dict[str, checks.Shown]:
    scope = world.actor(username).scope
    with world.db.reading(scope) as session:
        found = checks.last(session, scope)
    assert found is not None
    return {one.code: one for one in found.invariants}


def test_a_reader_below_the_province_is_told_of_everything_without_false_alarms(world: World) -> None:
    paid(world, subject="tests/1")
    reader_at(world, "CDX-HAIANH", "son")
    reckon(world, by="son")
    below, above = told(world, "son"), told(world, "binh")
    assert {code: one.rows for code, one in below.items()} == {code: one.rows for code, one in above.items()}
    assert below["W8"].rows == 1
    assert [code for code, one in below.items() if not one.ok] == []


def test_rows_are_named_within_the_readers_scope_alone(world: World) -> None:
    _decided, order = paid(world, subject="tests/1")
    reader_at(world, "CDX-HAIANH", "minh")
    reader_at(world, "CDCS-SKD", "son")
    break_it(world, "payment_order", "UPDATE payment_order SET payee_name = 'Người khác'", None, {})
    reckon(world)
    for near in ("hanh", "minh", "binh"):
        assert [order.code in line for line in told(world, near)["W13"].named] == [True]
    far = told(world, "son")["W13"]
    assert (far.named, far.unnamed, far.elsewhere, far.ok) == ([], 0, 1, False)


def test_the_page_tells_a_reader_elsewhere_how_many_and_no_more(world: World, client: Any) -> None:
    _decided, order = paid(world, subject="tests/1")
    reader_at(world, "CDCS-SKD", "son")
    break_it(world, "payment_order", "UPDATE payment_order SET payee_name = 'Người khác'", None, {})
    reckon(world)
    page = client("son").get("/check")
    assert order.code not in page.text
    assert "1 dòng sai lệch thuộc đơn vị ngoài phạm vi của bạn" in page.text
    assert order.code in client("hanh").get("/check").text
    assert "Xem sai lệch" in client("hanh").get("/").text
    assert "Xem sai lệch" not in client("tuan").get("/").text


def test_the_page_shows_the_last_result_and_reckons_only_when_asked(world: World, client: Any) -> None:
    paid(world, subject="tests/1")
    hanh = client("hanh")
    assert "Chưa tính lần nào" in hanh.get("/check").text
    page = next(form for form in hanh.get("/check").forms.values() if form.action == "/check").submit(status=303).follow()
    assert "Tất cả đều đúng" in page.text
    with world.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Job).where(Job.kind == checks.CHECK_JOB)) == 1
    hanh.get("/check")
    with world.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Job).where(Job.kind == checks.CHECK_JOB)) == 1
    client("tuan").get("/check", status=403)


def test_one_look_at_a_time(world: World, client: Any) -> None:
    with world.transaction() as session:
        first = checks.ask(session, by=None).id
    with world.transaction("hanh") as session:
        assert checks.ask(session, by=world.actor("hanh")).id == first
    page = client("hanh").get("/check")
    assert "Đang chờ đến lượt" in page.text
    assert not [form for form in page.forms.values() if form.action == "/check"]


def test_a_look_that_came_to_no_end_is_told(world: World, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_session: Any) -> list[Invariant]:
        raise ZeroDivisionError

    monkeypatch.setattr(checks, "ROOMS", (("hỏng", broken),))
    with world.transaction() as session:
        job_id = checks.ask(session, by=None).id
    assert jobs.run(world.db, job_id) == "failed"
    assert "không xong" in client("hanh").get("/check").text


def test_faults_are_kept_under_their_units_and_named_up_to_a_number() -> None:
    many = [Fault(f"dòng {number}", 3) for number in range(checks.NAMED + 5)]
    kept = checks.kept(Invariant("X", "thử", 100, [*many, Fault("của hai đơn vị", 4, 3, None), "không của ai"]))
    assert [(group["units"], group["count"], len(group["named"])) for group in kept["faults"]] == [([3], 25, 20), ([3, 4], 1, 1), ([], 1, 1)]
    whole = checks.shown(kept, ALL)
    assert (len(whole.named), whole.unnamed, whole.elsewhere, whole.faults) == (20, 7, 0, 27)
    at_four = checks.shown(kept, Scope.units([4, 9]))
    assert (at_four.named, at_four.unnamed, at_four.elsewhere) == (["của hai đơn vị"], 0, 26)
    nowhere = checks.shown(kept, Scope.units([]))
    assert (nowhere.named, nowhere.elsewhere) == ([], 27)
