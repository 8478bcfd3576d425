"""Promised money is held until its last day: warned of, extended in time, or free again, and the request says so."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.models import CaseEvent
from fundapp.casework import lapsing, queries, service
from fundapp.households.models import Household
from fundapp.jobs import service as jobs
from fundapp.kernel import clock
from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.errors import Refusal
from fundapp.ledger.models import Reservation, ReservationExtension
from fundapp.ledger.queries import standing
from fundapp.payments import service as payments
from tests.cases.story import DAY, Story
from tests.conftest import EVERYTHING
from tests.housing.test_money import PAPER, Money
from tests.housing.test_pages import the_form, told  # noqa: F401  (a fixture)

LAST = DAY + timedelta(days=120)
AFTER = LAST + timedelta(days=1)
ENDING = "Cam kết chi sắp hết hiệu lực: chi hoặc gia hạn"


@pytest.fixture
def tale(story: Story) -> Money:
    return Money.of(story)


def acts(tale: Money, name: str, on: date) -> list[tuple[str, date | None]]:
    return [(one.act, one.due_on) for one in queries.waiting_on(tale.session, tale.actor(name), on) if one.act == ENDING]


def test_the_days_come_from_the_regulation_and_warn_whoever_must_act(tale: Money) -> None:
    case = tale.approved()
    money = cases.money_of(tale.session, case)
    assert (money.due_on, money.lapse_on, money.warn_on) == (date(2026, 12, 22), LAST, LAST - timedelta(days=15))
    for name, told_of in (("van", [(ENDING, LAST)]), ("tuan", [(ENDING, LAST)]), ("lan", []), ("minh", [])):
        assert acts(tale, name, LAST - timedelta(days=15)) == told_of
        assert acts(tale, name, LAST - timedelta(days=16)) == []


def test_what_is_overdue_lapses_and_is_free_again(tale: Money) -> None:
    case = tale.approved()
    free = standing(tale.session, [tale.books[0].id])[tale.books[0].id].free
    with pytest.raises(Refusal, match="chưa qua ngày hết hiệu lực"):
        lapsing.lapse(tale.session, case, reason="Thử", by=tale.actor("van"), on=LAST)
    event = lapsing.lapse(tale.session, case, reason="Quá ngày", by=None, on=AFTER)
    assert (event.act, event.actor_id, event.details) == ("lapse", None, {"freed": 30_000_000})
    assert tale.money(case) == (0, 0, 30_000_000)
    assert tale.helped(case) == ("withdrawn", 0)
    assert standing(tale.session, [tale.books[0].id])[tale.books[0].id].free == free + 20_000_000
    with pytest.raises(Refusal, match="không còn giữ tiền"):
        lapsing.lapse(tale.session, case, reason="Quá ngày", by=None, on=AFTER)
    tale.closed(case)
    tale.opened(household=tale.session.get_one(Household, case.household_id))
    tale.sound()


def test_the_signer_extends_in_time_with_a_reason(tale: Money) -> None:
    case = tale.approved()
    given: dict[str, Any] = {"to_on": LAST + timedelta(days=60), "reason": "Nhà xây chậm vì mưa bão", "by": tale.actor("van"), "on": LAST}
    for wrong, said in (
        ({"on": AFTER}, "đã qua ngày"), ({"reason": " "}, "lý do"), ({"to_on": LAST}, "phải sau ngày"), ({"to_on": date(2126, 1, 1)}, "không quá ngày"),
        ({"by": tale.actor("tuan")}, "không giữ việc này"), ({"by": tale.actor("minh")}, "không giữ việc này"),
    ):
        with pytest.raises(Refusal, match=said), tale.session.begin_nested():
            case_service.extend(tale.session, case, **{**given, **wrong})
    case_service.extend(tale.session, case, **given)
    money = cases.money_of(tale.session, case)
    assert (money.lapse_on, money.warn_on) == (LAST + timedelta(days=60), LAST + timedelta(days=45))
    assert [one.from_on for one in tale.session.scalars(select(ReservationExtension))] == [LAST, LAST]
    with pytest.raises(Refusal, match="chưa qua ngày"):
        lapsing.lapse(tale.session, case, reason="Quá ngày", by=None, on=AFTER)
    tale.sound()


def test_an_order_under_way_keeps_its_money_but_none_is_made_after_the_last_day(tale: Money) -> None:
    case = tale.approved()
    order = tale.ordered(case)
    with pytest.raises(Refusal, match="đang có đề nghị chi"):
        lapsing.lapse(tale.session, case, reason="Quá ngày", by=None, on=AFTER)
    payments.void_order(tale.session, order, reason="Hộ chưa nhận", by=tale.actor("hanh"), on=AFTER)
    with pytest.raises(Refusal, match="đã qua ngày hết hiệu lực"):
        service.order_payment(tale.session, tale.grant_of(case), by=tale.actor("tuan"), **{**PAPER, "on": AFTER})
    lapsing.lapse(tale.session, case, reason="Quá ngày", by=None, on=AFTER)
    tale.sound()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reservation SET lapse_on = '2030-01-01'",
        "UPDATE reservation SET due_on = '2030-01-01'",
        ("INSERT INTO reservation_move (reservation_id, kind, amount, reason, by_id, moved_on, moved_at) "
        "SELECT id, 'lapsed', 1, 'x', reserved_by_id, lapse_on, reserved_at FROM reservation"),
        ("INSERT INTO reservation_move (reservation_id, kind, amount, reason, by_id, moved_on, moved_at) "
        "SELECT id, 'released', 1, 'x', NULL, reserved_on, reserved_at FROM reservation"),
        ("INSERT INTO reservation_extension (reservation_id, unit_id, from_on, to_on, warn_on, reason, by_id, extended_on, extended_at) "
        "SELECT id, unit_id, lapse_on, '2030-01-01', '2029-01-01', 'x', reserved_by_id, '2029-01-01', reserved_at FROM reservation"),
        ("INSERT INTO reservation_extension (reservation_id, unit_id, from_on, to_on, warn_on, reason, by_id, extended_on, extended_at) "
        "SELECT id, unit_id, '2026-12-01', '2030-01-01', '2029-01-01', 'x', reserved_by_id, reserved_on, reserved_at FROM reservation"),
    ],
)
def test_raw_sql_moves_no_last_day(tale: Money, statement: str) -> None:
    tale.approved()
    with pytest.raises(DBAPIError), tale.session.begin_nested():
        tale.session.execute(text(statement))


def test_the_nightly_job_lets_lapse_what_is_overdue_and_nothing_else(world: Any, told: Any) -> None:  # noqa: F811
    case_id = told("approved")
    states = []
    for on in (LAST, AFTER, AFTER + timedelta(days=1)):
        with time_machine.travel(datetime(on.year, on.month, on.day, 1, tzinfo=VIETNAM)):
            ended = [jobs.run(world.db, job_id) for job_id in jobs.sweep(world.db, now=clock.now())]
        with world.db.reading(EVERYTHING) as session:
            states.append({one.state for one in session.scalars(select(Reservation).where(Reservation.subject == f"cases/{case_id}"))})
        assert set(ended) == {"done"}
    assert states == [{"open"}, {"lapsed"}, {"lapsed"}]
    with world.db.reading(EVERYTHING) as session:
        assert [one.actor_id for one in session.scalars(select(CaseEvent).where(CaseEvent.act == "lapse"))] == [None]


def test_extend_and_lapse_on_their_pages(client: Any, told: Any, world: Any) -> None:  # noqa: F811
    case_id = told("approved")
    van = client("van")
    form = the_form(van.get(f"/housing/{case_id}/extension"), "/extension")
    form["to_on"], form["reason"] = "30/06/2027", "Nhà xây chậm"
    page = form.submit().follow()
    assert "Giữ đến hết ngày 30/06/2027" in page
    assert "Chưa đến lúc" in van.get(f"/housing/{case_id}/lapse")
    for name, status in (("tuan", 403), ("binh", 403), ("son", 403)):
        client(name).get(f"/housing/{case_id}/extension", status=status)
        client(name).get(f"/housing/{case_id}/lapse", status=status)


def test_after_the_last_day_the_page_lets_lapse_and_says_what_to_do(client: Any, told: Any) -> None:  # noqa: F811
    case_id = told("approved")
    with time_machine.travel(datetime(2027, 3, 24, 2, tzinfo=UTC), tick=True):
        van = client("van")
        assert "đã qua ngày hết hiệu lực" in van.get(f"/housing/{case_id}")
        form = the_form(van.get(f"/housing/{case_id}/lapse"), "/lapse")
        form["reason"] = "Hộ không xây nữa"
        page = form.submit().follow()
        assert "Cam kết chi hết hiệu lực" in page
        assert "mở hồ sơ mới" in page
