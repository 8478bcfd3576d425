"""Rows about households: the household, its persons, its dated declarations, and how many live households a unit has.

A household also carries what a list shows of its head and its latest declaration, so that a page of fifty needs no
decryption and no second look; `check` holds these copies equal to their sources.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.households import words
from fundapp.households.registration import LARGEST_HOUSEHOLD, LARGEST_INCOME
from fundapp.kernel.db import Base, ByteOrder, Dong, HasUid, Pk, Sealed, UnitScoped, Versioned, partial_index


def _among(column: str, values: dict[str, Any]) -> str:
    return f"{column} IS NULL OR {column} IN ({', '.join(repr(value) for value in values)})"


class Household(Versioned, HasUid, UnitScoped, Base):
    """One household on file at one unit. It ends (`ended_on`), and is never deleted."""

    __tablename__ = "household"
    __table_args__ = (
        CheckConstraint(_among("area", words.AREAS), name="area_known"),
        CheckConstraint(_among("end_reason", words.END_REASONS), name="end_reason_known"),
        CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", name="end_whole"),
        CheckConstraint(f"household_size IS NULL OR household_size BETWEEN 1 AND {LARGEST_HOUSEHOLD}", name="size_sane"),
        CheckConstraint(f"income_per_head_amount IS NULL OR income_per_head_amount BETWEEN 0 AND {LARGEST_INCOME}", name="income_sane"),
        # The list in the order of names: of one unit or few households, and of many (what it is narrowed by lies in the index).
        Index("ix_household_unit_name", "unit_id", "sort_key", "id", "ended_on", "category_bits"),
        Index("ix_household_name", "sort_key", "id", "unit_id", "ended_on", "category_bits"),
        # The newest first; for many units the primary key itself is that order.
        Index("ix_household_unit_newest", "unit_id", "id"),
        # A name typed from its beginning, or from the given name.
        Index("ix_household_folded", "folded", "id"),
        Index("ix_household_name_backwards", "name_backwards", "id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    head_name: Mapped[str]
    folded: Mapped[str] = mapped_column(ByteOrder)
    name_backwards: Mapped[str] = mapped_column(ByteOrder)
    sort_key: Mapped[str] = mapped_column(ByteOrder)
    head_birth: Mapped[str | None] = mapped_column(String(10))
    cccd_tail: Mapped[str | None] = mapped_column(String(3))
    address: Mapped[str] = mapped_column(default="")
    area: Mapped[str | None] = mapped_column(String(10))
    household_size: Mapped[int | None] = mapped_column(Integer)
    income_per_head_amount: Mapped[int | None] = mapped_column(Dong)
    category_bits: Mapped[int] = mapped_column(Integer, default=0)
    # A digest of everything that the declaration in force says: whoever seals it notices a newer one that says otherwise.
    declaration_digest: Mapped[str] = mapped_column(String(64), default="")
    declared_on: Mapped[date]
    registered_on: Mapped[date]
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(String(10))

    persons: Mapped[list["Person"]] = relationship(back_populates="household", order_by="Person.id")
    declarations: Mapped[list["Declaration"]] = relationship(back_populates="household", order_by="Declaration.number")

    @property
    def code(self) -> str:
        return household_code(self.id)

    @property
    def head(self) -> "Person":
        return next(person for person in self.persons if person.relation == "head")

    @property
    def head_person_id(self) -> int:
        return self.head.id

    @property
    def categories(self) -> list[str]:
        return words.categories_of(self.category_bits)

    @property
    def declaration(self) -> "Declaration":
        """The declaration that holds now: the last one made."""
        return self.declarations[-1]

    @property
    def help_key(self) -> str:
        """The opaque key of this household in the register of help."""
        return f"household:{self.uid}"


class Person(Versioned, HasUid, UnitScoped, Base):
    """One person of one household: the member who registered it (`head`) or somebody of the family.

    The numbers lie sealed; `*_index` answers equality, `*_tail` is what a mask shows.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("relation IN ({})".format(", ".join(f"'{name}'" for name in words.RELATIONS)), name="relation_known"),
        CheckConstraint(_among("sex", words.SEXES), name="sex_known"),
        CheckConstraint("left_union_on IS NULL OR joined_union_on IS NULL OR left_union_on >= joined_union_on", name="union_order"),
        partial_index(
            "uq_person_head", "household_id", unique=True,
            where=text("relation = 'head'"),
        ),
        # One living registration of a number in a unit, whatever two people do at the same moment.
        partial_index(
            "uq_person_cccd_living", "unit_id", "cccd_index", unique=True,
            where=text("cccd_index IS NOT NULL AND ended_on IS NULL"),
        ),
        Index("ix_person_cccd_index", "cccd_index"),
        Index("ix_person_old_id_index", "old_id_index"),
        Index("ix_person_phone_index", "phone_index"),
        Index("ix_person_bank_account_index", "bank_account_index"),
        Index("ix_person_birth", "birth", "folded"),
        Index("ix_person_folded", "folded"),
        Index("ix_person_unit_folded", "unit_id", "folded"),
        Index("ix_person_name_backwards", "name_backwards"),
        Index("ix_person_household_id", "household_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    relation: Mapped[str] = mapped_column(String(12))
    full_name: Mapped[str]
    folded: Mapped[str] = mapped_column(ByteOrder)
    name_backwards: Mapped[str] = mapped_column(ByteOrder)
    sort_key: Mapped[str] = mapped_column(ByteOrder)
    birth: Mapped[str | None] = mapped_column(String(10))
    sex: Mapped[str | None] = mapped_column(String(1))
    cccd_sealed: Mapped[str | None]
    cccd_index: Mapped[str | None] = mapped_column(String(64))
    cccd_tail: Mapped[str | None] = mapped_column(String(3))
    old_id_sealed: Mapped[str | None]
    old_id_index: Mapped[str | None] = mapped_column(String(64))
    old_id_tail: Mapped[str | None] = mapped_column(String(3))
    phone_sealed: Mapped[str | None]
    phone_index: Mapped[str | None] = mapped_column(String(64))
    phone_tail: Mapped[str | None] = mapped_column(String(3))
    bank_account_sealed: Mapped[str | None]
    bank_account_index: Mapped[str | None] = mapped_column(String(64))
    bank_account_tail: Mapped[str | None] = mapped_column(String(3))
    bank_code: Mapped[str | None] = mapped_column(String(20))
    is_member: Mapped[bool] = mapped_column(default=False)
    joined_union_on: Mapped[date | None]
    employed_since_on: Mapped[date | None]
    left_union_on: Mapped[date | None]
    died_on: Mapped[date | None]
    # Ended with its household, or gone from it: no longer a living registration.
    ended_on: Mapped[date | None]

    household: Mapped[Household] = relationship(back_populates="persons")

    cccd = Sealed("cccd_sealed", index="cccd_index", purpose="cccd")
    old_id = Sealed("old_id_sealed", index="old_id_index", purpose="old_id")
    phone = Sealed("phone_sealed", index="phone_index", purpose="phone")
    bank_account = Sealed("bank_account_sealed", index="bank_account_index", purpose="bank_account")

    @property
    def is_head(self) -> bool:
        return self.relation == "head"

    @property
    def help_key(self) -> str:
        """The opaque key of this person in the register of help: the same at every unit once the CCCD is known."""
        return f"cccd:{self.cccd_index}" if self.cccd_index else f"person:{self.uid}"

    @property
    def help_keys(self) -> list[str]:
        """Every key under which help for this person may stand: also the one from before the CCCD was known."""
        return [key for key in (f"cccd:{self.cccd_index}" if self.cccd_index else None, f"person:{self.uid}") if key]


class Declaration(HasUid, UnitScoped, Base):
    """What a household declared on a day. Never changed (triggers): a newer one supersedes it."""

    __tablename__ = "declaration"
    __table_args__ = (
        UniqueConstraint("household_id", "number"),
        CheckConstraint("number >= 1", name="number_positive"),
        CheckConstraint(_among("area", words.AREAS), name="area_known"),
        CheckConstraint(f"household_size IS NULL OR household_size BETWEEN 1 AND {LARGEST_HOUSEHOLD}", name="size_sane"),
        CheckConstraint(f"income_per_head_amount IS NULL OR income_per_head_amount BETWEEN 0 AND {LARGEST_INCOME}", name="income_sane"),
        CheckConstraint(_among("house_condition", words.HOUSE_CONDITIONS), name="house_condition_known"),
        CheckConstraint(_among("house_tenure", words.HOUSE_TENURES), name="house_tenure_known"),
        CheckConstraint("house_area_m2 IS NULL OR house_area_m2 BETWEEN 0 AND 10000", name="house_area_sane"),
        CheckConstraint("certificate_class IS NULL OR certificate_class IN ('poor', 'near_poor')", name="certificate_class_known"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    declared_on: Mapped[date]
    declared_by: Mapped[str] = mapped_column(default="")
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    registered_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(default="")
    area: Mapped[str | None] = mapped_column(String(10))
    household_size: Mapped[int | None] = mapped_column(Integer)
    income_per_head_amount: Mapped[int | None] = mapped_column(Dong)
    deprivations: Mapped[dict[str, bool | None]] = mapped_column(JSON, default=dict)
    categories: Mapped[list[str]] = mapped_column(JSON, default=list)
    circumstances_sealed: Mapped[str | None]
    house_condition: Mapped[str | None] = mapped_column(String(12))
    house_tenure: Mapped[str | None] = mapped_column(String(12))
    house_area_m2: Mapped[int | None] = mapped_column(Integer)
    certificate_class: Mapped[str | None] = mapped_column(String(10))
    certificate_number: Mapped[str] = mapped_column(default="")
    certificate_issuer: Mapped[str] = mapped_column(default="")
    certificate_on: Mapped[date | None]
    certificate_year: Mapped[int | None] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(default="")

    household: Mapped[Household] = relationship(back_populates="declarations")

    # People write illnesses and quarrels into it, so it lies sealed like a number.
    circumstances = Sealed("circumstances_sealed")


class HouseholdCount(UnitScoped, Base):
    """How many living households a unit has on file; kept by triggers, so that no page counts a million rows."""

    __tablename__ = "household_count"
    __table_args__ = (CheckConstraint("living >= 0", name="not_negative"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    living: Mapped[int] = mapped_column(BigInteger)


def household_code(household_id: int) -> str:
    """Give the number under which people speak of a household: H000123."""
    return f"H{household_id:06d}"
