"""The register of receiving accounts: known from a day, new ones wait, a second person may call back; what was odd about an order is noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock, crypto
from fundapp.kernel.banks import find_bank
from fundapp.kernel.errors import Refusal
from fundapp.kernel.identity import read_account
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold, tidy_name
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import CashBox
from fundapp.payments import queries
from fundapp.payments.models import PayeeAccount, PayeeCallBack, PaymentOrder, PaymentWarning
from fundapp.payments.suspicion import Suspicion
from fundapp.payments.terms import COOLING_DAYS

TAIL = 4


class PaymentRefused(Refusal):
    """An act on an order that may not be done."""


@dataclass(frozen=True)
class Transfer:
    """Where a transfer goes: bank, number and holder; out of which bank account of the unit. No number keeps the account that an order has."""

    bank: str
    number: str
    holder_name: str
    box: CashBox


def account_for(session: Session, unit_id: int, to: Transfer, *, before: PayeeAccount | None = None, by: Actor, on: date) -> PayeeAccount:
    """The row of the register that a transfer goes to; a number, bank or name that the unit has not paid before is put on it and waits."""
    may_leave(to.box, unit_id)
    number = to.number if to.number.strip() or before is None else before.account
    return register_account(session, unit_id, bank_code=to.bank, number=number, holder_name=to.holder_name, by=by, on=on)


def may_leave(box: CashBox, unit_id: int) -> CashBox:
    """Refuse a box out of which this unit transfers nothing."""
    if box.unit_id != unit_id or box.kind != BoxKind.BANK or not box.is_open:
        raise PaymentRefused(_("Hãy chọn tài khoản ngân hàng đang mở của đơn vị chi tiền."), "from_box")
    return box


def register_account(session: Session, unit_id: int, *, bank_code: str, number: str, holder_name: str, by: Actor, on: date) -> PayeeAccount:
    """The row of a unit's register for this account; one that it has not paid before is put on it and waits."""
    bank = find_bank(bank_code)
    if bank is None:
        raise PaymentRefused(_("Hãy chọn ngân hàng của người nhận trong danh sách."), "bank")
    holder = tidy_name(holder_name)
    if not holder:
        raise PaymentRefused(_("Hãy ghi tên chủ tài khoản đúng như ngân hàng ghi."), "holder_name")
    number = read_account(number) or ""
    if not number:
        raise PaymentRefused(_("Số tài khoản gồm từ 5 đến 24 chữ số. Hãy kiểm tra lại."), "account_number")
    index = crypto.blind_index("bank_account", number)
    known = session.scalar(
        select(PayeeAccount).where(
            PayeeAccount.unit_id == unit_id, PayeeAccount.account_index == index, PayeeAccount.bank_code == bank.code,
            PayeeAccount.holder_folded == fold(holder),
        ).execution_options(all_units="a payee is known to the unit that pays, whoever makes the order")
    )
    if known is not None:
        return known
    terms = queries.terms_on(session, unit_id, on)
    days = COOLING_DAYS if terms is None else terms.cooling_days
    account = PayeeAccount(
        unit_id=unit_id, bank_code=bank.code, account=number, account_tail=number[-TAIL:], holder_name=holder, holder_folded=fold(holder),
        first_seen_on=on, usable_on=on + timedelta(days=days), added_by_id=by.user_id, added_at=clock.now(),
    )
    session.add(account)
    session.flush()
    record(session, by=by, act="payment.payee", subject=f"payees/{account.id}", unit_id=unit_id, details={"account": queries.masked(account)}, made=[account])
    return account


def call_back(session: Session, account: PayeeAccount, *, note: str, by: Actor, on: date) -> PayeeCallBack:
    """Vouch for a new account after having called the payee on a number known before; who put it on the register does not."""
    session.refresh(account, with_for_update=True)
    if account.added_by_id == by.user_id:
        raise PaymentRefused(_("Bạn đã ghi tài khoản này nên người giữ nhiệm vụ khác phải gọi lại và xác nhận."))
    if queries.call_back_of(session, account) is not None:
        raise PaymentRefused(_("Tài khoản này đã có người gọi lại xác nhận rồi."))
    told = " ".join(note.split())
    if not told:
        raise PaymentRefused(_("Hãy ghi đã gọi cho ai, theo số nào có từ trước, và người đó nói gì."), "note")
    row = PayeeCallBack(account_id=account.id, unit_id=account.unit_id, note=told, called_on=on, by_id=by.user_id, at=clock.now())
    session.add(row)
    session.flush()
    record(
        session, by=by, act="payment.call_back", subject=f"payees/{account.id}", unit_id=account.unit_id,
        details={"account": queries.masked(account), "reason": told}, made=[row],
    )
    return row


def note_warnings(session: Session, order: PaymentOrder, *, on: date) -> Sequence[Suspicion]:
    """Note what is odd about an order as it stands, each thing once, for the checker and for the inspection committee."""
    found = queries.suspicions_of(session, order, on)
    query = select(PaymentWarning.kind, PaymentWarning.about).where(PaymentWarning.order_id == order.id)
    known = {(row.kind, row.about) for row in session.execute(query)} if found else set()
    for one in found:
        if (one.kind.value, one.about) not in known:
            known.add((one.kind.value, one.about))
            session.add(
                PaymentWarning(
                    order_id=order.id, unit_id=order.unit_id, for_unit_id=order.for_unit_id, kind=one.kind.value, about=one.about, said=str(one.said),
                    noted_on=on, noted_at=clock.now(),
                )
            )
    session.flush()
    return found
