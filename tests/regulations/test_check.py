"""The invariants hold, and each finds the fault that is planted for it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from fundapp.regulations.check import invariants
from tests.conftest import EVERYTHING

FAULTS = {
    "QC1": ("UPDATE regulation SET valid_to = '2025-08-01' WHERE id = :old", ["regulation_steps", "regulation_content", "regulation_clash"]),
    "QC2": ("DELETE FROM authority_limit WHERE regulation_id = :new", ["authority_limit_draft_delete"]),
}


def found(world):
    with world.db.reading(EVERYTHING) as session:
        return {one.code: one for one in invariants(session)}


def test_all_hold(world, mai_am):
    assert {code: (one.rows, one.wrong) for code, one in found(world).items()} == {"QC1": (2, []), "QC2": (2, []), "QC3": (2, [])}


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_each_finds_its_fault(world, mai_am, code):
    statement, triggers = FAULTS[code]
    with world.db.engine.begin() as connection:
        for trigger in triggers:
            table = "authority_limit" if trigger.startswith("authority") else "regulation"
            connection.execute(text(f"DROP TRIGGER {trigger}" + ("" if world.db.is_sqlite else f" ON {table}")))
        connection.execute(text(statement), {"new": mai_am[0], "old": mai_am[1]})
    assert [name for name, one in found(world).items() if not one.ok] == [code]


def test_two_people_are_held_by_the_database_itself(world, mai_am):
    """QC3 has no planted fault: the CHECK refuses it even without the triggers."""
    with world.db.engine.connect() as connection, connection.begin() as transaction:
        for trigger in ("regulation_steps", "regulation_content"):
            connection.execute(text(f"DROP TRIGGER {trigger}" + ("" if world.db.is_sqlite else " ON regulation")))
        with pytest.raises(IntegrityError, match="approver_apart"):
            connection.execute(text("UPDATE regulation SET drafted_by_id = approved_by_id WHERE id = :new"), {"new": mai_am[0]})
        transaction.rollback()
