"""Money of a list: an advance whose rest is asked back for who did not come, and transfers to those who have an account, refused ones ordered again."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from fundapp.gifts import advancing, check, service, transferring
from fundapp.gifts.models import GiftList, GiftRow
from fundapp.gifts.queries.paying import dues
from fundapp.gifts.service import GiftRefused, paying
from fundapp.gifts.service.ticking import Tick, tick
from fundapp.households import service as households
from fundapp.households.models import Person
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import check as ledger_check
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book, CashBox, Reservation
from fundapp.ledger.service import LineSpec, Posting
from fundapp.payments import service as payments
from fundapp.payments.bank_files import Answer, read_answers
from fundapp.payments.models import PaymentBatch, PaymentOrder
from fundapp.sheets.reader import read_workbook
from tests.cases.story import DECLARED, MEMBER
from tests.conftest import EVERYTHING
from tests.gifts.story import GIVING, Story, line_of, person
from tests.gifts.test_pages import _with
from tests.payments.listing import answer_of


@pytest.fixture
def told(world: Any) -> Any:
    with time_machine.travel(f"{GIVING}T02:00:00Z", tick=True):
        session = world.db.session(write=True, scope=EVERYTHING)
        yield Story(world, session)
        session.rollback()
        session.close()


def checked(told: Story, order: PaymentOrder) -> PaymentOrder:
    payments.check_order(told.session, order, by=told.actor("hanh"), on=GIVING)
    if order.needs_signature:
        payments.sign_order(told.session, order, by=told.actor("van"), on=GIVING)
    return order


def advanced(told: Story) -> GiftList:
    """A closed list of three, all advanced, of whom one did not come."""
    gift_list = told.decided()
    order = service.order_advance(told.session, gift_list, payee_name="Trần Thị Hoa", payee_address="CĐCS", reason="Tạm ứng", by=told.actor("tuan"), on=GIVING)
    checked(told, order)
    box = told.session.scalars(select(CashBox).where(CashBox.kind == "cash")).one()
    payments.pay_in_cash(told.session, order, box=box, by=told.actor("lan"), on=GIVING)
    service.start(told.session, gift_list, by=told.actor("hoa"), on=GIVING)
    with pytest.raises(GiftRefused, match="đã kết thúc"):
        service.ask_back(told.session, gift_list, due_on=GIVING, by=told.actor("tuan"), on=GIVING)
    rows = told.session.scalars(select(GiftRow).where(GiftRow.list_id == gift_list.id).order_by(GiftRow.id))
    for row, outcome in zip(rows, ("received", "absent", "proxy"), strict=True):
        told.mark(row, outcome)
    service.close(told.session, gift_list, by=told.actor("hoa"), on=GIVING)
    return gift_list


def test_what_was_advanced_for_the_absent_is_asked_back_once(told: Story) -> None:
    gift_list = advanced(told)
    money = service.standing(told.session, gift_list)
    assert (money.advanced, money.given, money.to_ask) == (3_900_000, 2_600_000, 1_300_000)
    expected = service.ask_back(told.session, gift_list, due_on=date(2027, 1, 31), by=told.actor("tuan"), on=GIVING)
    # Back into the two funds that it came from.
    assert sorted(one.open_amount for one in expected) == [300_000, 1_000_000]
    assert service.standing(told.session, gift_list).to_ask == 0
    with pytest.raises(GiftRefused, match="Không còn"):
        service.ask_back(told.session, gift_list, due_on=date(2027, 1, 31), by=told.actor("tuan"), on=GIVING)
    assert [one.code for one in check.invariants(told.session) if not one.ok] == []


def test_what_a_unit_gave_out_of_its_own_pocket_is_paid_after_the_end(told: Story) -> None:
    gift_list = told.giving()
    for row, outcome in zip(told.session.scalars(select(GiftRow).where(GiftRow.list_id == gift_list.id)), ("received", "absent", "received"), strict=True):
        told.mark(row, outcome)
    service.close(told.session, gift_list, by=told.actor("hoa"), on=GIVING)
    assert (service.standing(told.session, gift_list).short, service.standing(told.session, gift_list).to_ask) == (2_600_000, 0)
    order = service.order_advance(told.session, gift_list, payee_name="Trần Thị Hoa", payee_address="CĐCS", reason="Chi bù", by=told.actor("tuan"), on=GIVING)
    assert order.amount == 2_600_000, "the money of who did not come is free again"
    box = told.session.scalars(select(CashBox).where(CashBox.kind == "cash")).one()
    payments.pay_in_cash(told.session, checked(told, order), box=box, by=told.actor("lan"), on=GIVING)
    assert (service.standing(told.session, gift_list).short, service.standing(told.session, gift_list).owed) == (0, 0)


def registered(told: Story, number: int = 1, **more: Any) -> Any:
    """A member with a bank account of its own, to be listed."""
    member = households.register(
        told.session, unit_id=told.world.units["CDCS-BML"], head=replace(MEMBER, **{"bank_code": "VCB", "bank_account": "0011004567890", **more}),
        declaration=DECLARED, by=told.actor("hoa"), on=date(2026, 10, 1),
    )
    head = member.head
    return person(number, full_name=head.full_name, person_key=head.help_key, identity=head.cccd_index, person_id=head.id, household_id=member.id, cccd=None)


def banked(told: Story, on: date = GIVING) -> tuple[GiftList, CashBox]:
    """A decided list of a member with an account and of a stranger without; the funds have money in the bank."""
    campaign = told.passed()
    gift_list = told.decided(told.listed(registered(told), person(2), campaign=campaign))
    tuan = told.actor("tuan")
    bank = ledger.add_box(told.session, unit_id=told.world.units["LDLD-NB"], kind="bank", name="Tiền gửi", bank_code="VBA", account_tail="0009", by=tuan)
    cash = told.session.scalars(select(CashBox).where(CashBox.kind == "cash")).one()
    for book in told.session.scalars(select(Book).where(Book.code.in_(("T1", "T2")))):
        lines = [LineSpec("1121", debit=5_000_000, box=bank), LineSpec("1111", credit=5_000_000, box=cash)]
        ledger.post(told.session, Posting(book, on, "Nộp tiền", lines, f"bank/{book.id}", kind="transfer"), drafted_by=tuan.user_id, by=told.actor("lan"))
    return gift_list, bank


def test_transfers_for_those_with_an_account_and_again_after_a_refusal(told: Story) -> None:
    gift_list, bank = banked(told)
    found = service.order_transfers(told.session, gift_list, box=bank, by=told.actor("tuan"), on=GIVING)
    assert [(one.amount, one.payee_name, one.is_transfer) for one in found.made] == [(1_300_000, "Nguyễn Thị Hường", True)]
    assert [(name, "chưa khai tài khoản" in str(why)) for name, why in found.left_out] == [("Nguyễn Văn Chi", True)]
    with pytest.raises(GiftRefused, match="Không có ai chờ"):
        service.order_transfers(told.session, gift_list, box=bank, by=told.actor("tuan"), on=GIVING)
    payments.void_order(told.session, found.made[0], reason="Ngân hàng trả lại", by=told.actor("hanh"), on=GIVING)
    again = service.order_transfers(told.session, gift_list, box=bank, by=told.actor("tuan"), on=GIVING).made[0]
    assert [due.order.id if due.order else None for due in dues(told.session, gift_list, GIVING)] == [again.id, None]
    # The rest of the money is advanced for who has no account; what is on its way to people is not advanced again.
    advance = service.order_advance(told.session, gift_list, payee_name="Trần Thị Hoa", payee_address="CĐCS", reason="Tạm ứng", by=told.actor("tuan"), on=GIVING)
    assert advance.amount == 1_300_000
    assert line_of(gift_list, "Q1").unit_amount == 1_300_000


def test_what_the_bank_refuses_is_mended_and_paid_again(told: Story) -> None:
    """Refused by the bank's answer, free again in its funds, ordered to the corrected account, paid, received without coming."""
    gift_list, bank = banked(told)
    session = told.session

    def sent() -> tuple[PaymentOrder, PaymentBatch]:
        order = service.order_transfers(session, gift_list, box=bank, by=told.actor("tuan"), on=GIVING).made[0]
        payments.call_back(session, order.payee_account, note="Gọi số trong đơn xin hỗ trợ, đúng tên và bốn số cuối", by=told.actor("van"), on=GIVING)
        checked(told, order)
        batch = payments.make_batch(session, box=bank, order_ids=[order.id], by=told.actor("tuan"), on=GIVING)
        return order, payments.approve_batch(session, batch, by=told.actor("hanh"), on=GIVING)

    def held() -> list[tuple[int, int]]:
        session.expire_all()
        query = select(Reservation).where(Reservation.subject == gift_list.subject).order_by(Reservation.book_id)
        return [(one.open_amount, one.consumed_amount) for one in session.scalars(query)]

    before = held()
    first, batch = sent()
    (answer,) = read_answers(read_workbook(answer_of({first: ("Từ chối", "Sai số tài khoản")}), "kq.xlsx"), {first.code: first.amount})
    payments.settle(session, batch, answer, by=told.actor("lan"), on=GIVING)
    payments.end_batch(session, batch)
    # No đồng has left the funds, and what was promised is free to be ordered again.
    assert (first.state, batch.state, held()) == ("refused", "done", before)
    due = dues(session, gift_list, GIVING)[0]
    assert (due.problem, due.order.code if due.order else "") == (None, first.code)
    told_of = replace(MEMBER, bank_code="VCB", bank_account="0011004567809")
    households.correct_person(session, due.person, told_of, version=due.person.version, reason="Ngân hàng báo sai số", by=told.actor("hoa"), on=GIVING)
    again, batch = sent()
    assert again.payee_account_id != first.payee_account_id
    payments.settle(session, batch, Answer(again.code, True, ""), by=told.actor("lan"), on=GIVING)
    assert [consumed for _open, consumed in held()] == [1_000_000, 300_000]
    service.start(session, gift_list, by=told.actor("hoa"), on=GIVING)
    other = session.scalars(select(GiftRow).where(GiftRow.list_id == gift_list.id, GiftRow.full_name != again.payee_name)).one()
    told.mark(other, "absent")
    service.close(session, gift_list, by=told.actor("hoa"), on=GIVING)
    row = session.scalars(select(GiftRow).where(GiftRow.full_name == again.payee_name)).one()
    assert (row.state, row.outcome) == ("listed", "received")
    assert [one.code for room in (check, ledger_check) for one in room.invariants(session) if not one.ok] == []


def test_whoever_died_after_the_decision_gets_neither_transfer_nor_cash(told: Story) -> None:
    gift_list, bank = banked(told)
    service.start(told.session, gift_list, by=told.actor("hoa"), on=GIVING)
    row = told.session.scalars(select(GiftRow).where(GiftRow.list_id == gift_list.id, GiftRow.person_id.is_not(None))).one()
    households.mark_died(told.session, told.session.get_one(Person, row.person_id), died_on=GIVING, by=told.actor("hoa"), on=GIVING)
    assert next(str(due.problem) for due in dues(told.session, gift_list, GIVING)) == "đã mất"
    with pytest.raises(GiftRefused, match="Không có ai chờ"):
        service.ask_transfers(told.session, gift_list, box=bank, by=told.actor("tuan"), on=GIVING)
    with pytest.raises(GiftRefused, match="đã mất"):
        service.order_advance(told.session, gift_list, payee_name="Hoa", payee_address="", reason="x", by=told.actor("tuan"), on=GIVING)
    with pytest.raises(GiftRefused, match="đánh dấu vắng"):
        tick(told.session, gift_list, Tick(row.id, "received", 0, "phone-1"), by=told.actor("hoa"), on=GIVING)
    assert tick(told.session, gift_list, Tick(row.id, "absent", 0, "phone-2"), by=told.actor("hoa"), on=GIVING).outcome == "absent"


def test_one_transfer_that_cannot_be_ordered_costs_the_others_nothing(told: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    gift_list, bank = banked(told)
    made = paying.payments.make_order

    def refuse(*args: Any, **values: Any) -> Any:
        raise GiftRefused(_("Tài khoản này của cán bộ đơn vị."))

    monkeypatch.setattr(paying.payments, "make_order", refuse)
    found = service.order_transfers(told.session, gift_list, box=bank, by=told.actor("tuan"), on=GIVING)
    assert (found.made, [str(why) for _name, why in found.left_out][-1]) == ([], "Tài khoản này của cán bộ đơn vị.")
    monkeypatch.setattr(paying.payments, "make_order", made)
    assert len(service.order_transfers(told.session, gift_list, box=bank, by=told.actor("tuan"), on=GIVING).made) == 1


def test_whoever_gets_a_transfer_is_handed_no_cash(told: Story) -> None:
    gift_list, bank = banked(told)
    order = service.order_transfers(told.session, gift_list, box=bank, by=told.actor("tuan"), on=GIVING).made[0]
    service.start(told.session, gift_list, by=told.actor("hoa"), on=GIVING)
    row = told.session.scalars(select(GiftRow).where(GiftRow.list_id == gift_list.id, GiftRow.full_name == order.payee_name)).one()
    for outcome in ("received", "absent"):
        with pytest.raises(GiftRefused, match=f"{order.code} nên không trao tiền mặt"):
            tick(told.session, gift_list, Tick(row.id, outcome, 0, f"phone-{outcome}"), by=told.actor("hoa"), on=GIVING)
    with pytest.raises(DBAPIError, match="handed no cash"), told.session.begin_nested():
        told.mark(row)
    payments.void_order(told.session, order, reason="Trao tiền mặt", by=told.actor("hanh"), on=GIVING)
    assert tick(told.session, gift_list, Tick(row.id, "received", 0, "phone-3"), by=told.actor("hoa"), on=GIVING).outcome == "received"


def test_the_pages_of_the_money(world: Any, client: Any) -> None:
    with world.transaction() as session:
        story = Story(world, session)
        gift_list, bank = banked(story, clock.today())
        address, box = f"/gifts/{gift_list.id}", str(bank.id)
    tuan = client("tuan")
    form = _with(tuan.get(f"{address}/transfers"), "box")
    form["box"] = box
    assert "Đã lập 1 đề nghị chi chuyển khoản" in form.submit().follow()
    assert "Chưa quyết toán được" in tuan.get(f"{address}/settlement")
    for path in ("transfers", "settlement"):
        client("hoa").get(f"{address}/{path}", status=403)
        client("son").get(f"{address}/{path}", status=403)


def test_the_money_of_many_lists_is_ordered_at_once_each_by_itself(world: Any, client: Any) -> None:
    with world.transaction() as session:
        story = Story(world, session)
        campaign = story.passed()
        lists = [story.decided(story.listed(person(number), campaign=campaign)) for number in (1, 2)]
        first, second = ((one.code, one.id) for one in lists)
    tuan = client("tuan")
    page = tuan.get("/gifts").click("Tạm ứng nhiều danh sách")
    assert (first[0] in page, second[0] in page, "2.600.000" in page) == (True, True, True)
    for box in (none := _with(page, "rows")).fields["rows"]:
        box.checked = False
    refused = none.submit(status=422)
    assert "Hãy chọn ít nhất một dòng" in refused
    form = _with(refused, "rows")
    with world.transaction() as session:
        service.order_advance(
            session, session.get_one(GiftList, second[1]), payee_name="Trần Thị Hoa", payee_address="CĐCS", reason="Tạm ứng", by=world.actor("tuan"), on=clock.today()
        )
    shown = form.submit().follow()
    assert all(told in shown for told in ("1.300.000", "1 dòng chưa làm được", "Không còn tiền nào của danh sách này", first[0]))
    # Ordered is ordered: begun anew, the job makes no second order, and nothing is left to choose.
    with world.db.reading(EVERYTHING) as session:
        job = session.scalars(select(Job).where(Job.kind == "gifts.together")).one()
        orders = session.scalars(select(PaymentOrder).order_by(PaymentOrder.id)).all()
        assert [(one.subject, one.amount, one.payee_name) for one in orders] == [(f"gifts/{one[1]}", 1_300_000, "Trần Thị Hoa") for one in (second, first)]
    assert [row[3] for row in advancing.order_each(world.db, job.id)["told"] if not row[3]] == [""]
    assert "Không có danh sách nào chờ" in tuan.get("/gifts/orders")
    for name in ("hoa", "son", "lan"):
        client(name).get("/gifts/orders", status=403)


def test_the_transfers_of_many_lists_are_ordered_at_once_each_as_it_was_seen(world: Any, client: Any) -> None:
    with world.transaction() as session:
        story = Story(world, session)
        first, bank = banked(story, clock.today())
        other = registered(story, 3, full_name="Lê Thị Na", cccd="036190900777", bank_account="0011004567999")
        second = story.decided(story.listed(other, campaign=first.campaign))
        (one, one_id), (two, two_id), box = (first.code, first.id), (second.code, second.id), str(bank.id)
    tuan = client("tuan")
    page = tuan.get("/gifts").click("Chuyển khoản nhiều danh sách")
    assert (one in page, two in page, "2.600.000" in page) == (True, True, True)
    form = _with(page, "rows")
    form["box"] = box
    # Meanwhile the second list begins to be handed out: what was seen is no longer so.
    with world.transaction() as session:
        service.start(session, session.get_one(GiftList, two_id), by=world.actor("hoa"), on=GIVING)
    shown = form.submit().follow()
    assert all(told in shown for told in (f"{one} · ", "1 người", "1.300.000", "1 dòng chưa làm được"))
    form = _with(tuan.get("/gifts/transfers"), "rows")
    assert one not in form.text
    form["box"] = box
    assert "1 dòng đã làm xong" in form.submit().follow()
    # Begun anew, a job makes no second order and says again what it has done.
    with world.db.reading(EVERYTHING) as session:
        jobs = session.scalars(select(Job).where(Job.kind == transferring.JOB).order_by(Job.id)).all()
        orders = session.scalars(select(PaymentOrder).order_by(PaymentOrder.id)).all()
        assert [(order.subject, order.amount) for order in orders] == [(f"gifts/{list_id}", 1_300_000) for list_id in (one_id, two_id)]
    assert [row[2:] for row in transferring.transfer_each(world.db, jobs[1].id)["told"]] == [[1_300_000, ""]]
    assert "Không có danh sách nào có người chờ" in tuan.get("/gifts/transfers")
    for name in ("hoa", "son", "lan"):
        client(name).get("/gifts/transfers", status=403)
