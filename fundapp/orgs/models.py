"""Rows of the tree of units."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Pk, Versioned


class UnitKind(Base):
    """One kind of unit (LĐLĐ tỉnh, công đoàn xã, CĐCS ...), from the day it exists to the day it ended."""

    __tablename__ = "unit_kind"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    level: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]


class Unit(Versioned, Base):
    """One union unit. `parent_id` and `path` are today's; where it hung earlier stands in `unit_parent`."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_order"),
        CheckConstraint("successor_id IS NULL OR successor_id <> id", name="own_successor"),
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
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_order"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[str] = mapped_column(default="")


class TreeVersion(Base):
    """One row that counts the changes of the tree, so that a process knows when its copy is old."""

    __tablename__ = "unit_tree_version"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
