"""Pages of payments, by family: the list, one order with its acts, how a unit pays."""

from fundapp.payments.views import (
    batches,
    handbacks,
    layouts,
    lists,
    orders,
    payees,
    requests,
    reversal,
    terms,
    together,
)
from fundapp.payments.views.blueprint import bp

__all__ = ["batches", "bp", "handbacks", "layouts", "lists", "orders", "payees", "requests", "reversal", "terms", "together"]
