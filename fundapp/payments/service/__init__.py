"""Acts on orders to pay, each all or nothing, each leaving one event; nobody twice, nothing unseen, nothing on a stale proof."""

from fundapp.payments.service.cash import Proxy, pay_in_cash, reprint
from fundapp.payments.service.orders import (
    HelpedMeanwhile,
    PaymentRefused,
    SealStale,
    check_order,
    content_digest,
    make_order,
    mend_order,
    return_order,
    void_order,
)
from fundapp.payments.service.reversal import ask_reversal, confirm_reversal, keep_payment

__all__ = [
    "HelpedMeanwhile",
    "PaymentRefused",
    "Proxy",
    "SealStale",
    "ask_reversal",
    "check_order",
    "confirm_reversal",
    "content_digest",
    "keep_payment",
    "make_order",
    "mend_order",
    "pay_in_cash",
    "reprint",
    "return_order",
    "void_order",
]
