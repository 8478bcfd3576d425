"""A connection past every guard of the database, to put in the faults that the checks must find."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, text

CHECKS = (
    "SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', r.relname, c.conname) FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
    " WHERE c.contype = 'c' AND r.relname ~ '^(ledger_|voucher|reservation|cash_|stock_|statement_|bank_|advance)'"
)


@contextmanager
def unguarded(db: Any) -> Iterator[Any]:
    """Give a committing connection on which no trigger, CHECK or foreign key of the ledger holds any more."""
    engine = create_engine(db.url)
    with engine.begin() as connection:
        if db.is_sqlite:
            for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("PRAGMA ignore_check_constraints=ON"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
            for statement in connection.execute(text(CHECKS)).scalars().all():
                connection.execute(text(statement))
        yield connection
    engine.dispose()
