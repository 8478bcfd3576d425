"""A connection past every guard of the database, to put in the faults that the checks must find."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError

CHECKS = "SELECT quote_ident(conname) FROM pg_constraint WHERE contype = 'c' AND conrelid = CAST(:name AS regclass)"
CHECK_VIOLATION = "23514"


@dataclass
class PastChecks:
    """Drops the CHECKs of a PostgreSQL table when one of them stands in the way: as few as can be, for each costs the copy of a database (tests/reused.py)."""

    connection: Connection

    def execute(self, *asked: Any) -> Any:
        return self._past(self.connection.execute, *asked)

    def exec_driver_sql(self, *asked: Any) -> Any:
        return self._past(self.connection.exec_driver_sql, *asked)

    def _past(self, execute: Any, *asked: Any) -> Any:
        while True:
            try:
                with self.connection.begin_nested():
                    return execute(*asked)
            except IntegrityError as refused:
                if refused.orig.sqlstate != CHECK_VIOLATION:
                    raise
                name = refused.orig.diag.table_name
                checks = self.connection.execute(text(CHECKS), {"name": name}).scalars().all()
                self.connection.execute(text(f"ALTER TABLE {name} " + ", ".join(f"DROP CONSTRAINT {one}" for one in checks)))


@contextmanager
def unguarded(db: Any) -> Iterator[Any]:
    """Give a committing connection on which no trigger, CHECK or foreign key holds any more."""
    engine = create_engine(db.url)
    with engine.begin() as connection:
        if db.is_sqlite:
            # All at once: dropped one by one, each has the whole schema read again.
            version = connection.execute(text("PRAGMA schema_version")).scalar_one()
            connection.execute(text("PRAGMA writable_schema=ON"))
            connection.execute(text("DELETE FROM sqlite_master WHERE type = 'trigger'"))
            connection.execute(text(f"PRAGMA schema_version={version + 1}"))
            connection.execute(text("PRAGMA writable_schema=RESET"))
            connection.execute(text("PRAGMA ignore_check_constraints=ON"))
            yield connection
        else:
            connection.execute(text("SET session_replication_role = replica"))
            yield PastChecks(connection)
    engine.dispose()
