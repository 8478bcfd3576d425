"""Rows of a roster on its way to the households on file: the batch and its staged rows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.intake.stages import CHOICES, OUTCOMES, STATES
from fundapp.kernel.db import Base, HasUid, Pk, Sealed, UnitScoped, Versioned


def _among(column: str, values: Any) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class IntakeBatch(Versioned, UnitScoped, Base):
    """One roster that somebody uploaded for a unit, and how far it has come."""

    __tablename__ = "intake_batch"
    __table_args__ = (
        CheckConstraint(_among("state", STATES), name="state_known"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),
        CheckConstraint("state <> 'undone' OR undone_at IS NOT NULL", name="undone_once"),
        Index("ix_intake_batch_unit_newest", "unit_id", "id"),
        Index("ix_intake_batch_content", "unit_id", "content_digest"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str]
    content_digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12), default="waiting")
    # What was understood: sheets, columns with their labels, counts. Holds no personal data.
    understood: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    message: Mapped[str] = mapped_column(default="")
    takes_other_units: Mapped[bool] = mapped_column(Boolean, default=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    bad_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime]
    uploaded_on: Mapped[date]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    undone_at: Mapped[datetime | None]


class IntakeRow(HasUid, UnitScoped, Base):
    """One person's row of a batch as read: sealed values and findings, what is to be done with it, what came of it.

    `rank` puts what somebody must look at first: 0 errors, 1 likely double, 2 warnings, 3 repaired or of another unit, 4 clean.
    """

    __tablename__ = "intake_row"
    __table_args__ = (
        UniqueConstraint("batch_id", "place"),
        CheckConstraint(_among("choice", CHOICES), name="choice_known"),
        CheckConstraint(f"outcome IS NULL OR {_among('outcome', OUTCOMES)}", name="outcome_known"),
        CheckConstraint("rank BETWEEN 0 AND 4", name="rank_known"),
        CheckConstraint("outcome IS NULL OR outcome <> 'added' OR household_id IS NOT NULL", name="added_is_on_file"),
        Index("ix_intake_row_by_rank", "batch_id", "rank", "place"),
        Index("ix_intake_row_same_content", "content_index", "target_unit_id"),
        Index("ix_intake_row_household_id", "household_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("intake_batch.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    place: Mapped[int] = mapped_column(Integer)
    sheet: Mapped[str] = mapped_column(default="")
    row_number: Mapped[int] = mapped_column(Integer)
    rank: Mapped[int] = mapped_column(Integer)
    has_warning: Mapped[bool] = mapped_column(Boolean, default=False)
    has_repair: Mapped[bool] = mapped_column(Boolean, default=False)
    names_other_unit: Mapped[bool] = mapped_column(Boolean, default=False)
    # The unit that the row goes to, when the list names one within the uploader's reach.
    target_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    content_sealed: Mapped[str]
    content_index: Mapped[str] = mapped_column(String(64))
    # Another row of this list, or a registration on file, that is this person: how sure, and where.
    twin_place: Mapped[int | None] = mapped_column(Integer)
    twin_row: Mapped[int | None] = mapped_column(Integer)
    known: Mapped[str | None] = mapped_column(String(20))
    known_household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    choice: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str | None] = mapped_column(String(10))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    message: Mapped[str] = mapped_column(default="")

    content = Sealed("content_sealed")
