"""Rows of a request's life. Nothing here is ever deleted; what was decided never changes (triggers on both engines)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.cases import triggers  # noqa: F401  (importing it registers the triggers)
from fundapp.cases.lifecycle import FINISHED, State
from fundapp.kernel.db import Base, Dong, Pk, UnitScoped, Versioned, partial_index

STATE_LIST = ", ".join(f"'{state.value}'" for state in State)
UNDER_WAY = text("state NOT IN ({})".format(", ".join(f"'{state.value}'" for state in sorted(FINISHED))))
USER = "user_account.id"


class Case(UnitScoped, Versioned, Base):
    """One request for one household under one programme.

    `unit_id` is the unit whose member asks; `holder_unit_id` the unit that has to act. `urgent_on` is the day of
    an urgent decision, `ratified_on` that on which somebody else confirmed it. Each change of the row is one event with
    the row's new version, so that no change is without its author.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATE_LIST})", name="state_known"),
        CheckConstraint("requested_amount IS NULL OR requested_amount > 0", name="requested_positive"),
        CheckConstraint("decided_amount IS NULL OR decided_amount > 0", name="decided_positive"),
        CheckConstraint("decided_amount IS NULL OR proposed_amount >= decided_amount", name="decided_within_proposed"),
        CheckConstraint("visited_by_id <> opened_by_id AND visited_by_id <> submitted_by_id", name="visitor_apart"),
        CheckConstraint("proposed_by_id <> opened_by_id AND proposed_by_id <> submitted_by_id", name="proposer_apart"),
        CheckConstraint(
            "decided_by_id <> opened_by_id AND decided_by_id <> submitted_by_id AND decided_by_id <> visited_by_id "
            "AND decided_by_id <> proposed_by_id",
            name="decider_apart",
        ),
        CheckConstraint("(decided_by_id IS NULL) = (decided_on IS NULL)", name="decided_whole"),
        CheckConstraint(
            "state NOT IN ('approved', 'closed') OR (decided_by_id IS NOT NULL AND decided_amount IS NOT NULL "
            "AND submitted_by_id IS NOT NULL AND (urgent_on IS NOT NULL OR (visited_by_id IS NOT NULL AND proposed_by_id IS NOT NULL)))",
            name="approved_whole",
        ),
        CheckConstraint(
            "(ratified_by_id IS NULL) = (ratified_on IS NULL) AND (ratified_by_id IS NULL OR (urgent_on IS NOT NULL AND ratified_by_id <> opened_by_id "
            "AND ratified_by_id <> submitted_by_id AND ratified_by_id <> decided_by_id))",
            name="ratifier_apart",
        ),
        Index("ix_case_file_household_id_programme", "household_id", "programme"),
        Index("ix_case_file_holder_unit_id_state_held_at", "holder_unit_id", "state", "held_at"),
        Index("ix_case_file_unit_id_id", "unit_id", "id"),
        # One request under way for a household under a programme (or under one kind of it, its lane), whatever two officers do at the same moment.
        partial_index("uq_case_file_under_way", "household_id", "programme", "lane", unique=True, where=UNDER_WAY),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    programme: Mapped[str] = mapped_column(String(20), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    lane: Mapped[str] = mapped_column(String(20), default="", server_default="")
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(12), default=State.DRAFT.value)
    holder_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    held_at: Mapped[datetime]
    due_on: Mapped[date | None]
    opened_on: Mapped[date]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    submitted_on: Mapped[date | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    visited_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    decided_on: Mapped[date | None]
    urgent_on: Mapped[date | None]
    ratified_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    ratified_on: Mapped[date | None]
    requested_amount: Mapped[int | None] = mapped_column(Dong)
    proposed_amount: Mapped[int | None] = mapped_column(Dong)
    decided_amount: Mapped[int | None] = mapped_column(Dong)
    touched_at: Mapped[datetime]

    @property
    def subject(self) -> str:
        """The opaque name under which the ledger, payments, seals and the trail know this request."""
        return f"cases/{self.id}"


class CaseEvent(UnitScoped, Base):
    """One act on one request: who (nobody: the daily job), when, from which state to which, and the version of the request that it made."""

    __tablename__ = "case_event"
    __table_args__ = (UniqueConstraint("case_id", "version"), CheckConstraint("actor_id IS NOT NULL OR act = 'lapse'", name="done_by_somebody"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    version: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(String(20))
    from_state: Mapped[str] = mapped_column(String(12))
    to_state: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(USER), index=True)
    at: Mapped[datetime]
    on: Mapped[date] = mapped_column("on_day")
    holder_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    reason: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Visit(UnitScoped, Base):
    """One verification visit as recorded by a reviewer: who went, on which day, what they found.

    `observed` holds facts as seen on the spot, by the names of the programme; they outweigh what was declared.
    """

    __tablename__ = "case_visit"

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    visited_on: Mapped[date]
    participants: Mapped[str]
    findings: Mapped[str]
    agrees: Mapped[bool]
    observed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    recorded_at: Mapped[datetime]


class CasePaper(UnitScoped, Base):
    """One file handed in as one of the required papers, or as a photo of a visit. Withdrawn, never removed."""

    __tablename__ = "case_paper"
    __table_args__ = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name="withdrawn_whole"),
        partial_index(
            "uq_case_paper_standing", "case_id", "paper_key", "file_id", unique=True,
            where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    paper_key: Mapped[str] = mapped_column(String(40))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("case_visit.id"), index=True)
    name: Mapped[str]
    added_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    added_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")


class Proposal(UnitScoped, Base):
    """What the verifying unit proposed to the deciding one: an amount, or not to support (amount 0), and why."""

    __tablename__ = "case_proposal"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount_not_negative"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    amount: Mapped[int] = mapped_column(Dong)
    reason: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    proposed_on: Mapped[date]


class Decision(UnitScoped, Base):
    """The one decision on a request, with what it rested on: regulation, findings, waivers, seal, printed paper.

    `position` is its place in the list of a paper that decides many at once under one number; 0 when it stands alone.
    """

    __tablename__ = "case_decision"
    __table_args__ = (
        CheckConstraint("outcome IN ('approved', 'refused')", name="outcome_known"),
        CheckConstraint("(outcome = 'approved') = (amount > 0)", name="amount_when_approved"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        UniqueConstraint("case_id"),
        UniqueConstraint("decider_unit_id", "series", "year", "number", "position"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_file.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    decider_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    outcome: Mapped[str] = mapped_column(String(10))
    amount: Mapped[int] = mapped_column(Dong)
    reason: Mapped[str]
    series: Mapped[str] = mapped_column(String(20))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    decided_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    decided_on: Mapped[date]
    decided_at: Mapped[datetime]
    regulation_id: Mapped[int | None] = mapped_column(ForeignKey("regulation.id"))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    waivers: Mapped[dict[str, str]] = mapped_column(JSON)
    seal_id: Mapped[int | None] = mapped_column(ForeignKey("seal.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    shares: Mapped[list["DecisionShare"]] = relationship(order_by="DecisionShare.id", lazy="selectin")

    @property
    def numbered(self) -> str:
        """The number as it stands on the paper: 07/QĐ-LĐLĐ."""
        return f"{self.number:02d}/{self.series}"


class DecisionShare(UnitScoped, Base):
    """How much of a decided amount one fund, or one earmarked donation in it, pays. `unit_id` is whose fund, `for_unit_id` whose member."""

    __tablename__ = "case_decision_share"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"), UniqueConstraint("decision_id", "reservation_id"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("case_decision.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"))
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"))
    amount: Mapped[int] = mapped_column(Dong)


class CaseSeries(Base):
    """The last number given to a request in a year."""

    __tablename__ = "case_series"

    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last_number: Mapped[int] = mapped_column(Integer)
