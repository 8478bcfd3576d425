"""Orders to pay with their shares, people, events and copies. Nothing is ever deleted; amount, payee and people are held by CHECKs and triggers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.kernel.db import Base, ByteOrder, Dong, Marked, Pk, UnitScoped, Versioned
from fundapp.kernel.labels import _
from fundapp.payments.lifecycle import METHODS, PRINTED, TRANSFER, State
from fundapp.payments.models.payees import PayeeAccount

STATE_LIST = ", ".join(f"'{state.value}'" for state in State)
PAID_LIST = ", ".join(f"'{state.value}'" for state in PRINTED)
USER, ORDER = "user_account.id", "payment_order.id"
METHOD_LIST = ", ".join(f"'{method}'" for method in METHODS)


class PaymentCounter(Base):
    """The last number given to an order in one year; what a code is made of."""

    __tablename__ = "payment_counter"

    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    last_number: Mapped[int] = mapped_column(Integer)


class PaymentOrder(Marked, UnitScoped, Versioned, Base):
    """One order to pay one receiver out of one unit's money (`unit_id`), for a subject that `for_unit_id`'s member stands behind.

    `checked_digest` is the digest of exactly what the head of accounting has seen, `signed_digest` of what the signer has; payment is
    refused for anything else. Whether it wants a signer is settled by the unit's terms on the day it was made.
    """

    __tablename__ = "payment_order"
    called = _("đề nghị chi")
    __table_args__ = (
        CheckConstraint(f"state IN ({STATE_LIST})", name="state_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint(f"method IN ({METHOD_LIST})", name="method_known"),
        CheckConstraint("(method = 'transfer') = (payee_account_id IS NOT NULL)", name="account_of_a_transfer"),
        CheckConstraint("(method = 'transfer') = (from_box_id IS NOT NULL)", name="paying_account_of_a_transfer"),
        CheckConstraint("method = 'cash' OR (proxy_name IS NULL AND (box_id IS NULL OR box_id = from_box_id))", name="transferred_as_ordered"),
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
        Index("ix_payment_order_payee_account", "payee_account_id"),
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
    # Of a transfer: to which account of the register, out of which bank account of the unit. Both are what approvals bind to.
    payee_account_id: Mapped[int | None] = mapped_column(ForeignKey("payee_account.id"))
    # Which account is debited instead of the fund's capital: money that is lent comes back, and is a claim.
    account_code: Mapped[str | None] = mapped_column(String(20))
    from_box_id: Mapped[int | None] = mapped_column(ForeignKey("cash_box.id"))
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
    # None also for a reader who sees the order and not the register of the unit that pays.
    payee_account: Mapped[PayeeAccount | None] = relationship(lazy="selectin")

    @property
    def is_transfer(self) -> bool:
        return self.method == TRANSFER

    @property
    def reference(self) -> str:
        """The name under which the ledger knows this payment, once and for all."""
        return f"payments/{self.id}"


class PaymentShare(Marked, UnitScoped, Base):
    """What one order takes out of one fund: a part of one reservation."""

    __tablename__ = "payment_share"
    called = _("phần của một quỹ trong đề nghị chi")
    __table_args__ = (UniqueConstraint("order_id", "reservation_id"), CheckConstraint("amount > 0", name="amount_positive"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey(ORDER))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    reservation_id: Mapped[int] = mapped_column(ForeignKey("reservation.id"), index=True)
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"))
    amount: Mapped[int] = mapped_column(Dong)


class PaymentBarred(Marked, Base):
    """One user who may not touch one order: who registered or surveyed, or is kin of or shares numbers with the household."""

    __tablename__ = "payment_barred"
    called = _("người không được tham gia đề nghị chi")

    order_id: Mapped[int] = mapped_column(ForeignKey(ORDER), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(USER), primary_key=True)


class PaymentEvent(Marked, UnitScoped, Base):
    """One act on one order: who, when, from which state to which, and the version of the order that it made."""

    __tablename__ = "payment_event"
    called = _("bước của đề nghị chi")
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
