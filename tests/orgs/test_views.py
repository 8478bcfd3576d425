"""Pages on which an administrator builds the tree: who may, what is kept when something is refused."""

from typing import Any

import pytest

from fundapp.access.models import TrailEntry
from fundapp.orgs import queries
from fundapp.orgs.models import Unit
from tests.administrators import administrator
from tests.conftest import EVERYTHING, World


def form_of(page: Any, ending: str) -> Any:
    return next(form for form in page.forms.values() if form.method.lower() == "post" and form.action.endswith(ending))


def filled(page: Any, ending: str, **values: str) -> Any:
    form = form_of(page, ending)
    for name, value in values.items():
        form[name] = value
    return form


def unit(world: World, code: str) -> Unit:
    with world.db.reading(EVERYTHING) as session:
        found = queries.unit_by_code(session, code)
        assert found is not None
        return found


def test_a_unit_is_opened_below_another_and_gets_a_code(world: World) -> None:
    admin = administrator(world)
    parent = world.units["CDX-HAIANH"]
    page = admin.get(f"/orgs/{parent}").click("Mở đơn vị trực thuộc")
    assert [value for value, _chosen, _label in form_of(page, "/new")["kind"].options] == ["grassroots", "trade_branch", "section"]
    form = filled(page, "/new", kind="grassroots", name="CĐCS Công ty May Sông Đà", on="26/03/2012", address="xã Hải Anh", member_count="120")
    shown = form.submit(status=303).follow()
    assert "CDCS-MSD" in shown.text
    made = unit(world, "CDCS-MSD")
    assert (made.parent_id, made.member_count) == (parent, 120)
    with world.transaction() as session:
        assert session.query(TrailEntry).filter_by(act="unit.open").one().user_id == world.users["quantri"]


def test_what_is_refused_stays_in_the_form(world: World) -> None:
    admin = administrator(world)
    page = admin.get(f"/orgs/{world.units['CDX-HAIANH']}/new")
    again = filled(page, "/new", kind="grassroots", name="CĐCS Một", code="CDCS-BML", on="01/01/2026").submit(status=422)
    assert "CDCS-BML đã có" in again.text
    assert form_of(again, "/new")["name"].value == "CĐCS Một"


def test_particulars_and_name_are_changed(world: World) -> None:
    admin = administrator(world)
    at = f"/orgs/{world.units['CDCS-TRUC']}"
    filled(admin.get(at).click("Sửa thông tin"), "/details", signer_title="TM. BAN CHẤP HÀNH / CHỦ TỊCH", member_count="90").submit(status=303)
    shown = filled(admin.get(at).click("Đổi tên"), "/name", name="CĐCS HTX Ngõ Trúc", short_name="Ngõ Trúc", on="01/01/2026", document="QĐ 3").submit(status=303).follow()
    assert shown.html.find("h1").text == "CĐCS HTX Ngõ Trúc"
    assert "CĐCS HTX Thêu ren Ngõ Trúc (đến 31/12/2025, QĐ 3)" in shown.text
    assert "Ngày 30/06/2025 đơn vị mang tên: CĐCS HTX Thêu ren Ngõ Trúc" in admin.get(at, params={"on": "30/06/2025"}).text


def test_a_page_that_somebody_else_has_overtaken_is_refused(world: World) -> None:
    admin = administrator(world)
    at = f"/orgs/{world.units['CDCS-TRUC']}/details"
    first, second = admin.get(at), admin.get(at)
    filled(first, "/details", address="một").submit(status=303)
    assert "vừa sửa" in filled(second, "/details", address="hai").submit(status=422).text


def test_a_unit_is_moved_by_the_code_or_the_name_of_its_new_parent(world: World) -> None:
    admin = administrator(world)
    at = f"/orgs/{world.units['CDCS-TRUC']}"
    page = admin.get(at).click("Chuyển cấp trên")
    assert "CDX-HAIHAU" in page.text
    assert "Không có đơn vị nào" in filled(page, "/parent", parent="Công đoàn xã Không Có", on="01/02/2026", document="QĐ 1").submit(status=422).text
    filled(page, "/parent", parent="công đoàn xã hải hậu", on="01/02/2026", document="QĐ 1").submit(status=303)
    assert unit(world, "CDCS-TRUC").parent_id == world.units["CDX-HAIHAU"]
    filled(admin.get(f"{at}/parent"), "/parent", parent="cdx-haianh", on="01/03/2026", document="QĐ 2").submit(status=303)
    assert "31/01/2026" in admin.get(at).text


def test_a_unit_is_closed_and_opened_again(world: World) -> None:
    admin = administrator(world)
    at = f"/orgs/{world.units['CDCS-TRUC']}"
    page = admin.get(at).click("Kết thúc hoạt động")
    shown = filled(page, "/closure", on="30/09/2026", successor="CDCS-BML", document="QĐ 8").submit(status=303).follow()
    assert "Đơn vị kế thừa" in shown.text
    assert "Đổi tên" not in shown.text
    filled(shown.click("Mở lại"), "/reopening", document="ghi nhầm").submit(status=303)
    assert unit(world, "CDCS-TRUC").valid_to is None


def test_an_administrator_acts_below_the_own_unit_alone(world: World) -> None:
    admin = administrator(world, "quantri.tinh")
    province, top = world.units["LDLD-NB"], world.units["TLD"]
    shown = admin.get(f"/orgs/{province}")
    assert "Mở đơn vị trực thuộc" in shown.text
    assert "Kết thúc hoạt động" not in shown.text
    for address in (f"/orgs/{top}/new", f"/orgs/{top}/details", f"/orgs/{province}/parent", f"/orgs/{province}/closure"):
        admin.get(address, status=403)
    page = admin.get(f"/orgs/{world.units['CDX-HAIANH']}/parent")
    assert "ngoài phạm vi" in filled(page, "/parent", parent="TLD", on="01/02/2026", document="QĐ 1").submit(status=422).text


@pytest.mark.parametrize("page", ["new", "details", "name", "parent", "closure", "reopening"])
@pytest.mark.parametrize("username", ["hoa", "van", "binh"])
def test_nobody_else_builds_the_tree(world: World, client: Any, username: str, page: str) -> None:
    somebody = client(username)
    somebody.get(f"/orgs/{world.units['CDCS-BML']}/{page}", status=403)
    assert "Sửa thông tin" not in somebody.get(f"/orgs/{world.units['CDCS-BML']}").text
