"""Commitments: money promised fund by fund until a last day, released, lapsed, extended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.certain import surely
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.ledger import chain
from fundapp.ledger.kinds import MoveKind, ReservationState
from fundapp.ledger.lasting import RESTORED_DAYS, warned_anew
from fundapp.ledger.models import Book, Earmark, Reservation, ReservationExtension, ReservationMove, StandingRow
from fundapp.ledger.service.allowing import may_promise
from fundapp.ledger.service.refusals import LedgerRefused, earmark_is_short, fund_is_short

LARGEST = 999_999_999_999_999
# A slip of the pen in the year should not hold money for ever.
LONGEST = timedelta(days=731)


@dataclass(frozen=True)
class Source:
    """Where promised money comes from: what a fund has free, or one earmarked donation in it."""

    book: Book
    earmark: Earmark | None = None

    @classmethod
    def of(cls, session: Session, given: Book | Earmark) -> "Source":
        return cls(given) if isinstance(given, Book) else cls(session.get_one(Book, given.book_id), given)

    @property
    def earmark_id(self) -> int | None:
        return None if self.earmark is None else self.earmark.id

    @property
    def name(self) -> str:
        return self.book.name if self.earmark is None else f"{self.book.name} – {self.earmark.name}"

    @property
    def code(self) -> str:
        """The fund's code, with the number of the donation where it is one."""
        return self.book.code if self.earmark is None else f"{self.book.code}/{self.earmark.id}"

    @property
    def order(self) -> tuple[int, int]:
        """Funds in the order of their ids."""
        return self.book.id, -(self.earmark_id or 0)


def reserve(
    session: Session, *, shares: Sequence[tuple[Book | Earmark, int]], subject: str, purpose: str, for_unit_id: int | None, due_on: date | None = None,
    lapse_on: date | None = None, warn_on: date | None = None, by: Actor, on: date,
) -> list[Reservation]:
    """Promise money of one or several funds, or of earmarked donations in them, at once, all or none; in the order of `shares`.

    It should be paid by `due_on`, is held up to and with `lapse_on` (without it until it is paid or released), and its people are warned from `warn_on`.
    """
    sources = [Source.of(session, given) for given, _amount in shares]
    if not shares or len(set(sources)) != len(shares):
        raise LedgerRefused(_("Hãy chọn ít nhất một quỹ, mỗi quỹ một lần."), "amount")
    if any(sign in subject for sign in chain.SEPARATORS):
        raise ValueError(f"a subject is room/number, not {subject!r}")
    if due_on is not None and not on <= due_on <= (lapse_on or due_on):
        raise LedgerRefused(
            _("Hạn chi phải từ hôm nay đến ngày hết hiệu lực của cam kết chi (%(last)s).", last=day_text(lapse_on)) if lapse_on
            else _("Hạn chi không được ở quá khứ."), "due_on",
        )
    wanted = [(source, amount) for source, (_given, amount) in zip(sources, shares, strict=True)]
    for source, amount in wanted:
        _allowed(source.book, amount)
        may_promise(session, source.book, source.earmark, purpose=purpose, unit_id=for_unit_id, on=on, due_on=due_on)
    session.flush()
    made: dict[Source, Reservation] = {}
    for source, amount in sorted(wanted, key=lambda share: share[0].earmark_id or 0):
        _locked_bound(session, source, amount)
    for source, amount in sorted(wanted, key=lambda share: share[0].order):
        book, earmark_id = source.book, source.earmark_id
        _locked_free(session, source, amount)
        double = select(Reservation.id).where(
            Reservation.book_id == book.id, Reservation.subject == subject, Reservation.purpose == purpose, Reservation.state == ReservationState.OPEN,
            Reservation.earmark_id.is_not_distinct_from(earmark_id),
        )
        if session.scalar(double.execution_options(all_units="one open commitment per subject and fund")) is not None:
            raise LedgerRefused(_("%(fund)s đã có cam kết chi đang giữ cho hồ sơ này.", fund=source.name))
        made[source] = Reservation(
            book_id=book.id, unit_id=book.unit_id, for_unit_id=for_unit_id, subject=subject, purpose=purpose, earmark_id=earmark_id, amount=amount,
            consumed_amount=0, released_amount=0, state=ReservationState.OPEN.value, due_on=due_on, lapse_on=lapse_on, warn_on=warn_on,
            reserved_on=on, reserved_at=clock.now(), reserved_by_id=by.user_id,
        )
        session.add(made[source])
        record(
            session, by=by, act="ledger.reserve", subject=subject, details={"fund": book.code, "amount": amount}, unit_id=book.unit_id, made=[made[source]]
        )
        session.flush()
        if source.earmark is not None:
            session.expire(source.earmark)
    return [made[source] for source in sources]


def release(session: Session, reservation: Reservation, *, reason: str, by: Actor, on: date, amount: int | None = None) -> Reservation:
    """Give promised money back to its fund: all that is left, or a part."""
    if not reason.strip():
        raise LedgerRefused(_("Hãy ghi lý do giải phóng cam kết chi."), "reason")
    return _freed(session, reservation, MoveKind.RELEASED, amount, reason.strip(), by, on)


def lapse(
    session: Session, reservation: Reservation, *, amount: int | None = None, reason: str = "", by: Actor | None, on: date
) -> Reservation:
    """Let a commitment lapse whose last day has passed: all that is left, or a part, is free again. `by` is None for the daily job."""
    session.refresh(reservation, with_for_update=True)
    if reservation.lapse_on is None or reservation.lapse_on >= on:
        raise LedgerRefused(_("Cam kết chi này chưa qua ngày hết hiệu lực."))
    why = reason.strip() or str(_("Hết hiệu lực sau ngày %(day)s", day=day_text(reservation.lapse_on)))
    return _freed(session, reservation, MoveKind.LAPSED, amount, why, by, on)


def extend(session: Session, reservation: Reservation, *, to_on: date, reason: str, by: Actor, on: date) -> ReservationExtension:
    """Hold promised money up to and with a later day. Refused once its last day has passed."""
    session.refresh(reservation, with_for_update=True)
    last = reservation.lapse_on
    if reservation.state != ReservationState.OPEN or last is None:
        raise LedgerRefused(_("Cam kết chi này không còn giữ đồng nào, hoặc không có ngày hết hiệu lực."))
    if last < on:
        raise LedgerRefused(_("Cam kết chi đã qua ngày hết hiệu lực %(day)s nên không gia hạn được nữa.", day=day_text(last)), "to_on")
    if not reason.strip():
        raise LedgerRefused(_("Hãy ghi lý do gia hạn."), "reason")
    if not last < to_on <= on + LONGEST:
        raise LedgerRefused(
            _("Ngày mới phải sau ngày %(last)s và không quá ngày %(most)s.", last=day_text(last), most=day_text(on + LONGEST)), "to_on"
        )
    return _later(session, reservation, to_on, reason.strip(), by, on)


def hold_anew(session: Session, reservation: Reservation, *, by: Actor, on: date) -> None:
    """Give what a reversed payment has brought back to a commitment the time to be paid after all."""
    session.refresh(reservation)
    until = on + timedelta(days=RESTORED_DAYS)
    if reservation.lapse_on is not None and reservation.lapse_on < until:
        _later(session, reservation, until, str(_("Khoản chi bị đảo, tiền lại được giữ để chi")), by, on)


def _later(session: Session, reservation: Reservation, to_on: date, reason: str, by: Actor, on: date) -> ReservationExtension:
    lapse_on, warn_on = surely(reservation.lapse_on, "last day of a promise"), surely(reservation.warn_on, "day to warn of a promise")
    made = ReservationExtension(
        reservation_id=reservation.id, unit_id=reservation.unit_id, for_unit_id=reservation.for_unit_id, from_on=lapse_on, to_on=to_on,
        warn_on=warned_anew(lapse_on, warn_on, to_on), reason=reason, by_id=by.user_id, on=on, at=clock.now(),
    )
    session.add(made)
    session.flush()
    session.refresh(reservation)
    record(
        session, by=by, act="ledger.extended", subject=reservation.subject, details={"until": to_on.isoformat(), "reason": reason},
        unit_id=reservation.unit_id, made=[made], changed=[reservation],
    )
    session.flush()
    return made


def _freed(session: Session, reservation: Reservation, kind: MoveKind, amount: int | None, reason: str, by: Actor | None, on: date) -> Reservation:
    session.refresh(reservation, with_for_update=True)
    left = reservation.open_amount
    freed = left if amount is None else amount
    if left == 0:
        raise LedgerRefused(_("Cam kết chi này không còn giữ đồng nào."))
    if type(freed) is not int or not 0 < freed <= left:
        raise fund_is_short(str(_("Cam kết chi")), freed, left)
    move = ReservationMove(
        reservation_id=reservation.id, entry_id=None, kind=kind.value, amount=freed, reason=reason, by_id=by.user_id if by else None, on=on, at=clock.now(),
    )
    session.add(move)
    record(
        session, by=by, act=f"ledger.{kind.value}", subject=reservation.subject, details={"amount": freed, "reason": reason},
        unit_id=reservation.unit_id, made=[move],
    )
    session.flush()
    session.refresh(reservation)
    return reservation


def _allowed(book: Book, amount: int) -> None:
    if type(amount) is not int or not 0 < amount <= LARGEST:
        raise LedgerRefused(_("Số tiền cam kết phải lớn hơn 0."), "amount")
    if not book.is_open:
        raise LedgerRefused(_("%(fund)s đã ngừng hoạt động.", fund=book.name))


def _locked_bound(session: Session, source: Source, amount: int) -> None:
    """Lock a donation and refuse what is not free in it; donations come before the funds, as when money is posted."""
    if source.earmark is not None:
        session.refresh(source.earmark, with_for_update=True)
        if source.earmark.free_amount < amount:
            raise earmark_is_short(source.earmark.name, amount, source.earmark.free_amount)


def _locked_free(session: Session, source: Source, amount: int) -> None:
    row = session.execute(
        select(StandingRow.balance_amount, StandingRow.reserved_amount, StandingRow.set_apart_amount)
        .where(StandingRow.book_id == source.book.id).with_for_update()
    ).one()
    free = row.balance_amount - row.reserved_amount - row.set_apart_amount
    if source.earmark is None and free < amount:
        raise fund_is_short(source.name, amount, free)
