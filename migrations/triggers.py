"""Run the SQL frozen beside a revision, statement by statement, for the database at hand."""

from pathlib import Path

from sqlalchemy import Connection

SEPARATOR = "\n-- next statement\n"


def run_sql(connection: Connection, number: str) -> None:
    """Run `sql/<number>_<dialect>.sql`."""
    path = Path(__file__).resolve().parent / "sql" / f"{number}_{connection.dialect.name}.sql"
    # psycopg reads a percent sign as a placeholder even without parameters.
    percent = "%%" if connection.dialect.name == "postgresql" else "%"
    for statement in path.read_text(encoding="utf-8").strip().split(SEPARATOR):
        connection.exec_driver_sql(statement.replace("%", percent))
