"""Triggers and functions of PostgreSQL. Posting is one UPDATE of an entry's state; the trigger numbers, links and hashes it.

`ledger_post()` does one whole posting in one call: rows are locked in the global order, the fund's row last.
"""

from fundapp.ledger.triggers import accounts, lapsing, years
from fundapp.ledger.triggers import restrictions as r
from fundapp.ledger.triggers.names import FIXED, NEVER_CHANGED, NEVER_DELETED, step_wrong
from fundapp.ledger.triggers.open_blocks import born_posted, takes_rows, voucher_in_open_block
from fundapp.ledger.triggers.postgresql_post import POST

DERIVED = ("ledger_book_year", "ledger_balance", "ledger_month_total", "ledger_standing", "voucher_series")
SUMS_OF_EARMARK = ("balance_amount", "reserved_amount")


def refuse(name: str, event: str, table: str, message: str, when: str) -> str:
    """A trigger whose condition is looked at without a call; only a refusal calls the function."""
    return (
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION ledger_refuse('{message}')"
    )


def function(name: str, body: str, declare: str = "") -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE {declare} wrong text; BEGIN {body} END $$"


def by_keys(name: str, body: str) -> str:
    """A function that looks at the rows of one insert. Its plans are kept, so they find other rows by their keys, also when made on empty tables."""
    settings = " ".join(f"SET {one} = off" for one in ("enable_seqscan", "enable_hashjoin", "enable_material"))
    return function(name, body, "one record;").replace("LANGUAGE plpgsql", f"LANGUAGE plpgsql {settings}")


def fire(name: str, event: str, table: str, called: str, each: str = "ROW") -> str:
    return f"CREATE TRIGGER {name} {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {called}()"


def looks(name: str, table: str) -> str:
    """A trigger that looks at all the rows of an insert together, as `added`."""
    return f"CREATE TRIGGER {name} AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {name}()"


def changed(columns: tuple[str, ...]) -> str:
    old = ", ".join(f"OLD.{column}" for column in columns)
    new = ", ".join(f"NEW.{column}" for column in columns)
    return f"({old}) IS DISTINCT FROM ({new})" if len(columns) > 1 else f"{old} IS DISTINCT FROM {new}"


REFUSE = """CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = '23514'; END $$"""

CHANGE = f"""CREATE FUNCTION ledger_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE sums record; part record; s record; k record; mirrored boolean := NEW.kind = 'reversal';
BEGIN
  IF OLD.state <> 'draft' THEN RAISE EXCEPTION 'L4 a posted entry never changes' USING ERRCODE = '23514'; END IF;
  IF {changed(FIXED["ledger_entry"])} THEN RAISE EXCEPTION 'L4 what ledger_entry is never changes' USING ERRCODE = '23514'; END IF;
  IF NEW.state = 'dropped' AND NEW.number IS NULL AND NEW.hash IS NULL THEN RETURN NEW; END IF;
  IF NEW.state <> 'posted' THEN RAISE EXCEPTION 'L4 a draft is posted or dropped, nothing else' USING ERRCODE = '23514'; END IF;
  IF NEW.number IS NULL OR NEW.previous_hash IS NULL THEN
    SELECT last_number + 1, last_hash INTO NEW.number, NEW.previous_hash FROM ledger_book_year WHERE id = NEW.book_year_id FOR UPDATE;
  END IF;
  SELECT count(*) AS n, sum(l.debit) AS debit, sum(l.credit) AS credit, count(*) FILTER (WHERE l.entry_on <> NEW.entry_on) AS astray,
      coalesce(sum(l.debit - l.credit) FILTER (WHERE b.is_money), 0) AS money, bool_or(b.is_money) AS moves_money,
      string_agg(E'\\n' || l.position || '|' || b.account_code || '|' || coalesce(b.box_id::text, '') || '|' || l.debit || '|' || l.credit
        || '|' || coalesce(l.subject, ''), '' ORDER BY l.position) AS text,
      (SELECT code FROM ledger_book WHERE id = NEW.book_id) AS book,
      (SELECT month FROM ledger_period WHERE id = NEW.period_id AND state = 'open' AND NEW.entry_on BETWEEN starts_on AND ends_on FOR SHARE) AS month,
      CASE WHEN NEW.voucher_id IS NULL THEN '' ELSE (SELECT series || '/' || year || '/' || number || ':' || amount FROM voucher
        WHERE id = NEW.voucher_id AND state = 'issued' AND unit_id = NEW.unit_id FOR SHARE) END AS voucher,
      CASE WHEN NEW.reverses_id IS NULL THEN '' ELSE (SELECT hash FROM ledger_entry WHERE id = NEW.reverses_id) END AS reversed
    INTO sums FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id WHERE l.entry_id = NEW.id;
  IF sums.n < 2 THEN RAISE EXCEPTION 'L5 an entry has two lines or more' USING ERRCODE = '23514'; END IF;
  IF sums.debit <> sums.credit THEN RAISE EXCEPTION 'L1 an entry balances' USING ERRCODE = '23514'; END IF;
  IF sums.astray > 0 THEN RAISE EXCEPTION 'L11 a line bears the day of its entry' USING ERRCODE = '23514'; END IF;
  IF sums.month IS NULL THEN RAISE EXCEPTION 'L9 the period is not open on that day' USING ERRCODE = '23514'; END IF;
  IF sums.voucher IS NULL THEN RAISE EXCEPTION 'L8 the voucher is void or of another unit' USING ERRCODE = '23514'; END IF;
  IF NOT mirrored THEN
    SELECT legal_form, fund_account_code INTO k FROM ledger_book WHERE id = NEW.book_id;
    SELECT {r.SPENT} INTO s FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id WHERE l.entry_id = NEW.id;
    IF {r.WRONG_TRANSFER} OR {r.WRONG_OPENING} THEN RAISE EXCEPTION '{r.MESSAGES["place"]}' USING ERRCODE = '23514'; END IF;
    IF {r.WRONG_CLOSING} THEN RAISE EXCEPTION '{r.MESSAGES["closing"]}' USING ERRCODE = '23514'; END IF;
    IF {r.NOT_REMITTED} THEN RAISE EXCEPTION '{r.MESSAGES["remitted"]}' USING ERRCODE = '23514'; END IF;
    IF {r.SPENDS} AND NOT {r.ENTRY_ALLOWED} THEN RAISE EXCEPTION '{r.MESSAGES["terms"]}' USING ERRCODE = '23514'; END IF;
  END IF;
  sums.text := encode(sha256(convert_to('1|' || sums.book || '|' || extract(year FROM NEW.entry_on) || '|' || NEW.number || '|'
    || to_char(NEW.entry_on, 'YYYY-MM-DD') || '|' || NEW.kind || '|' || NEW.reference || '|' || NEW.body_digest || '|' || coalesce(NEW.purpose, '')
    || '|' || coalesce(NEW.earmark_id::text, '') || '|' || coalesce(NEW.beneficiary_unit_id::text, '')
    || '|' || sums.voucher || '|' || sums.reversed || '|' || NEW.drafted_by_id || '|' || NEW.posted_by_id || '|'
    || to_char(NEW.posted_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') || '|' || NEW.narration_digest || '|' || NEW.previous_hash || sums.text, 'UTF8')), 'hex');
  IF NEW.hash IS NOT NULL AND NEW.hash <> sums.text THEN RAISE EXCEPTION 'L7 the hash is not that of the entry' USING ERRCODE = '23514'; END IF;
  NEW.hash := sums.text;
  -- The year moves on exactly from the number and link that the entry bears; its row stays locked until the end.
  UPDATE ledger_book_year SET last_number = NEW.number, last_hash = NEW.hash
    WHERE id = NEW.book_year_id AND last_number = NEW.number - 1 AND last_hash = NEW.previous_hash;
  IF NOT FOUND THEN RAISE EXCEPTION 'L7 not the next number or not linked to the last entry' USING ERRCODE = '23514'; END IF;
  -- Row by row in the order of the ids: every posting locks balances in the same order, and each is found by its key however many there are.
  FOR part IN SELECT balance_id, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit FROM ledger_line WHERE entry_id = NEW.id
      GROUP BY balance_id ORDER BY balance_id LOOP
    UPDATE ledger_balance SET amount = amount + part.debit - part.credit
      WHERE id = part.balance_id AND NOT is_closed AND (NOT is_money OR amount + part.debit - part.credit >= 0);
    IF NOT FOUND THEN
      IF (SELECT is_closed FROM ledger_balance WHERE id = part.balance_id) THEN
        RAISE EXCEPTION 'L13 the account is closed' USING ERRCODE = '23514', CONSTRAINT = 'ck_ledger_balance_closed_is_empty', DETAIL = (
          SELECT account_code FROM ledger_balance WHERE id = part.balance_id);
      END IF;
      RAISE EXCEPTION 'F1 not enough in the box' USING ERRCODE = '23514', CONSTRAINT = 'ck_ledger_balance_money_not_below_zero', DETAIL = (
        SELECT coalesce(box_id::text, '') || ' ' || amount FROM ledger_balance WHERE id = part.balance_id);
    END IF;
    INSERT INTO ledger_month_total AS t (balance_id, year, month, debit_amount, credit_amount)
      VALUES (part.balance_id, extract(year FROM NEW.entry_on), sums.month, CASE WHEN mirrored THEN -part.credit ELSE part.debit END,
        CASE WHEN mirrored THEN -part.debit ELSE part.credit END)
      ON CONFLICT (balance_id, year, month) DO UPDATE
      SET debit_amount = t.debit_amount + excluded.debit_amount, credit_amount = t.credit_amount + excluded.credit_amount;
  END LOOP;
  IF sums.moves_money THEN
    -- Only now, when the balance rows of the box are locked: a close that came first has ended, one that comes later waits.
    SELECT c.box_id, max(c.close_on) AS close_on INTO part FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
      JOIN cash_close c ON c.box_id = b.box_id AND c.state = 'closed' AND c.close_on >= NEW.entry_on WHERE l.entry_id = NEW.id GROUP BY c.box_id LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'L19 the cash box is closed on that day' USING ERRCODE = '23514', DETAIL = part.box_id || ' ' || part.close_on;
    END IF;
    IF NEW.earmark_id IS NOT NULL THEN
      UPDATE ledger_earmark SET balance_amount = balance_amount + sums.money
        WHERE id = NEW.earmark_id AND balance_amount + sums.money >= reserved_amount;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'F1 not enough in the earmarked donation' USING ERRCODE = '23514', CONSTRAINT = 'ck_ledger_earmark_free_not_below_zero', DETAIL = (
          SELECT (balance_amount - reserved_amount)::text FROM ledger_earmark WHERE id = NEW.earmark_id);
      END IF;
      UPDATE ledger_standing SET balance_amount = balance_amount + sums.money, set_apart_amount = set_apart_amount + sums.money
        WHERE book_id = NEW.book_id;
    ELSE
      UPDATE ledger_standing SET balance_amount = balance_amount + sums.money
        WHERE book_id = NEW.book_id AND balance_amount + sums.money >= reserved_amount + set_apart_amount;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'F1 not enough in the fund' USING ERRCODE = '23514', CONSTRAINT = 'ck_ledger_standing_free_not_below_zero', DETAIL = (
          SELECT (balance_amount - reserved_amount - set_apart_amount)::text FROM ledger_standing WHERE book_id = NEW.book_id);
      END IF;
    END IF;
  END IF;
  RETURN NEW;
END $$"""

# What is inserted is looked at once a statement, whatever it holds. Each row's others are found by their keys (OFFSET 0 keeps the planner from joining
# whole tables, in a plan that it would use again for the next single row). A draft is locked, so that it cannot be posted while rows come to it.
def _by_key(table: str, name: str, key: str) -> str:
    return f"CROSS JOIN LATERAL (SELECT * FROM {table} x WHERE x.id = {key} OFFSET 0) {name}"


LOCKED = """FOR one IN SELECT DISTINCT a.entry_id FROM added a WHERE (SELECT x.state FROM ledger_entry x WHERE x.id = a.entry_id) = 'draft' ORDER BY 1 LOOP
    PERFORM 1 FROM ledger_entry WHERE id = one.entry_id FOR UPDATE; END LOOP;"""
TAKES = f"SELECT {takes_rows('e')} FROM ledger_entry e WHERE e.id = a.entry_id"
ENTRY_BORN = f"""IF EXISTS (SELECT 1 FROM added n WHERE (n.state <> 'draft' OR n.number IS NOT NULL) AND NOT {born_posted("n")}) THEN
  RAISE EXCEPTION 'L5 an entry is born a draft' USING ERRCODE = '23514'; END IF; RETURN NULL;"""
# With + 0 the fund's index is no choice: the entry is found by its id.
LINE_ADDED = f"""{LOCKED} IF EXISTS (SELECT 1 FROM added a WHERE ({TAKES}
    AND e.book_id + 0 = (SELECT b.book_id FROM ledger_balance b WHERE b.id = a.balance_id)) IS NOT TRUE) THEN
  RAISE EXCEPTION 'L4 lines are added to a draft of the same book only' USING ERRCODE = '23514'; END IF; RETURN NULL;"""
NARRATION = f"""{LOCKED} IF EXISTS (SELECT 1 FROM added a WHERE ({TAKES}) IS NOT TRUE) THEN
  RAISE EXCEPTION 'L4 a narration is added to a draft only' USING ERRCODE = '23514'; END IF; RETURN NULL;"""

PERIOD_BORN = """IF NEW.state <> 'open' OR extract(month FROM NEW.starts_on) <> NEW.month OR date_trunc('month', NEW.starts_on) <> date_trunc('month', NEW.ends_on)
  OR extract(year FROM NEW.starts_on) <> (SELECT year FROM ledger_book_year WHERE id = NEW.book_year_id) THEN
  RAISE EXCEPTION 'L11 a period lies in its year' USING ERRCODE = '23514'; END IF; RETURN NEW;"""

VOUCHER_BORN = f"""IF EXISTS (SELECT 1 FROM added WHERE state <> 'issued') THEN
    RAISE EXCEPTION 'L8 not the next number of the series' USING ERRCODE = '23514'; END IF;
  FOR one IN SELECT a.* FROM added a WHERE NOT {voucher_in_open_block("a")} ORDER BY a.unit_id, a.series, a.year, a.number LOOP
    UPDATE voucher_series SET last_number = one.number
      WHERE unit_id = one.unit_id AND series = one.series AND year = one.year AND last_number = one.number - 1;
    IF NOT FOUND THEN RAISE EXCEPTION 'L8 not the next number of the series' USING ERRCODE = '23514'; END IF;
  END LOOP; RETURN NULL;"""

VOUCHER_VOIDED = """IF OLD.state <> 'issued' OR NEW.state <> 'void' OR EXISTS (
    SELECT 1 FROM ledger_entry e WHERE e.voucher_id = NEW.id AND e.state <> 'dropped'
    AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted')) THEN
  RAISE EXCEPTION 'L8 a voucher is voided once, and not while an entry stands on it' USING ERRCODE = '23514'; END IF; RETURN NEW;"""

RESERVED = """IF NEW.earmark_id IS NOT NULL THEN
    UPDATE ledger_earmark SET reserved_amount = reserved_amount + NEW.amount WHERE id = NEW.earmark_id;
  END IF;
  UPDATE ledger_standing SET reserved_amount = reserved_amount + NEW.amount, last_reservation_id = greatest(last_reservation_id, NEW.id),
    set_apart_amount = set_apart_amount - CASE WHEN NEW.earmark_id IS NULL THEN 0 ELSE NEW.amount END WHERE book_id = NEW.book_id;
  RETURN NULL;"""
RESERVATION_BORN = f"""IF NOT {r.RESERVATION_ALLOWED} THEN RAISE EXCEPTION '{r.MESSAGES["terms"]}' USING ERRCODE = '23514'; END IF; RETURN NEW;"""


def raised(message: str, when: str) -> str:
    """A body that refuses, for conditions that look at other rows: those a trigger cannot ask by itself."""
    return f"IF {when} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW;"


# What terms and boxes refuse, each with the table and the moment.
ASKING = (
    ("ledger_terms_born", "INSERT", "ledger_terms", r.MESSAGES["born"], f"NEW.state <> 'proposed' OR NEW.number <> {r.NEXT_NUMBER}"),
    ("ledger_terms_steps", "UPDATE", "ledger_terms", r.MESSAGES["steps"], r.STEP_WRONG),
    ("ledger_terms_purpose_added", "INSERT", "ledger_terms_purpose", r.MESSAGES["added"], r.NOT_PROPOSED),
    ("ledger_terms_unit_added", "INSERT", "ledger_terms_unit", r.MESSAGES["added"], r.NOT_PROPOSED),
    ("ledger_terms_purpose_remitted", "INSERT", "ledger_terms_purpose", r.MESSAGES["purpose"], r.NOT_REMITTANCE),
    ("ledger_balance_in_own_box", "INSERT", "ledger_balance", r.MESSAGES["own_box"], r.OTHERS_BOX),
    (
        "ledger_balance_passed_through", "INSERT", "ledger_balance", r.MESSAGES["account"],
        f"{r.NOT_PASSED_THROUGH} AND EXISTS (SELECT 1 FROM ledger_book k WHERE k.id = NEW.book_id AND k.legal_form = 'pass_through')",
    ),
    ("cash_box_given", "UPDATE OF own_book_id", "cash_box", r.MESSAGES["own_box_taken"], f"OLD.own_book_id IS NOT NULL OR {r.BOX_SHARED}"),
    ("cash_box_born_given", "INSERT", "cash_box", r.MESSAGES["own_box_taken"], r.BOX_SHARED),
    *accounts.ASKED,
    *years.ASKED,
    *lapsing.ASKED,
)

OF_MOVE = f"added a {_by_key('reservation', 'r', 'a.reservation_id')} {_by_key('ledger_entry', 'e', 'a.entry_id')}"
# What an entry of a block pays is counted by its seal: only there does a posted entry consume.
MOVED = f"""PERFORM 1 FROM (SELECT DISTINCT a.reservation_id FROM added a ORDER BY 1 OFFSET 0) d
    CROSS JOIN LATERAL (SELECT x.id FROM reservation x WHERE x.id = d.reservation_id FOR UPDATE) r;
  {LOCKED}
  IF EXISTS (SELECT 1 FROM {OF_MOVE} WHERE e.earmark_id IS DISTINCT FROM r.earmark_id) THEN
    RAISE EXCEPTION 'F2 an entry pays commitments of its own earmarked donation only' USING ERRCODE = '23514'; END IF;
  IF EXISTS (SELECT 1 FROM {OF_MOVE} WHERE e.book_id IS DISTINCT FROM r.book_id OR ((a.kind = 'consumed' AND {takes_rows("e")})
      OR (a.kind = 'restored' AND e.state = 'posted' AND a.amount = (
        SELECT amount FROM reservation_move WHERE entry_id = e.reverses_id AND reservation_id = a.reservation_id))) IS NOT TRUE) THEN
    RAISE EXCEPTION 'F2 an entry pays a commitment of its own book while it is a draft; a posted reversal gives back what was paid'
      USING ERRCODE = '23514'; END IF;
  FOR one IN SELECT a.*, r.book_id, r.earmark_id FROM added a {_by_key("reservation", "r", "a.reservation_id")}
      WHERE a.kind <> 'consumed' OR (SELECT e.state FROM ledger_entry e WHERE e.id = a.entry_id) = 'draft' ORDER BY a.id LOOP
    UPDATE reservation SET
      consumed_amount = consumed_amount + CASE one.kind WHEN 'consumed' THEN one.amount WHEN 'restored' THEN -one.amount ELSE 0 END,
      released_amount = released_amount + CASE WHEN one.kind IN ('released', 'lapsed') THEN one.amount ELSE 0 END,
      state = CASE WHEN one.kind = 'restored' OR consumed_amount + released_amount + one.amount < amount THEN 'open'
                   WHEN one.kind = 'consumed' AND released_amount = 0 THEN 'consumed' WHEN one.kind = 'lapsed' THEN 'lapsed' ELSE 'released' END
      WHERE id = one.reservation_id;
    IF one.earmark_id IS NOT NULL THEN
      UPDATE ledger_earmark SET reserved_amount = reserved_amount + CASE one.kind WHEN 'restored' THEN one.amount ELSE -one.amount END
        WHERE id = one.earmark_id;
    END IF;
    UPDATE ledger_standing SET reserved_amount = reserved_amount + CASE one.kind WHEN 'restored' THEN one.amount ELSE -one.amount END,
      last_move_id = greatest(last_move_id, one.id),
      set_apart_amount = set_apart_amount + CASE WHEN one.earmark_id IS NULL THEN 0 WHEN one.kind = 'restored' THEN -one.amount ELSE one.amount END
      WHERE book_id = one.book_id;
  END LOOP; RETURN NULL;"""

DEPTH = "pg_trigger_depth() = 0"
POSTGRESQL = [
    REFUSE, CHANGE,
    *(
        f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION ledger_refuse('W7 {table} is never deleted')"
        for table in NEVER_DELETED
        for event, each in (("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    ),
    *(refuse(f"{table}_no_update", "UPDATE", table, f"L4 {table} never changes", "true") for table in NEVER_CHANGED),
    *(
        refuse(f"{table}_fixed", f"UPDATE OF {', '.join(columns)}", table, f"L4 what {table} is never changes", changed(columns))
        for table, columns in FIXED.items() if table != "ledger_entry"
    ),
    *(refuse(f"{table}_moves", "UPDATE", table, f"L3 {table} moves by posting only", DEPTH) for table in DERIVED),
    refuse("ledger_month_total_born", "INSERT", "ledger_month_total", "L3 a month total is made by posting only", DEPTH),
    refuse("ledger_balance_born", "INSERT", "ledger_balance", "L3 a balance starts at 0", "NEW.amount <> 0"),
    refuse("ledger_book_year_born", "INSERT", "ledger_book_year", "L7 a year starts at 0", "NEW.last_number <> 0"),
    refuse("voucher_series_born", "INSERT", "voucher_series", "L8 a series starts at 0", "NEW.last_number <> 0"),
    refuse(
        "ledger_standing_born", "INSERT", "ledger_standing", "L3 a fund starts at 0",
        "NEW.balance_amount <> 0 OR NEW.reserved_amount <> 0 OR NEW.set_apart_amount <> 0 OR NEW.last_reservation_id <> 0 OR NEW.last_move_id <> 0",
    ),
    refuse("ledger_earmark_born", "INSERT", "ledger_earmark", r.MESSAGES["earmark_born"], "NEW.balance_amount <> 0 OR NEW.reserved_amount <> 0"),
    refuse("ledger_earmark_moves", "UPDATE", "ledger_earmark", r.MESSAGES["earmark_moves"], f"{DEPTH} AND ({changed(SUMS_OF_EARMARK)})"),
    refuse("ledger_book_no_capital", "INSERT", "ledger_book", r.MESSAGES["account"], r.NO_CAPITAL),
    *(function(name, (years.HOLD if name in years.HELD else "") + raised(message, when)) for name, _event, _table, message, when in ASKING),
    *(fire(name, f"BEFORE {event}", table, name) for name, event, table, _message, _when in ASKING if name != lapsing.RARE),
    # Payments come through here too, and pay for no call.
    f"CREATE TRIGGER {lapsing.RARE} BEFORE INSERT ON reservation_move FOR EACH ROW WHEN (NEW.kind = 'lapsed') EXECUTE FUNCTION {lapsing.RARE}()",
    function("account_followed", f"{accounts.FOLLOW}; RETURN NULL;"), fire("account_followed", "AFTER UPDATE OF closed_on", "account", "account_followed"),
    function("reservation_extended", f"{lapsing.EXTENDED}; RETURN NULL;"), fire("reservation_extended", "AFTER INSERT", "reservation_extension", "reservation_extended"),
    function("reservation_allowed", RESERVATION_BORN), fire("reservation_allowed", "BEFORE INSERT", "reservation", "reservation_allowed"),
    by_keys("ledger_entry_born", ENTRY_BORN), looks("ledger_entry_born", "ledger_entry"),
    fire("ledger_entry_posts", "BEFORE UPDATE", "ledger_entry", "ledger_entry_change"),
    by_keys("ledger_line_added", LINE_ADDED), looks("ledger_line_added", "ledger_line"),
    refuse("ledger_period_steps", "UPDATE", "ledger_period", "L9 a period takes no such step", step_wrong()),
    function("ledger_period_born", PERIOD_BORN), fire("ledger_period_born", "BEFORE INSERT", "ledger_period", "ledger_period_born"),
    refuse(
        "ledger_narration_erased", "UPDATE", "ledger_narration", "L4 a narration is erased or stays",
        "NEW.text IS NOT NULL OR NEW.salt IS NOT NULL",
    ),
    by_keys("ledger_narration_added", NARRATION),
    looks("ledger_narration_added", "ledger_narration"),
    by_keys("voucher_born", VOUCHER_BORN), looks("voucher_born", "voucher"),
    function("voucher_voided", VOUCHER_VOIDED), fire("voucher_voided", "BEFORE UPDATE", "voucher", "voucher_voided"),
    refuse(
        "reservation_born", "INSERT", "reservation", "F2 a commitment is born open and whole",
        "NEW.state <> 'open' OR NEW.consumed_amount <> 0 OR NEW.released_amount <> 0",
    ),
    function("reservation_counted", RESERVED), fire("reservation_counted", "AFTER INSERT", "reservation", "reservation_counted"),
    refuse(
        "reservation_moves", "UPDATE", "reservation", "F2 a commitment changes by its moves only",
        f"{DEPTH} AND (OLD.consumed_amount, OLD.released_amount, OLD.state) IS DISTINCT FROM (NEW.consumed_amount, NEW.released_amount, NEW.state)",
    ),
    by_keys("reservation_move_counted", MOVED), looks("reservation_move_counted", "reservation_move"),
    POST,
]
