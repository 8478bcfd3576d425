"""Rows of a season and its campaigns: the rule of overlap, the calendar, the benefit lines and which funds pay them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.gifts import words
from fundapp.gifts.calendar import STEPS, Calendar
from fundapp.kernel.db import Base, Dong, Pk, Versioned

USER = "user_account.id"
UNIT = "unit.id"
CAMPAIGN = "gift_campaign.id"
LINE = "gift_line.id"
SEASON = "gift_season.id"


def among(column: str, values: object) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))  # type: ignore[attr-defined]


class GiftSeason(Base):
    """One season (tet-2027) of all campaigns of all units in it: within it nobody gets a gift of one class twice. Not changed once campaigns stand in it."""

    __tablename__ = "gift_season"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="not_backwards"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    made_at: Mapped[datetime]

    classes: Mapped[list["GiftClass"]] = relationship(order_by="GiftClass.id", lazy="selectin")
    exclusions: Mapped[list["GiftExclusion"]] = relationship(order_by="GiftExclusion.id", lazy="selectin")


class GiftClass(Base):
    """One class of gifts in a season, and whether it is limited to one a person, one a household (and so one a person), or not."""

    __tablename__ = "gift_class"
    __table_args__ = (UniqueConstraint("season_id", "code"), CheckConstraint(among("per", words.LIMITS), name="per_known"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey(SEASON))
    code: Mapped[str] = mapped_column(String(30))
    title: Mapped[str]
    per: Mapped[str] = mapped_column(String(10))


class GiftExclusion(Base):
    """Two classes of a season that one person may not both get, the earlier code first."""

    __tablename__ = "gift_exclusion"
    __table_args__ = (UniqueConstraint("season_id", "first_code", "second_code"), CheckConstraint("first_code < second_code", name="in_order"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey(SEASON))
    first_code: Mapped[str] = mapped_column(String(30))
    second_code: Mapped[str] = mapped_column(String(30))


class GiftCampaign(Versioned, Base):
    """One campaign of one unit (Tết Sum vầy Đinh Mùi of a province) with its calendar. Every unit under it reads it.

    Drafted by one person, opened by another; what it gives does not change once it is open.
    """

    __tablename__ = "gift_campaign"
    __table_args__ = (
        CheckConstraint(among("kind", words.CAMPAIGN_KINDS), name="kind_known"),
        CheckConstraint(among("state", words.CAMPAIGN_STATES), name="state_known"),
        CheckConstraint(
            " AND ".join(f"{one} <= {next_}" for one, next_ in zip(list(STEPS), list(STEPS)[1:], strict=False)), name="not_backwards"
        ),
        CheckConstraint("(state = 'draft') = (opened_by_id IS NULL)", name="opened_by_somebody"),
        CheckConstraint("opened_by_id <> made_by_id", name="four_eyes"),
        CheckConstraint("length(trim(document)) > 0", name="grounded"),
        Index("ix_gift_campaign_unit_id_state", "unit_id", "state"),
        Index("ix_gift_campaign_season_id", "season_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(UNIT))
    season_id: Mapped[int] = mapped_column(ForeignKey(SEASON))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str]
    document: Mapped[str]
    regulation_id: Mapped[int | None] = mapped_column(ForeignKey("regulation.id"))
    opens_on: Mapped[date]
    list_until_on: Mapped[date]
    review_until_on: Mapped[date]
    decide_until_on: Mapped[date]
    give_from_on: Mapped[date]
    give_until_on: Mapped[date]
    settle_until_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="draft")
    made_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    made_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    opened_at: Mapped[datetime | None]

    season: Mapped[GiftSeason] = relationship(lazy="selectin")
    lines: Mapped[list["GiftLine"]] = relationship(order_by="GiftLine.id", lazy="selectin", back_populates="campaign")
    extensions: Mapped[list["GiftExtension"]] = relationship(order_by="GiftExtension.id.desc()")
    deadlines: Mapped[list["GiftDeadline"]] = relationship(order_by="GiftDeadline.level", lazy="selectin")

    @property
    def calendar(self) -> Calendar:
        return Calendar(*(getattr(self, step) for step in STEPS))


class GiftDeadline(Base):
    """The last day on which units of one level (that of their kind) hand their lists in."""

    __tablename__ = "gift_deadline"
    __table_args__ = (UniqueConstraint("campaign_id", "level"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey(CAMPAIGN))
    level: Mapped[int] = mapped_column(Integer)
    list_until_on: Mapped[date]


class GiftExtension(Base):
    """One later last day of listing that was given to the units of a level, or to all (no level): from which day to which, by whom and why. Append-only."""

    __tablename__ = "gift_extension"
    __table_args__ = (CheckConstraint("to_on > from_on", name="later"), CheckConstraint("length(trim(reason)) > 0", name="reasoned"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey(CAMPAIGN), index=True)
    level: Mapped[int | None] = mapped_column(Integer)
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    at: Mapped[datetime] = mapped_column("extended_at")
    on: Mapped[date] = mapped_column("extended_on")


class GiftLine(Base):
    """One benefit of a campaign: what one place is, what it is worth in đồng, how many there are, and its class for the rule of overlap.

    `goods_code` names the goods in the stock where it is goods; its value then lies in the books already, so no fund need pay it.
    """

    __tablename__ = "gift_line"
    __table_args__ = (
        UniqueConstraint("campaign_id", "code"),
        CheckConstraint(among("kind", words.LINE_KINDS), name="kind_known"),
        CheckConstraint("unit_amount > 0 AND places > 0", name="worth_something"),
        CheckConstraint("goods_code IS NULL OR kind <> 'cash'", name="cash_is_no_goods"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey(CAMPAIGN))
    code: Mapped[str] = mapped_column(String(20))
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(String(10))
    gift_class: Mapped[str] = mapped_column(String(30))
    unit_amount: Mapped[int] = mapped_column(Dong)
    places: Mapped[int] = mapped_column(Integer)
    goods_code: Mapped[str | None] = mapped_column(String(40))

    campaign: Mapped[GiftCampaign] = relationship(back_populates="lines")
    funds: Mapped[list["GiftLineFund"]] = relationship(order_by="GiftLineFund.book_id", lazy="selectin")


class GiftLineFund(Base):
    """What one fund pays of one place of a line, in đồng. The funds of a line sum to its unit amount, or there are none (goods of the stock)."""

    __tablename__ = "gift_line_fund"
    __table_args__ = (UniqueConstraint("line_id", "book_id"), CheckConstraint("unit_amount > 0", name="pays_something"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey(LINE))
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"))
    unit_amount: Mapped[int] = mapped_column(Dong)
