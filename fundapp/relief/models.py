"""Rows of relief: one for each request, beside the case that carries its life."""

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.cases.models import Case
from fundapp.casework.programme import Programme
from fundapp.kernel.db import Base, UnitScoped, Versioned
from fundapp.relief import triggers, words  # noqa: F401  (importing the triggers registers them)
from fundapp.relief.programme import PROGRAMME

KIND_LIST = ", ".join(f"'{kind}'" for kind in words.KINDS)


class ReliefRequest(UnitScoped, Versioned, Base):
    """What one household asks for after one event. The id is that of its case; nothing changes once the case has left its unit.

    `event_key` is the opaque key of the event, `is_live` whether the request still stands for it: a refused or withdrawn one, or one
    that ended without a payment, does not.
    """

    __tablename__ = "relief_request"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KIND_LIST})", name="kind_known"),
        CheckConstraint("days_off IS NULL OR days_off BETWEEN 1 AND 366", name="days_off_sane"),
        # One event is helped once, whatever two officers of two units do at the same moment.
        Index("uq_relief_request_event_key", "event_key", unique=True, sqlite_where=text("is_live"), postgresql_where=text("is_live")),
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
    event_key: Mapped[str] = mapped_column(String(64))
    is_live: Mapped[bool] = mapped_column(default=True)

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
