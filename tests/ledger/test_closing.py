"""A month closed, opened again and closed anew: what each closing keeps can be computed again byte for byte, and its paper can be held against the books."""

import io
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text

from fundapp.documents import files
from fundapp.documents.models import StoredFile
from fundapp.ledger import chain, closing_mark, service
from fundapp.ledger.check.chains import entries_with_lines, hash_of
from fundapp.ledger.check.marks import Verdict, compare
from fundapp.ledger.closing_mark import ClosingMark
from fundapp.ledger.models import Book, BookYear, Entry, Period, PeriodEvent
from fundapp.ledger.queries.frozen import canonical, trial_as_of
from tests.conftest import EVERYTHING
from tests.ledger.funds import DAY
from tests.ledger.handed_out import VERIFY, hand_out
from tests.ledger.story import tell
from tests.ledger.unguarded import unguarded


@pytest.fixture
def told(told_more):
    return told_more


def closings(session, code: str) -> list[tuple[Period, PeriodEvent]]:
    query = (
        select(Period, PeriodEvent).join(PeriodEvent, PeriodEvent.period_id == Period.id).join(Book, Book.id == Period.book_id)
        .where(Book.code == code, PeriodEvent.act == "closed").order_by(PeriodEvent.id)
    )
    return [tuple(row) for row in session.execute(query)]


def mark_of(session, period: Period, event: PeriodEvent, code: str) -> ClosingMark:
    earlier = session.query(PeriodEvent).filter(PeriodEvent.period_id == period.id, PeriodEvent.act == "closed", PeriodEvent.id < event.id).count()
    return ClosingMark(code, period.starts_on.year, event.head_number, event.head_hash, period.month, earlier + 1, event.trial_digest)


def frozen(session, period: Period, event: PeriodEvent) -> str:
    return canonical(trial_as_of(session, period, head_number=event.head_number, at=event.at))


def test_what_a_closing_keeps_comes_again_from_the_lines(told) -> None:
    with told.world.transaction() as session:
        found = closings(session, "QTV-NB")
        assert len(found) == 14 + 3
        for period, event in found:
            assert chain.sha256(frozen(session, period, event)) == event.trial_digest
            assert sum(row.debit for row in trial_as_of(session, period, head_number=event.head_number, at=event.at)) == event.turnover_amount


def test_the_two_closings_of_one_month_are_two(told) -> None:
    """The late entry of 31 December came between them; both are still computed as they were."""
    with told.world.transaction() as session:
        december = [(period, event) for period, event in closings(session, "QTV-NB") if (period.month, period.starts_on.year) == (12, 2025)]
        (period, first), (_period, second) = december
        assert (first.entry_count, second.entry_count) == (2, 3)
        assert (first.turnover_amount, second.turnover_amount) == (10_000_000, 13_000_000)
        assert (first.head_number, second.head_number) == (2, 3)
        assert frozen(session, period, first) != frozen(session, period, second)
        acts = [event.act for event in session.query(PeriodEvent).filter_by(period_id=period.id).order_by(PeriodEvent.id)]
        assert acts == ["close_requested", "closed", "reopen_requested", "reopened", "close_requested", "closed"]


def test_reversals_in_open_months_change_no_byte_of_a_closed_one(funds) -> None:
    tell(funds)
    head = funds.world.actor("hanh")
    with funds.world.transaction() as session:
        (period, event), = closings(session, "QMA-NB")
        before = frozen(session, period, event)
        opening = session.scalar(select(Entry).where(Entry.book_id == funds.b.id, Entry.kind == "opening"))
        paid = session.scalar(select(Entry).where(Entry.book_id == funds.a.id, Entry.reference == "payments/1"))
        both = list(session.scalars(select(Entry).where(Entry.voucher_id == paid.voucher_id)))
        service.reverse_together(session, both, reason="Ghi nhầm", drafted_by=funds.maker.user_id, by=head, on=DAY)
        funds.pay(session, 1_000_000, "payments/9", on=date(2026, 3, 3))
        assert opening is not None
    with funds.world.transaction() as session:
        (period, event), = closings(session, "QMA-NB")
        assert frozen(session, period, event) == before
        assert chain.sha256(before) == event.trial_digest


def test_the_paper_says_what_was_closed(told) -> None:
    with told.world.transaction() as session:
        _period, event = next((p, e) for p, e in reversed(closings(session, "QTV-NB")) if p.month == 12)
        paper = session.get_one(StoredFile, event.paper_file_id)
        said = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(files.read(paper.sha256))).pages).split())
        assert paper.origin == "printed"
    for part in (
        "BIÊN BẢN KHÓA SỔ VÀ BẢNG CÂN ĐỐI CUỐI KỲ", "Tháng 12/2025", "Quỹ trợ vốn tỉnh", "Lần khóa thứ 2", "13.000.000", "bút toán cuối số 3/2025", "Sót chứng từ",
        "Trong kỳ có 3 bút toán", "NGƯỜI LẬP", "PHỤ TRÁCH KẾ TOÁN", "THỦ TRƯỞNG ĐƠN VỊ", "Lê Anh Tuấn", "Nguyễn Mỹ Hạnh",
        *chain.in_fours(event.head_hash).split(), *chain.in_fours(event.trial_digest).split(),
    ):
        assert part in said, part


def test_a_closing_without_its_paper_cannot_be_stored(told) -> None:
    with told.world.db.engine.begin() as connection, pytest.raises(Exception, match="closing_is_printed"):
        connection.execute(text(
            "INSERT INTO ledger_period_event (period_id, unit_id, act, reason, by_id, event_on, event_at)"
            " SELECT period_id, unit_id, 'closed', '', by_id, event_on, event_at FROM ledger_period_event WHERE act = 'closed'"
        ))


def printed(told, code: str = "QTV-NB", year: int = 2026) -> list[ClosingMark]:
    with told.world.transaction() as session:
        return [mark_of(session, period, event, code) for period, event in closings(session, code) if period.starts_on.year == year]


def answers(told, marks: list[ClosingMark]) -> list:
    with told.world.transaction() as session:
        return compare(session, marks)


def test_untouched_books_are_as_printed(told) -> None:
    marks = [*printed(told), *printed(told, year=2025), *printed(told, "QMA-NB")]
    assert len(marks) == 4 + 13 + 1
    assert {(answer.verdict, answer.trial_same) for answer in answers(told, marks)} == {(Verdict.SAME, True)}


def test_the_printed_marks_fit_an_export_and_the_verifier_reads_them(told, tmp_path) -> None:
    """Paper, page and verifier speak of the same thing: the QR's text goes into `--head` as it is."""
    out = tmp_path / "books"
    marks = [*printed(told), *printed(told, year=2025), *printed(told, "QMA-NB")]
    texts = [closing_mark.text_of(mark) for mark in marks]
    hand_out(told.world, out)
    assert VERIFY.verify(out, texts)[0] == []
    change(told, _year(told, "QTV-NB", 2026), 1, forge=True)
    hand_out(told.world, out)
    found = VERIFY.verify(out, texts)[0]
    told_of = {(dict(one.where)["book"], dict(one.where)["year"]) for one in found if one.file == "--head"}
    assert told_of == {("QTV-NB", "2026")}


def rehash(told, year_id: int, first: int) -> None:
    """Do what a forger with the database does: make every hash from an entry on anew, and the head with them."""
    # The hashes are computed before the other connection is opened: two SQLite libraries in one process do not see each other's locks.
    with told.world.db.reading(EVERYTHING) as session:
        year = session.get_one(BookYear, year_id)
        code = session.get_one(Book, year.book_id).code
        previous = chain.genesis(code, year.year)
        made = []
        for entry, lines in entries_with_lines(session, Entry.book_year_id == year_id):
            hash_ = hash_of(entry, previous, lines) if entry.number >= first else entry.hash
            made.append((entry.id, previous, hash_))
            previous = hash_
    told.world.db.dispose()
    with unguarded(told.world.db) as connection:
        for entry_id, before, hash_ in made:
            connection.execute(text("UPDATE ledger_entry SET previous_hash = :p, hash = :h WHERE id = :id"), {"p": before, "h": hash_, "id": entry_id})
        connection.execute(text("UPDATE ledger_book_year SET last_hash = :h WHERE id = :id"), {"h": previous, "id": year_id})


def _year(told, code: str, year: int) -> int:
    with told.world.transaction() as session:
        return session.scalar(select(BookYear.id).join(Book, Book.id == BookYear.book_id).where(Book.code == code, BookYear.year == year))


def change(told, year_id: int, number: int, forge: bool) -> None:
    # Connections kept open by the other library would go on reading what the file was.
    told.world.db.dispose()
    with unguarded(told.world.db) as connection:
        connection.execute(text("UPDATE ledger_entry SET reference = 'khac/1' WHERE book_year_id = :y AND number = :n"), {"y": year_id, "n": number})
    if forge:
        rehash(told, year_id, number)


def test_a_changed_entry_is_named_though_its_hash_was_left(told) -> None:
    change(told, _year(told, "QTV-NB", 2026), 1, forge=False)
    answer = answers(told, printed(told)[-1:])[0]
    assert (answer.verdict, answer.broken_at, answer.first_unsure) == (Verdict.TOUCHED, 1, 1)


def test_a_rewritten_chain_differs_from_the_paper(told) -> None:
    marks = printed(told)
    change(told, _year(told, "QTV-NB", 2026), 2, forge=True)
    last = answers(told, marks[-1:])[0]
    assert (last.verdict, last.broken_at) == (Verdict.DIFFERENT, None)
    # The closing of January that came before entry 2 still vouches for entry 1.
    assert (last.sound_up_to, last.first_unsure) == (1, 2)
    assert len(last.unlike) > 8


def test_several_papers_narrow_the_difference(funds) -> None:
    """Five entries, papers after 1, 3 and 5; entry 4 is rewritten, and the forger has rewritten the kept closings too."""
    tell(funds)
    marks: list[ClosingMark] = []
    with funds.world.transaction() as session:
        for n in range(5):
            funds.pay(session, 1_000, f"more/{n}")
        year = session.scalar(select(BookYear).where(BookYear.book_id == funds.a.id))
        numbers = session.execute(select(Entry.number, Entry.hash).where(Entry.book_year_id == year.id, Entry.state == "posted").order_by(Entry.number)).all()
        marks = [ClosingMark("QMA-NB", 2026, number, hash_) for number, hash_ in numbers if number in (2, 4, 6, 8)]
        year_id = year.id
    change(funds, year_id, 5, forge=True)
    found = answers(funds, marks)
    assert [answer.verdict for answer in found] == [Verdict.SAME, Verdict.SAME, Verdict.DIFFERENT, Verdict.DIFFERENT]
    assert [answer.first_unsure for answer in found if answer.verdict is Verdict.DIFFERENT] == [5, 5]


def test_a_cut_tail_is_shorter_than_the_paper(told) -> None:
    mark = printed(told)[-1]
    with told.world.transaction() as session:
        year_id = _year(told, "QTV-NB", 2026)
        last = session.scalar(select(Entry).where(Entry.book_year_id == year_id).order_by(Entry.number.desc()))
        mark = mark._replace(number=last.number, head=last.hash)
    with unguarded(told.world.db) as connection:
        for statement in ("DELETE FROM ledger_line WHERE entry_id = :id", "DELETE FROM ledger_narration WHERE entry_id = :id", "DELETE FROM ledger_entry WHERE id = :id"):
            connection.execute(text(statement), {"id": last.id})
        connection.execute(text("UPDATE ledger_book_year SET last_number = last_number - 1 WHERE id = :y"), {"y": year_id})
    answer = answers(told, [mark])[0]
    assert (answer.verdict, answer.last_number) == (Verdict.SHORTER, mark.number - 1)


def test_a_typed_beginning_is_enough_and_a_slip_is_told(told, client) -> None:
    mark = printed(told)[-1]
    page = client("binh").get("/ledger/comparison")
    form = next(form for form in page.forms.values() if "head" in form.fields)
    form["book"], form["year"], form["number"], form["head"] = "QTV-NB", str(mark.year), str(mark.number), chain.in_fours(mark.head)[:24]
    shown = form.submit()
    assert "Khớp với giấy" in shown
    assert "Mới so 5 nhóm đầu" in shown
    form = next(form for form in shown.forms.values() if "head" in form.fields)
    slip = "0" if mark.head[0] != "0" else "1"
    form["head"] = slip + mark.head[1:]
    shown = form.submit()
    assert "Khác với giấy" in shown
    assert "Chỉ nhóm thứ 1 của dấu khác" in shown


def test_scanned_papers_of_two_funds_on_the_page(told, client) -> None:
    marks = [*printed(told)[-1:], *printed(told, "QMA-NB")]
    page = client("binh").get("/ledger/comparison", {"marks": "\n".join(map(closing_mark.text_of, marks))})
    assert page.text.count("Khớp với giấy") == 2
    assert page.text.count("khớp từng chữ với bảng cân đối đã in") == 2
    wrong = client("binh").get("/ledger/comparison", {"marks": "chữ khác"}, status=422)
    assert "không phải chữ trong mã QR" in wrong


def test_another_units_fund_is_not_told_of(told, client) -> None:
    mark = printed(told)[-1]
    assert client("hoa").get("/ledger/comparison", status=403)
    page = client("tuan").get("/ledger/comparison", {"marks": closing_mark.text_of(mark._replace(book_code="KHAC"))})
    assert "Không có sổ này trong phạm vi của bạn" in page


def test_the_paper_has_a_door_and_is_a_pdf(told, client) -> None:
    page = client("binh").get(f"/ledger/{told.a.id}/periods")
    pdf = page.click("Biên bản khóa sổ tháng 1$")
    assert pdf.content_type == "application/pdf"
    assert pdf.body.startswith(b"%PDF")
    assert "Đối chiếu dấu khóa sổ" in page
    with told.world.transaction() as session:
        asked = session.scalar(select(PeriodEvent.id).where(PeriodEvent.act == "close_requested"))
    client("binh").get(f"/ledger/closings/{asked}/paper.pdf", status=404)


def test_equal_closings_print_equal_bytes() -> None:
    from fundapp.documents import papers, qr
    from fundapp.ledger.paper import Closing, TrialLine, data_of

    mark = ClosingMark("QMA", 2026, 17, "ab" * 32, 1, 1, "cd" * 32)
    closing = Closing("LĐLĐ tỉnh", "Quỹ Mái ấm", mark, date(2026, 2, 6), 17, 5, [TrialLine("1111", "Tiền mặt", 0, 5, 0), TrialLine("431", "Quỹ", 0, 0, 5)], "A", "B")
    text_ = closing_mark.text_of(mark)
    one, two = (papers.render("khoa_so", data_of(closing, qr.svg(text_))) for _ in range(2))
    assert one == two
    many = Closing(**{**closing.__dict__, "rows": [TrialLine(f"43{n}", f"Quỹ số {n} " * 4, -n, n, 10**14) for n in range(90)]})
    assert len(PdfReader(io.BytesIO(papers.render("khoa_so", data_of(many, qr.svg(text_))))).pages) > 2


