"""Money of a paid order that comes back: expected fund by fund, received on its subject, given back to the funds by two people."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fundapp.documents import qr
from fundapp.kernel import clock, vietqr
from fundapp.kernel.errors import Refusal
from fundapp.ledger import check as ledger_check
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.models import BankAccount, Book, CashBox, Earmark, Expected
from fundapp.ledger.service import LineSpec, Posting, Use
from fundapp.payments import check, service
from fundapp.payments.models import PaymentOrder
from tests.payments.decided import act, decide, make, paid


def ask(world: Any, order: PaymentOrder, amount: int = 8_000_000, by: str = "tuan", **more: Any) -> list[Expected]:
    with world.transaction(by) as session:
        values = {"due_on": clock.today() + timedelta(days=10), "reason": "Hộ đã được nơi khác hỗ trợ một phần", **more}
        return service.ask_handback(session, session.get_one(PaymentOrder, order.id), amount=amount, by=world.actor(by), on=clock.today(), **values)


def test_each_fund_gets_its_share_back_by_two_people(world: Any) -> None:
    _decided, order = paid(world)
    rows = ask(world, order)
    assert [(row.code, row.amount) for row in rows] == [(order.code, 6_000_000), (order.code, 2_000_000)]
    with world.transaction() as session:
        tuan, lan, hanh = world.actor("tuan"), world.actor("lan"), world.actor("hanh")
        box = ledger.add_box(session, unit_id=order.unit_id, kind="bank", name="Agribank", by=tuan)
        for row in rows:
            ledger.receive_expected(
                session, [(session.get_one(Expected, row.id), row.amount)], amount=row.amount, box=box, narration="Hoàn trả", reference="bank/1",
                drafted_by=tuan.user_id, by=lan, on=clock.today(),
            )
        held = session.get_one(PaymentOrder, order.id)
        assert ledger_queries.waiting_for_allocation(session, held.reference) == 8_000_000
        drafts = service.allocate_handback(session, held, by=tuan, on=clock.today())
        with pytest.raises(Refusal, match="đang chờ người thứ hai"):
            service.allocate_handback(session, held, by=tuan, on=clock.today())
        for draft in drafts:
            ledger.post_draft(session, draft, by=hanh)
        assert ledger_queries.waiting_for_allocation(session, held.reference) == 0
        with pytest.raises(Refusal, match="Chưa có tiền"):
            service.allocate_handback(session, held, by=tuan, on=clock.today())
        assert all(not one.wrong for room in (check, ledger_check) for one in room.invariants(session))


def test_what_a_donor_has_bound_comes_back_bound_to_the_same_donation(world: Any) -> None:
    decided = decide(world, subject="cases/9", amounts=(10_000_000,))
    tuan, lan, van = world.actor("tuan"), world.actor("lan"), world.actor("van")
    with world.transaction() as session:
        book, box = session.get_one(Book, decided.book_ids[0]), session.get_one(CashBox, decided.box_id)
        use = Use(["housing"], [world.units["CDCS-BML"]], None, "Thư ngỏ 12/2026")
        gift = ledger.open_earmark(session, book, name="Mây xây nhà", donor_name="Công ty Mây", use=use, by=tuan, on=clock.today())
        lines = [LineSpec("1111", debit=9_000_000, box=box), LineSpec(book.fund_account_code, credit=9_000_000)]
        ledger.post(session, Posting(book, clock.today(), "Nhận ủng hộ", lines, "gifts/9", earmark=gift), drafted_by=tuan.user_id, by=lan)
        held = ledger.reserve(session, shares=[(gift, 6_000_000)], subject="cases/9", purpose="housing", for_unit_id=world.units["CDCS-BML"], by=van, on=clock.today())
        gift_id, bound = gift.id, [*decided.reservation_ids, held[0].id]
    order = make(world, replace(decided, reservation_ids=bound))
    act(world, order, "check_order", "hanh")
    act(world, order, "pay_in_cash", "lan")
    rows = ask(world, order, amount=8_000_000)
    assert sorted((row.amount, row.earmark_id) for row in rows) == [(3_000_000, gift_id), (5_000_000, None)]
    with world.transaction() as session:
        bank = ledger.add_box(session, unit_id=order.unit_id, kind="bank", name="Agribank", by=tuan)
        row = next(session.get_one(Expected, row.id) for row in rows if row.earmark_id)
        ledger.receive_expected(
            session, [(row, 2_000_000)], amount=2_000_000, box=bank, narration="Hoàn trả", reference="bank/9", drafted_by=tuan.user_id, by=lan, on=clock.today()
        )
        gift = session.get_one(Earmark, gift_id, populate_existing=True)
        assert (gift.balance_amount, gift.reserved_amount, row.open_amount) == (5_000_000, 0, 1_000_000)
        (draft,) = service.allocate_handback(session, session.get_one(PaymentOrder, order.id), by=tuan, on=clock.today())
        ledger.post_draft(session, draft, by=world.actor("hanh"))
        assert session.get_one(Earmark, gift_id, populate_existing=True).balance_amount == 5_000_000
        assert all(not one.wrong for room in (check, ledger_check) for one in room.invariants(session))


@pytest.mark.parametrize(
    ("more", "said"),
    [({"amount": 40_000_001}, r"40\.000\.000"), ({"reason": " "}, "vì sao"), ({"due_on": clock.today() - timedelta(days=1)}, "quá khứ"), ({"by": "hoa"}, "liên quan")],
)
def test_refused(world: Any, more: dict[str, Any], said: str) -> None:
    _decided, order = paid(world)
    with pytest.raises(Refusal, match=said):
        ask(world, order, **more)


def test_what_comes_back_in_parts_is_not_reversed_whole(world: Any) -> None:
    _decided, order = paid(world)
    ask(world, order)
    with pytest.raises(Refusal, match="đang chờ hoàn trả"):
        act(world, order, "ask_reversal", "tuan", reason="Giao nhầm")
    with pytest.raises(Refusal, match="Chỉ chờ hoàn trả"):
        ask(world, make(world, decide(world, subject="cases/2")))


def test_the_page_asks_and_withdraws(world: Any, client: Any) -> None:
    _decided, order = paid(world)
    tuan = client("tuan")
    form = _form(tuan.get(f"/payments/{order.id}/handback"), "amount")
    form["amount"], form["due_on"], form["reason"] = "2.000.000", f"{clock.today() + timedelta(days=5):%d/%m/%Y}", "Chi thừa"
    page = form.submit().follow()
    page.mustcontain("1.500.000", "Chưa có mã QR")
    with world.transaction() as session:
        bank = ledger.add_box(session, unit_id=order.unit_id, kind="bank", name="Agribank", by=world.actor("tuan"))
        bank.bank_code = "Agribank"
        account = BankAccount(
            box_id=bank.id, unit_id=order.unit_id, number_tail="0345", holder_name="LDLD TINH", told_by_id=world.users["lan"], told_at=clock.now()
        )
        account.number = "1500201010345"
        session.add(account)
        session.flush()
        told = ledger_queries.how_to_pay(session, ledger_queries.expected_of(session, order.reference)[0], 2_000_000)
    page = tuan.get(f"/payments/{order.id}/handback")
    assert told is not None
    read = vietqr.read(told.payload)
    assert (read.account, read.amount, read.purpose) == ("1500201010345", 2_000_000, order.code)
    # What is drawn is the symbol of just this payload, one transfer for both funds.
    assert qr.svg(told.payload) in page.text
    form = _form(page, "withdrawn_reason")
    form["withdrawn_reason"] = "Hộ gặp nạn, miễn trả"
    form.submit().follow().mustcontain("Không chờ thu nữa")
    client("son").get(f"/payments/{order.id}/handback", status=404)


def _form(page: Any, field: str) -> Any:
    return next(one for one in page.forms.values() if field in one.fields)
