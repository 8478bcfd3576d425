"""Entries that one person makes and a second one posts: reversals, opening balances, anything by hand."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import chain, posting
from fundapp.ledger.kinds import EntryKind, EntryState
from fundapp.ledger.models import (
    Balance,
    Book,
    BookYear,
    CashBox,
    Earmark,
    Entry,
    Line,
    Narration,
    Period,
    Voucher,
    YearClose,
)
from fundapp.ledger.posting import Ready, RuleBroken
from fundapp.ledger.queries.boxes import closed_until
from fundapp.ledger.service.allowing import check_entry
from fundapp.ledger.service.books import make_missing
from fundapp.ledger.service.entries import Posted, _refusal, as_posted, post, write
from fundapp.ledger.service.mirrors import SEEN, mirror, paid_by, restore, sides_of, taken_whole
from fundapp.ledger.service.ready import LineSpec, Posting, make_ready
from fundapp.ledger.service.refusals import (
    DutiesMixed,
    LedgerRefused,
    account_is_closed,
    box_is_closed,
    month_is_closed,
    ruled,
)


def enter_opening(session: Session, book: Book, *, lines: Sequence[LineSpec], on: date, drafted_by: int, by: Actor) -> Posted:
    """Enter the opening balances of a fund as its first entry."""
    return post(session, _opening(session, book, lines, on), drafted_by=drafted_by, by=by)


def draft_opening(session: Session, book: Book, *, lines: Sequence[LineSpec], on: date, by: Actor) -> Entry:
    """Make the opening balances a draft that a second person posts."""
    return draft(session, _opening(session, book, lines, on), by=by)


def draft(session: Session, wanted: Posting, *, by: Actor) -> Entry:
    """Make an entry that waits for a second person."""
    ready = make_ready(session, wanted, by.user_id, -1)
    if wanted.consumes or ready.paper is not None:
        raise ValueError("a draft pays no commitment and issues no voucher: post it at once")
    return _keep(session, wanted.book, ready, act="ledger.draft", by=by)


def draft_reversal(session: Session, entry: Entry | Posted, *, reason: str, by: Actor, on: date) -> Entry:
    """Ask for an entry to be taken back, on today's date, with the reason; a second person posts it."""
    taken_whole(session, [entry])
    book, ready = mirror(session, entry, reason, on, by.user_id, -1)
    return _keep(session, book, ready, act="ledger.draft_reversal", by=by)


def reverse(session: Session, entry: Entry | Posted, *, reason: str, drafted_by: int, by: Actor, on: date) -> Posted:
    """Take an entry back by its mirror entry on an open day; what it paid of commitments is promised again."""
    return reverse_together(session, [entry], reason=reason, drafted_by=drafted_by, by=by, on=on)[0]


def reverse_together(session: Session, entries: Sequence[Entry | Posted], *, reason: str, drafted_by: int, by: Actor, on: date) -> list[Posted]:
    """Take entries of several books back, all or none: those of one voucher stand or fall together."""
    if drafted_by == by.user_id:
        raise DutiesMixed(_("Người đề nghị đảo và người ghi sổ phải là hai người khác nhau."))
    taken_whole(session, entries)
    ordered = sorted(entries, key=lambda entry: entry.book_id)
    made: dict[int, Posted] = {}
    with session.begin_nested():
        earmarks = sorted({entry.earmark_id for entry in ordered if entry.earmark_id is not None})
        paid = {entry.id: paid_by(session, entry.id) for entry in ordered}
        promised = [reservation.id for parts in paid.values() for _amount, reservation in parts]
        posting.lock_books(session, [entry.book_id for entry in ordered], promised, earmarks)
        for entry in ordered:
            book, ready = mirror(session, entry, reason, on, drafted_by, by.user_id)
            made[entry.id] = as_posted(book, ready, write(session, book, ready))
            restore(session, paid[entry.id], made[entry.id], by, on)
            details = {"entry": entry.id, "by": made[entry.id].id}
            record(session, by=by, act="ledger.reverse", subject=f"ledger/{book.id}", details=details, unit_id=book.unit_id)
            session.flush()
        for earmark_id in earmarks:
            session.expire(session.get_one(Earmark, earmark_id))
    return [made[entry.id] for entry in entries]


def post_draft(session: Session, entry: Entry, *, by: Actor) -> Entry:
    """Post a draft that somebody else has made."""
    if entry.state != EntryState.DRAFT:
        raise LedgerRefused(_("Bút toán này không còn chờ ghi sổ."))
    if entry.drafted_by_id == by.user_id:
        raise DutiesMixed(_("Bạn là người lập bút toán này nên người khác phải ghi sổ."))
    session.flush()
    book = session.get_one(Book, entry.book_id)
    paid = paid_by(session, entry.reverses_id) if entry.reverses_id is not None else []
    posting.lock_books(session, [entry.book_id], [reservation.id for _amount, reservation in paid], [])
    ready = _ready_of(session, book, entry, by.user_id)
    earmark = None if entry.earmark_id is None else session.get_one(Earmark, entry.earmark_id)
    check_entry(
        session, book, kind=entry.kind, sides=ready.sides, purpose=entry.purpose, earmark=earmark, unit_id=entry.beneficiary_unit_id, on=entry.on
    )
    try:
        posting.post_draft(session, ready, entry.id, entry.book_year_id)
    except RuleBroken as problem:
        raise _refusal(book, ready, problem, None) from problem
    session.expire(entry)
    if earmark is not None:
        session.expire(earmark)
    restore(session, paid, entry, by, entry.on)
    record(session, by=by, act="ledger.post", subject=f"ledger/{book.id}", details={"entry": entry.id}, unit_id=book.unit_id)
    session.flush()
    return entry


def drop_draft(session: Session, entry: Entry, *, reason: str, by: Actor) -> Entry:
    """Drop a draft; it stays on file but never comes into the books."""
    if entry.state != EntryState.DRAFT:
        raise LedgerRefused(_("Bút toán này không còn chờ ghi sổ."))
    if not reason.strip():
        raise LedgerRefused(_("Hãy ghi lý do không ghi sổ."), "reason")
    entry.state = EntryState.DROPPED.value
    details = {"entry": entry.id, "reason": reason.strip()}
    record(session, by=by, act="ledger.drop", subject=f"ledger/{entry.book_id}", details=details, unit_id=entry.unit_id)
    session.flush()
    return entry


def _opening(session: Session, book: Book, lines: Sequence[LineSpec], on: date) -> Posting:
    earlier = select(Entry.id).where(Entry.book_id == book.id, Entry.kind == EntryKind.OPENING.value, Entry.state != EntryState.DROPPED.value)
    taken_back = select(Entry.reverses_id).where(Entry.book_id == book.id, Entry.reverses_id.is_not(None), Entry.state == EntryState.POSTED.value)
    if session.scalar(earlier.where(Entry.id.not_in(taken_back)).limit(1).execution_options(**SEEN)) is not None:
        raise LedgerRefused(_("%(fund)s đã có số dư đầu kỳ. Muốn sửa, hãy đảo bút toán số dư rồi nhập lại.", fund=book.name))
    closed = select(YearClose.id).join(BookYear, BookYear.id == YearClose.book_year_id).where(
        YearClose.book_id == book.id, YearClose.state != "open", BookYear.year < on.year
    )
    if session.scalar(closed.limit(1).execution_options(**SEEN)) is not None:
        raise LedgerRefused(_("Năm trước của %(fund)s đã khóa nên số dư chuyển sang từ đó. Hãy ghi một bút toán thường cho phần chênh lệch.", fund=book.name))
    count = len(session.scalars(select(Entry.id).where(Entry.book_id == book.id, Entry.kind == EntryKind.OPENING.value).execution_options(**SEEN)).all())
    return Posting(
        book=book, on=on, narration=str(_("Số dư đầu kỳ của %(fund)s", fund=book.name)), lines=lines, reference=f"opening/{count + 1}",
        kind=EntryKind.OPENING.value,
    )



def _keep(session: Session, book: Book, ready: Ready, *, act: str, by: Actor) -> Entry:
    make_missing(session, book, ready.on, [side[:2] for side in ready.sides], None)
    year, period, state = session.execute(
        select(BookYear.id, Period.id, Period.state).join(Period, Period.book_year_id == BookYear.id)
        .where(BookYear.book_id == book.id, BookYear.year == ready.on.year, Period.month == ready.on.month).execution_options(**SEEN)
    ).one()
    if state != "open":
        raise month_is_closed(book.name, ready.on)
    _refuse_closed_box(session, ready)
    entry = Entry(
        unit_id=book.unit_id, book_id=book.id, book_year_id=year, period_id=period, on=ready.on, kind=ready.kind, state=EntryState.DRAFT.value,
        reference=ready.reference, body_digest=ready.body, purpose=ready.purpose, earmark_id=ready.earmark_id,
        beneficiary_unit_id=ready.beneficiary_id, voucher_id=ready.voucher_id, reverses_id=ready.reverses_id, drafted_by_id=ready.drafted_by,
        narration_digest=ready.digest,
    )
    session.add(entry)
    try:
        session.flush()
    except DBAPIError as problem:
        raise _in_words(problem) from problem
    session.add(Narration(entry_id=entry.id, text=ready.narration, salt=ready.salt))
    known = select(Balance.id, Balance.account_code, Balance.box_id, Balance.is_closed).where(Balance.book_id == book.id).execution_options(**SEEN)
    rows = {(row.account_code, row.box_id): row for row in session.execute(known)}
    closed = next((code for code, box_id, *_rest in ready.sides if rows[code, box_id].is_closed), None)
    if closed is not None:
        raise account_is_closed(closed)
    balances = {key: row.id for key, row in rows.items()}
    session.add_all(
        Line(entry_id=entry.id, position=place, balance_id=balances[side[:2]], on=ready.on, debit=side.debit, credit=side.credit, subject=side.subject)
        for place, side in enumerate(ready.sides, 1)
    )
    record(session, by=by, act=act, subject=f"ledger/{book.id}", details={"entry": entry.id}, unit_id=book.unit_id)
    session.flush()
    return entry


def _in_words(problem: DBAPIError) -> Exception:
    """What the database refuses of a draft, as its user reads it."""
    found = posting.broken(problem)
    return (ruled(found.rule) if isinstance(found, RuleBroken) else None) or problem


def _refuse_closed_box(session: Session, ready: Ready) -> None:
    """A draft on a day that its box has closed could never be posted."""
    for box_id, until in closed_until(session, {side.box_id for side in ready.sides if side.box_id is not None}).items():
        if until >= ready.on:
            raise box_is_closed(session.get_one(CashBox, box_id).name, until)



def _ready_of(session: Session, book: Book, entry: Entry, posted_by: int) -> Ready:
    label = ""
    if entry.voucher_id is not None:
        voucher = session.get_one(Voucher, entry.voucher_id)
        label = chain.voucher_label(voucher.series, voucher.year, voucher.number, voucher.amount)
    reversed_hash = "" if entry.reverses_id is None else session.get_one(Entry, entry.reverses_id).hash or ""
    return Ready(
        book_id=book.id, book_code=book.code, on=entry.on, kind=entry.kind, reference=entry.reference, body=entry.body_digest, purpose=entry.purpose,
        narration="", salt="", digest=entry.narration_digest, drafted_by=entry.drafted_by_id, posted_by=posted_by, at=clock.now(),
        sides=sides_of(session, entry), earmark_id=entry.earmark_id, beneficiary_id=entry.beneficiary_unit_id,
        voucher_id=entry.voucher_id, voucher_label=label, reverses_id=entry.reverses_id, reverses_hash=reversed_hash,
    )


