"""Rows of advances. Nothing is ever deleted, and no step is taken back (triggers)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.advances import triggers  # noqa: F401  (importing it registers the triggers)
from fundapp.advances.kinds import State
from fundapp.kernel.db import Base, Dong, Marked, Pk, UnitScoped
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import listed

USER = "user_account.id"
PAIRS = (
    ("asked", "checked"), ("asked", "signed"), ("asked", "paid"), ("checked", "signed"), ("checked", "paid"), ("signed", "paid"), ("asked", "verified"),
    ("asked", "settled"), ("verified", "settled"), ("asked", "leveled"), ("verified", "leveled"), ("settled", "leveled"),
)


class Advance(Marked, UnitScoped, Base):
    """One advance: who asked `unit_id` for how much and why (giấy đề nghị tạm ứng), who let it go, and how it was settled (giấy thanh toán tạm ứng).

    `for_unit_id` is the unit of whoever asked.
    """

    __tablename__ = "advance"
    called = _("tạm ứng")
    __table_args__ = (
        UniqueConstraint("unit_id", "year", "number"),
        CheckConstraint(f"state IN ({listed(State)})", name="state_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("spent_amount IS NULL OR spent_amount >= 0", name="spent_not_negative"),
        CheckConstraint("due_on >= asked_on", name="due_after_asking"),
        *(
            CheckConstraint(f"{two}_by_id IS NULL OR {one}_by_id IS NULL OR {two}_by_id <> {one}_by_id", name=f"{one}_is_not_{two}")
            for one, two in PAIRS
        ),
        CheckConstraint("state IN ('asked', 'refused') OR (checked_by_id IS NOT NULL AND book_id IS NOT NULL AND purpose IS NOT NULL)", name="checked_first"),
        CheckConstraint("state IN ('asked', 'checked', 'refused') OR signed_by_id IS NOT NULL", name="signed_first"),
        CheckConstraint(
            "(state IN ('asked', 'checked', 'signed', 'refused')) = (paid_by_id IS NULL) AND (paid_by_id IS NULL) = (voucher_id IS NULL)", name="paid_whole"
        ),
        CheckConstraint("state NOT IN ('reported', 'verified', 'settled', 'closed') OR spent_amount IS NOT NULL", name="reported_first"),
        CheckConstraint("state NOT IN ('verified', 'settled', 'closed') OR (verified_by_id IS NOT NULL AND spent_account IS NOT NULL)", name="verified_first"),
        CheckConstraint("(state IN ('settled', 'closed')) = (settled_by_id IS NOT NULL)", name="settled_whole"),
        CheckConstraint(
            "(state = 'closed' AND amount <> spent_amount) = (leveled_by_id IS NOT NULL) AND (leveled_by_id IS NULL) = (rest_voucher_id IS NULL)",
            name="leveled_whole",
        ),
        CheckConstraint("(state = 'refused') = (refused_by_id IS NOT NULL)", name="refused_whole"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default=State.ASKED.value)
    held_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(USER), index=True)
    asked_on: Mapped[date]
    amount: Mapped[int] = mapped_column(Dong)
    reason: Mapped[str]
    due_on: Mapped[date]
    # Where the money goes when it is transferred and not handed out; the head of accounting says out of which account of the unit.
    payee_account_id: Mapped[int | None] = mapped_column(ForeignKey("payee_account.id"))
    from_box_id: Mapped[int | None] = mapped_column(ForeignKey("cash_box.id"))
    book_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_book.id"))
    purpose: Mapped[str | None] = mapped_column(String(40))
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    checked_on: Mapped[date | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    signed_on: Mapped[date | None]
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    refused_on: Mapped[date | None]
    refusal: Mapped[str] = mapped_column(default="")
    paid_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    paid_on: Mapped[date | None]
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"), unique=True)
    voucher_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    # What was reported last; given back, it is reported anew.
    spent_amount: Mapped[int | None] = mapped_column(Dong)
    spent_papers: Mapped[str] = mapped_column(default="")
    attachments: Mapped[int] = mapped_column(Integer, default=0)
    reported_on: Mapped[date | None]
    returned_reason: Mapped[str] = mapped_column(default="")
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    verified_on: Mapped[date | None]
    spent_account: Mapped[str | None] = mapped_column(String(20))
    settled_number: Mapped[int | None] = mapped_column(Integer)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    settled_on: Mapped[date | None]
    leveled_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    leveled_on: Mapped[date | None]
    rest_voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"), unique=True)
    rest_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    @property
    def label(self) -> str:
        """The number as it is printed: 05/DN-TU."""
        return f"{self.number:02d}/DN-TU"

    @property
    def settlement_label(self) -> str:
        """The number of the settlement as it is printed: 03/TT-TU."""
        return "" if self.settled_number is None else f"{self.settled_number:02d}/TT-TU"

    @property
    def is_transfer(self) -> bool:
        """Whether the bank pays it to the account of whoever asked."""
        return self.payee_account_id is not None

    @property
    def subject(self) -> str:
        """The name under which the ledger knows this advance."""
        return f"advances/{self.id}"

    @property
    def rest(self) -> int:
        """What comes back (above zero) or is still to be paid (below) in đồng, by the report."""
        return 0 if self.spent_amount is None else self.amount - self.spent_amount
