"""The schema by migrations and the schema by models are one, CHECKs and triggers included, on both engines."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from fundapp.kernel.db import Base, Database, installed_triggers
from fundapp.schema import MIGRATIONS, SchemaBroken, migrate, newest, revision_of, upgrade
from tests.conftest import Templates


def _normal(sql: str | None) -> str:
    return re.sub(r"[\s\"()]+", "", sql or "").lower()


def _rows_of(index: Any) -> str:
    """Which rows an index is over."""
    told = index.get("dialect_options", {})
    return _normal(str(told.get("sqlite_where", told.get("postgresql_where", ""))))


def _shape(db: Database) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with db.engine.connect() as connection:
        looked = inspect(connection)
        for table in sorted(looked.get_table_names()):
            if table == "alembic_version":
                continue
            found[table] = {
                "columns": sorted((c["name"], str(c["type"]), c["nullable"], _normal(c["default"])) for c in looked.get_columns(table)),
                "primary": sorted(looked.get_pk_constraint(table)["constrained_columns"]),
                "foreign": sorted((tuple(k["constrained_columns"]), k["referred_table"], tuple(k["referred_columns"])) for k in looked.get_foreign_keys(table)),
                "unique": sorted(tuple(k["column_names"]) for k in looked.get_unique_constraints(table)),
                "checks": sorted((str(k["name"]), _normal(k["sqltext"])) for k in looked.get_check_constraints(table)),
                "indexes": sorted((str(i["name"]), tuple(map(str, i["column_names"])), bool(i["unique"]), _rows_of(i)) for i in looked.get_indexes(table)),
            }
        found["triggers"] = sorted(installed_triggers(connection))
        if db.is_sqlite:
            found["trigger texts"] = sorted(_normal(row[0]) for row in connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'")))
        else:
            found["functions"] = sorted(
                _normal(row[0]) for row in connection.execute(text("SELECT prosrc FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE n.nspname = 'public'"))
            )
    return found


def test_migrations_build_what_the_models_say_and_twice_nothing_more(templates: Templates, settings: Any, db: Database) -> None:
    migrated = templates.make("migrated")
    try:
        migrate(migrated)
        by_migration, by_models = _shape(migrated), _shape(db)
        assert by_migration.keys() == by_models.keys()
        for name, shape in by_models.items():
            assert by_migration[name] == shape, f"{name}: write a migration (python -m migrations.freeze)"
        migrate(migrated)
        assert _shape(migrated) == by_migration
        partial = {name for shape in by_models.values() if isinstance(shape, dict) for name, _columns, _unique, rows in shape["indexes"] if rows}
        assert partial == {str(index.name) for table in Base.metadata.tables.values() for index in table.indexes if index.info}
    finally:
        templates.drop(migrated)


# A row that points at another, as the first revision knew them.
ROWS = (
    ("INSERT INTO user_account (id, username, full_name, folded, password_hash, is_active, must_change_password, created_at, version)"
    " VALUES (1, 'hoa', 'Hoa', 'hoa', 'x', TRUE, FALSE, '2026-01-01', 1)"),
    "INSERT INTO trail (user_id, at, act, subject, details) VALUES (1, '2026-01-01', 'sign_in', 'access/1', '{}')",
)


def test_a_database_with_rows_is_brought_to_the_newest_revision(templates: Templates, settings: Any) -> None:
    kept = templates.make("kept")
    try:
        upgrade(kept, "0001")
        with kept.engine.begin() as connection:
            for row in ROWS:
                connection.execute(text(row))
        migrate(kept)
        with kept.engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM trail JOIN user_account ON user_account.id = trail.user_id")) == 1
        with pytest.raises(DBAPIError, match="append-only"), kept.engine.begin() as connection:
            connection.execute(text("DELETE FROM trail"))
    finally:
        templates.drop(kept)


def test_rows_that_point_nowhere_stop_an_upgrade(templates: Templates, settings: Any, db: Database) -> None:
    """SQLite changes tables with its foreign keys off; what would be lost then is found before the commit."""
    if not db.is_sqlite:
        return
    torn = templates.make("torn")
    try:
        upgrade(torn, "0001")
        with sqlite3.connect(str(torn.engine.url.database)) as driver:
            for row in ROWS[1:]:
                driver.execute(row)
        with pytest.raises(SchemaBroken, match="point nowhere"):
            upgrade(torn, "head")
    finally:
        templates.drop(torn)


def test_a_later_revision_gives_what_stands_already_a_value() -> None:
    """A column that may not be empty is refused by the first database with rows in it, and only there."""
    lacking = [
        f"{path.name}: {line.strip()}"
        for path in sorted((MIGRATIONS / "versions").glob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if "batch_op.add_column" in line and "nullable=False" in line and "server_default" not in line
    ]
    assert not lacking, "give the column a server_default in the model:\n" + "\n".join(lacking)


def test_the_newest_revision_is_alembics() -> None:
    """It is read from the names of files, so that a start with nothing to migrate need not load alembic."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    assert newest() == ScriptDirectory.from_config(settings).get_current_head()


def test_a_start_with_nothing_to_migrate_loads_no_library_that_few_pages_need(tmp_path: Path) -> None:
    """The idle server has 120 MB at most; each of these costs megabytes."""
    url = f"sqlite:///{tmp_path / 'own.sqlite'}"
    db = Database(url)
    assert revision_of(db) is None
    migrate(db)
    assert revision_of(db) == newest()
    db.dispose()
    script = f"""
import gc
import sys
from pathlib import Path
from sqlalchemy.sql.annotation import Annotated
from fundapp import config, schema
from fundapp.kernel.db import Base, Database
from fundapp.serving import create_app
settings = config.use(config.Settings(data=Path({str(tmp_path)!r}), database_url={url!r}, key_file=Path({str(tmp_path / "key")!r})))
db = Database({url!r})
schema.migrate(db)
app = create_app(settings, db=db)
assert app.test_client().get("/access/sign-in").status_code == 200
heavy = {{"alembic", "mako", "pygments", "psycopg", "holidays", "typst", "pandas", "numpy", "openpyxl", "xlsxwriter", "segno", "rapidfuzz"}}
heavy.add("sqlalchemy.dialects.postgresql")
print(*sorted(heavy & set(sys.modules)))
print(sum(isinstance(one, Annotated) for one in gc.get_objects()), sum(len(mapper.columns) for mapper in Base.registry.mappers))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=MIGRATIONS.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    imported, counts = done.stdout.splitlines()
    assert imported == ""
    # The SQL of a column is made when a statement names it (kernel/db/mapping).
    made, columns = map(int, counts.split())
    assert made < columns / 4
