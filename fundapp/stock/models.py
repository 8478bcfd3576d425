"""Rows of goods. What lies somewhere is moved by movements alone, and these never change (triggers)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.kernel.db import Base, Dong, Pk, UnitScoped, partial_index
from fundapp.ledger.kinds import listed
from fundapp.stock import triggers  # noqa: F401  (importing it registers the triggers)
from fundapp.stock.kinds import CountState, Flow, SlipKind, SlipState
from fundapp.stock.valuation import MOST

USER = "user_account.id"


class StockPlace(UnitScoped, Base):
    """One place where a unit's goods lie: a store room, or the hall of a giving day."""

    __tablename__ = "stock_place"
    __table_args__ = (UniqueConstraint("unit_id", "name"), CheckConstraint("length(trim(name)) > 0", name="named"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    is_open: Mapped[bool] = mapped_column(default=True)


class StockGood(UnitScoped, Base):
    """One kind of goods of a unit, counted in whole pieces of its measure (túi, kg, thùng)."""

    __tablename__ = "stock_good"
    __table_args__ = (UniqueConstraint("unit_id", "code"), CheckConstraint("length(trim(name)) > 0 AND length(trim(measure)) > 0", name="named"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str]
    measure: Mapped[str] = mapped_column(String(20))
    is_open: Mapped[bool] = mapped_column(default=True)


class StockHolding(UnitScoped, Base):
    """How many pieces of one kind of goods lie in one place for one fund, and what they are worth together, in đồng."""

    __tablename__ = "stock_holding"
    __table_args__ = (
        UniqueConstraint("place_id", "good_id", "book_id"),
        CheckConstraint("quantity >= 0", name="quantity_not_below_zero"),
        CheckConstraint("amount >= 0 AND (quantity > 0 OR amount = 0)", name="amount_not_below_zero"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("stock_place.id"))
    good_id: Mapped[int] = mapped_column(ForeignKey("stock_good.id"), index=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"), index=True)
    quantity: Mapped[int] = mapped_column(Integer, default=0)
    amount: Mapped[int] = mapped_column(Dong, default=0)


class StockSlip(UnitScoped, Base):
    """One slip: goods of one fund come into a place, leave it, are packed in it or go to another one.

    The accountant makes it, the keeper does it: then it has its number, its movements and, where the fund's value changes, its entry.
    """

    __tablename__ = "stock_slip"
    __table_args__ = (
        UniqueConstraint("unit_id", "reference"),
        UniqueConstraint("unit_id", "series", "year", "number"),
        UniqueConstraint("entry_id"),
        # A reversal that was dropped leaves room for another one.
        partial_index("uq_stock_slip_reverses", "reverses_id", unique=True, where=text("state <> 'dropped'")),
        CheckConstraint(f"kind IN ({listed(SlipKind)})", name="kind_known"),
        CheckConstraint(f"state IN ({listed(SlipState)})", name="state_known"),
        CheckConstraint("done_by_id IS NULL OR done_by_id <> made_by_id", name="four_eyes"),
        CheckConstraint(
            "(state = 'done') = (number IS NOT NULL) AND (state = 'done') = (done_by_id IS NOT NULL) AND (state = 'done') = (done_at IS NOT NULL)"
            " AND (state = 'done') = (done_on IS NOT NULL)",
            name="done_whole",
        ),
        CheckConstraint("(kind = 'transfer') = (to_place_id IS NOT NULL) AND (to_place_id IS NULL OR to_place_id <> place_id)", name="goes_elsewhere"),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reverses_one"),
        CheckConstraint("(kind = 'return') = (returns_id IS NOT NULL)", name="returns_one"),
        CheckConstraint("kind <> 'loss' OR minutes_file_id IS NOT NULL OR count_id IS NOT NULL", name="loss_has_minutes"),
        CheckConstraint("state <> 'dropped' OR length(trim(drop_reason)) > 0", name="drop_says_why"),
        CheckConstraint("length(trim(reason)) > 0 AND length(trim(party)) > 0", name="says_what"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="made")
    place_id: Mapped[int] = mapped_column(ForeignKey("stock_place.id"))
    to_place_id: Mapped[int | None] = mapped_column(ForeignKey("stock_place.id"))
    party: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    basis: Mapped[str] = mapped_column(default="")
    account_code: Mapped[str] = mapped_column(String(20))
    counter_code: Mapped[str] = mapped_column(String(20), default="")
    purpose: Mapped[str] = mapped_column(String(40), default="")
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    subject: Mapped[str] = mapped_column(String(60), default="", index=True)
    reference: Mapped[str] = mapped_column(String(100))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("stock_slip.id"))
    returns_id: Mapped[int | None] = mapped_column(ForeignKey("stock_slip.id"), index=True)
    count_id: Mapped[int | None] = mapped_column(ForeignKey("stock_count.id"), index=True)
    minutes_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    made_at: Mapped[datetime]
    made_on: Mapped[date]
    series: Mapped[str] = mapped_column(String(10))
    year: Mapped[int | None] = mapped_column(Integer)
    number: Mapped[int | None] = mapped_column(Integer)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    done_at: Mapped[datetime | None]
    done_on: Mapped[date | None]
    drop_reason: Mapped[str] = mapped_column(default="")

    lines: Mapped[list["StockSlipLine"]] = relationship(order_by="StockSlipLine.position", lazy="selectin")

    @property
    def label(self) -> str:
        """The number as it is printed: PNK-2026-0007; empty before the goods have moved."""
        return f"{self.series}-{self.year}-{self.number:04d}" if self.number is not None else ""


class StockSlipLine(Base):
    """One kind of goods on a slip, in whole pieces; `amount` is what given or bought goods are worth, None where the average says it."""

    __tablename__ = "stock_slip_line"
    __table_args__ = (
        CheckConstraint(f"quantity BETWEEN 1 AND {MOST}", name="quantity_sane"),
        CheckConstraint("amount IS NULL OR amount >= 0", name="amount_not_below_zero"),
        CheckConstraint(f"flow IN ({listed(Flow)})", name="flow_known"),
    )

    slip_id: Mapped[int] = mapped_column(ForeignKey("stock_slip.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    good_id: Mapped[int] = mapped_column(ForeignKey("stock_good.id"))
    flow: Mapped[str] = mapped_column(String(3))
    quantity: Mapped[int] = mapped_column(Integer)
    amount: Mapped[int | None] = mapped_column(Dong)


class StockMovement(Base):
    """What a slip did to one holding: pieces and đồng in (above zero) or out (below zero)."""

    __tablename__ = "stock_movement"
    __table_args__ = (
        UniqueConstraint("slip_id", "position"),
        CheckConstraint("quantity <> 0 AND (amount = 0 OR (amount > 0) = (quantity > 0))", name="one_way"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    slip_id: Mapped[int] = mapped_column(ForeignKey("stock_slip.id"))
    position: Mapped[int] = mapped_column(Integer)
    holding_id: Mapped[int] = mapped_column(ForeignKey("stock_holding.id"), index=True)
    quantity: Mapped[int] = mapped_column(Integer)
    amount: Mapped[int] = mapped_column(Dong)


class StockCount(UnitScoped, Base):
    """One count of one place: what lay there, counted by the keeper before the books were shown, answered by a second person on the same day."""

    __tablename__ = "stock_count"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(CountState)})", name="state_known"),
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> counted_by_id", name="four_eyes"),
        CheckConstraint("(state = 'counted') = (answered_by_id IS NULL) AND (answered_by_id IS NULL) = (answered_at IS NULL)", name="answered_whole"),
        CheckConstraint("state <> 'rejected' OR length(trim(answer)) > 0", name="answer_says_why"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    place_id: Mapped[int] = mapped_column(ForeignKey("stock_place.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="counted")
    counted_on: Mapped[date]
    counted_at: Mapped[datetime]
    counted_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    present: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")

    lines: Mapped[list["StockCountLine"]] = relationship(order_by="StockCountLine.holding_id", lazy="selectin")


class StockCountLine(Base):
    """What was counted of one holding beside what the books said at that moment, in pieces."""

    __tablename__ = "stock_count_line"
    __table_args__ = (CheckConstraint(f"book_quantity >= 0 AND counted_quantity BETWEEN 0 AND {MOST}", name="quantity_sane"),)

    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"), primary_key=True)
    holding_id: Mapped[int] = mapped_column(ForeignKey("stock_holding.id"), primary_key=True, autoincrement=False)
    book_quantity: Mapped[int] = mapped_column(Integer)
    counted_quantity: Mapped[int] = mapped_column(Integer)

    @property
    def difference(self) -> int:
        """Pieces too many (above zero) or missing (below zero)."""
        return self.counted_quantity - self.book_quantity
