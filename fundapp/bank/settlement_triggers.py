"""What both databases hold about settlements: both sides alike, no line over its amount, nothing undone that was signed, nothing erased."""

from fundapp.bank.settlement_kinds import MOVES
from fundapp.kernel.db import register_triggers
from fundapp.kernel.db.laws import kept_postgresql, kept_sqlite, rules_postgresql, rules_sqlite

FIXED = {
    "bank_settlement": ("id", "unit_id", "box_id", "basis", "is_sure", "reasons", "last_on", "proposed_by_id", "proposed_at"),
    "bank_posting_rule": ("id", "unit_id", "box_id", "words", "is_out", "book_id", "account_code", "narration", "purpose", "made_by_id", "made_at"),
    "bank_reconciliation": (
        "id", "unit_id", "box_id", "year", "number", "reconciled_on", "book_amount", "statement_amount", "in_books_amount", "at_bank_amount",
        "unexplained_amount", "explanation", "prepared_by_id", "prepared_at",
    ),
}
FROZEN = ("bank_settlement_part", "bank_line_booking", "bank_reconciliation_item")


def _changed(table: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED[table])


NOT_OF_BANK = """NEW.line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM statement_line l WHERE l.id = NEW.line_id AND l.account_id = NEW.box_id
    AND l.line_on = NEW.part_on AND (l.amount > 0) = (NEW.amount > 0) AND abs(NEW.amount) <= abs(l.amount))"""
NOT_OF_BOOKS = """NEW.ledger_line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
    JOIN ledger_entry e ON e.id = l.entry_id WHERE l.id = NEW.ledger_line_id AND b.box_id = NEW.box_id AND l.entry_on = NEW.part_on
    AND e.state = 'posted' AND (l.debit > 0) = (NEW.amount > 0) AND abs(NEW.amount) <= l.debit + l.credit)"""
NOT_PROPOSED = "NOT EXISTS (SELECT 1 FROM bank_settlement WHERE id = NEW.settlement_id AND state = 'proposed')"
NOT_ITS_UNIT = """NOT EXISTS (SELECT 1 FROM bank_settlement s JOIN cash_box c ON c.unit_id = s.unit_id AND c.kind = 'bank'
    WHERE s.id = NEW.settlement_id AND c.id = NEW.box_id)"""
NO_MOVE = " AND ".join(f"NOT (OLD.state = '{before}' AND NEW.state = '{after}')" for before, after in sorted(MOVES))
UNEVEN = """EXISTS (SELECT 1 FROM bank_settlement_part p WHERE p.settlement_id = NEW.id GROUP BY p.box_id
    HAVING sum(CASE WHEN p.line_id IS NULL THEN 0 ELSE p.amount END) <> sum(CASE WHEN p.line_id IS NULL THEN p.amount ELSE 0 END))"""
NOT_ITS_DAY = "NEW.last_on IS DISTINCT FROM (SELECT max(part_on) FROM bank_settlement_part WHERE settlement_id = NEW.id)"


def _over(column: str, whole: str, join: str) -> str:
    """Tell of a part that takes more of its line than what other confirmed settlements have left of it."""
    return f"""EXISTS (SELECT 1 FROM bank_settlement_part p {join} WHERE p.settlement_id = NEW.id AND abs(p.amount + coalesce((
      SELECT sum(o.amount) FROM bank_settlement_part o JOIN bank_settlement s ON s.id = o.settlement_id
      WHERE o.{column} = p.{column} AND s.state = 'confirmed' AND s.id <> NEW.id), 0)) > {whole})"""


OVER_BANK = _over("line_id", "abs(l.amount)", "JOIN statement_line l ON l.id = p.line_id")
OVER_BOOKS = _over("ledger_line_id", "l.debit + l.credit", "JOIN ledger_line l ON l.id = p.ledger_line_id")
SIGNED = """EXISTS (SELECT 1 FROM bank_reconciliation r JOIN bank_settlement_part p ON p.box_id = r.box_id
    WHERE p.settlement_id = NEW.id AND r.state = 'signed' AND r.reconciled_on >= NEW.last_on)"""
NOT_AN_ACCOUNT = "NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'bank')"
NOT_THE_BOOKS = """NEW.book_amount <> (SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
    JOIN ledger_entry e ON e.id = l.entry_id WHERE b.box_id = NEW.box_id AND e.state = 'posted' AND l.entry_on <= NEW.reconciled_on)"""


def _not_the_items(column: str, amount: str) -> str:
    return f"""NEW.{amount} <> (SELECT coalesce(sum(amount), 0) FROM bank_reconciliation_item
      WHERE reconciliation_id = NEW.id AND {column} IS NOT NULL)"""


# Table and event, then what makes a row wrong, each with what is said then.
RULES = {
    ("bank_settlement", "INSERT"): (
        ("NEW.state <> 'proposed'", "a settlement is proposed before it is confirmed"),
        (NOT_AN_ACCOUNT, "only a bank account of the unit is settled"),
    ),
    ("bank_settlement", "UPDATE"): (
        (_changed("bank_settlement"), "what was shown never changes"),
        (NO_MOVE, "a settlement is proposed, confirmed, undone"),
        (f"NEW.state = 'confirmed' AND ({UNEVEN})", "F4 both sides of a settlement are one amount"),
        (f"NEW.state = 'confirmed' AND ({NOT_ITS_DAY})", "F4 a settlement has parts and their last day"),
        (f"NEW.state = 'confirmed' AND ({OVER_BANK} OR {OVER_BOOKS})", "F4 no line is settled over its amount"),
        (f"NEW.state = 'undone' AND ({SIGNED})", "what two people have signed is not undone"),
    ),
    ("bank_settlement_part", "INSERT"): (
        (NOT_PROPOSED, "parts are laid into a proposal"),
        (NOT_ITS_UNIT, "parts lie on bank accounts of the unit"),
        (NOT_OF_BANK, "F4 a part is of a line of its account"),
        (NOT_OF_BOOKS, "F4 a part is of a posted line of its account"),
    ),
    ("bank_posting_rule", "UPDATE"): (
        (_changed("bank_posting_rule"), "a posting rule is ended, never changed"), ("OLD.ended_at IS NOT NULL", "a posting rule ends once"),
    ),
    ("bank_reconciliation", "INSERT"): (
        ("NEW.state <> 'prepared'", "a reconciliation is answered by a second person"),
        (NOT_AN_ACCOUNT, "only a bank account of the unit is reconciled"),
        (NOT_THE_BOOKS, "F4 the book balance is that of the books"),
    ),
    ("bank_reconciliation", "UPDATE"): (
        (_changed("bank_reconciliation"), "what was reconciled never changes"),
        ("OLD.state <> 'prepared'", "a reconciliation is answered once"),
        (
            f"NEW.state = 'signed' AND ({_not_the_items('ledger_line_id', 'in_books_amount')} OR {_not_the_items('line_id', 'at_bank_amount')})",
            "F4 the open items add up to what is signed",
        ),
    ),
    ("bank_reconciliation_item", "INSERT"): (
        ("NOT EXISTS (SELECT 1 FROM bank_reconciliation WHERE id = NEW.reconciliation_id AND state = 'prepared')", "items are listed with their statement"),
    ),
}
# One account at a time, so that two people cannot settle one line together.
LOCKS = {
    ("bank_settlement", "UPDATE"): """PERFORM 1 FROM cash_box WHERE id IN (SELECT box_id FROM bank_settlement_part WHERE settlement_id = NEW.id)
      ORDER BY id FOR UPDATE;""",
    ("bank_settlement_part", "INSERT"): "PERFORM 1 FROM bank_settlement WHERE id = NEW.settlement_id FOR UPDATE;",
    ("bank_reconciliation", "UPDATE"): "PERFORM 1 FROM cash_box WHERE id = NEW.box_id FOR UPDATE;",
    ("bank_reconciliation_item", "INSERT"): "PERFORM 1 FROM bank_reconciliation WHERE id = NEW.reconciliation_id FOR UPDATE;",
}
NEVER = [*((table, "DELETE") for table in FIXED), *((table, act) for table in FROZEN for act in ("UPDATE", "DELETE"))]


register_triggers(
    "bank_settlements", sqlite=[*rules_sqlite(RULES), *kept_sqlite(NEVER)],
    postgresql=[*rules_postgresql(RULES, LOCKS), *kept_postgresql("bank_settlement_refuse", NEVER, (*FIXED, *FROZEN))],
)
