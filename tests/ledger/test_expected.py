"""What is expected to come in: announced, come in parts and too much, taken back, amended, withdrawn, allocated; both databases hold its sums."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fundapp.kernel import vietqr
from fundapp.kernel.errors import Refusal
from fundapp.ledger import check, queries, service
from fundapp.ledger.models import BankAccount, Expected
from fundapp.ledger.service import WAITING, LineSpec, Posting
from tests.ledger.funds import DAY, Funds

CODE, DUE = "HV26-00045-3", date(2026, 4, 10)


def expect(funds: Funds, session: Any, amount: int = 5_000_000, due_on: date = DUE, **more: Any) -> Expected:
    return service.expect(
        session, book=funds.a, subject="loans/45", code=CODE, amount=amount, due_on=due_on, payer="Trần Văn A", by=funds.maker, on=DAY, **more
    )


def receive(funds: Funds, session: Any, parts: list[tuple[Expected, int]], amount: int, reference: str = "bank/1") -> Any:
    return service.receive_expected(
        session, parts, amount=amount, box=funds.bank, narration=f"Thu {CODE}", reference=reference, drafted_by=funds.maker.user_id, by=funds.poster, on=DAY
    )


def test_what_comes_waits_on_its_subject_until_it_is_allocated(funds: Funds) -> None:
    with funds.world.transaction() as session:
        first, second = expect(funds, session), expect(funds, session, due_on=date(2026, 5, 10))
        receive(funds, session, [(first, 5_000_000), (second, 2_000_000)], 7_000_000)
        assert [(one.state, one.open_amount) for one in queries.expected_of(session, "loans/45")] == [("came", 0), ("open", 3_000_000)]
        receive(funds, session, [(second, 3_000_000)], 3_500_000, "bank/2")
        assert (second.state, queries.waiting_for_allocation(session, "loans/45")) == ("came", 10_500_000)
        allocate = [LineSpec(WAITING, debit=10_500_000, subject="loans/45"), LineSpec("43181", credit=10_500_000)]
        service.post(session, Posting(funds.a, DAY, "Phân bổ", allocate, "allocate/1"), drafted_by=funds.maker.user_id, by=funds.poster)
        assert queries.waiting_amounts(session, ["loans/45"]) == {}
        assert all(not found.wrong for found in check.invariants(session))


def test_a_reversed_receipt_is_expected_anew(funds: Funds) -> None:
    with funds.world.transaction() as session:
        one = expect(funds, session)
        entry = receive(funds, session, [(one, 5_000_000)], 5_000_000)
        service.reverse(session, entry, reason="Nhầm người", drafted_by=funds.maker.user_id, by=funds.world.actor("hanh"), on=DAY)
        session.refresh(one)
        assert (one.state, one.open_amount, queries.waiting_for_allocation(session, "loans/45")) == ("open", 5_000_000, 0)
        again = receive(funds, session, [(one, 5_000_000)], 5_000_000, "bank/2")
        asked = service.draft_reversal(session, again, reason="Lại nhầm", by=funds.maker, on=DAY)
        service.post_draft(session, asked, by=funds.world.actor("hanh"))
        session.refresh(one)
        assert [move.kind for move in queries.moves_of_expected(session, [one.id])] == ["came", "taken_back"] * 2
        assert (one.state, one.came_amount) == ("open", 0)


def test_amended_and_withdrawn(funds: Funds) -> None:
    with funds.world.transaction() as session:
        one = expect(funds, session)
        receive(funds, session, [(one, 2_000_000)], 2_000_000)
        with pytest.raises(Refusal, match=r"Đã nhận 2\.000\.000"):
            service.amend_expected(session, one, amount=1_999_999, reason="Miễn", by=funds.maker, on=DAY)
        service.amend_expected(session, one, amount=4_000_000, due_on=date(2026, 6, 1), reason="Giãn hạn", by=funds.maker, on=DAY)
        assert (one.open_amount, one.due_on) == (2_000_000, date(2026, 6, 1))
        service.withdraw_expected(session, one, reason="Xóa phần còn lại", by=funds.maker, on=DAY)
        assert (one.state, one.open_amount, one.came_amount) == ("withdrawn", 0, 2_000_000)
        with pytest.raises(Refusal, match="không còn chờ"):
            service.amend_expected(session, one, amount=9, reason="Sửa", by=funds.maker, on=DAY)
        done = expect(funds, session)
        receive(funds, session, [(done, 1)], 1, "bank/9")
        service.amend_expected(session, done, amount=1, reason="Chỉ còn một đồng", by=funds.maker, on=DAY)
        assert done.state == "came"


@pytest.mark.parametrize(("more", "said"), [({"amount": 0}, "lớn hơn 0"), ({"due_on": DUE}, "cùng hạn")])
def test_refused(funds: Funds, more: dict[str, Any], said: str) -> None:
    with funds.world.transaction() as session:
        expect(funds, session)
        with pytest.raises(Refusal, match=said):
            expect(funds, session, **more)
        with pytest.raises(Refusal, match="tài khoản ngân hàng"):
            expect(funds, session, due_on=DAY, box=funds.cash)
        with pytest.raises(ValueError, match="no reference code"):
            service.expect(session, book=funds.a, subject="loans/1", code="HV26-00045-9", amount=1, due_on=DAY, by=funds.maker, on=DAY)


def test_more_than_is_missing_is_refused_whole(funds: Funds) -> None:
    with funds.world.transaction() as session:
        one = expect(funds, session)
    with pytest.raises(Refusal, match="vừa thay đổi"), funds.world.transaction() as session:
        receive(funds, session, [(session.merge(one), 5_000_001)], 5_000_001)
    with funds.world.transaction() as session:
        assert queries.waiting_for_allocation(session, "loans/45") == 0


ATTACKS = {
    "came without its move": "UPDATE ledger_expected SET came_amount = 5000000, state = 'came'",
    "another amount": "UPDATE ledger_expected SET amount = 1",
    "another day": "UPDATE ledger_expected SET due_on = '2027-01-01'",
    "withdrawn unsaid": "UPDATE ledger_expected SET state = 'withdrawn'",
    "another subject": "UPDATE ledger_expected SET subject = 'loans/46'",
    "erased": "DELETE FROM ledger_expected",
    "born as come": "INSERT INTO ledger_expected (unit_id, book_id, subject, code, account_code, payer_name, what, amount, came_amount, due_on, state, "
    "expected_by_id, expected_on, expected_at) SELECT unit_id, book_id, 'loans/9', code, account_code, '', '', 5, 5, due_on, 'came', expected_by_id, "
    "expected_on, expected_at FROM ledger_expected",
    "out of no entry of it": "INSERT INTO ledger_expected_move (expected_id, kind, amount, entry_id, reason, by_id, moved_on, moved_at) "
    "SELECT x.id, 'came', 5, (SELECT min(id) FROM ledger_entry), '', expected_by_id, expected_on, expected_at FROM ledger_expected x",
    "taken back though nothing came": "INSERT INTO ledger_expected_move (expected_id, kind, amount, entry_id, reason, by_id, moved_on, moved_at) "
    "SELECT x.id, 'taken_back', 5, (SELECT min(id) FROM ledger_entry), '', expected_by_id, expected_on, expected_at FROM ledger_expected x",
}


@pytest.mark.parametrize("sql", ATTACKS.values(), ids=ATTACKS.keys())
def test_raw_sql_is_refused(funds: Funds, sql: str) -> None:
    with funds.world.transaction() as session:
        expect(funds, session)
    with pytest.raises(DBAPIError), funds.world.transaction() as session:
        session.execute(text(sql))


def test_the_payer_is_told_where_and_how(funds: Funds) -> None:
    with funds.world.transaction() as session:
        one = expect(funds, session)
        assert queries.how_to_pay(session, one) is None
        session.merge(funds.bank).bank_code = "Agribank"
        account = BankAccount(box_id=funds.bank.id, unit_id=funds.a.unit_id, number_tail="0345", holder_name="LDLD TINH", told_by_id=1, told_at=one.expected_at)
        account.number = "1500201010345"
        session.add(account)
        session.flush()
        told = queries.how_to_pay(session, one)
        assert told is not None
        assert (told.bank, told.number, told.amount, told.note) == ("Agribank", "1500201010345", 5_000_000, CODE)
        assert vietqr.read(told.payload).purpose == CODE
        assert told.symbol.startswith("<svg")
