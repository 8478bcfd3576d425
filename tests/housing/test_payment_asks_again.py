"""At the cash it is asked again whether the member lives, is still one, and has not been helped elsewhere; what was paid is noted on its day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.casework import queries, service
from fundapp.help import service as help_service
from fundapp.help.models import HelpGiven
from fundapp.help.queries import earlier_help
from fundapp.households import service as households
from fundapp.households.models import Household, Person
from fundapp.housing.models import HousingGrant
from fundapp.kernel.errors import Refusal
from fundapp.payments import queries as payment_queries
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentOrder
from tests.cases.story import DAY, MEMBER, Story

PAID_ON = DAY + timedelta(days=3)


class Ordered:
    """An approved request with an order that is checked and waits for the treasurer."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.grant = story.session.get_one(HousingGrant, story.approved().id)
        self.household = story.session.get_one(Household, self.grant.case.household_id)
        self.person = story.session.get_one(Person, self.grant.case.person_id)
        self.order = self.made()
        payments.check_order(story.session, self.order, by=story.actor("hanh"), on=DAY)

    def made(self) -> PaymentOrder:
        return service.order_payment(
            self.story.session, self.grant, payee_name="Nguyễn Thị Hường", payee_address="Hải Anh", reason="Chi hỗ trợ", attachments=3,
            by=self.story.actor("tuan"), on=DAY,
        )

    def pay(self, order: PaymentOrder | None = None, on: date = PAID_ON) -> None:
        assert self.story.box is not None
        with time_machine.travel(datetime(on.year, on.month, on.day, 2, 0, tzinfo=UTC), tick=True):
            payments.pay_in_cash(self.story.session, order or self.order, box=self.story.box, by=self.story.actor("lan"), on=on)

    def helped_elsewhere(self, key: str | None = None, status: Any = "approved", subject: str = "cases/999") -> HelpGiven:
        return help_service.record(
            self.story.session, programme="housing", household_key="household:elsewhere", person_key=key or self.person.help_key, kind="new",
            amount=50_000_000, on=DAY, status=status, subject=subject, unit_id=self.story.world.units["CDCS-SKD"], by=None,
        )

    def died(self) -> None:
        households.mark_died(self.story.session, self.person, died_on=DAY, by=self.story.actor("hoa"), on=DAY)

    def left(self) -> None:
        households.mark_left_union(self.story.session, self.person, left_on=DAY, by=self.story.actor("hoa"), on=DAY)


@pytest.fixture
def ordered(story: Story) -> Ordered:
    return Ordered(story)


CHANGED: dict[str, tuple[Callable[[Ordered], Any], str]] = {
    "the member died": (Ordered.died, "Ngày mất.*xem lại quyết định"),
    "the member left the union": (Ordered.left, "Ngày ra khỏi công đoàn.*xem lại quyết định"),
    "help was granted elsewhere": (Ordered.helped_elsewhere, "hỗ trợ ở nơi khác.*chưa chi.*xem lại quyết định"),
    "help was paid elsewhere": (lambda ordered: ordered.helped_elsewhere(status="given"), "hỗ trợ ở nơi khác.*đã chi.*xem lại quyết định"),
}


@pytest.mark.parametrize("what", CHANGED)
def test_what_was_so_at_the_order_and_is_no_longer_stops_the_cash(ordered: Ordered, what: str) -> None:
    change, said = CHANGED[what]
    change(ordered)
    assert payment_queries.doubts(ordered.story.session, ordered.order)
    with pytest.raises(payments.PaymentRefused, match=said):
        ordered.pay()
    assert ordered.order.state == "checked"


@pytest.mark.parametrize("what", CHANGED)
def test_and_the_check_before_it(story: Story, what: str) -> None:
    ordered = Ordered(story)
    payments.return_order(story.session, ordered.order, reason="Sửa địa chỉ", by=story.actor("hanh"), on=DAY)
    payments.mend_order(
        story.session, ordered.order, payee_name="Nguyễn Thị Hường", payee_address="Xã Hải Anh", reason="Chi", attachments=3, by=story.actor("tuan"), on=DAY
    )
    change, said = CHANGED[what]
    change(ordered)
    with pytest.raises(payments.PaymentRefused, match=said):
        payments.check_order(story.session, ordered.order, by=story.actor("hanh"), on=DAY)


def test_help_of_somebody_else_in_the_household_counts_too(story: Story) -> None:
    child = MEMBER.__class__(full_name="Nguyễn Văn Con", birth="2010-01-02", relation="child", cccd="036210000777")
    grant = story.with_papers(story.opened())
    person = households.add_family_member(
        story.session, story.session.get_one(Household, grant.case.household_id), child, by=story.actor("hoa"), on=DAY
    )
    story.decided(story.proposed(story.visited(story.submitted(grant))))
    order = service.order_payment(
        story.session, grant, payee_name="Nguyễn Thị Hường", payee_address="Hải Anh", reason="Chi", attachments=1, by=story.actor("tuan"), on=DAY
    )
    help_service.record(
        story.session, programme="housing", household_key="household:elsewhere", person_key=person.help_key, kind="new", amount=50_000_000, on=DAY,
        status="approved", subject="cases/999", unit_id=story.world.units["CDCS-SKD"], by=None,
    )
    with pytest.raises(payments.HelpedMeanwhile):
        payments.check_order(story.session, order, by=story.actor("hanh"), on=DAY)


def test_other_help_withdrawn_help_and_help_of_strangers_stop_nothing(ordered: Ordered) -> None:
    ordered.helped_elsewhere(key="cccd:somebody-else")
    ordered.helped_elsewhere(subject="cases/998")
    help_service.withdraw(ordered.story.session, subject="cases/998", reason="hộ xin thôi", by=None, on=DAY)
    help_service.record(
        ordered.story.session, programme="relief", household_key=ordered.household.help_key, person_key=ordered.person.help_key, kind="visit", amount=500_000,
        on=DAY, status="given", subject="relief/1", unit_id=ordered.story.world.units["CDCS-BML"], by=None,
    )
    assert payment_queries.doubts(ordered.story.session, ordered.order) == []
    ordered.pay()
    assert ordered.order.state == "paid"


def test_what_was_paid_is_noted_on_the_day_of_each_payment_and_the_closing_changes_nothing(ordered: Ordered) -> None:
    session, case = ordered.story.session, ordered.grant.case
    row = session.query(HelpGiven).filter_by(subject=case.subject).one()
    assert (row.status, row.granted_on, row.given_on) == ("approved", DAY, None)
    ordered.pay()
    session.refresh(row)
    assert (row.status, row.given_on, row.given_amount, row.amount) == ("given", PAID_ON, 30_000_000, 30_000_000)
    case_service.close(session, case, reason="Nhà đã xong", by=ordered.story.actor("van"), on=PAID_ON + timedelta(days=200))
    session.refresh(row)
    assert (row.status, row.given_on, row.given_amount) == ("given", PAID_ON, 30_000_000)
    told = earlier_help(session, ordered.household.help_key, [])
    assert [(one.on, one.status) for one in told] == [(PAID_ON, "given")]


def test_a_request_closed_without_any_payment_no_longer_counts(story: Story) -> None:
    case = story.approved()
    case_service.close(story.session, case, reason="Hộ xin thôi", by=story.actor("van"), on=DAY)
    household = story.session.get_one(Household, case.household_id)
    assert earlier_help(story.session, household.help_key, []) == []


def test_an_unpaid_grant_blocks_a_second_one_of_the_same_person_elsewhere(story: Story) -> None:
    story.approved()
    # Her CCCD was mistyped there, so nobody noticed that she has a request under way; then it was set right.
    again = story.household("CDCS-SKD", person=replace(MEMBER, cccd="036187000999"), by="son")
    grant = story.opened(household=again, by="son")
    households.correct_person(
        story.session, again.head, MEMBER, version=again.head.version, reason="Nhập sai số", by=story.actor("son"), on=DAY
    )
    found = {one.key: one.outcome for one in queries.judgement(story.session, grant, DAY).findings}
    assert found["not_helped"] == "not_met"


def test_a_confirmation_may_set_aside_what_has_come_since(ordered: Ordered) -> None:
    """The newest proof says what was set aside, not the first decision alone."""
    session, story = ordered.story.session, ordered.story
    ordered.helped_elsewhere(status="given")
    payments.return_order(session, ordered.order, reason="Đã được hỗ trợ nơi khác", by=story.actor("lan"), on=DAY)
    payments.void_order(session, ordered.order, reason="Chờ xem lại", by=story.actor("hanh"), on=DAY)
    with pytest.raises(Refusal, match="không còn đạt"):
        ordered.made()
    seal = cases.seal_of(session, ordered.grant.case)
    assert seal is not None
    assert queries.payment_objections(session, ordered.grant, DAY)
    seal.payload = {**seal.payload, "waivers": {"not_helped": "Nhà cháy sau lần hỗ trợ trước."}}
    with session.no_autoflush:
        assert queries.payment_objections(session, ordered.grant, DAY) == []
    session.expire(seal)
