"""Invariants of commitments."""

from itertools import groupby, pairwise

from sqlalchemy import case, func, select, true
from sqlalchemy.orm import Session, aliased

from fundapp.kernel.checks import Fault, Invariant, count, stream
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import (
    Balance,
    Book,
    Entry,
    Line,
    Reservation,
    ReservationExtension,
    ReservationMove,
    StandingRow,
)
from fundapp.ledger.models.entries import takes_back


def reserved(session: Session) -> Invariant:
    left = func.sum(Reservation.amount - Reservation.consumed_amount - Reservation.released_amount)
    sums = select(Reservation.book_id, left.label("amount")).where(Reservation.state == "open").group_by(Reservation.book_id).subquery()
    query = (
        select(StandingRow.book_id, StandingRow.reserved_amount, func.coalesce(sums.c.amount, 0).label("open"), Book.unit_id)
        .outerjoin(sums, sums.c.book_id == StandingRow.book_id).outerjoin(Book, Book.id == StandingRow.book_id)
    )
    wrong: list[str] = [
        Fault(
            _("quỹ id %(id)s ghi cam kết %(stored)s, các cam kết đang giữ cộng lại %(open)s",
              id=row.book_id, stored=dong(row.reserved_amount), open=dong(int(row.open))),
            row.unit_id,
        )
        for row in stream(session, query) if row.reserved_amount != int(row.open)
    ]
    return Invariant("F2a", _("Số đã cam kết của quỹ bằng tổng các cam kết chi đang giữ"), count(session, select(Reservation.id)), wrong)


def moved(session: Session) -> Invariant:
    move = ReservationMove
    paid = func.sum(case((move.kind == "consumed", move.amount), (move.kind == "restored", -move.amount), else_=0))
    freed = func.sum(case((move.kind.in_(("released", "lapsed")), move.amount), else_=0))
    gone = func.sum(case((move.kind == "lapsed", move.amount), else_=0))
    sums = select(move.reservation_id, paid.label("paid"), freed.label("freed"), gone.label("gone")).group_by(move.reservation_id).subquery()
    query = select(
        Reservation.id, Reservation.unit_id, Reservation.for_unit_id, Reservation.consumed_amount, Reservation.released_amount, Reservation.amount, Reservation.state,
        func.coalesce(sums.c.paid, 0).label("paid"), func.coalesce(sums.c.freed, 0).label("freed"), func.coalesce(sums.c.gone, 0).label("gone"),
    ).outerjoin(sums, sums.c.reservation_id == Reservation.id)
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        left = row.amount - row.consumed_amount - row.released_amount
        ended = {"open"} if left else {"consumed"} if not row.freed else {"released", "lapsed"} if row.gone else {"released"}
        if (row.consumed_amount, row.released_amount) != (int(row.paid), int(row.freed)) or left < 0 or row.state not in ended:
            wrong.append(Fault(_("cam kết chi id %(id)s không khớp các lần chi và giải phóng của nó", id=row.id), row.unit_id, row.for_unit_id))
    wrong += _unpaid(session) + _told_otherwise(session)
    return Invariant("F2b", _("Cam kết chi khớp từng lần chi, giải phóng và bút toán của nó"), rows, wrong)


def restored(session: Session) -> Invariant:
    """What an entry has paid is promised again exactly when the entry is taken back."""
    reversal, back = aliased(Entry), aliased(ReservationMove)
    query = (
        select(
            ReservationMove.id, ReservationMove.amount, ReservationMove.reservation_id, Reservation.unit_id, Reservation.for_unit_id, reversal.id.label("by"),
            back.amount.label("restored"),
        )
        .join(Reservation, Reservation.id == ReservationMove.reservation_id)
        .outerjoin(reversal, takes_back(reversal, ReservationMove.entry_id))
        .outerjoin(back, (back.entry_id == reversal.id) & (back.reservation_id == ReservationMove.reservation_id) & (back.kind == "restored"))
        .where(ReservationMove.kind == "consumed")
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        if (row.restored or 0) != (0 if row.by is None else row.amount):
            words = _("cam kết chi id %(id)s: khoản chi đã bị đảo mà chưa được giữ lại", id=row.reservation_id)
            wrong.append(Fault(words, row.unit_id, row.for_unit_id))
    return Invariant("F2c", _("Khoản chi bị đảo thì cam kết chi được giữ lại đúng số đó"), rows, wrong)


def lapsed(session: Session) -> Invariant:
    """What has lapsed had passed its last day."""
    early = (
        select(Reservation.id, Reservation.unit_id, Reservation.for_unit_id).join(ReservationMove, ReservationMove.reservation_id == Reservation.id)
        .where(ReservationMove.kind == "lapsed", func.coalesce(ReservationMove.on <= Reservation.lapse_on, true())).order_by(ReservationMove.id)
    )
    wrong: list[str] = [
        Fault(_("cam kết chi id %(id)s hết hiệu lực trước ngày của nó", id=row.id), row.unit_id, row.for_unit_id) for row in stream(session, early)
    ]
    rows = count(session, select(Reservation.id).where(Reservation.lapse_on.is_not(None)))
    return Invariant("F2d", _("Cam kết chi không hết hiệu lực sớm hơn ngày của nó"), rows, wrong)


def extended(session: Session) -> Invariant:
    """Each extension begins where the one before it ended, was given in time, and the last one is the day of the commitment."""
    one = ReservationExtension
    restored_on = select(ReservationMove.id).where(
        ReservationMove.reservation_id == one.reservation_id, ReservationMove.kind == "restored", ReservationMove.on == one.on
    )
    query = (
        select(
            one.id, one.reservation_id, one.from_on, one.to_on, one.on, one.unit_id, one.for_unit_id, Reservation.lapse_on,
            restored_on.exists().label("was_restored"),
        )
        .join(Reservation, Reservation.id == one.reservation_id).order_by(one.reservation_id, one.id)
    )
    wrong: list[str] = []
    rows = 0
    for reservation_id, group in groupby(stream(session, query), key=lambda row: row.reservation_id):
        known = list(group)
        rows += len(known)
        joined = all(later.from_on == earlier.to_on for earlier, later in pairwise(known)) and known[-1].to_on == known[-1].lapse_on
        if not joined or any(row.on > row.from_on and not row.was_restored for row in known):
            words = _("cam kết chi id %(id)s: lần gia hạn không nối lần trước, hoặc quá muộn", id=reservation_id)
            wrong.append(Fault(words, known[0].unit_id, known[0].for_unit_id))
    return Invariant("F2e", _("Mỗi lần gia hạn cam kết chi nối lần trước và kịp trước ngày hết hiệu lực"), rows, wrong)


def _unpaid(session: Session) -> list[str]:
    """Parts taken from commitments by entries that are not in the books, or that pay less, or of another fund."""
    other = aliased(ReservationMove)
    first = select(func.min(other.id)).where(other.entry_id == Line.entry_id).scalar_subquery()
    out = (
        select(Line.entry_id, func.sum(case((Balance.is_money, Line.credit - Line.debit), else_=0)).label("out"))
        .join(Balance, Balance.id == Line.balance_id).join(ReservationMove, ReservationMove.entry_id == Line.entry_id)
        .where(ReservationMove.kind == "consumed", ReservationMove.id == first)
        .group_by(Line.entry_id).subquery()
    )
    query = (
        select(
            Entry.id, Entry.unit_id, Entry.state, Entry.book_id, func.sum(ReservationMove.amount).label("taken"), func.max(out.c.out).label("out"),
            func.min(Reservation.book_id).label("low"), func.max(Reservation.book_id).label("high"),
        )
        .join(ReservationMove, ReservationMove.entry_id == Entry.id).join(Reservation, Reservation.id == ReservationMove.reservation_id)
        .outerjoin(out, out.c.entry_id == Entry.id).where(ReservationMove.kind == "consumed").group_by(Entry.id, Entry.unit_id, Entry.state, Entry.book_id)
    )
    return [
        Fault(_("bút toán id %(id)s lấy từ cam kết chi nhiều hơn số thực chi, hoặc của quỹ khác", id=row.id), row.unit_id)
        for row in stream(session, query)
        if row.state != "posted" or int(row.taken) > int(row.out or 0) or row.low != row.book_id or row.high != row.book_id
    ]


def _told_otherwise(session: Session) -> list[str]:
    """Parts paid or taken back of which the move says another person, day or moment than the entry. A part is restored a little after its entry."""
    move = ReservationMove
    other = (move.by_id.is_distinct_from(Entry.posted_by_id)) | (move.on != Entry.on) | (move.reason != "") | ((move.kind == "consumed") & (move.at != Entry.posted_at))
    query = select(move.reservation_id, Entry.id, Entry.unit_id).join(Entry, Entry.id == move.entry_id).where(other).order_by(move.id)
    return [
        Fault(_("cam kết chi id %(id)s: lần chi ghi khác bút toán id %(entry)s về người, ngày hoặc giờ", id=row.reservation_id, entry=row.id), row.unit_id)
        for row in stream(session, query)
    ]
