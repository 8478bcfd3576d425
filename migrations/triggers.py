"""Take the triggers down before tables change, and run the SQL frozen beside a revision, for the database at hand."""

from pathlib import Path

from sqlalchemy import Connection, text

SEPARATOR = "\n-- next statement\n"


HERE = Path(__file__).resolve().parent


def run_sql(connection: Connection, number: str) -> None:
    """Run `sql/<number>_<dialect>.sql`."""
    _run(connection, HERE / "sql" / f"{number}_{connection.dialect.name}.sql")


def run_fill(connection: Connection, number: str) -> None:
    """Run `fills/<number>.sql`: what rows that stand already need, while no trigger stands in the way."""
    _run(connection, HERE / "fills" / f"{number}.sql")


def _run(connection: Connection, path: Path) -> None:
    # psycopg reads a percent sign as a placeholder even without parameters.
    percent = "%%" if connection.dialect.name == "postgresql" else "%"
    for statement in path.read_text(encoding="utf-8").strip().split(SEPARATOR):
        connection.exec_driver_sql(statement.replace("%", percent))


# Functions of an extension are not ours to drop.
OUR_FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = current_schema() AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def drop_sql(connection: Connection) -> None:
    """Drop every trigger (and function): SQLite cannot rename a table while one speaks of it, and the revision brings all of them anew."""
    if connection.dialect.name == "sqlite":
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).fetchall():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        return
    for name, table in connection.execute(text("SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")).fetchall():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}" ON {table}')
    for (name,) in connection.execute(text(OUR_FUNCTIONS)).fetchall():
        connection.exec_driver_sql(f"DROP FUNCTION {name}")
