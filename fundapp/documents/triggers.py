"""Files, register and seals are append-only in the database itself; numbers run without a gap; seals form a chain; public papers only lose validity."""

from fundapp.kernel.db import register_triggers

FROZEN = ("stored_file", "document_register", "seal", "seal_cell")

NEXT_NUMBER = """NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM document_register
    WHERE unit_id = NEW.unit_id AND series = NEW.series AND year = NEW.year)"""
ONE_STEP = """NEW.last_number <> OLD.last_number + 1
    OR NEW.unit_id <> OLD.unit_id OR NEW.series <> OLD.series OR NEW.year <> OLD.year"""
NEXT_SEAL = """NEW.number <> 1 + (SELECT count(*) FROM seal WHERE subject = NEW.subject)
    OR NEW.previous_digest <> coalesce((SELECT digest FROM seal WHERE subject = NEW.subject AND number = NEW.number - 1), '')"""
# A paper's public row is born valid; it may be reversed, then void, and never comes back.
PUBLIC = ("id", "unit_id", "subject", "title", "number", "paper_on", "amount", "payee", "digest", "lookup", "published_by_id", "published_at")
PUBLIC_STEP = """NOT ((OLD.state = 'valid' AND NEW.state IN ('reversed', 'void')) OR (OLD.state = 'reversed' AND NEW.state = 'void'))"""
FOREIGN_CELL = "NEW.position < 1 OR NEW.position > (SELECT cell_count FROM seal WHERE id = NEW.seal_id)"


def _sqlite(name: str, event: str, table: str, message: str, when: str = "1") -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def _postgresql(name: str, event: str, table: str, message: str, when: str, first: str = "") -> list[str]:
    return [
        f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {first}
        IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$""",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


SQLITE = [
    *(_sqlite(f"{table}_no_{act.lower()}", act, table, f"{table} is append-only") for table in FROZEN for act in ("UPDATE", "DELETE")),
    _sqlite("document_series_no_delete", "DELETE", "document_series", "a series is never deleted"),
    _sqlite("document_series_steps", "UPDATE", "document_series", "a series moves one number at a time", ONE_STEP),
    _sqlite("document_series_starts", "INSERT", "document_series", "a series starts at 0", "NEW.last_number <> 0"),
    _sqlite("document_register_next", "INSERT", "document_register", "not the next number of the register", NEXT_NUMBER),
    _sqlite("seal_chain", "INSERT", "seal", "not the next seal of the subject", NEXT_SEAL),
    _sqlite("public_paper_no_delete", "DELETE", "public_paper", "a public paper is never deleted"),
    _sqlite("public_paper_born", "INSERT", "public_paper", "a public paper is born valid", "NEW.state <> 'valid'"),
    _sqlite(
        "public_paper_steps", "UPDATE", "public_paper", "only the state of a public paper changes, and never back",
        f"{PUBLIC_STEP} OR {' OR '.join(f'NEW.{column} IS NOT OLD.{column}' for column in PUBLIC)}",
    ),
    _sqlite("seal_cell_counted", "INSERT", "seal_cell", "the seal has all its cells", FOREIGN_CELL),
]

# The counter's row is locked by whoever takes a number, so that the highest number read in the trigger is the committed one.
LOCK_SERIES = """PERFORM 1 FROM document_series
    WHERE unit_id = NEW.unit_id AND series = NEW.series AND year = NEW.year FOR UPDATE;"""

POSTGRESQL = [
    """CREATE FUNCTION documents_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = '23514'; END $$""",
    *(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH {each} EXECUTE FUNCTION documents_refuse()"
        for table in (*FROZEN, "document_series", "public_paper")
        for act, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
        if act != "UPDATE" or table in FROZEN
    ),
    *_postgresql("document_series_steps", "UPDATE", "document_series", "a series moves one number at a time", ONE_STEP),
    *_postgresql("document_series_starts", "INSERT", "document_series", "a series starts at 0", "NEW.last_number <> 0"),
    *_postgresql("document_register_next", "INSERT", "document_register", "not the next number of the register", NEXT_NUMBER, LOCK_SERIES),
    *_postgresql("seal_chain", "INSERT", "seal", "not the next seal of the subject", NEXT_SEAL),
    *_postgresql("public_paper_born", "INSERT", "public_paper", "a public paper is born valid", "NEW.state <> 'valid'"),
    *_postgresql(
        "public_paper_steps", "UPDATE", "public_paper", "only the state of a public paper changes, and never back",
        f"{PUBLIC_STEP} OR ({', '.join(f'NEW.{column}' for column in PUBLIC)}) IS DISTINCT FROM ({', '.join(f'OLD.{column}' for column in PUBLIC)})",
    ),
    *_postgresql("seal_cell_counted", "INSERT", "seal_cell", "the seal has all its cells", FOREIGN_CELL),
]

register_triggers("documents", sqlite=SQLITE, postgresql=POSTGRESQL)
