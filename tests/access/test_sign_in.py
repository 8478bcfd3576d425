"""Signing in and out, as strangers and as the cast."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from fundapp.access.models import SignIn, SignInFailure, TrailEntry
from fundapp.access.queries import MANY_FAILURES
from fundapp.app import create_app
from tests.client import PageClient
from tests.conftest import PASSWORD, World


def test_a_stranger_is_led_to_sign_in_and_back(world: World, client) -> None:
    stranger = client(None)
    answer = stranger.get("/orgs/")
    assert answer.status_int == 303
    assert "/access/sign-in?next=/orgs/" in answer.location
    form = answer.follow().forms[0]
    form["username"], form["password"] = "hoa", PASSWORD
    assert form.submit().location.endswith("/orgs/")


def test_a_wrong_password_says_so_and_counts(world: World, client) -> None:
    stranger = client(None)
    form = stranger.get("/access/sign-in").forms[0]
    form["username"], form["password"] = "hoa", "không phải"
    answer = form.submit(status=422)
    assert "không đúng" in answer.text
    with world.transaction() as session:
        assert session.query(SignInFailure).count() == 1
    for _n in range(MANY_FAILURES - 1):
        form.submit(status=422)
    form["password"] = PASSWORD
    form.submit(status=429)


def test_signing_out_ends_the_session_on_the_server(world: World, client) -> None:
    hoa = client("hoa")
    kept = dict(hoa.cookies)
    page = hoa.get("/access/password")
    next(form for form in page.forms.values() if form.action.endswith("sign-out")).submit(status=303)
    for name, value in kept.items():
        hoa.set_cookie(name, value)
    assert "/access/sign-in" in hoa.get("/orgs/", status=303).location


@pytest.mark.parametrize(("after", "status"), [(timedelta(minutes=30), 200), (timedelta(minutes=61), 303)])
def test_an_idle_session_ends(world: World, client, after: timedelta, status: int) -> None:
    hoa = client("hoa")
    with time_machine.travel(datetime.now(UTC) + after, tick=False):
        hoa.get("/orgs/", status=status)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/x", "/\\evil.example", "javascript:alert(1)", "evil"])
def test_a_sign_in_never_leads_outside(world: World, client, target: str) -> None:
    stranger = client(None)
    form = stranger.get("/access/sign-in", params={"next": target}).forms[0]
    form["username"], form["password"] = "hoa", PASSWORD
    assert form.submit().location in ("/", "http://localhost/")


def test_a_password_is_changed_with_the_old_one_and_ends_every_session(world: World, client) -> None:
    hoa, other = client("hoa"), client("hoa")
    form = next(form for form in hoa.get("/access/password").forms.values() if "current" in form.fields)
    form["current"], form["password"], form["again"] = PASSWORD, "congdoan1", "congdoan1"
    assert "từ 10" in form.submit(status=422).text
    form["current"], form["password"], form["again"] = PASSWORD, "một con mèo trên mái", "một con mèo trên mái"
    form.submit(status=303)
    other.get("/orgs/", status=303)
    with world.transaction() as session:
        assert session.query(TrailEntry).filter_by(act="user.password").count() == 1
        assert all(row.token_digest and len(row.token_digest) == 64 for row in session.query(SignIn))


def test_a_form_sent_twice_counts_once(world: World, client) -> None:
    hoa = client("hoa")
    page = hoa.get("/orgs/")
    form = next(form for form in page.forms.values() if form.action.endswith("sign-out"))
    form.submit(status=303)
    assert hoa.get("/orgs/", status=303)


def test_one_address_may_not_try_for_ever(world, settings) -> None:
    """Names that nobody bears lock no account; the address is what is limited, in the app as it is served."""
    served = PageClient(create_app(settings, db=world.db, testing=False))
    form = served.get("/access/sign-in").forms[0]
    token = form["csrf_token"].value
    answers = [
        served.post("/access/sign-in", {"csrf_token": token, "username": f"ai{n}", "password": "sai"}, expect_errors=True).status_int for n in range(32)
    ]
    assert 429 not in answers[:30]
    assert answers[30:] == [429, 429]
