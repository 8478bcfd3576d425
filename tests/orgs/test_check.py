"""The invariants of the tree hold, and each finds the fault that is planted for it."""

import pytest

from fundapp.orgs.check import invariants
from tests.conftest import EVERYTHING, World
from tests.ledger.unguarded import unguarded

UNIT = "(SELECT id FROM unit WHERE code = '{}')"
FAULTS = {
    "a path that is not the parent's": ("UPDATE unit SET path = '1/' WHERE code = 'CDCS-BML'", {"O1"}),
    "a unit under one of its own level": (
        f"UPDATE unit SET kind = 'district' WHERE id = {UNIT.format('CDCS-BML')}", {"O1"},
    ),
    "a second top": (f"UPDATE unit SET parent_id = NULL WHERE id = {UNIT.format('LDLD-HAIHAU')}", {"O1", "O2"}),
    "another parent than the last link": (
        f"UPDATE unit_parent SET parent_id = {UNIT.format('LDLD-NB')} WHERE unit_id = {UNIT.format('CDCS-BML')} AND valid_to IS NULL", {"O2"},
    ),
    "two parents at once": (f"UPDATE unit_parent SET valid_to = '2025-12-31' WHERE unit_id = {UNIT.format('CDCS-BML')} AND valid_to = '2025-06-30'", {"O2", "O3"}),
    "a link before the unit": (f"UPDATE unit SET valid_from = '2025-06-30' WHERE id = {UNIT.format('CDCS-BML')}", {"O2"}),
    "a unit that ended and still hangs": (f"UPDATE unit SET valid_to = '2026-01-01' WHERE id = {UNIT.format('CDBP-MAY1')}", {"O2"}),
    "an open unit under an ended one": (f"UPDATE unit SET valid_to = '2026-01-01' WHERE id = {UNIT.format('CDX-HAIANH')}", {"O2", "O3"}),
}


def found(world: World) -> dict[str, list[str]]:
    with world.db.reading(EVERYTHING) as session:
        assert all(one.rows for one in invariants(session))
        return {one.code: one.wrong for one in invariants(session) if not one.ok}


def test_all_hold(world: World) -> None:
    assert found(world) == {}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_each_finds_its_fault(world: World, fault: str) -> None:
    statement, codes = FAULTS[fault]
    with unguarded(world.db) as connection:
        connection.exec_driver_sql(statement)
    assert set(found(world)) == codes
