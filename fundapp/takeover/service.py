"""Acts on files of old books: receive, say what columns mean, keep what was read, send, post all of it or nothing, give back, throw away."""

import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.policy import Permission
from fundapp.access.trail import record
from fundapp.documents import service as documents
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Refusal, Stale
from fundapp.kernel.labels import _
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book, CashBox
from fundapp.ledger.queries import book_years, periods_of, results_of
from fundapp.ledger.service import LineSpec, Posting
from fundapp.sheets import service as sheets
from fundapp.sheets.reader import refuse_unsafe
from fundapp.takeover import queries, words
from fundapp.takeover.books import Made
from fundapp.takeover.models import Takeover, TakeoverEntry

READ_JOB, POST_JOB = "takeover.read", "takeover.post"
EARLIEST_YEAR, MOST_SAID = 2000, 200


class TakeoverRefused(Refusal):
    """An act on this file that may not be done now."""


def receive(
    session: Session, *, content: bytes, name: str, unit_id: int, kind: str, book: Book | None, opened_on: date | None, year: int | None,
    purpose: str | None, closes: bool, by: Actor, on: date,
) -> Takeover:
    """Keep an uploaded file of old books and ask for it to be read. Refuses what is no safe workbook before it is kept."""
    if book is not None and book.unit_id != unit_id:
        raise TakeoverRefused(_("Quỹ này không thuộc đơn vị đã chọn."), "book_id")
    if kind == words.OPENING:
        if opened_on is None or opened_on > on:
            raise TakeoverRefused(_("Hãy ghi ngày của số dư, không sau hôm nay."), "opened_on")
        year = opened_on.year
    elif year is None or not EARLIEST_YEAR <= year < on.year:
        raise TakeoverRefused(_("Hãy ghi một năm trước năm nay. Nghiệp vụ năm nay thì ghi ở trang quỹ."), "year")
    if refuse_unsafe(content) == "text" and not name.lower().endswith((".csv", ".txt")):
        name = f"{name.rsplit('.', 1)[0]}.csv"
    stored = documents.store(session, stream=io.BytesIO(content), name=name, unit_id=unit_id, by=by, opens_with=Permission.TAKEOVER_READ)
    takeover = Takeover(
        unit_id=unit_id, kind=kind, book_id=book.id if book else None, purpose=purpose or None, opened_on=opened_on if kind == words.OPENING else None,
        year=year, closes=closes and kind == words.JOURNAL, file_id=stored.id, file_name=stored.name, content_digest=stored.original_sha256,
        uploaded_by_id=by.user_id, uploaded_at=clock.now(),
    )
    session.add(takeover)
    session.flush()
    record(session, by=by, act="takeover.upload", subject=f"takeover/{takeover.id}", unit_id=unit_id, details={"sha256": stored.sha256})
    _work(session, takeover, READ_JOB, by)
    return takeover


def correct_columns(session: Session, takeover: Takeover, *, meanings: dict[str, str], by: Actor) -> None:
    """Say what the columns mean; the unit's next file with this header is read so too. The file is read again."""
    _is(takeover, words.READ, words.REFUSED)
    if not takeover.understood.get("fingerprint"):
        raise Stale
    facts = [fact for fact in meanings.values() if fact]
    double = next((fact for fact in facts if facts.count(fact) > 1), None)
    if double is not None:
        raise TakeoverRefused(_("“%(fact)s” đang được chọn cho hai cột. Mỗi nội dung chỉ chọn một cột.", fact=words.title(double)))
    vocabulary = words.VOCABULARIES[takeover.kind].name
    sheets.remember(session, unit_id=takeover.unit_id, vocabulary=vocabulary, fingerprint=takeover.understood["fingerprint"], columns=meanings, by=by)
    takeover.state, takeover.message = words.WAITING, ""
    record(session, by=by, act="takeover.columns", subject=f"takeover/{takeover.id}", unit_id=takeover.unit_id)
    _work(session, takeover, READ_JOB, by)


def keep(
    session: Session, takeover: Takeover, entries: Sequence[Made], *, known: set[tuple[int, str]], understood: dict[str, Any], bad: int,
    bad_file_id: int | None,
) -> None:
    """Keep what was read, in place of what an earlier reading had kept. What was thrown away meanwhile stays so."""
    _is(takeover, words.WAITING)
    session.execute(delete(TakeoverEntry).where(TakeoverEntry.takeover_id == takeover.id))
    for place, one in enumerate(entries):
        row = TakeoverEntry(
            takeover_id=takeover.id, unit_id=takeover.unit_id, place=place, book_id=one.book_id, on=one.on, kind=one.kind, reference=one.reference,
            amount=max(one.amount, 1), sheet=one.sheet, row_number=one.row, is_known=(one.book_id, one.reference) in known,
        )
        row.content = json.dumps(
            {"label": one.label, "narration": one.narration, "purpose": one.purpose, "unit_id": one.unit_id,
             "lines": [[line.account, line.box_id, line.debit, line.credit, line.subject] for line in one.lines]},
            ensure_ascii=False,
        )
        session.add(row)
    takeover.understood, takeover.bad_count, takeover.bad_file_id, takeover.message = understood, bad, bad_file_id, ""
    takeover.state = words.READ
    session.flush()


def refuse(session: Session, takeover: Takeover, *, message: str, understood: dict[str, Any]) -> None:
    """Say why a file could not be understood; a header that was found lets its columns be corrected."""
    _is(takeover, words.WAITING)
    session.execute(delete(TakeoverEntry).where(TakeoverEntry.takeover_id == takeover.id))
    takeover.state, takeover.message, takeover.understood, takeover.bad_count = words.REFUSED, message, understood, 0
    session.flush()


def send(session: Session, takeover: Takeover, *, by: Actor) -> None:
    """Send a sound file to the second person. One bad row, or nothing new, keeps all of it back."""
    _is(takeover, words.READ)
    if takeover.uploaded_by_id != by.user_id:
        raise TakeoverRefused(_("Người tải tệp lên gửi tệp này."))
    if takeover.bad_count:
        raise TakeoverRefused(_("Tệp còn %(n)s dòng lỗi nên chưa gửi được: cả tệp cùng vào sổ hoặc không dòng nào. Hãy sửa tệp rồi tải lại.", n=takeover.bad_count))
    if not takeover.understood.get("fresh"):
        raise TakeoverRefused(_("Mọi bút toán của tệp này đã có trong sổ, không còn gì để ghi thêm."))
    takeover.state = words.SENT
    session.flush()
    record(session, by=by, act="takeover.send", subject=f"takeover/{takeover.id}", unit_id=takeover.unit_id)


def ask_to_post(session: Session, takeover: Takeover, *, by: Actor) -> None:
    """A second person asks for the whole file to be posted, again when that came to no end; the work is done in one transaction."""
    if not (takeover.state == words.POSTING and has_failed(session, takeover)):
        _is(takeover, words.SENT)
    if takeover.uploaded_by_id == by.user_id:
        raise ledger.DutiesMixed(_("Bạn là người lập số liệu này nên người khác phải ghi sổ."))
    takeover.state, takeover.message = words.POSTING, ""
    session.flush()
    _work(session, takeover, POST_JOB, by)


def read_again(session: Session, takeover: Takeover, *, by: Actor) -> None:
    """Read a file again whose reading came to no end."""
    _is(takeover, words.WAITING)
    if not has_failed(session, takeover):
        raise TakeoverRefused(_("Tệp này đang được đọc. Hãy chờ trang tự cập nhật."))
    _work(session, takeover, READ_JOB, by)
    record(session, by=by, act="takeover.read_again", subject=f"takeover/{takeover.id}", unit_id=takeover.unit_id)


def has_failed(session: Session, takeover: Takeover) -> bool:
    """Whether the work on a file has ended without its outcome."""
    job = session.get(Job, takeover.job_id) if takeover.job_id else None
    return job is None or job.state == "failed"


def give_back(session: Session, takeover: Takeover, *, reason: str, by: Actor) -> None:
    """Give a file back to whoever sent it, with the reason."""
    _is(takeover, words.SENT)
    if not reason.strip():
        raise TakeoverRefused(_("Hãy ghi lý do trả lại."), "reason")
    takeover.state, takeover.message = words.READ, reason.strip()
    session.flush()
    record(session, by=by, act="takeover.return", subject=f"takeover/{takeover.id}", unit_id=takeover.unit_id, details={"reason": reason.strip()})


def discard(session: Session, takeover: Takeover, *, by: Actor) -> None:
    """Throw a file away that was not posted."""
    _is(takeover, words.READ, words.REFUSED, words.WAITING)
    takeover.state = words.DISCARDED
    session.flush()
    record(session, by=by, act="takeover.discard", subject=f"takeover/{takeover.id}", unit_id=takeover.unit_id)


def failed(session: Session, takeover: Takeover, message: str) -> None:
    """Posting was refused: nothing of the file is in the books, and the second person reads why."""
    _is(takeover, words.POSTING)
    takeover.state, takeover.message = words.SENT, message
    session.flush()


def post_all(session: Session, takeover: Takeover, *, by: Actor, on: date) -> int:
    """Post every entry of a file in the order of the days, all or nothing; gives how many were new."""
    _is(takeover, words.POSTING)
    rows = list(session.scalars(select(TakeoverEntry).where(TakeoverEntry.takeover_id == takeover.id).order_by(TakeoverEntry.place)))
    check_year(session, takeover, sorted({row.book_id for row in rows}))
    books, boxes = _held(session, takeover)
    before = {row.id for row in rows if row.is_known}
    for row in rows:
        row.entry_id = post_one(session, queries.opened(row), books[row.book_id], boxes, drafted_by=takeover.uploaded_by_id, by=by).id
    takeover.state, takeover.posted_by_id, takeover.posted_at = words.POSTED, by.user_id, clock.now()
    session.flush()
    fresh = len(rows) - len(before)
    record(session, by=by, act="takeover.post", subject=f"takeover/{takeover.id}", unit_id=takeover.unit_id, details={"number": fresh, "on": on.isoformat()})
    return fresh


def post_one(session: Session, made: Made, book: Book, boxes: dict[int, CashBox], *, drafted_by: int, by: Actor) -> ledger.Posted:
    """Post one entry of old books through the ledger, as any other."""
    lines = [LineSpec(line.account, line.debit, line.credit, boxes[line.box_id] if line.box_id else None, line.subject) for line in made.lines]
    if made.kind == words.OPENING:
        return ledger.enter_opening(session, book, lines=lines, on=made.on, drafted_by=drafted_by, by=by)
    wanted = Posting(
        book=book, on=made.on, narration=made.narration, lines=lines, reference=made.reference, purpose=made.purpose, kind=made.kind, for_unit_id=made.unit_id
    )
    try:
        return ledger.post(session, wanted, drafted_by=drafted_by, by=by)
    except ledger.SameReference as same:
        what = made.label or made.narration
        raise TakeoverRefused(
            _("“%(what)s” ngày %(day)s đã được ghi sổ với nội dung khác. Hãy so với bút toán đã ghi; cần sửa thì đảo bút toán đó.", what=what, day=day_text(made.on))
        ) from same


def check_year(session: Session, takeover: Takeover, book_ids: Sequence[int]) -> None:
    """Refuse to fill in the past of a fund whose books have gone on: what it carried over would no longer be what it held."""
    gone_on = queries.later_entries(session, book_ids, takeover.year) if takeover.kind == words.JOURNAL else []
    if gone_on:
        raise TakeoverRefused(
            _("%(fund)s đã có bút toán sau năm %(year)s. Sổ năm trước phải nhập trước khi ghi sổ năm sau.", fund=gone_on[0], year=takeover.year)
        )


def close_months(session: Session, book: Book, year: int, *, asked_by: Actor, by: Actor, on: date) -> bool:
    """Close the months of a fund's year that are still open: whoever made the file asks, whoever posted it confirms.

    December stays open where the old books had not carried their results, so that this is done first; tells whether all are closed.
    """
    results = results_of(session, next(one for one in book_years(session, book) if one.year == year))
    for period in periods_of(session, book, year):
        if period.month == 12 and any(results.values()):
            return False
        if period.state == "open":
            ledger.request_close(session, period, by=asked_by, on=on)
        if period.state == "closing":
            ledger.close_period(session, period, by=by, on=on)
    return True


def _held(session: Session, takeover: Takeover) -> tuple[dict[int, Book], dict[int, CashBox]]:
    books = {row.id: row for row in session.scalars(select(Book).where(Book.unit_id == takeover.unit_id))}
    return books, {row.id: row for row in session.scalars(select(CashBox).where(CashBox.unit_id == takeover.unit_id))}


def try_out(session: Session, takeover: Takeover, entries: Sequence[Made], *, by: Actor) -> list[tuple[Made, str]]:
    """Post the entries as a second person would, each by itself, and give those that the ledger refuses; the caller undoes it all."""
    books, boxes = _held(session, takeover)
    other = session.scalars(select(User.id).where(User.id != by.user_id).order_by(User.id).limit(1)).one()
    refused: list[tuple[Made, str]] = []
    for one in entries:
        try:
            with session.begin_nested():
                post_one(session, one, books[one.book_id], boxes, drafted_by=other, by=by)
        except Refusal as refusal:
            refused.append((one, str(refusal.message)))
            if len(refused) >= MOST_SAID:
                break
    return refused


def _is(takeover: Takeover, *states: str) -> None:
    if takeover.state not in states:
        raise TakeoverRefused(_("Tệp này không còn ở bước đó. Hãy mở lại trang để xem tình trạng mới."))


def _work(session: Session, takeover: Takeover, kind: str, by: Actor) -> None:
    takeover.job_id = jobs.enqueue(session, kind=kind, payload={"takeover_id": takeover.id}, by=by, unit_id=takeover.unit_id).id
    session.flush()
