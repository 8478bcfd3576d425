"""A box is counted while eight hands pay out of it: every count has the books of its moment."""

import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

from fundapp.cash import check
from fundapp.ledger import check as ledger_check
from tests.cash import workers
from tests.conftest import EVERYTHING
from tests.ledger import workers as payers
from tests.processes import FORKED


@pytest.fixture(autouse=True)
def monday() -> None:
    """The processes live by the real clock."""


def test_counts_meet_payments(funds: Any) -> None:
    url = funds.world.db.engine.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(4, mp_context=FORKED) as pool:
        list(pool.map(payers.warm_up, range(4)))
        start = time.time() + 1
        paying = [pool.submit(payers.pay_once_each, url, code, 1000, [f"{code}/{turn}" for turn in range(8)], start) for code in ("QMA-NB", "QXH-NB", "QMA-NB")]
        found = pool.submit(workers.count_often, url, 12, start).result(timeout=120)
        assert {one for call in paying for one in call.result(timeout=120)} <= {"ok"}
    assert len(found) == 12
    assert sorted(found, reverse=True) == found
    with funds.world.db.reading(EVERYTHING) as session:
        wrong = {one.code: one.wrong for one in [*check.invariants(session), *ledger_check.invariants(session)] if not one.ok}
    assert wrong == {}
