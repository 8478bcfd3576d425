"""The laws of the ledger as triggers of both databases, so that not even raw SQL breaks them."""

from fundapp.kernel.db import register_triggers
from fundapp.ledger.triggers import blocks, cash, expected
from fundapp.ledger.triggers.papers import PAPERS_POSTGRESQL, PAPERS_SQLITE
from fundapp.ledger.triggers.postgresql import POSTGRESQL
from fundapp.ledger.triggers.sqlite import SQLITE

register_triggers(
    "ledger",
    sqlite=[*SQLITE, *PAPERS_SQLITE, *cash.SQLITE, *expected.SQLITE, *blocks.SQLITE],
    postgresql=[*POSTGRESQL, *PAPERS_POSTGRESQL, *cash.POSTGRESQL, *expected.POSTGRESQL, *blocks.POSTGRESQL],
)
