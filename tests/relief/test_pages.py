"""The pages of relief: from the household to the case page, each role what it may."""

from typing import Any

from fundapp.relief.models import ReliefRequest
from tests.conftest import EVERYTHING
from tests.housing.test_pages import the_form
from tests.relief.conftest import Relief


def a_household(world: Any) -> int:
    with world.db.transaction(EVERYTHING) as session:
        tale = Relief(world, session)
        tale.lay_ground()
        return int(tale.household().id)


def granted(world: Any) -> int:
    with world.db.transaction(EVERYTHING) as session:
        tale = Relief(world, session)
        tale.lay_ground()
        return int(tale.granted().case_id)


def test_open_a_request_from_the_household(world: Any, client: Any) -> None:
    household_id = a_household(world)
    hoa = client("hoa")
    assert f"/relief/new?household={household_id}" in hoa.get(f"/households/{household_id}")
    form = the_form(hoa.get(f"/relief/new?household={household_id}"), "/relief/new")
    form["kind"], form["event_on"], form["requested_amount"] = "disaster", "18/11/2026", "5 tr"
    page = form.submit().follow()
    assert "Thiên tai, hỏa hoạn: Nguyễn Thị Hường" in page
    assert "Xác nhận thiệt hại của UBND cấp xã" in page
    # The same event again is refused on its page, and what was typed stays.
    form = the_form(hoa.get(f"/relief/new?household={household_id}"), "/relief/new")
    form["kind"], form["event_on"], form["requested_amount"] = "disaster", "18/11/2026", "4 tr"
    again = form.submit(status=422)
    assert "đã có hồ sơ" in again
    assert "4 tr" in again


def test_who_sees_a_granted_request(world: Any, client: Any) -> None:
    case_id = granted(world)
    page = client("van").get(f"/relief/{case_id}")
    assert "Quà đã trao: Một suất quà" in page
    assert "5.000.000" in page
    assert client("van").get(f"/relief/{case_id}/decision.pdf").body.startswith(b"%PDF")
    client("son").get(f"/relief/{case_id}", status=404)
    client("binh").get(f"/relief/{case_id}/closure", status=403)
    assert "Hường" in client("binh").get("/relief/?view=all")
    assert client("tuan").get("/relief/export.xlsx?view=all").body.startswith(b"PK")
    # A request of one programme is no request of another.
    client("van").get(f"/housing/{case_id}", status=404)
    with world.db.reading(EVERYTHING) as session:
        assert session.get_one(ReliefRequest, case_id).case.state == "approved"
