"""What is expected to come in: an amount that somebody owes a fund, under a code by which the bank's line is known again."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Dong, Marked, Pk, UnitScoped, partial_index
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import ExpectedMoveKind, ExpectedState, listed

OPEN = text("state = 'open'")
FREE, BOUND = text("state = 'open' AND earmark_id IS NULL"), text("state = 'open' AND earmark_id IS NOT NULL")
WITH_ENTRY = text("entry_id IS NOT NULL")


class Expected(Marked, UnitScoped, Base):
    """One amount that should come into one fund for one subject. Its sums are kept by the triggers of its moves.

    `code` is what the payer writes, `account_code` where the money waits until the programme allocates it, `box_id` the bank account that
    payers are told (none: any of the unit). With `earmark_id` what comes belongs to that donation again, bound as its donor has bound it.
    """

    __tablename__ = "ledger_expected"
    called = _("khoản chờ thu")
    unmarked = frozenset({"came_amount", "state"})
    __table_args__ = (
        ForeignKeyConstraint(["book_id", "unit_id"], ["ledger_book.id", "ledger_book.unit_id"]),
        ForeignKeyConstraint(["unit_id", "account_code"], ["account.unit_id", "account.code"]),
        ForeignKeyConstraint(["earmark_id", "book_id"], ["ledger_earmark.id", "ledger_earmark.book_id"]),
        CheckConstraint(f"state IN ({listed(ExpectedState)})", name="state_known"),
        CheckConstraint("amount > 0 AND came_amount BETWEEN 0 AND amount", name="parts_within_amount"),
        CheckConstraint("state = 'withdrawn' OR (state = 'came') = (came_amount = amount)", name="open_while_something_is_missing"),
        CheckConstraint("length(trim(code)) > 0 AND length(trim(subject)) > 0", name="named"),
        # One amount of one day for one subject: what is expected twice would be settled twice.
        partial_index("uq_ledger_expected_open", "book_id", "subject", "due_on", unique=True, where=FREE),
        partial_index("uq_ledger_expected_bound", "earmark_id", "subject", "due_on", unique=True, where=BOUND),
        Index("ix_ledger_expected_subject", "subject"),
        Index("ix_ledger_expected_code", "code"),
        partial_index("ix_ledger_expected_due", "unit_id", "due_on", "id", where=OPEN),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    book_id: Mapped[int] = mapped_column(Pk)
    earmark_id: Mapped[int | None] = mapped_column(Pk)
    box_id: Mapped[int | None] = mapped_column(ForeignKey("cash_box.id"))
    subject: Mapped[str] = mapped_column(String(80))
    code: Mapped[str] = mapped_column(String(20))
    account_code: Mapped[str] = mapped_column(String(20))
    payer_name: Mapped[str] = mapped_column(default="")
    what: Mapped[str] = mapped_column(default="")
    amount: Mapped[int] = mapped_column(Dong)
    came_amount: Mapped[int] = mapped_column(Dong, default=0)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    expected_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    expected_on: Mapped[date]
    expected_at: Mapped[datetime]

    @property
    def open_amount(self) -> int:
        """What has still to come."""
        return 0 if self.state == ExpectedState.WITHDRAWN else self.amount - self.came_amount


class ExpectedMove(Marked, Base):
    """What happened to an expected amount: a part came in by an entry or was taken back with it; amended to another amount or day; withdrawn. Append-only."""

    __tablename__ = "ledger_expected_move"
    called = _("lần sửa khoản chờ thu")
    told_by = "entry_id"
    __table_args__ = (
        CheckConstraint(f"kind IN ({listed(ExpectedMoveKind)})", name="kind_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(kind IN ('came', 'taken_back')) = (entry_id IS NOT NULL)", name="money_names_its_entry"),
        CheckConstraint("(kind = 'amended') = (due_on IS NOT NULL)", name="amended_names_its_day"),
        CheckConstraint("kind IN ('came', 'taken_back') OR length(trim(reason)) > 0", name="says_why"),
        Index("ix_ledger_expected_move_expected", "expected_id"),
        partial_index("uq_ledger_expected_move_entry", "entry_id", "expected_id", unique=True, where=WITH_ENTRY),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    expected_id: Mapped[int] = mapped_column(ForeignKey("ledger_expected.id"))
    kind: Mapped[str] = mapped_column(String(10))
    # What came or was taken back; the new whole amount where it was amended; what was still missing where it was withdrawn.
    amount: Mapped[int] = mapped_column(Dong)
    due_on: Mapped[date | None]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    on: Mapped[date] = mapped_column("moved_on")
    at: Mapped[datetime] = mapped_column("moved_at")
