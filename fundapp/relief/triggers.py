"""What is asked for after an event changes only while its case lies with its own unit; the event is free again when nothing came of it."""

from fundapp.kernel.db import register_triggers

STATE = "(SELECT c.state FROM case_file c WHERE c.id = OLD.id)"
AWAY = f"{STATE} NOT IN ('draft', 'returned')"
COLUMNS = ("kind", "event_on", "affected_name", "place", "days_off", "description", "is_urgent", "urgent_reason", "event_key", "disaster_id")
CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in ("id", "unit_id", *COLUMNS))
# The mark falls by the trigger below, when the case has ended, and never rises again.
FROZEN = (
    f"NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR ({AWAY} AND ({CHANGED})) "
    f"OR (NEW.is_live <> OLD.is_live AND (NEW.is_live OR {STATE} NOT IN ('refused', 'withdrawn', 'closed')))"
)
ENDED = (
    "NEW.programme = 'relief' AND OLD.state <> NEW.state AND (NEW.state IN ('refused', 'withdrawn') OR (NEW.state = 'closed' AND NOT EXISTS "
    "(SELECT 1 FROM reservation r WHERE r.subject = 'cases/' || NEW.id AND (r.consumed_amount > 0 OR r.state = 'open'))))"
)
FREED = "UPDATE relief_request SET is_live = {no} WHERE id = NEW.id"
UNASKED = "NEW.act = 'urgent' AND NOT EXISTS (SELECT 1 FROM relief_request r WHERE r.id = NEW.case_id AND r.is_urgent)"

SQLITE = [
    (f"CREATE TRIGGER relief_request_frozen BEFORE UPDATE ON relief_request WHEN {FROZEN.replace('IS DISTINCT FROM', 'IS NOT')} "
    "BEGIN SELECT RAISE(ABORT, 'a relief request changes only with its own unit'); END"),
    "CREATE TRIGGER relief_request_no_delete BEFORE DELETE ON relief_request BEGIN SELECT RAISE(ABORT, 'relief_request is kept'); END",
    f"CREATE TRIGGER relief_request_freed AFTER UPDATE ON case_file WHEN {ENDED} BEGIN {FREED.format(no='0')}; END",
    f"CREATE TRIGGER relief_request_urgent BEFORE INSERT ON case_event WHEN {UNASKED} BEGIN SELECT RAISE(ABORT, 'only an urgent request is decided at once'); END",
]
POSTGRESQL = [
    ("CREATE OR REPLACE FUNCTION relief_request_frozen_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF {FROZEN} THEN RAISE EXCEPTION 'a relief request changes only with its own unit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"),
    "CREATE TRIGGER relief_request_frozen BEFORE UPDATE ON relief_request FOR EACH ROW EXECUTE FUNCTION relief_request_frozen_law()",
    ("CREATE OR REPLACE FUNCTION relief_request_freed_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF {ENDED} THEN {FREED.format(no='FALSE')}; END IF; RETURN NULL; END $$"),
    "CREATE TRIGGER relief_request_freed AFTER UPDATE ON case_file FOR EACH ROW EXECUTE FUNCTION relief_request_freed_law()",
    ("CREATE OR REPLACE FUNCTION relief_request_urgent_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF {UNASKED} THEN RAISE EXCEPTION 'only an urgent request is decided at once' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"),
    "CREATE TRIGGER relief_request_urgent BEFORE INSERT ON case_event FOR EACH ROW EXECUTE FUNCTION relief_request_urgent_law()",
    ("CREATE OR REPLACE FUNCTION relief_request_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION '% is kept', TG_TABLE_NAME USING ERRCODE = '23514'; END $$"),
    "CREATE TRIGGER relief_request_no_delete BEFORE DELETE ON relief_request FOR EACH ROW EXECUTE FUNCTION relief_request_kept()",
    "CREATE TRIGGER relief_request_no_truncate BEFORE TRUNCATE ON relief_request FOR EACH STATEMENT EXECUTE FUNCTION relief_request_kept()",
]

for table in ("relief_disaster", "relief_area"):
    for act in ("UPDATE", "DELETE"):
        SQLITE.append(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        POSTGRESQL.append(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION relief_request_kept()")
    POSTGRESQL.append(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION relief_request_kept()")

register_triggers("relief", sqlite=SQLITE, postgresql=POSTGRESQL)
