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
from fundapp.ledger.kinds import EntryKind, EntryState, MoveKind
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
    Reservation,
    ReservationMove,
    Voucher,
    YearClose,
)
from fundapp.ledger.posting import Ready, RuleBroken, Side
from fundapp.ledger.queries import standing_entries
from fundapp.ledger.queries.boxes import closed_until
from fundapp.ledger.service.allowing import check_entry
from fundapp.ledger.service.books import THIS_UNIT, make_missing
from fundapp.ledger.service.commitments import hold_anew
from fundapp.ledger.service.entries import _refusal, flush, post, to_entry, write
from fundapp.ledger.service.expecting import take_back_expected
from fundapp.ledger.service.ready import LineSpec, Posting, make_ready
from fundapp.ledger.service.refusals import (
    DutiesMixed,
    LedgerRefused,
    account_is_closed,
    box_is_closed,
    month_is_closed,
    ruled,
)

SEEN = {"all_units": THIS_UNIT}


def enter_opening(session: Session, book: Book, *, lines: Sequence[LineSpec], on: date, drafted_by: int, by: Actor) -> Entry:
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


def draft_reversal(session: Session, entry: Entry, *, reason: str, by: Actor, on: date) -> Entry:
    """Ask for an entry to be taken back, on today's date, with the reason; a second person posts it."""
    _whole(session, [entry])
    book, ready = _mirror(session, entry, reason, on, by.user_id, -1)
    return _keep(session, book, ready, act="ledger.draft_reversal", by=by)


def reverse(session: Session, entry: Entry, *, reason: str, drafted_by: int, by: Actor, on: date) -> Entry:
    """Take an entry back by its mirror entry on an open day; what it paid of commitments is promised again."""
    return reverse_together(session, [entry], reason=reason, drafted_by=drafted_by, by=by, on=on)[0]


def reverse_together(session: Session, entries: Sequence[Entry], *, reason: str, drafted_by: int, by: Actor, on: date) -> list[Entry]:
    """Take entries of several books back, all or none: those of one voucher stand or fall together."""
    if drafted_by == by.user_id:
        raise DutiesMixed(_("Người đề nghị đảo và người ghi sổ phải là hai người khác nhau."))
    _whole(session, entries)
    ordered = sorted(entries, key=lambda entry: entry.book_id)
    made: dict[int, Entry] = {}
    with session.begin_nested():
        earmarks = sorted({entry.earmark_id for entry in ordered if entry.earmark_id is not None})
        paid = {entry.id: _paid_by(session, entry.id) for entry in ordered}
        promised = [reservation.id for parts in paid.values() for _amount, reservation in parts]
        posting.lock_books(session, [entry.book_id for entry in ordered], promised, earmarks)
        for entry in ordered:
            book, ready = _mirror(session, entry, reason, on, drafted_by, by.user_id)
            made[entry.id] = to_entry(session, book, ready, write(session, book, ready))
            _restore(session, paid[entry.id], made[entry.id], by, on)
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
    paid = _paid_by(session, entry.reverses_id) if entry.reverses_id is not None else []
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
    _restore(session, paid, entry, by, entry.on)
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


def _mirror(session: Session, entry: Entry, reason: str, on: date, drafted_by: int, posted_by: int) -> tuple[Book, Ready]:
    reason = " ".join(reason.split())
    if not reason:
        raise LedgerRefused(_("Hãy ghi lý do đảo bút toán."), "reason")
    if entry.state != EntryState.POSTED:
        raise LedgerRefused(_("Chỉ đảo được bút toán đã ghi sổ."))
    if entry.kind == EntryKind.REVERSAL:
        raise LedgerRefused(_("Bút toán ghi số âm không đảo lần nữa. Hãy ghi một bút toán mới."))
    if entry.kind == EntryKind.CLOSING:
        raise LedgerRefused(_("Bút toán kết chuyển không đảo được. Sau khi sửa số liệu của năm, hãy lập một bút toán kết chuyển nữa cho phần chênh lệch."))
    found = select(Entry.id).where(Entry.reverses_id == entry.id, Entry.state != EntryState.DROPPED.value).execution_options(**SEEN)
    if session.scalar(found.limit(1)) is not None:
        raise ruled("uq_ledger_entry_reverses") or AssertionError
    if on > clock.today():
        raise LedgerRefused(_("Ngày ghi sổ không được sau hôm nay."), "on")
    if on < entry.on:
        raise LedgerRefused(_("Ngày đảo không được trước ngày của bút toán gốc."), "on")
    book = session.get_one(Book, entry.book_id)
    session.refresh(entry)
    sides = [Side(code, box, credit, debit, subject) for code, box, debit, credit, subject in _sides(session, entry)]
    tries = len(session.scalars(select(Entry.id).where(Entry.reverses_id == entry.id).execution_options(**SEEN)).all())
    salt = chain.sha256(f"{clock.now()}|{entry.hash}")[:16]
    narration = str(_("Đảo bút toán số %(number)s/%(year)s: %(reason)s", number=entry.number, year=entry.on.year, reason=reason))
    return book, Ready(
        book_id=book.id, book_code=book.code, on=on, kind=EntryKind.REVERSAL.value, reference=f"reversal/{entry.id}/{tries + 1}",
        body=chain.sha256(f"reversal|{entry.hash}"), purpose=None, narration=narration, salt=salt, digest=chain.narration_digest(salt, narration),
        drafted_by=drafted_by, posted_by=posted_by, at=clock.now(), sides=sides, reverses_id=entry.id, reverses_hash=entry.hash or "",
        earmark_id=entry.earmark_id, beneficiary_id=entry.beneficiary_unit_id,
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


def _sides(session: Session, entry: Entry) -> list[Side]:
    rows = session.execute(
        select(Balance.account_code, Balance.box_id, Line.debit, Line.credit, Line.subject)
        .join(Balance, Balance.id == Line.balance_id).where(Line.entry_id == entry.id).order_by(Line.position).execution_options(**SEEN)
    )
    return [Side(*row) for row in rows]


def _ready_of(session: Session, book: Book, entry: Entry, posted_by: int) -> Ready:
    label = ""
    if entry.voucher_id is not None:
        voucher = session.get_one(Voucher, entry.voucher_id)
        label = chain.voucher_label(voucher.series, voucher.year, voucher.number, voucher.amount)
    reversed_hash = "" if entry.reverses_id is None else session.get_one(Entry, entry.reverses_id).hash or ""
    return Ready(
        book_id=book.id, book_code=book.code, on=entry.on, kind=entry.kind, reference=entry.reference, body=entry.body_digest, purpose=entry.purpose,
        narration="", salt="", digest=entry.narration_digest, drafted_by=entry.drafted_by_id, posted_by=posted_by, at=clock.now(),
        sides=_sides(session, entry), earmark_id=entry.earmark_id, beneficiary_id=entry.beneficiary_unit_id,
        voucher_id=entry.voucher_id, voucher_label=label, reverses_id=entry.reverses_id, reverses_hash=reversed_hash,
    )


def _whole(session: Session, entries: Sequence[Entry]) -> None:
    """Refuse to take back one entry of a voucher while another one of it would stand."""
    taken = {entry.id for entry in entries}
    for voucher_id in sorted({entry.voucher_id for entry in entries if entry.voucher_id is not None}):
        voucher = session.get_one(Voucher, voucher_id)
        if {entry.id for entry in standing_entries(session, voucher) if entry.state == EntryState.POSTED} - taken:
            raise LedgerRefused(
                _("Chứng từ %(label)s ghi sổ ở nhiều quỹ nên phải đảo tất cả cùng một lần. Hãy đảo từ trang của chính khoản chi đó.", label=voucher.label)
            )


def _paid_by(session: Session, entry_id: int) -> list[tuple[int, Reservation]]:
    """What an entry has paid of which commitments."""
    rows = session.execute(
        select(ReservationMove.amount, Reservation).join(Reservation, Reservation.id == ReservationMove.reservation_id)
        .where(ReservationMove.entry_id == entry_id, ReservationMove.kind == MoveKind.CONSUMED.value).order_by(Reservation.id)
        .execution_options(**SEEN)
    )
    return [(row[0], row[1]) for row in rows]


def _restore(session: Session, paid: Sequence[tuple[int, Reservation]], reversal: Entry, by: Actor, on: date) -> None:
    """Promise and expect again what a reversed entry had paid and brought."""
    take_back_expected(session, reversal, by=by, on=on)
    for amount, reservation in paid:
        others = select(Reservation.id).where(
            Reservation.book_id == reservation.book_id, Reservation.subject == reservation.subject, Reservation.purpose == reservation.purpose,
            Reservation.state == "open", Reservation.id != reservation.id, Reservation.earmark_id.is_not_distinct_from(reservation.earmark_id),
        )
        if session.scalar(others.limit(1).execution_options(**SEEN)) is not None:
            raise LedgerRefused(
                _("Quỹ này đang giữ một cam kết chi khác cho cùng hồ sơ nên khoản vừa đảo chưa được giữ lại. Hãy chi hết hoặc giải phóng cam kết đó rồi đảo.")
            )
        session.add(
            ReservationMove(
                reservation_id=reservation.id, entry_id=reversal.id, kind=MoveKind.RESTORED.value, amount=amount, reason="", by_id=by.user_id, on=on,
                at=clock.now(),
            )
        )
        details = {"amount": amount, "entry": reversal.id}
        record(session, by=by, act="ledger.restored", subject=reservation.subject, details=details, unit_id=reservation.unit_id)
        flush(session)
        hold_anew(session, reservation, by=by, on=on)
