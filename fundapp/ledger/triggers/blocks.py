"""Sealing a block: one look over all its entries asks what posting asks of each, and only then are their sums carried."""

from fundapp.ledger.chart import OWED_ON, REMITTANCE
from fundapp.ledger.triggers import postgresql, sqlite
from fundapp.ledger.triggers import restrictions as r
from fundapp.ledger.triggers.open_blocks import MESSAGES

BORN = """NOT EXISTS (SELECT 1 FROM ledger_book_year y WHERE y.id = NEW.book_year_id AND y.last_number + 1 = NEW.first_number)
    OR (NEW.series_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM voucher_series v JOIN ledger_book_year y ON y.id = NEW.book_year_id
      WHERE v.id = NEW.series_id AND v.unit_id = y.unit_id AND v.year = y.year AND v.last_number + 1 = NEW.first_voucher))"""
NOT_OPEN = """NOT EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_book_year y ON y.id = k.book_year_id AND y.last_number + 1 = k.first_number
    WHERE k.id = NEW.block_id)"""
# The entries of the block in the order of their numbers: SQLite is told to begin with the block.
OF_BLOCK = """ledger_block k CROSS JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number"""
LINKS = f"""(SELECT count(*) AS n, max(k.last_number - k.first_number + 1) AS wanted,
      sum(CASE WHEN e.previous_hash <> coalesce(p.hash, y.last_hash) OR length(e.hash) <> 64 OR e.hash = e.previous_hash THEN 1 ELSE 0 END) AS unlinked,
      sum(CASE WHEN e.number = k.last_number AND e.hash = NEW.last_hash THEN 1 ELSE 0 END) AS heads,
      sum(CASE WHEN m.id IS NULL THEN 1 ELSE 0 END) AS closed, sum(CASE WHEN e.voucher_id IS NOT NULL AND v.id IS NULL THEN 1 ELSE 0 END) AS unvouched
    FROM {OF_BLOCK} JOIN ledger_book_year y ON y.id = k.book_year_id
    LEFT JOIN ledger_entry p ON p.book_year_id = e.book_year_id AND p.number = e.number - 1 AND e.number > k.first_number
    LEFT JOIN ledger_period m ON m.id = e.period_id AND m.state = 'open' AND e.entry_on BETWEEN m.starts_on AND m.ends_on
    LEFT JOIN voucher v ON v.id = e.voucher_id AND v.state = 'issued' AND v.unit_id = e.unit_id WHERE k.id = NEW.block_id)"""
EACH = f"""(SELECT count(l.id) AS n, sum(l.debit) - sum(l.credit) AS off, sum(CASE WHEN l.entry_on <> e.entry_on THEN 1 ELSE 0 END) AS astray,
      sum(CASE WHEN b.is_money THEN l.credit - l.debit ELSE 0 END) AS out,
      max(CASE WHEN l.debit > 0 AND NOT b.is_money AND b.account_code NOT LIKE '{OWED_ON}%' THEN 1 ELSE 0 END) AS unowed, max(e.purpose) AS purpose
    FROM {OF_BLOCK} LEFT JOIN ledger_line l ON l.entry_id = e.id LEFT JOIN ledger_balance b ON b.id = l.balance_id
    WHERE k.id = NEW.block_id GROUP BY e.number)"""
SUMMED = f"""(SELECT min(q.n) AS least, sum(CASE WHEN q.off <> 0 THEN 1 ELSE 0 END) AS off, sum(q.astray) AS astray, min(q.out) AS paid,
      sum(CASE WHEN q.unowed = 1 OR coalesce(q.purpose, '') <> '{REMITTANCE}' THEN 1 ELSE 0 END) AS unremitted FROM {EACH} q)"""
PASSED_THROUGH = """EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_book_year y ON y.id = k.book_year_id JOIN ledger_book f ON f.id = y.book_id
    WHERE k.id = NEW.block_id AND f.legal_form = 'pass_through')"""
KINDS = f"""(SELECT DISTINCT e.book_id AS book_id, e.purpose AS purpose, e.beneficiary_unit_id AS unit_id, e.entry_on AS entry_on
    FROM {OF_BLOCK} WHERE k.id = NEW.block_id)"""
FORBIDDEN = f"EXISTS (SELECT 1 FROM {KINDS} w WHERE NOT {r.allowed('w.book_id', 'NULL', 'w.purpose', 'w.unit_id', 'w.entry_on')})"
BOX_CLOSED = f"""EXISTS (SELECT 1 FROM ledger_block o JOIN ledger_book_year y ON y.id = o.book_year_id JOIN ledger_balance b ON b.book_id = y.book_id
    JOIN cash_close c ON c.box_id = b.box_id AND c.state = 'closed' WHERE o.id = NEW.block_id
    AND c.close_on >= (SELECT min(e.entry_on) FROM {OF_BLOCK} WHERE k.id = NEW.block_id)
    AND EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry_id WHERE l.balance_id = b.id AND l.entry_on <= c.close_on
      AND e.book_year_id = o.book_year_id AND e.number BETWEEN o.first_number AND o.last_number))"""
VOUCHERS_MISSING = """EXISTS (SELECT 1 FROM ledger_block k JOIN voucher_series s ON s.id = k.series_id WHERE k.id = NEW.block_id
    AND k.last_voucher - k.first_voucher + 1 <> (SELECT count(*) FROM voucher v WHERE v.unit_id = s.unit_id AND v.series = s.series AND v.year = s.year
      AND v.number BETWEEN k.first_voucher AND k.last_voucher))"""
MOVES = f"{OF_BLOCK} JOIN reservation_move m ON m.entry_id = e.id WHERE k.id = NEW.block_id"
# What was counted of the fund's promises before is older than every move of the block.
COUNTED_BEFORE = f"""EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_book_year y ON y.id = k.book_year_id JOIN ledger_standing s ON s.book_id = y.book_id
    WHERE k.id = NEW.block_id AND s.last_move_id >= (SELECT min(m.id) FROM {MOVES}))"""
LINES = f"{OF_BLOCK} JOIN ledger_line l ON l.entry_id = e.id"
BALANCES = f"""UPDATE ledger_balance SET amount = amount + q.moved FROM (SELECT l.balance_id, sum(l.debit - l.credit) AS moved FROM {LINES}
      WHERE k.id = NEW.block_id GROUP BY l.balance_id) q WHERE ledger_balance.id = q.balance_id;"""
MONTHS = f"""INSERT INTO ledger_month_total (balance_id, year, month, debit_amount, credit_amount)
      SELECT q.balance_id, y.year, q.month, q.debit, q.credit FROM (
        SELECT l.balance_id, p.month, sum(l.debit) AS debit, sum(l.credit) AS credit FROM {LINES} JOIN ledger_period p ON p.id = e.period_id
        WHERE k.id = NEW.block_id GROUP BY l.balance_id, p.month) q JOIN ledger_block o ON o.id = NEW.block_id
      JOIN ledger_book_year y ON y.id = o.book_year_id WHERE true
      ON CONFLICT (balance_id, year, month) DO UPDATE
      SET debit_amount = ledger_month_total.debit_amount + excluded.debit_amount, credit_amount = ledger_month_total.credit_amount + excluded.credit_amount;"""
CONSUMED = f"""UPDATE reservation SET consumed_amount = consumed_amount + q.amount,
      state = CASE WHEN consumed_amount + released_amount + q.amount < reservation.amount THEN 'open'
        WHEN released_amount = 0 THEN 'consumed' ELSE 'released' END
      FROM (SELECT m.reservation_id, sum(m.amount) AS amount FROM {MOVES} GROUP BY m.reservation_id) q WHERE reservation.id = q.reservation_id;"""
STANDING = f"""UPDATE ledger_standing SET balance_amount = balance_amount + q.money, reserved_amount = reserved_amount - w.amount,
      last_move_id = coalesce(w.last_id, last_move_id)
      FROM (SELECT coalesce(sum(l.debit - l.credit), 0) AS money FROM {LINES} JOIN ledger_balance b ON b.id = l.balance_id AND b.is_money WHERE k.id = NEW.block_id) q,
        (SELECT coalesce(sum(m.amount), 0) AS amount, max(m.id) AS last_id FROM {MOVES}) w
      WHERE book_id = (SELECT y.book_id FROM ledger_block o JOIN ledger_book_year y ON y.id = o.book_year_id WHERE o.id = NEW.block_id);"""
SERIES = """UPDATE voucher_series SET last_number = o.last_voucher FROM ledger_block o WHERE o.id = NEW.block_id AND voucher_series.id = o.series_id;"""
YEAR = """UPDATE ledger_book_year SET last_number = o.last_number, last_hash = NEW.last_hash FROM ledger_block o
      WHERE o.id = NEW.block_id AND ledger_book_year.id = o.book_year_id;"""


def _raise(key: str, wrong: str) -> str:
    return f"SELECT RAISE(ABORT, '{MESSAGES[key]}') WHERE {wrong};"


SQLITE = [
    sqlite.refuse("ledger_block_born", "INSERT", "ledger_block", MESSAGES["block"], BORN),
    f"""CREATE TRIGGER ledger_block_proved BEFORE INSERT ON ledger_sealed_block BEGIN
    {_raise("sealed", NOT_OPEN)}
    SELECT CASE WHEN s.n <> s.wanted OR s.unlinked > 0 OR s.heads <> 1 THEN RAISE(ABORT, '{MESSAGES["gap"]}')
      WHEN s.closed > 0 THEN RAISE(ABORT, '{MESSAGES["period"]}') WHEN s.unvouched > 0 THEN RAISE(ABORT, '{MESSAGES["voucher"]}') END FROM {LINKS} s;
    SELECT CASE WHEN s.least < 2 THEN RAISE(ABORT, '{MESSAGES["lines"]}') WHEN s.off > 0 THEN RAISE(ABORT, '{MESSAGES["off"]}')
      WHEN s.astray > 0 THEN RAISE(ABORT, '{MESSAGES["day"]}') WHEN s.paid <= 0 THEN RAISE(ABORT, '{MESSAGES["pays"]}')
      WHEN s.unremitted > 0 AND {PASSED_THROUGH} THEN RAISE(ABORT, '{r.MESSAGES["remitted"]}') END FROM {SUMMED} s;
    SELECT RAISE(ABORT, '{r.MESSAGES["terms"]}') WHERE {FORBIDDEN};
    {_raise("box", BOX_CLOSED)}
    {_raise("vouchers", VOUCHERS_MISSING)}
    {_raise("moves", COUNTED_BEFORE)}
    END""",
    f"""CREATE TRIGGER ledger_block_carried AFTER INSERT ON ledger_sealed_block BEGIN
    {BALANCES} {MONTHS} {CONSUMED} {STANDING} {SERIES} {YEAR} END""",
]

TEXTS = """(SELECT l.entry_id, string_agg(E'\\n' || l.position || '|' || b.account_code || '|' || coalesce(b.box_id::text, '') || '|' || l.debit || '|' || l.credit
        || '|' || coalesce(l.subject, ''), '' ORDER BY l.position) AS text
      FROM ledger_entry e JOIN ledger_line l ON l.entry_id = e.id JOIN ledger_balance b ON b.id = l.balance_id
      WHERE e.book_year_id = block.book_year_id AND e.number BETWEEN block.first_number AND block.last_number GROUP BY l.entry_id)"""
OTHER_HASH = f"""EXISTS (SELECT 1 FROM ledger_entry e JOIN {TEXTS} t ON t.entry_id = e.id LEFT JOIN voucher v ON v.id = e.voucher_id
    WHERE e.hash <> encode(sha256(convert_to('1|' || block.code || '|' || extract(year FROM e.entry_on) || '|' || e.number || '|'
      || to_char(e.entry_on, 'YYYY-MM-DD') || '|' || e.kind || '|' || e.reference || '|' || e.body_digest || '|' || coalesce(e.purpose, '') || '||'
      || coalesce(e.beneficiary_unit_id::text, '') || '|' || coalesce(v.series || '/' || v.year || '/' || v.number || ':' || v.amount, '') || '||'
      || e.drafted_by_id || '|' || e.posted_by_id || '|' || to_char(e.posted_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') || '|' || e.narration_digest || '|'
      || e.previous_hash || t.text, 'UTF8')), 'hex'))"""


def _if(wrong: str, message: str, detail: str = "") -> str:
    return f"IF {wrong} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'{detail}; END IF;"


# Balance rows one by one in the order of their ids, as a single posting takes them; the fund's row last of what others wait for.
SEAL = f"""SELECT o.book_year_id, o.first_number, o.last_number, f.code, f.id AS book_id INTO block FROM ledger_block o JOIN ledger_book_year y ON y.id = o.book_year_id
      JOIN ledger_book f ON f.id = y.book_id WHERE o.id = NEW.block_id FOR UPDATE OF y;
  {_if(NOT_OPEN, MESSAGES["sealed"])}
  PERFORM 1 FROM ledger_period WHERE book_year_id = block.book_year_id AND state = 'open' ORDER BY id FOR SHARE;
  SELECT * INTO sums FROM {LINKS} s;
  {_if("sums.n <> sums.wanted OR sums.unlinked > 0 OR sums.heads <> 1", MESSAGES["gap"])} {_if("sums.closed > 0", MESSAGES["period"])}
  {_if("sums.unvouched > 0", MESSAGES["voucher"])}
  SELECT * INTO sums FROM {SUMMED} s;
  {_if("sums.least < 2", MESSAGES["lines"])} {_if("sums.off > 0", MESSAGES["off"])} {_if("sums.astray > 0", MESSAGES["day"])} {_if("sums.paid <= 0", MESSAGES["pays"])}
  {_if(f"sums.unremitted > 0 AND {PASSED_THROUGH}", r.MESSAGES["remitted"])}
  {_if(FORBIDDEN, r.MESSAGES["terms"])} {_if(VOUCHERS_MISSING, MESSAGES["vouchers"])}
  {_if(OTHER_HASH, "L7 the hash is not that of the entry")}
  PERFORM 1 FROM ledger_balance WHERE book_id = block.book_id ORDER BY id FOR UPDATE;
  {_if(BOX_CLOSED, MESSAGES["box"])}
  {BALANCES} {MONTHS} {CONSUMED} {SERIES} {YEAR} {STANDING} RETURN NULL;"""
SEALING = SEAL.replace("CROSS JOIN ledger_entry e ON", "JOIN ledger_entry e ON")
# Held from here to the end, in the order of every posting: the series, then the year.
HOLD = """PERFORM 1 FROM voucher_series WHERE id = NEW.series_id FOR UPDATE; PERFORM 1 FROM ledger_book_year WHERE id = NEW.book_year_id FOR UPDATE;"""
POSTGRESQL = [
    postgresql.function("ledger_block_born", HOLD + postgresql.raised(MESSAGES["block"], BORN)),
    postgresql.fire("ledger_block_born", "BEFORE INSERT", "ledger_block", "ledger_block_born"),
    postgresql.function("ledger_block_carried", SEALING, "block record; sums record;"),
    postgresql.fire("ledger_block_carried", "AFTER INSERT", "ledger_sealed_block", "ledger_block_carried"),
]
