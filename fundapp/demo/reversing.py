"""A payment of the demo world that goes wrong: asked to be taken back by the accountant, confirmed by the signer, its voucher void."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from fundapp.demo import words
from fundapp.demo.plan import Fate
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Voucher
from fundapp.payments import queries as payment_queries
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentOrder

if TYPE_CHECKING:
    from fundapp.demo.requests import Request


def take_back(one: "Request") -> Iterator[datetime]:
    """Take the newest payment of a request back; the voucher is voided the same day, but for a request that is closed."""
    yield one.after(3, 9)
    tuan, van = one.year.actor("tuan"), one.year.actor("van")
    payments.ask_reversal(one.year.session, _paid(one), reason=one.dice.choice(words.TAKEN_BACK), by=tuan, on=one.on)
    if one.plan.fate is Fate.REVERSING:
        return
    yield one.after(1, 15)
    order = _paid(one)
    payments.confirm_reversal(one.year.session, order, by=van, on=one.on)
    if one.plan.fate is not Fate.CLOSED_REVERSED:
        voucher = one.year.session.get_one(Voucher, order.voucher_id)
        ledger.void_voucher(one.year.session, voucher, reason=words.VOID_VOUCHER, by=tuan, on=one.on)


def _paid(one: "Request") -> PaymentOrder:
    return payment_queries.orders_of(one.year.session, one.grant.case.subject)[-1]
