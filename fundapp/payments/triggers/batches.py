"""A list is frozen when it is approved; an order in a live line goes nowhere but where the bank's answer leads it."""

FROZEN = ("id", "unit_id", "year", "number", "box_id", "made_by_id", "made_on", "made_at")
AT_APPROVAL = ("line_count", "total_amount", "list_digest", "approved_by_id", "approved_on", "approved_at", "paper_file_id")
LINE_FROZEN = ("id", "batch_id", "order_id", "unit_id", "for_unit_id", "position", "amount")
MOVES = "('open>open', 'open>approved', 'open>void', 'approved>approved', 'approved>done', 'approved>void')"


def _changes(columns: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) + ")"


def _texts(*states: str) -> str:
    return ", ".join(f"'{state}'" for state in states)


def _lines(states: str) -> str:
    return f"EXISTS (SELECT 1 FROM payment_batch_line l WHERE l.batch_id = NEW.id AND l.state IN ({states}))"


def _of_batch(states: str) -> str:
    return f"EXISTS (SELECT 1 FROM payment_batch b WHERE b.id = NEW.batch_id AND b.state IN ({states}))"


def _order_is(state: str) -> str:
    return f"EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state = '{state}')"


SUMMED = "(SELECT count(*) || ':' || coalesce(sum(l.amount), 0) FROM payment_batch_line l WHERE l.batch_id = NEW.id AND l.state = 'live')"
BORN = (
    (
        ("NEW.state <> 'open' OR NEW.version <> 1 OR NEW.number <> 1 + (SELECT coalesce(max(b.number), 0) FROM payment_batch b "
        "WHERE b.unit_id = NEW.unit_id AND b.year = NEW.year) OR NOT EXISTS (SELECT 1 FROM cash_box c WHERE c.id = NEW.box_id AND c.kind = 'bank' "
        "AND c.unit_id = NEW.unit_id)"),
        "a list is born open, with the next number, of a bank account of its unit",
    ),
)
STEPS = (
    (f"NEW.version <> OLD.version + 1 OR (OLD.state || '>' || NEW.state) NOT IN {MOVES}", "no such step of a list"),
    (_changes(FROZEN), "what a list is never changes"),
    (f"{_changes(AT_APPROVAL)} AND (OLD.state || '>' || NEW.state) <> 'open>approved'", "an approved list is frozen"),
    (
        f"OLD.state = 'open' AND NEW.state = 'approved' AND (NEW.line_count = 0 OR (NEW.line_count || ':' || NEW.total_amount) IS DISTINCT FROM {SUMMED})",
        "a list is approved with its count and its sum",
    ),
    ("NEW.state IN ('done', 'void') AND " + _lines(_texts("live")), "a list is ended when no line waits"),
    ("NEW.state = 'void' AND " + _lines(_texts("paid", "refused")), "a list that the bank has answered is not given up"),
)
LINE_BORN = (
    (
        ("NEW.state <> 'live' OR NOT EXISTS (SELECT 1 FROM payment_batch b JOIN payment_order o ON o.unit_id = b.unit_id AND o.from_box_id = b.box_id "
        "WHERE b.id = NEW.batch_id AND b.state = 'open' AND b.unit_id = NEW.unit_id AND o.id = NEW.order_id AND o.state = 'checked' AND o.amount = NEW.amount)"),
        "an open list takes orders that wait to be transferred out of its account",
    ),
)
LINE_STEPS = (
    (f"OLD.state <> 'live' OR {_changes(LINE_FROZEN)}", "a line is settled once"),
    ("NEW.state = 'paid' AND NOT (" + _of_batch(_texts("approved")) + " AND " + _order_is("paid") + ")", "a line is paid when its order is"),
    ("NEW.state = 'refused' AND NOT (" + _of_batch(_texts("approved")) + " AND " + _order_is("refused") + ")", "a line is refused when its order is"),
    ("NEW.state = 'removed' AND NOT " + _of_batch(_texts("open", "approved")), "a line is taken out before the end"),
)
# Of an order in a live line: it is paid or refused as the bank says, once the list is approved, and nothing else happens to it.
HELD = (
    "EXISTS (SELECT 1 FROM payment_batch_line l JOIN payment_batch b ON b.id = l.batch_id WHERE l.order_id = NEW.id AND l.state = 'live' "
    "AND NOT (b.state = 'approved' AND (OLD.state || '>' || NEW.state) IN ('checked>paid', 'checked>refused')))"
)
UNLISTED = (
    "OLD.state = 'checked' AND NEW.state = 'refused' AND NOT EXISTS (SELECT 1 FROM payment_batch_line l JOIN payment_batch b ON b.id = l.batch_id "
    "WHERE l.order_id = NEW.id AND l.state = 'live' AND b.state = 'approved')"
)
ORDER_RULES = ((HELD, "the order lies in a payment list"), (UNLISTED, "a bank refuses what was sent to it"))
RULES = {
    ("payment_batch", "INSERT"): BORN, ("payment_batch", "UPDATE"): STEPS, ("payment_batch_line", "INSERT"): LINE_BORN,
    ("payment_batch_line", "UPDATE"): LINE_STEPS,
}
