"""Each invariant finds nothing in a sound book, and finds the fault that is put in for it."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import aliased

from fundapp.kernel.checks import Invariant
from fundapp.kernel.db import Scope
from fundapp.ledger import check, queries, service
from fundapp.ledger.models import Entry
from fundapp.ledger.models.entries import takes_back
from fundapp.ledger.service import NewVoucher
from tests.ledger.retold import retell
from tests.ledger.story import tell
from tests.ledger.test_years import add_last_year, closed
from tests.ledger.unguarded import unguarded

# code of the invariant → SQL that puts the fault in, past every trigger and CHECK
FAULTS = {
    "L1": "UPDATE ledger_line SET debit = debit + 1 WHERE id = (SELECT min(id) FROM ledger_line WHERE debit > 0)",
    "L2": "UPDATE ledger_line SET credit = 5 WHERE id = (SELECT min(id) FROM ledger_line WHERE debit > 0)",
    "L3a": "UPDATE ledger_balance SET amount = amount + 1 WHERE id = (SELECT min(id) FROM ledger_balance)",
    "L3b": "UPDATE ledger_month_total SET debit_amount = debit_amount + 1 WHERE balance_id = (SELECT min(id) FROM ledger_balance)",
    "L3c": "UPDATE ledger_standing SET balance_amount = balance_amount + 1",
    "L4": "UPDATE ledger_narration SET text = 'khác' WHERE entry_id = (SELECT min(entry_id) FROM ledger_narration)",
    "L5": "DELETE FROM ledger_line WHERE entry_id = (SELECT max(id) FROM ledger_entry WHERE state = 'posted') AND position > 1",
    "L6": "UPDATE ledger_entry SET reverses_id = (SELECT min(id) FROM ledger_entry) WHERE kind = 'reversal'",
    "L7": "UPDATE ledger_entry SET entry_on = '2026-03-11' WHERE id = (SELECT max(id) FROM ledger_entry WHERE state = 'posted')",
    "L8a": "UPDATE ledger_entry SET number = number + 100 WHERE id = (SELECT max(id) FROM ledger_entry WHERE state = 'posted')",
    "L8b": "UPDATE voucher SET number = 9 WHERE id = (SELECT max(id) FROM voucher)",
    "L9": "UPDATE ledger_month_total SET debit_amount = debit_amount + 1, credit_amount = credit_amount + 1 WHERE month = 1",
    "L10": "UPDATE ledger_entry SET posted_by_id = drafted_by_id WHERE id = (SELECT min(id) FROM ledger_entry)",
    "L11": "UPDATE ledger_entry SET entry_on = '2026-12-31' WHERE id = (SELECT max(id) FROM ledger_entry WHERE state = 'posted')",
    "L12": "UPDATE ledger_line SET debit = debit * 2, credit = credit * 2 WHERE entry_on < '2026-02-01'",
    "L13": "UPDATE account SET is_postable = false WHERE code = '43181'",
    "L19": "UPDATE ledger_line SET entry_on = '2026-02-20' WHERE entry_id = (SELECT max(id) FROM ledger_entry WHERE state = 'posted')",
    "L20": "UPDATE ledger_year_balance SET credit_amount = credit_amount + 1",
    "L21": "UPDATE ledger_block SET last_number = last_number + 1",
    "F1": "UPDATE ledger_standing SET reserved_amount = balance_amount + 1",
    "F2a": "UPDATE ledger_standing SET reserved_amount = reserved_amount + 1",
    "F2b": "UPDATE reservation_move SET amount = amount + 1 WHERE id = (SELECT min(id) FROM reservation_move)",
    "F2c": "UPDATE ledger_entry SET reverses_id = (SELECT min(entry_id) FROM reservation_move WHERE kind = 'consumed') WHERE kind = 'reversal'",
    "F2d": "UPDATE reservation SET lapse_on = '2026-12-31' WHERE state = 'lapsed'",
    "F2e": "UPDATE reservation_extension SET from_on = '2026-01-31'",
    "F5a": "UPDATE ledger_expected SET came_amount = came_amount - 1 WHERE state = 'open' AND came_amount > 0",
    "F5b": "UPDATE ledger_line SET debit = debit + 9000000 WHERE subject = 'payments/1' AND debit > 0",
    "F3": "UPDATE ledger_entry SET purpose = 'running' WHERE purpose IS NOT NULL",
    "F3b": "UPDATE ledger_balance SET account_code = '711' WHERE account_code = '3381'",
    "F3c": "UPDATE ledger_terms SET decided_by_id = proposed_by_id WHERE number = 2",
    "F3d": "UPDATE ledger_earmark SET balance_amount = balance_amount + 1",
    "V2": "UPDATE public_paper SET state = 'valid', changed_at = NULL WHERE state = 'void'",
    "V3": (
        "UPDATE ledger_entry SET reverses_id = (SELECT min(id) FROM ledger_entry WHERE voucher_id = "
        "(SELECT voucher_id FROM ledger_entry WHERE voucher_id IS NOT NULL GROUP BY voucher_id HAVING count(*) > 1)) WHERE kind = 'reversal'"
    ),
    "V4": "UPDATE voucher_paper SET number = 3 WHERE number = 2",
    "V1": "UPDATE voucher SET amount = amount + 1 WHERE id = (SELECT min(id) FROM voucher)",
}


# Further faults that one of them must find: what is restricted can be broken in many ways.
MORE = {
    "F2b lapsed without having lapsed": ("F2b", "UPDATE reservation SET state = 'lapsed' WHERE state = 'consumed'"),
    "F2e a last day that no extension gave": ("F2e", "UPDATE reservation SET lapse_on = '2027-12-31' WHERE subject = 'housing/1'"),
    "F5a what came was taken out of the books": ("F5a", "UPDATE ledger_entry SET state = 'dropped' WHERE reference = 'back/1'"),
    "F3 promised for a unit that the donor did not name": (
        "F3", "UPDATE reservation SET for_unit_id = (SELECT id FROM unit WHERE code = 'CDCS-BML') WHERE earmark_id IS NOT NULL",
    ),
    "F3 paid for nobody's member": ("F3", "UPDATE ledger_entry SET beneficiary_unit_id = NULL WHERE earmark_id IS NOT NULL"),
    "F3 paid after the last day": ("F3", "UPDATE ledger_terms SET last_on = '2026-03-09' WHERE earmark_id IS NOT NULL"),
    "F3 spent without any purpose": ("F3", "UPDATE ledger_entry SET purpose = NULL WHERE kind = 'ordinary' AND purpose IS NOT NULL"),
    "F3 the purpose was taken out of the terms": ("F3", "DELETE FROM ledger_terms_purpose WHERE purpose = 'housing'"),
    "F3b passed through as something else than remittance": ("F3b", "UPDATE ledger_entry SET purpose = 'housing' WHERE purpose = 'remittance'"),
    "F3b a fund that is made one of money passed through": ("F3b", "UPDATE ledger_book SET legal_form = 'pass_through' WHERE code = 'QMA-NB'"),
    "F3c terms that overtake older ones": ("F3c", "UPDATE ledger_terms SET valid_from = '2025-01-01' WHERE number = 2"),
    "F3c a fund without terms": ("F3c", "UPDATE ledger_terms SET state = 'proposed' WHERE earmark_id IS NULL AND book_id = 1"),
    "F3c money in the box of another fund": ("F3c", "UPDATE cash_box SET own_book_id = 1"),
    "F3d bound money below zero": ("F3d", "UPDATE ledger_earmark SET balance_amount = -1, reserved_amount = 0"),
    "F3d bound money that the fund does not know": ("F3d", "UPDATE ledger_standing SET set_apart_amount = 0"),
    "F3d an entry that leaves the donation": ("F3d", "UPDATE ledger_entry SET earmark_id = NULL WHERE purpose = 'housing'"),
    "L13 a closed account that holds something": ("L13", "UPDATE account SET closed_on = '2026-03-10' WHERE code = '43181'"),
    "L13 an account below one that is not its own": ("L13", "UPDATE account SET parent_code = '511' WHERE code = '43181'"),
    "L13 an account that is gone while its lines stand": ("L13", "DELETE FROM account WHERE code = '43181'"),
    "L9 an account that is gone while its lines stand": ("L9", "DELETE FROM account WHERE code = '43181'"),
    "L9 a balance that is gone while its lines stand": ("L9", "DELETE FROM ledger_balance WHERE account_code = '43181'"),
    "L3a a balance that is gone while its lines stand": ("L3a", "DELETE FROM ledger_balance WHERE account_code = '43181'"),
    "L13 an account below a leaf": ("L13", "UPDATE account SET is_postable = true WHERE code = '4318'"),
    "L21 a seal over something else": ("L21", "UPDATE ledger_sealed_block SET last_hash = CASE WHEN last_hash LIKE 'f%' THEN '0' ELSE 'f' END || substr(last_hash, 2)"),
    "L21 a voucher of the block that is another's": ("L21", "UPDATE ledger_block SET first_voucher = first_voucher - 1, last_voucher = last_voucher - 1"),
    "L21 a block that is gone under its seal": ("L21", "DELETE FROM ledger_block"),
    "L7 a year that is gone under its entries": ("L7", "DELETE FROM ledger_book_year WHERE last_number > 0"),
    "L7 an entry under another unit": ("L7", "UPDATE ledger_entry SET unit_id = 1 WHERE id = (SELECT max(id) FROM ledger_entry WHERE state = 'posted')"),
    "L7 a year under another unit": ("L7", "UPDATE ledger_book_year SET unit_id = 1 WHERE last_number > 0"),
    "L3a a balance under another unit": ("L3a", "UPDATE ledger_balance SET unit_id = 1 WHERE id = (SELECT min(id) FROM ledger_balance)"),
    "F2b a part paid by somebody else": ("F2b", "UPDATE reservation_move SET by_id = by_id + 1 WHERE kind = 'consumed'"),
    "F2b a part paid on another day": ("F2b", "UPDATE reservation_move SET moved_on = '2026-12-31' WHERE kind = 'consumed'"),
    "F2b a part paid at another moment": ("F2b", "UPDATE reservation_move SET moved_at = '2026-12-31 00:00:00.000000' WHERE kind = 'consumed'"),
    "F5a what came was taken in by somebody else": ("F5a", "UPDATE ledger_expected_move SET by_id = by_id + 1 WHERE kind = 'came'"),
    "F5a what came on another day": ("F5a", "UPDATE ledger_expected_move SET moved_on = '2026-12-31' WHERE kind = 'came'"),
    "L7 a fund that is gone under its entries": ("L7", "DELETE FROM ledger_book"),
    "L7 an entry that is moved to another donation": ("L7", "UPDATE ledger_entry SET earmark_id = NULL WHERE earmark_id IS NOT NULL"),
    "L7 an entry that pays another unit's member": ("L7", "UPDATE ledger_entry SET beneficiary_unit_id = 1 WHERE beneficiary_unit_id IS NOT NULL"),
}


@pytest.fixture
def told(templates, world):
    return retell(templates, world, "closed_and_told", tell_of_a_closed_year)


def tell_of_a_closed_year(funds) -> None:
    add_last_year(funds)
    closed(funds)
    tell(funds)
    pay_two_at_once(funds)


def pay_two_at_once(funds) -> None:
    """Two payments as one block."""
    with funds.world.transaction() as session:
        book = session.merge(funds.b)
        wanted = [
            (funds.payment(amount, f"payments/{amount}", book=book, voucher=NewVoucher("cash_payment", amount, "Trần Văn A", "Quà Tết")), funds.maker.user_id)
            for amount in (1_000, 2_000)
        ]
        service.post_block(session, wanted, by=funds.poster)


def found(db, code: str) -> Invariant:
    with db.reading(Scope.everything("a test")) as session:
        return check.LOOKS[code](session)


def everything(session) -> dict:
    return {invariant.code: invariant for invariant in check.invariants(session)}


def test_a_sound_book_is_sound_and_every_invariant_looks_at_rows(told) -> None:
    with told.world.db.reading(Scope.everything("a test")) as session:
        invariants = everything(session)
    assert list(invariants) == list(check.LOOKS), "each is asked for by its own code"
    assert {code: one.wrong for code, one in invariants.items() if not one.ok} == {}
    assert [code for code, one in invariants.items() if one.rows == 0] == []
    assert set(invariants) == set(FAULTS)


def test_checks_see_all_units_whoever_asks(told) -> None:
    with told.world.db.reading(told.world.actor("hoa").scope) as session:
        narrow = everything(session)
    with told.world.db.reading(Scope.everything("a test")) as session:
        assert narrow == everything(session)


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_a_seeded_fault_is_found(told, code: str) -> None:
    with unguarded(told.world.db) as connection:
        changed = connection.execute(text(FAULTS[code])).rowcount
    assert changed > 0
    assert found(told.world.db, code).wrong, f"{code} did not find its fault"


@pytest.mark.parametrize("name", sorted(MORE))
def test_a_breach_of_a_restriction_is_found(told, name: str) -> None:
    code, statement = MORE[name]
    with unguarded(told.world.db) as connection:
        assert connection.execute(text(statement)).rowcount > 0
    assert found(told.world.db, code).wrong, f"{code} did not find: {name}"


def test_a_closed_month_that_gets_another_entry_is_found(told) -> None:
    with unguarded(told.world.db) as connection:
        january = "SELECT id FROM ledger_period WHERE starts_on = '2026-01-01' AND state = 'closed'"
        connection.execute(text(f"UPDATE ledger_entry SET period_id = ({january}) WHERE number = 2"))
    assert found(told.world.db, "L9").wrong


def test_an_entry_that_came_after_the_close_is_found(told) -> None:
    with unguarded(told.world.db) as connection:
        changed = connection.execute(text("UPDATE ledger_line SET entry_on = '2026-02-10' WHERE entry_id = (SELECT max(id) FROM ledger_entry WHERE state = 'posted')"))
    assert changed.rowcount > 0
    assert "khóa quỹ ngày 28/02/2026" in found(told.world.db, "L19").wrong[0]


@pytest.mark.parametrize("what", ["received_amount = received_amount + 1, paid_amount = paid_amount + 1", "after_on = '2026-01-01'"])
def test_a_close_that_tells_other_days_or_moves_is_found(told, what: str) -> None:
    with unguarded(told.world.db) as connection:
        assert connection.execute(text(f"UPDATE cash_close SET {what} WHERE state = 'closed'")).rowcount > 0
    assert "khác với sổ" in found(told.world.db, "L19").wrong[0]


def test_a_box_that_one_person_opened_again_is_found(told) -> None:
    with unguarded(told.world.db) as connection:
        connection.execute(text("UPDATE cash_reopening SET answered_by_id = asked_by_id"))
    assert "hai người" in found(told.world.db, "L19").wrong[0]


def test_standing_is_what_the_story_says(told) -> None:
    with told.world.transaction() as session:
        assert queries.standing(session, [told.a.id])[told.a.id] == queries.Standing(balance=82_000_000, reserved=15_000_000)
        assert service is not None


def test_closings_of_months_that_were_opened_again_are_computed_as_they_were(told_more) -> None:
    funds = told_more
    sound = found(funds.world.db, "L12")
    assert (sound.rows, sound.wrong) == (1 + 14 + 3, [])
    with unguarded(funds.world.db) as connection:
        connection.execute(text("UPDATE ledger_entry SET posted_at = '2025-12-20 01:00:00' WHERE reference = 'in/3'"))
        connection.execute(text("UPDATE ledger_entry SET number = 0 WHERE reference = 'in/3'"))
    assert len(found(funds.world.db, "L12").wrong) == 3, "the late entry of December now counts in the first closings of December, January and February"


def test_what_takes_an_entry_back_is_found_by_its_index(told) -> None:
    """Without it every voucher would be looked at once for every entry of the books."""
    if not told.world.db.is_sqlite:
        return
    reversal = aliased(Entry)
    query = select(Entry.id, reversal.id).outerjoin(reversal, takes_back(reversal, Entry.id))
    with told.world.db.engine.connect() as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + str(query.compile(connection, compile_kwargs={"literal_binds": True}))).all()
    assert "uq_ledger_entry_reversal" in str(plan)
