"""Pages of users: an administrator adds people, gives and ends posts, locks, sets passwords; what that does to whoever is signed in."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from fundapp.access import passwords
from fundapp.access.models import TrailEntry, User, UserKin
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from tests.administrators import administrator
from tests.client import PageClient
from tests.conftest import EVERYTHING, PASSWORD, World

OWN = "một con mèo trên mái"


def form_of(page: Any, ending: str) -> Any:
    return next(form for form in page.forms.values() if form.method.lower() == "post" and form.action.split("?")[0].endswith(ending))


def filled(page: Any, ending: str, **values: str) -> Any:
    form = form_of(page, ending)
    for name, value in values.items():
        form[name] = value
    return form


def row(world: World, username: str) -> User:
    with world.db.reading(EVERYTHING) as session:
        return session.query(User).filter_by(username=username).one()


def acts(world: World, act: str) -> list[dict[str, Any]]:
    with world.db.reading(EVERYTHING) as session:
        return [entry.details for entry in session.query(TrailEntry).filter_by(act=act)]


def replays(world: World, cookies: dict[str, str], address: str = "/orgs/") -> bool:
    """Say whether somebody who kept these cookies is still let in."""
    thief = PageClient(world.app)
    for name, value in cookies.items():
        thief.set_cookie(name, value)
    return thief.get(address).status_int == 200


def turned_away(world: World, password: str) -> str:
    """What Hoa reads who is not let in with this password."""
    form = PageClient(world.app).get("/access/sign-in").forms[0]
    form["username"], form["password"] = "hoa", password
    return form.submit(status=422).text


@pytest.fixture
def admin(world: World) -> PageClient:
    return administrator(world)


def test_a_new_user_signs_in_with_the_password_shown_once_and_must_change_it(world: World, admin: PageClient) -> None:
    page = admin.get("/access/users").click("Thêm người dùng")
    shown = filled(page, "/users/new", full_name="Trần Thị Lụa", role="officer", unit="CDCS-TRUC", on="01/10/2026").submit(status=200)
    word = shown.html.select_one(".once code").text
    assert "no-store" in shown.headers["Cache-Control"]
    made = row(world, "luatt")
    assert made.must_change_password
    assert passwords.fits(made.password_hash, word)
    assert word not in admin.get(f"/access/users/{made.id}").text
    lua = PageClient(world.app)
    assert lua.sign_in("luatt", word).location.endswith("/access/password")
    filled(lua.get("/access/password"), "/password", current=word, password=OWN, again=OWN).submit(status=303)
    assert "Thêu ren Ngõ Trúc" in lua.sign_in("luatt", OWN).text


def test_the_same_form_again_adds_nobody_and_shows_no_password(world: World, admin: PageClient) -> None:
    form = filled(admin.get("/access/users/new"), "/users/new", full_name="Trần Thị Lụa", role="officer", unit="CDCS-TRUC", on="01/10/2026")
    form.submit(status=200)
    again = form.submit(status=303)
    assert again.location.endswith(f"/access/users/{row(world, 'luatt').id}")
    assert len(acts(world, "user.add")) == len(world.users) + 1


def test_what_is_refused_adds_nobody(world: World, admin: PageClient) -> None:
    for values, message in (
        ({"unit": "KHONG-CO"}, "Không có đơn vị nào"), ({"username": "hoa"}, "đã có người dùng"), ({"on": "01/01/2020"}, "không hoạt động vào ngày"),
    ):
        page = admin.get("/access/users/new")
        again = filled(page, "/users/new", **{"full_name": "Người Mới", "username": "moi", "role": "reviewer", "unit": "CDX-HAIANH", "on": "01/10/2026", **values})
        assert message in again.submit(status=422).text
    assert len(acts(world, "user.add")) == len(world.users)


def test_a_temporary_password_expires(world: World, admin: PageClient) -> None:
    shown = filled(admin.get(f"/access/users/{world.users['hoa']}/password"), "/password").submit(status=200)
    word = shown.html.select_one(".once code").text
    later = datetime.now(UTC) + passwords.TEMPORARY + timedelta(hours=1)
    with time_machine.travel(later, tick=True):
        assert "hết hạn" in turned_away(world, word)


def test_a_new_password_ends_every_session(world: World, client: Any, admin: PageClient) -> None:
    kept = dict(client("hoa").cookies)
    assert replays(world, kept)
    filled(admin.get(f"/access/users/{world.users['hoa']}/password"), "/password").submit(status=200)
    assert not replays(world, kept)
    assert "không đúng" in turned_away(world, PASSWORD)


def test_the_own_new_password_ends_the_sessions_that_somebody_kept(world: World, client: Any) -> None:
    hoa = client("hoa")
    kept, elsewhere = dict(hoa.cookies), dict(client("hoa").cookies)
    filled(hoa.get("/access/password"), "/password", current=PASSWORD, password=OWN, again=OWN).submit(status=303)
    assert not replays(world, kept)
    assert not replays(world, elsewhere)


def test_a_lock_shuts_the_door_at_the_next_click_and_unlocking_revives_no_session(world: World, client: Any, admin: PageClient) -> None:
    kept = dict(client("hoa").cookies)
    at = f"/access/users/{world.users['hoa']}"
    assert "Hãy ghi lý do" in filled(admin.get(f"{at}/lock"), "/lock").submit(status=422).text
    shown = filled(admin.get(f"{at}/lock"), "/lock", reason="nghỉ việc").submit(status=303).follow()
    assert "Đã khóa" in shown.text
    assert not replays(world, kept)
    assert "không đúng" in turned_away(world, PASSWORD)
    form_of(admin.get(at), "/unlocking").submit(status=303)
    assert not replays(world, kept)
    assert client("hoa").get("/orgs/").status_int == 200
    assert acts(world, "user.lock") == [{"reason": "nghỉ việc"}]


def test_the_end_of_the_last_post_shuts_the_door_at_the_next_click(world: World, client: Any, admin: PageClient) -> None:
    kept = dict(client("hoa").cookies)
    assert replays(world, kept, "/households/")
    page = admin.get(f"/access/users/{world.users['hoa']}").click("Kết thúc nhiệm vụ")
    assert form_of(page, "/end")["last_day"].value == day_text(clock.today())
    shown = form_of(page, "/end").submit(status=303).follow()
    assert "hết quyền lúc" in shown.text
    assert not replays(world, kept)
    again = client("hoa")
    again.get("/households/", status=403)
    assert "chưa được giao nhiệm vụ" in again.get("/").text


def test_a_post_is_given_where_the_administrator_reaches(world: World) -> None:
    admin = administrator(world, "quantri.tinh")
    page = admin.get(f"/access/users/{world.users['son']}").click("Giao nhiệm vụ")
    assert "ngoài phạm vi" in filled(page, "/posts/new", role="reviewer", unit="TLD", on="01/10/2026").submit(status=422).text
    shown = filled(page, "/posts/new", role="reviewer", unit="CDX-HAIHAU", on="01/10/2026").submit(status=303).follow()
    assert "CĐ xã Hải Hậu" in shown.text
    assert acts(world, "user.post")[-1] == {"role": "reviewer", "on": "2026-10-01"}


def test_an_administrator_reaches_no_user_with_a_post_above(world: World, admin: PageClient) -> None:
    filled(admin.get(f"/access/users/{world.users['hoa']}/posts/new"), "/posts/new", role="inspector", unit="TLD", on="01/10/2026").submit(status=303)
    province = administrator(world, "quantri.tinh")
    shown = province.get(f"/access/users/{world.users['hoa']}")
    assert "Giao nhiệm vụ" not in shown.text
    for page in ("lock", "password", "posts/new", "declaration"):
        province.get(f"/access/users/{world.users['hoa']}/{page}", status=403)
    province.get(f"/access/users/{world.users['quantri']}", status=404)
    assert "quantri.tinh" in province.get("/access/users").text
    assert ">quantri<" not in province.get("/access/users").text


def test_nobody_acts_on_the_own_account(world: World, admin: PageClient) -> None:
    at = f"/access/users/{world.users['quantri']}"
    shown = admin.get(at)
    assert "một quản trị khác" in shown.text
    assert "Khóa tài khoản" not in shown.text
    for page in ("lock", "password", "posts/new", "declaration"):
        assert "một quản trị khác" in admin.get(f"{at}/{page}", status=422).text


def test_inspectors_read_users_and_change_none(world: World, client: Any) -> None:
    binh = client("binh")
    shown = binh.get("/access/users").click("Trần Thị Hoa")
    assert "Đã khai" in shown.text
    assert not shown.html.select("main form")
    for page in ("lock", "password", "posts/new", "declaration"):
        binh.get(f"/access/users/{world.users['hoa']}/{page}", status=403)
    client("hoa").get("/access/users", status=403)


def test_the_list_is_narrowed(world: World, client: Any) -> None:
    binh = client("binh")

    def names(**question: Any) -> set[str]:
        return {link.text for link in binh.get("/access/users", params=question).html.select("main th a")}

    assert names(q="tran thi") == {"Trần Thị Hoa"}
    assert names(unit=world.units["CDX-HAIANH"]) == {"Vũ Đức Minh"}
    assert names(standing="locked") == set()
    assert len(names(standing="active")) == 8
    assert names(standing="no such", q="hoa") == {"Trần Thị Hoa", "Hoàng Gia Bình"}


class TestDeclaration:
    def test_somebody_declares_what_is_missing_and_sees_no_number_again(self, world: World, client: Any) -> None:
        hoa = client("hoa")
        page = hoa.get("/").click("Khai báo của tôi", index=0)
        form = form_of(page, "/access/declaration")
        assert set(form.fields) >= {"bank_account", "address"}
        assert not {"cccd", "phone"} & set(form.fields)
        form["bank_account"] = "1900 1234 567"
        shown = form.submit(status=303).follow()
        assert "1234" not in shown.text
        assert row(world, "hoa").bank_index
        assert "ít nhất một mục" in form_of(shown, "/access/declaration").submit(status=422).text

    def test_somebody_declares_kin(self, world: World, client: Any) -> None:
        hoa = client("hoa")
        page = hoa.get("/access/declaration")
        again = filled(page, "/kin", relation="sibling").submit(status=422)
        assert "số căn cước hoặc" in again.text
        shown = filled(again, "/kin", relation="sibling", kin_phone="0912345678").submit(status=303).follow()
        assert "Anh, chị, em ruột" in shown.text
        with world.db.reading(EVERYTHING) as session:
            assert session.query(UserKin).one().user_id == world.users["hoa"]

    def test_an_administrator_notes_and_mends_for_others(self, world: World, admin: PageClient) -> None:
        at = f"/access/users/{world.users['hoa']}"
        before = row(world, "hoa").phone_index
        page = admin.get(at).click("Ghi khai báo")
        filled(page, "/declaration", phone="0912345678").submit(status=303)
        assert row(world, "hoa").phone_index != before
        shown = filled(admin.get(f"{at}/declaration"), "/kin", relation="spouse", kin_cccd="036082900888").submit(status=303).follow()
        assert "Vợ, chồng" in shown.text
        assert "Vợ, chồng" not in form_of(shown, "/removal").submit(status=303).follow().text
        assert "Hãy chọn quan hệ" in filled(admin.get(f"{at}/declaration"), "/kin", kin_cccd="036082900888").submit(status=422).text


def test_an_administrator_ends_sessions_seen_on_the_page(world: World, client: Any, admin: PageClient) -> None:
    kept = dict(client("hoa").cookies)
    page = admin.get(f"/access/users/{world.users['hoa']}")
    assert "127.0.0.1" in page.text
    shown = next(form for form in page.forms.values() if form.action.endswith(f"{world.users['hoa']}/sign-out")).submit(status=303).follow()
    assert "Không có phiên nào" in shown.text
    assert not replays(world, kept)


def test_posts_at_units_that_have_ended_wait_for_the_administrator(world: World) -> None:
    admin = administrator(world, "quantri.tinh")
    assert "đã kết thúc hoạt động" not in admin.get("/").text
    page = admin.get(f"/orgs/{world.units['CDCS-SKD']}/closure")
    filled(page, "/closure", on="31/10/2026", document="QĐ 9").submit(status=303)
    shown = admin.get("/").click("Bùi Thế Sơn")
    assert shown.request.path == f"/access/users/{world.users['son']}"


def test_users_are_found_by_the_search_of_those_who_may_read_them(world: World, client: Any) -> None:
    found = client("binh").get("/search", params={"q": "vu duc"}).click("Vũ Đức Minh")
    assert found.request.path == f"/access/users/{world.users['minh']}"
    assert "Vũ Đức Minh" not in client("hoa").get("/search", params={"q": "vu duc"}).text


def test_the_trail_tells_of_a_user_under_the_unit_of_the_post(world: World, client: Any, admin: PageClient) -> None:
    """So an inspector of one province reads it, and one of another does not."""
    filled(admin.get("/access/users/new"), "/users/new", full_name="Trần Thị Lụa", role="officer", unit="CDCS-TRUC", on="01/10/2026").submit(status=200)
    made = row(world, "luatt").id
    filled(admin.get(f"/access/users/{made}/declaration"), "/declaration", cccd="036188000123").submit(status=303)
    filled(admin.get(f"/access/users/{made}/lock"), "/lock", reason="thử").submit(status=303)
    with world.db.reading(EVERYTHING) as session:
        told = {entry.act: entry.unit_id for entry in session.query(TrailEntry).filter_by(subject=f"users/{made}")}
    assert told == dict.fromkeys(("user.add", "user.post", "user.declare", "user.lock"), world.units["CDCS-TRUC"])
    trail = client("binh").get("/access/trail", params={"subject": f"users/{made}"}).text
    assert "Khóa tài khoản" in trail
    with world.db.reading(EVERYTHING) as session:
        assert f"Người dùng {session.get_one(User, made).full_name}</a>" in trail
