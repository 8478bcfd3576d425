"""The number under which a bank knows an account of a unit."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, HasUid, Marked, Pk, Sealed, UnitScoped
from fundapp.kernel.labels import _

USER = "user_account.id"


class BankAccount(Marked, HasUid, UnitScoped, Base):
    """One bank account's number and holder as its bank writes them, sealed; `number_index` answers equality, `number_tail` is shown.

    It is told once, by the first statement that bears it or by hand, and never changed (triggers): another number is another account.
    """

    __tablename__ = "bank_account"
    called = _("số tài khoản ngân hàng của đơn vị")
    __table_args__ = (
        UniqueConstraint("box_id"),
        CheckConstraint("length(number_tail) BETWEEN 1 AND 4", name="tail_short"),
        Index("ix_bank_account_number_index", "number_index"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    box_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    number_sealed: Mapped[str]
    number_index: Mapped[str] = mapped_column(String(64))
    number_tail: Mapped[str] = mapped_column(String(4))
    holder_name: Mapped[str] = mapped_column(default="")
    told_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    told_at: Mapped[datetime]

    number = Sealed("number_sealed", index="number_index", purpose="bank_account")
