"""What is drawn once is nobody else's, fits the moment, and bears new tokens each time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import request, session

from fundapp.web import rows
from fundapp.web.cookies import Cookies
from fundapp.web.rows import Rows, Written, write_rows
from tests.households.people import put_on_file


def test_a_kept_list_is_the_readers_own_and_shows_what_is_on_file_now(client, world):
    put_on_file(world, full_name="Lê <b>Mơ</b> & 'An'")
    put_on_file(world, code="CDCS-SKD", by="son", cccd="036190900611", full_name="Đinh Văn Sáu")
    hoa, son, binh = client("hoa"), client("son"), client("binh")
    for _time in range(3):
        mine, others, all_of_them = (browser.get("/households/").text for browser in (hoa, son, binh))
        assert "Lê &lt;b&gt;Mơ&lt;/b&gt; &amp; &#39;An&#39;" in mine
        assert "Đinh Văn Sáu" not in mine
        assert "Đinh Văn Sáu" in others
        assert "/households/new" in mine
        assert "/households/new" not in all_of_them
        names = [re.search(r'usermenu-who"><strong>([^<]+)', page)[1] for page in (mine, others, all_of_them)]
        assert len(set(names)) == 3
    tokens = {re.search(r'name="once_token" value="([^"]+)"', hoa.get("/households/").text)[1] for _time in range(3)}
    assert len(tokens) == 3
    assert "1 hộ đang theo dõi" in mine
    put_on_file(world, cccd="036190900622", full_name="Phạm Thị Mận")
    page = hoa.get("/households/").text
    assert "Phạm Thị Mận" in page
    assert "2 hộ đang theo dõi" in page


def test_rows_are_made_safe_where_a_single_cell_needs_it():
    assert write_rows("<i>%s %s</i>", [("a", "b"), ("<", "&")]) == ["<i>a b</i>", "<i>&lt; &amp;</i>"]


def test_a_row_is_written_again_as_soon_as_anything_of_it_is_another():
    written, asked = Written(), []

    def cells(row):
        asked.append(row)
        return tuple(map(str, row))

    def write(pattern, *lines, hangs_on=()):
        return written.write(pattern, Rows(list(lines), cells, hangs_on)).decode()

    assert write("<i>%s %s</i>", '[1, "a"]', '[2, "<"]') == write("<i>%s %s</i>", '[1, "a"]', '[2, "<"]') == "<i>1 a</i><i>2 &lt;</i>"
    assert asked == [[1, "a"], [2, "<"]]
    assert write("<i>%s %s</i>", '[2, "b"]', '[1, "a"]', '[2, "<"]') == "<i>2 b</i><i>1 a</i><i>2 &lt;</i>"
    assert asked[2:] == [[2, "b"]]
    assert write("<b>%s %s</b>", '[1, "a"]') == "<b>1 a</b>"
    write("<i>%s %s</i>", '[1, "a"]', hangs_on=(True,))
    assert len(asked) == 5
    assert write("<i>%s</i>") == ""


def test_rows_kept_take_no_more_room_than_they_may(monkeypatch):
    monkeypatch.setattr(rows, "MOST_KEPT", 1_000)
    written = Written()
    for number in range(500):
        assert written.write("<i>%s</i>", Rows([f"[{number}]"], lambda row: (str(row[0]),), ())) == f"<i>{number}</i>".encode()
        kept = [line + html.decode() for known in written._known.values() for line, html in known.items()]
        assert sum(map(len, kept)) <= 1_000 + 50


# The last letter of a signature holds bits that say nothing; the one before it does not.
@pytest.mark.parametrize("change", [lambda text: text[:-2] + ("A" if text[-2] != "A" else "B") + text[-1], lambda text: text.replace(".", ".x", 1)])
def test_a_cookie_proved_before_proves_no_other(world, change):
    cookies, app = Cookies(), world.app
    begun = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    with time_machine.travel(begun), app.test_request_context():
        text = cookies.get_signing_serializer(app).dumps({"_user_id": "x"})

    def read(text):
        with app.test_request_context(headers={"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={text}"}):
            return dict(cookies.open_session(app, request))

    with time_machine.travel(begun + timedelta(days=30)):
        assert read(text) == read(text) == {"_user_id": "x"}
        assert read(change(text)) == {}
    with time_machine.travel(begun + timedelta(days=32)):
        assert read(text) == {}


def test_what_a_request_puts_into_its_cookie_is_not_in_the_next_one(world):
    cookies, app = Cookies(), world.app
    with app.test_request_context():
        assert not session
        text = cookies.get_signing_serializer(app).dumps({"_user_id": "x"})
    for _time in range(2):
        with app.test_request_context(headers={"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={text}"}):
            opened = cookies.open_session(app, request)
            assert dict(opened) == {"_user_id": "x"}
            opened["more"] = 1
