"""What both databases hold about counts: figures are those of the books and of the notes, two people or none, nothing erased."""

from fundapp.kernel.db import register_triggers
from fundapp.kernel.db.laws import kept_postgresql, kept_sqlite, rules_postgresql, rules_sqlite

FIXED = (
    "id", "unit_id", "box_id", "year", "number", "kind", "counted_on", "counted_at", "counted_by_id", "present", "loose_amount", "counted_amount",
    "book_amount",
)
FROZEN = ("cash_count_line", "cash_count_head", "cash_settlement")
CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED)
NOT_THE_BOOKS = "NEW.book_amount <> (SELECT coalesce(sum(amount), 0) FROM ledger_balance WHERE box_id = NEW.box_id)"
NOT_A_BOX = "NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'cash')"
NOT_THE_NOTES = """NEW.counted_amount <> NEW.loose_amount
    + (SELECT coalesce(sum(denomination * pieces), 0) FROM cash_count_line WHERE count_id = NEW.id)"""
NOT_THE_HEADS = "NEW.book_amount <> (SELECT coalesce(sum(amount), 0) FROM cash_count_head WHERE count_id = NEW.id)"
WAITING = "EXISTS (SELECT 1 FROM cash_count WHERE id = NEW.count_id AND state = 'counted')"
# What the entry brings into the box (out of it: negative), as the difference of the count does.
NOT_ITS_ENTRY = """NOT EXISTS (SELECT 1 FROM ledger_entry e JOIN cash_count c ON c.id = NEW.count_id AND c.unit_id = e.unit_id
    WHERE e.id = NEW.entry_id AND e.unit_id = NEW.unit_id AND e.kind = 'count' AND e.state = 'draft' AND c.state IN ('confirmed', 'objected')
    AND NEW.amount * (CASE WHEN c.counted_amount > c.book_amount THEN 1 ELSE -1 END) = (
      SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id WHERE l.entry_id = e.id AND b.box_id = c.box_id))"""
# It waits on what is owed, never on an expense, an income or the fund's capital.
NOT_WAITING = """EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id JOIN cash_count c ON c.id = NEW.count_id
    WHERE l.entry_id = NEW.entry_id AND b.box_id IS DISTINCT FROM c.box_id AND (b.is_money OR substr(b.account_code, 1, 1) NOT IN ('1', '3')))"""
TOO_MUCH = """NEW.amount + (SELECT coalesce(sum(s.amount), 0) FROM cash_settlement s JOIN ledger_entry e ON e.id = s.entry_id
    WHERE s.count_id = NEW.count_id AND e.state <> 'dropped' AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted'))
    > (SELECT abs(counted_amount - book_amount) FROM cash_count WHERE id = NEW.count_id)"""
# Table and event, then what makes a row wrong, each with what is said then.
RULES = {
    ("cash_count", "INSERT"): (
        ("NEW.state <> 'counted' OR NEW.minutes_file_id IS NOT NULL", "a count is answered by a second person"),
        (NOT_A_BOX, "only a cash box of the unit is counted"),
        (NOT_THE_BOOKS, "the book balance of a count is that of its moment"),
    ),
    ("cash_count", "UPDATE"): (
        (CHANGED, "what was counted never changes"),
        ("OLD.state <> 'counted'", "a count is answered once"),
        (f"NEW.state IN ('confirmed', 'objected') AND ({NOT_THE_NOTES} OR {NOT_THE_HEADS})", "notes and books do not add up to the figures of the count"),
    ),
    ("cash_count_line", "INSERT"): ((f"NOT {WAITING}", "notes are written down with their count"),),
    ("cash_count_head", "INSERT"): ((f"NOT {WAITING}", "heads are written down with their count"),),
    ("cash_settlement", "INSERT"): (
        (NOT_ITS_ENTRY, "a difference is settled by a draft of its own kind over the same box"),
        (NOT_WAITING, "a difference waits on what is owed"),
        (TOO_MUCH, "no more is settled than differs"),
    ),
}
LOCKS = {
    ("cash_count", "INSERT"): """PERFORM 1 FROM cash_box WHERE id = NEW.box_id FOR UPDATE;
      PERFORM 1 FROM ledger_balance WHERE box_id = NEW.box_id ORDER BY id FOR UPDATE;""",
    ("cash_count_line", "INSERT"): "PERFORM 1 FROM cash_count WHERE id = NEW.count_id FOR UPDATE;",
    ("cash_count_head", "INSERT"): "PERFORM 1 FROM cash_count WHERE id = NEW.count_id FOR UPDATE;",
    ("cash_settlement", "INSERT"): "PERFORM 1 FROM cash_count WHERE id = NEW.count_id FOR UPDATE;",
}
# An entry that settles a difference is posted only when a count stands behind it.
UNKNOWN = "NOT EXISTS (SELECT 1 FROM cash_settlement WHERE entry_id = NEW.id)"
UNKNOWN_SAYS = "F7 a difference is settled for a count only"
NEVER = [("cash_count", "DELETE"), *((table, act) for table in FROZEN for act in ("UPDATE", "DELETE"))]


def _sqlite() -> list[str]:
    made = [*rules_sqlite(RULES), *kept_sqlite(NEVER)]
    made.append(
        "CREATE TRIGGER cash_settlement_known BEFORE UPDATE ON ledger_entry WHEN NEW.kind = 'count' AND NEW.state = 'posted' "
        f"BEGIN SELECT RAISE(ABORT, '{UNKNOWN_SAYS}') WHERE {UNKNOWN}; END"
    )
    return made


def _postgresql() -> list[str]:
    made = [*rules_postgresql(RULES, LOCKS), *kept_postgresql("cash_refuse", NEVER, ("cash_count", *FROZEN))]
    made.append(
        "CREATE FUNCTION cash_settlement_known() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {UNKNOWN} THEN RAISE EXCEPTION '{UNKNOWN_SAYS}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
    )
    made.append(
        "CREATE TRIGGER cash_settlement_known BEFORE UPDATE ON ledger_entry FOR EACH ROW WHEN (NEW.kind = 'count' AND NEW.state = 'posted') "
        "EXECUTE FUNCTION cash_settlement_known()"
    )
    return made


register_triggers("cash", sqlite=_sqlite(), postgresql=_postgresql())
