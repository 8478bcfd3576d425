"""The life of a regulation, held by both databases: parts change in a draft only, what was in force never does."""

from fundapp.kernel.db import register_triggers

PART_TABLES = ("norm", "criterion", "required_paper", "authority_limit", "instalment_step", "loan_product")
CONTENT = (
    "programme", "unit_id", "title", "number", "issued_on", "valid_from", "is_sample", "based_on_id", "drafted_by_id",
)
STEP = """NOT (
    (OLD.status = 'draft' AND NEW.status IN ('draft', 'submitted'))
    OR (OLD.status = 'submitted' AND NEW.status IN ('draft', 'in_force'))
    OR (OLD.status = 'in_force' AND NEW.status = 'superseded'))"""
CLASH = """NEW.status = 'in_force' AND EXISTS (SELECT 1 FROM regulation r WHERE r.id <> NEW.id AND r.unit_id = NEW.unit_id
    AND r.programme = NEW.programme AND r.status IN ('in_force', 'superseded')
    AND (r.valid_to IS NULL OR r.valid_to >= NEW.valid_from) AND (NEW.valid_to IS NULL OR r.valid_from <= NEW.valid_to))"""
NOT_DRAFT = "coalesce((SELECT status FROM regulation WHERE id = {row}.regulation_id), 'none') <> 'draft'"


def _content(differs: str) -> str:
    changed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in CONTENT)
    grounds = f"{{}}NEW.grounds{{}} {differs} {{}}OLD.grounds{{}}"
    text = grounds.format("", "", "", "") if differs == "IS NOT" else grounds.format("", "::text", "", "::text")
    return (
        f"(OLD.status <> 'draft' AND ({changed} OR {text}))"
        f" OR (OLD.status IN ('in_force', 'superseded') AND (NEW.submitted_by_id {differs} OLD.submitted_by_id OR NEW.approved_by_id {differs} OLD.approved_by_id"
        f" OR NEW.submitted_at {differs} OLD.submitted_at OR NEW.approved_at {differs} OLD.approved_at))"
    )


def _sqlite(name: str, event: str, table: str, message: str, when: str) -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _postgresql(name: str, event: str, table: str, message: str, when: str, first: str = "", answer: str = "NEW") -> list[str]:
    return [
        f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {first}
        IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN {answer}; END $$""",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


FROZEN = "a regulation changes only while it is a draft"

SQLITE = [
    _sqlite("regulation_starts", "INSERT", "regulation", "a regulation starts as a draft", "NEW.status <> 'draft'"),
    _sqlite("regulation_steps", "UPDATE", "regulation", "not a step of a regulation", STEP),
    _sqlite("regulation_content", "UPDATE", "regulation", FROZEN, _content("IS NOT")),
    _sqlite("regulation_clash", "UPDATE", "regulation", "two regulations in force on one day", CLASH),
    _sqlite("regulation_kept", "DELETE", "regulation", "only a draft is thrown away", "OLD.status <> 'draft'"),
    *(
        _sqlite(f"{table}_draft_{event.lower()}", event, table, FROZEN, " OR ".join(NOT_DRAFT.format(row=row) for row in rows))
        for table in PART_TABLES
        for event, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",)))
    ),
]


def _part_postgresql(table: str) -> list[str]:
    # The document is locked first, so that nobody submits it while a part of it changes.
    made: list[str] = []
    for event, rows, answer in (("INSERT", ("NEW",), "NEW"), ("UPDATE", ("OLD", "NEW"), "NEW"), ("DELETE", ("OLD",), "OLD")):
        lock = " ".join(f"PERFORM 1 FROM regulation WHERE id = {row}.regulation_id FOR UPDATE;" for row in rows)
        when = " OR ".join(NOT_DRAFT.format(row=row) for row in rows)
        made += _postgresql(f"{table}_draft_{event.lower()}", event, table, FROZEN, when, lock, answer)
    return made


POSTGRESQL = [
    *_postgresql("regulation_starts", "INSERT", "regulation", "a regulation starts as a draft", "NEW.status <> 'draft'"),
    *_postgresql("regulation_steps", "UPDATE", "regulation", "not a step of a regulation", STEP),
    *_postgresql("regulation_content", "UPDATE", "regulation", FROZEN, _content("IS DISTINCT FROM")),
    *_postgresql("regulation_clash", "UPDATE", "regulation", "two regulations in force on one day", CLASH),
    *_postgresql("regulation_kept", "DELETE", "regulation", "only a draft is thrown away", "OLD.status <> 'draft'", answer="OLD"),
    *(statement for table in PART_TABLES for statement in _part_postgresql(table)),
    """CREATE FUNCTION regulations_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is never emptied', ERRCODE = '23514'; END $$""",
    *(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION regulations_refuse()"
        for table in ("regulation", *PART_TABLES)
    ),
]

register_triggers("regulations", sqlite=SQLITE, postgresql=POSTGRESQL)
