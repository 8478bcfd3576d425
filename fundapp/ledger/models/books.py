"""Funds, their years and months, the accounts and boxes of a unit, and the balances kept by the database."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    UniqueConstraint,
    and_,
    false,
    text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from fundapp.kernel import clock
from fundapp.kernel.db import Base, Dong, Marked, Pk, UnitScoped, partial_index
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import BoxKind, LegalForm, PeriodState, listed
from fundapp.ledger.models.closing import ClosingEvent, closing_is_printed
from fundapp.ledger.models.terms import Terms
from fundapp.ledger.restrictions import in_force


class Account(Marked, UnitScoped, Base):
    """One account of one unit's chart, with its source. Only a postable one takes lines, and none once it is closed.

    `code` is the program's own; `shown_code` the one that the unit writes, on pages, papers and exports.
    """

    __tablename__ = "account"
    called = _("tài khoản kế toán")
    __table_args__ = (
        UniqueConstraint("unit_id", "code"),
        UniqueConstraint("unit_id", "shown_code"),
        CheckConstraint("nature IN ('debit', 'credit', 'both')", name="nature_known"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str]
    nature: Mapped[str] = mapped_column(String(10))
    parent_code: Mapped[str | None] = mapped_column(String(20))
    is_postable: Mapped[bool]
    source: Mapped[str]
    shown_code: Mapped[str] = mapped_column(String(20), default=lambda context: context.get_current_parameters()["code"])
    closed_on: Mapped[date | None]


class CashBox(Marked, UnitScoped, Base):
    """One cash box or bank account of a unit; it may hold the money of several books."""

    __tablename__ = "cash_box"
    called = _("quỹ tiền mặt hoặc tài khoản ngân hàng")
    __table_args__ = (
        ForeignKeyConstraint(["unit_id", "account_code"], ["account.unit_id", "account.code"]),
        CheckConstraint(f"kind IN ({listed(BoxKind)})", name="kind_known"),
        UniqueConstraint("unit_id", "name"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(120))
    account_code: Mapped[str] = mapped_column(String(20))
    bank_code: Mapped[str | None] = mapped_column(String(20))
    account_tail: Mapped[str | None] = mapped_column(String(4))
    is_open: Mapped[bool] = mapped_column(default=True)
    # The one fund whose money may lie here; none when funds share it.
    own_book_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_book.id"))


class Book(Marked, UnitScoped, Base):
    """One fund of one unit. `fund_account_code` is the account that carries its capital, the other side of its money."""

    __tablename__ = "ledger_book"
    called = _("quỹ")
    __table_args__ = (
        ForeignKeyConstraint(["unit_id", "fund_account_code"], ["account.unit_id", "account.code"]),
        CheckConstraint(f"legal_form IN ({listed(LegalForm)})", name="legal_form_known"),
        UniqueConstraint("id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    legal_form: Mapped[str] = mapped_column(String(20))
    fund_account_code: Mapped[str] = mapped_column(String(20))
    is_open: Mapped[bool] = mapped_column(default=True)
    opened_on: Mapped[date]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]

    terms: Mapped[list[Terms]] = relationship(
        lazy="selectin", order_by=Terms.number, viewonly=True, primaryjoin=lambda: and_(Book.id == foreign(Terms.book_id), Terms.earmark_id.is_(None))
    )

    @property
    def purposes(self) -> list[str]:
        """What the fund may pay for today."""
        now = in_force(self.terms, clock.today())
        return [] if now is None else list(now.purposes)


class BookPurpose(Base):
    """One purpose that some terms of a book have named; commitments and payments point at it, so that no other can be stored."""

    __tablename__ = "ledger_book_purpose"

    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40), primary_key=True)


class BookYear(UnitScoped, Base):
    """One year of a book: its own sequence of numbers and its own hash chain. Moved on only by posting (triggers)."""

    __tablename__ = "ledger_book_year"
    __table_args__ = (
        ForeignKeyConstraint(["book_id", "unit_id"], ["ledger_book.id", "ledger_book.unit_id"]),
        UniqueConstraint("book_id", "year"),
        UniqueConstraint("id", "book_id", "unit_id"),
        CheckConstraint("last_number >= 0", name="last_number_not_negative"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    book_id: Mapped[int] = mapped_column(Pk)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    last_number: Mapped[int] = mapped_column(Integer, default=0)
    last_hash: Mapped[str] = mapped_column(String(64))


class Period(Marked, UnitScoped, Base):
    """One month of a book's year. Only an open one takes entries; who asked for its close does not confirm it."""

    __tablename__ = "ledger_period"
    called = _("kỳ kế toán")
    __table_args__ = (
        ForeignKeyConstraint(["book_year_id", "book_id", "unit_id"], ["ledger_book_year.id", "ledger_book_year.book_id", "ledger_book_year.unit_id"]),
        UniqueConstraint("book_year_id", "month"),
        UniqueConstraint("id", "book_year_id"),
        CheckConstraint(f"state IN ({listed(PeriodState)})", name="state_known"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month_known"),
        CheckConstraint("starts_on <= ends_on", name="day_order"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> requested_by_id", name="four_eyes"),
        CheckConstraint("state = 'open' OR requested_by_id IS NOT NULL", name="requested"),
        CheckConstraint("state <> 'closed' OR confirmed_by_id IS NOT NULL", name="confirmed"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    book_year_id: Mapped[int] = mapped_column(Pk)
    book_id: Mapped[int] = mapped_column(Pk)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    month: Mapped[int] = mapped_column(Integer)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class PeriodEvent(Marked, ClosingEvent, UnitScoped, Base):
    """One act on a month."""

    __tablename__ = "ledger_period_event"
    called = _("việc khóa hoặc mở kỳ kế toán")
    __table_args__ = (closing_is_printed(),)

    period_id: Mapped[int] = mapped_column(ForeignKey("ledger_period.id"), index=True)


class Balance(UnitScoped, Base):
    """What one account holds in one book (and one box): debit minus credit of every posted line. Kept by triggers."""

    __tablename__ = "ledger_balance"
    __table_args__ = (
        ForeignKeyConstraint(["book_id", "unit_id"], ["ledger_book.id", "ledger_book.unit_id"]),
        ForeignKeyConstraint(["unit_id", "account_code"], ["account.unit_id", "account.code"]),
        CheckConstraint("NOT is_money OR amount >= 0", name="money_not_below_zero"),
        CheckConstraint("NOT is_closed OR amount = 0", name="closed_is_empty"),
        partial_index("uq_ledger_balance_account", "book_id", "account_code", unique=True, where=text("box_id IS NULL")),
        partial_index(
            "uq_ledger_balance_box", "book_id", "account_code", "box_id", unique=True,
            where=text("box_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    book_id: Mapped[int] = mapped_column(Pk)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    account_code: Mapped[str] = mapped_column(String(20))
    box_id: Mapped[int | None] = mapped_column(ForeignKey("cash_box.id"), index=True)
    is_money: Mapped[bool]
    is_closed: Mapped[bool] = mapped_column(default=False, server_default=false())
    amount: Mapped[int] = mapped_column(Dong, default=0)


class MonthTotal(Base):
    """Turnover of one balance row in one month. A reversal counts negative on the side it takes back. Kept by triggers."""

    __tablename__ = "ledger_month_total"

    balance_id: Mapped[int] = mapped_column(ForeignKey("ledger_balance.id"), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    month: Mapped[int] = mapped_column(Integer, primary_key=True)
    debit_amount: Mapped[int] = mapped_column(Dong, default=0)
    credit_amount: Mapped[int] = mapped_column(Dong, default=0)


class StandingRow(Base):
    """What one fund has on its money accounts, how much of it is promised, and how much its donors have set apart and is not promised.

    The hot row: locked last. Kept by triggers. `last_reservation_id` and `last_move_id` are the newest commitment and move counted in, so
    that each is counted once.
    """

    __tablename__ = "ledger_standing"
    __table_args__ = (
        CheckConstraint("reserved_amount >= 0", name="reserved_not_below_zero"),
        CheckConstraint("set_apart_amount >= 0", name="set_apart_not_below_zero"),
        CheckConstraint("balance_amount - reserved_amount - set_apart_amount >= 0", name="free_not_below_zero"),
    )

    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"), primary_key=True, autoincrement=False)
    balance_amount: Mapped[int] = mapped_column(Dong, default=0)
    reserved_amount: Mapped[int] = mapped_column(Dong, default=0)
    set_apart_amount: Mapped[int] = mapped_column(Dong, default=0)
    last_reservation_id: Mapped[int] = mapped_column(Pk, default=0)
    last_move_id: Mapped[int] = mapped_column(Pk, default=0)
