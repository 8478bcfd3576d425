"""What is kept of each act on a month or on a year."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Dong, Pk


def closing_is_printed() -> CheckConstraint:
    """Each table has its own: whoever closes prints."""
    return CheckConstraint("(act = 'closed') = (paper_file_id IS NOT NULL)", name="closing_is_printed")


class ClosingEvent:
    """One act on the close of a month or a year. Closing keeps what stood then: entries, turnover, the digest of the trial balance, the head of the chain, the paper."""

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    act: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    on: Mapped[date] = mapped_column("event_on")
    at: Mapped[datetime] = mapped_column("event_at")
    entry_count: Mapped[int | None] = mapped_column(Integer)
    turnover_amount: Mapped[int | None] = mapped_column(Dong)
    trial_digest: Mapped[str | None] = mapped_column(String(64))
    head_number: Mapped[int | None] = mapped_column(Integer)
    head_hash: Mapped[str | None] = mapped_column(String(64))
    paper_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
