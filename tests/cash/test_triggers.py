"""Raw SQL against counts, as somebody at the database's own prompt would try it: refused on both engines."""

from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from fundapp.cash import service
from fundapp.ledger import check as ledger_check
from tests.cash.conftest import MONDAY
from tests.conftest import EVERYTHING

COUNT = (
    "INSERT INTO cash_count (unit_id, box_id, year, number, kind, state, counted_on, counted_at, counted_by_id, present, loose_amount, counted_amount, book_amount,"
    " explanation, answer{more}) SELECT unit_id, {box}, year, 77, kind, '{state}', counted_on, counted_at, counted_by_id, '', 0, {counted}, {book}, '', ''{values}"
    " FROM cash_count WHERE id = 1"
)
SIGNED = "answered_by_id = counted_by_id + 1, answered_at = counted_at"
LINK = (
    f"number = (SELECT last_number + 1 FROM ledger_book_year y WHERE y.id = book_year_id), hash = '{'b' * 64}',"
    " previous_hash = (SELECT last_hash FROM ledger_book_year y WHERE y.id = book_year_id)"
)
ATTACKS = {
    "change what was counted": "UPDATE cash_count SET counted_amount = book_amount WHERE id = 1",
    "change what the books said": "UPDATE cash_count SET book_amount = counted_amount WHERE id = 1",
    "change who counted": "UPDATE cash_count SET counted_by_id = answered_by_id",
    "change the day": "UPDATE cash_count SET counted_on = '2026-11-01' WHERE id = 1",
    "change the reason afterwards": "UPDATE cash_count SET explanation = 'khác' WHERE id = 1",
    "answer again": "UPDATE cash_count SET state = 'rejected', answer = 'x' WHERE id = 1",
    "take the answer back": "UPDATE cash_count SET state = 'counted', answered_by_id = NULL, answered_at = NULL, answered_on = NULL WHERE id = 1",
    "silence the objection": "UPDATE cash_count SET answer = '', state = 'confirmed' WHERE kind = 'surprise'",
    "swap the minutes": "UPDATE cash_count SET minutes_file_id = NULL WHERE id = 1",
    "erase a count": "DELETE FROM cash_count WHERE id = 1",
    "erase a surprise count": "DELETE FROM cash_count WHERE kind = 'surprise'",
    "add a note": "INSERT INTO cash_count_line (count_id, denomination, pieces) VALUES (1, 200, 5)",
    "change a note": "UPDATE cash_count_line SET pieces = pieces + 1",
    "take a note away": "DELETE FROM cash_count_line",
    "half a note": "INSERT INTO cash_count_line (count_id, denomination, pieces) VALUES (3, 200, 0)",
    "a negative note": "INSERT INTO cash_count_line (count_id, denomination, pieces) VALUES (3, 200, -5)",
    "more notes than there are": "INSERT INTO cash_count_line (count_id, denomination, pieces) VALUES (3, 200, 1000001)",
    "change a head": "UPDATE cash_count_head SET amount = amount + 1",
    "take a head away": "DELETE FROM cash_count_head",
    "confirm one's own count":
        "UPDATE cash_count SET state = 'confirmed', answered_by_id = counted_by_id, answered_at = counted_at, answered_on = counted_on WHERE id = 3",
    "confirm on another day":
        f"UPDATE cash_count SET state = 'confirmed', {SIGNED}, answered_on = '2026-11-24', explanation = 'x' WHERE id = 3",
    "confirm a difference without a reason":
        f"UPDATE cash_count SET state = 'confirmed', {SIGNED}, answered_on = counted_on WHERE id = 3",
    "reject a surprise count": "UPDATE cash_count SET state = 'rejected', answer = 'x' WHERE kind = 'surprise'",
    "born confirmed": COUNT.format(more=", answered_by_id, answered_at, answered_on", box="box_id", state="confirmed", counted=79_980_000, book=79_980_000,
                                   values=", answered_by_id, answered_at, answered_on"),
    "with a balance that the books do not have": COUNT.format(more="", box="box_id", state="counted", counted=5, book=5, values=""),
    "of a bank account": COUNT.format(more="", box="(SELECT id FROM cash_box WHERE kind = 'bank')", state="counted", counted=50_000_000, book=50_000_000, values=""),
    "settle more than differs":
        "INSERT INTO cash_settlement (count_id, unit_id, entry_id, amount, reason, drafted_by_id, drafted_at) SELECT count_id, unit_id,"
        " (SELECT max(id) FROM ledger_entry WHERE kind = 'count'), amount, 'x', drafted_by_id, drafted_at FROM cash_settlement WHERE id = 1",
    "settle by any entry":
        "INSERT INTO cash_settlement (count_id, unit_id, entry_id, amount, reason, drafted_by_id, drafted_at) SELECT count_id, unit_id,"
        " (SELECT min(id) FROM ledger_entry), 1, 'x', drafted_by_id, drafted_at FROM cash_settlement WHERE id = 1",
    "change a settlement": "UPDATE cash_settlement SET amount = 1",
    "forget a settlement": "DELETE FROM cash_settlement",
}


@pytest.fixture
def told(till):
    """A short count that is settled (1), a surprise count that was objected to (2), one that waits for its witness (3)."""
    one = till.short()
    service.settle(till.session, one, book=till.funds.a, account="1384", amount=20_000, reason="Chờ nộp bù", by=till.actor("tuan"), on=MONDAY)
    other = till.take(by="binh", kind="surprise")
    service.answer_surprise(till.session, other, agrees=False, text="Không đúng", by=till.actor("lan"), on=MONDAY)
    till.take({500_000: 1})
    till.session.commit()
    return till.funds.world.db


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_is_refused(told, name: str) -> None:
    with told.engine.connect() as connection:
        with suppress(IntegrityError):
            rows = connection.execute(text(ATTACKS[name])).rowcount
            pytest.fail(f"{name} went through ({rows} rows)")
        connection.rollback()


def test_a_count_whose_notes_were_tampered_with_cannot_be_confirmed(told) -> None:
    step = f"UPDATE cash_count SET state = 'confirmed', {SIGNED}, answered_on = counted_on, explanation = 'x' WHERE id = 3"
    with told.engine.connect() as connection:
        connection.execute(text("INSERT INTO cash_count_line (count_id, denomination, pieces) VALUES (3, 200, 5)"))
        with pytest.raises(DatabaseError, match="do not add up"):
            connection.execute(text(step))
        connection.rollback()


def test_an_entry_of_this_kind_is_not_posted_without_a_count(told) -> None:
    with told.engine.connect() as connection:
        columns = "unit_id, book_id, book_year_id, period_id, entry_on, kind, state, reference, body_digest, drafted_by_id, narration_digest"
        connection.execute(
            text(f"INSERT INTO ledger_entry ({columns}) SELECT {columns.replace('reference', chr(39) + 'stray' + chr(39))} FROM ledger_entry WHERE kind = 'count'")
        )
        first = "(SELECT min(id) FROM ledger_entry WHERE kind = 'count')"
        lines = f"SELECT (SELECT max(id) FROM ledger_entry), position, balance_id, entry_on, debit, credit FROM ledger_line WHERE entry_id = {first}"
        connection.execute(text(f"INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) {lines}"))
        by = "posted_by_id = drafted_by_id + 1, posted_at = '2026-11-23 00:00:00.000000'"
        with pytest.raises(DatabaseError, match="F7"):
            connection.execute(text(f"UPDATE ledger_entry SET state = 'posted', {by}, {LINK} WHERE reference = 'stray'"))
        connection.rollback()
    with told.reading(EVERYTHING) as session:
        assert [one.code for one in ledger_check.invariants(session) if not one.ok] == []
