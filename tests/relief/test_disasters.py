"""A disaster from its communes to the money: whom it hit, one act for many, one decision on paper, nobody twice."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from webtest import Upload

from fundapp.cases import check as cases_check
from fundapp.cases.models import Case, Decision
from fundapp.casework import service as requests
from fundapp.documents import check as documents_check
from fundapp.households.models import Household
from fundapp.kernel.errors import Refusal
from fundapp.relief import check, queries, service
from fundapp.relief.affected import Area, area_of, place_key
from fundapp.relief.facts import asked_before
from fundapp.relief.models import Disaster, ReliefRequest
from fundapp.relief.service import DisasterInput
from tests.cases.story import DAY, DECLARED, MEMBER, PDF
from tests.cases.test_attacks import without_triggers
from tests.conftest import EVERYTHING
from tests.housing.test_pages import the_form
from tests.relief.conftest import STORM, Relief

HIT = date(2026, 11, 18)
AREAS = [Area("xã Hải Anh", HIT)]
GIVEN = DisasterInput("storm", "Bão số 13", HIT, date(2026, 11, 20), "Báo cáo 45/BC-UBND", 2_000_000, AREAS)


@pytest.mark.parametrize(("address", "sure"), [
    ("Xóm 7, xã Hải Anh, tỉnh Ninh Bình", True), ("Xóm 7 xã hải anh tỉnh Ninh Bình", True), ("X. HẢI ANH", True), ("xóm 7 - Hải Anh - Ninh Bình", True),
    ("12 đường Hải Anh, phường Nam Định", False), ("Hải Ánh Dương, xã Giao Thủy", False), ("xã Hải Minh", None), ("", None),
])
def test_an_address_lies_in_a_commune_surely_or_doubtfully_or_not(address: str, sure: bool | None) -> None:
    found = area_of(address, AREAS)
    assert (found.is_sure if found else None) is sure


def test_a_commune_with_its_province_wants_both() -> None:
    there = [Area("Hải Anh, Ninh Bình", HIT)]
    assert place_key(there[0].name) == "hai anh, ninh binh"
    assert area_of("xã Hải Anh, tỉnh Ninh Bình", there).is_sure  # type: ignore[union-attr]
    assert not area_of("xã Hải Anh, tỉnh Khác", there).is_sure  # type: ignore[union-attr]


def another(tale: Relief, number: int, **changed: Any) -> Household:
    person = replace(MEMBER, full_name=f"Trần Văn {'ABCDE'[number]}", cccd=f"03608700020{number}", phone=f"091234570{number}")
    return tale.household(person=replace(person, **{key: value for key, value in changed.items() if key != "address"}),
                          declared=replace(DECLARED, address=changed.get("address", DECLARED.address)))


def recorded(tale: Relief, **changed: Any) -> Disaster:
    return service.record_disaster(tale.session, unit=tale.world.unit("CDX-HAIANH", tale.session), given=replace(GIVEN, **changed), by=tale.actor("minh"), on=DAY)


def asked(tale: Relief, disaster: Disaster, *households: Household, by: str = "hoa") -> service.Asked:
    return service.ask_together(
        tale.session, disaster, household_ids=[one.id for one in households], proof=PDF, proof_name="danh-sach.pdf", by=tale.actor(by), on=DAY
    )


def asks(tale: Relief, disaster: Disaster) -> list[ReliefRequest]:
    return list(tale.session.scalars(queries.asks_of(disaster)))


def decided(tale: Relief, disaster: Disaster, *amounts: int, by: str = "van") -> list[Decision]:
    shares = list(zip(tale.books, amounts or (1_500_000, 500_000), strict=False))
    return service.decide_together(tale.session, disaster, asks(tale, disaster), shares=shares, reason="Cần tiền ngay.", by=tale.actor(by), on=DAY)


def test_whom_it_hit_and_whom_not_with_reasons(tale: Relief) -> None:
    own, earlier, doubtful = tale.household(), another(tale, 0), another(tale, 1, address="12 đường Hải Anh")
    another(tale, 2, address="xã Giao Thủy")
    stranger = another(tale, 3, is_member=False, joined_union_on=None)
    tale.asked(replace(STORM, event_on=date(2026, 11, 19)), earlier)
    found = queries.affected(tale.session, recorded(tale), tale.actor("hoa"), DAY)
    assert [(one.household_id, one.amount) for one in found.proposed] == [(own.id, 2_000_000)]
    assert "xã Hải Anh, bị bão, lốc ngày 18/11/2026 (theo Báo cáo 45/BC-UBND)" in str(found.proposed[0].because)
    told = {one.household_id: str(one.because) for one in found.left_out}
    assert "đã có hồ sơ" in told[earlier.id]
    assert "không rõ" in told[doubtful.id]
    assert "không phải đoàn viên" in told[stranger.id]
    assert len(told) == 3
    assert not queries.affected(tale.session, tale.session.query(Disaster).one(), tale.actor("son"), DAY).proposed


def test_asked_and_decided_together_out_of_two_funds_under_one_number(tale: Relief) -> None:
    first, second = tale.household(), another(tale, 0)
    # What the year leaves to the second is less than the rest gets.
    tale.granted(replace(STORM, kind="death_member", requested_amount=6_000_000, event_on=date(2026, 10, 5)), second, amount=6_000_000)
    tale.granted(replace(STORM, kind="work_accident", requested_amount=3_000_000, event_on=date(2026, 10, 2), affected_name="A"), second, amount=3_000_000)
    disaster = recorded(tale)
    assert len(asked(tale, disaster, first, second).made) == 2
    assert asked(tale, disaster, first).refused[0][1]
    made = decided(tale, disaster)
    assert [(one.amount, one.position, one.numbered) for one in made] == [(2_000_000, 1, made[0].numbered), (1_000_000, 2, made[0].numbered)]
    assert len({one.file_id for one in made}) == 1
    assert [share.amount for share in made[1].shares] == [750_000, 250_000]
    confirm: dict[str, Any] = {"reason": "Đã đến từng nhà.", "on": DAY}
    with pytest.raises(Refusal), tale.session.begin_nested():
        service.confirm_together(tale.session, disaster, asks(tale, disaster), by=tale.actor("van"), **confirm)
    assert service.confirm_together(tale.session, disaster, asks(tale, disaster), by=tale.actor("minh"), **confirm) == 2
    faults = [one for room in (check, cases_check, documents_check) for one in room.invariants(tale.session) if one.wrong]
    assert not faults
    assert check.invariants(tale.session)[-1].rows == 2


def test_one_that_cannot_be_decided_stops_the_whole_and_is_named(tale: Relief) -> None:
    disaster = recorded(tale, amount=5_000_000)
    asked(tale, disaster, tale.household(), another(tale, 0))
    # The ceiling of urgent decisions is 5 million.
    with pytest.raises(Refusal, match="chuyển cho lãnh đạo"), tale.session.begin_nested():
        decided(tale, disaster, 5_000_000, by="tuan")
    tale.session.get_one(Household, asks(tale, disaster)[1].case.household_id).head.left_union_on = DAY
    tale.session.flush()
    with pytest.raises(Refusal, match="bỏ chọn hồ sơ này"), tale.session.begin_nested():
        decided(tale, disaster, 4_000_000, 1_000_000)
    assert tale.session.query(Decision).count() == 0


def test_one_disaster_is_helped_once_whatever_day_and_unit(tale: Relief) -> None:
    disaster = recorded(tale)
    asked(tale, disaster, tale.household())
    other = tale.household("CDCS-SKD", replace(MEMBER, phone="0912345699"), by="son")
    # The same head at another unit, on each day of the storm, also where the first request has long been paid and closed; the day after is another event.
    for on, opposed in ((HIT, True), (date(2026, 11, 20), True), (date(2026, 11, 21), False)):
        assert (asked_before(tale.session, ReliefRequest, other, replace(STORM, event_on=on), 0) is not None) is opposed
    assert asked_before(tale.session, ReliefRequest, other, replace(STORM, event_on=date(2026, 11, 25), disaster_id=disaster.id), 0) is not None
    with pytest.raises(Refusal), tale.session.begin_nested():
        requests.open_request(tale.session, ReliefRequest, other, content=STORM, by=tale.actor("son"), on=DAY)


@pytest.mark.parametrize(("changed", "said"), [
    ({"title": " "}, "tên đợt"), ({"ended_on": date(2026, 11, 1)}, "từ ngày bắt đầu"), ({"started_on": date(2027, 1, 1), "ended_on": date(2027, 1, 2)}, "tương lai"),
    ({"source": ""}, "xác nhận"), ({"amount": 0}, "mức trợ cấp"), ({"areas": []}, "ít nhất một xã"), ({"areas": [Area("xã X", date(2026, 1, 1))]}, "nằm ngoài"),
])
def test_a_disaster_that_contradicts_itself_is_refused(tale: Relief, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        recorded(tale, **changed)


def test_raw_sql_changes_no_disaster_and_a_second_help_is_found(tale: Relief) -> None:
    disaster = recorded(tale)
    asked(tale, disaster, tale.household(), another(tale, 0))
    for statement in ("UPDATE relief_disaster SET amount = 1", "DELETE FROM relief_area"):
        with pytest.raises(DBAPIError), tale.session.begin_nested():
            tale.session.execute(text(statement))
    assert check.invariants(tale.session)[-1].ok
    without_triggers(tale)
    tale.session.execute(text("UPDATE case_file SET person_id = (SELECT MIN(person_id) FROM case_file)"))
    assert {one.code: one for one in check.invariants(tale.session)}["TC5"].wrong


def test_the_pages_from_the_record_to_the_confirmation(world: Any, client: Any) -> None:
    with world.db.transaction(EVERYTHING) as session:
        tale = Relief(world, session)
        tale.lay_ground()
        tale.household()
        another(tale, 0)
        book = tale.books[0].id
    hoa, minh, van = client("hoa"), client("minh"), client("van")
    assert "Chưa ghi nhận đợt thiên tai nào" in hoa.get("/relief/disasters")
    hoa.get("/relief/disasters/new", status=403)
    form = the_form(minh.get("/relief/disasters/new"), "/disasters/new")
    form["title"], form["disaster_kind"], form["started_on"], form["ended_on"] = "Bão số 13", "storm", "18/11/2026", "20/11/2026"
    form["source"], form["amount"], form["areas"] = "Báo cáo 45/BC-UBND", "2 tr", "xã Hải Anh | 99/11/2026"
    assert "Dòng 1" in form.submit(status=422)
    form["areas"] = "xã Hải Anh | 18/11/2026\nxã Hải Minh"
    page = form.submit().follow()
    assert "xã Hải Minh" in page
    address = page.request.path
    form = the_form(page, "/areas")
    form["areas"] = "xã Hải Long"
    assert "Đã thêm 1" in form.submit().follow()
    form = the_form(hoa.get(f"{address}/households"), "/households")
    assert "Hãy chọn tệp" in form.submit(status=422)
    form["proof"] = [Upload("danh-sach.pdf", PDF)]
    assert "Đã lập và nộp 2 hồ sơ" in form.submit().follow()
    minh.get(f"{address}/decision", status=403)
    form = the_form(van.get(f"{address}/decision"), "/decision")
    form[f"fund_{book}"], form["reason"] = "2 tr", "Cần tiền ngay."
    assert "Đã quyết định 2 hồ sơ theo Quyết định số 01/QĐ-LĐLĐ" in form.submit().follow()
    form = the_form(minh.get(f"{address}/confirmation"), "/confirmation")
    form["reason"] = "Đã đến từng nhà."
    assert "Đã xác nhận 2" in form.submit().follow()
    assert client("binh").get(f"{address}/list.xlsx").body.startswith(b"PK")
    with world.db.reading(EVERYTHING) as session:
        case = session.scalars(select(Case).order_by(Case.id)).first()
        assert case is not None
        assert case.state == "approved"
    assert hoa.get(f"/relief/{case.id}/decision.pdf").body.startswith(b"%PDF")
    assert "Bão số 13" in hoa.get(f"/relief/{case.id}")
