"""Addresses that lead nowhere: a page that says so, with the menu for whoever is signed in."""

import pytest
from sqlalchemy.exc import OperationalError

from fundapp import edge
from fundapp.access import login
from fundapp.web import once
from tests.conftest import World


@pytest.mark.parametrize("address", ["/nonsense", "/orgs/abc", "/orgs/999999", "/households/999999"])
def test_an_unknown_address_is_told_with_the_way_home(world: World, client, address: str) -> None:
    answer = client("hoa").get(address, status=404)
    assert "Việc của tôi" in answer.text
    assert answer.html.select_one("main a.button")["href"] == "/"


def test_a_stranger_sees_no_menu_on_an_unknown_address(world: World, client) -> None:
    answer = client(None).get("/nonsense", status=404)
    assert "Việc của tôi" not in answer.text


def test_a_missing_static_file_is_not_found(world: World, client) -> None:
    client("hoa").get("/static/nothing.css", status=404)
    client(None).get("/static/nothing.css", status=404)


def test_a_wrong_method_is_told(world: World, client) -> None:
    hoa = client("hoa")
    token = hoa.get("/access/password").html.find("input", {"name": "csrf_token"})["value"]
    hoa.post("/orgs/", {"csrf_token": token}, status=405)
    hoa.post("/nonsense", {"csrf_token": token}, status=404)


def test_what_fails_at_its_commit_is_not_told_as_done(world: World, client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is told as such, what was typed is given back, and neither that page nor the next one says that anything was saved."""
    monkeypatch.setitem(world.app.config, "PROPAGATE_EXCEPTIONS", False)
    hoa = client("hoa")
    form = next(form for form in hoa.get("/access/declaration").forms.values() if form.action.endswith("/declaration"))
    form["address"] = "Xóm 5, xã Hải Anh"

    def full(session, location) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(once, "settle", full)
    answer = form.submit(status=503)
    assert "Chưa có gì được lưu" in answer
    for page in (answer, hoa.get("/access/declaration")):
        assert "Đã ghi khai báo" not in page


def test_a_database_that_is_away_is_told_and_takes_no_answer_with_it(world: World, client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is signed in can't be asked: a page says so and not the bare server; a note that can't be written costs nobody the page."""
    monkeypatch.setitem(world.app.config, "PROPAGATE_EXCEPTIONS", False)
    hoa = client("hoa")

    def gone(*_given, **_named) -> None:
        raise OperationalError("SELECT", {}, Exception("server closed the connection"), connection_invalidated=True)

    with monkeypatch.context() as away:
        away.setattr(edge, "SEEN_EVERY_SECONDS", -1)
        away.setattr(edge.service, "note_seen", gone)
        hoa.get("/access/declaration")
    def refused(*_given, **_named) -> None:
        raise OperationalError(None, None, Exception("connection refused"))

    for failure in (gone, refused):
        monkeypatch.setattr(login, "actor_by_token", failure)
        assert "Cơ sở dữ liệu chưa trả lời" in hoa.get("/", status=503)
    assert hoa.get("/healthz").json["status"] == "ok", "the health of the database is asked without asking who wants to know"
