"""What is asked for a house changes only while its case lies with its own unit, and is never deleted: held in the database."""

from fundapp.kernel.db import register_triggers

STATE = "(SELECT c.state FROM case_file c WHERE c.id = OLD.id)"
AWAY = f"{STATE} NOT IN ('draft', 'returned')"

SQLITE = [
    (f"CREATE TRIGGER housing_grant_frozen BEFORE UPDATE ON housing_grant WHEN {AWAY} OR NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id "
    "BEGIN SELECT RAISE(ABORT, 'a housing grant changes only with its own unit'); END"),
    "CREATE TRIGGER housing_grant_no_delete BEFORE DELETE ON housing_grant BEGIN SELECT RAISE(ABORT, 'housing_grant is kept'); END",
]
POSTGRESQL = [
    ("CREATE OR REPLACE FUNCTION housing_grant_frozen_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF {AWAY} OR NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id THEN "
    "RAISE EXCEPTION 'a housing grant changes only with its own unit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"),
    "CREATE TRIGGER housing_grant_frozen BEFORE UPDATE ON housing_grant FOR EACH ROW EXECUTE FUNCTION housing_grant_frozen_law()",
    ("CREATE OR REPLACE FUNCTION housing_grant_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'housing_grant is kept' USING ERRCODE = '23514'; END $$"),
    "CREATE TRIGGER housing_grant_no_delete BEFORE DELETE ON housing_grant FOR EACH ROW EXECUTE FUNCTION housing_grant_kept()",
    "CREATE TRIGGER housing_grant_no_truncate BEFORE TRUNCATE ON housing_grant FOR EACH STATEMENT EXECUTE FUNCTION housing_grant_kept()",
]

register_triggers("housing", sqlite=SQLITE, postgresql=POSTGRESQL)
