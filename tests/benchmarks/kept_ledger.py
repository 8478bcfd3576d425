"""The same posting by hand where the database holds every guarantee, as ours does, against raw SQL too.

An entry is born a draft; one UPDATE posts it, and lean triggers then check balance, lines, number, link and month, and carry
the sums; posted rows never change, lines come only to a draft, vouchers only with the next number. Nothing but these
statements and the bare driver: this is what the service, the ORM's transaction and our finer checks are measured against.
"""

import hashlib
import secrets
from datetime import UTC, date, datetime
from typing import Any

from tests.benchmarks.hand_ledger import Hand, tables

ENTRY_DRAFT = (
    ("number BIGINT NOT NULL, on_day", "number BIGINT, state VARCHAR(10) NOT NULL, on_day"), ("posted_by BIGINT NOT NULL", "posted_by BIGINT"),
    ("posted_at TIMESTAMP NOT NULL", "posted_at TIMESTAMP"),
    ("previous_hash VARCHAR(64) NOT NULL, hash VARCHAR(64) NOT NULL", "previous_hash VARCHAR(64), hash VARCHAR(64)"),
)
CARRY = """
    UPDATE kept_balance SET amount = amount + (SELECT sum(debit - credit) FROM kept_line WHERE entry_id = NEW.id AND {plus}balance_id = kept_balance.id)
      WHERE id IN (SELECT balance_id FROM kept_line WHERE entry_id = NEW.id);
    INSERT INTO kept_month (balance_id, month, debit, credit) SELECT balance_id, {month}, sum(debit), sum(credit) FROM kept_line
      WHERE entry_id = NEW.id GROUP BY balance_id
      ON CONFLICT (balance_id, month) DO UPDATE SET debit = kept_month.debit + excluded.debit, credit = kept_month.credit + excluded.credit;
    UPDATE kept_fund SET amount = amount + (SELECT coalesce(sum(l.debit - l.credit), 0) FROM kept_line l JOIN kept_balance b ON b.id = l.balance_id
      WHERE l.entry_id = NEW.id AND b.is_money) WHERE id = 1;
    UPDATE kept_year SET last_number = NEW.number, last_hash = NEW.hash WHERE id = NEW.year_id;
"""
SQLITE = [
    "CREATE TRIGGER kept_entry_born BEFORE INSERT ON kept_entry WHEN NEW.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'born a draft'); END",
    "CREATE TRIGGER kept_entry_frozen BEFORE UPDATE ON kept_entry WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'frozen'); END",
    """CREATE TRIGGER kept_entry_posts BEFORE UPDATE ON kept_entry WHEN NEW.state = 'posted' BEGIN
    SELECT CASE WHEN count(*) < 2 OR sum(debit) <> sum(credit) THEN RAISE(ABORT, 'not balanced') END FROM kept_line WHERE entry_id = NEW.id;
    SELECT RAISE(ABORT, 'not the next') WHERE NOT EXISTS (
      SELECT 1 FROM kept_year WHERE id = NEW.year_id AND last_number + 1 = NEW.number AND last_hash = NEW.previous_hash);
    SELECT RAISE(ABORT, 'closed') WHERE NOT EXISTS (SELECT 1 FROM kept_period WHERE id = NEW.period_id AND state = 'open'); END""",
    "CREATE TRIGGER kept_entry_carried AFTER UPDATE ON kept_entry WHEN NEW.state = 'posted' BEGIN"
    + CARRY.format(plus="+", month="CAST(substr(NEW.on_day, 6, 2) AS INTEGER)") + "END",
    """CREATE TRIGGER kept_line_added BEFORE INSERT ON kept_line BEGIN
    SELECT RAISE(ABORT, 'posted') WHERE NOT EXISTS (SELECT 1 FROM kept_entry WHERE id = NEW.entry_id AND state = 'draft'); END""",
    """CREATE TRIGGER kept_voucher_next BEFORE INSERT ON kept_voucher BEGIN
    SELECT RAISE(ABORT, 'a gap') WHERE NEW.number IS NOT (SELECT last_number FROM kept_series WHERE id = NEW.series_id); END""",
    *(f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'frozen'); END"
      for table in ("kept_line", "kept_voucher") for act in ("UPDATE", "DELETE")),
    "CREATE TRIGGER kept_entry_delete BEFORE DELETE ON kept_entry BEGIN SELECT RAISE(ABORT, 'frozen'); END",
]


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NEW; END $$"


POSTGRESQL = [
    _function("kept_refuse", "RAISE EXCEPTION 'frozen';"),
    _function("kept_entry_post", """IF OLD.state <> 'draft' THEN RAISE EXCEPTION 'frozen'; END IF;
    IF (SELECT count(*) < 2 OR sum(debit) <> sum(credit) FROM kept_line WHERE entry_id = NEW.id) THEN RAISE EXCEPTION 'not balanced'; END IF;
    PERFORM 1 FROM kept_year WHERE id = NEW.year_id AND last_number + 1 = NEW.number AND last_hash = NEW.previous_hash FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'not the next'; END IF;
    PERFORM 1 FROM kept_period WHERE id = NEW.period_id AND state = 'open' FOR SHARE;
    IF NOT FOUND THEN RAISE EXCEPTION 'closed'; END IF;""" + CARRY.format(plus="", month="extract(month FROM NEW.on_day)")),
    _function("kept_line_add", "PERFORM 1 FROM kept_entry WHERE id = NEW.entry_id AND state = 'draft' FOR UPDATE; IF NOT FOUND THEN RAISE EXCEPTION 'posted'; END IF;"),
    _function("kept_voucher_add", "IF NEW.number <> (SELECT last_number FROM kept_series WHERE id = NEW.series_id) THEN RAISE EXCEPTION 'a gap'; END IF;"),
    "CREATE TRIGGER kept_entry_born BEFORE INSERT ON kept_entry FOR EACH ROW WHEN (NEW.state <> 'draft') EXECUTE FUNCTION kept_refuse()",
    "CREATE TRIGGER kept_entry_posts BEFORE UPDATE ON kept_entry FOR EACH ROW EXECUTE FUNCTION kept_entry_post()",
    "CREATE TRIGGER kept_line_added BEFORE INSERT ON kept_line FOR EACH ROW EXECUTE FUNCTION kept_line_add()",
    "CREATE TRIGGER kept_voucher_next BEFORE INSERT ON kept_voucher FOR EACH ROW EXECUTE FUNCTION kept_voucher_add()",
    *(f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION kept_refuse()" for table in ("kept_line", "kept_voucher")),
    "CREATE TRIGGER kept_entry_delete BEFORE DELETE ON kept_entry FOR EACH ROW EXECUTE FUNCTION kept_refuse()",
]


def kept_tables(is_sqlite: bool) -> list[str]:
    made = [statement.replace("hand_", "kept_") for statement in tables(is_sqlite)]
    for old, new in ENTRY_DRAFT:
        made = [statement.replace(old, new) if "TABLE kept_entry" in statement else statement for statement in made]
    return [*made, *(SQLITE if is_sqlite else POSTGRESQL)]


class Kept(Hand):
    """Posts one payment a transaction; the triggers carry the sums."""

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
        text = f"QMA|2026|{number}|{day}|{reference}|PC/{voucher_number}:{amount}|{self.drafted_by}|{self.posted_by}|{now}|{digest}|{previous}"
        made = hashlib.sha256((text + "".join(f"\n{code}|{debit}|{credit}" for code, debit, credit in sides)).encode()).hexdigest()
        entry = execute(
            self.sql(
                "INSERT INTO kept_entry (year_id, period_id, state, on_day, reference, voucher_id, drafted_by, narration_digest)"
                " VALUES (1, ?, 'draft', ?, ?, ?, ?, ?) RETURNING id"
            ),
            (period, day, reference, voucher, self.drafted_by, digest),
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
