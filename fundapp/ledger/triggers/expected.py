"""What both databases hold about expected amounts: they change by their moves only, and what came stands in a posted entry on the subject."""

from fundapp.ledger.triggers import postgresql, sqlite

SUM = "(SELECT coalesce(sum(CASE kind WHEN 'came' THEN amount WHEN 'taken_back' THEN -amount ELSE 0 END), 0) FROM ledger_expected_move WHERE expected_id = NEW.id)"
LAST = "SELECT {column} FROM ledger_expected_move WHERE expected_id = NEW.id AND kind = 'amended' ORDER BY id DESC LIMIT 1"
# An amendment may come in the same moment; later moves leave amount and day as they were.
MOVED_ALONE = f"""NEW.came_amount <> {SUM} OR (NEW.amount <> OLD.amount AND NEW.amount <> coalesce(({LAST.format(column='amount')}), 0))
    OR (NEW.due_on <> OLD.due_on AND NEW.due_on <> coalesce(({LAST.format(column='due_on')}), OLD.due_on))
    OR (NEW.state = 'withdrawn') <> EXISTS (SELECT 1 FROM ledger_expected_move WHERE expected_id = NEW.id AND kind = 'withdrawn')"""
# What an entry credits on the account of this subject, less what other expected amounts of the subject have taken of it.
STANDS = """(SELECT coalesce(sum(l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
    WHERE l.entry_id = NEW.entry_id AND l.subject = x.subject AND b.account_code = x.account_code)
  - (SELECT coalesce(sum(m.amount), 0) FROM ledger_expected_move m JOIN ledger_expected o ON o.id = m.expected_id
    WHERE m.entry_id = NEW.entry_id AND m.kind = 'came' AND o.subject = x.subject AND o.account_code = x.account_code)"""
CAME = f"""EXISTS (SELECT 1 FROM ledger_expected x JOIN ledger_entry e ON e.book_id = x.book_id AND e.id = NEW.entry_id
    AND e.earmark_id IS NOT DISTINCT FROM x.earmark_id
    WHERE x.id = NEW.expected_id AND x.state = 'open' AND e.state = 'posted' AND e.kind <> 'reversal' AND NEW.amount <= x.amount - x.came_amount
      AND NEW.amount <= {STANDS})"""
BACK = """EXISTS (SELECT 1 FROM ledger_entry e JOIN ledger_expected_move m ON m.entry_id = e.reverses_id AND m.kind = 'came'
    WHERE e.id = NEW.entry_id AND e.state = 'posted' AND m.expected_id = NEW.expected_id AND m.amount = NEW.amount)"""
STANDING = "EXISTS (SELECT 1 FROM ledger_expected x WHERE x.id = NEW.expected_id AND x.state <> 'withdrawn' AND {more})"
UNFOUNDED = f"""(NEW.kind = 'came' AND NOT {CAME}) OR (NEW.kind = 'taken_back' AND NOT {BACK})
    OR (NEW.kind = 'amended' AND NOT {STANDING.format(more='NEW.amount >= x.came_amount')})
    OR (NEW.kind = 'withdrawn' AND NOT {STANDING.format(more='NEW.amount = x.amount - x.came_amount')})"""
# Table, event, name, condition under which it is refused, message.
RULES = (
    ("ledger_expected", "INSERT", "born", "NEW.state <> 'open' OR NEW.came_amount <> 0", "F5 what is expected has not come yet"),
    ("ledger_expected", "UPDATE", "moves", MOVED_ALONE, "F5 what is expected changes by its moves only"),
    ("ledger_expected_move", "INSERT", "founded", UNFOUNDED, "F5 what came stands in the books on its subject"),
)
# The state follows from the sums; a withdrawn one stays so whatever is taken back.
COUNT = """UPDATE ledger_expected SET
  came_amount = came_amount + CASE NEW.kind WHEN 'came' THEN NEW.amount WHEN 'taken_back' THEN -NEW.amount ELSE 0 END,
  amount = CASE NEW.kind WHEN 'amended' THEN NEW.amount ELSE amount END, due_on = coalesce(NEW.due_on, due_on),
  state = CASE WHEN state = 'withdrawn' OR NEW.kind = 'withdrawn' THEN 'withdrawn'
    WHEN CASE NEW.kind WHEN 'amended' THEN NEW.amount ELSE amount END
       = came_amount + CASE NEW.kind WHEN 'came' THEN NEW.amount WHEN 'taken_back' THEN -NEW.amount ELSE 0 END THEN 'came' ELSE 'open' END
  WHERE id = NEW.expected_id"""

SQLITE = [
    *(sqlite.refuse(f"{table}_{name}", event, table, message, when) for table, event, name, when, message in RULES),
    f"CREATE TRIGGER ledger_expected_counted AFTER INSERT ON ledger_expected_move BEGIN {COUNT}; END",
]


def _postgresql() -> list[str]:
    made = []
    for table, event, name, when, message in RULES:
        lock = "PERFORM 1 FROM ledger_expected WHERE id = NEW.expected_id FOR UPDATE;" if table == "ledger_expected_move" else ""
        body = f"{lock} IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW;"
        made += [postgresql.function(f"{table}_{name}", body), postgresql.fire(f"{table}_{name}", f"BEFORE {event}", table, f"{table}_{name}")]
    counted = "ledger_expected_counted"
    return [*made, postgresql.function(counted, f"{COUNT}; RETURN NULL;"), postgresql.fire(counted, "AFTER INSERT", "ledger_expected_move", counted)]


POSTGRESQL = _postgresql()
