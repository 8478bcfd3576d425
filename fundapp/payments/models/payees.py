"""Receiving accounts as a unit has come to know them, the calls that vouched for them, and what was odd about an order."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fundapp.kernel.db import Base, HasUid, Marked, Pk, Sealed, UnitScoped
from fundapp.kernel.labels import _
from fundapp.payments.suspicion import Kind

if TYPE_CHECKING:
    from fundapp.payments.models.orders import PaymentOrder

USER = "user_account.id"
KIND_LIST = ", ".join(f"'{kind.value}'" for kind in Kind)


class PayeeAccount(Marked, HasUid, UnitScoped, Base):
    """One bank account under one holder's name to which a unit pays: since when it is known, and from which day it may be paid.

    Never changed: another number, bank or name is another row, which waits anew. The number lies sealed; `account_index` answers equality
    with the accounts of members and users, `account_tail` is what a mask shows.
    """

    __tablename__ = "payee_account"
    called = _("tài khoản nhận tiền")
    __table_args__ = (
        UniqueConstraint("unit_id", "account_index", "bank_code", "holder_folded"),
        CheckConstraint("usable_on >= first_seen_on", name="waits_forwards"),
        CheckConstraint("length(trim(holder_name)) > 0", name="holder_named"),
        Index("ix_payee_account_account_index", "account_index"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    bank_code: Mapped[str] = mapped_column(String(20))
    account_sealed: Mapped[str]
    account_index: Mapped[str] = mapped_column(String(64))
    account_tail: Mapped[str] = mapped_column(String(4))
    holder_name: Mapped[str]
    holder_folded: Mapped[str]
    first_seen_on: Mapped[date]
    usable_on: Mapped[date]
    added_by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    added_at: Mapped[datetime]

    account = Sealed("account_sealed", index="account_index", purpose="bank_account")


class PayeeCallBack(Marked, UnitScoped, Base):
    """One second person who called the payee and vouches for a new account, so that it need not wait: who, when, what was said."""

    __tablename__ = "payee_call_back"
    called = _("lần gọi lại xác nhận tài khoản nhận tiền")
    __table_args__ = (UniqueConstraint("account_id"), CheckConstraint("length(trim(note)) > 0", name="noted"))

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("payee_account.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    note: Mapped[str]
    called_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey(USER))
    at: Mapped[datetime]


class PaymentWarning(UnitScoped, Base):
    """One thing that was odd about an order when it was made, mended or checked. It stops nothing; the inspection committee reads it."""

    __tablename__ = "payment_warning"
    __table_args__ = (
        UniqueConstraint("order_id", "kind", "about"),
        CheckConstraint(f"kind IN ({KIND_LIST})", name="kind_known"),
        Index("ix_payment_warning_unit_id_id", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("payment_order.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    for_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(80))
    said: Mapped[str]
    noted_on: Mapped[date]
    noted_at: Mapped[datetime]

    order: Mapped["PaymentOrder"] = relationship(lazy="selectin")
