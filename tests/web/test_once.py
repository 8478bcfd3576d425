"""The one-time token of a form: the same form counts once, whoever else sends it, however often, at whatever moment."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask, request
from sqlalchemy import func, select

from fundapp.console.checks import CHECK_JOB
from fundapp.edge import forget_forms
from fundapp.jobs.models import Job
from fundapp.kernel import crypto
from fundapp.web import once
from fundapp.web.models import FormToken
from tests.client import PageClient
from tests.conftest import PASSWORD, World

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=True):
        yield


def form_of(client: PageClient, token: str | None = None) -> dict[str, str]:
    """The tokens of a form that Hạnh has open: a new look at the invariants, which leaves one job each time it is done."""
    form = next(form for form in client.get("/check").forms.values() if form.action == "/check")
    return {"csrf_token": form["csrf_token"].value, once.FIELD: token or form[once.FIELD].value}


def done(world: World) -> int:
    with world.transaction() as session:
        return session.scalar(select(func.count()).select_from(Job).where(Job.kind == CHECK_JOB)) or 0


def test_the_same_form_again_leads_where_the_first_answer_led_and_does_nothing(world: World, client: Any) -> None:
    hanh = client("hanh")
    form = form_of(hanh)
    first = hanh.post("/check", form, status=303)
    for _n in range(3):
        assert hanh.post("/check", form, status=303).location == first.location
    assert done(world) == 1
    hanh.post("/check", form_of(hanh), status=303)
    assert done(world) == 2


def test_the_same_token_with_other_words_is_refused(world: World, client: Any) -> None:
    hanh = client("hanh")
    form = form_of(hanh)
    hanh.post("/check", form, status=303)
    answer = hanh.post("/check", {**form, "reason": "Một lý do khác hẳn"}, status=409)
    assert "đã được gửi rồi với nội dung khác" in answer.text
    assert done(world) == 1


def test_the_same_token_to_the_same_page_asked_otherwise_is_refused(world: World, client: Any) -> None:
    """What an address asks for after its question mark is a part of what was sent."""
    hanh = client("hanh")
    form = form_of(hanh)
    hanh.post("/check?a=1", form, status=303)
    hanh.post("/check?a=2", form, status=409)
    assert done(world) == 1


def test_after_signing_out_a_used_form_does_nothing_again(world: World, client: Any) -> None:
    hanh = client("hanh")
    form = form_of(hanh)
    first = hanh.post("/check", form, status=303).location
    out = next(form for form in hanh.get("/check").forms.values() if form.action == "/access/sign-out")
    out.submit(status=303)
    # The browser's own token ended with the session; with a stranger's new one it is a stranger's request.
    hanh.post("/check", form, status=400)
    strange = hanh.get("/access/sign-in").forms[0]["csrf_token"].value
    assert "/access/sign-in" in hanh.post("/check", {**form, "csrf_token": strange}, status=303).location
    assert done(world) == 1
    hanh.sign_in("hanh", PASSWORD)
    again = {**form, "csrf_token": form_of(hanh)["csrf_token"]}
    assert hanh.post("/check", again, status=303).location == first
    assert done(world) == 1


def test_the_token_of_one_form_does_not_serve_another(world: World, client: Any) -> None:
    """Once it has counted for one address, it counts for no other."""
    hanh = client("hanh")
    form = form_of(hanh)
    hanh.post("/check", form, status=303)
    hanh.post("/access/sign-out", form, status=409)
    hanh.get("/check", status=200)


@pytest.mark.parametrize("is_used", [True, False])
def test_somebody_elses_token_is_refused(world: World, client: Any, is_used: bool) -> None:
    hanh, binh = client("hanh"), client("binh")
    hers, his = form_of(hanh), form_of(binh)
    if is_used:
        hanh.post("/check", hers, status=303)
    binh.post("/check", {**his, once.FIELD: hers[once.FIELD]}, status=409)
    assert done(world) == is_used
    binh.post("/check", his, status=303)
    assert done(world) == is_used + 1


def test_a_token_ages(world: World, client: Any) -> None:
    hanh = client("hanh")
    old = form_of(hanh)[once.FIELD]
    with time_machine.travel(MONDAY + once.LIFE + timedelta(minutes=1), tick=True):
        hanh = client("hanh")
        answer = hanh.post("/check", form_of(hanh, old), status=409)
        assert "mở quá lâu" in answer.text
    assert done(world) == 0
    with time_machine.travel(MONDAY + once.LIFE - timedelta(minutes=1), tick=True):
        hanh = client("hanh")
        hanh.post("/check", form_of(hanh, old), status=303)


def forged(token: str) -> list[str]:
    nonce, at, mac = token.split(".")
    later = f"{int(at, 16) + 3600:x}"
    return [
        f"{nonce}.{at}.{mac[:-1]}{'0' if mac[-1] != '0' else '1'}", f"{nonce}.{later}.{mac}", f"{nonce[::-1]}.{at}.{mac}", f"{nonce}.{at}", f"{nonce}.{at}.",
        f"{nonce}.zz.{mac}", f"{nonce}.-1.{mac}", "a" * 24, "..", "", "x", "é" * 20, "1" * 4000, f"{nonce}.{'f' * 30}.{mac}",
    ]


def test_a_forged_token_is_refused(world: World, client: Any) -> None:
    hanh = client("hanh")
    form = form_of(hanh)
    for token in forged(form[once.FIELD]):
        hanh.post("/check", {**form, once.FIELD: token}, status=409)
    hanh.post("/check", {"csrf_token": form["csrf_token"]}, status=409)
    assert done(world) == 0
    hanh.post("/check", form, status=303)


def test_what_was_refused_may_be_sent_again_with_the_same_token(world: World, client: Any) -> None:
    """Nothing was done, so the token has not counted."""
    tuan = client("tuan")
    own = next(form for form in tuan.get("/access/password").forms.values() if "current" in form.fields)
    form = {"csrf_token": own["csrf_token"].value, once.FIELD: once.make(world.users["tuan"])}
    tuan.post("/check", form, status=403)
    with world.transaction() as session:
        assert session.get(FormToken, form[once.FIELD]) is None


def test_a_nervous_double_click_is_one_act(world: World, client: Any) -> None:
    """Two requests of the same form at the same moment, each in a thread of its own, on either engine."""
    hands = [client("hanh"), None]
    hands[1] = PageClient(world.app)
    hands[1].cookiejar = hands[0].cookiejar
    for _round in range(4):
        before, form = done(world), form_of(hands[0])
        gate, answers = threading.Barrier(2), []

        def click(hand: PageClient, form: dict[str, str] = form, gate: threading.Barrier = gate, answers: list[Any] = answers) -> None:
            gate.wait()
            answers.append(hand.post("/check", form, expect_errors=True))

        threads = [threading.Thread(target=click, args=(hand,)) for hand in hands]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [answer.status_int for answer in answers] == [303, 303]
        assert len({answer.location for answer in answers}) == 1
        assert done(world) == before + 1


def test_a_stranger_neither_uses_nor_moves_a_token(world: World, client: Any) -> None:
    hanh, stranger = client("hanh"), client(None)
    form = form_of(hanh)
    first = hanh.post("/check", form, status=303).location
    strange = {"csrf_token": stranger.get("/access/sign-in").forms[0]["csrf_token"].value, once.FIELD: form[once.FIELD]}
    assert "/access/sign-in" in stranger.post("/check", strange, status=303).location
    stranger.post("/access/sign-in", {**strange, "username": "hanh", "password": "sai hẳn rồi"}, status=422)
    assert hanh.post("/check", form, status=303).location == first


def test_used_tokens_are_forgotten_once_they_are_too_old_to_be_taken(world: World, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "AT_ONCE", 2)
    hanh = client("hanh")
    for _n in range(5):
        hanh.post("/check", form_of(hanh), status=303)
    with time_machine.travel(MONDAY + once.LIFE, tick=True):
        assert forget_forms(world.db, 0) == {"forgotten": 0}
    with time_machine.travel(MONDAY + once.LIFE + timedelta(days=2), tick=True):
        assert forget_forms(world.db, 0) == {"forgotten": 5}


def test_the_digest_of_a_form_hangs_on_the_key(settings: Any) -> None:
    """What a form said is remembered by a keyed digest, which nobody can try out without the key."""
    known, found = crypto.ring(), set()
    try:
        for key in (b"1" * 32, b"2" * 32):
            ring = crypto.KeyRing({"k1": key})
            crypto.use(lambda ring=ring: ring)
            with Flask("x").test_request_context("/households/new", method="POST", data={"cccd": "036188900501", once.FIELD: "a" * 24}):
                found.add(once._digest(request))
    finally:
        crypto.use(lambda: known)
    assert len(found) == 2
