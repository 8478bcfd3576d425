"""Rows of loans: what is asked for, the contract, its schedules, what happened to it. What was signed, scheduled or happened never changes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from fundapp.cases.models import Case
from fundapp.casework.programme import Programme
from fundapp.kernel.db import Base, Dong, Pk, Rate, UnitScoped, Versioned, partial_index
from fundapp.loans.kinds import OF_MONEY, STANDING, EventKind, LoanState, listed
from fundapp.loans.programme import PROGRAMME
from fundapp.regulations import loan_terms
from fundapp.regulations.models import LoanProduct

USER, LOAN, UNIT = "user_account.id", "loan.id", "unit.id"
ASKED = ("project_amount", "salary_amount", "income_amount", "gain_amount", "spending_amount", "debts_amount")
DUE, FROZEN = text("books_due_on IS NOT NULL"), text("kind = 'freeze'")
ALONE = text(f"NOT allows_second AND state IN ({listed(STANDING)})")


class LoanGroup(UnitScoped, Versioned, Base):
    """One group of borrowers (tổ vay vốn) of a grassroots unit, who look after each other's instalments."""

    __tablename__ = "loan_group"
    __table_args__ = (UniqueConstraint("unit_id", "name"), CheckConstraint("length(trim(name)) > 0", name="named"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    name: Mapped[str] = mapped_column(String(120))
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    founded_on: Mapped[date]
    ended_on: Mapped[date | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    made_at: Mapped[datetime]


class LoanRequest(UnitScoped, Versioned, Base):
    """What one household asks to borrow. The id is that of its case; nothing changes once the case has left its unit.

    Amounts in đồng a month but for `project_amount`, what the whole undertaking costs. `spending_amount`: what the household needs to live.
    """

    __tablename__ = "loan_request"
    programme: ClassVar[Programme] = PROGRAMME
    __table_args__ = (
        CheckConstraint("instalments IS NULL OR instalments BETWEEN 1 AND 520", name="instalments_sane"),
        CheckConstraint("grace_instalments >= 0", name="grace_not_negative"),
        CheckConstraint("term_days IS NULL OR term_days BETWEEN 1 AND 366", name="days_sane"),
        CheckConstraint(
            " AND ".join(f"({name} IS NULL OR {name} >= 0)" for name in ASKED),
            name="amounts_not_negative",
        ),
    )

    id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="loan")
    product_id: Mapped[int] = mapped_column(ForeignKey("loan_product.id"), index=True)
    instalments: Mapped[int | None] = mapped_column(Integer)
    term_days: Mapped[int | None] = mapped_column(Integer)
    grace_instalments: Mapped[int] = mapped_column(Integer, default=0)
    purpose: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    project_amount: Mapped[int | None] = mapped_column(Dong)
    salary_amount: Mapped[int | None] = mapped_column(Dong)
    income_amount: Mapped[int | None] = mapped_column(Dong)
    gain_amount: Mapped[int | None] = mapped_column(Dong)
    spending_amount: Mapped[int | None] = mapped_column(Dong)
    debts_amount: Mapped[int | None] = mapped_column(Dong)
    is_guaranteed: Mapped[bool] = mapped_column(default=False)
    guarantee_note: Mapped[str] = mapped_column(default="")
    deducts_salary: Mapped[bool] = mapped_column(default=False)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("loan_group.id"), index=True)

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    product: Mapped[LoanProduct] = relationship(lazy="joined", innerjoin=True)
    group: Mapped[LoanGroup | None] = relationship(lazy="selectin")
    loan: Mapped["Loan | None"] = relationship(primaryjoin=lambda: foreign(Loan.id) == LoanRequest.id, viewonly=True, uselist=False)


class Loan(UnitScoped, Versioned, Base):
    """One loan as contracted; its id is that of its case. `unit_id` lends (whose money, out of the one fund `book_id`), `for_unit_id` is the borrower's unit.

    The terms are those of the day it was signed and never change; state, borrower's unit, officer and the number of the schedule that holds do.
    `books_due_on`: the day from which its books wait to be brought on though no money has come: it was paid out, or what came early falls due.
    `code` (HV..) is what people write into a payment note.
    """

    __tablename__ = "loan"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(LoanState)})", name="state_known"),
        CheckConstraint("principal_amount > 0", name="principal_positive"),
        CheckConstraint("instalments BETWEEN 1 AND 520 AND grace_instalments >= 0 AND grace_instalments < instalments", name="term_sane"),
        CheckConstraint("rate_percent >= 0 AND overdue_rate_percent >= 0 AND savings_rate_percent >= 0", name="rates_not_negative"),
        CheckConstraint(f"method IN ({listed(loan_terms.METHODS)})", name="method_known"),
        CheckConstraint(f"every IN ({listed(loan_terms.EVERY)})", name="every_known"),
        CheckConstraint(f"allocation_order IN ({listed(loan_terms.ORDERS)})", name="order_known"),
        CheckConstraint(f"recognition IN ({listed(loan_terms.RECOGNITIONS)})", name="recognition_known"),
        CheckConstraint("first_due_on > planned_on AND planned_on >= signed_on", name="days_in_order"),
        CheckConstraint("schedule_version >= 0", name="schedule_counts"),
        CheckConstraint("fee_amount >= 0", name="fee_not_negative"),
        UniqueConstraint("unit_id", "contract_number"),
        # One standing loan of a household, where its terms allow no second one.
        partial_index("uq_loan_alone", "household_id", unique=True, where=ALONE),
        Index("ix_loan_household_id", "household_id"),
        Index("ix_loan_unit_id_state_id", "unit_id", "state", "id"),
        Index("ix_loan_for_unit_id_state_id", "for_unit_id", "state", "id"),
        Index("ix_loan_officer_id", "officer_id"),
        Index("ix_loan_group_id", "group_id"),
        partial_index("ix_loan_books_due_on", "books_due_on", where=DUE),
    )

    id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    contract_number: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    for_unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    borrower_name: Mapped[str]
    borrower_folded: Mapped[str] = mapped_column(index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("loan_group.id"))
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("loan_product.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default=LoanState.CONTRACTED.value)
    principal_amount: Mapped[int] = mapped_column(Dong)
    purpose: Mapped[str]
    rate_percent: Mapped[Decimal] = mapped_column(Rate)
    rate_per: Mapped[str] = mapped_column(String(10))
    overdue_rate_percent: Mapped[Decimal] = mapped_column(Rate)
    basis: Mapped[str] = mapped_column(String(10))
    method: Mapped[str] = mapped_column(String(20))
    every: Mapped[str] = mapped_column(String(10))
    instalments: Mapped[int] = mapped_column(Integer)
    grace: Mapped[str] = mapped_column(String(10))
    grace_instalments: Mapped[int] = mapped_column(Integer)
    moved: Mapped[str] = mapped_column(String(10))
    savings_rate_percent: Mapped[Decimal] = mapped_column(Rate)
    fee_amount: Mapped[int] = mapped_column(Dong)
    allocation_order: Mapped[str] = mapped_column(String(40))
    recognition: Mapped[str] = mapped_column(String(10))
    allows_second: Mapped[bool]
    deducts_salary: Mapped[bool]
    signed_on: Mapped[date]
    signed_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    signed_at: Mapped[datetime]
    # The day on which the money was to be paid out when the schedule was made, and the first due day before any holiday rule.
    planned_on: Mapped[date]
    first_due_on: Mapped[date]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    schedule_version: Mapped[int] = mapped_column(Integer, default=0)
    books_due_on: Mapped[date | None]
    contract_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    product: Mapped[LoanProduct] = relationship(lazy="selectin")

    @property
    def subject(self) -> str:
        """The opaque name under which ledger, payments and trail know this loan: that of its case."""
        return f"cases/{self.id}"


class LoanSchedule(Base):
    """One version of a loan's schedule, seen through its loan; the highest whole one holds.

    Version 1 is made with the contract and pays back the whole loan. A later one holds from `from_on` on: the instalments before that day stay as
    they were in the versions before, `principal_amount` is the principal that it spreads anew, `carried_interest_amount` the interest that had fallen due
    and is in its rows. It is `is_whole` when its rows are there and add up, and from then on never changes.
    """

    __tablename__ = "loan_schedule"
    __table_args__ = (
        UniqueConstraint("loan_id", "version"),
        CheckConstraint("version > 0", name="version_counts"),
        CheckConstraint("principal_amount > 0 AND carried_interest_amount >= 0", name="amounts_sane"),
        CheckConstraint("version = 1 OR length(trim(reason)) > 0", name="changed_with_reason"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey(LOAN))
    version: Mapped[int] = mapped_column(Integer)
    from_on: Mapped[date]
    principal_amount: Mapped[int] = mapped_column(Dong)
    carried_interest_amount: Mapped[int] = mapped_column(Dong, default=0)
    is_whole: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    made_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    made_at: Mapped[datetime]

    rows: Mapped[list["LoanInstalment"]] = relationship(order_by="LoanInstalment.number", lazy="selectin")


class LoanInstalment(Base):
    """One row of one version of a schedule, in đồng; `opening_amount` and `closing_amount` are the principal owed before and after it."""

    __tablename__ = "loan_instalment"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("principal_amount >= 0 AND interest_amount >= 0 AND savings_amount >= 0 AND closing_amount >= 0", name="amounts_not_negative"),
        CheckConstraint("closing_amount = opening_amount - principal_amount", name="closes"),
        Index("ix_loan_instalment_due_on", "due_on"),
    )

    schedule_id: Mapped[int] = mapped_column(ForeignKey("loan_schedule.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    due_on: Mapped[date]
    opening_amount: Mapped[int] = mapped_column(Dong)
    principal_amount: Mapped[int] = mapped_column(Dong)
    interest_amount: Mapped[int] = mapped_column(Dong)
    savings_amount: Mapped[int] = mapped_column(Dong, default=0)
    closing_amount: Mapped[int] = mapped_column(Dong)


class LoanEvent(Base):
    """One thing that happened to a loan, seen through its loan. Append-only: a mistake is taken back by an event of kind `reversal`.

    Disbursements and their reversals are written by the database itself with the payment that moves the money (`triggers`). `reference` is
    what the act is known by once and for all, so that the same act is not done twice.
    """

    __tablename__ = "loan_event"
    __table_args__ = (
        CheckConstraint(f"kind IN ({listed(EventKind)})", name="kind_known"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint(f"kind NOT IN ({listed(OF_MONEY)}) OR amount > 0", name="money_positive"),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_names_its_event"),
        CheckConstraint("kind <> 'disbursement' OR entry_id IS NOT NULL", name="disbursed_by_an_entry"),
        UniqueConstraint("reverses_id"),
        UniqueConstraint("reference"),
        Index("ix_loan_event_loan_id", "loan_id", "on_day", "id"),
        Index("ix_loan_event_entry_id", "entry_id"),
        partial_index("ix_loan_event_freeze", "loan_id", where=FROZEN),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey(LOAN))
    kind: Mapped[str] = mapped_column(String(20))
    on: Mapped[date] = mapped_column("on_day")
    amount: Mapped[int] = mapped_column(Dong, default=0)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reference: Mapped[str] = mapped_column(String(80))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("loan_event.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    recorded_at: Mapped[datetime]


class LoanSeries(Base):
    """The last number given to a loan in a year; what its code is made of."""

    __tablename__ = "loan_series"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(Integer)
