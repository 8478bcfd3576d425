"""Rows of the tree of units."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Pk, Versioned, partial_index
from fundapp.orgs import triggers  # noqa: F401  (importing it registers the triggers)


class UnitKind(Base):
    """One kind of unit (LĐLĐ tỉnh, công đoàn xã, CĐCS ...), from the day it exists to the day it ended.

    A unit hangs under one of a lower `level`. `words` are what names of this kind begin with, a bar between them;
    `prefix` is what its codes begin with.
    """

    __tablename__ = "unit_kind"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    level: Mapped[int] = mapped_column(Integer)
    prefix: Mapped[str] = mapped_column(String(10))
    words: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]


class Unit(Versioned, Base):
    """One union unit. Name, `parent_id` and `path` are today's; what was before stands in `unit_former_name` and `unit_parent`."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_order"),
        CheckConstraint("successor_id IS NULL OR successor_id <> id", name="own_successor"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="own_parent"),
        CheckConstraint("successor_id IS NULL OR valid_to IS NOT NULL", name="succeeded_when_closed"),
        CheckConstraint("member_count IS NULL OR member_count >= 0", name="members_count"),
        Index("ix_unit_path", "path"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    folded: Mapped[str]
    kind: Mapped[str] = mapped_column(ForeignKey("unit_kind.code"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    path: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    address: Mapped[str] = mapped_column(default="")
    member_count: Mapped[int | None] = mapped_column(Integer)
    signer_title: Mapped[str] = mapped_column(default="")


class UnitParent(Base):
    """Under which unit a unit hung, from a day to a day, by which document."""

    __tablename__ = "unit_parent"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_order"),
        CheckConstraint("unit_id <> parent_id", name="own_parent"),
        partial_index("uq_unit_parent_open", "unit_id", unique=True, where=text("valid_to IS NULL")),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[str] = mapped_column(default="")


class UnitFormerName(Base):
    """A name that a unit bore until a day, and the document that gave it the next one."""

    __tablename__ = "unit_former_name"
    __table_args__ = (UniqueConstraint("unit_id", "valid_to"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str]
    short_name: Mapped[str]
    valid_to: Mapped[date]
    document: Mapped[str] = mapped_column(default="")


class TreeVersion(Base):
    """One row that counts the changes of the tree, so that a process knows when its copy is old."""

    __tablename__ = "unit_tree_version"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
