"""What both databases hold about statements: what is kept never changes, a file is kept whole, lines lie on a bank account of their unit."""

from fundapp.bank.models import StatementLine
from fundapp.kernel.db import is_resealed, register_triggers
from fundapp.kernel.db.laws import rules_postgresql, rules_sqlite

SEALED = ("note_sealed", "counter_sealed")
FIXED = ", ".join(column.name for column in StatementLine.__table__.columns if column.name not in SEALED)
SAYS = "what a bank wrote never changes"
NOT_A_BANK = "NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.account_id AND unit_id = NEW.unit_id AND kind = 'bank')"
NOT_ITS_STATEMENT = """NOT EXISTS (SELECT 1 FROM bank_statement s JOIN statement_file f ON f.id = s.source_id
    WHERE s.id = NEW.statement_id AND s.account_id = NEW.account_id AND f.state = 'read' AND NEW.line_on BETWEEN s.first_on AND s.last_on)"""
NOT_ITS_FILE = """NOT EXISTS (SELECT 1 FROM statement_file WHERE id = NEW.source_id AND account_id = NEW.account_id AND unit_id = NEW.unit_id AND state = 'read')"""
NOT_ITS_LINE = """NOT EXISTS (SELECT 1 FROM bank_statement s JOIN statement_file f ON f.id = s.source_id JOIN statement_line l ON l.id = NEW.line_id
    WHERE s.id = NEW.statement_id AND l.account_id = s.account_id AND f.state = 'read' AND l.line_on BETWEEN s.first_on AND s.last_on)"""
NOT_WHOLE = """NEW.state = 'filed' AND NOT EXISTS (SELECT 1 FROM bank_statement s WHERE s.source_id = NEW.id
    AND s.line_count = (SELECT count(*) FROM statement_place p WHERE p.statement_id = s.id)
    AND s.credit_amount = (SELECT coalesce(sum(l.amount), 0) FROM statement_place p JOIN statement_line l ON l.id = p.line_id
        WHERE p.statement_id = s.id AND l.amount > 0)
    AND s.debit_amount = (SELECT coalesce(-sum(l.amount), 0) FROM statement_place p JOIN statement_line l ON l.id = p.line_id
        WHERE p.statement_id = s.id AND l.amount < 0))"""
# Table and event, then what makes a row wrong, each with what is said then.
RULES = {
    ("statement_file", "UPDATE"): (("OLD.state IN ('filed', 'discarded')", "a file that was kept or thrown away stays so"), (NOT_WHOLE, "a statement is kept whole")),
    ("bank_statement", "INSERT"): ((NOT_A_BANK, "only a bank account of the unit has statements"), (NOT_ITS_FILE, "a statement comes from a file that was read")),
    ("statement_line", "INSERT"): ((NOT_ITS_STATEMENT, "a line comes with its statement and lies within its days"),),
    ("statement_place", "INSERT"): ((NOT_ITS_LINE, "a place is taken by a line of the account, while the statement is being kept"),),
    ("bank_account", "INSERT"): (
        ("NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'bank')", "only a bank account has a number"),
    ),
}
NEVER = [
    ("statement_file", "DELETE"), ("statement_line", "DELETE"), ("bank_account", "DELETE"),
    *((table, act) for table in ("bank_statement", "statement_place") for act in ("UPDATE", "DELETE")),
]
# Table, the columns that never change, the sealed ones that only change their key.
KEPT = (
    ("statement_line", FIXED, SEALED),
    ("bank_account", "id, uid, box_id, unit_id, number_index, number_tail, holder_name, told_by_id, told_at", ("number_sealed",)),
)
EMPTIED = ("statement_file", "bank_statement", "statement_line", "statement_place", "bank_account")


def _sqlite() -> list[str]:
    made = rules_sqlite(RULES)
    made += [f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END" for table, act in NEVER]
    for table, fixed, sealed in KEPT:
        made.append(f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {fixed} ON {table} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END")
        made += [
            f"CREATE TRIGGER {table}_{column} BEFORE UPDATE OF {column} ON {table} "
            f"WHEN OLD.{column} IS NOT NEW.{column} AND NOT {is_resealed(column, 'sqlite')} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            for column in sealed
        ]
    return made


def _postgresql() -> list[str]:
    made = [
        f"CREATE FUNCTION bank_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}' USING ERRCODE = '23514'; END $$"
    ]
    made += rules_postgresql(RULES)
    made += [f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION bank_refuse()" for table, act in NEVER]
    made += [f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION bank_refuse()" for table in EMPTIED]
    for table, fixed, sealed in KEPT:
        made.append(f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {fixed} ON {table} FOR EACH ROW EXECUTE FUNCTION bank_refuse()")
        made += [
            f"CREATE TRIGGER {table}_{column} BEFORE UPDATE OF {column} ON {table} FOR EACH ROW "
            f"WHEN (OLD.{column} IS DISTINCT FROM NEW.{column} AND NOT {is_resealed(column, 'postgresql')}) EXECUTE FUNCTION bank_refuse()"
            for column in sealed
        ]
    return made


register_triggers("bank", sqlite=_sqlite(), postgresql=_postgresql())
