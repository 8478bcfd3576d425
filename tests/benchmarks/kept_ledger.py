"""The same posting by hand where the database holds every guarantee, as ours does, against raw SQL too.

An entry is born a draft; one UPDATE posts it, and lean triggers then check it and carry the sums: balance, lines and their
day, number and link, the open month, the issued voucher, the cash box that is not closed, the account that is not, what the
fund's terms allow (purpose, unit, last day, the donor's beside the fund's), transfers and openings, money only passed through,
donations set apart. Sums move by posting only, posted rows never change, lines come only to a draft of their book, vouchers
only with the next number. Nothing but these statements and the bare driver: this is what the service, the ORM's transaction and
our words for a refusal are measured against.
"""

import hashlib
import secrets
from datetime import UTC, date, datetime
from typing import Any

from tests.benchmarks.hand_ledger import Hand, tables

# What the barer tables lack: drafts, what an entry is for, boxes, closed accounts, donations.
MORE = {
    "kept_entry": (
        ("number BIGINT NOT NULL, on_day", "number BIGINT, state VARCHAR(10) NOT NULL, on_day"),
        ("posted_by BIGINT NOT NULL", "kind VARCHAR(10) NOT NULL, body VARCHAR(64) NOT NULL, purpose VARCHAR(60), unit_id BIGINT, gift_id BIGINT, posted_by BIGINT"),
        ("posted_at TIMESTAMP NOT NULL", "posted_at TIMESTAMP"),
        ("previous_hash VARCHAR(64) NOT NULL, hash VARCHAR(64) NOT NULL", "previous_hash VARCHAR(64), hash VARCHAR(64)"),
    ),
    "kept_balance": (
        ("amount BIGINT NOT NULL, CHECK",
         "amount BIGINT NOT NULL, box_id BIGINT, is_closed BOOLEAN DEFAULT false NOT NULL, CHECK (NOT is_closed OR amount = 0), CHECK"),
    ),
    "kept_fund": (
        ("reserved BIGINT NOT NULL, CHECK (amount - reserved >= 0)",
         "reserved BIGINT NOT NULL, apart BIGINT DEFAULT 0 NOT NULL, CHECK (amount - reserved - apart >= 0)"),
        ("amount BIGINT NOT NULL", "form VARCHAR(20) DEFAULT 'social' NOT NULL, capital VARCHAR(20) DEFAULT '43181' NOT NULL, amount BIGINT NOT NULL"),
    ),
    "kept_voucher": (("series_id BIGINT NOT NULL", "state VARCHAR(10) DEFAULT 'issued' NOT NULL, series_id BIGINT NOT NULL"),),
}
EXTRA = """
CREATE TABLE kept_close (id {id}, box_id BIGINT NOT NULL, on_day DATE NOT NULL, state VARCHAR(10) NOT NULL, UNIQUE (box_id, on_day));
CREATE TABLE kept_gift (id {id}, amount BIGINT NOT NULL, reserved BIGINT NOT NULL, CHECK (amount - reserved >= 0));
CREATE TABLE kept_terms (id {id}, gift_id BIGINT, number BIGINT NOT NULL, valid_from DATE NOT NULL, last_on DATE, state VARCHAR(10) NOT NULL);
CREATE INDEX kept_terms_of ON kept_terms (gift_id, number);
CREATE TABLE kept_terms_purpose (terms_id BIGINT NOT NULL, purpose VARCHAR(60) NOT NULL, PRIMARY KEY (terms_id, purpose));
CREATE TABLE kept_terms_unit (terms_id BIGINT NOT NULL, unit_id BIGINT NOT NULL, PRIMARY KEY (terms_id, unit_id));
INSERT INTO kept_terms VALUES (1, NULL, 1, '2026-01-01', NULL, 'in_force');
INSERT INTO kept_terms_purpose VALUES (1, 'housing');
UPDATE kept_balance SET box_id = id WHERE is_money
"""


def _allowing(gift: str) -> str:
    return f"""EXISTS (SELECT 1 FROM kept_terms t WHERE {gift} AND t.state = 'in_force' AND t.number = (SELECT max(x.number) FROM kept_terms x
      WHERE {gift.replace("t.", "x.")} AND x.state = 'in_force' AND (x.valid_from <= NEW.on_day OR x.number = 1))
      AND (t.last_on IS NULL OR t.last_on >= NEW.on_day) AND EXISTS (SELECT 1 FROM kept_terms_purpose p WHERE p.terms_id = t.id AND p.purpose = NEW.purpose)
      AND (NOT EXISTS (SELECT 1 FROM kept_terms_unit u WHERE u.terms_id = t.id) OR EXISTS (SELECT 1 FROM kept_terms_unit u JOIN unit above ON above.id = u.unit_id
        JOIN unit helped ON helped.id = NEW.unit_id WHERE u.terms_id = t.id AND substr(helped.path, 1, length(above.path)) = above.path)))"""


ALLOWED = f"(NEW.purpose IS NOT NULL AND {_allowing('t.gift_id IS NULL')} AND (NEW.gift_id IS NULL OR {_allowing('t.gift_id = NEW.gift_id')}))"
LOOKED = """count(*) AS n, sum(l.debit) - sum(l.credit) AS off, sum(CASE WHEN l.on_day <> NEW.on_day THEN 1 ELSE 0 END) AS astray,
    sum(CASE WHEN b.is_money THEN l.credit - l.debit ELSE 0 END) AS out, sum(CASE WHEN b.is_money THEN 0 ELSE 1 END) AS others,
    max(CASE WHEN l.debit > 0 AND (b.code = k.capital OR b.code LIKE '6%') THEN 1 ELSE 0 END) AS spends,
    max(CASE WHEN l.debit > 0 AND NOT b.is_money AND b.code NOT LIKE '338%' THEN 1 ELSE 0 END) AS unowed,
    max(CASE WHEN EXISTS (SELECT 1 FROM kept_close c WHERE c.box_id = b.box_id AND c.state = 'closed' AND c.on_day >= NEW.on_day) THEN 1 ELSE 0 END) AS shut,
    k.form AS form"""
SUMS = f"SELECT {LOOKED} FROM kept_line l JOIN kept_balance b ON b.id = l.balance_id JOIN kept_fund k ON k.id = 1 WHERE l.entry_id = NEW.id"
WRONG = (
    ("s.n < 2 OR s.off <> 0", "not balanced"), ("s.astray > 0", "another day"), ("s.shut = 1", "the box is closed"),
    ("NEW.kind = 'transfer' AND (s.out <> 0 OR s.others > 0) OR NEW.kind = 'opening' AND s.out > 0", "from place to place"),
    ("s.out > 0 AND NEW.kind = 'ordinary' AND s.form = 'remitted' AND (s.unowed = 1 OR NEW.purpose <> 'remittance')", "only remitted"),
    (f"NEW.kind = 'ordinary' AND (s.out > 0 OR s.spends = 1) AND NOT {ALLOWED}", "not allowed"),
    ("NEW.voucher_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM kept_voucher WHERE id = NEW.voucher_id AND state = 'issued')", "the voucher is void"),
)
MONEY = "(SELECT coalesce(sum(l.debit - l.credit), 0) FROM kept_line l JOIN kept_balance b ON b.id = l.balance_id WHERE l.entry_id = NEW.id AND b.is_money)"
CARRY = f"""
    UPDATE kept_balance SET amount = amount + (SELECT sum(debit - credit) FROM kept_line WHERE entry_id = NEW.id AND {{plus}}balance_id = kept_balance.id)
      WHERE id IN (SELECT balance_id FROM kept_line WHERE entry_id = NEW.id);
    INSERT INTO kept_month (balance_id, month, debit, credit) SELECT balance_id, {{month}}, sum(debit), sum(credit) FROM kept_line
      WHERE entry_id = NEW.id GROUP BY balance_id
      ON CONFLICT (balance_id, month) DO UPDATE SET debit = kept_month.debit + excluded.debit, credit = kept_month.credit + excluded.credit;
    UPDATE kept_gift SET amount = amount + {MONEY} WHERE NEW.gift_id IS NOT NULL AND id = NEW.gift_id;
    UPDATE kept_fund SET amount = amount + m.money, apart = apart + CASE WHEN NEW.gift_id IS NULL THEN 0 ELSE m.money END
      FROM (SELECT {MONEY} AS money) m WHERE id = 1;
    UPDATE kept_year SET last_number = NEW.number, last_hash = NEW.hash WHERE id = NEW.year_id;
"""
# True only while a posting carries its sums: the newest entry is posted, the year has not yet moved on to it.
POSTING = "EXISTS (SELECT 1 FROM kept_year y JOIN kept_entry e ON e.year_id = y.id AND e.number = y.last_number + 1 AND e.state = 'posted' WHERE y.id = 1)"
MOVED = """NEW.last_number <> OLD.last_number + 1
    OR NOT EXISTS (SELECT 1 FROM kept_entry WHERE year_id = NEW.id AND number = NEW.last_number AND hash = NEW.last_hash)"""
BY_POSTING = (
    ("kept_balance", "UPDATE", f"NEW.amount <> OLD.amount AND NOT {POSTING}"), ("kept_month", "UPDATE", f"NOT {POSTING}"), ("kept_month", "INSERT", f"NOT {POSTING}"),
    ("kept_fund", "UPDATE", f"NEW.amount <> OLD.amount AND NOT {POSTING}"), ("kept_gift", "UPDATE", f"NEW.amount <> OLD.amount AND NOT {POSTING}"),
    ("kept_year", "UPDATE", MOVED),
)
# Each of these tables is only added to.
ONLY_ADDED = ("kept_line", "kept_voucher", "kept_narration")


def _refuse(name: str, event: str, table: str, message: str, when: str = "1") -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"


SQLITE = [
    _refuse("kept_entry_born", "INSERT", "kept_entry", "born a draft", "NEW.state <> 'draft'"),
    _refuse("kept_entry_frozen", "UPDATE", "kept_entry", "frozen", "OLD.state <> 'draft' OR NEW.state <> 'posted'"),
    f"""CREATE TRIGGER kept_entry_posts BEFORE UPDATE ON kept_entry WHEN NEW.state = 'posted' BEGIN
    SELECT CASE {" ".join(f"WHEN {wrong} THEN RAISE(ABORT, '{message}')" for wrong, message in WRONG)} END FROM ({SUMS}) s;
    SELECT RAISE(ABORT, 'not the next') WHERE NOT EXISTS (
      SELECT 1 FROM kept_year WHERE id = NEW.year_id AND last_number + 1 = NEW.number AND last_hash = NEW.previous_hash);
    SELECT RAISE(ABORT, 'closed') WHERE NOT EXISTS (SELECT 1 FROM kept_period WHERE id = NEW.period_id AND state = 'open'); END""",
    "CREATE TRIGGER kept_entry_carried AFTER UPDATE ON kept_entry WHEN NEW.state = 'posted' BEGIN"
    + CARRY.format(plus="+", month="CAST(substr(NEW.on_day, 6, 2) AS INTEGER)") + "END",
    """CREATE TRIGGER kept_line_added BEFORE INSERT ON kept_line BEGIN
    SELECT RAISE(ABORT, 'posted') WHERE NOT EXISTS (SELECT 1 FROM kept_entry WHERE id = NEW.entry_id AND state = 'draft'); END""",
    _refuse("kept_narration_added", "INSERT", "kept_narration", "posted", "NOT EXISTS (SELECT 1 FROM kept_entry WHERE id = NEW.entry_id AND state = 'draft')"),
    _refuse("kept_voucher_next", "INSERT", "kept_voucher", "a gap", "NEW.number IS NOT (SELECT last_number FROM kept_series WHERE id = NEW.series_id)"),
    *(_refuse(f"{table}_{act.lower()}", act, table, "by posting only", wrong) for table, act, wrong in BY_POSTING),
    *(_refuse(f"{table}_{act.lower()}s", act, table, "frozen") for table in ONLY_ADDED for act in ("UPDATE", "DELETE")),
    _refuse("kept_entry_delete", "DELETE", "kept_entry", "frozen"),
]


def _function(name: str, body: str, declare: str = "") -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {declare} BEGIN {body} RETURN NEW; END $$"


POSTGRESQL = [
    _function("kept_refuse", "RAISE EXCEPTION 'frozen';"),
    _function("kept_by_posting", f"IF NOT {POSTING} THEN RAISE EXCEPTION 'by posting only'; END IF;"),
    _function("kept_year_move", f"IF {MOVED} THEN RAISE EXCEPTION 'by posting only'; END IF;"),
    _function("kept_entry_post", f"""IF OLD.state <> 'draft' OR NEW.state <> 'posted' THEN RAISE EXCEPTION 'frozen'; END IF;
    SELECT q.* INTO s FROM ({SUMS} GROUP BY k.form) q;
    {" ".join(f"IF {wrong} THEN RAISE EXCEPTION '{message}'; END IF;" for wrong, message in WRONG)}
    PERFORM 1 FROM kept_year WHERE id = NEW.year_id AND last_number + 1 = NEW.number AND last_hash = NEW.previous_hash FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'not the next'; END IF;
    PERFORM 1 FROM kept_period WHERE id = NEW.period_id AND state = 'open' FOR SHARE;
    IF NOT FOUND THEN RAISE EXCEPTION 'closed'; END IF;""", "DECLARE s record;"),
    # After, so that the sums can ask whether it is a posting that moves them.
    _function("kept_entry_carry", CARRY.format(plus="", month="extract(month FROM NEW.on_day)")),
    _function("kept_line_add", "PERFORM 1 FROM kept_entry WHERE id = NEW.entry_id AND state = 'draft' FOR UPDATE; IF NOT FOUND THEN RAISE EXCEPTION 'posted'; END IF;"),
    _function("kept_voucher_add", "IF NEW.number <> (SELECT last_number FROM kept_series WHERE id = NEW.series_id) THEN RAISE EXCEPTION 'a gap'; END IF;"),
    "CREATE TRIGGER kept_entry_born BEFORE INSERT ON kept_entry FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION kept_refuse()",
    "CREATE TRIGGER kept_entry_posts BEFORE UPDATE ON kept_entry FOR EACH ROW EXECUTE FUNCTION kept_entry_post()",
    "CREATE TRIGGER kept_entry_carried AFTER UPDATE ON kept_entry FOR EACH ROW EXECUTE FUNCTION kept_entry_carry()",
    *(f"CREATE TRIGGER {table}_added BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION kept_line_add()" for table in ("kept_line", "kept_narration")),
    "CREATE TRIGGER kept_voucher_next BEFORE INSERT ON kept_voucher FOR EACH ROW EXECUTE FUNCTION kept_voucher_add()",
    "CREATE TRIGGER kept_year_moves BEFORE UPDATE ON kept_year FOR EACH ROW EXECUTE FUNCTION kept_year_move()",
    *(f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} FOR EACH ROW"
      f"{' WHEN (NEW.amount <> OLD.amount)' if 'NEW.amount' in wrong else ''} EXECUTE FUNCTION kept_by_posting()" for table, act, wrong in BY_POSTING[:-1]),
    *(f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION kept_refuse()" for table in ONLY_ADDED),
    "CREATE TRIGGER kept_entry_delete BEFORE DELETE ON kept_entry FOR EACH ROW EXECUTE FUNCTION kept_refuse()",
]


def kept_tables(is_sqlite: bool) -> list[str]:
    key = "INTEGER PRIMARY KEY" if is_sqlite else "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY"
    made = [statement.replace("hand_", "kept_") for statement in tables(is_sqlite)]
    for table, changes in MORE.items():
        for old, new in changes:
            made = [one.replace(old, new) if f"CREATE TABLE {table} " in one else one for one in made]
    made = [one.replace("INSERT INTO kept_fund VALUES", "INSERT INTO kept_fund (id, amount, reserved) VALUES")
            .replace("INSERT INTO kept_balance VALUES", "INSERT INTO kept_balance (id, code, is_money, amount) VALUES") for one in made]
    return [*made, *(statement.strip() for statement in EXTRA.format(id=key).split(";")), *(SQLITE if is_sqlite else POSTGRESQL)]


class Kept(Hand):
    """Posts one payment a transaction; the triggers check it and carry the sums."""

    def post(self, reference: str, on: date, sides: list[tuple[str, int, int]], amount: int) -> None:
        execute = self.connection.execute
        execute(self.begin)
        voucher_number = execute(self.sql("UPDATE kept_series SET last_number = last_number + 1 WHERE id = 1 RETURNING last_number")).fetchone()[0]
        day: Any = on.isoformat() if self.is_sqlite else on
        voucher = execute(
            self.sql("INSERT INTO kept_voucher (series_id, number, on_day, amount, payee, reason) VALUES (1, ?, ?, ?, ?, ?) RETURNING id"),
            (voucher_number, day, amount, "Trần Văn A", "Hỗ trợ xây nhà"),
        ).fetchone()[0]
        lock = "" if self.is_sqlite else " FOR UPDATE"
        last_number, previous = execute(f"SELECT last_number, last_hash FROM kept_year WHERE id = 1{lock}").fetchone()
        number, salt, now = last_number + 1, secrets.token_hex(8), datetime.now(UTC).replace(tzinfo=None)
        period = execute(self.sql("SELECT id FROM kept_period WHERE year_id = 1 AND month = ?"), (on.month,)).fetchone()[0]
        digest = hashlib.sha256(f"{salt}|Chi hỗ trợ".encode()).hexdigest()
        rows = "".join(f"\n{code}|{debit}|{credit}" for code, debit, credit in sides)
        body = hashlib.sha256(f"{day}|ordinary|housing|{rows}".encode()).hexdigest()
        text = f"QMA|2026|{number}|{day}|{reference}|{body}|PC/{voucher_number}:{amount}|{self.drafted_by}|{self.posted_by}|{now}|{digest}|{previous}"
        made = hashlib.sha256((text + rows).encode()).hexdigest()
        entry = execute(
            self.sql(
                "INSERT INTO kept_entry (year_id, period_id, state, on_day, kind, reference, body, purpose, voucher_id, drafted_by, narration_digest)"
                " VALUES (1, ?, 'draft', ?, 'ordinary', ?, ?, 'housing', ?, ?, ?) RETURNING id"
            ),
            (period, day, reference, body, voucher, self.drafted_by, digest),
        ).fetchone()[0]
        execute(self.sql("INSERT INTO kept_narration VALUES (?, ?, ?)"), (entry, "Chi hỗ trợ", salt))
        for position, (code, debit, credit) in enumerate(sides, 1):
            execute(
                self.sql("INSERT INTO kept_line (entry_id, position, balance_id, on_day, debit, credit) SELECT ?, ?, id, ?, ?, ? FROM kept_balance WHERE code = ?"),
                (entry, position, day, debit, credit, code),
            )
        at = str(now) if self.is_sqlite else now
        execute(
            self.sql("UPDATE kept_entry SET state = 'posted', number = ?, previous_hash = ?, hash = ?, posted_by = ?, posted_at = ? WHERE id = ?"),
            (number, previous, made, self.posted_by, at, entry),
        )
        execute("COMMIT")
