"""Rows of relief: one for each request, beside the case that carries its life."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.cases.models import Case
from fundapp.casework.programme import Programme
from fundapp.kernel.db import Base, Dong, Pk, UnitScoped, Versioned, partial_index
from fundapp.relief import triggers, words  # noqa: F401  (importing the triggers registers them)
from fundapp.relief.programme import PROGRAMME

KIND_LIST = ", ".join(f"'{kind}'" for kind in words.KINDS)


DISASTER_LIST = ", ".join(f"'{kind}'" for kind in words.DISASTERS)


class Disaster(Base):
    """One disaster as a unit has recorded it: what happened, from which day to which, on whose word, and how many đồng each household is to get. Append-only.

    Every unit under it reads it and asks for its own households; the communes that were hit are `areas`.
    """

    __tablename__ = "relief_disaster"
    __table_args__ = (
        CheckConstraint(f"kind IN ({DISASTER_LIST})", name="kind_known"),
        CheckConstraint("ended_on >= started_on", name="not_backwards"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("length(trim(source)) > 0", name="source_named"),
        Index("ix_relief_disaster_unit_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str]
    started_on: Mapped[date]
    ended_on: Mapped[date]
    source: Mapped[str]
    amount: Mapped[int] = mapped_column(Dong)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]

    areas: Mapped[list["DisasterArea"]] = relationship(order_by="DisasterArea.id", lazy="selectin")


class DisasterArea(Base):
    """One commune that a disaster hit, on a day, on whose word. Append-only; communes may be added."""

    __tablename__ = "relief_area"
    __table_args__ = (UniqueConstraint("disaster_id", "place_key"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    disaster_id: Mapped[int] = mapped_column(ForeignKey("relief_disaster.id"))
    name: Mapped[str]
    place_key: Mapped[str] = mapped_column(String(120))
    hit_on: Mapped[date]
    source: Mapped[str] = mapped_column(default="")
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))


class ReliefRequest(UnitScoped, Versioned, Base):
    """What one household asks for after one event. The id is that of its case; nothing changes once the case has left its unit.

    `event_key` is the opaque key of the event, `is_live` whether the request still stands for it: a refused or withdrawn one, or one
    that ended without a payment, does not. `disaster_id` is the recorded disaster that it belongs to.
    """

    __tablename__ = "relief_request"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KIND_LIST})", name="kind_known"),
        CheckConstraint("disaster_id IS NULL OR kind = 'disaster'", name="of_a_disaster"),
        CheckConstraint("days_off IS NULL OR days_off BETWEEN 1 AND 366", name="days_off_sane"),
        # One event is helped once, whatever two officers of two units do at the same moment.
        partial_index("uq_relief_request_event_key", "event_key", unique=True, where=text("is_live")),
    )
    programme: ClassVar[Programme] = PROGRAMME

    id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    event_on: Mapped[date]
    affected_name: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    days_off: Mapped[int | None] = mapped_column(Integer)
    description: Mapped[str] = mapped_column(default="")
    is_urgent: Mapped[bool] = mapped_column(default=False)
    urgent_reason: Mapped[str] = mapped_column(default="")
    disaster_id: Mapped[int | None] = mapped_column(ForeignKey("relief_disaster.id"), index=True)
    event_key: Mapped[str] = mapped_column(String(64))
    is_live: Mapped[bool] = mapped_column(default=True)

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    disaster: Mapped[Disaster | None] = relationship()
