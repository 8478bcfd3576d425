"""Rows of the quota cascade: what a unit holds of a line, and every move of places with its author."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.gifts import words
from fundapp.gifts.cascade import Standing
from fundapp.gifts.models.campaigns import LINE, UNIT, USER, among
from fundapp.kernel.db import Base, Pk, UnitScoped


class GiftQuota(UnitScoped, Base):
    """What one unit holds of one line: places that came from above, passed on, given back upwards, taken back from below, and filled with names."""

    __tablename__ = "gift_quota"
    __table_args__ = (
        UniqueConstraint("line_id", "unit_id"),
        CheckConstraint("received >= 0 AND passed_down >= 0 AND given_back >= 0 AND taken_back >= 0 AND listed >= 0", name="not_negative"),
        CheckConstraint("received + taken_back - passed_down - given_back >= listed", name="not_over"),
        Index("ix_gift_quota_unit_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey(LINE))
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    received: Mapped[int] = mapped_column(Integer, default=0)
    passed_down: Mapped[int] = mapped_column(Integer, default=0)
    given_back: Mapped[int] = mapped_column(Integer, default=0)
    taken_back: Mapped[int] = mapped_column(Integer, default=0)
    listed: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def standing(self) -> Standing:
        return Standing(self.received, self.passed_down, self.given_back, self.taken_back, self.listed)


class GiftQuotaMove(UnitScoped, Base):
    """Some places of a line moved: granted at the opening, passed from a unit to one below it, or returned to the one above. Append-only.

    `unit_id` is where they went, `for_unit_id` where they came from (nowhere at the opening).
    """

    __tablename__ = "gift_quota_move"
    __table_args__ = (
        CheckConstraint(among("kind", words.MOVE_KINDS), name="kind_known"),
        CheckConstraint(among("basis", words.BASES), name="basis_known"),
        CheckConstraint("places > 0", name="places_positive"),
        CheckConstraint("(kind = 'granted') = (for_unit_id IS NULL)", name="from_somewhere"),
        CheckConstraint("for_unit_id <> unit_id", name="moves"),
        Index("ix_gift_quota_move_line_id", "line_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey(LINE))
    kind: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT), index=True)
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey(UNIT), index=True)
    places: Mapped[int] = mapped_column(Integer)
    basis: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    on: Mapped[date] = mapped_column("moved_on")
    at: Mapped[datetime] = mapped_column("moved_at")
