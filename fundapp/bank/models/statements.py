"""Rows of bank statements: the uploaded file on its way, the statement as kept, its lines. Amounts in đồng, positive what came in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.bank.kinds import LABELS
from fundapp.bank.stages import STATES
from fundapp.kernel.db import Base, Dong, HasUid, Pk, Sealed, UnitScoped, Versioned

USER = "user_account.id"
KNOWN_STATES = ", ".join(f"'{state}'" for state in STATES)
KNOWN_KINDS = ", ".join(f"'{kind}'" for kind in LABELS)


class StatementFile(Versioned, HasUid, UnitScoped, Base):
    """One file that somebody uploaded for a bank account, and how far it has come. `content` holds its lines sealed until they are kept."""

    __tablename__ = "statement_file"
    __table_args__ = (
        CheckConstraint(f"state IN ({KNOWN_STATES})", name="state_known"),
        CheckConstraint("(state = 'filed') = (filed_by_id IS NOT NULL) AND (filed_by_id IS NULL) = (filed_at IS NULL)", name="filed_by_somebody"),
        CheckConstraint("(state = 'read') = (content_sealed IS NOT NULL)", name="content_while_read"),
        Index("ix_statement_file_account_newest", "account_id", "id"),
        Index("ix_statement_file_unit_newest", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str]
    content_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    # Columns with their labels, period, sums, warnings; no note and no name.
    understood: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    message: Mapped[str] = mapped_column(default="")
    content_sealed: Mapped[str | None]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    uploaded_at: Mapped[datetime]
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    filed_at: Mapped[datetime | None]

    content = Sealed("content_sealed")


class BankStatement(UnitScoped, Base):
    """One statement of a bank account as kept: its days, both balances and sums. Never changed, never deleted (triggers).

    `line_count` lines stand in it, `new_count` of which no earlier statement had brought; `account_id` is the cash box of kind bank.
    """

    __tablename__ = "bank_statement"
    __table_args__ = (
        UniqueConstraint("source_id"),
        CheckConstraint("opening_amount + credit_amount - debit_amount = closing_amount", name="adds_up"),
        CheckConstraint("credit_amount >= 0 AND debit_amount >= 0", name="sums_not_negative"),
        CheckConstraint("first_on <= last_on", name="day_order"),
        CheckConstraint("new_count BETWEEN 0 AND line_count", name="new_among_all"),
        Index("ix_bank_statement_account_days", "account_id", "first_on", "last_on"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"))
    source_id: Mapped[int] = mapped_column(ForeignKey("statement_file.id"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    opening_amount: Mapped[int] = mapped_column(Dong)
    closing_amount: Mapped[int] = mapped_column(Dong)
    debit_amount: Mapped[int] = mapped_column(Dong)
    credit_amount: Mapped[int] = mapped_column(Dong)
    line_count: Mapped[int] = mapped_column(Integer)
    new_count: Mapped[int] = mapped_column(Integer)
    filed_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    filed_at: Mapped[datetime]


class StatementLine(HasUid, UnitScoped, Base):
    """One movement on a bank account, once however many statements bear it. Never changed, never deleted (triggers).

    `amount` is signed: what came in is positive. `note` is what the bank wrote with long numbers masked; `whole_note` the same, sealed and
    whole. `occurrence` counts equal movements of one day; `line_key` is the digest by which the same line is known again in another file.
    """

    __tablename__ = "statement_line"
    __table_args__ = (
        UniqueConstraint("account_id", "line_key"),
        CheckConstraint("amount <> 0", name="moves_money"),
        CheckConstraint(f"kind IN ({KNOWN_KINDS})", name="kind_known"),
        Index("ix_statement_line_account_days", "account_id", "line_on", "id"),
        Index("ix_statement_line_counter_index", "counter_index"),
        # What the global search looks for: one amount, or the bank's own number, the newest first.
        Index("ix_statement_line_amount", "amount", "id"),
        Index("ix_statement_line_reference", "reference", "id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"))
    # The statement that brought it first.
    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"), index=True)
    on: Mapped[date] = mapped_column("line_on")
    value_on: Mapped[date | None]
    amount: Mapped[int] = mapped_column(Dong)
    balance_amount: Mapped[int | None] = mapped_column(Dong)
    reference: Mapped[str] = mapped_column(String(60))
    note: Mapped[str]
    folded: Mapped[str]
    note_sealed: Mapped[str]
    codes: Mapped[list[str]] = mapped_column(JSON)
    suspects: Mapped[list[str]] = mapped_column(JSON)
    kind: Mapped[str] = mapped_column(String(20))
    counter_name: Mapped[str] = mapped_column(default="")
    counter_sealed: Mapped[str | None]
    counter_index: Mapped[str | None] = mapped_column(String(64))
    counter_tail: Mapped[str] = mapped_column(String(4), default="")
    occurrence: Mapped[int] = mapped_column(Integer)
    line_key: Mapped[str] = mapped_column(String(64))

    whole_note = Sealed("note_sealed")
    counter_account = Sealed("counter_sealed", index="counter_index", purpose="bank_account")


class StatementPlace(Base):
    """The place of a line within one statement, the oldest first; overlapping statements share lines."""

    __tablename__ = "statement_place"
    __table_args__ = (UniqueConstraint("statement_id", "line_id"), CheckConstraint("place >= 1", name="place_positive"))

    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(ForeignKey("statement_line.id"), index=True)
