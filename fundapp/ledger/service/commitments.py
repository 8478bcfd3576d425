"""Commitments: money promised fund by fund, released, lapsed."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.ledger import chain
from fundapp.ledger.kinds import MoveKind, ReservationState
from fundapp.ledger.models import Book, Reservation, ReservationMove, StandingRow
from fundapp.ledger.service.refusals import LedgerRefused, PurposeRefused, fund_is_short

LARGEST = 999_999_999_999_999


def reserve(
    session: Session, *, shares: Sequence[tuple[Book, int]], subject: str, purpose: str, for_unit_id: int | None, due_on: date | None = None,
    by: Actor, on: date,
) -> list[Reservation]:
    """Promise money of one or several funds at once, all or none; in the order of `shares`."""
    if not shares or len({book.id for book, _amount in shares}) != len(shares):
        raise LedgerRefused(_("Hãy chọn ít nhất một quỹ, mỗi quỹ một lần."), "amount")
    if any(sign in subject for sign in chain.SEPARATORS):
        raise ValueError(f"a subject is room/number, not {subject!r}")
    for book, amount in shares:
        _allowed(book, amount, purpose)
    session.flush()
    made: dict[int, Reservation] = {}
    for book, amount in sorted(shares, key=lambda share: share[0].id):
        free = _locked_free(session, book)
        if free < amount:
            raise fund_is_short(book.name, amount, free)
        double = select(Reservation.id).where(
            Reservation.book_id == book.id, Reservation.subject == subject, Reservation.purpose == purpose, Reservation.state == ReservationState.OPEN
        )
        if session.scalar(double.execution_options(all_units="one open commitment per subject and fund")) is not None:
            raise LedgerRefused(_("%(fund)s đã có cam kết chi đang giữ cho hồ sơ này.", fund=book.name))
        made[book.id] = Reservation(
            book_id=book.id, unit_id=book.unit_id, for_unit_id=for_unit_id, subject=subject, purpose=purpose, amount=amount, consumed_amount=0,
            released_amount=0, state=ReservationState.OPEN.value, due_on=due_on, reserved_on=on, reserved_at=clock.now(), reserved_by_id=by.user_id,
        )
        session.add(made[book.id])
        record(session, by=by, act="ledger.reserve", subject=subject, details={"fund": book.code, "amount": amount}, unit_id=book.unit_id)
        session.flush()
    return [made[book.id] for book, _amount in shares]


def release(session: Session, reservation: Reservation, *, reason: str, by: Actor, on: date, amount: int | None = None) -> Reservation:
    """Give promised money back to its fund: all that is left, or a part."""
    if not reason.strip():
        raise LedgerRefused(_("Hãy ghi lý do giải phóng cam kết chi."), "reason")
    return _freed(session, reservation, MoveKind.RELEASED, amount, reason.strip(), by, on)


def lapse(session: Session, reservation: Reservation, *, by: Actor, on: date) -> Reservation:
    """Let a commitment lapse whose due day has passed."""
    if reservation.due_on is None or reservation.due_on >= on:
        raise LedgerRefused(_("Cam kết chi này chưa đến hạn."))
    return _freed(session, reservation, MoveKind.LAPSED, None, str(_("Quá hạn %(day)s", day=day_text(reservation.due_on))), by, on)


def _freed(session: Session, reservation: Reservation, kind: MoveKind, amount: int | None, reason: str, by: Actor, on: date) -> Reservation:
    session.refresh(reservation, with_for_update=True)
    left = reservation.open_amount
    freed = left if amount is None else amount
    if left == 0:
        raise LedgerRefused(_("Cam kết chi này không còn giữ đồng nào."))
    if type(freed) is not int or not 0 < freed <= left:
        raise fund_is_short(str(_("Cam kết chi")), freed, left)
    session.add(
        ReservationMove(reservation_id=reservation.id, entry_id=None, kind=kind.value, amount=freed, reason=reason, by_id=by.user_id, on=on, at=clock.now())
    )
    record(
        session, by=by, act=f"ledger.{kind.value}", subject=reservation.subject, details={"amount": freed, "reason": reason},
        unit_id=reservation.unit_id,
    )
    session.flush()
    session.refresh(reservation)
    return reservation


def _allowed(book: Book, amount: int, purpose: str) -> None:
    if type(amount) is not int or not 0 < amount <= LARGEST:
        raise LedgerRefused(_("Số tiền cam kết phải lớn hơn 0."), "amount")
    if not book.is_open:
        raise LedgerRefused(_("%(fund)s đã ngừng hoạt động.", fund=book.name))
    if purpose not in book.purposes:
        raise PurposeRefused(_("%(fund)s không được chi cho mục đích này. Hãy chọn quỹ khác.", fund=book.name), "amount")


def _locked_free(session: Session, book: Book) -> int:
    row = session.execute(
        select(StandingRow.balance_amount, StandingRow.reserved_amount).where(StandingRow.book_id == book.id).with_for_update()
    ).one()
    return row.balance_amount - row.reserved_amount
