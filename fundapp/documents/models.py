"""Rows of files, of the number register, of seals and of what anybody may read of a printed paper."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.documents import triggers  # noqa: F401  (importing it registers the triggers)
from fundapp.kernel.db import Base, Dong, Pk, UnitScoped


class StoredFile(UnitScoped, Base):
    """One file of one unit: its bytes are named by `sha256`; `original_sha256` is what came in before a picture was encoded anew.

    `opens_with` is the permission that its bytes ask for: a roster with whole numbers, a paper about somebody's health ask for more than the rest.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint("length(sha256) = 64 AND length(original_sha256) = 64", name="hashes"),
        CheckConstraint("origin IN ('uploaded', 'printed')", name="origin_known"),
        CheckConstraint("length(opens_with) > 0", name="opens_with_something"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str]
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    original_sha256: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(10), default="uploaded")
    opens_with: Mapped[str] = mapped_column(String(40), default="document:read")
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime]


class DocumentSeries(Base):
    """The last number given out in one series of one unit in one year."""

    __tablename__ = "document_series"
    __table_args__ = (CheckConstraint("last_number >= 0", name="counts"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    series: Mapped[str] = mapped_column(String(30), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last_number: Mapped[int] = mapped_column(Integer)


class RegisteredDocument(UnitScoped, Base):
    """One number of a unit's register of outgoing papers, with what it was given to."""

    __tablename__ = "document_register"
    __table_args__ = (
        UniqueConstraint("unit_id", "series", "year", "number"),
        CheckConstraint("number > 0", name="number_counts"),
        CheckConstraint("year BETWEEN 2000 AND 2200", name="year_sane"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    series: Mapped[str] = mapped_column(String(30))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(String(80), default="")
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    registered_at: Mapped[datetime]


class Seal(UnitScoped, Base):
    """The proof of one act on a subject: digests of the cells it rests on, its payload, and the link to the seal before."""

    __tablename__ = "seal"
    __table_args__ = (
        UniqueConstraint("subject", "number"),
        CheckConstraint("number > 0 AND cell_count >= 0", name="counts"),
        CheckConstraint("length(digest) = 64 AND length(payload_digest) = 64", name="digests"),
        CheckConstraint("(number = 1 AND previous_digest = '') OR (number > 1 AND length(previous_digest) = 64)", name="link"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    subject: Mapped[str] = mapped_column(String(80))
    number: Mapped[int] = mapped_column(Integer)
    previous_digest: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    payload_digest: Mapped[str] = mapped_column(String(64))
    cell_count: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    sealed_on: Mapped[date]
    sealed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    sealed_at: Mapped[datetime]


class SealCell(UnitScoped, Base):
    """One cell that a seal rests on: where it stands, the digest of its value then, and what its readers call it."""

    __tablename__ = "seal_cell"
    __table_args__ = (CheckConstraint("length(digest) = 64", name="digest"),)

    seal_id: Mapped[int] = mapped_column(ForeignKey("seal.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    table_name: Mapped[str] = mapped_column(String(63))
    row_id: Mapped[int] = mapped_column(BigInteger)
    column_name: Mapped[str] = mapped_column(String(63))
    digest: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(default="")


class PublicPaper(UnitScoped, Base):
    """What anybody who holds one printed paper may read of it: no person but in masked letters. Only its state ever changes.

    `lookup` is a digest of the paper's code; the code itself is not stored.
    """

    __tablename__ = "public_paper"
    __table_args__ = (
        CheckConstraint("state IN ('valid', 'reversed', 'void')", name="state_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("length(lookup) = 64", name="lookup_whole"),
        CheckConstraint("(state = 'valid') = (changed_at IS NULL)", name="change_is_dated"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    subject: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(60))
    number: Mapped[str] = mapped_column(String(40))
    on: Mapped[date] = mapped_column("paper_on")
    amount: Mapped[int] = mapped_column(Dong)
    payee: Mapped[str] = mapped_column(String(160))
    digest: Mapped[str] = mapped_column(String(64))
    lookup: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="valid")
    changed_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    published_at: Mapped[datetime]
