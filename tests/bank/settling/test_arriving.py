"""What is expected comes back in the statement: by its code and the very amount as sure, in parts and too much shown as such, once, by two people."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from fundapp.bank import open_items, settling
from fundapp.bank.settling import SettlingRefused
from fundapp.kernel.codes import make_code
from fundapp.ledger import check as ledger_check
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book, Entry, Expected
from fundapp.ledger.service import Use
from tests.bank.settling.conftest import Till
from tests.bank.settling.test_acts import FIFTH, FIRST, LAST, faults

CODE, OTHER = make_code("HV", 2026, 45), make_code("HV", 2026, 46)
DUE = date(2026, 11, 10)


def expect(till: Till, amount: int, *, code: str = CODE, due_on: date = DUE, book: Any = None, subject: str = "loans/45") -> Expected:
    return ledger.expect(
        till.session, book=book or till.funds.a, subject=subject, code=code, amount=amount, due_on=due_on, payer="Trần Văn A", by=till.funds.maker, on=FIRST
    )


def shown(till: Till) -> dict[int, str]:
    return {one.line.id: one.mark for one in settling.arrivals(till.session, till.box)}


def receive(till: Till, by: str = "tuan") -> int:
    return settling.receive(till.session, till.box, shown(till), by=till.actor(by))


def test_the_very_amount_under_its_code_settles_onto_its_subject_by_two_people(till: Till) -> None:
    one = expect(till, 1_776_666)
    till.file([(FIFTH, 1_776_666, "HV26 00045 3 KY 3 chuyen tien"), (FIFTH, 1_776_666, "chuyen tien")], first=FIRST, last=LAST)
    (found,) = settling.arrivals(till.session, till.box)
    assert (found.is_sure, found.over) == (True, 0)
    assert f"mã {CODE} trong nội dung" in [str(said) for said in found.said]
    with pytest.raises(SettlingRefused, match="Bạn đã lưu sao kê"):
        receive(till, "lan")
    assert receive(till) == 1
    assert (one.state, ledger_queries.waiting_for_allocation(till.session, "loans/45")) == ("came", 1_776_666)
    assert till.left() == ([1_776_666], []), "equal money without a code is nobody's"
    entry = till.session.scalars(select(Entry).order_by(Entry.id.desc()).limit(1)).one()
    assert (entry.on, entry.drafted_by_id, entry.posted_by_id) == (FIFTH, till.actor("lan").user_id, till.actor("tuan").user_id)
    assert faults(till) == []
    assert all(not one.wrong for one in ledger_check.invariants(till.session))


def test_in_parts_and_too_much_are_shown_as_such_and_the_rest_waits(till: Till) -> None:
    one, two = expect(till, 1_000_000), expect(till, 1_000_000, due_on=DUE + timedelta(days=30))
    till.file([(FIFTH, 400_000, f"{CODE} mot phan")], first=FIRST, last=FIFTH)
    (part,) = settling.arrivals(till.session, till.box)
    assert (part.is_sure, part.parts) == (False, ((one, 400_000),))
    receive(till)
    assert (one.open_amount, two.open_amount) == (600_000, 1_000_000)
    till.file([(FIFTH + timedelta(days=1), 2_000_000, CODE)], first=FIFTH + timedelta(days=1), last=LAST, opening=50_400_000)
    (much,) = settling.arrivals(till.session, till.box)
    assert (much.is_sure, much.over, [amount for _one, amount in much.parts]) == (False, 400_000, [600_000, 1_000_000])
    assert "phần thừa 400.000 đồng chờ phân bổ cùng đối tượng" in [str(said) for said in much.said]
    receive(till)
    assert (one.state, two.state, ledger_queries.waiting_for_allocation(till.session, "loans/45")) == ("came", "came", 2_400_000)
    assert till.left() == ([], [])
    assert faults(till) == []


def test_one_transfer_over_two_funds_lies_in_both(till: Till) -> None:
    expect(till, 300_000, subject="payments/7")
    expect(till, 200_000, subject="payments/7", book=till.funds.b)
    till.file([(FIFTH, 500_000, CODE)], first=FIRST, last=LAST)
    receive(till)
    assert ledger_queries.waiting_amounts(till.session, ["payments/7"]) == {(till.funds.a.id, "payments/7"): 300_000, (till.funds.b.id, "payments/7"): 200_000}
    assert till.left() == ([], [])
    assert faults(till) == []


def test_what_the_books_know_already_is_not_received_again(till: Till) -> None:
    expect(till, 500_000)
    till.post(FIFTH, 500_000, f"Thu {CODE}")
    till.file([(FIFTH, 500_000, CODE)], first=FIRST, last=LAST)
    assert settling.arrivals(till.session, till.box) == []
    (found,) = till.propose()
    assert found.is_sure


def test_what_is_expected_is_not_given_to_a_namesake_without_a_code(till: Till) -> None:
    expect(till, 500_000)
    till.post(FIFTH, 500_000, "Trần Văn A ủng hộ")
    till.file([(FIFTH, 500_000, f"TRAN VAN A {CODE}")], first=FIRST, last=LAST)
    assert till.propose() == []
    assert len(settling.arrivals(till.session, till.box)) == 1


def test_confirmed_as_shown_or_not_at_all_and_undone_is_proposed_as_booked(till: Till) -> None:
    one, other = expect(till, 500_000), expect(till, 600_000, code=OTHER, subject="loans/46")
    till.file([(FIFTH, 500_000, CODE), (FIFTH, 600_000, OTHER)], first=FIRST, last=LAST)
    before = shown(till)
    ledger.amend_expected(till.session, other, amount=650_000, reason="Thêm lãi", by=till.funds.maker, on=FIRST)
    with pytest.raises(SettlingRefused, match="Không ghi gì cả: 1"):
        settling.receive(till.session, till.box, before, by=till.actor("tuan"))
    assert (one.came_amount, till.left()[0]) == (0, [500_000, 600_000])
    receive(till)
    newest = open_items.settlements(till.session, till.box.id, "confirmed")[-1]
    settling.undo(till.session, newest, reason="Nhầm", by=till.actor("lan"))
    (again,) = till.propose()
    assert (again.basis, again.is_sure) == ("booked", True)
    assert faults(till) == []


def test_what_is_over_is_nobodys_donation(till: Till) -> None:
    use = Use(["housing"], [], None, "Thư ngỏ 12/2026")
    fund = till.session.get_one(Book, till.funds.a.id)
    gift = ledger.open_earmark(till.session, fund, name="Mây xây nhà", donor_name="Công ty Mây", use=use, by=till.funds.maker, on=FIRST)
    bound = ledger.expect(
        till.session, book=till.funds.a, subject="payments/45", code=CODE, amount=1_000_000, due_on=DUE, earmark_id=gift.id, by=till.funds.maker, on=FIRST
    )
    free = expect(till, 500_000, subject="payments/45")
    till.file([(FIFTH, 1_600_000, f"{CODE} hoan tra"), (LAST, 300_000, OTHER)], first=FIRST, last=LAST)
    receive(till)
    till.session.refresh(gift)
    assert (gift.balance_amount, bound.state, free.state) == (1_000_000, "came", "came")
    one = ledger.expect(
        till.session, book=till.funds.a, subject="payments/46", code=OTHER, amount=200_000, due_on=DUE, earmark_id=gift.id, by=till.funds.maker, on=FIRST
    )
    receive(till)
    till.session.refresh(gift)
    assert (gift.balance_amount, one.state) == (1_200_000, "came")
    assert ledger_queries.waiting_for_allocation(till.session, "payments/46") == 300_000
    assert till.left() == ([], [])
    assert faults(till) == []
    assert all(not invariant.wrong for invariant in ledger_check.invariants(till.session))
