"""Two store rooms' worth of hands take the last bags at once: never below zero, nothing lost, no gap in the numbers."""

import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

from fundapp.ledger import check as ledger_check
from fundapp.stock import check, queries
from tests.conftest import EVERYTHING
from tests.ledger import workers as payers
from tests.processes import FORKED
from tests.stock import workers
from tests.stock.conftest import Store


@pytest.fixture(autouse=True)
def monday() -> None:
    """The processes live by the real clock."""


def test_two_processes_take_the_last_goods(funds: Any) -> None:
    with funds.world.transaction() as session:
        store = Store(funds, session)
        store.move("receipt", (store.bag, 31, 1_000_003))
    url = funds.world.db.engine.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(2, mp_context=FORKED) as pool:
        list(pool.map(payers.warm_up, range(2)))
        start = time.time() + 1
        both = [pool.submit(workers.hand_out_often, url, who, 8, start) for who in ("a", "b")]
        found = [one for call in both for one in call.result(timeout=120)]
    assert (found.count("ok"), found.count("Short")) == (10, 6)
    with funds.world.db.reading(EVERYTHING) as session:
        assert [one.holding.quantity for one in queries.held(session)] == [1]
        wrong = {one.code: one.wrong for one in [*check.invariants(session), *ledger_check.invariants(session)] if not one.ok}
    assert wrong == {}
