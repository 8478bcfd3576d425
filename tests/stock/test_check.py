"""Each invariant of goods finds nothing where all is well, and the fault that is put in for it; the database itself refuses them."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fundapp.stock import check, queries, service
from tests.conftest import EVERYTHING
from tests.ledger.unguarded import unguarded
from tests.stock.conftest import MONDAY

FAULTS = {
    "G1": "UPDATE stock_holding SET quantity = quantity + 1 WHERE id = 1",
    "G2": "UPDATE stock_holding SET amount = amount + 1 WHERE id = 1",
    "G3": "UPDATE stock_movement SET amount = amount + 1 WHERE id = 1",
    "G4": "UPDATE stock_slip SET number = 7 WHERE id = 1",
    "G5": "UPDATE stock_count SET answered_by_id = counted_by_id WHERE id = 1",
}
OTHER_FAULTS = {
    "G3 one person": ("G3", "UPDATE stock_slip SET done_by_id = made_by_id WHERE id = 1"),
    "G3 no entry": ("G3", "UPDATE stock_slip SET entry_id = NULL WHERE id = 1"),
    "G1 no movement": ("G1", "DELETE FROM stock_movement WHERE id = 1"),
}
# What nobody may do, past the service.
REFUSED = {
    "more goods": FAULTS["G1"],
    "more value": FAULTS["G2"],
    "another movement": "UPDATE stock_movement SET quantity = 1 WHERE id = 1",
    "no movement": "DELETE FROM stock_movement WHERE id = 1",
    "a done slip changes": "UPDATE stock_slip SET party = 'X' WHERE id = 1",
    "a done slip is dropped": "UPDATE stock_slip SET state = 'dropped', drop_reason = 'x', number = NULL WHERE id = 1",
    "a slip goes": "DELETE FROM stock_slip WHERE id = 1",
    "a line changes": "UPDATE stock_slip_line SET quantity = 1 WHERE slip_id = 1",
    "a holding goes": "DELETE FROM stock_holding WHERE id = 1",
    "a count changes": "UPDATE stock_count_line SET counted_quantity = 1 WHERE count_id = 1",
    "a count is answered again": "UPDATE stock_count SET answer = 'x' WHERE id = 1",
    "goods from nowhere": "INSERT INTO stock_movement (slip_id, position, holding_id, quantity, amount) VALUES (1, 9, 1, 5, 5)",
    "below zero": "INSERT INTO stock_movement (slip_id, position, holding_id, quantity, amount) VALUES (3, 1, 1, -99, -1)",
    "an empty slip is done": "UPDATE stock_slip SET state = 'done', number = 99, year = 2026, "
    "done_by_id = made_by_id + 1, done_at = made_at, done_on = made_on WHERE id = 3",
}


@pytest.fixture
def told(store: Any) -> Any:
    store.move("receipt", (store.rice, 10, 100_000))
    store.move("hand_out", (store.rice, 3))
    store.make("hand_out", (store.rice, 2))
    holding = queries.held(store.session)[0].holding
    count = service.take_count(store.session, store.store, pieces={holding.id: 7}, by=store.lan, on=MONDAY)
    service.answer_count(store.session, count, agrees=True, by=store.hanh, on=MONDAY)
    store.session.commit()
    return store.funds.world.db


def found(db: Any) -> dict[str, Any]:
    with db.reading(EVERYTHING) as session:
        return {invariant.code: invariant for invariant in check.invariants(session)}


def test_sound_goods_are_sound_and_every_invariant_looks_at_rows(told: Any) -> None:
    invariants = found(told)
    assert {code: one.wrong for code, one in invariants.items() if not one.ok} == {}
    assert [code for code, one in invariants.items() if one.rows == 0] == []
    assert set(invariants) == set(FAULTS)


@pytest.mark.parametrize("name", [*FAULTS, *OTHER_FAULTS])
def test_a_seeded_fault_is_found(told: Any, name: str) -> None:
    code, sql = OTHER_FAULTS.get(name) or (name, FAULTS[name])
    with unguarded(told) as connection:
        assert connection.execute(text(sql)).rowcount > 0
    assert found(told)[code].wrong, f"{code} did not find: {name}"


def is_refused(session: Any, sql: str) -> bool:
    try:
        session.execute(text(sql))
    except DBAPIError:
        return True
    return False


def test_the_database_refuses_what_nobody_may_do(told: Any) -> None:
    for name, sql in REFUSED.items():
        with told.transaction(EVERYTHING) as session:
            assert is_refused(session, sql), f"the database let through: {name}"
            session.rollback()
