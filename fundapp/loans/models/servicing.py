"""Rows of loans that are out: acts that need a second person, what was classified at each month's end, lists of deductions, visits, money that came."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.kernel.db import Base, Dong, Pk, UnitScoped, Versioned, partial_index
from fundapp.loans.kinds import ActKind, ActState, SheetState, listed
from fundapp.loans.models.contracts import LOAN, UNIT, USER, Loan

WAITING, UNTOLD = text("state = 'proposed'"), text("event_id IS NULL")


class LoanAct(UnitScoped, Versioned, Base):
    """One act on a loan that one person proposes and another one decides: reschedule, freeze, waiver, write-off.

    `details` holds the terms as proposed (amounts in đồng), `file_id` the minutes, `paper_id` the phiếu chi or ủy nhiệm chi of what went back, which is
    transferred out of `from_box_id` to `payee_account_id` where these are given. Once decided it never changes; an approved one names its event.
    """

    __tablename__ = "loan_act"
    __table_args__ = (
        CheckConstraint(f"kind IN ({listed(ActKind)})", name="kind_known"),
        CheckConstraint(f"state IN ({listed(ActState)})", name="state_known"),
        CheckConstraint("(state = 'proposed') = (decided_by_id IS NULL AND decided_at IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("(state = 'approved') = (event_id IS NOT NULL)", name="approved_has_its_event"),
        CheckConstraint("length(trim(reason)) > 0", name="says_why"),
        CheckConstraint("state <> 'refused' OR length(trim(answer)) > 0", name="refused_says_why"),
        CheckConstraint("kind <> 'write_off' OR file_id IS NOT NULL", name="written_off_with_minutes"),
        CheckConstraint("(payee_account_id IS NULL) = (from_box_id IS NULL)", name="directed_whole"),
        CheckConstraint("payee_account_id IS NULL OR kind = 'refund'", name="only_refunds_are_directed"),
        partial_index("uq_loan_act_waiting", "loan_id", unique=True, where=WAITING),
        Index("ix_loan_act_loan_id", "loan_id", "id"),
        Index("ix_loan_act_unit_id_state", "unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    for_unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    loan_id: Mapped[int] = mapped_column(ForeignKey(LOAN))
    kind: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default=ActState.PROPOSED.value)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("loan_event.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    payee_account_id: Mapped[int | None] = mapped_column(ForeignKey("payee_account.id"))
    from_box_id: Mapped[int | None] = mapped_column(ForeignKey("cash_box.id"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    decided_at: Mapped[datetime | None]

    loan: Mapped[Loan] = relationship(lazy="joined", innerjoin=True)


class LoanArrival(Base):
    """What one entry moved of the money that waits on a loan's subject, in đồng (in positive), written by the database with the entry's lines.

    `event_id` is the event that tells of it. Those without one wait to be told: so that nobody has to look for them among all lines of the books.
    """

    __tablename__ = "loan_arrival"
    __table_args__ = (
        UniqueConstraint("entry_id", "loan_id"),
        partial_index("ix_loan_arrival_untold", "loan_id", where=UNTOLD),
        Index("ix_loan_arrival_loan_id", "loan_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"))
    loan_id: Mapped[int] = mapped_column(ForeignKey(LOAN))
    amount: Mapped[int] = mapped_column(Dong)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("loan_event.id"))


class LoanMonth(UnitScoped, Base):
    """How one loan was classified at the end of one month, as then known, in đồng. Append-only: a month that was classified stays as it was told.

    `due_amount`: interest and principal that fell due in the month or before it and were unpaid at its beginning; `collected_amount`: what of that was paid.
    """

    __tablename__ = "loan_month"
    __table_args__ = (
        UniqueConstraint("loan_id", "ended_on"),
        CheckConstraint("debt_group BETWEEN 1 AND 5 AND days_past_due >= 0", name="group_known"),
        CheckConstraint(
            "principal_amount >= 0 AND overdue_principal_amount BETWEEN 0 AND principal_amount AND interest_amount >= 0 AND provision_amount >= 0 "
            "AND off_balance_amount >= 0 AND collected_amount BETWEEN 0 AND due_amount",
            name="amounts_sane",
        ),
        Index("ix_loan_month_ended_on", "ended_on", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    for_unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT), index=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey(LOAN))
    ended_on: Mapped[date]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    principal_amount: Mapped[int] = mapped_column(Dong)
    overdue_principal_amount: Mapped[int] = mapped_column(Dong)
    interest_amount: Mapped[int] = mapped_column(Dong)
    off_balance_amount: Mapped[int] = mapped_column(Dong, default=0)
    due_amount: Mapped[int] = mapped_column(Dong)
    collected_amount: Mapped[int] = mapped_column(Dong)
    days_past_due: Mapped[int] = mapped_column(Integer)
    debt_group: Mapped[int] = mapped_column(Integer)
    provision_amount: Mapped[int] = mapped_column(Dong)
    classified_at: Mapped[datetime]


class LoanProvision(UnitScoped, Versioned, Base):
    """What a fund sets aside for its loans at a month's end, in đồng: proposed by one person, posted by another as the difference to the month posted before.

    `specific_amount` is the sum of what was classified, `general_amount` the products' general rate on groups 1 to 4.
    """

    __tablename__ = "loan_provision"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(ActState)})", name="state_known"),
        CheckConstraint("specific_amount >= 0 AND general_amount >= 0", name="amounts_not_negative"),
        CheckConstraint("(state = 'proposed') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("state <> 'refused' OR length(trim(answer)) > 0", name="refused_says_why"),
        partial_index("uq_loan_provision_month", "book_id", "ended_on", unique=True, where=text("state <> 'refused'")),
        Index("ix_loan_provision_unit_id", "unit_id", "ended_on"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"))
    ended_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default=ActState.PROPOSED.value)
    specific_amount: Mapped[int] = mapped_column(Dong)
    general_amount: Mapped[int] = mapped_column(Dong)
    answer: Mapped[str] = mapped_column(default="")
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    decided_at: Mapped[datetime | None]


class LoanSheet(UnitScoped, Versioned, Base):
    """One list of what a unit deducted from salaries for its borrowers, as it was read. Confirmed, each good row is money that waits on its loan.

    `rows` holds each row as read and judged, in đồng; `digest` is of the file, so that the same list is taken in once.
    """

    __tablename__ = "loan_sheet"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(SheetState)})", name="state_known"),
        CheckConstraint("(state = 'posted') = (entry_id IS NOT NULL)", name="posted_by_an_entry"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> uploaded_by_id", name="two_people"),
        partial_index("uq_loan_sheet_digest", "unit_id", "digest", unique=True, where=text("state <> 'dropped'")),
        Index("ix_loan_sheet_for_unit_id", "for_unit_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    for_unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"))
    box_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"))
    came_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default=SheetState.READ.value)
    digest: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str]
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    uploaded_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))


class LoanVisit(UnitScoped, Versioned, Base):
    """One visit that sees what a loan is used for: due on a day, done by somebody with findings and photos, or still to be done.

    `unit_id` is the borrower's unit, whose officers go; `for_unit_id` lends.
    """

    __tablename__ = "loan_visit"
    __table_args__ = (
        UniqueConstraint("loan_id", "due_on"),
        CheckConstraint("(done_on IS NULL) = (done_by_id IS NULL)", name="done_by_somebody"),
        CheckConstraint("done_on IS NULL OR (length(trim(findings)) > 0 AND is_used_as_said IS NOT NULL)", name="done_says_what"),
        Index("ix_loan_visit_due_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    for_unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    loan_id: Mapped[int] = mapped_column(ForeignKey(LOAN))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    findings: Mapped[str] = mapped_column(default="")
    is_used_as_said: Mapped[bool | None]
    file_ids: Mapped[list[int]] = mapped_column(JSON, default=list)

    loan: Mapped[Loan] = relationship(lazy="joined", innerjoin=True)
