"""What both databases refuse about payments, also to raw SQL."""

from fundapp.kernel.db import register_triggers
from fundapp.payments.triggers import orders, payees

register_triggers(
    "payments", sqlite=[*orders.sqlite(), *payees.sqlite()], postgresql=[*orders.postgresql(), *payees.postgresql()]
)
