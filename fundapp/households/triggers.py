"""What the database itself holds: nothing is deleted, a declaration never changes, each unit's count is right."""

from fundapp.households.models import Declaration
from fundapp.kernel.db import is_resealed, register_triggers

# A household that moves takes its declarations to the new unit, and what lies sealed is sealed anew when its key is given up; nothing else of them ever changes.
SEALED = "circumstances_sealed"
FIXED = ", ".join(column.name for column in Declaration.__table__.columns if column.name not in ("unit_id", SEALED))
KEPT = ("household", "person", "declaration")


LITE_FIXED = (
    f"CREATE TRIGGER declaration_fixed BEFORE UPDATE OF {FIXED} ON declaration "
    "BEGIN SELECT RAISE(ABORT, 'a declaration is superseded, never changed'); END"
)
LITE_KEPT_SEALED = (
    f"CREATE TRIGGER declaration_kept_sealed BEFORE UPDATE OF {SEALED} ON declaration "
    f"WHEN OLD.{SEALED} IS NOT NEW.{SEALED} AND NOT {is_resealed(SEALED, 'sqlite')} "
    "BEGIN SELECT RAISE(ABORT, 'a declaration is superseded, never changed'); END"
)
LITE_COUNTED = (
    "CREATE TRIGGER household_counted AFTER INSERT ON household WHEN NEW.ended_on IS NULL BEGIN "
    "INSERT INTO household_count (unit_id, living) VALUES (NEW.unit_id, 1) ON CONFLICT (unit_id) DO UPDATE SET living = living + 1; END"
)
LITE_RECOUNTED = (
    "CREATE TRIGGER household_recounted AFTER UPDATE OF unit_id, ended_on ON household "
    "WHEN OLD.unit_id <> NEW.unit_id OR (OLD.ended_on IS NULL) <> (NEW.ended_on IS NULL) BEGIN "
    "UPDATE household_count SET living = living - 1 WHERE unit_id = OLD.unit_id AND OLD.ended_on IS NULL; "
    "INSERT INTO household_count (unit_id, living) SELECT NEW.unit_id, 1 WHERE NEW.ended_on IS NULL "
    "ON CONFLICT (unit_id) DO UPDATE SET living = living + 1; END"
)
SQLITE = [
    *(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table}: nothing is deleted'); END" for table in KEPT),
    LITE_FIXED, LITE_KEPT_SEALED, LITE_COUNTED, LITE_RECOUNTED,
]

REFUSE = (
    "CREATE FUNCTION household_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ': nothing is deleted, a declaration is superseded', ERRCODE = '23514'; END $$"
)
KEPT_SEALED = (
    f"CREATE TRIGGER declaration_kept_sealed BEFORE UPDATE OF {SEALED} ON declaration FOR EACH ROW "
    f"WHEN (OLD.{SEALED} IS DISTINCT FROM NEW.{SEALED} AND NOT {is_resealed(SEALED, 'postgresql')}) EXECUTE FUNCTION household_refuse()"
)
COUNT_MOVE = (
    "CREATE FUNCTION household_count_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'UPDATE' AND OLD.ended_on IS NULL THEN "
    "UPDATE household_count SET living = living - 1 WHERE unit_id = OLD.unit_id; END IF; "
    "IF NEW.ended_on IS NULL THEN "
    "INSERT INTO household_count AS kept (unit_id, living) VALUES (NEW.unit_id, 1) "
    "ON CONFLICT (unit_id) DO UPDATE SET living = kept.living + 1; END IF; RETURN NULL; END $$"
)
RECOUNTED = (
    "CREATE TRIGGER household_recounted AFTER UPDATE OF unit_id, ended_on ON household FOR EACH ROW "
    "WHEN (OLD.unit_id <> NEW.unit_id OR (OLD.ended_on IS NULL) <> (NEW.ended_on IS NULL)) EXECUTE FUNCTION household_count_move()"
)
POSTGRESQL = [
    REFUSE,
    *(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION household_refuse()" for table in KEPT),
    f"CREATE TRIGGER declaration_fixed BEFORE UPDATE OF {FIXED} ON declaration FOR EACH ROW EXECUTE FUNCTION household_refuse()",
    KEPT_SEALED, COUNT_MOVE,
    "CREATE TRIGGER household_counted AFTER INSERT ON household FOR EACH ROW EXECUTE FUNCTION household_count_move()",
    RECOUNTED,
]

register_triggers("households", sqlite=SQLITE, postgresql=POSTGRESQL)
