"""What the database itself refuses about the tree: its past is kept, and a unit's code stays."""

from fundapp.kernel.db import register_triggers

FROZEN = {"unit": ("id", "code"), "unit_parent": ("id", "unit_id", "parent_id", "valid_from")}
# (table, name, condition under which an update is refused, message)
LAWS = (
    ("unit", "frozen", " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN["unit"]), "the code of a unit never changes"),
    (
        "unit_parent", "only_ends",
        "OLD.valid_to IS NOT NULL OR " + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN["unit_parent"]),
        "where a unit hung is kept; a link only ends",
    ),
    ("unit_former_name", "kept", "1 = 1", "a former name is kept as it is"),
)
KEPT = ("unit", "unit_parent", "unit_former_name")


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER {table}_{name} BEFORE UPDATE ON {table} WHEN {condition.replace('IS DISTINCT FROM', 'IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for table, name, condition, message in LAWS
    ]
    return made + [f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is kept'); END" for table in KEPT]


def _postgresql() -> list[str]:
    made: list[str] = []
    for table, name, condition, message in LAWS:
        made += [
            (
                f"CREATE OR REPLACE FUNCTION {table}_{name}_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
                f"RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
            ),
            f"CREATE TRIGGER {table}_{name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_{name}_law()",
        ]
    made.append(
        "CREATE OR REPLACE FUNCTION orgs_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is kept', TG_TABLE_NAME USING ERRCODE = '23514'; END $$"
    )
    for table in KEPT:
        made.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION orgs_kept()")
        made.append(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION orgs_kept()")
    return made


register_triggers("orgs", sqlite=_sqlite(), postgresql=_postgresql())
