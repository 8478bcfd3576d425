"""Old books through rendered forms: one uploads and sends, another posts; all of it or nothing; the same file twice adds nothing."""

from datetime import date

import pytest
from webtest import Upload

from fundapp.kernel.db import Scope
from fundapp.ledger import check as ledger_check
from fundapp.ledger import queries, service
from fundapp.ledger.models import Book, Entry, Period
from fundapp.takeover import check
from fundapp.takeover.models import Takeover
from tests.ledger.test_pages import form_of
from tests.sheets.test_reader import build_xlsx, cell
from tests.takeover.files import JOURNAL, OPENING, workbook

EVERYTHING = Scope.everything("a test")


@pytest.fixture
def books(world):
    """Two empty funds opened on the first day of last year, with one cash box and one bank account."""
    maker, unit = world.actor("tuan"), world.units["LDLD-NB"]
    with world.transaction() as session:
        for code, account, purposes in (("QMA", "43181", ["housing"]), ("QXH", "43183", ["housing", "gifts"])):
            service.open_book(
                session, unit_id=unit, code=code, name=f"Quỹ {code}", legal_form="social_fund", fund_account=account, purposes=purposes, by=maker,
                on=date(2025, 1, 1),
            )
        service.add_box(session, unit_id=unit, kind="cash", name="Két LĐLĐ", by=maker)
        service.add_box(session, unit_id=unit, kind="bank", name="Agribank 0345", account_tail="0345", by=maker)
    return world


OPENINGS = [
    ("QMA", 1111, "", "", "", 5_000_000, None), ("QMA", 1121, "", "0345", "", 40_000_000, None), ("QMA", 43181, "", "", "", None, 45_000_000),
    ("QXH", 1111, "", "", "", 2_000_000, None), ("QXH", 43183, "", "", "", None, 2_000_000), ("Tổng cộng", None, "", "", "", 47_000_000, 47_000_000),
]
LINES = [
    (date(2025, 2, 10), "PT01", "Thu ủng hộ", 1121, 43181, 10_000_000, None), (date(2025, 3, 5), "PC01", "Chi xây nhà bà A", 43181, 1111, 4_000_000, None),
    (date(2025, 12, 31), "BC09", "Lãi tiền gửi", 1121, 43181, 12_345, None),
]


def send(client, content: bytes, kind: str, *, name: str = "so-cu.xlsx", status: int = 303, **more):
    form = form_of(client.get("/takeover/new"))
    form["kind"], form["file"] = kind, Upload(name, content)
    for field, value in {"opened_on": "01/01/2025", "year": "2025", **more}.items():
        form[field] = value
    return form.submit(status=status)


def post(maker, head, page):
    """The maker sends what was read, the head of accounting posts it."""
    sent = next(form for form in page.forms.values() if (form.action or "").endswith("/submission")).submit().follow()
    assert "Chờ người thứ hai ghi sổ" in sent
    posted = form_of(head.get(page.request.path))
    return posted.submit("act", value="post").follow()


def sound(world) -> None:
    with world.db.reading(EVERYTHING) as session:
        found = [*ledger_check.invariants(session), *check.invariants(session)]
        assert {one.code: one.wrong for one in found if not one.ok} == {}


def test_openings_then_last_year_then_closed_and_carried_over(books, client) -> None:
    maker, head = client("tuan"), client("hanh")
    page = send(maker, workbook(OPENING, OPENINGS, above=["LĐLĐ tỉnh", "BẢNG SỐ DƯ ĐẦU NĂM"]), "opening").follow()
    assert "2 bút toán, 2 mới" in page
    assert "Đã ghi sổ" in post(maker, head, page)
    page = send(maker, workbook(JOURNAL, LINES), "journal", book_id=str(_book(books, "QMA"))).follow()
    assert "PC01: Chi xây nhà bà A" in page
    done = post(maker, head, page)
    assert "chuyển sang năm 2026: 51.012.345 đồng tiền" in done
    with books.db.reading(EVERYTHING) as session:
        assert queries.standing(session, [_book(books, "QMA")])[_book(books, "QMA")].balance == 51_012_345
        assert {period.state for period in session.query(Period).filter_by(book_id=_book(books, "QMA"))} == {"closed"}
        assert {(entry.drafted_by_id, entry.posted_by_id) for entry in session.query(Entry)} == {(books.users["tuan"], books.users["hanh"])}
    again = send(maker, workbook(JOURNAL, LINES), "journal", book_id=str(_book(books, "QMA"))).follow()
    assert "không còn gì để ghi thêm" in again
    sound(books)


def _book(world, code: str) -> int:
    with world.db.reading(EVERYTHING) as session:
        return session.query(Book).filter_by(code=code).one().id


def test_one_dong_of_difference_keeps_the_whole_file_out(books, client) -> None:
    maker = client("tuan")
    rows = [*OPENINGS[:2], ("QMA", 43181, "", "", "", None, 44_999_999), *OPENINGS[3:]]
    page = send(maker, workbook(OPENING, rows), "opening").follow()
    assert "Quỹ QMA: Nợ lớn hơn Có, lệch 1 đồng" in page
    assert not any((form.action or "").endswith("/submission") for form in page.forms.values())
    assert maker.get(page.request.path + "/bad-rows.xlsx").body[:2] == b"PK"
    with books.db.reading(EVERYTHING) as session:
        assert session.query(Entry).count() == 0


def test_what_the_ledger_itself_would_refuse_is_said_before_anything_is_sent(books, client) -> None:
    maker, head = client("tuan"), client("hanh")
    post(maker, head, send(maker, workbook(OPENING, OPENINGS), "opening").follow())
    rows = [(date(2025, 2, 1), "PC01", "Chi quá số tiền", 43181, 1111, 5_000_001, None)]
    page = send(maker, workbook(JOURNAL, rows), "journal", book_id=str(_book(books, "QMA"))).follow()
    assert "không đủ tiền của Quỹ QMA: cần 5.000.001 đồng, đang có 5.000.000 đồng" in page
    changed = [(date(2025, 2, 10), "PT01", "Thu ủng hộ", 1121, 43181, 9_999_999, None)]
    post(maker, head, send(maker, workbook(JOURNAL, LINES[:1]), "journal", book_id=str(_book(books, "QMA")), closes=False).follow())
    assert "đã được ghi sổ với nội dung khác" in send(maker, workbook(JOURNAL, changed), "journal", book_id=str(_book(books, "QMA"))).follow()
    sound(books)


def test_whoever_uploaded_does_not_post_and_who_posts_may_give_back(books, client) -> None:
    maker, head = client("tuan"), client("hanh")
    page = send(maker, workbook(OPENING, OPENINGS), "opening").follow()
    sent = next(form for form in page.forms.values() if (form.action or "").endswith("/submission")).submit().follow()
    assert "Ghi sổ cả tệp" not in sent
    form = form_of(head.get(page.request.path))
    assert "lý do trả lại" in form.submit("act", value="return", status=422)
    form["reason"] = "Thiếu quỹ"
    assert "Thiếu quỹ" in form.submit("act", value="return").follow()
    with books.db.reading(EVERYTHING) as session:
        assert session.query(Takeover).one().state == "read"


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"x", b"PK\x03\x04 broken", None])
def test_hostile_files_are_refused_and_leave_nothing_in_the_books(books, client, content, tmp_path) -> None:
    maker = client("tuan")
    if content is None:
        far = build_xlsx(tmp_path / "far.xlsx", f'<row r="1">{cell("A1", "x")}</row><row r="1048576">{cell("XFD1048576", "y")}</row>')
        content = far.read_bytes()
    answer = send(maker, content, "opening", status="*")
    shown = answer.follow() if answer.status_int == 303 else answer
    assert answer.status_int == 422 or "Chưa nhận được tệp này" in shown
    with books.db.reading(EVERYTHING) as session:
        assert session.query(Entry).count() == 0


def test_templates_and_rights(books, client) -> None:
    maker, unit = client("tuan"), books.units["LDLD-NB"]
    for kind in ("opening", "journal"):
        assert maker.get(f"/takeover/units/{unit}/{kind}.xlsx").body[:2] == b"PK"
    client("binh").get("/takeover/")
    client("binh").get("/takeover/new", status=403)
    client("hoa").get("/takeover/", status=403)
