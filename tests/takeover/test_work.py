"""The long work of old books: cut off and begun anew, thrown away meanwhile, asked for twice at once; large, strange and stale input."""

import io
import re
import threading
import time
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import select, update
from sqlalchemy.orm.exc import StaleDataError

from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel.db import Scope
from fundapp.kernel.errors import Refusal
from fundapp.ledger import queries as ledger
from fundapp.ledger import service as ledger_service
from fundapp.ledger.models import Book, Entry
from fundapp.takeover import check, service, work
from fundapp.takeover.models import Takeover, TakeoverEntry
from fundapp.takeover.service import TakeoverRefused
from tests.intake.test_try_again import broken
from tests.ledger.test_pages import form_of
from tests.takeover.files import JOURNAL, OPENING, workbook
from tests.takeover.test_views import LINES, OPENINGS, _book, books, post, send, sound  # noqa: F401  (a fixture)

EVERYTHING = Scope.everything("a test")


def act_of(page, ending: str) -> Any:
    return next(form for form in page.forms.values() if (form.action or "").endswith(ending))


def only(world) -> Takeover:
    with world.db.reading(EVERYTHING) as session:
        return session.scalars(select(Takeover).order_by(Takeover.id.desc()).limit(1)).one()


def test_work_that_is_run_again_takes_nothing_back(books, client) -> None:  # noqa: F811
    post(client("tuan"), client("hanh"), send(client("tuan"), workbook(OPENING, OPENINGS), "opening").follow())
    work.post(books.db, only(books).id, books.actor("hanh"))
    work.read(books.db, only(books).id, books.actor("tuan"))
    assert only(books).state == "posted"
    sound(books)


def test_work_cut_off_before_the_year_is_closed_goes_on_with_that(books, client, monkeypatch) -> None:  # noqa: F811
    maker, head = client("tuan"), client("hanh")
    post(maker, head, send(maker, workbook(OPENING, OPENINGS), "opening").follow())
    with monkeypatch.context() as patched:
        patched.setattr(work, "_close", lambda *_: None)
        post(maker, head, send(maker, workbook(JOURNAL, LINES), "journal", book_id=str(_book(books, "QMA"))).follow())
    work.post(books.db, only(books).id, books.actor("hanh"))
    with books.db.reading(EVERYTHING) as session:
        states = {period.state for period in ledger.periods_of(session, session.get_one(Book, _book(books, "QMA")), 2025)}
    assert states == {"closed"}
    sound(books)


def test_december_stays_open_while_results_are_not_carried(books, client) -> None:  # noqa: F811
    maker, head = client("tuan"), client("hanh")
    post(maker, head, send(maker, workbook(OPENING, OPENINGS), "opening").follow())
    rows = [*LINES, (date(2025, 12, 31), "BC10", "Lãi tiền gửi", 1121, 531, 700, None)]
    done = post(maker, head, send(maker, workbook(JOURNAL, rows), "journal", book_id=str(_book(books, "QMA"))).follow())
    assert "tháng 12 còn mở vì thu, chi chưa kết chuyển: Quỹ QMA" in done
    with books.db.reading(EVERYTHING) as session:
        states = [period.state for period in ledger.periods_of(session, session.get_one(Book, _book(books, "QMA")), 2025)]
    assert states == ["closed"] * 11 + ["open"]
    sound(books)


def test_a_file_thrown_away_while_it_is_read_stays_away(books, client, monkeypatch) -> None:  # noqa: F811
    well = work.judge

    def meanwhile(takeover, *rest):
        with books.transaction("tuan") as session:
            service.discard(session, session.get_one(Takeover, takeover.id), by=books.actor("tuan"))
        return well(takeover, *rest)

    monkeypatch.setattr(work, "judge", meanwhile)
    shown = send(client("tuan"), workbook(OPENING, OPENINGS), "opening").follow()
    assert "Tệp này đã bỏ" in shown
    assert only(books).state == "discarded"


def test_reading_and_posting_that_died_can_be_begun_anew(books, client, monkeypatch) -> None:  # noqa: F811
    maker, head = client("tuan"), client("hanh")
    broken(monkeypatch, "takeover.read")
    page = send(maker, workbook(OPENING, OPENINGS), "opening").follow()
    assert "Chưa xong" in page
    page = act_of(page, "/attempt").submit(status=303).follow()
    assert "2 bút toán, 2 mới" in page
    act_of(page, "/submission").submit(status=303)
    broken(monkeypatch, "takeover.post")
    failed = form_of(head.get(page.request.path)).submit("act", value="post").follow()
    assert "Chưa xong" in failed
    with books.db.reading(EVERYTHING) as session:
        assert session.query(Entry).count() == 0
    assert "Đã ghi sổ" in act_of(failed, "/confirmation").submit(status=303).follow()
    sound(books)


def test_what_is_being_read_is_not_read_twice(books, client) -> None:  # noqa: F811
    send(client("tuan"), workbook(OPENING, OPENINGS), "opening")
    with books.transaction("tuan") as session:
        takeover = session.get_one(Takeover, only(books).id)
        takeover.state = "waiting"
        session.execute(update(Job).where(Job.id == takeover.job_id).values(state="running"))
        with pytest.raises(TakeoverRefused, match="đang được đọc"):
            service.read_again(session, takeover, by=books.actor("tuan"))
        session.rollback()


def test_two_who_post_at_once_post_it_once(books, client) -> None:  # noqa: F811
    """Two heads press the button at the same instant: one job is asked for, and each entry stands in the books once."""
    page = send(client("tuan"), workbook(OPENING, OPENINGS), "opening").follow()
    act_of(page, "/submission").submit(status=303)
    takeover_id, found, gate = only(books).id, [], threading.Barrier(2)

    def press() -> None:
        try:
            with books.db.transaction(EVERYTHING) as session:
                takeover = session.get_one(Takeover, takeover_id)
                if session.get_bind().dialect.name == "postgresql":
                    gate.wait(10)
                service.ask_to_post(session, takeover, by=books.actor("hanh"))
                found.append("asked")
        except (Refusal, StaleDataError) as refused:
            found.append(type(refused).__name__)

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(found) in (["TakeoverRefused", "asked"], ["StaleDataError", "asked"])
    assert jobs.run(books.db, only(books).job_id) in ("done", "taken")
    assert only(books).state == "posted"
    sound(books)


def test_a_stale_page_is_told_what_has_happened_since(books, client) -> None:  # noqa: F811
    maker, head = client("tuan"), client("hanh")
    page = send(maker, workbook(OPENING, OPENINGS), "opening").follow()
    stale = maker.get(page.request.path)
    act_of(page, "/submission").submit(status=303)
    assert "không còn ở bước đó" in act_of(stale, "/submission").submit(status=422)
    assert "không còn ở bước đó" in act_of(stale, "/removal").submit(status=422)
    assert "không còn ở bước đó" in act_of(stale, "/columns").submit(status=422)
    late = form_of(head.get(page.request.path))
    form_of(head.get(page.request.path)).submit("act", value="post", status=303)
    assert "không còn ở bước đó" in late.submit("act", value="post", status=422)
    sound(books)


def test_a_hundred_thousand_rows_are_refused_in_words_by_the_job(books, client) -> None:  # noqa: F811
    # Written as text into the workbook of one row: cell by cell, writing takes longer than refusing.
    one = "".join(f'<c r="{place}{{n}}" t="inlineStr"><is><t>{value}</t></is></c>' for place, value in zip("ABC", ("05/03/2025", "PT{n}", "Thu"), strict=True))
    one += "".join(f'<c r="{place}{{n}}"><v>{value}</v></c>' for place, value in zip("DEF", (1121, 43181, 1000), strict=True))
    rows = "".join(f'<row r="{number}">{one.format(n=number)}</row>' for number in range(2, 100_002))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(JOURNAL, []))) as head, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as book:
        for name in head.namelist():
            part = head.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b"</sheetData>" in part
                part = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:F100001"', part).replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            book.writestr(name, part)
    began = time.monotonic()
    shown = send(client("tuan"), stream.getvalue(), "journal", book_id=str(_book(books, "QMA"))).follow()
    assert "Hãy chia thành nhiều tệp" in shown
    assert time.monotonic() - began < 120
    with books.db.reading(EVERYTHING) as session:
        assert session.query(TakeoverEntry).count() == session.query(Entry).count() == 0


def test_formulas_count_as_what_they_came_to(books, client) -> None:  # noqa: F811
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Sổ")
    sheet.write_row(0, 0, OPENING)
    sheet.write_row(1, 0, ("QMA", 1111, "", "", ""))
    sheet.write_formula(1, 5, "=2000000+3000000", None, 5_000_000)
    sheet.write_row(2, 0, ("QMA", 43181, "", "", ""))
    sheet.write_formula(2, 6, "=F2", None, 5_000_000)
    book.close()
    assert "1 bút toán, 1 mới" in send(client("tuan"), stream.getvalue(), "opening").follow()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tệp trống"),
        (workbook(OPENING, []), "chưa có dòng nào có số tiền"),
        (workbook(OPENING[:6], [("QMA", 1111, "", "", "", 5)]), "thiếu cột"),
        (workbook(("Họ tên", "Năm sinh", "Ghi chú"), [("A", 1990, "x")]), "Không tìm thấy hàng tiêu đề"),
        (workbook(OPENING, [("QMA", 1111, "", "", "", -1, None), ("QMA", 43181, "", "", "", None, 5)]), "không được âm"),
        (workbook(OPENING, [("QMA", 1111, "", "", "", 10**19, None), ("QMA", 43181, "", "", "", None, 5)]), "lớn hơn 999.999.999.999.999"),
        (workbook(OPENING, [("QMA", 1111, "", "", "", "năm triệu", None), ("QMA", 43181, "", "", "", None, 5)]), "không phải là một số tiền"),
    ],
    ids=["empty", "no rows", "missing column", "other table", "negative", "too large", "text as amount"],
)
def test_bad_input_is_answered_in_words_and_nothing_is_kept(books, client, content, said) -> None:  # noqa: F811
    answer = send(client("tuan"), content, "opening", status="*")
    shown = answer.follow() if answer.status_int == 303 else answer
    assert said in shown
    assert not any((form.action or "").endswith("/submission") for form in shown.forms.values())
    with books.db.reading(EVERYTHING) as session:
        assert session.query(Entry).count() == 0


def test_others_neither_see_nor_act(books, client) -> None:  # noqa: F811
    page = send(client("tuan"), workbook(OPENING, OPENINGS), "opening").follow()
    client("lan").get(page.request.path, status=403)
    client("son").get(page.request.path, status=403)
    assert "2 bút toán" in client("binh").get(page.request.path)
    with books.transaction("son") as session:
        assert session.get(Takeover, only(books).id) is None


def test_the_invariant_finds_what_was_posted_and_is_no_longer_so(books, client) -> None:  # noqa: F811
    post(client("tuan"), client("hanh"), send(client("tuan"), workbook(OPENING, OPENINGS), "opening").follow())
    with books.transaction() as session:
        row = session.scalars(select(TakeoverEntry).limit(1)).one()
        row.amount += 1
        session.flush()
        (found,) = check.invariants(session)
        assert not found.ok
        assert "không có trong sổ như đã đọc" in found.wrong[0]
        session.rollback()
    with books.transaction() as session:
        session.get_one(Takeover, only(books).id).state = "sent"
        session.flush()
        (found,) = check.invariants(session)
        assert "chưa ghi sổ mà đã có bút toán" in found.wrong[0]
        session.rollback()


def test_a_journal_after_the_books_went_on_is_refused(books, client) -> None:  # noqa: F811
    maker, head = client("tuan"), client("hanh")
    post(maker, head, send(maker, workbook(OPENING, OPENINGS), "opening").follow())
    with books.transaction() as session:
        book = session.get_one(Book, _book(books, "QMA"))
        box = ledger.boxes_of(session, book.unit_id)[1]
        lines = [ledger_service.LineSpec("1121", debit=5, box=box), ledger_service.LineSpec("43181", credit=5)]
        wanted = ledger_service.Posting(book=book, on=date(2026, 1, 5), narration="Thu", lines=lines, reference="x/1")
        ledger_service.post(session, wanted, drafted_by=books.users["tuan"], by=books.actor("hanh"))
    page = send(maker, workbook(JOURNAL, LINES), "journal", book_id=str(_book(books, "QMA"))).follow()
    assert "đã có bút toán sau năm 2025" in page
    assert issubclass(TakeoverRefused, Refusal)
