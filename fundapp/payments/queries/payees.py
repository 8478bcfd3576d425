"""Reads of receiving accounts, and what is known around an order that may be odd."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fundapp.access.models import User
from fundapp.documents.models import Seal
from fundapp.households import queries as households
from fundapp.kernel.banks import bank_name
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import CashBox
from fundapp.payments.lifecycle import BOOKED, LIVE
from fundapp.payments.models import PayeeAccount, PayeeCallBack, PaymentOrder, PaymentWarning
from fundapp.payments.queries.terms import terms_on
from fundapp.payments.suspicion import WITHIN_DAYS, Known, Suspicion, suspicions

MOST_NAMED = 3
WHOSE = "an account that is somebody else's is odd wherever it was seen; of other rows only that they are there is told"
ON_ITS_PAPER = "a receiver's unit reads on the order to which account, masked, it is paid"


def masked(account: PayeeAccount) -> str:
    """An account as everybody may read it: bank and last digits."""
    return f"{bank_name(account.bank_code)} ••••{account.account_tail}"


def account_of(session: Session, order: PaymentOrder) -> PayeeAccount | None:
    """The account that an order goes to, also for the unit whose member receives the money."""
    if order.payee_account_id is None:
        return None
    return session.scalar(select(PayeeAccount).where(PayeeAccount.id == order.payee_account_id).execution_options(all_units=ON_ITS_PAPER))


def accounts() -> Select[PayeeAccount]:
    """Select the register in sight, for a list that pages by key."""
    return select(PayeeAccount)


def call_back_of(session: Session, account: PayeeAccount) -> PayeeCallBack | None:
    """Who has vouched for an account."""
    return session.scalar(select(PayeeCallBack).where(PayeeCallBack.account_id == account.id).execution_options(all_units=ON_ITS_PAPER))


def waits(session: Session, order: PaymentOrder, payer_id: int | None, on: date) -> Text | None:
    """Why the account of a transfer may not be paid yet, with the day from which it may; None when it may."""
    account = account_of(session, order)
    return None if account is None else account_waits(session, account, {order.made_by_id, payer_id}, on)


def account_waits(session: Session, account: PayeeAccount, hands: Collection[int | None], on: date) -> Text | None:
    """Why an account may not be paid yet: it is new, and nobody but these `hands` has called its holder back."""
    if account.usable_on <= on:
        return None
    vouched = call_back_of(session, account)
    if vouched is not None and vouched.by_id not in hands:
        return None
    return _(
        "Tài khoản nhận %(account)s mới được ghi ngày %(since)s, chưa chi lần nào; sớm nhất chi được ngày %(day)s. Muốn chi trước, người giữ nhiệm vụ khác "
        "gọi lại cho người nhận theo số đã có và ghi xác nhận ở trang “Tài khoản nhận tiền”.",
        account=masked(account), since=day_text(account.first_seen_on), day=day_text(account.usable_on),
    )


def bank_accounts(session: Session, unit_id: int) -> list[CashBox]:
    """Open bank accounts of the unit that pays."""
    query = select(CashBox).where(CashBox.unit_id == unit_id, CashBox.kind == BoxKind.BANK.value, CashBox.is_open.is_(True))
    return list(session.scalars(query.order_by(CashBox.id)))


def warnings_noted(kind: str = "") -> Select[PaymentWarning]:
    """Select noted warnings in sight, for a list that pages by key."""
    query = select(PaymentWarning)
    return query.where(PaymentWarning.kind == kind) if kind else query


def warnings_of(session: Session, order: PaymentOrder) -> list[PaymentWarning]:
    """What was noted about one order, oldest first."""
    return list(session.scalars(select(PaymentWarning).where(PaymentWarning.order_id == order.id).order_by(PaymentWarning.id)))


def suspicions_of(session: Session, order: PaymentOrder, on: date) -> list[Suspicion]:
    """What is odd about an order, reckoned over all units."""
    seal = session.scalar(select(Seal.sealed_on).where(Seal.subject == order.subject).order_by(Seal.number).limit(1).execution_options(all_units=WHOSE))
    terms = terms_on(session, order.unit_id, on)
    limits = [line.amount for line in terms.limits] if terms else []
    account = order.payee_account
    known = Known(
        amount=order.amount, made_on=order.made_on, payee=order.payee_folded, decided_on=seal, limits=limits,
        recent=_recent(session, order, on) if limits else (), **({} if account is None else _around(session, order, account)),
    )
    return suspicions(known)


def _recent(session: Session, order: PaymentOrder, on: date) -> list[int]:
    query = select(PaymentOrder.amount).where(
        PaymentOrder.unit_id == order.unit_id, PaymentOrder.id != order.id, PaymentOrder.made_on > on - timedelta(days=WITHIN_DAYS),
        PaymentOrder.state.in_([state.value for state in LIVE]),
    )
    return list(session.scalars(query.execution_options(all_units=WHOSE)))


def officers_with(session: Session, account: PayeeAccount) -> list[str]:
    """Names of the officers who declared this account as their own."""
    return list(session.scalars(select(User.full_name).where(User.bank_index == account.account_index).order_by(User.id)))


def _around(session: Session, order: PaymentOrder, account: PayeeAccount) -> dict[str, Any]:
    """What is known of the account of a transfer."""
    same = (
        select(PaymentOrder.code, PaymentOrder.subject, PaymentOrder.help_keys, PayeeAccount.holder_name, PayeeAccount.holder_folded)
        .join(PayeeAccount, PayeeAccount.id == PaymentOrder.payee_account_id)
        .where(PayeeAccount.account_index == account.account_index, PaymentOrder.id != order.id, PaymentOrder.state.in_([state.value for state in LIVE]))
        .order_by(PaymentOrder.id.desc()).limit(50)
    )
    rows = list(session.execute(same.execution_options(all_units=WHOSE)))
    keys = set(order.help_keys.split())
    strangers = [row for row in rows if row.subject != order.subject and not keys & set(row.help_keys.split())]
    names = {row.holder_folded: row.holder_name for row in rows if row.holder_folded != account.holder_folded}
    last = _last(session, order, account)
    return {
        "account": masked(account), "holder": account.holder_folded, "holder_shown": account.holder_name, "officers": officers_with(session, account),
        "is_of_another": bool(households.owners_of_account(session, account.account_index) - keys) if keys else False,
        "others": [row.code for row in strangers[:MOST_NAMED]], "other_holders": list(names.values())[:MOST_NAMED],
        "last_account": last[0] if last else "", "last_code": last[1] if last else "",
    }


def _last(session: Session, order: PaymentOrder, account: PayeeAccount) -> tuple[str, str] | None:
    """The account, masked, and the order by which this payee was paid last, when it was another account."""
    same_payee = (PaymentOrder.subject == order.subject) & (PaymentOrder.payee_folded == order.payee_folded)
    if order.help_keys:
        same_payee |= PaymentOrder.help_keys == order.help_keys
    query = (
        select(PayeeAccount, PaymentOrder.code).join(PaymentOrder, PaymentOrder.payee_account_id == PayeeAccount.id)
        .where(same_payee, PaymentOrder.id != order.id, PaymentOrder.state.in_([state.value for state in BOOKED]))
        .order_by(PaymentOrder.paid_on.desc(), PaymentOrder.id.desc()).limit(1).execution_options(all_units=WHOSE)
    )
    found = session.execute(query).first()
    if found is None or (found[0].account_index, found[0].bank_code) == (account.account_index, account.bank_code):
        return None
    return masked(found[0]), found[1]
