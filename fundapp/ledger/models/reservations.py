"""Commitments (cam kết chi): money of a fund that a decision has promised, when it falls due and until when it is held."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Dong, Marked, Pk, UnitScoped, partial_index
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import MoveKind, ReservationState, listed

OPEN = text("state = 'open' AND earmark_id IS NULL")
HELD = text("state = 'open'")
EARMARKED = text("state = 'open' AND earmark_id IS NOT NULL")


class Reservation(Marked, UnitScoped, Base):
    """Money of one fund promised to one subject for one purpose. Its sums are kept by the triggers of its moves.

    `due_on` is when it should be paid, `lapse_on` the last day on which it is held, `warn_on` from when its people are warned of that.
    """

    __tablename__ = "reservation"
    called = _("cam kết chi")
    unmarked = frozenset({"consumed_amount", "released_amount", "state"})
    __table_args__ = (
        ForeignKeyConstraint(["book_id", "unit_id"], ["ledger_book.id", "ledger_book.unit_id"]),
        ForeignKeyConstraint(["book_id", "purpose"], ["ledger_book_purpose.book_id", "ledger_book_purpose.purpose"]),
        ForeignKeyConstraint(["earmark_id", "book_id"], ["ledger_earmark.id", "ledger_earmark.book_id"]),
        CheckConstraint(f"state IN ({listed(ReservationState)})", name="state_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("consumed_amount >= 0 AND released_amount >= 0 AND consumed_amount + released_amount <= amount", name="parts_within_amount"),
        CheckConstraint("(state = 'open') = (consumed_amount + released_amount < amount)", name="open_while_something_is_left"),
        CheckConstraint("(lapse_on IS NULL) = (warn_on IS NULL)", name="lapse_has_its_warning"),
        CheckConstraint("lapse_on >= reserved_on AND warn_on <= lapse_on", name="lapse_after_promise"),
        partial_index("uq_reservation_open", "book_id", "subject", "purpose", unique=True, where=OPEN),
        partial_index("uq_reservation_open_earmark", "earmark_id", "subject", "purpose", unique=True, where=EARMARKED),
        Index("ix_reservation_subject", "subject"),
        Index("ix_reservation_book", "book_id", "state"),
        partial_index("ix_reservation_lapse", "lapse_on", where=HELD),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    book_id: Mapped[int] = mapped_column(Pk)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    subject: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(String(40))
    earmark_id: Mapped[int | None] = mapped_column(Pk)
    amount: Mapped[int] = mapped_column(Dong)
    consumed_amount: Mapped[int] = mapped_column(Dong, default=0)
    released_amount: Mapped[int] = mapped_column(Dong, default=0)
    state: Mapped[str] = mapped_column(String(10), default="open")
    due_on: Mapped[date | None]
    lapse_on: Mapped[date | None]
    warn_on: Mapped[date | None]
    reserved_on: Mapped[date]
    reserved_at: Mapped[datetime]
    reserved_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    @property
    def open_amount(self) -> int:
        """What is still promised."""
        return self.amount - self.consumed_amount - self.released_amount


class ReservationMove(Marked, Base):
    """One part of a commitment paid by an entry, taken back with it, released or lapsed (by the daily job: by nobody). Append-only."""

    __tablename__ = "reservation_move"
    called = _("lần giải phóng cam kết chi")
    told_by = "entry_id"
    __table_args__ = (
        CheckConstraint(f"kind IN ({listed(MoveKind)})", name="kind_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(kind IN ('consumed', 'restored')) = (entry_id IS NOT NULL)", name="payment_names_its_entry"),
        CheckConstraint("by_id IS NOT NULL OR kind = 'lapsed'", name="done_by_somebody"),
        Index("ix_reservation_move_reservation", "reservation_id"),
        partial_index(
            "uq_reservation_move_entry", "entry_id", "reservation_id", unique=True,
            where=text("entry_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    kind: Mapped[str] = mapped_column(String(10))
    amount: Mapped[int] = mapped_column(Dong)
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    on: Mapped[date] = mapped_column("moved_on")
    at: Mapped[datetime] = mapped_column("moved_at")


class ReservationExtension(Marked, UnitScoped, Base):
    """One later last day of a commitment, given before the old one had passed or when a reversed payment came back. Append-only."""

    __tablename__ = "reservation_extension"
    called = _("lần gia hạn cam kết chi")
    __table_args__ = (CheckConstraint("to_on > from_on AND warn_on <= to_on", name="later"), CheckConstraint("reason <> ''", name="has_a_reason"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    warn_on: Mapped[date]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    on: Mapped[date] = mapped_column("extended_on")
    at: Mapped[datetime] = mapped_column("extended_at")
