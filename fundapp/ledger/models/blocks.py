"""Many payments as one act: a block of numbers reserved for them, and the seal that the database gives once it has proved them all."""

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Pk


class Block(Base):
    """The next numbers of one book's year, and of one voucher series, reserved for payments that are posted together. Never changed.

    Its entries are born posted. The foreign key to its seal is asked at the commit, so that none of them stays without the proof.
    """

    __tablename__ = "ledger_block"
    __table_args__ = (
        UniqueConstraint("book_year_id", "first_number"),
        UniqueConstraint("series_id", "first_voucher"),
        CheckConstraint("last_number >= first_number", name="not_empty"),
        CheckConstraint(
            "(series_id IS NULL) = (first_voucher IS NULL) AND (series_id IS NULL) = (last_voucher IS NULL) AND (series_id IS NULL OR last_voucher >= first_voucher)",
            name="vouchers_whole",
        ),
    )

    id: Mapped[int] = mapped_column(
        Pk, ForeignKey("ledger_sealed_block.block_id", deferrable=True, initially="DEFERRED"), primary_key=True, autoincrement=False
    )
    book_year_id: Mapped[int] = mapped_column(ForeignKey("ledger_book_year.id"))
    first_number: Mapped[int] = mapped_column(Integer)
    last_number: Mapped[int] = mapped_column(Integer)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("voucher_series.id"))
    first_voucher: Mapped[int | None] = mapped_column(Integer)
    last_voucher: Mapped[int | None] = mapped_column(Integer)


class SealedBlock(Base):
    """The seal of one block: writing it proves every entry of the block at once and carries their sums. `last_hash` is the new head of the chain."""

    __tablename__ = "ledger_sealed_block"

    block_id: Mapped[int] = mapped_column(Pk, primary_key=True, autoincrement=False)
    last_hash: Mapped[str] = mapped_column(String(64))
