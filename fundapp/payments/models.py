"""Rows of orders to pay. Nothing is ever deleted; amount, payee and people are held by CHECKs and triggers on both engines."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.kernel.db import Base, ByteOrder, Dong, Pk, UnitScoped, Versioned
from fundapp.payments import triggers  # noqa: F401  (importing it registers the triggers)
from fundapp.payments.lifecycle import PRINTED, State
from fundapp.payments.terms import TermsState

STATE_LIST = ", ".join(f"'{state.value}'" for state in State)
PAID_LIST = ", ".join(f"'{state.value}'" for state in PRINTED)
USER, ORDER = "user_account.id", "payment_order.id"
PROPOSED, IN_FORCE = text("state = 'proposed'"), text("state = 'in_force'")
OF_EVERY_FUND, OF_A_FUND = text("book_id IS NULL"), text("book_id IS NOT NULL")


class PaymentCounter(Base):
    """The last number given to an order in one year; what a code is made of."""

    __tablename__ = "payment_counter"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(Integer)


class PaymentTerms(UnitScoped, Base):
    """One version of how a unit pays: whether a signer stands between check and payment, and up to which amounts who signs.

    Those in force on a day are the ones confirmed that began last. None is ever changed; the days before stay as they were.
    """

    __tablename__ = "payment_terms"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'in_force', 'refused')", name="state_known"),
        CheckConstraint("number >= 1", name="number_positive"),
        CheckConstraint("decided_by_id <> proposed_by_id", name="four_eyes"),
        CheckConstraint("(state = 'proposed') = (decided_by_id IS NULL AND decided_on IS NULL AND decided_at IS NULL)", name="decided"),
        CheckConstraint("state <> 'in_force' OR valid_from > decided_on", name="from_a_day_to_come"),
        CheckConstraint("length(trim(document)) > 0 AND length(trim(reason)) > 0", name="grounded"),
        UniqueConstraint("unit_id", "number"),
        Index("uq_payment_terms_open", "unit_id", unique=True, sqlite_where=PROPOSED, postgresql_where=PROPOSED),
        Index("uq_payment_terms_day", "unit_id", "valid_from", unique=True, sqlite_where=IN_FORCE, postgresql_where=IN_FORCE),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int] = mapped_column(Integer)
    valid_from: Mapped[date]
    has_signer: Mapped[bool]
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


class PaymentLimit(Base):
    """Up to how many đồng a role at a kind of unit signs payments of one fund, or of every fund that has no line of its own."""

    __tablename__ = "payment_limit"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("uq_payment_limit", "terms_id", "role", "unit_kind", unique=True, sqlite_where=OF_EVERY_FUND, postgresql_where=OF_EVERY_FUND),
        Index("uq_payment_limit_of_fund", "terms_id", "role", "unit_kind", "book_id", unique=True, sqlite_where=OF_A_FUND, postgresql_where=OF_A_FUND),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("payment_terms.id"))
    role: Mapped[str] = mapped_column(String(20))
    unit_kind: Mapped[str] = mapped_column(ForeignKey("unit_kind.code"))
    book_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_book.id"))
    amount: Mapped[int] = mapped_column(Dong)


class PaymentOrder(UnitScoped, Versioned, Base):
    """One order to pay one receiver out of one unit's money (`unit_id`), for a subject that `for_unit_id`'s member stands behind.

    `checked_digest` is the digest of exactly what the head of accounting has seen, `signed_digest` of what the signer has; payment is
    refused for anything else. Whether it wants a signer is settled by the unit's terms on the day it was made.
    """

    __tablename__ = "payment_order"
    __table_args__ = (
        CheckConstraint(f"state IN ({STATE_LIST})", name="state_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("method = 'cash'", name="method_known"),
        CheckConstraint("attachments BETWEEN 0 AND 999", name="attachments_sane"),
        CheckConstraint("length(trim(payee_name)) > 0", name="payee_named"),
        CheckConstraint("made_by_id <> decider_id", name="maker_not_decider"),
        CheckConstraint("checked_by_id <> made_by_id AND checked_by_id <> decider_id", name="checker_apart"),
        CheckConstraint("signed_by_id <> made_by_id AND signed_by_id <> checked_by_id", name="signer_apart"),
        CheckConstraint("paid_by_id <> made_by_id AND paid_by_id <> checked_by_id AND paid_by_id <> decider_id", name="payer_apart"),
        CheckConstraint("paid_by_id <> signed_by_id", name="payer_not_signer"),
        CheckConstraint("state NOT IN ('draft', 'returned') OR (checked_by_id IS NULL AND checked_digest IS NULL)", name="unchecked"),
        CheckConstraint("state NOT IN ('draft', 'returned', 'signing') OR (signed_by_id IS NULL AND signed_digest IS NULL)", name="unsigned"),
        CheckConstraint("state <> 'signing' OR needs_signature", name="signing_wanted"),
        CheckConstraint(f"state NOT IN ('checked', {PAID_LIST}) OR needs_signature = (signed_by_id IS NOT NULL)", name="signed_when_wanted"),
        CheckConstraint(
            "signed_by_id IS NULL OR (signed_on IS NOT NULL AND signed_at IS NOT NULL AND signed_digest = checked_digest AND signed_role IS NOT NULL "
            "AND signed_kind IS NOT NULL AND signed_terms_id IS NOT NULL)",
            name="signed_whole",
        ),
        CheckConstraint(
            f"state NOT IN ('signing', 'checked', {PAID_LIST}) OR (checked_by_id IS NOT NULL AND checked_at IS NOT NULL AND checked_digest IS NOT NULL)",
            name="checked_whole",
        ),
        CheckConstraint(
            f"state NOT IN ({PAID_LIST}) OR (paid_by_id IS NOT NULL AND paid_on IS NOT NULL AND voucher_id IS NOT NULL "
            "AND voucher_file_id IS NOT NULL AND box_id IS NOT NULL AND receiver_name IS NOT NULL)",
            name="paid_whole",
        ),
        CheckConstraint(f"state IN ({PAID_LIST}) OR (paid_by_id IS NULL AND voucher_id IS NULL AND paid_on IS NULL)", name="unpaid"),
        CheckConstraint(
            "(state IN ('reversing', 'reversed')) = (reversal_asked_by_id IS NOT NULL AND reversal_asked_at IS NOT NULL AND reversal_reason IS NOT NULL)",
            name="reversal_asked",
        ),
        CheckConstraint("(state = 'reversed') = (reversed_by_id IS NOT NULL AND reversed_on IS NOT NULL)", name="reversed_whole"),
        CheckConstraint(
            "reversed_by_id <> reversal_asked_by_id AND reversed_by_id <> made_by_id AND reversed_by_id <> checked_by_id AND reversed_by_id <> paid_by_id",
            name="reverser_apart",
        ),
        CheckConstraint("reversed_by_id <> signed_by_id", name="reverser_not_signer"),
        CheckConstraint("(proxy_name IS NULL) = (proxy_paper IS NULL)", name="proxy_whole"),
        UniqueConstraint("year", "number"),
        Index("ix_payment_order_unit_id_state_id", "unit_id", "state", "id"),
        Index("ix_payment_order_subject", "subject"),
        # A payee's name typed from its beginning, or from the given name; an amount, the newest first.
        Index("ix_payment_order_payee_folded", "payee_folded", "id"),
        Index("ix_payment_order_payee_backwards", "payee_backwards", "id"),
        Index("ix_payment_order_amount", "amount", "id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    subject: Mapped[str] = mapped_column(String(80))
    title: Mapped[str]
    payee_name: Mapped[str]
    payee_folded: Mapped[str] = mapped_column(ByteOrder)
    payee_backwards: Mapped[str] = mapped_column(ByteOrder)
    payee_address: Mapped[str]
    reason: Mapped[str]
    attachments: Mapped[int] = mapped_column(Integer)
    amount: Mapped[int] = mapped_column(Dong)
    method: Mapped[str] = mapped_column(String(10), default="cash")
    state: Mapped[str] = mapped_column(String(10), default=State.DRAFT.value)
    decider_id: Mapped[int] = mapped_column(ForeignKey(USER))
    seal_id: Mapped[int] = mapped_column(ForeignKey("seal.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    made_on: Mapped[date]
    held_at: Mapped[datetime]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    checked_at: Mapped[datetime | None]
    checked_digest: Mapped[str | None] = mapped_column(String(64))
    needs_signature: Mapped[bool] = mapped_column(default=False)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    signed_on: Mapped[date | None]
    signed_at: Mapped[datetime | None]
    signed_digest: Mapped[str | None] = mapped_column(String(64))
    # By which post the signer has signed (role, kind of unit), and by which terms of the unit.
    signed_role: Mapped[str | None] = mapped_column(String(20))
    signed_kind: Mapped[str | None] = mapped_column(ForeignKey("unit_kind.code"))
    signed_terms_id: Mapped[int | None] = mapped_column(ForeignKey("payment_terms.id"))
    paid_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    paid_on: Mapped[date | None]
    receiver_name: Mapped[str | None]
    box_id: Mapped[int | None] = mapped_column(ForeignKey("cash_box.id"))
    proxy_name: Mapped[str | None]
    proxy_paper: Mapped[str | None]
    proxy_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"), unique=True)
    voucher_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    reversal_reason: Mapped[str | None]
    reversal_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    reversal_asked_at: Mapped[datetime | None]
    reversed_by_id: Mapped[int | None] = mapped_column(ForeignKey(USER))
    reversed_on: Mapped[date | None]
    # Which register of help the payment falls under, the opaque keys of whom it helps, and the subjects of their other help that was
    # known when the order was made: three texts, words apart by spaces. Payment asks again and stops at what is new.
    help_programme: Mapped[str] = mapped_column(String(12), default="")
    help_keys: Mapped[str] = mapped_column(default="")
    help_known: Mapped[str] = mapped_column(default="")

    shares: Mapped[list["PaymentShare"]] = relationship(order_by="PaymentShare.id", lazy="selectin")

    @property
    def reference(self) -> str:
        """The name under which the ledger knows this payment, once and for all."""
        return f"payments/{self.id}"


class PaymentShare(UnitScoped, Base):
    """What one order takes out of one fund: a part of one reservation."""

    __tablename__ = "payment_share"
    __table_args__ = (UniqueConstraint("order_id", "reservation_id"), CheckConstraint("amount > 0", name="amount_positive"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(ORDER))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"), index=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"))
    amount: Mapped[int] = mapped_column(Dong)


class PaymentBarred(Base):
    """One user who may not touch one order: who registered or surveyed, or is kin of or shares numbers with the household."""

    __tablename__ = "payment_barred"

    order_id: Mapped[int] = mapped_column(ForeignKey(ORDER), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(USER), primary_key=True)


class PaymentEvent(UnitScoped, Base):
    """One act on one order: who, when, from which state to which, and the version of the order that it made."""

    __tablename__ = "payment_event"
    __table_args__ = (UniqueConstraint("order_id", "version"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(ORDER))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    version: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(String(20))
    from_state: Mapped[str] = mapped_column(String(10))
    to_state: Mapped[str] = mapped_column(String(10))
    by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(default="")


class PaymentReprint(UnitScoped, Base):
    """One further copy of a paid order's voucher, marked with its number."""

    __tablename__ = "payment_reprint"
    __table_args__ = (UniqueConstraint("order_id", "number"), CheckConstraint("number > 0", name="number_counts"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(ORDER))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    number: Mapped[int] = mapped_column(Integer)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    at: Mapped[datetime]
