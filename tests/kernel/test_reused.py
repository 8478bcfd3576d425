"""Whoever gets a database after another test finds the template's rows and no others (tests/reused.py)."""

from pathlib import Path
from typing import Any

from sqlalchemy import text

from fundapp.kernel.db import Base, Database
from tests.conftest import Templates

FAILED = "INSERT INTO sign_in_failure (username, address, at) VALUES ('x', '127.0.0.1', '2026-01-01 00:00:00')"
SERIES = "INSERT INTO loan_series (year, last_number) VALUES (2026, 1)"
# One test's writing each, in tables that the world leaves bare and in tables that it fills; the last word says how it ends.
DEEDS = (
    (FAILED, SERIES, "COMMIT"),
    (FAILED, "ROLLBACK"),
    # Pages that the rows before have left are used again.
    (FAILED, FAILED, "UPDATE sign_in_failure SET username = 'y'", "COMMIT"),
    (SERIES, "DELETE FROM loan_series", "COMMIT"),
    (SERIES, "COMMIT"),
    ("UPDATE unit_tree_version SET number = number + 1", "COMMIT"),
    ("UPDATE unit_tree_version SET number = number + 1", "ROLLBACK"),
)
# Past every rule, as only this engine does it: rows taken, changed and exchanged, tables cut off, sequences moved.
BEYOND = (
    ("DELETE FROM unit_former_name", "COMMIT"),
    ("DELETE FROM unit_tree_version", "INSERT INTO unit_tree_version (id, number) VALUES (1, 1)", "COMMIT"),
    ("DELETE FROM trail", "UPDATE user_account SET username = username || 'x'", "COMMIT"),
    ("INSERT INTO unit_former_name SELECT id + 1000, unit_id + 1, name, short_name, valid_to, document FROM unit_former_name", "COMMIT"),
    ("TRUNCATE trail", "COMMIT"),
    ("TRUNCATE trail RESTART IDENTITY", FAILED, "TRUNCATE sign_in_failure RESTART IDENTITY", "COMMIT"),
    ("TRUNCATE unit CASCADE", "COMMIT"),
    ("TRUNCATE trail", "ROLLBACK"),
    ("SELECT setval(pg_get_serial_sequence('trail', 'id'), 5000), setval(pg_get_serial_sequence('sign_in_failure', 'id'), 5000)", "COMMIT"),
    (FAILED, "SAVEPOINT one", SERIES, "ROLLBACK TO one", "COMMIT"),
)


def test_the_next_one_finds_the_template(templates: Templates, settings: Any, tmp_path: Path) -> None:
    db = templates.copy("world", tmp_path)
    began, lent = _held(db), {db.engine.url.database}
    for deeds in DEEDS if db.is_sqlite else DEEDS + BEYOND:
        with db.engine.connect() as connection:
            if not db.is_sqlite:
                connection.execute(text("SET session_replication_role = replica"))
            for deed in deeds[:-1]:
                connection.execute(text(deed))
            assert deeds[-1] == "ROLLBACK" or "DELETE FROM loan_series" in deeds or _held(db, connection) != began, deeds
            getattr(connection, deeds[-1].lower())()
        templates.drop(db)
        db = templates.copy("world", tmp_path)
        lent.add(db.engine.url.database)
        assert _held(db) == began, deeds
        assert db.is_sqlite or len(lent) == 1
    if not db.is_sqlite:
        # A changed schema isn't mended: such a copy is not lent again.
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE trail DISABLE TRIGGER USER"))
        templates.drop(db)
        db = templates.copy("world", tmp_path)
        assert db.engine.url.database not in lent
    templates.drop(db)


def _held(db: Database, connection: Any = None) -> dict[str, Any]:
    """All rows of all tables, and where the sequences stand."""
    if connection is None:
        with db.engine.connect() as own:
            return _held(db, own)
    tables = Base.metadata.tables
    if db.is_sqlite:
        return {name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"').all())) for name in tables}
    each = " UNION ALL ".join(f"SELECT '{name}', t::text FROM public.\"{name}\" t" for name in tables)
    numbers = connection.exec_driver_sql("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'").scalars().all()
    stand = " UNION ALL ".join(f"SELECT '{name}', last_value, is_called FROM public.\"{name}\"" for name in numbers)
    return {"rows": sorted(map(tuple, connection.exec_driver_sql(each))), "sequences": sorted(map(tuple, connection.exec_driver_sql(stand)))}
