"""Garbage in an address is answered, never an error; found by attacking the running program."""

import base64

import pytest

from tests.conftest import World

ODD = (
    "/housing/99999999999999999999", "/households/99999999999999999999", "/payments/99999999999999999999", "/ledger/entries/9999999999999999999999",
    "/documents?year=99999999999999999999", "/households/?endpoint=x", "/households/?q=a&_method=POST", "/housing/new?household=99999999999999999999",
)


def _mark(raw: str) -> str:
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


@pytest.mark.parametrize("path", ODD)
@pytest.mark.parametrize("username", ["hoa", "tuan"])
def test_an_odd_address_is_no_error(world: World, client, username: str, path: str) -> None:
    assert client(username).get(path, expect_errors=True).status_int < 500


PLACES = [
    "x", _mark('["n",Infinity]'), _mark('["n",1e30,1]'), _mark('["n",99999999999999999999999]'), _mark("[" * 3000), _mark('["n","\\ud800",1]'),
]


@pytest.mark.parametrize("after", PLACES)
@pytest.mark.parametrize("path", ["/households/", "/housing/", "/payments", "/intake/"])
def test_a_mangled_place_in_a_list_is_no_error(world: World, client, path: str, after: str) -> None:
    assert client("hoa").get(path, params={"after": after}, expect_errors=True).status_int < 500


def test_a_sign_in_target_with_a_line_break_leads_home(world: World, client) -> None:
    stranger = client(None)
    form = stranger.get("/access/sign-in?next=/%0d%0aX:1").forms[0]
    form["username"], form["password"] = "hoa", "một câu dài để thử"
    assert form.submit(status=303).location.rstrip("/") in ("", "http://localhost")
