"""What may become of promised money: paid, taken back, paid again, given back in parts; help and timeline follow."""

from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.casework import queries, service
from fundapp.console.checks import invariants
from fundapp.help.models import HelpGiven
from fundapp.households.models import Household
from fundapp.housing.models import HousingGrant
from fundapp.kernel.errors import Refusal
from fundapp.ledger.models import ReservationMove
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentOrder
from tests.cases.story import DAY, HOUSE, Story

PAPER = {"payee_name": "Nguyễn Thị Hường", "payee_address": "Hải Anh", "reason": "Chi hỗ trợ", "attachments": 3, "on": DAY}


class Money(Story):
    """The story goes on: ordered, paid, taken back."""

    @classmethod
    def of(cls, story: Story) -> "Money":
        told = cls(story.world, story.session)
        told.books, told.box = story.books, story.box
        return told

    def grant_of(self, case: Any) -> HousingGrant:
        return self.session.get_one(HousingGrant, case.id)

    def ordered(self, case: Any) -> PaymentOrder:
        return service.order_payment(self.session, self.grant_of(case), by=self.actor("tuan"), **PAPER)

    def paid(self, case: Any) -> PaymentOrder:
        order = self.ordered(case)
        payments.check_order(self.session, order, by=self.actor("hanh"), on=DAY)
        assert self.box is not None
        payments.pay_in_cash(self.session, order, box=self.box, by=self.actor("lan"), on=DAY)
        return order

    def reversed(self, order: PaymentOrder) -> PaymentOrder:
        payments.ask_reversal(self.session, order, reason="Giao nhầm người", by=self.actor("tuan"), on=DAY)
        payments.confirm_reversal(self.session, order, by=self.actor("van"), on=DAY)
        return order

    def closed(self, case: Any) -> Any:
        service.close(self.session, self.grant_of(case), reason="Nhà đã xong", by=self.actor("van"), on=DAY)
        return case

    def money(self, case: Any) -> tuple[int, int, int]:
        self.session.expire_all()
        money = cases.money_of(self.session, case)
        return money.reserved, money.paid, money.released

    def helped(self, case: Any) -> tuple[str, int]:
        row = self.session.scalars(select(HelpGiven).where(HelpGiven.subject == case.subject).execution_options(populate_existing=True)).one()
        return row.status, row.given_amount

    def sound(self) -> None:
        self.session.flush()
        assert {one.code: list(one.wrong) for one in invariants(self.session) if not one.ok} == {}


@pytest.fixture
def tale(story: Story) -> Money:
    return Money.of(story)


def test_a_reversed_payment_is_ordered_and_paid_again(tale: Money) -> None:
    case = tale.approved()
    assert tale.helped(case) == ("approved", 0)
    order = tale.paid(case)
    assert (tale.money(case), tale.helped(case)) == ((0, 30_000_000, 0), ("given", 30_000_000))
    tale.reversed(order)
    assert (tale.money(case), tale.helped(case)) == ((30_000_000, 0, 0), ("approved", 0))
    assert [one.act for one in queries.waiting_on(tale.session, tale.actor("tuan"))] == ["Lập đề nghị chi"]
    tale.sound()
    again = tale.paid(case)
    assert again.amount == 30_000_000
    assert (tale.money(case), tale.helped(case)) == ((0, 30_000_000, 0), ("given", 30_000_000))
    tale.sound()


def test_a_closed_request_whose_payment_was_reversed_is_opened_again_paid_and_closed(tale: Money) -> None:
    case = tale.approved()
    order = tale.paid(case)
    tale.closed(case)
    assert tale.helped(case) == ("given", 30_000_000)
    assert queries.waiting_on(tale.session, tale.actor("van")) == []
    with pytest.raises(Refusal, match="không còn giữ tiền"):
        case_service.reopen(tale.session, case, reason="Thử", by=tale.actor("van"), on=DAY)
    tale.reversed(order)
    tale.sound()
    assert tale.helped(case) == ("approved", 0)
    assert [one.act for one in queries.waiting_on(tale.session, tale.actor("van"))] == ["Xử lý tiền của khoản chi bị đảo"]
    with pytest.raises(Refusal, match="kết thúc"):
        tale.ordered(case)
    case_service.reopen(tale.session, case, reason="Chi lại đúng người", by=tale.actor("van"), on=DAY)
    assert case.state == "approved"
    tale.paid(case)
    tale.closed(case)
    assert (tale.money(case), tale.helped(case)) == ((0, 30_000_000, 0), ("given", 30_000_000))
    tale.sound()


def test_or_its_money_is_given_back(tale: Money) -> None:
    case = tale.approved()
    order = tale.paid(case)
    tale.closed(case)
    tale.reversed(order)
    grant = tale.grant_of(case)
    parts = {one.id: amount for one, amount in queries.to_order(tale.session, case)}
    service.release(tale.session, grant, parts=parts, reason="Hộ chuyển đi nơi khác", by=tale.actor("van"), on=DAY)
    assert case.state == "closed"
    assert (tale.money(case), tale.helped(case)) == ((0, 0, 30_000_000), ("withdrawn", 0))
    assert queries.waiting_on(tale.session, tale.actor("van")) == []
    tale.sound()


def test_a_second_request_of_the_household_keeps_the_first_one_closed(tale: Money) -> None:
    case = tale.approved()
    order = tale.paid(case)
    tale.closed(case)
    tale.opened(household=tale.session.get_one(Household, case.household_id))
    tale.reversed(order)
    with pytest.raises(Refusal, match="hồ sơ khác cùng chương trình"):
        case_service.reopen(tale.session, case, reason="Chi lại", by=tale.actor("van"), on=DAY)


def test_money_is_given_back_in_parts_with_a_reason(tale: Money) -> None:
    case = tale.approved()
    grant = tale.grant_of(case)
    first, second = (one for one, _amount in queries.to_order(tale.session, case))
    with pytest.raises(Refusal, match="lý do"):
        service.release(tale.session, grant, parts={first.id: 1_000_000}, reason=" ", by=tale.actor("van"), on=DAY)
    with pytest.raises(Refusal, match="ít nhất một quỹ"):
        service.release(tale.session, grant, parts={}, reason="Giảm diện tích", by=tale.actor("van"), on=DAY)
    with pytest.raises(Refusal, match=r"tối đa 20\.000\.000"):
        service.release(tale.session, grant, parts={first.id: 20_000_001}, reason="Giảm diện tích", by=tale.actor("van"), on=DAY)
    event = service.release(tale.session, grant, parts={first.id: 5_000_000, second.id: 1_000_000}, reason="Giảm diện tích", by=tale.actor("van"), on=DAY)
    assert (event.act, event.reason, event.details) == ("release", "Giảm diện tích", {"freed": 6_000_000})
    assert tale.money(case) == (24_000_000, 0, 6_000_000)
    moves = tale.session.scalars(select(ReservationMove).order_by(ReservationMove.id)).all()
    assert [(move.kind, move.amount, move.reason) for move in moves] == [("released", 5_000_000, "Giảm diện tích"), ("released", 1_000_000, "Giảm diện tích")]
    assert tale.paid(case).amount == 24_000_000
    tale.sound()


def test_what_is_ordered_is_not_given_back(tale: Money) -> None:
    case = tale.approved()
    tale.ordered(case)
    reservation = cases.money_of(tale.session, case).reservations[0]
    with pytest.raises(Refusal, match="tối đa 0 đồng"):
        service.release(tale.session, tale.grant_of(case), parts={reservation.id: 1}, reason="Thử", by=tale.actor("van"), on=DAY)
    free = (
        "INSERT INTO reservation_move (reservation_id, kind, amount, reason, by_id, moved_on, moved_at) "
        "SELECT id, 'released', 1, 'x', reserved_by_id, reserved_on, reserved_at FROM reservation WHERE id = :id"
    )
    with pytest.raises(DBAPIError, match="an order under way"), tale.session.begin_nested():
        tale.session.execute(text(free), {"id": reservation.id})


def test_an_order_beyond_the_promise_is_refused_by_the_database_too(tale: Money) -> None:
    case = tale.approved()
    order = tale.ordered(case)
    more = (
        "INSERT INTO payment_share (order_id, unit_id, reservation_id, book_id, amount) SELECT order_id, unit_id, (SELECT max(id) FROM reservation), "
        "book_id, 1 FROM payment_share WHERE order_id = :id"
    )
    with pytest.raises(DBAPIError), tale.session.begin_nested():
        tale.session.execute(text(more), {"id": order.id})


@pytest.mark.parametrize("who", ["tuan", "hanh", "lan", "minh", "hoa", "binh"])
def test_only_who_decides_gives_back_or_opens_again(tale: Money, who: str) -> None:
    case = tale.approved()
    reservation = cases.money_of(tale.session, case).reservations[0]
    with pytest.raises(Refusal):
        service.release(tale.session, tale.grant_of(case), parts={reservation.id: 1}, reason="Thử", by=tale.actor(who), on=DAY)
    tale.closed(case)
    with pytest.raises(Refusal):
        case_service.reopen(tale.session, case, reason="Thử", by=tale.actor(who), on=DAY)


def test_instalments_share_what_is_left_after_a_part_was_given_back(tale: Money) -> None:
    house = HOUSE.__class__(**{**vars(HOUSE), "kind": "new", "requested_amount": 50_000_000, "estimate_amount": 120_000_000, "own_funds_amount": 60_000_000})
    grant = tale.proposed(tale.visited(tale.submitted(tale.with_papers(tale.opened(house)))), amount=50_000_000)
    tale.decided(grant, 50_000_000)
    case = grant.case
    reservation = cases.money_of(tale.session, case).reservations[0]
    service.release(tale.session, grant, parts={reservation.id: 10_000_000}, reason="Giảm", by=tale.actor("van"), on=DAY)
    assert tale.paid(case).amount == 20_000_000
    assert queries.next_instalment(tale.session, case) == ("Lần 2, sau khi nghiệm thu", [(reservation, 20_000_000)])
    tale.reversed(tale.session.scalars(select(PaymentOrder)).one())
    assert queries.next_instalment(tale.session, case)[1] == [(reservation, 20_000_000)]
    assert tale.helped(case) == ("approved", 0)
    tale.sound()


def test_a_closed_request_is_not_opened_again_by_raw_sql(tale: Money) -> None:
    case = tale.closed(tale.approved())
    event = (
        "INSERT INTO case_event (case_id, unit_id, version, act, from_state, to_state, actor_id, at, on_day, holder_unit_id, reason, details) "
        "SELECT id, unit_id, version + 1, 'reopen', state, 'approved', decided_by_id, touched_at, opened_on, holder_unit_id, 'x', '{}' FROM case_file WHERE id = :id"
    )
    tale.session.execute(text(event), {"id": case.id})
    with pytest.raises(DBAPIError, match="while it holds money"), tale.session.begin_nested():
        tale.session.execute(text("UPDATE case_file SET state = 'approved', version = version + 1 WHERE id = :id"), {"id": case.id})


def test_a_closed_request_that_holds_money_without_a_reversal_is_found(tale: Money) -> None:
    case = tale.approved()
    order = tale.paid(case)
    tale.closed(case)
    tale.reversed(order)
    tale.sound()
    for table in ("reservation_move", "reservation"):
        if tale.world.db.is_sqlite:
            for (name,) in tale.session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"), {"table": table}).all():
                tale.session.execute(text(f"DROP TRIGGER {name}"))
        else:
            tale.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    tale.session.execute(text("UPDATE reservation_move SET moved_at = '2020-01-01 00:00:00.000000' WHERE kind = 'restored'"))
    wrong = {one.code: list(one.wrong) for one in invariants(tale.session) if not one.ok}
    assert case.code in wrong["W2a"][0]
