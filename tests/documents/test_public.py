"""A stranger verifies a printed paper: sees what it must say and nobody's name, is told of a reversal or a void, and is led nowhere by forged codes."""

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from fundapp.app import create_app
from fundapp.documents import check, public
from fundapp.documents.models import PublicPaper
from fundapp.documents.public_codes import grouped
from tests.client import PageClient
from tests.ledger.unguarded import unguarded

PAYEE = "Nguyễn Thị Hường"


@pytest.fixture
def code(world: Any) -> str:
    """One published paper of the province."""
    with world.transaction() as session:
        row = public.publish(
            session, subject="vouchers/1", title="Phiếu chi", number="PC26-0001", on=date(2026, 3, 10), amount=40_000_000, payee=PAYEE,
            digest="3f9a 12c4 77aa", unit_id=world.units["LDLD-NB"], by=world.actor("lan"),
        )
        return public.code_for(row)


def state_of(world: Any, state: str) -> None:
    with world.transaction() as session:
        session.execute(text("UPDATE public_paper SET state = :state, changed_at = '2026-03-12 02:05:00.000000'"), {"state": state})


def test_a_stranger_sees_what_the_paper_must_say(code: str, client: Any) -> None:
    page = client(None).get(f"/documents/verify/{code}")
    told = ("Phiếu chi số PC26-0001", "40.000.000", "10/03/2026", "N••• T••• H•••", "Có hiệu lực", "3f9a 12c4 77aa", "Liên đoàn Lao động tỉnh Ninh Bình")
    for part in (*told, grouped(code)):
        assert part in page, part
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Cache-Control"] == "no-store"


def test_nobody_is_named_and_nothing_else_told(code: str, client: Any) -> None:
    shown = client(None).get(f"/documents/verify/{code}").text
    for part in (*PAYEE.split()[1:], "Hường", "vouchers/", "Đỗ Ngọc Lan", "lan", "LDLD-NB"):
        assert not re.search(rf"(?<![\w/]){re.escape(part)}(?![\w])", shown), part


@pytest.mark.parametrize("how", ["small", "grouped", "misread"])
def test_the_code_may_be_typed(code: str, client: Any, how: str) -> None:
    typed = {"small": code.lower(), "grouped": f" {grouped(code)} ", "misread": code.replace("O", "0").replace("I", "1").replace("B", "8")}[how]
    page = client(None).get("/documents/verify")
    form = next(form for form in page.forms.values() if "code" in form.fields)
    form["code"] = typed
    assert "PC26-0001" in form.submit(status=303).follow()


@pytest.mark.parametrize("forged", ["AAAAAAAAAAAAAAAAAAAAAAAA", "x", "12", "1", "A-B", "a" * 60])
def test_forged_codes_lead_nowhere_and_are_told_so_kindly(code: str, client: Any, forged: str) -> None:
    page = client(None).get(f"/documents/verify/{forged}", status=404)
    assert "Chưa tìm thấy giấy tờ nào mang mã này" in page
    assert "xin hỏi công đoàn nơi phát hành" in page
    page = client(None).get("/documents/verify", {"code": forged}, expect_errors=True)
    assert (page.follow(status=404) if page.status_int == 303 else page).status_int == 404


def test_one_letter_off_is_not_this_paper(code: str, client: Any) -> None:
    stranger = client(None)
    for place in range(0, len(code), 5):
        other = "A" if code[place] != "A" else "C"
        stranger.get(f"/documents/verify/{code[:place]}{other}{code[place + 1:]}", status=404)


def test_what_the_database_holds_is_no_code(world: Any, code: str, client: Any) -> None:
    with world.transaction() as session:
        row = session.scalar(select(PublicPaper))
        held = [str(getattr(row, name)) for name in PublicPaper.__mapper__.column_attrs.keys()]  # noqa: SIM118
    assert code not in "".join(held)
    for value in held:
        client(None).get(f"/documents/verify/{re.sub('[^0-9A-Za-z-]', '', value)[:60] or 'x'}", status=404)


@pytest.mark.parametrize(("state", "said"), [("void", "Đã hủy"), ("reversed", "Đã đảo bút toán trong sổ")])
def test_a_paper_that_is_no_longer_valid_says_so(world: Any, code: str, client: Any, state: str, said: str) -> None:
    state_of(world, state)
    page = client(None).get(f"/documents/verify/{code}")
    assert said in page
    assert "Phiếu này không còn hiệu lực" in page
    assert "Có hiệu lực" not in page
    assert "12/03/2026" in page


def test_a_row_that_was_changed_vouches_for_nothing(world: Any, code: str, client: Any) -> None:
    with unguarded(world.db) as connection:
        connection.execute(text("UPDATE public_paper SET amount = 90000000"))
    page = client(None).get(f"/documents/verify/{code}")
    assert "Dữ liệu không còn như lúc in" in page
    assert "90.000.000" not in page
    with world.transaction() as session:
        found = next(one for one in check.invariants(session) if one.code == "D4")
    assert (found.rows, len(found.wrong)) == (1, 1)


def test_a_sound_row_is_sound(world: Any, code: str) -> None:
    with world.transaction() as session:
        found = next(one for one in check.invariants(session) if one.code == "D4")
    assert (found.rows, found.ok, bool(code)) == (1, True, True)


def test_published_again_it_is_the_row_that_stands(world: Any, code: str) -> None:
    with world.transaction() as session:
        again = public.publish(
            session, subject="vouchers/1", title="Phiếu chi", number="PC26-0009", on=date(2026, 4, 1), amount=1, payee="Ai khác", digest="", unit_id=1, by=None
        )
        assert public.code_for(again) == code
        assert len(session.scalars(select(PublicPaper)).all()) == 1


@pytest.mark.parametrize("statement", [
    "DELETE FROM public_paper", "UPDATE public_paper SET amount = 1", "UPDATE public_paper SET payee = 'A'", "UPDATE public_paper SET lookup = lower(lookup) || ''",
    "UPDATE public_paper SET state = 'valid', changed_at = NULL",
    ("INSERT INTO public_paper (unit_id, subject, title, number, paper_on, amount, payee, digest, lookup, state, changed_at, published_at)"
    " SELECT unit_id, 'x/1', title, number, paper_on, amount, payee, digest, substr(lookup, 2) || 'z', 'void', published_at, published_at FROM public_paper"),
])
def test_raw_sql_changes_only_the_state_and_only_onwards(world: Any, code: str, statement: str) -> None:
    state_of(world, "reversed")
    with pytest.raises(DatabaseError), world.transaction() as session:
        session.execute(text(statement))


def test_strangers_may_not_try_for_ever(world: Any, code: str, settings: Any) -> None:
    served = create_app(settings, db=world.db, testing=False)
    stranger = PageClient(served)
    answers = [stranger.get(f"/documents/verify/{'A' * 24}", expect_errors=True).status_int for _ in range(70)]
    assert set(answers[:55]) == {404}
    assert answers[-1] == 429
    assert stranger.get("/documents/verify", status=200)
    assert code

