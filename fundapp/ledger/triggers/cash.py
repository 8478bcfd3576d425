"""What both databases hold about closed cash boxes. Posting itself looks at them too: see `sqlite` and `postgresql`."""

from fundapp.ledger.triggers import postgresql, sqlite

OTHER_FIGURE = """NEW.book_amount <> (SELECT coalesce(sum(amount), 0) FROM ledger_balance WHERE box_id = NEW.box_id) - (
    SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id JOIN ledger_entry e ON e.id = l.entry_id
    WHERE b.box_id = NEW.box_id AND l.entry_on > NEW.close_on AND e.state = 'posted')"""
NOT_NEXT = """NEW.state <> 'closed' OR EXISTS (SELECT 1 FROM cash_close WHERE box_id = NEW.box_id AND state = 'closed' AND close_on >= NEW.close_on)
    OR NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'cash')"""
NOT_BY_TWO = """OLD.state <> 'closed' OR NEW.state <> 'reopened' OR NOT EXISTS (SELECT 1 FROM cash_reopening
    WHERE id = NEW.reopening_id AND box_id = NEW.box_id AND state = 'confirmed' AND from_on <= NEW.close_on)"""
LATE_LINE = """NOT EXISTS (SELECT 1 FROM cash_close c WHERE c.id = NEW.close_id AND c.state = 'closed')
    OR EXISTS (SELECT 1 FROM cash_close_line l WHERE l.close_id = NEW.close_id AND l.position >= NEW.position)"""
# What a new row, or the next state of one, must not be; each with what is said then.
RULES = (
    ("cash_close", "INSERT", "born", NOT_NEXT, "L19 a box is closed onward, day by day"),
    ("cash_close", "INSERT", "figures", OTHER_FIGURE, "L19 the figure of the books is another one"),
    ("cash_close", "UPDATE", "reopened", NOT_BY_TWO, "L19 a close is re-opened by two people or stays"),
    ("cash_close_line", "INSERT", "added", LATE_LINE, "L19 differences are written down with their close"),
    ("cash_reopening", "INSERT", "born", "NEW.state <> 'asked'", "L19 a re-opening is asked for first"),
    ("cash_reopening", "UPDATE", "answered", "OLD.state <> 'asked' OR NEW.state = 'asked'", "L19 a re-opening is answered once"),
)
# Postings lock the balance rows of the box and, with the first of a fund, the box itself; a close waits for both and they for it.
LOCK = """PERFORM 1 FROM cash_box WHERE id = NEW.box_id FOR UPDATE;
  PERFORM 1 FROM ledger_balance WHERE box_id = NEW.box_id ORDER BY id FOR UPDATE;"""

SQLITE = [sqlite.refuse(f"{table}_{name}", event, table, message, when) for table, event, name, when, message in RULES]


def _postgresql() -> list[str]:
    made = []
    for table, event, name, when, message in RULES:
        lock = LOCK if (table, event) == ("cash_close", "INSERT") else ""
        body = f"{lock} IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW;"
        made += [postgresql.function(f"{table}_{name}", body), postgresql.fire(f"{table}_{name}", f"BEFORE {event}", table, f"{table}_{name}")]
    return made


POSTGRESQL = _postgresql()
