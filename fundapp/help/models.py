"""Rows about help: one for each thing that somebody was granted."""

from datetime import date, datetime
from typing import get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.help.bands import Programme, Status
from fundapp.kernel.db import Base, Dong, Pk, UnitScoped, Versioned


class HelpKey(Base):
    """One household or person whose help of a year is being reckoned: the row that two deciders lock in turn. Nothing else is kept in it."""

    __tablename__ = "help_key"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)


class HelpGiven(Versioned, UnitScoped, Base):
    """One help for one household: approved, then given, or withdrawn. Keys are opaque; the row tells no name.

    `amount` is what was granted, `given_amount` what of it has been given so far, `given_on` the day on which the last of that was
    given: money on the day of the payment, goods on the day of the hand-out. An interval between two helps counts from there.
    """

    __tablename__ = "help_given"
    __table_args__ = (
        CheckConstraint("amount >= 0 AND given_amount >= 0", name="amounts_not_negative"),
        CheckConstraint("status IN ({})".format(", ".join(f"'{name}'" for name in get_args(Status))), name="status_known"),
        CheckConstraint("programme IN ({})".format(", ".join(f"'{name}'" for name in get_args(Programme))), name="programme_known"),
        CheckConstraint("status = 'withdrawn' OR (status = 'given') = (given_on IS NOT NULL)", name="given_on_a_day"),
        CheckConstraint("(given_on IS NULL) = (given_amount = 0)", name="given_whole"),
        CheckConstraint("given_on IS NULL OR given_on >= granted_on", name="granted_first"),
        CheckConstraint("ended_on IS NULL OR (ended_on >= granted_on AND overdue_since IS NULL)", name="ended_whole"),
        Index("ix_help_given_household_key", "household_key"),
        Index("ix_help_given_person_key", "person_key"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    programme: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80), unique=True)
    household_key: Mapped[str] = mapped_column(String(80))
    person_key: Mapped[str] = mapped_column(String(80))
    amount: Mapped[int] = mapped_column(Dong)
    granted_on: Mapped[date]
    given_amount: Mapped[int] = mapped_column(Dong, default=0)
    given_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(10))
    # Of money that is paid back: when the last of it was, and since when something of it is overdue.
    ended_on: Mapped[date | None]
    overdue_since: Mapped[date | None]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
