"""Rows of the column memory."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Pk, UnitScoped


class SheetMapping(UnitScoped, Base):
    """What the columns under one header mean to one unit, as a person there said it once: letter → fact."""

    __tablename__ = "sheet_mapping"
    __table_args__ = (
        UniqueConstraint("unit_id", "vocabulary", "header_digest"),
        CheckConstraint("length(header_digest) = 64", name="digest"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    vocabulary: Mapped[str] = mapped_column(String(30))
    header_digest: Mapped[str] = mapped_column(String(64))
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    remembered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    remembered_at: Mapped[datetime]
