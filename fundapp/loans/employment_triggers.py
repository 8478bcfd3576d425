"""What the database itself refuses about state employment loans: what was allocated, proposed or told by the bank stays as it is."""

from fundapp.kernel.db import register_triggers

PROPOSED = ["id", "unit_id", "for_unit_id", "household_id", "person_id", "asked_amount", "months", "jobs", "is_favoured", "purpose", "proposed_by_id", "proposed_on"]
KEPT = ("employment_allocation", "employment_result")
STAYING = ("employment_proposal", "employment_list", "employment_capital")
CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in PROPOSED)
# (table, name, condition under which an update is refused, message)
LAWS = (
    ("employment_proposal", "as_proposed", CHANGED, "what was proposed stays as it was"),
    ("employment_list", "sent_once", "OLD.sent_on IS NOT NULL", "a list is sent once"),
)


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER {table}_{name} BEFORE UPDATE ON {table} WHEN {condition.replace('IS DISTINCT FROM', 'IS NOT')} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for table, name, condition, message in LAWS
    ]
    made += [f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END" for table in KEPT]
    return made + [
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is kept'); END" for table in (*KEPT, *STAYING)
    ]


def _postgresql() -> list[str]:
    made = []
    for table, name, condition, message in LAWS:
        made.append(
            f"CREATE OR REPLACE FUNCTION {table}_{name}_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
        )
        made.append(f"CREATE TRIGGER {table}_{name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_{name}_law()")
    made.append(
        "CREATE OR REPLACE FUNCTION employment_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only, it is kept', TG_TABLE_NAME USING ERRCODE = '23514'; END $$"
    )
    for table in (*KEPT, *STAYING):
        acts = "UPDATE OR DELETE" if table in KEPT else "DELETE"
        made.append(f"CREATE TRIGGER {table}_kept BEFORE {acts} ON {table} FOR EACH ROW EXECUTE FUNCTION employment_kept()")
        made.append(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION employment_kept()")
    return made


register_triggers("loan_employment", sqlite=_sqlite(), postgresql=_postgresql())
