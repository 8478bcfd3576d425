"""Payment lists, their lines and the result files of the bank."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base, Dong, Marked, Pk, UnitScoped, Versioned, partial_index
from fundapp.kernel.labels import _
from fundapp.payments.batching import BatchState, LineState, ResultState, batch_label

USER, BATCH = "user_account.id", "payment_batch.id"
LIVE = text("state = 'live'")


def _listed(kinds: type) -> str:
    return ", ".join(f"'{kind.value}'" for kind in kinds)  # type: ignore[attr-defined]


class PaymentBatch(Marked, UnitScoped, Versioned, Base):
    """One list of transfers out of one bank account. Count, sum and mark are set when it is approved, by somebody else than who made it."""

    __tablename__ = "payment_batch"
    called = _("bảng kê chuyển khoản")
    unmarked = frozenset({"state", "version"})
    __table_args__ = (
        CheckConstraint(f"state IN ({_listed(BatchState)})", name="state_known"),
        CheckConstraint("approved_by_id <> made_by_id", name="four_eyes"),
        CheckConstraint(
            "(approved_by_id IS NULL) = (list_digest IS NULL) AND (approved_by_id IS NULL) = (total_amount IS NULL) AND "
            "(approved_by_id IS NULL) = (line_count IS NULL) AND (approved_by_id IS NULL) = (approved_on IS NULL) AND (approved_by_id IS NULL) = (paper_file_id IS NULL)",
            name="approved_whole",
        ),
        CheckConstraint("state NOT IN ('approved', 'done') OR approved_by_id IS NOT NULL", name="approved_first"),
        CheckConstraint("state <> 'open' OR approved_by_id IS NULL", name="open_is_unapproved"),
        CheckConstraint("(state = 'void') = (void_reason IS NOT NULL)", name="void_with_reason"),
        UniqueConstraint("unit_id", "year", "number"),
        Index("ix_payment_batch_unit_id_state_id", "unit_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    box_id: Mapped[int] = mapped_column(ForeignKey("cash_box.id"))
    state: Mapped[str] = mapped_column(String(10), default=BatchState.OPEN.value)
    made_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    made_on: Mapped[date]
    made_at: Mapped[datetime]
    line_count: Mapped[int | None] = mapped_column(Integer)
    total_amount: Mapped[int | None] = mapped_column(Dong)
    list_digest: Mapped[str | None] = mapped_column(String(64))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    approved_on: Mapped[date | None]
    approved_at: Mapped[datetime | None]
    paper_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    # When the file for the bank was first fetched, and by whom.
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    void_reason: Mapped[str | None]

    @property
    def label(self) -> str:
        return batch_label(self.year, self.number)

    @property
    def reference(self) -> str:
        return f"payment_batches/{self.id}"


class PaymentBatchLine(UnitScoped, Base):
    """One order in one list, and what the bank said of it. An order lies in at most one live line."""

    __tablename__ = "payment_batch_line"
    __table_args__ = (
        UniqueConstraint("batch_id", "position"),
        CheckConstraint(f"state IN ({_listed(LineState)})", name="state_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("(state IN ('paid', 'refused')) = (settled_on IS NOT NULL)", name="settled_on_a_day"),
        CheckConstraint("state <> 'refused' OR length(trim(reason)) > 0", name="refused_with_reason"),
        partial_index("uq_payment_batch_line_live", "order_id", unique=True, where=LIVE),
        Index("ix_payment_batch_line_order_id", "order_id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey(BATCH))
    order_id: Mapped[int] = mapped_column(ForeignKey("payment_order.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    position: Mapped[int] = mapped_column(Integer)
    amount: Mapped[int] = mapped_column(Dong)
    state: Mapped[str] = mapped_column(String(10), default=LineState.LIVE.value)
    reason: Mapped[str] = mapped_column(default="")
    settled_on: Mapped[date | None]


class PaymentBatchResult(UnitScoped, Base):
    """One result file of the bank for one list: who read it, and what became of its rows."""

    __tablename__ = "payment_batch_result"
    __table_args__ = (CheckConstraint(f"state IN ({_listed(ResultState)})", name="state_known"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey(BATCH), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str]
    on: Mapped[date] = mapped_column("result_on")
    state: Mapped[str] = mapped_column(String(10), default=ResultState.WAITING.value)
    message: Mapped[str] = mapped_column(default="")
    paid_count: Mapped[int] = mapped_column(Integer, default=0)
    refused_count: Mapped[int] = mapped_column(Integer, default=0)
    read_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    read_at: Mapped[datetime]
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
