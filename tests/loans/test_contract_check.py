"""Invariants of contracts: sound in a lived story, and each finds the fault that is put in past the database's laws."""

from typing import Any

from sqlalchemy import text

from fundapp.loans import contract_check
from tests.loans.story import LoanStory

TABLES = ("loan", "loan_request", "loan_schedule", "loan_instalment", "loan_event")
FAULTS = {
    "VV3": "UPDATE loan_request SET unit_id = (SELECT unit_id FROM loan)",
    "VV4": "UPDATE loan SET principal_amount = principal_amount + 1",
    "VV5": "UPDATE loan_instalment SET principal_amount = principal_amount + 1, closing_amount = closing_amount - 1 WHERE number = 2",
    "VV6": "UPDATE loan_event SET amount = amount - 1 WHERE kind = 'disbursement'",
}


def test_each_invariant_finds_its_fault(story: LoanStory, world: Any) -> None:
    story.lent()
    session = story.session
    sound = contract_check.invariants(session)
    assert [one.code for one in sound if not one.ok or not one.rows] == []
    assert {one.code for one in sound} == set(FAULTS)
    for table in TABLES:
        if world.db.is_sqlite:
            for name in session.scalars(text(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'")).all():
                session.execute(text(f"DROP TRIGGER {name}"))
        else:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    for code, statement in FAULTS.items():
        with session.begin_nested() as point:
            session.execute(text(statement))
            session.expire_all()
            found = {one.code for one in contract_check.invariants(session) if not one.ok}
            point.rollback()
        session.expire_all()
        assert code in found, code
