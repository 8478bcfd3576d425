"""Several confirmers at once, each in a process of its own: what is confirmed is what was shown, and once."""

from datetime import UTC, datetime
from typing import Any

import time_machine
from sqlalchemy import func, select

from fundapp import config, models  # noqa: F401  (a process of its own needs the whole schema)
from fundapp.access import queries as access
from fundapp.access.models import User
from fundapp.bank import settlement_check, settling
from fundapp.bank.models import Settlement
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.ledger import check as ledger_check
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.models import CashBox, Entry
from tests.bank.settling.conftest import Till
from tests.bank.settling.test_acts import FIFTH, FIRST, LAST, ONE, TWO
from tests.processes import FORKED

ALL = Scope.everything("a test")
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def _try(settings: config.Settings, url: str, given: dict[str, Any], gate: Any, answers: Any) -> None:
    config.use(settings)
    db = Database(url)

    def act(session: Any) -> int:
        by = access.actor_of(session, session.get_one(User, given["user"]), on=clock.today())
        box = session.get_one(CashBox, given["box"])
        return getattr(settling, given["act"])(session, box, given["marks"], by=by)

    with time_machine.travel(NOON, tick=True):
        gate.wait()
        try:
            answers.put(("done", db.retried(act, ALL)))
        except Refusal as refusal:
            answers.put(("refused", str(refusal.message)))
    db.dispose()


def _together(world: Any, tasks: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    url = world.db.engine.url.render_as_string(hide_password=False)
    world.db.dispose()
    gate, answers = FORKED.Barrier(len(tasks)), FORKED.Queue()
    workers = [FORKED.Process(target=_try, args=(world.settings, url, task, gate, answers)) for task in tasks]
    for worker in workers:
        worker.start()
    given = [answers.get(timeout=120) for _worker in workers]
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    return given


def _wrong(world: Any) -> list[str]:
    with world.transaction() as session:
        return [str(wrong) for room in (settlement_check, ledger_check) for one in room.invariants(session) for wrong in one.wrong]


def test_of_five_confirmers_of_one_page_one_confirms_and_the_others_are_told(funds: Any) -> None:
    world = funds.world
    with world.transaction() as session:
        till = Till(funds, session)
        for amount, code in ((500_000, ONE), (600_000, TWO)):
            till.post(FIFTH, amount, code)
        till.file([(FIFTH, 500_000, ONE), (FIFTH, 600_000, TWO)], first=FIRST, last=LAST)
        found, box_id = till.propose(), till.box.id
        marks = settling.marks(session, found)
    # Two of them saw one proposal only: together with the whole page they would take its line twice.
    first = min(marks)
    pages = [marks, marks, marks, {first: marks[first]}, {first: marks[first]}]
    given = _together(world, [{"act": "confirm", "box": box_id, "marks": page, "user": world.users["lan"]} for page in pages])
    assert [kind for kind, _said in given].count("done") == 1
    assert all("Không xác nhận gì cả" in said for kind, said in given if kind == "refused")
    with world.transaction() as session:
        confirmed = session.scalar(select(func.count(Settlement.id)).where(Settlement.state == "confirmed"))
        assert confirmed == next(said for kind, said in given if kind == "done")
    assert _wrong(world) == []


def test_money_that_came_in_is_booked_once_however_many_confirm_it(funds: Any) -> None:
    world = funds.world
    with world.transaction() as session:
        till = Till(funds, session)
        ledger.expect(session, book=funds.a, subject="loans/1", code=ONE, amount=500_000, due_on=LAST, by=funds.maker, on=FIRST)
        till.file([(FIFTH, 500_000, ONE)], first=FIRST, last=LAST)
        box_id, marks = till.box.id, {one.line.id: one.mark for one in settling.arrivals(session, till.box)}
        before = session.scalar(select(func.count(Entry.id)))
    given = _together(world, [{"act": "receive", "box": box_id, "marks": marks, "user": world.users["tuan"]}] * 4)
    assert sorted(kind for kind, _said in given) == ["done", "refused", "refused", "refused"]
    with world.transaction() as session:
        assert session.scalar(select(func.count(Entry.id))) == before + 1
        assert ledger_queries.waiting_for_allocation(session, "loans/1") == 500_000
    assert _wrong(world) == []
