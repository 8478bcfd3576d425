"""Bring a database to the newest schema by migrations, and see that its triggers stand."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from fundapp.kernel.db import Database, expected_triggers, installed_triggers

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


class SchemaBroken(RuntimeError):
    """The database lacks triggers that hold the laws of money."""


def migrate(db: Database) -> None:
    """Upgrade to the newest revision, in one transaction; raises SchemaBroken when a trigger is missing afterwards."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    with db.engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
    with db.reader.connect() as connection:
        missing = expected_triggers(connection.dialect.name) - installed_triggers(connection)
    if missing:
        raise SchemaBroken(f"missing triggers: {', '.join(sorted(missing))}")
