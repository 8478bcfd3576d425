"""How units pay: versions of their terms and the limits of signing."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.kernel.db import Base, Dong, Marked, Pk, UnitScoped, partial_index
from fundapp.kernel.labels import _
from fundapp.payments.terms import COOLING_DAYS, MOST_COOLING_DAYS, TermsState

USER = "user_account.id"
PROPOSED, IN_FORCE = text("state = 'proposed'"), text("state = 'in_force'")
OF_EVERY_FUND, OF_A_FUND = text("book_id IS NULL"), text("book_id IS NOT NULL")


class PaymentTerms(Marked, UnitScoped, Base):
    """One version of how a unit pays: whether a signer stands between check and payment, and up to which amounts who signs.

    Those in force on a day are the ones confirmed that began last. None is ever changed; the days before stay as they were.
    """

    __tablename__ = "payment_terms"
    called = _("quy định chi")
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'in_force', 'refused')", name="state_known"),
        CheckConstraint("number >= 1", name="number_positive"),
        CheckConstraint(f"cooling_days BETWEEN 0 AND {MOST_COOLING_DAYS}", name="cooling_sane"),
        CheckConstraint("decided_by_id <> proposed_by_id", name="four_eyes"),
        CheckConstraint("(state = 'proposed') = (decided_by_id IS NULL AND decided_on IS NULL AND decided_at IS NULL)", name="decided"),
        CheckConstraint("state <> 'in_force' OR valid_from > decided_on", name="from_a_day_to_come"),
        CheckConstraint("length(trim(document)) > 0 AND length(trim(reason)) > 0", name="grounded"),
        UniqueConstraint("unit_id", "number"),
        partial_index("uq_payment_terms_open", "unit_id", unique=True, where=PROPOSED),
        partial_index("uq_payment_terms_day", "unit_id", "valid_from", unique=True, where=IN_FORCE),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[date]
    has_signer: Mapped[bool]
    # So many days a receiving account that was never used before waits, unless somebody has called back.
    cooling_days: Mapped[int] = mapped_column(Integer, default=COOLING_DAYS, server_default=str(COOLING_DAYS))
    document: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(String(10), default=TermsState.PROPOSED.value)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    decided_on: Mapped[date | None]
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str] = mapped_column(default="")

    limits: Mapped[list["PaymentLimit"]] = relationship(order_by="PaymentLimit.id", lazy="selectin", cascade="save-update, merge")


class PaymentLimit(Marked, Base):
    """Up to how many đồng a role at a kind of unit signs payments of one fund, or of every fund that has no line of its own."""

    __tablename__ = "payment_limit"
    called = _("hạn mức ký duyệt")
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        partial_index("uq_payment_limit", "terms_id", "role", "unit_kind", unique=True, where=OF_EVERY_FUND),
        partial_index("uq_payment_limit_of_fund", "terms_id", "role", "unit_kind", "book_id", unique=True, where=OF_A_FUND),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("payment_terms.id"))
    role: Mapped[str] = mapped_column(String(20))
    unit_kind: Mapped[str] = mapped_column(ForeignKey("unit_kind.code"))
    book_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_book.id"))
    amount: Mapped[int] = mapped_column(Dong)
