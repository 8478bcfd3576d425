"""Rows about houses: one for each request, beside the case that carries its life."""

from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.cases.models import Case
from fundapp.casework.programme import Programme
from fundapp.housing import triggers, words  # noqa: F401  (importing the triggers registers them)
from fundapp.housing.programme import PROGRAMME
from fundapp.kernel.db import Base, Dong, UnitScoped, Versioned


def _among(column: str, values: object) -> str:
    return "{0} IS NULL OR {0} IN ({1})".format(column, ", ".join(f"'{value}'" for value in values))  # type: ignore[attr-defined]


class HousingGrant(UnitScoped, Versioned, Base):
    """What one household asks for its house. The id is that of its case; nothing changes once the case has left its unit."""

    __tablename__ = "housing_grant"
    programme: ClassVar[Programme] = PROGRAMME
    __table_args__ = (
        CheckConstraint("kind IN ('new', 'repair')", name="kind_known"),
        CheckConstraint(_among("land_status", words.LAND), name="land_known"),
        CheckConstraint(_among("house_condition", words.HOUSE), name="house_known"),
        CheckConstraint("estimate_amount IS NULL OR estimate_amount > 0", name="estimate_positive"),
        CheckConstraint("own_funds_amount IS NULL OR own_funds_amount >= 0", name="own_funds_not_negative"),
        CheckConstraint("other_help_amount >= 0", name="other_help_not_negative"),
    )

    id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    land_status: Mapped[str | None] = mapped_column(String(12))
    land_note: Mapped[str] = mapped_column(default="")
    land_is_disputed: Mapped[bool | None]
    land_in_planning: Mapped[bool | None]
    house_condition: Mapped[str | None] = mapped_column(String(12))
    site_address: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    estimate_amount: Mapped[int | None] = mapped_column(Dong)
    own_funds_amount: Mapped[int | None] = mapped_column(Dong)
    other_help_amount: Mapped[int] = mapped_column(Dong, default=0)
    other_help_source: Mapped[str] = mapped_column(default="")

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
