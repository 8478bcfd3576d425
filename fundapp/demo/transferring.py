"""Payments of the demo world that go through the bank: where to, and who called back."""

from typing import TYPE_CHECKING

from fundapp.demo import words
from fundapp.demo.plan import Twist
from fundapp.payments import queries
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service import Transfer

if TYPE_CHECKING:
    from fundapp.demo.requests import Request


def transfer_to(one: "Request", payee: str) -> Transfer | None:
    """To which account a request is paid; none where it is paid in cash. Numbers begin with 0000, as no bank gives them out."""
    if not one.plan.has(Twist.TRANSFER):
        return None
    holder = one.family.relatives[0].full_name if one.plan.has(Twist.OTHER_HOLDER) and one.family.relatives else payee
    number = one.family.head.bank_account or f"0000{one.plan.number:04d}{one.plan.number * 7919 % 10_000:04d}"
    return Transfer("VBA" if one.family.head.bank_account else "VCB", number, holder, one.office.bank)


def vouch(one: "Request", order: PaymentOrder) -> None:
    """The head of accounting calls the payee of a new account where the plan says so."""
    account = order.payee_account
    if account is not None and one.plan.has(Twist.CALLED_BACK) and queries.call_back_of(one.year.session, account) is None:
        payments.call_back(one.year.session, account, note=words.CALLED_BACK, by=one.year.actor("hanh"), on=one.on)
