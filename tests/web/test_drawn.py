"""What is drawn once is nobody else's, fits the moment, and bears new tokens each time."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import request, session

from fundapp.web.cookies import Cookies
from fundapp.web.drawn import write_rows
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
    assert write_rows("<i>%s %s</i>", [("a", "b"), ("<", "&")]) == "<i>a b</i><i>&lt; &amp;</i>"


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
