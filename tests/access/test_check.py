"""The invariants of users hold, and each finds the fault that is planted for it."""

import pytest

from fundapp.access import service
from fundapp.access.check import invariants
from fundapp.access.models import User
from fundapp.kernel import clock
from fundapp.ledger import service as ledger
from tests.conftest import EVERYTHING, World
from tests.ledger.unguarded import unguarded

FAULTS = {
    "A1": "INSERT INTO post (user_id, role, unit_id, valid_from) SELECT user_id, 'accountant', unit_id, '2026-01-01' FROM post WHERE role = 'treasurer'",
    "A3": "UPDATE cash_box SET name = 'két khác'",
    "A2": "UPDATE user_account SET is_active = {false} WHERE username = 'hoa'",
}


@pytest.fixture
def kept(world: World, client) -> World:
    """A world in which somebody is locked, and somebody else is signed in."""
    client("hoa")
    with world.transaction() as session:
        service.lock(session, session.get_one(User, world.users["son"]), reason="thử", by=None, now=clock.now())
        ledger.add_box(session, unit_id=world.units["LDLD-NB"], kind="cash", name="Két chính", by=None)
    return world


def found(world: World) -> dict[str, tuple[int, int]]:
    with world.db.reading(EVERYTHING) as session:
        return {one.code: (one.rows, len(one.wrong)) for one in invariants(session)}


def test_all_hold(kept: World) -> None:
    assert found(kept) == {"A1": (8, 0), "A2": (1, 0), "A3": (1, 0)}


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_each_finds_its_fault(kept: World, code: str) -> None:
    with unguarded(kept.db) as connection:
        connection.exec_driver_sql(FAULTS[code].format(false="0" if kept.db.is_sqlite else "false"))
    assert [name for name, (_rows, wrong) in found(kept).items() if wrong] == [code]
