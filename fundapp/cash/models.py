"""Rows of counts. Nothing is ever deleted; what was counted never changes (triggers)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.cash import triggers  # noqa: F401  (importing it registers the triggers)
from fundapp.cash.counting import MOST_PIECES
from fundapp.cash.kinds import FINAL, CountKind, CountState
from fundapp.kernel.db import Base, Dong, Marked, Pk, UnitScoped
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import listed

USER = "user_account.id"


class CashCount(Marked, UnitScoped, Base):
    """One count of one cash box by two people: what lay in it, what the books said at that moment, who counted and who answered.

    A regular one is counted by the treasurer and witnessed on the same day; a surprise one is counted by the inspection
    committee and answered by the treasurer, who may object but not erase.
    """

    __tablename__ = "cash_count"
    called = _("biên bản kiểm kê quỹ")
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "number"),
        CheckConstraint(f"kind IN ({listed(CountKind)})", name="kind_known"),
        CheckConstraint(f"state IN ({listed(CountState)})", name="state_known"),
        CheckConstraint("counted_amount >= 0 AND loose_amount >= 0 AND book_amount >= 0", name="not_below_zero"),
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> counted_by_id", name="four_eyes"),
        CheckConstraint(
            "(state = 'counted') = (answered_by_id IS NULL) AND (answered_by_id IS NULL) = (answered_at IS NULL) AND (answered_at IS NULL) = (answered_on IS NULL)",
            name="answered_whole",
        ),
        CheckConstraint("(state <> 'rejected' OR kind = 'regular') AND (state <> 'objected' OR kind = 'surprise')", name="answer_fits_kind"),
        CheckConstraint("state NOT IN ('rejected', 'objected') OR length(trim(answer)) > 0", name="answer_says_why"),
        CheckConstraint("kind = 'surprise' OR state <> 'confirmed' OR answered_on = counted_on", name="witnessed_on_the_day"),
        CheckConstraint(
            "state <> 'confirmed' OR counted_amount = book_amount OR length(trim(explanation)) > 0 OR (kind = 'surprise' AND length(trim(answer)) > 0)",
            name="difference_explained",
        ),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    box_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="counted")
    counted_on: Mapped[date]
    counted_at: Mapped[datetime]
    counted_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    present: Mapped[str] = mapped_column(default="")
    loose_amount: Mapped[int] = mapped_column(Dong)
    counted_amount: Mapped[int] = mapped_column(Dong)
    book_amount: Mapped[int] = mapped_column(Dong)
    explanation: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    answered_at: Mapped[datetime | None]
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(default="")
    minutes_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    lines: Mapped[list["CashCountLine"]] = relationship(order_by="CashCountLine.denomination.desc()", lazy="selectin")
    heads: Mapped[list["CashCountHead"]] = relationship(order_by="CashCountHead.book_year_id", lazy="selectin")

    @property
    def label(self) -> str:
        """The number as it is printed: 05/BB-KKQ."""
        return f"{self.number:02d}/BB-KKQ"

    @property
    def difference(self) -> int:
        """What is too much (above zero) or missing (below zero)."""
        return self.counted_amount - self.book_amount

    @property
    def is_final(self) -> bool:
        """Both have spoken and the count stands."""
        return self.state in FINAL


class CashCountLine(Marked, Base):
    """How many pieces of one denomination were counted."""

    __tablename__ = "cash_count_line"
    called = _("loại tiền trong biên bản kiểm kê quỹ")
    __table_args__ = (CheckConstraint(f"denomination > 0 AND pieces BETWEEN 1 AND {MOST_PIECES}", name="pieces_sane"),)

    count_id: Mapped[int] = mapped_column(ForeignKey("cash_count.id"), primary_key=True)
    denomination: Mapped[int] = mapped_column(Dong, primary_key=True, autoincrement=False)
    pieces: Mapped[int] = mapped_column(Integer)

    @property
    def amount(self) -> int:
        return self.denomination * self.pieces


class CashCountHead(Marked, Base):
    """What one fund's year had brought into the box, up to the number of its last entry at the moment of the count.

    The heads of a count sum to its book balance, and whoever adds the entries up to these numbers finds it again.
    """

    __tablename__ = "cash_count_head"
    called = _("số sổ lúc kiểm kê quỹ")

    count_id: Mapped[int] = mapped_column(ForeignKey("cash_count.id"), primary_key=True)
    book_year_id: Mapped[int] = mapped_column(ForeignKey("ledger_book_year.id"), primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(Integer)
    amount: Mapped[int] = mapped_column(Dong)


class CashSettlement(Marked, UnitScoped, Base):
    """One entry by which a part of a count's difference, or all of it, goes into the books; somebody else posts it."""

    __tablename__ = "cash_settlement"
    called = _("xử lý chênh lệch kiểm kê quỹ")
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"), CheckConstraint("length(trim(reason)) > 0", name="says_why"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    count_id: Mapped[int] = mapped_column(ForeignKey("cash_count.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    amount: Mapped[int] = mapped_column(Dong)
    reason: Mapped[str]
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    drafted_at: Mapped[datetime]
