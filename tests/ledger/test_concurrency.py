"""Many processes on one fund, really committing: nothing overdrawn, no gap, no double, no lost update, no deadlock."""

import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from fundapp.kernel.db import Scope
from fundapp.ledger import check, queries, service
from fundapp.ledger.models import Entry, Voucher
from tests.ledger import workers
from tests.ledger.story import DAY
from tests.processes import FORKED

PROCESSES = 8


@pytest.fixture(scope="module")
def pool():
    with ProcessPoolExecutor(PROCESSES, mp_context=FORKED) as made:
        # Every process has started and loaded the program before the first test, so that the acts really meet.
        list(made.map(workers.warm_up, range(PROCESSES)))
        yield made


def url_of(funds) -> str:
    return funds.world.db.engine.url.render_as_string(hide_password=False)


def where(funds) -> tuple[Path, Path]:
    """Where the files and the keys lie: a closing prints its paper."""
    return funds.world.settings.data, funds.world.settings.key_file


def soon() -> float:
    return time.time() + 1


def gather(calls) -> list[str]:
    return [one for call in calls for one in call.result(timeout=120)]


def assert_sound(funds) -> None:
    with funds.world.db.reading(Scope.everything("a test")) as session:
        assert {one.code: one.wrong for one in check.invariants(session) if not one.ok} == {}


def standing(funds, book):
    with funds.world.db.reading(Scope.everything("a test")) as session:
        return queries.standing(session, [book.id])[book.id]


def test_sixteen_payers_one_dong_short(funds, pool) -> None:
    """16 times 1.875.000 is 30.000.000; the fund has one đồng less."""
    with funds.world.transaction() as session:
        funds.pay(session, 1, "one-dong", book=funds.b)
    start = soon()
    names = [[f"p/{worker}/{thread}" for thread in (0, 1)] for worker in range(8)]
    found = gather([pool.submit(workers.pay_once_each, url_of(funds), "QXH-NB", 1_875_000, two, start) for two in names])
    assert Counter(found) == {"ok": 15, "NotEnough": 1}
    assert standing(funds, funds.b).balance == 30_000_000 - 1 - 15 * 1_875_000
    assert_sound(funds)


def test_sixteen_promises_one_dong_short(funds, pool) -> None:
    with funds.world.transaction() as session:
        funds.pay(session, 1, "one-dong", book=funds.b)
    start = soon()
    names = [[f"housing/{worker * 2 + thread}" for thread in (0, 1)] for worker in range(8)]
    found = gather([pool.submit(workers.reserve_once_each, url_of(funds), "QXH-NB", 1_875_000, two, start) for two in names])
    assert Counter(found) == {"ok": 15, "NotEnough": 1}
    assert standing(funds, funds.b).free == 1_874_999
    assert_sound(funds)


def test_a_promise_is_paid_or_lapses_never_both(funds, pool) -> None:
    for turn in range(3):
        with funds.world.transaction() as session:
            (one,) = service.reserve(
                session, shares=[(funds.a, 5_000_000)], subject=f"housing/{turn}", purpose="housing", for_unit_id=funds.world.units["CDCS-BML"],
                lapse_on=DAY, warn_on=DAY, by=funds.world.actor("van"), on=DAY,
            )
            reservation_id = one.id
        start = soon()
        found = Counter(gather([pool.submit(workers.pay_or_lapse, url_of(funds), reservation_id, start) for _ in range(4)]))
        assert found["pay"] + found["lapse"] == 1
        assert found["LedgerRefused"] == 7, found
    assert standing(funds, funds.a).reserved == 0
    assert_sound(funds)


def test_the_same_act_sixteen_times_is_done_once(funds, pool) -> None:
    start = soon()
    found = gather([pool.submit(workers.pay_the_same, url_of(funds), "QMA-NB", 5000, "payments/1", start) for _ in range(8)])
    assert len(found) == 16
    assert len(set(found)) == 1
    assert found[0].isdigit()
    with funds.world.transaction() as session:
        assert session.query(Voucher).count() == 1
    other = gather([pool.submit(workers.pay_the_same, url_of(funds), "QMA-NB", 6000, "payments/1", soon())])
    assert other == ["SameReference", "SameReference"]
    assert_sound(funds)


def test_rolled_back_acts_leave_no_gap_and_no_update_is_lost(funds, pool) -> None:
    start = soon()
    done = gather([pool.submit(workers.pay_and_fail, url_of(funds), "QMA-NB", f"w{worker}", 9, start) for worker in range(8)])
    assert len(done) == 8 * 6
    with funds.world.transaction() as session:
        numbers = sorted(row.number for row in session.query(Voucher))
        entries = sorted(row.number for row in session.query(Entry).filter_by(book_id=funds.a.id))
    assert numbers == list(range(1, 49))
    assert entries == list(range(1, 50))
    assert standing(funds, funds.a).balance == 100_000_000 - 48_000
    assert_sound(funds)


def test_killed_processes_leave_nothing_half_done(funds, tmp_path: Path) -> None:
    acked = [tmp_path / f"{worker}.txt" for worker in range(4)]
    killed = [
        FORKED.Process(target=workers.pay_until_killed, args=(url_of(funds), "QMA-NB", f"k{worker}", str(acked[worker]))) for worker in range(4)
    ]
    for process in killed:
        process.start()
    for process in killed:
        process.join(120)
    assert [process.exitcode for process in killed] == [-9] * 4
    promised = {line for file in acked for line in file.read_text().split()}
    assert len(promised) == 4 * 9
    with funds.world.transaction() as session:
        stored = {row.reference for row in session.query(Entry).filter(Entry.reference.like("k%"))}
        numbers = sorted(row.number for row in session.query(Voucher))
    assert stored == promised
    assert numbers == list(range(1, len(stored) + 1))
    assert_sound(funds)


def test_two_funds_in_either_order_never_deadlock(funds, pool) -> None:
    start = soon()
    orders = [["QMA-NB", "QXH-NB"], ["QXH-NB", "QMA-NB"]]
    calls = [pool.submit(workers.pay_from_two, url_of(funds), orders[worker % 2], f"d{worker}", 8, start) for worker in range(8)]
    assert gather(calls) == []
    assert standing(funds, funds.a).balance == 100_000_000 - 64_000
    assert standing(funds, funds.b).reserved == 640
    assert_sound(funds)


def test_a_month_that_is_being_closed_takes_nothing_more(funds, pool) -> None:
    start = soon()
    payers = [pool.submit(workers.pay_until_closed, url_of(funds), "QMA-NB", f"c{worker}", start) for worker in range(5)]
    closing = pool.submit(workers.close_march, url_of(funds), "QMA-NB", start + 0.3, where(funds))
    assert gather([closing]) == ["closed"]
    paid = [int(turns) for turns in gather(payers)]
    assert standing(funds, funds.a).balance == 100_000_000 - sum(paid)
    assert_sound(funds)


def test_a_box_that_is_being_closed_takes_nothing_more(funds, pool) -> None:
    """What the treasurer has signed is what the books hold, however many pay at that moment, also out of a fund new to the box."""
    start = soon()
    payers = [pool.submit(workers.pay_until_closed, url_of(funds), ("QMA-NB", "QXH-NB")[worker % 2], f"b{worker}", start) for worker in range(6)]
    signed = gather([pool.submit(workers.close_the_box, url_of(funds), start + 0.4)])
    paid = [int(turns) for turns in gather(payers)]
    assert sum(paid) > 6
    assert signed == [str(80_000_000 - sum(paid))]
    assert_sound(funds)
