"""Write the next migration from the models: `python -m migrations.freeze 0002 "what it brings"`.

Tables come from alembic's autogenerate against an empty or migrated SQLite database; triggers are frozen as SQL beside
the revision, because autogenerate sees neither triggers nor changed CHECKs. Read the file before you commit it.
"""

import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext

from fundapp import models  # noqa: F401
from fundapp.kernel.db import Base, Database
from fundapp.kernel.db.triggers import trigger_ddl
from fundapp.schema import migrate

HERE = Path(__file__).resolve().parent
SEPARATOR = "\n-- next statement\n"
# Our own types are written as what they are in the database: a migration stands by itself.
PLAIN = {"fundapp.kernel.db.columns.Dong()": "sa.BigInteger()", "fundapp.kernel.db.columns.Instant()": "sa.DateTime()", "sqlite.JSON()": "sa.JSON()"}

# A default of yes or no is read off SQLite as a number, which PostgreSQL refuses for a BOOLEAN.
DEFAULTS = {f"sa.Boolean(), server_default=sa.text('{number}')": f"sa.Boolean(), server_default=sa.{word}()" for number, word in (("0", "false"), ("1", "true"))}


def main(number: str, message: str) -> None:
    earlier = sorted(path.stem for path in (HERE / "versions").glob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{folder}/empty.sqlite")
        if earlier:
            migrate(db)
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"render_as_batch": bool(earlier)})
            made = produce_migrations(context, Base.metadata)
        body = render_python_code(made.upgrade_ops, render_as_batch=bool(earlier), migration_context=context)
    for ours, plain in (PLAIN | DEFAULTS).items():
        body = body.replace(ours, plain)
    for dialect in ("sqlite", "postgresql"):
        (HERE / "sql" / f"{number}_{dialect}.sql").write_text(SEPARATOR.join(trigger_ddl(dialect)) + "\n", encoding="utf-8")
    name = f"{number}_{message.lower().replace(' ', '_')}"
    (HERE / "versions" / f"{name}.py").write_text(TEXT.format(message=message, number=number, down=repr(earlier[-1][:4] if earlier else None), body=body), encoding="utf-8")


TEXT = '''"""{message}."""

import sqlalchemy as sa
from alembic import op

from migrations.triggers import run_sql

revision = "{number}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {body}
    run_sql(op.get_bind(), "{number}")
'''

if __name__ == "__main__":
    (HERE / "sql").mkdir(exist_ok=True)
    main(sys.argv[1], sys.argv[2])
