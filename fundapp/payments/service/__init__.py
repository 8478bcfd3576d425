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

__all__ = [
    "HelpedMeanwhile",
    "PaymentRefused",
    "Proxy",
    "SealStale",
    "check_order",
    "content_digest",
    "make_order",
    "mend_order",
    "pay_in_cash",
    "reprint",
    "return_order",
    "void_order",
]
