"""What is kept of a cash box beside its money: each day as its treasurer closed it, its re-openings, its ceiling."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.kernel.db import Base, Dong, Marked, Pk, UnitScoped, partial_index
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import CloseState, ReopeningState, listed
from fundapp.ledger.two_books import PairKind

HOLDS, ASKED = text("state = 'closed'"), text("state = 'asked'")
USER = "user_account.id"


class CashClose(Marked, UnitScoped, Base):
    """One close of a cash box up to the end of a day: what vouchers, books and the box itself said, signed by the treasurer.

    While it holds, nothing dated on that day or before is posted to the box (triggers). One that two people re-opened stays on file.
    """

    __tablename__ = "cash_close"
    called = _("khóa quỹ")
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(CloseState)})", name="state_known"),
        CheckConstraint("book_amount = opening_amount + received_amount - paid_amount", name="books_add_up"),
        CheckConstraint("book_amount >= 0 AND counted_amount >= 0", name="not_below_zero"),
        CheckConstraint("(state = 'reopened') = (reopening_id IS NOT NULL)", name="reopened_by_two"),
        CheckConstraint(
            "(counted_amount = book_amount AND voucher_received_amount = received_amount AND voucher_paid_amount = paid_amount) OR length(trim(note)) > 0",
            name="difference_explained",
        ),
        partial_index("uq_cash_close_day", "box_id", "close_on", unique=True, where=HOLDS),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    box_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"), index=True)
    after_on: Mapped[date | None]
    on: Mapped[date] = mapped_column("close_on")
    opening_amount: Mapped[int] = mapped_column(Dong)
    received_amount: Mapped[int] = mapped_column(Dong)
    paid_amount: Mapped[int] = mapped_column(Dong)
    book_amount: Mapped[int] = mapped_column(Dong)
    voucher_received_amount: Mapped[int] = mapped_column(Dong)
    voucher_paid_amount: Mapped[int] = mapped_column(Dong)
    counted_amount: Mapped[int] = mapped_column(Dong)
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(10), default="closed")
    closed_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    closed_at: Mapped[datetime]
    reopening_id: Mapped[int | None] = mapped_column(ForeignKey("cash_reopening.id"))

    lines: Mapped[list["CashCloseLine"]] = relationship(order_by="CashCloseLine.position", lazy="selectin")

    @property
    def voucher_amount(self) -> int:
        """What would lie in the box by the vouchers alone."""
        return self.opening_amount + self.voucher_received_amount - self.voucher_paid_amount


class CashCloseLine(Marked, Base):
    """One difference between the two books as it stood when the day was closed; amounts are what came in, negative what went out."""

    __tablename__ = "cash_close_line"
    called = _("dòng chênh lệch của khóa quỹ")
    __table_args__ = (UniqueConstraint("close_id", "position"), CheckConstraint(f"kind IN ({listed(PairKind)})", name="kind_known"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    close_id: Mapped[int] = mapped_column(ForeignKey("cash_close.id"))
    position: Mapped[int] = mapped_column(Integer)
    on: Mapped[date] = mapped_column("line_on")
    label: Mapped[str] = mapped_column(String(40))
    what: Mapped[str]
    kind: Mapped[str] = mapped_column(String(12))
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    voucher_amount: Mapped[int] = mapped_column(Dong)
    book_amount: Mapped[int] = mapped_column(Dong)


class CashReopening(Marked, UnitScoped, Base):
    """One request to open a box again from a day on, with its reason; who asked does not answer."""

    __tablename__ = "cash_reopening"
    called = _("đề nghị mở lại khóa quỹ")
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(ReopeningState)})", name="state_known"),
        CheckConstraint("length(trim(reason)) > 0", name="says_why"),
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> asked_by_id", name="four_eyes"),
        CheckConstraint("(state = 'asked') = (answered_by_id IS NULL) AND (answered_by_id IS NULL) = (answered_at IS NULL)", name="answered_whole"),
        partial_index("uq_cash_reopening_asked", "box_id", unique=True, where=ASKED),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    box_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"), index=True)
    from_on: Mapped[date]
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(String(10), default="asked")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    asked_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")


class CashLimit(Marked, UnitScoped, Base):
    """The most that may lie in a box over night, from when it was set; the newest holds, none lifts it."""

    __tablename__ = "cash_limit"
    called = _("mức tồn quỹ")
    __table_args__ = (CheckConstraint("amount IS NULL OR amount > 0", name="amount_positive"), CheckConstraint("length(trim(reason)) > 0", name="says_why"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    box_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"), index=True)
    amount: Mapped[int | None] = mapped_column(Dong)
    reason: Mapped[str]
    set_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    set_at: Mapped[datetime]
