"""Entries with their lines and narrations, and the vouchers under which money moves."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Dong, Marked, Pk, UnitScoped, partial_index
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import EntryKind, EntryState, VoucherKind, VoucherState, listed

REVERSING = text("reverses_id IS NOT NULL AND state <> 'dropped'")
PRINTED_OTHERWISE = text("kind IN ('opening', 'reversal')")


def voucher_number(series: str, year: int, number: int) -> str:
    """A voucher's number as it is printed: PC26-0001."""
    return f"{series}{year % 100:02d}-{number:04d}"


def takes_back(reversal: Any, entry_id: Any) -> ColumnElement[bool]:
    """Whether a reversal that is posted takes this entry back; written so that the small index of those that were not dropped serves on both engines."""
    return (reversal.reverses_id == entry_id) & (reversal.state == "posted") & (reversal.state != literal_column("'dropped'"))


def is_on(entry: Any, voucher_id: Any) -> ColumnElement[bool]:
    """Whether an entry that was not dropped is on this voucher, or on one of these.

    Written so that one of the two small indexes serves, that of bound donations or that of all else.
    """
    on_it = entry.voucher_id.in_(voucher_id) if isinstance(voucher_id, list) else entry.voucher_id == voucher_id
    mine = on_it & entry.voucher_id.is_not(None) & (entry.state != literal_column("'dropped'"))
    return (mine & entry.earmark_id.is_(None)) | (mine & entry.earmark_id.is_not(None))


ON_VOUCHER = "voucher_id IS NOT NULL AND state <> 'dropped'"


class Entry(UnitScoped, Base):
    """One entry of one book's year: born a draft, posted once by somebody else, never changed after (triggers)."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        ForeignKeyConstraint(
            ["book_year_id", "book_id", "unit_id"], ["ledger_book_year.id", "ledger_book_year.book_id", "ledger_book_year.unit_id"]
        ),
        ForeignKeyConstraint(["period_id", "book_year_id"], ["ledger_period.id", "ledger_period.book_year_id"]),
        ForeignKeyConstraint(["book_id", "purpose"], ["ledger_book_purpose.book_id", "ledger_book_purpose.purpose"]),
        ForeignKeyConstraint(["earmark_id", "book_id"], ["ledger_earmark.id", "ledger_earmark.book_id"]),
        UniqueConstraint("book_year_id", "number"),
        UniqueConstraint("book_id", "reference"),
        CheckConstraint(f"kind IN ({listed(EntryKind)})", name="kind_known"),
        CheckConstraint(f"state IN ({listed(EntryState)})", name="state_known"),
        CheckConstraint("posted_by_id IS NULL OR posted_by_id <> drafted_by_id", name="poster_is_not_drafter"),
        CheckConstraint(
            "(state = 'posted') = (number IS NOT NULL AND hash IS NOT NULL AND previous_hash IS NOT NULL AND posted_by_id IS NOT NULL "
            "AND posted_at IS NOT NULL)",
            name="posted_is_complete",
        ),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_names_its_entry"),
        # Openings and reversals are printed otherwise than they are stored; sums of the books find the few of them here.
        partial_index("ix_ledger_entry_printed_otherwise", "book_id", "kind", "entry_on", where=PRINTED_OTHERWISE),
        partial_index("uq_ledger_entry_reversal", "reverses_id", unique=True, where=REVERSING),
        partial_index(
            "uq_ledger_entry_voucher", "voucher_id", "book_id", unique=True,
            where=text(f"{ON_VOUCHER} AND earmark_id IS NULL"),
        ),
        partial_index(
            "uq_ledger_entry_voucher_earmark", "voucher_id", "earmark_id", unique=True,
            where=text(f"{ON_VOUCHER} AND earmark_id IS NOT NULL"),
        ),
        partial_index("ix_ledger_entry_earmark", "earmark_id", where=text("earmark_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(Pk)
    book_id: Mapped[int] = mapped_column(Pk)
    book_year_id: Mapped[int] = mapped_column(Pk)
    period_id: Mapped[int] = mapped_column(Pk)
    number: Mapped[int | None] = mapped_column(Integer)
    on: Mapped[date] = mapped_column("entry_on")
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="draft")
    reference: Mapped[str] = mapped_column(String(120))
    body_digest: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str | None] = mapped_column(String(40))
    # The earmarked donation to which all of the entry belongs, and the unit whose member it pays (restrictions ask for both).
    earmark_id: Mapped[int | None] = mapped_column(Pk)
    beneficiary_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"))
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    posted_at: Mapped[datetime | None]
    narration_digest: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str | None] = mapped_column(String(64))
    hash: Mapped[str | None] = mapped_column(String(64))


class Line(Base):
    """One line of an entry on one balance row: debit or credit, exactly one of them positive."""

    __tablename__ = "ledger_line"
    __table_args__ = (
        UniqueConstraint("entry_id", "position"),
        CheckConstraint("(debit > 0 AND credit = 0) OR (debit = 0 AND credit > 0)", name="debit_xor_credit"),
        CheckConstraint("debit <= 999999999999999 AND credit <= 999999999999999", name="amount_in_range"),
        # With the amounts, so that the sums of a broken month are read from the index alone.
        Index("ix_ledger_line_card", "balance_id", "entry_on", "id", "debit", "credit"),
        partial_index("ix_ledger_line_subject", "subject", where=text("subject IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"))
    position: Mapped[int] = mapped_column(Integer)
    balance_id: Mapped[int] = mapped_column(ForeignKey("ledger_balance.id"))
    on: Mapped[date] = mapped_column("entry_on")
    debit: Mapped[int] = mapped_column(Dong)
    credit: Mapped[int] = mapped_column(Dong)
    subject: Mapped[str | None] = mapped_column(String(80))


class Narration(Base):
    """The narration of an entry with the salt of its digest. Erasing both forgets the person; the chain still holds."""

    __tablename__ = "ledger_narration"
    __table_args__ = (CheckConstraint("(text IS NULL) = (salt IS NULL)", name="erased_with_its_salt"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"), primary_key=True, autoincrement=False)
    text: Mapped[str | None]
    salt: Mapped[str | None] = mapped_column(String(32))


class VoucherSeries(UnitScoped, Base):
    """The counter of one series of vouchers of a unit in a year. Moved on only by a new voucher (triggers)."""

    __tablename__ = "voucher_series"
    __table_args__ = (UniqueConstraint("unit_id", "series", "year"), CheckConstraint("last_number >= 0", name="last_number_not_negative"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    series: Mapped[str] = mapped_column(String(10))
    year: Mapped[int] = mapped_column(Integer)
    last_number: Mapped[int] = mapped_column(Integer, default=0)


class Voucher(Marked, UnitScoped, Base):
    """One voucher (phiếu thu, phiếu chi, UNC ...) with its gap-free number. Never changed but to be voided; keeps its number.

    Until then its cells are held by the entries that stand on it, afterwards by its mark.
    """

    __tablename__ = "voucher"
    called = _("chứng từ")
    __table_args__ = (
        ForeignKeyConstraint(["unit_id", "series", "year"], ["voucher_series.unit_id", "voucher_series.series", "voucher_series.year"]),
        UniqueConstraint("unit_id", "series", "year", "number"),
        CheckConstraint(f"kind IN ({listed(VoucherKind)})", name="kind_known"),
        CheckConstraint(f"state IN ({listed(VoucherState)})", name="state_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("attachments >= 0", name="attachments_not_negative"),
        Index("ix_voucher_amount", "amount", "id"),
        CheckConstraint("(state = 'void') = (voided_by_id IS NOT NULL AND voided_at IS NOT NULL AND void_reason IS NOT NULL)", name="void_says_why"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    series: Mapped[str] = mapped_column(String(10))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    on: Mapped[date] = mapped_column("voucher_on")
    amount: Mapped[int] = mapped_column(Dong)
    payee_name: Mapped[str]
    payee_address: Mapped[str] = mapped_column(default="")
    reason: Mapped[str]
    attachments: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(10), default="issued")
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    issued_at: Mapped[datetime]
    void_reason: Mapped[str | None]
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    voided_at: Mapped[datetime | None]

    @property
    def label(self) -> str:
        """The number as it is printed: PC26-0001."""
        return voucher_number(self.series, self.year, self.number)


class VoucherPaper(Marked, UnitScoped, Base):
    """One paper of a voucher, append-only: `printed` here, the first as its original and every further one marked; or `attached`, the bank's own paper."""

    __tablename__ = "voucher_paper"
    called = _("bản giấy của chứng từ")
    __table_args__ = (
        CheckConstraint("kind IN ('printed', 'attached')", name="kind_known"), CheckConstraint("number > 0", name="number_counts"),
        UniqueConstraint("voucher_id", "kind", "number"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[int] = mapped_column(Integer)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime]
