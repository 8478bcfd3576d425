"""Whether database and schema answer."""

from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from fundapp import __version__
from fundapp.kernel.db import Database, expected_triggers, installed_triggers


def look(db: Database) -> dict[str, Any]:
    """Ask the database for its version and its triggers; never raises."""
    try:
        with db.reader.connect() as connection:
            version = connection.execute(text("SELECT sqlite_version()" if db.is_sqlite else "SHOW server_version")).scalar()
            connection.execute(text("SELECT count(*) FROM unit_kind"))
            missing = sorted(expected_triggers(connection.dialect.name) - installed_triggers(connection))
    except SQLAlchemyError:
        return {"status": "database", "version": __version__}
    engine = "sqlite" if db.is_sqlite else "postgresql"
    return {"status": "ok" if not missing else "schema", "version": __version__, "engine": engine, "engine_version": version, "missing_triggers": missing}
