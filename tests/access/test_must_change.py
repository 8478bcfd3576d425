"""Whoever signs in with a password that somebody else has set comes no further than the page that changes it."""

from typing import Any

import pytest

from fundapp.access import passwords, service
from fundapp.access.models import User
from fundapp.kernel import clock
from fundapp.web import once
from tests.addresses import get_rules
from tests.client import PageClient
from tests.conftest import World

GIVEN, OWN = "mật khẩu người khác đặt", "một con mèo trên mái"
# Nothing of these is told to one person more than to another.
OPEN = {"access.password", "access.sign_in", "console.favicon", "console.healthz", "documents.verify", "documents.verified"}


@pytest.fixture
def hoa(world: World) -> PageClient:
    """Hoa, signed in with a password that the administrator has set."""
    with world.transaction() as session:
        user = session.get_one(User, world.users["hoa"])
        service.set_password(session, user, password_hash=passwords.hashed(GIVEN), by=None, must_change=True, now=clock.now())
    made = PageClient(world.app)
    assert made.sign_in("hoa", GIVEN).location.endswith("/access/password")
    return made


def address_of(world: World, rule: Any) -> str:
    return world.app.url_map.bind("localhost").build(rule.endpoint, dict.fromkeys(rule.arguments, 1))


def change(page: Any, current: str, new: str, **kwargs: Any) -> Any:
    form = next(form for form in page.forms.values() if "current" in form.fields)
    form["current"], form["password"], form["again"] = current, new, new
    return form.submit(**kwargs)


def test_every_page_leads_to_the_change(world: World, hoa: PageClient) -> None:
    for rule in get_rules(world):
        if rule.endpoint not in OPEN:
            answer = hoa.get(address_of(world, rule), status=303)
            assert answer.location.endswith("/access/password"), rule.rule
    hoa.get("/no/such/page", status=303)


def test_no_act_is_done_before_the_change(world: World, hoa: PageClient) -> None:
    token = next(form for form in hoa.get("/access/password").forms.values() if "current" in form.fields)["csrf_token"].value
    for rule in world.app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and rule.endpoint not in ("access.sign_in", "access.sign_out", "access.password"):
            answer = hoa.post(address_of(world, rule), {"csrf_token": token, once.FIELD: once.make(world.users["hoa"])}, status=303)
            assert answer.location.endswith("/access/password"), rule.rule


def test_the_page_shows_no_door_that_leads_back_to_itself(hoa: PageClient) -> None:
    page = hoa.get("/access/password")
    assert "riêng bạn" in page.text
    assert not page.html.find("nav")
    assert not page.html.find("input", {"type": "search"})


def test_after_the_change_everything_is_open(hoa: PageClient) -> None:
    assert "phải khác" in change(hoa.get("/access/password"), GIVEN, GIVEN, status=422).text
    change(hoa.get("/access/password"), GIVEN, OWN, status=303)
    assert hoa.sign_in("hoa", OWN).status_int == 200
    hoa.get("/orgs/", status=200)


def test_signing_out_is_open(hoa: PageClient) -> None:
    page = hoa.get("/access/password")
    next(form for form in page.forms.values() if form.action.endswith("sign-out")).submit(status=303)
    assert "/access/sign-in" in hoa.get("/access/password", status=303).location
