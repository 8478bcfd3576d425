"""Rows of settling: what belongs together on both sides of an account, posting rules, the reconciliation statement. Nothing is ever deleted (triggers)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.bank.settlement_kinds import Basis, ReconciliationState, SettlementState
from fundapp.kernel.db import Base, Dong, Pk, UnitScoped, partial_index
from fundapp.ledger.kinds import listed

USER = "user_account.id"
STANDS = text("state <> 'refused'")


class Settlement(UnitScoped, Base):
    """Lines of the bank and lines of the books that are the same money. Only a confirmed one counts; `reasons` is what was shown with it."""

    __tablename__ = "bank_settlement"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(SettlementState)})", name="state_known"),
        CheckConstraint(f"basis IN ({listed(Basis)})", name="basis_known"),
        CheckConstraint("(state IN ('confirmed', 'undone')) = (confirmed_by_id IS NOT NULL)", name="confirmed_by_somebody"),
        CheckConstraint("(confirmed_by_id IS NULL) = (confirmed_at IS NULL) AND (ended_by_id IS NULL) = (ended_at IS NULL)", name="signed_whole"),
        CheckConstraint("(state IN ('dropped', 'undone')) = (ended_by_id IS NOT NULL)", name="ended_by_somebody"),
        CheckConstraint("state <> 'undone' OR length(trim(end_reason)) > 0", name="undone_says_why"),
        Index("ix_bank_settlement_box_state", "box_id", "state"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    box_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"))
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    basis: Mapped[str] = mapped_column(String(12))
    is_sure: Mapped[bool]
    reasons: Mapped[str]
    last_on: Mapped[date]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    confirmed_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")

    parts: Mapped[list["SettlementPart"]] = relationship(order_by="SettlementPart.id", lazy="selectin")


class SettlementPart(Base):
    """So much of one line of the bank, or of one line of the books, signed as the account sees it. Box and day are those of the line."""

    __tablename__ = "bank_settlement_part"
    __table_args__ = (
        CheckConstraint("(line_id IS NULL) <> (ledger_line_id IS NULL)", name="one_side"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        UniqueConstraint("settlement_id", "line_id"),
        UniqueConstraint("settlement_id", "ledger_line_id"),
        Index("ix_bank_settlement_part_box", "box_id"),
        partial_index("ix_bank_settlement_part_line", "line_id", where=text("line_id IS NOT NULL")),
        partial_index(
            "ix_bank_settlement_part_ledger_line", "ledger_line_id", where=text("ledger_line_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("bank_settlement.id"))
    box_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("statement_line.id"))
    ledger_line_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_line.id"))
    on: Mapped[date] = mapped_column("part_on")
    amount: Mapped[int] = mapped_column(Dong)


class PostingRule(UnitScoped, Base):
    """How lines of one account whose note holds certain words are booked: fees, interest. Remembered from a booking by hand; the newest holds."""

    __tablename__ = "bank_posting_rule"
    __table_args__ = (
        ForeignKeyConstraint(["unit_id", "account_code"], ["account.unit_id", "account.code"]),
        ForeignKeyConstraint(["book_id", "unit_id"], ["ledger_book.id", "ledger_book.unit_id"]),
        CheckConstraint("length(trim(words)) > 2", name="words_given"),
        CheckConstraint("length(trim(narration)) > 0", name="narration_given"),
        CheckConstraint("(ended_by_id IS NULL) = (ended_at IS NULL)", name="ended_whole"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    box_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"), index=True)
    words: Mapped[str] = mapped_column(String(120))
    is_out: Mapped[bool]
    book_id: Mapped[int] = mapped_column(Pk)
    account_code: Mapped[str] = mapped_column(String(20))
    narration: Mapped[str] = mapped_column(String(240))
    # What the money is for, where it leaves the fund.
    purpose: Mapped[str | None] = mapped_column(String(40))
    made_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    made_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    ended_at: Mapped[datetime | None]


class LineBooking(UnitScoped, Base):
    """One entry that was drafted from a line of the bank; a second person posts it, and then it settles the line."""

    __tablename__ = "bank_line_booking"

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("statement_line.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("bank_posting_rule.id"))
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    drafted_at: Mapped[datetime]


class Reconciliation(UnitScoped, Base):
    """One reconciliation statement of one account on one day: both balances, what lies between them, the two who signed."""

    __tablename__ = "bank_reconciliation"
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "number"),
        CheckConstraint(f"state IN ({listed(ReconciliationState)})", name="state_known"),
        CheckConstraint("book_amount - statement_amount = in_books_amount - at_bank_amount + unexplained_amount", name="adds_up"),
        CheckConstraint("unexplained_amount = 0 OR length(trim(explanation)) > 0", name="difference_explained"),
        CheckConstraint("answered_by_id IS NULL OR answered_by_id <> prepared_by_id", name="four_eyes"),
        CheckConstraint(
            "(state = 'prepared') = (answered_by_id IS NULL) AND (answered_by_id IS NULL) = (answered_at IS NULL)", name="answered_whole",
        ),
        CheckConstraint("state <> 'refused' OR length(trim(answer)) > 0", name="refused_says_why"),
        CheckConstraint("(state = 'signed') = (paper_file_id IS NOT NULL)", name="signed_is_printed"),
        partial_index("uq_bank_reconciliation_day", "box_id", "reconciled_on", unique=True, where=STANDS),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    box_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    on: Mapped[date] = mapped_column("reconciled_on")
    book_amount: Mapped[int] = mapped_column(Dong)
    statement_amount: Mapped[int] = mapped_column(Dong)
    in_books_amount: Mapped[int] = mapped_column(Dong)
    at_bank_amount: Mapped[int] = mapped_column(Dong)
    unexplained_amount: Mapped[int] = mapped_column(Dong)
    explanation: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(10), default="prepared")
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    prepared_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    paper_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    items: Mapped[list["ReconciliationItem"]] = relationship(order_by="ReconciliationItem.position", lazy="selectin")

    @property
    def label(self) -> str:
        """The number as it is printed: 05/DC-NH."""
        return f"{self.number:02d}/DC-NH"


class ReconciliationItem(Base):
    """One item that was open on the day, as it was signed."""

    __tablename__ = "bank_reconciliation_item"
    __table_args__ = (
        UniqueConstraint("reconciliation_id", "position"),
        CheckConstraint("(line_id IS NULL) <> (ledger_line_id IS NULL)", name="one_side"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    reconciliation_id: Mapped[int] = mapped_column(ForeignKey("bank_reconciliation.id"))
    position: Mapped[int] = mapped_column(Integer)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("statement_line.id"))
    ledger_line_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_line.id"))
    on: Mapped[date] = mapped_column("item_on")
    amount: Mapped[int] = mapped_column(Dong)
    label: Mapped[str] = mapped_column(String(80))
    what: Mapped[str]
