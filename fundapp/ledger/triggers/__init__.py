"""The laws of the ledger as triggers of both databases, so that not even raw SQL breaks them."""

from fundapp.kernel.db import register_triggers
from fundapp.ledger.triggers import cash
from fundapp.ledger.triggers.postgresql import POSTGRESQL
from fundapp.ledger.triggers.sqlite import SQLITE

register_triggers("ledger", sqlite=[*SQLITE, *cash.SQLITE], postgresql=[*POSTGRESQL, *cash.POSTGRESQL])
