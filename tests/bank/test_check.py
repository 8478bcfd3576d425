"""Each invariant of statements finds the fault that is seeded for it."""

import pytest
from sqlalchemy import text

from fundapp.bank import check
from fundapp.bank.joining import mask_note
from fundapp.bank.models import StatementLine
from fundapp.kernel import clock
from fundapp.ledger.models import BankAccount
from tests.bank.conftest import Bank
from tests.bank.test_service import OVERLAP, VCB
from tests.ledger.unguarded import unguarded

SEEDED = [
    ("N1", "UPDATE statement_line SET amount = amount + 1 WHERE reference = '5091.26101866299'"),
    ("N1", "DELETE FROM statement_place WHERE place = 3"),
    ("N1", "UPDATE statement_file SET state = 'discarded', filed_by_id = NULL, filed_at = NULL WHERE id = (SELECT min(id) FROM statement_file)"),
    ("N2", "UPDATE bank_statement SET opening_amount = opening_amount + 5, closing_amount = closing_amount + 5 WHERE new_count = 16"),
    ("N2", "DELETE FROM statement_place WHERE place = 2 AND statement_id = (SELECT max(id) FROM bank_statement)"),
    ("N3", "UPDATE statement_line SET codes = '[]' WHERE reference = '5091.26101866299'"),
    ("N3", "UPDATE statement_line SET note = 'PHI' WHERE reference = '5091.26101866299'"),
    ("N3", "DELETE FROM statement_place WHERE line_id = (SELECT min(id) FROM statement_line)"),
    ("N4", "UPDATE bank_account SET number_tail = '0000'"),
]


@pytest.mark.parametrize(("code", "fault"), SEEDED)
def test_a_seeded_fault_is_found(bank: Bank, code: str, fault: str):
    for name in (VCB, OVERLAP):
        bank.keep(bank.sample(name))
    assert all(one.ok and one.rows for one in bank.ask(check.invariants))
    with unguarded(bank.db) as connection:
        assert connection.execute(text(fault)).rowcount > 0
    found = {one.code: one.wrong for one in bank.ask(check.invariants)}
    assert found[code]
    assert all(fault.unit_ids == (bank.world.units["LDLD-NB"],) for fault in found[code])


def test_a_number_under_two_accounts_is_found(bank: Bank):
    bank.keep(bank.sample(VCB))
    number = bank.ask(lambda session: session.query(BankAccount).one().number)
    with bank.world.transaction() as session:
        other = BankAccount(box_id=bank.second, unit_id=bank.world.units["LDLD-NB"], number_tail=number[-4:], told_by_id=bank.maker.user_id, told_at=clock.now())
        other.number = number
        session.add(other)
    assert "hai tài khoản" in next(one for one in bank.ask(check.invariants) if one.code == "N4").wrong[0]


def test_what_is_masked_is_what_the_check_masks(bank: Bank):
    bank.keep(bank.sample(VCB))
    notes = bank.ask(lambda session: [(line.note, mask_note(line.whole_note)) for line in session.query(StatementLine)])
    assert all(shown == masked for shown, masked in notes)
