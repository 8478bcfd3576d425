"""What was typed is never lost without a word: after the session's end, or when somebody was faster, it is shown to be copied."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update

from fundapp.access.models import SignIn
from fundapp.kernel import clock
from fundapp.web import once
from tests.conftest import World
from tests.households.people import put_on_file

REASON = "Nhập sai ngày sinh so với giấy khai sinh bản gốc của xã"


def a_correction(client: Any, world: World) -> tuple[Any, Any, int]:
    household_id = put_on_file(world)
    hoa = client("hoa")
    page = hoa.get(f"/households/{household_id}")
    address = next(link["href"] for link in page.html.find_all("a", href=True) if "/correct" in link["href"] or "/persons/" in link["href"])
    form = next(form for form in hoa.get(address).forms.values() if "reason" in form.fields)
    form["reason"] = REASON
    return hoa, form, household_id


def end_sessions(world: World) -> None:
    with world.transaction() as session:
        session.execute(update(SignIn).values(ended_at=clock.now() - timedelta(minutes=1)))


def texts(page: Any) -> list[str]:
    return [area.text.strip() for area in page.html.find_all("textarea", readonly=True)]


def test_after_the_end_of_the_session_what_was_typed_is_shown_with_the_way_back(world: World, client: Any) -> None:
    _hoa, form, _household_id = a_correction(client, world)
    form["full_name"] = "Nguyễn Thị Hường Mới"
    end_sessions(world)
    page = form.submit(status=401)
    assert REASON in texts(page)
    assert "Nguyễn Thị Hường Mới" in texts(page)
    assert form["csrf_token"].value not in page.text
    assert form[once.FIELD].value not in page.text
    link = next(link["href"] for link in page.html.find_all("a", href=True) if "sign-in" in link["href"])
    assert parse_qs(urlsplit(link).query)["next"] == [urlsplit(form.action).path or form.action]


def test_a_form_in_which_nothing_was_typed_leads_to_sign_in_as_ever(world: World, client: Any) -> None:
    _hanh = client("hanh")
    form = next(form for form in _hanh.get("/check").forms.values() if form.action == "/check")
    end_sessions(world)
    assert "/access/sign-in" in form.submit(status=303).location


def test_a_form_sent_twice_with_other_words_gives_the_words_back(world: World, client: Any) -> None:
    hoa, form, _household_id = a_correction(client, world)
    form.submit(status=303)
    form["reason"] = REASON + ", lần thứ hai"
    page = form.submit(status=409)
    assert REASON + ", lần thứ hai" in texts(page)
    assert "Mở lại trang để làm tiếp" in page.text
    assert hoa is not None


def test_a_stale_row_shows_the_form_again_with_what_was_typed(world: World, client: Any) -> None:
    """Somebody else was faster: the form itself comes back, which is better than a copy."""
    hoa, form, household_id = a_correction(client, world)
    other = next(form for form in hoa.get(form.action).forms.values() if "reason" in form.fields)
    other["reason"], other["full_name"] = "Đổi tên theo giấy mới", "Nguyễn Thị Hường Hai"
    other.submit(status=303)
    form["full_name"] = "Nguyễn Thị Hường Ba"
    page = form.submit(expect_errors=True)
    assert page.status_int in (409, 422)
    assert REASON in page.text
    assert "Nguyễn Thị Hường Ba" in page.text
    assert household_id


def test_a_form_without_its_token_is_not_shown_as_somebodys_words(world: World, client: Any) -> None:
    hoa, form, _household_id = a_correction(client, world)
    page = hoa.post(form.action, {"reason": REASON, once.FIELD: form[once.FIELD].value}, status=400)
    assert REASON not in page.text


def test_a_password_is_never_given_back(world: World, client: Any) -> None:
    stranger = client(None)
    token = stranger.get("/access/sign-in").forms[0]["csrf_token"].value
    secret = "một câu rất bí mật của tôi"
    form = {"csrf_token": token, once.FIELD: once.make(None), "current": secret, "password": secret, "again": secret}
    page = stranger.post("/access/password", form, expect_errors=True)
    assert secret not in page.text


@pytest.mark.parametrize("referrer", ["http://elsewhere.example/x", "http://localhost//evil.example/x", "", "nonsense"])
def test_the_way_back_stays_on_this_site(world: World, client: Any, referrer: str) -> None:
    hoa, _form, household_id = a_correction(client, world)
    token = next(form for form in hoa.get("/access/password").forms.values() if "current" in form.fields)["csrf_token"].value
    page = hoa.post(
        f"/households/{household_id}/reveal", {"csrf_token": token, "reason": REASON, once.FIELD: "x"}, headers={"Referer": referrer}, status=409,
    )
    back = next(link["href"] for link in page.html.find_all("a", href=True) if "Mở lại trang" in link.text)
    assert back.startswith("/")
    assert not back.startswith("//")
