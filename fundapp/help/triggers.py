"""Help once recorded is never erased, nor given to another household: the rule "not helped before" rests on these rows.

What was given may fall only with the books: that law stands where these are known, in the triggers of `payments`.
"""

from fundapp.kernel.db import register_triggers

MOVED = """NEW.subject <> OLD.subject OR NEW.programme <> OLD.programme OR NEW.household_key <> OLD.household_key
    OR NEW.person_key <> OLD.person_key OR NEW.unit_id <> OLD.unit_id OR NEW.amount <> OLD.amount OR NEW.granted_on <> OLD.granted_on
    OR NEW.kind <> OLD.kind OR OLD.status = 'withdrawn' OR (NEW.given_amount >= OLD.given_amount AND NEW.given_on < OLD.given_on)"""

SQLITE = [
    "CREATE TRIGGER help_given_no_delete BEFORE DELETE ON help_given BEGIN SELECT RAISE(ABORT, 'help is never deleted'); END",
    f"CREATE TRIGGER help_given_kept BEFORE UPDATE ON help_given WHEN {MOVED} BEGIN SELECT RAISE(ABORT, 'help is kept as it was given'); END",
]
POSTGRESQL = [
    """CREATE FUNCTION help_given_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'help is kept as it was given' USING ERRCODE = '23514'; END $$""",
    "CREATE TRIGGER help_given_no_delete BEFORE DELETE ON help_given FOR EACH ROW EXECUTE FUNCTION help_given_refuse()",
    "CREATE TRIGGER help_given_no_truncate BEFORE TRUNCATE ON help_given FOR EACH STATEMENT EXECUTE FUNCTION help_given_refuse()",
    f"CREATE TRIGGER help_given_kept BEFORE UPDATE ON help_given FOR EACH ROW WHEN ({MOVED}) EXECUTE FUNCTION help_given_refuse()",
]

register_triggers("help", sqlite=SQLITE, postgresql=POSTGRESQL)
