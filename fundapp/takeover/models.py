"""Rows of old books on their way into the ledger: the file, and each entry that was understood from it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Dong, HasUid, Pk, Sealed, UnitScoped, Versioned
from fundapp.takeover.words import KINDS, STATES


def _among(column: str, values: Any) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Takeover(Versioned, UnitScoped, Base):
    """One file of old books that somebody has uploaded for a unit; somebody else posts it, whole or not at all."""

    __tablename__ = "takeover"
    __table_args__ = (
        CheckConstraint(_among("kind", KINDS), name="kind_known"),
        CheckConstraint(_among("state", STATES), name="state_known"),
        CheckConstraint("posted_by_id IS NULL OR posted_by_id <> uploaded_by_id", name="four_eyes"),
        CheckConstraint("(posted_at IS NULL) = (posted_by_id IS NULL)", name="posted_by_somebody"),
        CheckConstraint("state <> 'posted' OR posted_by_id IS NOT NULL", name="posted_is_told"),
        CheckConstraint("state NOT IN ('sent', 'posting', 'posted') OR bad_count = 0", name="no_bad_row_is_posted"),
        Index("ix_takeover_unit_newest", "unit_id", "id"),
        Index("ix_takeover_content", "unit_id", "content_digest"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(10))
    # The fund of the whole file, when its rows name none; the purpose of spending that names none; the day of balances.
    book_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_book.id"))
    purpose: Mapped[str | None] = mapped_column(String(40))
    opened_on: Mapped[date | None]
    year: Mapped[int] = mapped_column(Integer)
    closes: Mapped[bool] = mapped_column(default=False)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str]
    content_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    bad_count: Mapped[int] = mapped_column(Integer, default=0)
    # What was understood: columns with their labels, sums by fund, bad rows with their reasons. Holds no narration.
    understood: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    message: Mapped[str] = mapped_column(default="")
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    bad_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime]
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    posted_at: Mapped[datetime | None]


class TakeoverEntry(HasUid, UnitScoped, Base):
    """One entry as understood: fund, day and amount in clear, narration and lines sealed; once posted, the entry it became."""

    __tablename__ = "takeover_entry"
    __table_args__ = (
        UniqueConstraint("takeover_id", "place"),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("ix_takeover_entry_entry", "entry_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    takeover_id: Mapped[int] = mapped_column(ForeignKey("takeover.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    place: Mapped[int] = mapped_column(Integer)
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"))
    on: Mapped[date] = mapped_column("entry_on")
    kind: Mapped[str] = mapped_column(String(10))
    reference: Mapped[str] = mapped_column(String(120))
    amount: Mapped[int] = mapped_column(Dong)
    sheet: Mapped[str] = mapped_column(default="")
    row_number: Mapped[int] = mapped_column(Integer)
    is_known: Mapped[bool] = mapped_column(default=False)
    content_sealed: Mapped[str]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))

    content = Sealed("content_sealed")
