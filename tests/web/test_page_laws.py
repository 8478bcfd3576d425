"""What the tests' own client finds wrong with a page, however often it has seen sound ones like it."""

import html5lib
import pytest

from tests.client import PageResponse, check_page
from tests.parsing import parse

SOUND = (
    '<!doctype html><html lang="vi"><head><title>Một trang</title></head><body><main><h1>Một trang</h1><p>{}</p>'
    '<form method="get"><label>Tên <input name="ten" value="An &amp; Bình"></label></form></main></body></html>'
)
BROKEN = [
    "một & hai &copy ba", "một < hai", "<b>một", "một</b>", "<a href='/x'>một <a href='/y'>hai</a></a>", "<input name=a name=b>", "<table><p>một</p></table>",
    '<a href="/x">một <a href="/y">hai</a></a>', '<input name="a" name="b">', '<b id="c" <i>', "<b>một</i>", '<input value="a"b">',
]


@pytest.mark.parametrize("inside", [
    "một", "một <b>hai</b>", '<svg viewBox="0 0 1 1"><title>Hình</title><path name="a" d="M0 0"/></svg><b name="b">sau</b>', "một<br>hai &lt; ba",
    "<b class='x'>một</b>", "<B>một</B>",
])
def test_a_sound_page_has_the_tree_that_the_standard_gives(inside: str) -> None:
    page = SOUND.format(inside)
    wanted = [(e.tag, e.attrib.get("name"), (e.text or "").strip()) for e in html5lib.parse(page).iter()]
    for _time in range(2):
        tree, errors, _may_be_inline = parse(page)
        assert not errors
        assert [(e.tag, e.attrib.get("name"), (e.text or "").strip()) for e in tree.iter()] == wanted


def test_what_follows_the_end_of_the_page_is_an_error() -> None:
    with pytest.raises(AssertionError, match="invalid HTML"):
        check_page(SOUND.format("một") + "<b>hai</b>", "/")


@pytest.mark.parametrize("inside", BROKEN)
def test_what_the_standard_calls_an_error_is_found_after_sound_pages_too(inside: str) -> None:
    for other in ("một", "<b>một</b>", '<a href="/x">một</a>', '<b id="c">một</b>', '<label>Tên <input name="a"></label>'):
        check_page(SOUND.format(other), "/")
    with pytest.raises(AssertionError, match="invalid HTML"):
        check_page(SOUND.format(inside), "/")


def test_the_forms_of_a_page_are_those_that_a_browser_sees() -> None:
    answer = PageResponse(SOUND.format("<select form='x' name='y'><option>1</option></select>"), content_type="text/html", charset="utf-8")
    assert set(answer.forms) == {0}
    assert answer.forms[0]["ten"].value == "An & Bình"


def test_a_page_is_not_taken_for_another_that_was_sound() -> None:
    for _time in range(2):
        check_page(SOUND.format("<code>0123456789ab</code>"), "/")
        with pytest.raises(AssertionError, match="exactly one h1"):
            check_page(SOUND.format("</p><h1>Hai</h1><p>"), "/")
