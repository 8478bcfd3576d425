"""Rows of state employment loans: the allocation of a unit, what moved it, proposals in lists, what the bank told. Amounts in đồng; no entry of any book."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.kernel.db import Base, Dong, Pk, UnitScoped, Versioned, partial_index
from fundapp.loans.employment.kinds import LIVING, OF_MONEY, ProposalState, ResultKind
from fundapp.loans.kinds import listed
from fundapp.loans.models.contracts import UNIT, USER

UNDER_WAY = text(f"state IN ({listed(LIVING)})")


class EmploymentCapital(UnitScoped, Versioned, Base):
    """What a unit was allocated of the state's money for employment loans, and how it is shared.

    `allocated = held + free` (held by proposals under way) and `allocated = out + idle` (lent out by the bank) are columns of one row, so that nobody
    proposes more than is free, also two at once.
    """

    __tablename__ = "employment_capital"
    __table_args__ = (
        CheckConstraint("allocated_amount = held_amount + free_amount", name="held_and_free"),
        CheckConstraint("allocated_amount = out_amount + idle_amount", name="out_and_idle"),
        CheckConstraint("held_amount >= out_amount AND out_amount >= 0 AND free_amount >= 0 AND idle_amount >= 0", name="nothing_below_zero"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT), primary_key=True, autoincrement=False)
    allocated_amount: Mapped[int] = mapped_column(Dong, default=0)
    held_amount: Mapped[int] = mapped_column(Dong, default=0)
    free_amount: Mapped[int] = mapped_column(Dong, default=0)
    out_amount: Mapped[int] = mapped_column(Dong, default=0)
    idle_amount: Mapped[int] = mapped_column(Dong, default=0)
    bank_name: Mapped[str]


class EmploymentAllocation(UnitScoped, Base):
    """One decision that gave a unit money of the state or took some back (negative). Append-only."""

    __tablename__ = "employment_allocation"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="moves_something"),
        CheckConstraint("length(trim(number)) > 0 AND length(trim(giver)) > 0", name="names_its_decision"),
        UniqueConstraint("unit_id", "number", "decided_on"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    amount: Mapped[int] = mapped_column(Dong)
    number: Mapped[str] = mapped_column(String(60))
    giver: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    recorded_at: Mapped[datetime]


class EmploymentList(UnitScoped, Base):
    """One list of proposals as it was sent to the bank: made by one person, signed by another."""

    __tablename__ = "employment_list"
    __table_args__ = (
        CheckConstraint("signed_by_id IS NULL OR signed_by_id <> made_by_id", name="two_people"),
        CheckConstraint("(signed_by_id IS NULL) = (sent_on IS NULL)", name="sent_when_signed"),
        UniqueConstraint("unit_id", "number"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    number: Mapped[int] = mapped_column(Integer)
    made_on: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    sent_on: Mapped[date | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))

    proposals: Mapped[list["EmploymentProposal"]] = relationship(order_by="EmploymentProposal.id", viewonly=True)


class EmploymentProposal(UnitScoped, Versioned, Base):
    """One worker whom a union proposes to the bank. `unit_id` holds the allocation, `for_unit_id` is the worker's unit.

    State, `held_amount` and `out_amount` follow from its results; what was proposed never changes.
    """

    __tablename__ = "employment_proposal"
    __table_args__ = (
        CheckConstraint(f"state IN ({listed(ProposalState)})", name="state_known"),
        CheckConstraint("asked_amount > 0 AND months BETWEEN 1 AND 600 AND jobs >= 1", name="terms_sane"),
        CheckConstraint("held_amount >= out_amount AND out_amount >= 0", name="holds_what_is_out"),
        CheckConstraint("length(trim(purpose)) > 0", name="says_what_for"),
        Index("ix_employment_proposal_unit_id_state", "unit_id", "state"),
        Index("ix_employment_proposal_for_unit_id", "for_unit_id"),
        Index("ix_employment_proposal_list_id", "list_id"),
        # One proposal of a worker under way.
        partial_index("uq_employment_alone", "person_id", unique=True, where=UNDER_WAY),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    for_unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    borrower_name: Mapped[str]
    state: Mapped[str] = mapped_column(String(10), default=ProposalState.PROPOSED.value)
    asked_amount: Mapped[int] = mapped_column(Dong)
    held_amount: Mapped[int] = mapped_column(Dong)
    out_amount: Mapped[int] = mapped_column(Dong, default=0)
    months: Mapped[int] = mapped_column(Integer)
    jobs: Mapped[int] = mapped_column(Integer)
    is_favoured: Mapped[bool]
    purpose: Mapped[str]
    list_id: Mapped[int | None] = mapped_column(ForeignKey("employment_list.id"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    proposed_on: Mapped[date]

    results: Mapped[list["EmploymentResult"]] = relationship(order_by="EmploymentResult.id", lazy="selectin")


class EmploymentResult(Base):
    """One thing that was done with a proposal or that the bank told of it, seen through it. Append-only; a mistake is taken back by a correction."""

    __tablename__ = "employment_result"
    __table_args__ = (
        CheckConstraint(f"kind IN ({listed(ResultKind)})", name="kind_known"),
        CheckConstraint(f"CASE WHEN kind IN ({listed(OF_MONEY)}) THEN amount > 0 ELSE amount = 0 END", name="money_positive"),
        CheckConstraint("(kind = 'correction') = (corrects_id IS NOT NULL)", name="correction_names_its_result"),
        UniqueConstraint("corrects_id"),
        Index("ix_employment_result_proposal_id", "proposal_id", "id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("employment_proposal.id"))
    kind: Mapped[str] = mapped_column(String(12))
    on: Mapped[date] = mapped_column("on_day")
    amount: Mapped[int] = mapped_column(Dong, default=0)
    note: Mapped[str] = mapped_column(default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("employment_result.id"))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    recorded_at: Mapped[datetime]
