"""A real start, without the demo world: one administrator, nothing else; then units, people, the first household, and a door that closes."""

from typing import Any

import pytest

from fundapp import config
from fundapp.access.models import TrailEntry
from fundapp.app import create_app
from fundapp.cli import first_administrator
from fundapp.console.checks import invariants
from fundapp.households.models import Household
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.db import Database
from fundapp.orgs.models import Unit
from tests.client import PageClient
from tests.conftest import EVERYTHING

TODAY, OWN = day_text(clock.today()), "một câu dài chỉ mình tôi biết"


def form_to(page: Any, ending: str) -> Any:
    return next(form for form in page.forms.values() if form.method.lower() == "post" and form.action.split("?")[0].endswith(ending))


def send(page: Any, ending: str, status: int = 303, **values: str) -> Any:
    """Fill in the form of a page that leads to this ending and send it; give where it leads."""
    form = form_to(page, ending)
    for name, value in values.items():
        form[name] = value
    answer = form.submit(status=status)
    return answer.follow() if status == 303 else answer


class Start:
    """The people of a new installation at their pages, and the passwords that they have chosen."""

    def __init__(self, db: Database, settings: config.Settings) -> None:
        self.db = db
        self.app = create_app(settings, db=db, testing=True)

    def enter(self, username: str, given: str) -> PageClient:
        """Sign in with the password that was given, change it, sign in with the own one."""
        person = PageClient(self.app)
        page = person.sign_in(username, given).follow()
        assert page.request.path == "/access/password"
        person.get("/households/", status=303)
        send(page, "/access/password", current=given, password=OWN, again=OWN)
        person.sign_in(username, OWN)
        return person

    def unit(self, name: str) -> int:
        with self.db.reading(EVERYTHING) as session:
            return session.query(Unit).filter_by(name=name).one().id

    def open_unit(self, admin: PageClient, parent: str, kind: str, name: str, on: str) -> None:
        shown = send(admin.get(f"/orgs/{self.unit(parent)}").click("Mở đơn vị trực thuộc"), "/new", kind=kind, name=name, on=on)
        assert shown.html.find("h1").text == name

    def add(self, admin: PageClient, full_name: str, role: str, unit: str) -> tuple[str, str]:
        """Add somebody with a post; give the name to sign in with and the password shown once."""
        page = admin.get("/access/users").click("Thêm người dùng")
        shown = send(page, "/users/new", status=200, full_name=full_name, role=role, unit=unit, on=TODAY)
        word, name = (code.text for code in shown.html.select(".notice code"))
        return name, word


@pytest.fixture
def start(db: Database, settings: config.Settings) -> Start:
    return Start(db, settings)


def test_a_first_start(start: Start) -> None:
    admin = start.enter("quantri", first_administrator(start.db, "quantri"))
    tree_is_built(start, admin)
    officer = people_come(start, admin)
    household_is_registered(start, officer)
    officer_goes(start, admin, officer)
    with start.db.reading(EVERYTHING) as session:
        assert not [one.wrong for one in invariants(session) if not one.ok]
        told = {entry.act for entry in session.query(TrailEntry)}
        assert {"unit.open", "user.add", "user.post", "user.password", "household.register", "user.post_end"} <= told


def tree_is_built(start: Start, admin: PageClient) -> None:
    top = "Tổng Liên đoàn Lao động Việt Nam"
    start.open_unit(admin, top, "province", "Liên đoàn Lao động tỉnh Ninh Bình", "01/04/1992")
    start.open_unit(admin, "Liên đoàn Lao động tỉnh Ninh Bình", "commune", "Công đoàn xã Hải Anh", "01/07/2025")
    start.open_unit(admin, "Công đoàn xã Hải Anh", "grassroots", "CĐCS Công ty May Bến Lụa", "26/03/2012")
    shown = admin.get(f"/orgs/{start.unit('CĐCS Công ty May Bến Lụa')}")
    assert "Công đoàn xã Hải Anh" in shown.text
    assert "CDCS-MBL" in shown.text


def people_come(start: Start, admin: PageClient) -> PageClient:
    officer = start.add(admin, "Trần Thị Lụa", "officer", "CDCS-MBL")
    assert officer[0] == "luatt"
    for full_name, role, unit in (
        ("Vũ Đức Tâm", "reviewer", "CDX-HAIANH"), ("Phạm Thu Hà", "signer", "LDLD-NINHBINH"), ("Đỗ Ngọc Mai", "treasurer", "LDLD-NINHBINH"),
        ("Lê Anh Dũng", "accountant", "LDLD-NINHBINH"), ("Nguyễn Mỹ An", "head_accountant", "LDLD-NINHBINH"), ("Hoàng Gia Phúc", "inspector", "LDLD-NINHBINH"),
    ):
        name, word = start.add(admin, full_name, role, unit)
        entered = start.enter(name, word)
        assert entered.get("/").status_int == 200
    return start.enter(*officer)


def household_is_registered(start: Start, officer: PageClient) -> None:
    home = officer.get("/")
    assert "chưa khai số căn cước" in home.text
    declared = send(home.click("Khai báo của tôi", index=0), "/access/declaration", cccd="036188000123", phone="0912345678")
    assert "Đã khai" in declared.text
    form = form_to(officer.get("/households/new"), "/households/new")
    form["full_name"], form["declared_on"] = "Nguyễn Văn Khó", TODAY
    shown = form.submit(status=303).follow()
    assert "Nguyễn Văn Khó" in shown.text
    with start.db.reading(EVERYTHING) as session:
        assert session.query(Household).one().unit_id == start.unit("CĐCS Công ty May Bến Lụa")


def officer_goes(start: Start, admin: PageClient, officer: PageClient) -> None:
    assert officer.get("/households/").status_int == 200
    page = admin.get("/access/users", params={"q": "lua"}).click("Trần Thị Lụa").click("Kết thúc nhiệm vụ")
    send(page, "/end")
    assert "/access/sign-in" in officer.get("/households/", status=303).location
    officer.sign_in("luatt", OWN)
    officer.get("/households/", status=403)


def test_the_first_administrator_may_not_take_money_or_decisions_nor_leave(start: Start) -> None:
    admin = start.enter("quantri", first_administrator(start.db, "quantri"))
    shown = admin.get("/access/users").click("Quản trị hệ thống")
    assert "một quản trị khác" in shown.text
    user = shown.request.path
    for page in ("posts/new", "lock", "password"):
        admin.get(f"{user}/{page}", status=422)
