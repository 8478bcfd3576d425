"""The fast lane: decided at once within the ceiling, confirmed by another person, listed until then."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fundapp.cases import check as cases_check
from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.casework import service
from fundapp.households.models import Household
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.relief import check, urgency
from fundapp.relief.models import ReliefRequest
from tests.cases.story import DAY
from tests.cases.test_attacks import without_triggers
from tests.conftest import EVERYTHING
from tests.housing.test_pages import the_form
from tests.relief.conftest import STORM, Relief

URGENT = replace(STORM, is_urgent=True, urgent_reason="Nhà sập, không có chỗ ở đêm nay.")


def at_once(tale: Relief, ask: ReliefRequest, amount: int = 5_000_000, by: str = "van", reason: str = "Phải giúp ngay trong đêm.") -> Any:
    unit = tale.world.unit("LDLD-NB", tale.session)
    return service.decide(tale.session, ask, shares=[(tale.books[0], amount)], waivers={}, reason=reason, by=tale.actor(by), on=DAY, urgent=unit)


def test_decided_at_once_and_confirmed_by_another_person(tale: Relief) -> None:
    ask = tale.handed_in(tale.asked(URGENT))
    assert [one.case.id for one in urgency.listed(tale.session, urgency.waiting_for_decision(), clock.now())] == [ask.id]
    decision = at_once(tale, ask)
    assert (ask.case.state, ask.case.urgent_on, ask.case.visited_by_id, decision.amount) == ("approved", DAY, None, 5_000_000)
    assert cases.money_of(tale.session, ask.case).reserved == 5_000_000
    aged = urgency.listed(tale.session, urgency.unconfirmed(), clock.now() + timedelta(days=7))
    # 24/11/2026 is a holiday.
    assert [(one.case.id, one.days) for one in aged] == [(ask.id, 4)]
    given: dict[str, Any] = {"missing": [], "reason": "Đã đến nhà, đúng như báo.", "on": DAY}
    for name, said in (("hoa", "không giữ việc này"), ("van", "không giữ việc này|đã làm việc")):
        with pytest.raises(Refusal, match=said), tale.session.begin_nested():
            case_service.ratify(tale.session, ask.case, by=tale.actor(name), **given)
    with pytest.raises(Refusal, match="Còn thiếu giấy tờ"), tale.session.begin_nested():
        case_service.ratify(tale.session, ask.case, by=tale.actor("minh"), **{**given, "missing": ["Xác nhận thiệt hại"]})
    case_service.ratify(tale.session, ask.case, by=tale.actor("minh"), **given)
    assert not urgency.listed(tale.session, urgency.unconfirmed(), clock.now())
    with pytest.raises(Refusal, match="đã có người xác nhận"), tale.session.begin_nested():
        case_service.ratify(tale.session, ask.case, by=tale.actor("minh"), **given)
    assert not [one for room in (check, cases_check) for one in room.invariants(tale.session) if one.wrong]


def test_what_may_not_be_decided_at_once(tale: Relief) -> None:
    ask = tale.handed_in(tale.asked(replace(URGENT, kind="death_member", requested_amount=6_000_000)))
    with pytest.raises(Refusal, match=r"thẩm quyền.*5\.000\.000"), tale.session.begin_nested():
        at_once(tale, ask, 6_000_000)
    with pytest.raises(Refusal, match="lý do"), tale.session.begin_nested():
        at_once(tale, ask, reason=" ")
    with pytest.raises(Refusal, match="không giữ việc này"), tale.session.begin_nested():
        at_once(tale, ask, by="tuan")


def test_an_ordinary_request_is_not_decided_at_once_even_past_the_services(tale: Relief) -> None:
    ask = tale.handed_in(tale.asked())
    with pytest.raises(DBAPIError), tale.session.begin_nested():
        at_once(tale, ask)
    household = tale.session.get_one(Household, ask.case.household_id)
    with pytest.raises(Refusal, match="vì sao khẩn cấp"):
        tale.asked(replace(URGENT, kind="sickness", urgent_reason=" "), household)


def test_an_urgent_decision_above_the_ceiling_is_found(tale: Relief) -> None:
    ask = tale.handed_in(tale.asked(URGENT))
    at_once(tale, ask)
    assert all(one.ok and (one.rows or one.code == "TC5") for one in check.invariants(tale.session))
    without_triggers(tale)
    tale.session.execute(text("UPDATE case_decision SET amount = 5000001"))
    tale.session.expire_all()
    assert {one.code: one for one in check.invariants(tale.session)}["TC4"].wrong


def test_the_pages_of_the_fast_lane(world: Any, client: Any) -> None:
    with world.db.transaction(EVERYTHING) as session:
        tale = Relief(world, session)
        tale.lay_ground()
        case_id, book = tale.handed_in(tale.asked(URGENT)).id, tale.books[0].id
    van = client("van")
    assert "còn " in van.get("/relief/urgent")
    form = the_form(van.get(f"/relief/{case_id}/urgent-decision"), "/urgent-decision")
    form[f"fund_{book}"], form["reason"] = "5 tr", "Phải giúp ngay trong đêm."
    assert "chờ người khác xác nhận sau" in form.submit().follow()
    assert "chưa xác nhận" in client("binh").get("/relief/urgent")
    client("binh").get(f"/relief/{case_id}/ratification", status=403)
    form = the_form(client("minh").get(f"/relief/{case_id}/ratification"), "/ratification")
    form["reason"] = "Đã đến nhà ngày hôm sau, đúng như báo."
    assert "Đã xác nhận quyết định khẩn cấp" in form.submit().follow()
    assert client("son").get("/relief/urgent").status_int == 200
