"""Money of a paid order that comes back: expected fund by fund, received on its subject, given back to the funds by two people."""

from datetime import timedelta
from typing import Any

import pytest

from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.ledger import check as ledger_check
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Expected
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
    form = _form(page, "withdrawn_reason")
    form["withdrawn_reason"] = "Hộ gặp nạn, miễn trả"
    form.submit().follow().mustcontain("Không chờ thu nữa")
    client("son").get(f"/payments/{order.id}/handback", status=404)


def _form(page: Any, field: str) -> Any:
    return next(one for one in page.forms.values() if field in one.fields)
