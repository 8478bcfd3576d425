"""A payment is taken back in every fund at once, by two people of whom the second has not been in it; its money is promised again."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fundapp.help.models import HelpGiven
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal, Stale
from fundapp.ledger import check as ledger_check
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book, Entry, Reservation, StandingRow, Voucher
from fundapp.payments import check, queries, service
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service import PaymentRefused
from tests.payments.decided import Decided, act, approve_help, decide, make, paid, read
from tests.payments.test_service import paper


def failed(world: Any) -> list[str]:
    with world.transaction() as session:
        return [f"{one.code}: {wrong}" for room in (check, ledger_check) for one in room.invariants(session) for wrong in one.wrong]


def standings(world: Any) -> list[tuple[int, int]]:
    with world.transaction() as session:
        return [(row.balance_amount, row.reserved_amount) for row in session.scalars(select(StandingRow).order_by(StandingRow.book_id))]


def helped(world: Any, subject: str = "cases/1") -> tuple[str, int]:
    with world.transaction() as session:
        row = session.execute(select(HelpGiven.status, HelpGiven.given_amount).where(HelpGiven.subject == subject)).one()
        return row.status, row.given_amount


def asked(world: Any) -> tuple[Decided, PaymentOrder]:
    decided, order = paid(world)
    act(world, order, "ask_reversal", "tuan", reason="Giao nhầm người cùng tên")
    return decided, read(world, order)


def test_both_funds_are_taken_back_together_and_the_money_is_promised_again(world: Any) -> None:
    decided, order = asked(world)
    assert order.state == "reversing"
    assert standings(world) == [(70_000_000, 0), (90_000_000, 0)], "a request alone moves nothing"
    act(world, order, "confirm_reversal", "van")
    done = read(world, order)
    assert (done.state, done.reversed_by_id, done.reversed_on) == ("reversed", world.users["van"], clock.today())
    assert standings(world) == [(100_000_000, 30_000_000), (100_000_000, 10_000_000)]
    with world.transaction() as session:
        back = list(session.scalars(select(Entry).where(Entry.kind == "reversal").order_by(Entry.book_id)))
        assert [(one.book_id, one.state, one.drafted_by_id, one.posted_by_id) for one in back] == [
            (book_id, "posted", world.users["tuan"], world.users["van"]) for book_id in decided.book_ids
        ]
        assert [(one.state, one.open_amount) for one in session.scalars(select(Reservation).order_by(Reservation.id))] == [
            ("open", 30_000_000), ("open", 10_000_000)
        ]
        assert [event.act for event in queries.events_of(session, done)] == ["reverse", "ask_reversal", "pay", "check", "make"]
    assert failed(world) == []


def test_the_money_can_be_paid_again_by_a_new_order(world: Any) -> None:
    decided, order = asked(world)
    act(world, order, "confirm_reversal", "van")
    again = make(world, decided)
    act(world, again, "check_order", "hanh")
    act(world, again, "pay_in_cash", "lan")
    assert standings(world) == [(70_000_000, 0), (90_000_000, 0)]
    with world.transaction() as session:
        assert [one.number for one in session.scalars(select(Voucher).order_by(Voucher.id))] == [1, 2]
    assert failed(world) == []


def test_or_it_is_released_with_a_reason(world: Any) -> None:
    decided, order = asked(world)
    act(world, order, "confirm_reversal", "van")
    with world.transaction() as session:
        for one in decided.reservation_ids:
            ledger.release(session, session.get_one(Reservation, one), reason="Hộ không xây nữa", by=world.actor("van"), on=clock.today())
    assert standings(world) == [(100_000_000, 0), (100_000_000, 0)]
    assert failed(world) == []


@pytest.mark.parametrize(
    ("who", "said"),
    [("tuan", "đã đề nghị đảo"), ("hanh", "đã lập, kiểm tra, ký duyệt hoặc chi"), ("lan", "đã lập, kiểm tra, ký duyệt hoặc chi"), ("hoa", "đã lập, thẩm tra"),
     ("minh", "đã lập, thẩm tra")],
)
def test_who_was_in_the_payment_does_not_confirm(world: Any, who: str, said: str) -> None:
    _decided, order = asked(world)
    with pytest.raises(PaymentRefused, match=said), world.transaction() as session:
        service.confirm_reversal(session, session.get_one(PaymentOrder, order.id), by=world.actor(who), on=clock.today())
    assert read(world, order).state == "reversing"


@pytest.mark.parametrize("who", ["van", "hoa", "minh"])
def test_who_decided_or_is_barred_does_not_ask(world: Any, who: str) -> None:
    _decided, order = paid(world)
    with pytest.raises(PaymentRefused), world.transaction() as session:
        service.ask_reversal(session, session.get_one(PaymentOrder, order.id), reason="Nhầm", by=world.actor(who), on=clock.today())


def test_a_reason_is_asked_for(world: Any) -> None:
    _decided, order = paid(world)
    with pytest.raises(PaymentRefused, match="lý do"):
        act(world, order, "ask_reversal", "tuan", reason=" ")
    act(world, order, "ask_reversal", "tuan", reason="Nhầm")
    with pytest.raises(PaymentRefused, match="lý do"):
        act(world, order, "keep_payment", "van", reason=" ")


def test_the_request_is_taken_back_or_refused(world: Any) -> None:
    _decided, order = asked(world)
    with pytest.raises(PaymentRefused, match="không được quyết việc đảo"):
        act(world, order, "keep_payment", "lan", reason="Tôi đã giao đúng")
    act(world, order, "keep_payment", "tuan", reason="Xem lại thì đúng người")
    kept = read(world, order)
    assert (kept.state, kept.reversal_reason, kept.reversal_asked_by_id) == ("paid", None, None)
    act(world, order, "ask_reversal", "lan", reason="Người nhận trả lại tiền")
    act(world, order, "keep_payment", "van", reason="Chưa thấy tiền về két")
    assert read(world, order).state == "paid"
    assert standings(world) == [(70_000_000, 0), (90_000_000, 0)]
    assert failed(world) == []


def test_a_reversed_payment_is_not_reversed_again(world: Any) -> None:
    _decided, order = asked(world)
    act(world, order, "confirm_reversal", "van")
    for what, who, more in (("confirm_reversal", "van", {}), ("ask_reversal", "tuan", {"reason": "Nữa"}), ("keep_payment", "van", {"reason": "Thôi"})):
        with pytest.raises(PaymentRefused, match="Đã chi, đã đảo"):
            act(world, order, what, who, **more)


def test_the_confirmer_confirms_what_was_shown(world: Any) -> None:
    _decided, order = asked(world)
    act(world, order, "keep_payment", "tuan", reason="Thôi")
    act(world, order, "ask_reversal", "tuan", reason="Lý do khác")
    with pytest.raises(Stale):
        act(world, order, "confirm_reversal", "van", version=order.version)


def test_one_of_two_funds_is_never_taken_back_alone(world: Any) -> None:
    _decided, order = paid(world)
    with world.transaction() as session:
        first = session.scalars(select(Entry).where(Entry.voucher_id == order.voucher_id).order_by(Entry.id)).first()
        with pytest.raises(Refusal, match="đảo tất cả cùng một lần"):
            ledger.draft_reversal(session, first, reason="Nhầm", by=world.actor("tuan"), on=clock.today())
        with pytest.raises(Refusal, match="đảo tất cả cùng một lần"):
            ledger.reverse(session, first, reason="Nhầm", drafted_by=world.users["tuan"], by=world.actor("hanh"), on=clock.today())


def test_nor_is_the_entry_of_a_payment_from_one_fund_taken_back_past_its_order(world: Any) -> None:
    _decided, order = paid(world, amounts=(30_000_000,))
    with world.transaction() as session:
        entry = session.scalars(select(Entry).where(Entry.voucher_id == order.voucher_id)).one()
        with pytest.raises(DBAPIError, match="reversed by its order"), session.begin_nested():
            ledger.draft_reversal(session, entry, reason="Nhầm", by=world.actor("tuan"), on=clock.today())
        with pytest.raises(Exception, match="reversed by its order"):
            ledger.reverse(session, entry, reason="Nhầm", drafted_by=world.users["tuan"], by=world.actor("hanh"), on=clock.today())
        session.rollback()
    assert failed(world) == []


def test_all_or_nothing_when_one_fund_cannot(world: Any) -> None:
    """The second fund already holds another promise for the same subject, so nothing of the first is taken back either."""
    decided, order = asked(world)
    with world.transaction() as session:
        book = session.get_one(Reservation, decided.reservation_ids[1]).book_id
        ledger.reserve(
            session, shares=[(session.get_one(Book, book), 1_000_000)], subject="cases/1", purpose="housing", for_unit_id=None,
            by=world.actor("van"), on=clock.today(),
        )
    with pytest.raises(Refusal, match="cam kết chi khác"):
        act(world, order, "confirm_reversal", "van")
    with world.transaction() as session:
        assert session.scalar(select(Entry.id).where(Entry.kind == "reversal")) is None
    assert read(world, order).state == "reversing"


def test_help_follows_the_money(world: Any) -> None:
    approve_help(world)
    decided = decide(world, amounts=(30_000_000,))
    with world.transaction() as session:
        reservation = session.get_one(Reservation, decided.reservation_ids[0])
    orders = []
    for amount in (12_000_000, 18_000_000):
        order = make(world, decided, shares=[(reservation, amount)])
        act(world, order, "check_order", "hanh")
        act(world, order, "pay_in_cash", "lan")
        orders.append(order)
    assert helped(world) == ("given", 30_000_000)
    for order, left in ((orders[1], ("given", 12_000_000)), (orders[0], ("approved", 0))):
        act(world, order, "ask_reversal", "tuan", reason="Nhầm")
        act(world, order, "confirm_reversal", "van")
        assert helped(world) == left
    assert failed(world) == []


def test_what_waits_for_whom(world: Any) -> None:
    def waiting(username: str) -> list[str]:
        with world.transaction(username) as session:
            return [str(one.act) for one in queries.waiting_on(session, world.actor(username), clock.today())]

    _decided, order = asked(world)
    assert waiting("van") == ["Xác nhận đảo khoản chi"]
    assert waiting("hanh") == waiting("lan") == waiting("tuan") == waiting("hoa") == []
    act(world, order, "confirm_reversal", "van")
    assert waiting("van") == []


STEP = "version = version + 1"
ASKED = f"state = 'reversing', reversal_reason = 'x', reversal_asked_by_id = :tuan, reversal_asked_at = held_at, {STEP}"
ON_PAID = {
    "reversed without being asked for": f"UPDATE payment_order SET state = 'reversed', reversed_by_id = :van, reversed_on = paid_on, {STEP} WHERE id = :id",
    "asked for by nobody": f"UPDATE payment_order SET state = 'reversing', {STEP} WHERE id = :id",
    "asked for by a barred person": f"UPDATE payment_order SET {ASKED.replace(':tuan', ':hoa')} WHERE id = :id",
    "a payer changed on the way": f"UPDATE payment_order SET paid_by_id = :son, {ASKED} WHERE id = :id",
}
REVERSED = f"state = 'reversed', reversed_on = paid_on, {STEP}"
ON_ASKED = {
    "reversed in name only": f"UPDATE payment_order SET reversed_by_id = :van, {REVERSED} WHERE id = :id",
    "another asker": f"UPDATE payment_order SET reversal_asked_by_id = :son, {STEP} WHERE id = :id",
    **{
        f"confirmed by {who}": f"UPDATE payment_order SET reversed_by_id = :{who}, {REVERSED} WHERE id = :id" for who in ("tuan", "hanh", "lan", "hoa")
    },
    "kept with its asker": f"UPDATE payment_order SET state = 'paid', {STEP} WHERE id = :id",
}


def attack(world: Any, statement: str, order: PaymentOrder) -> None:
    with world.db.engine.begin() as connection:
        values = {"id": order.id, **world.users}
        assert connection.execute(text(statement), {name: value for name, value in values.items() if f":{name}" in statement}).rowcount


@pytest.mark.parametrize("name", ON_PAID)
def test_a_paid_order_withstands(world: Any, name: str) -> None:
    _decided, order = paid(world)
    with pytest.raises(DBAPIError):
        attack(world, ON_PAID[name], order)


@pytest.mark.parametrize("name", ON_ASKED)
def test_an_order_asked_to_be_reversed_withstands(world: Any, name: str) -> None:
    _decided, order = asked(world)
    with pytest.raises(DBAPIError):
        attack(world, ON_ASKED[name], order)


@pytest.mark.parametrize("who", ["tuan", "hanh", "lan"])
def test_the_database_too_wants_another_confirmer(world: Any, who: str) -> None:
    """Both entries are taken back, only the name of the confirmer is wrong."""
    _decided, order = asked(world)
    with world.transaction() as session:
        entries = list(session.scalars(select(Entry).where(Entry.voucher_id == order.voucher_id)))
        ledger.reverse_together(session, entries, reason="x", drafted_by=world.users["tuan"], by=world.actor("van"), on=clock.today())
    with pytest.raises(DBAPIError):
        attack(world, ON_ASKED["reversed in name only"].replace(":van", f":{who}"), order)
    with pytest.raises(DBAPIError, match="a part of the payment"):
        attack(
            world,
            f"UPDATE payment_order SET state = 'paid', reversal_reason = NULL, reversal_asked_by_id = NULL, reversal_asked_at = NULL, {STEP} WHERE id = :id", order,
        )
    attack(world, ON_ASKED["reversed in name only"], order)


HELP = {
    "forgotten": "UPDATE help_given SET status = 'approved', given_amount = 0, given_on = NULL",
    "withdrawn": "UPDATE help_given SET status = 'withdrawn'",
    "less": "UPDATE help_given SET given_amount = 1",
    "more": "UPDATE help_given SET given_amount = given_amount + 1",
}


@pytest.mark.parametrize("name", HELP)
def test_help_is_what_the_books_have_paid(world: Any, name: str) -> None:
    approve_help(world)
    _decided, order = paid(world)
    assert helped(world) == ("given", 40_000_000)
    with pytest.raises(DBAPIError, match="help is what the books have paid"):
        attack(world, HELP[name], order)


def test_copies_say_that_the_payment_was_reversed_or_its_voucher_is_void(world: Any) -> None:
    _decided, order = asked(world)
    act(world, order, "confirm_reversal", "van")
    first = act(world, order, "reprint", "lan")
    assert f"ĐÃ ĐẢO NGÀY {clock.today():%d/%m/%Y}" in paper(world, first.file_id)
    with world.transaction() as session:
        ledger.void_voucher(session, session.get_one(Voucher, order.voucher_id), reason="Chi nhầm người", by=world.actor("tuan"), on=clock.today())
    second = paper(world, act(world, order, "reprint", "lan").file_id)
    assert "ĐÃ HỦY, GIỮ SỐ" in second
    assert "BẢN IN LẠI LẦN 2" in second
    assert "ĐÃ HỦY" not in paper(world, order.voucher_file_id)
