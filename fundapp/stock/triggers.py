"""What both databases hold about goods: movements alone move what lies somewhere, a done slip has the value of its entry, nothing is erased."""

from fundapp.kernel.db import register_triggers
from fundapp.kernel.db.laws import kept_postgresql, kept_sqlite, rules_postgresql, rules_sqlite

FIXED = (
    "id", "unit_id", "book_id", "kind", "place_id", "to_place_id", "party", "address", "reason", "basis", "account_code", "counter_code", "purpose",
    "for_unit_id", "subject", "reference", "reverses_id", "returns_id", "count_id", "minutes_file_id", "made_by_id", "made_at", "made_on", "series",
)
COUNT_FIXED = ("id", "unit_id", "place_id", "counted_on", "counted_at", "counted_by_id", "present")


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


NOT_MADE = "NOT EXISTS (SELECT 1 FROM stock_slip WHERE id = NEW.slip_id AND state = 'made')"
# A movement touches goods of the slip's fund, in one of its places; a reversal those that the reversed slip touched.
NOT_ITS_PLACE = """NOT EXISTS (SELECT 1 FROM stock_slip s JOIN stock_holding h ON h.id = NEW.holding_id WHERE s.id = NEW.slip_id AND h.book_id = s.book_id AND (
    (s.kind = 'reversal' AND EXISTS (SELECT 1 FROM stock_movement m WHERE m.slip_id = s.reverses_id AND m.holding_id = h.id
      AND m.position = NEW.position AND m.quantity = -NEW.quantity AND m.amount = -NEW.amount))
    OR (s.kind <> 'reversal' AND (h.place_id = s.place_id OR h.place_id = s.to_place_id))))"""
NOT_OF_UNIT = """NOT EXISTS (SELECT 1 FROM stock_place p JOIN stock_good g ON g.id = NEW.good_id JOIN ledger_book b ON b.id = NEW.book_id
    WHERE p.id = NEW.place_id AND p.unit_id = NEW.unit_id AND g.unit_id = NEW.unit_id AND b.unit_id = NEW.unit_id)"""
NOT_THE_SUM = """NEW.quantity <> (SELECT coalesce(sum(quantity), 0) FROM stock_movement WHERE holding_id = NEW.id)
    OR NEW.amount <> (SELECT coalesce(sum(amount), 0) FROM stock_movement WHERE holding_id = NEW.id)"""
MOVED = "(SELECT coalesce(sum(amount), 0) FROM stock_movement WHERE slip_id = NEW.id)"
NOT_THE_ENTRY = f"""NEW.state = 'done' AND (NOT EXISTS (SELECT 1 FROM stock_movement WHERE slip_id = NEW.id)
    OR {MOVED} <> (SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
      JOIN ledger_entry e ON e.id = l.entry_id WHERE e.id = NEW.entry_id AND e.state = 'posted' AND e.book_id = NEW.book_id AND b.account_code = NEW.account_code)
    OR (NEW.kind IN ('transfer', 'packing') AND {MOVED} <> 0))"""
RULES = {
    ("stock_holding", "INSERT"): ((f"NEW.quantity <> 0 OR NEW.amount <> 0 OR {NOT_OF_UNIT}", "a holding begins empty, in its own unit"),),
    ("stock_holding", "UPDATE"): (
        (f"{_changed(('id', 'unit_id', 'place_id', 'good_id', 'book_id'))} OR {NOT_THE_SUM}", "goods are moved by movements alone"),
    ),
    ("stock_movement", "INSERT"): (
        (NOT_MADE, "a slip moves goods once"),
        (NOT_ITS_PLACE, "a slip moves goods of its fund in its places"),
    ),
    ("stock_slip", "INSERT"): (("NEW.state <> 'made'", "a slip is made before it is done"),),
    ("stock_slip", "UPDATE"): (
        (_changed(FIXED), "a slip never changes"),
        ("OLD.state <> 'made'", "a slip is done once"),
        (NOT_THE_ENTRY, "a slip has the value of its entry"),
    ),
    ("stock_slip_line", "INSERT"): ((NOT_MADE, "lines are written down with their slip"),),
    ("stock_count", "INSERT"): (("NEW.state <> 'counted'", "a count is answered by a second person"),),
    ("stock_count", "UPDATE"): ((f"OLD.state <> 'counted' OR {_changed(COUNT_FIXED)}", "a count is answered once and never changes"),),
    ("stock_count_line", "INSERT"): (
        (
            """NEW.book_quantity <> (SELECT quantity FROM stock_holding WHERE id = NEW.holding_id) OR NOT EXISTS (SELECT 1 FROM stock_count c
               JOIN stock_holding h ON h.id = NEW.holding_id AND h.place_id = c.place_id WHERE c.id = NEW.count_id AND c.state = 'counted')""",
            "a count has the books of its moment",
        ),
    ),
}
LOCKS = {
    ("stock_movement", "INSERT"): "PERFORM 1 FROM stock_holding WHERE id = NEW.holding_id FOR UPDATE;",
    ("stock_count_line", "INSERT"): "PERFORM 1 FROM stock_holding WHERE id = NEW.holding_id FOR UPDATE;",
}
APPLY = "UPDATE stock_holding SET quantity = quantity + NEW.quantity, amount = amount + NEW.amount WHERE id = NEW.holding_id"
# The entry of a slip is taken back by the slip's own reversal, whose movements are written first.
ALONE = """EXISTS (SELECT 1 FROM stock_slip s WHERE s.entry_id = NEW.reverses_id AND NOT EXISTS (
    SELECT 1 FROM stock_slip r JOIN stock_movement m ON m.slip_id = r.id WHERE r.reverses_id = s.id AND r.state = 'made'))"""
ALONE_SAYS = "F29 the entry of a slip is taken back with its goods"
WHEN_REVERSED = "NEW.kind = 'reversal' AND NEW.state = 'posted' AND NEW.reverses_id IS NOT NULL"
KEPT = ("stock_slip", "stock_slip_line", "stock_movement", "stock_holding", "stock_count", "stock_count_line")
NEVER = [*((table, "DELETE") for table in KEPT), *((table, "UPDATE") for table in ("stock_slip_line", "stock_movement", "stock_count_line"))]


def _sqlite() -> list[str]:
    made = [*rules_sqlite(RULES), *kept_sqlite(NEVER)]
    made.append(f"CREATE TRIGGER stock_movement_applied AFTER INSERT ON stock_movement BEGIN {APPLY}; END")
    made.append(
        f"CREATE TRIGGER stock_entry_alone BEFORE UPDATE ON ledger_entry WHEN {WHEN_REVERSED} BEGIN SELECT RAISE(ABORT, '{ALONE_SAYS}') WHERE {ALONE}; END"
    )
    return made


def _postgresql() -> list[str]:
    made = [*rules_postgresql(RULES, LOCKS), *kept_postgresql("stock_refuse", NEVER, KEPT)]
    made.append(f"CREATE FUNCTION stock_movement_applied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {APPLY}; RETURN NULL; END $$")
    made.append("CREATE TRIGGER stock_movement_applied AFTER INSERT ON stock_movement FOR EACH ROW EXECUTE FUNCTION stock_movement_applied()")
    made.append(
        "CREATE FUNCTION stock_entry_alone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {ALONE} THEN RAISE EXCEPTION '{ALONE_SAYS}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
    )
    made.append(
        f"CREATE TRIGGER stock_entry_alone BEFORE UPDATE ON ledger_entry FOR EACH ROW WHEN ({WHEN_REVERSED}) EXECUTE FUNCTION stock_entry_alone()"
    )
    return made


register_triggers("stock", sqlite=_sqlite(), postgresql=_postgresql())
