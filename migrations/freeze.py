"""Write the next migration from the models: `python -m migrations.freeze 0002 "what it brings"`.

Tables come from alembic's autogenerate against an empty or migrated SQLite database. It sees neither changed CHECKs nor changed
conditions of indexes, which are compared here, nor triggers, which are frozen as SQL beside the revision: all of them, because a
revision takes them down while tables change. A new column that may not be empty needs a default in the database. What rows that
stand already need besides lies in `fills/<number>.sql`, written by hand for both engines alike. Read the file before you commit it.
"""

import sys
import tempfile
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import CreateForeignKeyOp, MigrationScript, ModifyTableOps
from sqlalchemy import CheckConstraint, Connection, inspect

from fundapp import models
from fundapp.kernel.db import Base, Database
from fundapp.kernel.db.partial import tell_condition
from fundapp.kernel.db.triggers import trigger_ddl
from fundapp.schema import upgrade

HERE = Path(__file__).resolve().parent
SEPARATOR = "\n-- next statement\n"
# Our own types are written as what they are in the database: a migration stands by itself.
PLAIN = {"fundapp.kernel.db.columns.Dong()": "sa.BigInteger()", "fundapp.kernel.db.columns.Rate()": "sa.BigInteger()", "fundapp.kernel.db.columns.Instant()": "sa.DateTime()", "sqlite.JSON()": "sa.JSON()"}

# A default of yes or no is read off SQLite as a number, which PostgreSQL refuses for a BOOLEAN.
DEFAULTS = {f"sa.Boolean(), server_default=sa.text('{number}')": f"sa.Boolean(), server_default=sa.{word}()" for number, word in (("0", "false"), ("1", "true"))}
# A first revision finds no triggers.
FIRST = {"imports": "run_sql", "drop": ""}
NEXT = {"imports": "drop_sql, run_sql", "drop": "drop_sql(op.get_bind())\n    "}


def main(number: str, message: str) -> None:
    for table in Base.metadata.tables.values():
        for index in table.indexes:
            tell_condition(index, "sqlite", "postgresql")
    earlier = sorted(path.stem for path in (HERE / "versions").glob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite:///{folder}/empty.sqlite")
        if earlier:
            # Not migrate(): the triggers of the models are those that this revision is to bring.
            upgrade(db, "head")
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"render_as_batch": bool(earlier), "compare_server_default": other_default if earlier else False})
            made = in_one_order(produce_migrations(context, Base.metadata))
            gone, come = changed_checks(connection)
            come += changed_conditions(connection)
        body = gone + render_python_code(made.upgrade_ops, render_as_batch=bool(earlier), migration_context=context).lstrip() + come
    for ours, plain in (PLAIN | DEFAULTS).items():
        body = body.replace(ours, plain)
    for dialect in ("sqlite", "postgresql"):
        (HERE / "sql" / f"{number}_{dialect}.sql").write_text(SEPARATOR.join(trigger_ddl(dialect)) + "\n", encoding="utf-8")
    fill = f'\n    run_fill(op.get_bind(), "{number}")' if (HERE / "fills" / f"{number}.sql").exists() else ""
    name = f"{number}_{message.lower().replace(' ', '_')}"
    (HERE / "versions" / f"{name}.py").write_text(TEXT.format(message=message, number=number, down=repr(earlier[-1][:4] if earlier else None), body=body, fill=fill, **_words(earlier, fill)), encoding="utf-8")


def _words(earlier: list[str], fill: str) -> dict[str, str]:
    words = NEXT if earlier else FIRST
    return {**words, "imports": words["imports"].replace("run_sql", "run_fill, run_sql")} if fill else words


def other_default(context: MigrationContext, seen: object, meant: object, seen_default: str | None, meant_default: object, rendered: str | None) -> bool | None:
    """Say that an empty text as default is not a change: alembic takes it for none. Everything else it compares itself."""
    return False if seen_default in ("''", "('')") and rendered in ("", "''") else None


def in_one_order(made: MigrationScript) -> MigrationScript:
    """Put the new keys of each table in the order of their names: alembic gives them in that of a set, which is another one each time."""
    for change in made.upgrade_ops.ops if made.upgrade_ops else ():
        if isinstance(change, ModifyTableOps):
            keys = iter(sorted((op for op in change.ops if isinstance(op, CreateForeignKeyOp)), key=lambda op: str(op.constraint_name)))
            change.ops = [next(keys) if isinstance(op, CreateForeignKeyOp) else op for op in change.ops]
    return made


def changed_checks(connection: Connection) -> tuple[str, str]:
    """Give the statements that drop CHECKs which are no longer so, and those that make the new ones, for tables that stand already."""
    looked, gone, come = inspect(connection), "", ""
    for name in sorted(set(looked.get_table_names()) & set(Base.metadata.tables)):
        now = {str(c.name): " ".join(str(c.sqltext).split()) for c in Base.metadata.tables[name].constraints if isinstance(c, CheckConstraint)}
        before = {str(c["name"]): " ".join(c["sqltext"].split()) for c in looked.get_check_constraints(name)}
        batch = f"with op.batch_alter_table({name!r}) as batch_op:\n"
        if dropped := [check for check in sorted(before) if now.get(check) != before[check]]:
            gone += batch + "".join(f"        batch_op.drop_constraint(op.f({check!r}), type_='check')\n" for check in dropped) + "    "
        if made := [check for check in sorted(now) if now[check] != before.get(check)]:
            come += "\n    " + batch + "".join(f"        batch_op.create_check_constraint(op.f({check!r}), {now[check]!r})\n" for check in made)
    return gone, come.rstrip("\n")


def changed_conditions(connection: Connection) -> str:
    """Give the statements that make those indexes anew which stand over other rows than they are to."""
    looked, made = inspect(connection), ""
    for name in sorted(set(looked.get_table_names()) & set(Base.metadata.tables)):
        before = {one["name"]: _words_of(one.get("dialect_options", {}).get("sqlite_where")) for one in looked.get_indexes(name)}
        for index in sorted(Base.metadata.tables[name].indexes, key=lambda one: str(one.name)):
            where = _words_of(index.info.get("where"))
            if index.name in before and before[index.name] != where:
                told = "".join(f", {dialect}_where=sa.text({where!r})" for dialect in ("sqlite", "postgresql") if where)
                columns = [column.name for column in index.columns]
                made += f"\n    op.drop_index({index.name!r}, {name!r})"
                made += f"\n    op.create_index({index.name!r}, {name!r}, {columns!r}, unique={index.unique!r}{told})"
    return made


def _words_of(condition: object) -> str:
    return "" if condition is None else " ".join(str(condition).split())


TEXT = '''"""{message}."""

import sqlalchemy as sa
from alembic import op

from migrations.triggers import {imports}

revision = "{number}"
down_revision = {down}
branch_labels = None
depends_on = None


def upgrade() -> None:
    {drop}{body}{fill}
    run_sql(op.get_bind(), "{number}")
'''

if __name__ == "__main__":
    (HERE / "sql").mkdir(exist_ok=True)
    main(sys.argv[1], sys.argv[2])
