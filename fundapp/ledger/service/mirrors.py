"""Taking an entry back: the entry that mirrors it, and what becomes of the promises that it had paid."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import chain
from fundapp.ledger.kinds import EntryKind, EntryState, MoveKind
from fundapp.ledger.models import Balance, Book, Entry, Line, Reservation, ReservationMove, Voucher
from fundapp.ledger.posting import Ready, Side
from fundapp.ledger.queries import standing_entries
from fundapp.ledger.service.books import THIS_UNIT
from fundapp.ledger.service.commitments import hold_anew
from fundapp.ledger.service.entries import Posted, flush
from fundapp.ledger.service.expecting import take_back_expected
from fundapp.ledger.service.refusals import LedgerRefused, ruled

SEEN = {"all_units": THIS_UNIT}


def sides_of(session: Session, entry: Entry) -> list[Side]:
    """The lines of an entry, in their order."""
    rows = session.execute(
        select(Balance.account_code, Balance.box_id, Line.debit, Line.credit, Line.subject)
        .join(Balance, Balance.id == Line.balance_id).where(Line.entry_id == entry.id).order_by(Line.position).execution_options(**SEEN)
    )
    return [Side(*row) for row in rows]


def mirror(session: Session, given: Entry | Posted, reason: str, on: date, drafted_by: int, posted_by: int) -> tuple[Book, Ready]:
    """Give the entry that takes one back, not yet written. Raises LedgerRefused where it may not be taken back."""
    reason = " ".join(reason.split())
    if not reason:
        raise LedgerRefused(_("Hãy ghi lý do đảo bút toán."), "reason")
    entry = session.get_one(Entry, given.id, populate_existing=True, execution_options=SEEN)
    if entry.state != EntryState.POSTED:
        raise LedgerRefused(_("Chỉ đảo được bút toán đã ghi sổ."))
    if entry.kind == EntryKind.REVERSAL:
        raise LedgerRefused(_("Bút toán ghi số âm không đảo lần nữa. Hãy ghi một bút toán mới."))
    if entry.kind == EntryKind.CLOSING:
        raise LedgerRefused(_("Bút toán kết chuyển không đảo được. Sau khi sửa số liệu của năm, hãy lập một bút toán kết chuyển nữa cho phần chênh lệch."))
    found = select(Entry.id).where(Entry.reverses_id == entry.id, Entry.state != EntryState.DROPPED.value).execution_options(**SEEN)
    if session.scalar(found.limit(1)) is not None:
        raise ruled("uq_ledger_entry_reversal") or AssertionError
    if on > clock.today():
        raise LedgerRefused(_("Ngày ghi sổ không được sau hôm nay."), "on")
    if on < entry.on:
        raise LedgerRefused(_("Ngày đảo không được trước ngày của bút toán gốc."), "on")
    book = session.get_one(Book, entry.book_id)
    sides = [Side(code, box, credit, debit, subject) for code, box, debit, credit, subject in sides_of(session, entry)]
    tries = len(session.scalars(select(Entry.id).where(Entry.reverses_id == entry.id).execution_options(**SEEN)).all())
    salt = chain.sha256(f"{clock.now()}|{entry.hash}")[:16]
    narration = str(_("Đảo bút toán số %(number)s/%(year)s: %(reason)s", number=entry.number, year=entry.on.year, reason=reason))
    return book, Ready(
        book_id=book.id, book_code=book.code, on=on, kind=EntryKind.REVERSAL.value, reference=f"reversal/{entry.id}/{tries + 1}",
        body=chain.sha256(f"reversal|{entry.hash}"), purpose=None, narration=narration, salt=salt, digest=chain.narration_digest(salt, narration),
        drafted_by=drafted_by, posted_by=posted_by, at=clock.now(), sides=sides, reverses_id=entry.id, reverses_hash=entry.hash or "",
        earmark_id=entry.earmark_id, beneficiary_id=entry.beneficiary_unit_id,
    )


def taken_whole(session: Session, entries: Sequence[Entry | Posted]) -> None:
    """Refuse to take back one entry of a voucher while another one of it would stand."""
    taken = {entry.id for entry in entries}
    for voucher_id in sorted({entry.voucher_id for entry in entries if entry.voucher_id is not None}):
        voucher = session.get_one(Voucher, voucher_id)
        if {entry.id for entry in standing_entries(session, voucher) if entry.state == EntryState.POSTED} - taken:
            raise LedgerRefused(
                _("Chứng từ %(label)s ghi sổ ở nhiều quỹ nên phải đảo tất cả cùng một lần. Hãy đảo từ trang của chính khoản chi đó.", label=voucher.label)
            )


def paid_by(session: Session, entry_id: int) -> list[tuple[int, Reservation]]:
    """What an entry has paid of which commitments."""
    rows = session.execute(
        select(ReservationMove.amount, Reservation).join(Reservation, Reservation.id == ReservationMove.reservation_id)
        .where(ReservationMove.entry_id == entry_id, ReservationMove.kind == MoveKind.CONSUMED.value).order_by(Reservation.id)
        .execution_options(**SEEN)
    )
    return [(row[0], row[1]) for row in rows]


def restore(session: Session, paid: Sequence[tuple[int, Reservation]], reversal: Entry | Posted, by: Actor, on: date) -> None:
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
