"""Bring a database to the newest schema by migrations, and see that its triggers stand."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select

from fundapp.kernel.certain import surely
from fundapp.kernel.db import Database, expected_triggers, installed_triggers

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
# Alembic's own table, read without alembic.
REVISION = Table("alembic_version", MetaData(), Column("version_num", String(32)))


class SchemaBroken(RuntimeError):
    """The database lacks triggers that hold the laws of money, or rows that others point at."""


def migrate(db: Database) -> None:
    """Upgrade to the newest revision, in one transaction; raises SchemaBroken for a newer database, or when a trigger is missing afterwards."""
    stands_at = revision_of(db)
    if stands_at is not None and stands_at not in _revisions():
        raise SchemaBroken(f"revision {stands_at} is not known here")
    if stands_at != newest():
        upgrade(db, "head")
    with db.reader.connect() as connection:
        missing = expected_triggers(connection.dialect.name) - installed_triggers(connection)
    if missing:
        raise SchemaBroken(f"missing triggers: {', '.join(sorted(missing))}")


def newest() -> str:
    """Give the newest revision of the migrations, which begins the name of its file."""
    return max(_revisions())


def _revisions() -> set[str]:
    return {path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")}


def revision_of(db: Database) -> str | None:
    """Give the revision that a database stands at; None when it is new."""
    with db.reader.connect() as connection:
        return connection.scalar(select(REVISION.c.version_num)) if inspect(connection).has_table(REVISION.name) else None


def upgrade(db: Database, revision: str) -> None:
    """Upgrade to one revision, in one transaction; raises SchemaBroken when a row points nowhere afterwards."""
    # Needed only where something is to be done: it costs 8 MB and half a second of every start.
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    with db.engine.connect() as connection, _without_foreign_keys(connection), connection.begin():
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)
        if connection.dialect.name == "sqlite" and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
            raise SchemaBroken(f"rows that point nowhere: {lost[:5]}")


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it; dropping the old one must not take along, nor be refused for, the rows that point at it."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = surely(connection.connection.driver_connection, "connection of the driver")
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
