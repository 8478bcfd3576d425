"""How a unit's bank wants the file of a payment list: columns in the bank's own order and words."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Marked, Pk, UnitScoped, partial_index
from fundapp.kernel.labels import _

IN_USE = text("retired_at IS NULL")


class PaymentFileLayout(Marked, UnitScoped, Base):
    """One layout of a unit; it never changes: another one takes its place, and files that were taken by it say its number in the trail.

    `columns`: pairs of a title and what stands beneath it (a fact of `bank_files.FACTS`, or empty), from left to right.
    """

    __tablename__ = "payment_file_layout"
    called = _("mẫu tệp chuyển khoản")
    __table_args__ = (
        CheckConstraint("length(trim(name)) > 0 AND length(trim(sheet)) > 0", name="named"),
        partial_index("uq_payment_file_layout_name", "unit_id", "name", unique=True, where=IN_USE),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(60))
    sheet: Mapped[str] = mapped_column(String(31))
    columns: Mapped[list[Any]] = mapped_column(JSON)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    @property
    def key(self) -> str:
        """By which the page that gives the file names it."""
        return f"own-{self.id}"
