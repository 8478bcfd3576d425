"""The trail is append-only in the database itself; posts are kept, and nobody holds at one unit what one person may not hold together."""

from fundapp.access.policy import APART
from fundapp.kernel.db import register_triggers

PAIRS = " OR ".join(f"p.role = '{one}' AND NEW.role = '{other}'" for pair in sorted(map(sorted, APART)) for one, other in (pair, pair[::-1]))
HELD_TOGETHER = (
    "NEW.ended_at IS NULL AND EXISTS (SELECT 1 FROM post p WHERE p.user_id = NEW.user_id AND p.unit_id = NEW.unit_id AND p.id IS DISTINCT FROM NEW.id "
    "AND p.ended_at IS NULL AND (p.valid_to IS NULL OR p.valid_to >= NEW.valid_from) AND (NEW.valid_to IS NULL OR NEW.valid_to >= p.valid_from) "
    f"AND ({PAIRS}))"
)
FROZEN = ("id", "user_id", "role", "unit_id", "valid_from")
ONLY_ENDS = "OLD.ended_at IS NOT NULL OR NEW.valid_to IS NULL OR " + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN)
# (name, event, condition under which it is refused, message)
LAWS = (
    ("post_apart", "INSERT", HELD_TOGETHER, "one person does not hold these two posts at one unit"),
    ("post_still_apart", "UPDATE", HELD_TOGETHER, "one person does not hold these two posts at one unit"),
    ("post_only_ends", "UPDATE", ONLY_ENDS, "a post only ends, once"),
)

SQLITE = [
    "CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail BEGIN SELECT RAISE(ABORT, 'trail is append-only'); END",
    "CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'trail is append-only'); END",
    "CREATE TRIGGER post_no_delete BEFORE DELETE ON post BEGIN SELECT RAISE(ABORT, 'posts are kept'); END",
    *(
        f"CREATE TRIGGER {name} BEFORE {event} ON post WHEN {condition.replace('IS DISTINCT FROM', 'IS NOT')} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for name, event, condition, message in LAWS
    ),
]
POSTGRESQL = [
    """CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'trail is append-only' USING ERRCODE = '23514'; END $$""",
    "CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail FOR EACH ROW EXECUTE FUNCTION trail_refuse()",
    "CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail FOR EACH ROW EXECUTE FUNCTION trail_refuse()",
    "CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()",
    """CREATE FUNCTION post_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'posts are kept' USING ERRCODE = '23514'; END $$""",
    "CREATE TRIGGER post_no_delete BEFORE DELETE ON post FOR EACH ROW EXECUTE FUNCTION post_kept()",
    "CREATE TRIGGER post_no_truncate BEFORE TRUNCATE ON post FOR EACH STATEMENT EXECUTE FUNCTION post_kept()",
    *(
        statement
        for name, event, condition, message in LAWS
        for statement in (
            (
                f"CREATE FUNCTION {name}_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
                f"RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
            ),
            f"CREATE TRIGGER {name} BEFORE {event} ON post FOR EACH ROW EXECUTE FUNCTION {name}_law()",
        )
    ),
]

register_triggers("access", sqlite=SQLITE, postgresql=POSTGRESQL)
