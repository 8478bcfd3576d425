"""The end of a book's year: its state, what was done to it, and the trial balance that each closing carried into the next year."""


from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Dong, Marked, Pk, UnitScoped
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import PeriodState, listed
from fundapp.ledger.models.closing import ClosingEvent, closing_is_printed


class YearClose(Marked, UnitScoped, Base):
    """The close of one book's year, from the first request on: closed by two people, and while it is not open again none of its months is opened."""

    __tablename__ = "ledger_year_close"
    called = _("khóa năm")
    __table_args__ = (
        ForeignKeyConstraint(["book_year_id", "book_id", "unit_id"], ["ledger_book_year.id", "ledger_book_year.book_id", "ledger_book_year.unit_id"]),
        UniqueConstraint("book_year_id"),
        CheckConstraint(f"state IN ({listed(PeriodState)})", name="state_known"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> requested_by_id", name="four_eyes"),
        CheckConstraint("state <> 'closed' OR confirmed_by_id IS NOT NULL", name="confirmed"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    book_year_id: Mapped[int] = mapped_column(Pk)
    book_id: Mapped[int] = mapped_column(Pk, index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    state: Mapped[str] = mapped_column(String(10))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class YearEvent(Marked, ClosingEvent, UnitScoped, Base):
    """One act on a year."""

    __tablename__ = "ledger_year_event"
    called = _("việc khóa hoặc mở năm")
    __table_args__ = (closing_is_printed(),)

    year_close_id: Mapped[int] = mapped_column(ForeignKey("ledger_year_close.id"), index=True)


class YearBalance(UnitScoped, Base):
    """One account (and box) of a year as a closing froze it; opening and turnover make what the next year opens with. Balances are debit minus credit."""

    __tablename__ = "ledger_year_balance"

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("ledger_year_event.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    account_code: Mapped[str] = mapped_column(String(20))
    box_id: Mapped[int | None] = mapped_column(ForeignKey("cash_box.id"))
    opening_amount: Mapped[int] = mapped_column(Dong)
    debit_amount: Mapped[int] = mapped_column(Dong)
    credit_amount: Mapped[int] = mapped_column(Dong)

    @property
    def carried(self) -> int:
        """What the account carries into the next year."""
        return self.opening_amount + self.debit_amount - self.credit_amount
