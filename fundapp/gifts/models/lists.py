"""Rows of the lists: the list with its life, who stands in it, what was marked at the hand-out, who was called back afterwards."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.gifts import words
from fundapp.gifts.models.campaigns import CAMPAIGN, LINE, SEASON, UNIT, USER, GiftCampaign, GiftLine, among
from fundapp.kernel.db import Base, Dong, HasUid, Pk, Sealed, UnitScoped, Versioned, partial_index

LIST, ROW = "gift_list.id", "gift_row.id"
PERSON_CLAIMED, HOUSEHOLD_CLAIMED = text("person_claim IS NOT NULL"), text("household_claim IS NOT NULL")
LOCKED = "state IN ('decided', 'giving', 'closed')"


class GiftList(UnitScoped, Versioned, Base):
    """One list of one unit in one campaign, QT26-00012-3. Each change of it is one event with its new version.

    Three people at least: who lists, who reviews, who decides. Once decided it is locked, with the digest of its rows and its seal.
    `unit_id` is the unit that lists, `decider_unit_id` the one that decides and whose funds pay.
    """

    __tablename__ = "gift_list"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint(among("state", words.LIST_STATES), name="state_known"),
        CheckConstraint("reviewed_by_id <> made_by_id AND reviewed_by_id <> submitted_by_id", name="reviewer_apart"),
        CheckConstraint("decided_by_id <> made_by_id AND decided_by_id <> submitted_by_id AND decided_by_id <> reviewed_by_id", name="decider_apart"),
        CheckConstraint(f"({LOCKED}) = (decided_by_id IS NOT NULL)", name="decided_by_somebody"),
        CheckConstraint(
            "decided_by_id IS NULL OR (decided_on IS NOT NULL AND digest IS NOT NULL AND seal_id IS NOT NULL AND decided_amount IS NOT NULL "
            "AND reviewed_by_id IS NOT NULL AND submitted_by_id IS NOT NULL)",
            name="decided_whole",
        ),
        CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_on_a_day"),
        Index("ix_gift_list_unit_id_state", "unit_id", "state"),
        Index("ix_gift_list_campaign_id_unit_id", "campaign_id", "unit_id"),
        Index("ix_gift_list_decider_unit_id_state", "decider_unit_id", "state"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    campaign_id: Mapped[int] = mapped_column(ForeignKey(CAMPAIGN))
    season_id: Mapped[int] = mapped_column(ForeignKey(SEASON))
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    decider_unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    held_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    made_on: Mapped[date]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    decided_on: Mapped[date | None]
    decided_amount: Mapped[int | None] = mapped_column(Dong)
    # What the decided rows are, in the order of the sheet: it stands on the paper, and a swapped or longer list bears another one.
    digest: Mapped[str | None] = mapped_column(String(64))
    seal_id: Mapped[int | None] = mapped_column(ForeignKey("seal.id"))
    closed_on: Mapped[date | None]

    campaign: Mapped[GiftCampaign] = relationship()

    @property
    def subject(self) -> str:
        """The opaque name under which ledger, payments, seals and trail know this list."""
        return f"gifts/{self.id}"

    @property
    def public_subject(self) -> str:
        """The name under which its printed sheet stands on the public page."""
        return f"gifts/{self.id}/sheet"


class GiftRow(HasUid, UnitScoped, Base):
    """One person in one list for one place of a line. Locked with its list, but for what happens to it afterwards.

    `person_key` is who it is (by blind index of the CCCD, or of a registered person without one); `person_claim` and `household_claim` are the
    one place that person or household has in this class and season: unique over every unit, and given up when the row no longer counts.
    """

    __tablename__ = "gift_row"
    __table_args__ = (
        CheckConstraint(among("state", words.ROW_STATES), name="state_known"),
        CheckConstraint(f"outcome IS NULL OR {among('outcome', words.OUTCOMES)}", name="outcome_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("state = 'listed' OR (person_claim IS NULL AND household_claim IS NULL AND length(trim(struck_reason)) > 0)", name="claim_counts"),
        CheckConstraint("(state = 'listed') = (struck_by_id IS NULL AND struck_on IS NULL)", name="struck_by_somebody"),
        CheckConstraint("person_claim IS NULL OR person_claim = person_key", name="claims_itself"),
        CheckConstraint("household_claim IS NULL OR household_claim = household_key", name="claims_its_household"),
        CheckConstraint("sex IS NULL OR sex IN ('M', 'F')", name="sex_known"),
        # One person, and one household, once in a class and season, whatever two units do at the same second.
        partial_index(
            "uq_gift_row_person", "season_id", "gift_class", "person_claim", unique=True, where=PERSON_CLAIMED
        ),
        partial_index(
            "uq_gift_row_household", "season_id", "gift_class", "household_claim", unique=True,
            where=HOUSEHOLD_CLAIMED,
        ),
        Index("ix_gift_row_list_id_position", "list_id", "position"),
        Index("ix_gift_row_season_id_person_key", "season_id", "person_key"),
        Index("ix_gift_row_unit_id", "unit_id"),
        Index("ix_gift_row_person_id", "person_id"),
        Index("ix_gift_row_list_id_folded", "list_id", "folded"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey(LIST))
    season_id: Mapped[int] = mapped_column(ForeignKey(SEASON))
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    line_id: Mapped[int] = mapped_column(ForeignKey(LINE))
    gift_class: Mapped[str] = mapped_column(String(30))
    position: Mapped[int] = mapped_column(Integer)
    points: Mapped[int] = mapped_column(Integer, default=0)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)
    person_key: Mapped[str] = mapped_column(String(80))
    household_key: Mapped[str | None] = mapped_column(String(80))
    person_claim: Mapped[str | None] = mapped_column(String(80))
    household_claim: Mapped[str | None] = mapped_column(String(80))
    full_name: Mapped[str]
    folded: Mapped[str]
    birth: Mapped[str | None] = mapped_column(String(10))
    sex: Mapped[str | None] = mapped_column(String(1))
    ethnicity: Mapped[str] = mapped_column(String(30), default="")
    # Only of somebody who is not registered; the number of a registered person lies with that person.
    cccd_sealed: Mapped[str | None]
    cccd_index: Mapped[str | None] = mapped_column(String(64))
    cccd_tail: Mapped[str | None] = mapped_column(String(3))
    amount: Mapped[int] = mapped_column(Dong)
    reason: Mapped[str]
    # Who looked at a person whose number is not known, and what they found: no machine decides that.
    look_note: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(10), default="listed")
    struck_reason: Mapped[str] = mapped_column(default="")
    struck_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    struck_on: Mapped[date | None]
    # What the newest mark says; written by the trigger of the marks.
    outcome: Mapped[str | None] = mapped_column(String(10))

    line: Mapped[GiftLine] = relationship()

    cccd = Sealed("cccd_sealed", index="cccd_index", purpose="cccd")

    @property
    def subject(self) -> str:
        """The name of this one help in the register of help."""
        return f"gifts/{self.list_id}/{self.id}"


class GiftEvent(UnitScoped, Base):
    """One act on one list: who, when, from which state to which, and the version of the list that it made. Append-only."""

    __tablename__ = "gift_event"
    __table_args__ = (UniqueConstraint("list_id", "version"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey(LIST))
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT), index=True)
    version: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(String(12))
    from_state: Mapped[str] = mapped_column(String(10))
    to_state: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int] = mapped_column(ForeignKey(USER), index=True)
    at: Mapped[datetime] = mapped_column("done_at")
    on: Mapped[date] = mapped_column("done_on")
    note: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class GiftMark(UnitScoped, Base):
    """One mark at the hand-out: received, received by somebody else, or absent. Append-only; a later number corrects an earlier one.

    `client_reference` is made by the page that marked, so that what is sent twice counts once; `marked_at` is when it was ticked there.
    """

    __tablename__ = "gift_mark"
    __table_args__ = (
        UniqueConstraint("row_id", "number"),
        UniqueConstraint("client_reference"),
        CheckConstraint(among("outcome", words.OUTCOMES), name="outcome_known"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint(
            "(outcome = 'proxy') = (proxy_name IS NOT NULL AND length(trim(proxy_name)) > 0 AND proxy_reason IS NOT NULL AND length(trim(proxy_reason)) > 0)",
            name="proxy_whole",
        ),
        Index("ix_gift_mark_list_id", "list_id", "id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey(ROW))
    list_id: Mapped[int] = mapped_column(ForeignKey(LIST))
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT), index=True)
    number: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(String(10))
    proxy_name: Mapped[str | None]
    proxy_reason: Mapped[str | None]
    proxy_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    note: Mapped[str] = mapped_column(default="")
    client_reference: Mapped[str] = mapped_column(String(64))
    marked_at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    at: Mapped[datetime] = mapped_column("kept_at")
    on: Mapped[date] = mapped_column("marked_on")


class GiftPayment(UnitScoped, Base):
    """One order to transfer the money of one name. Append-only; the newest one counts, an order that was refused or given up is followed by another."""

    __tablename__ = "gift_payment"
    __table_args__ = (UniqueConstraint("order_id"), Index("ix_gift_payment_list_id", "list_id", "row_id"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey(ROW), index=True)
    list_id: Mapped[int] = mapped_column(ForeignKey(LIST))
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("payment_order.id"))


class GiftPhoto(UnitScoped, Base):
    """One photo of the hand-out of a list. Append-only."""

    __tablename__ = "gift_photo"
    __table_args__ = (UniqueConstraint("list_id", "file_id"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey(LIST))
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    on: Mapped[date] = mapped_column("taken_on")


class GiftCall(UnitScoped, Base):
    """One receiver drawn to be called back, and what was heard once somebody called."""

    __tablename__ = "gift_call"
    __table_args__ = (
        UniqueConstraint("row_id"),
        CheckConstraint(f"answer IS NULL OR {among('answer', words.ANSWERS)}", name="answer_known"),
        CheckConstraint("(answer IS NULL) = (called_by_id IS NULL) AND (answer IS NULL) = (called_on IS NULL)", name="called_by_somebody"),
        CheckConstraint("answer IS NULL OR answer <> 'differs' OR length(trim(note)) > 0", name="difference_told"),
        Index("ix_gift_call_campaign_id", "campaign_id", "id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey(ROW))
    campaign_id: Mapped[int] = mapped_column(ForeignKey(CAMPAIGN))
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT), index=True)
    seed: Mapped[str] = mapped_column(String(64))
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    drawn_on: Mapped[date]
    answer: Mapped[str | None] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(default="")
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    called_on: Mapped[date | None]


class GiftFinding(UnitScoped, Base):
    """One difference that a call brought to light, until somebody other than the caller has said what came of it."""

    __tablename__ = "gift_finding"
    __table_args__ = (
        UniqueConstraint("call_id"),
        CheckConstraint("(resolution = '') = (resolved_by_id IS NULL) AND (resolved_by_id IS NULL) = (resolved_on IS NULL)", name="resolved_whole"),
        CheckConstraint("resolved_by_id IS NULL OR resolved_by_id <> found_by_id", name="resolver_apart"),
        Index("ix_gift_finding_campaign_id", "campaign_id", "id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("gift_call.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey(CAMPAIGN))
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT), index=True)
    told: Mapped[str]
    found_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    found_on: Mapped[date]
    resolution: Mapped[str] = mapped_column(default="")
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    resolved_on: Mapped[date | None]
