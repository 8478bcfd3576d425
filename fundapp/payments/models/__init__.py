"""Rows of payments."""

from fundapp.payments import triggers  # noqa: F401  (importing it registers the triggers)
from fundapp.payments.models.batches import PaymentBatch, PaymentBatchLine, PaymentBatchResult
from fundapp.payments.models.layouts import PaymentFileLayout
from fundapp.payments.models.orders import (
    PaymentBarred,
    PaymentCounter,
    PaymentEvent,
    PaymentOrder,
    PaymentReprint,
    PaymentShare,
)
from fundapp.payments.models.payees import PayeeAccount, PayeeCallBack, PaymentWarning
from fundapp.payments.models.terms import PaymentLimit, PaymentTerms

__all__ = [
    "PayeeAccount",
    "PayeeCallBack",
    "PaymentBarred",
    "PaymentBatch",
    "PaymentBatchLine",
    "PaymentBatchResult",
    "PaymentCounter",
    "PaymentEvent",
    "PaymentFileLayout",
    "PaymentLimit",
    "PaymentOrder",
    "PaymentReprint",
    "PaymentShare",
    "PaymentTerms",
    "PaymentWarning",
]
