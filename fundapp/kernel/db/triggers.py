"""Triggers that hold the laws of money and work in the database itself, on both engines."""

import re

from sqlalchemy import Connection, text

_registered: dict[str, dict[str, list[str]]] = {"sqlite": {}, "postgresql": {}}
_NAME = re.compile(r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)", re.IGNORECASE)


def register_triggers(room: str, *, sqlite: list[str], postgresql: list[str]) -> None:
    """Make the DDL of a room's triggers (and functions) part of the schema of both engines."""
    _registered["sqlite"][room] = sqlite
    _registered["postgresql"][room] = postgresql


def is_resealed(column: str, dialect: str) -> str:
    """Give the SQL that says of a changed sealed column that it was only sealed anew: under a later key, with as long a body.

    A row that never changes may still have to outlive its key. That the body says the same is proved by opening it.
    """
    old, new = f"OLD.{column}", f"NEW.{column}"
    if dialect == "postgresql":
        key, body = "CAST(substr(split_part({0}, '.', 2), 2) AS BIGINT)", "length(split_part({0}, '.', 3))"
    else:
        key, body = "CAST(substr({0}, 5) AS INTEGER)", "length({0}) - instr(substr({0}, 4), '.')"
    later = " AND ".join(f"{one} LIKE 'v1.k%'" for one in (old, new)) + f" AND {key.format(new)} > {key.format(old)}"
    return f"coalesce({later} AND {body.format(new)} = {body.format(old)}, FALSE)"


def trigger_ddl(dialect: str) -> list[str]:
    """Every registered statement for one engine, room by room."""
    return [statement for room in sorted(_registered[dialect]) for statement in _registered[dialect][room]]


def create_triggers(connection: Connection) -> None:
    """Create every registered trigger on a fresh schema."""
    # psycopg reads % as a placeholder even where nothing is filled in.
    percent = "%%" if connection.dialect.name == "postgresql" else "%"
    for statement in trigger_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement.replace("%", percent))


def expected_triggers(dialect: str) -> set[str]:
    """Names of the triggers that must stand."""
    return {match.group(1).lower() for statement in trigger_ddl(dialect) for match in _NAME.finditer(statement)}


def installed_triggers(connection: Connection) -> set[str]:
    """Names of the triggers that do stand in this database."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    else:
        rows = connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"))
    return {row[0].lower() for row in rows}
