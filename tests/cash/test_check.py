"""Each invariant of counts finds nothing where all is well, and the fault that is put in for it."""

import pytest
from sqlalchemy import text

from fundapp.cash import check, service
from fundapp.ledger import service as ledger
from tests.cash.conftest import MONDAY
from tests.conftest import EVERYTHING
from tests.ledger.unguarded import unguarded

FAULTS = {
    "K1": "UPDATE cash_count_line SET pieces = pieces + 1 WHERE count_id = 1 AND denomination = 500000",
    "K2": "UPDATE cash_count_head SET last_number = last_number - 1 WHERE count_id = 1",
    "K3": "UPDATE cash_count SET answered_by_id = counted_by_id WHERE id = 1",
    "K4": "UPDATE cash_settlement SET amount = amount + 1",
}
OTHER_FAULTS = {
    "K1 the sum itself": ("K1", "UPDATE cash_count SET counted_amount = book_amount WHERE id = 1"),
    "K2 the book balance": ("K2", "UPDATE cash_count SET book_amount = counted_amount WHERE id = 1"),
    "K3 another day": ("K3", "UPDATE cash_count SET answered_on = '2026-11-24' WHERE id = 1"),
    "K3 no minutes": ("K3", "UPDATE cash_count SET minutes_file_id = NULL WHERE id = 1"),
    "K4 a stray entry": ("K4", "DELETE FROM cash_settlement"),
    "K4 turned round": ("K4", "UPDATE cash_count SET counted_amount = book_amount + 20000 WHERE id = 1"),
}


@pytest.fixture
def told(till):
    count = till.short()
    entry = service.settle(till.session, count, book=till.funds.a, account="1384", amount=20_000, reason="Chờ nộp bù", by=till.actor("tuan"), on=MONDAY)
    ledger.post_draft(till.session, entry, by=till.actor("hanh"))
    till.session.commit()
    return till


def found(db) -> dict:
    with db.reading(EVERYTHING) as session:
        return {invariant.code: invariant for invariant in check.invariants(session)}


def test_sound_counts_are_sound_and_every_invariant_looks_at_rows(told) -> None:
    invariants = found(told.funds.world.db)
    assert {code: one.wrong for code, one in invariants.items() if not one.ok} == {}
    assert [code for code, one in invariants.items() if one.rows == 0] == []
    assert set(invariants) == set(FAULTS)


@pytest.mark.parametrize("code", FAULTS)
def test_a_seeded_fault_is_found(told, code: str) -> None:
    with unguarded(told.funds.world.db) as connection:
        assert connection.execute(text(FAULTS[code])).rowcount > 0
    assert found(told.funds.world.db)[code].wrong, f"{code} did not find its fault"


@pytest.mark.parametrize("name", OTHER_FAULTS)
def test_other_faults_are_found(told, name: str) -> None:
    code, sql = OTHER_FAULTS[name]
    with unguarded(told.funds.world.db) as connection:
        assert connection.execute(text(sql)).rowcount > 0
    assert found(told.funds.world.db)[code].wrong, f"{code} did not find: {name}"


def test_later_entries_do_not_trouble_an_old_count(told) -> None:
    told.pay(1_000_000, "later")
    told.session.commit()
    assert found(told.funds.world.db)["K2"].ok


def test_an_open_difference_is_no_fault_and_tells_its_age(told) -> None:
    told.short(40_000)
    told.session.commit()
    one = found(told.funds.world.db)["K4"]
    assert (one.ok, one.rows) == (True, 2)
    assert "1 biên bản, lâu nhất 0 ngày" in one.name
