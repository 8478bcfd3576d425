"""Fill a database with one busy year of two funds of a province, fast: INSERT ... SELECT with the triggers left out.

For benchmarks only. Entries lie evenly over the working days of 2026; one in a hundred takes an earlier one back, one in ten is a receipt.
Rows are made by SQL from their number, without triggers, foreign keys and (SQLite) the indexes that are not needed to be unique; stored sums
are made from the lines, then everything stands again and the invariants of the sums (L3a-c, F1, and L9 once months are closed) must hold.
The hashes are linked but not real: what recomputes them (L7) is no matter of these benchmarks.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select, text

from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.demo.cast import CAST, add_cast
from fundapp.demo.units import add_units
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.db.triggers import create_triggers, expected_triggers, installed_triggers
from fundapp.ledger import service
from fundapp.ledger.check import sums
from fundapp.ledger.models import Period
from fundapp.ledger.service import LineSpec
from fundapp.ledger.service.books import ensure_series

EVERYTHING = Scope.everything("filling a benchmark")
YEAR = 2026
PLENTY = 9_000_000_000_000
CHUNK = 500_000
TABLES = ("voucher", "ledger_entry", "ledger_narration", "ledger_line")
LOOSE = ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF", "PRAGMA cache_size=-400000", "PRAGMA temp_store=MEMORY")
INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%' AND tbl_name IN ('voucher', 'ledger_entry', 'ledger_line')"


def fill(db: Database, lines: int) -> None:
    """Build the schema, two funds with one box and one bank account, and `lines` posted lines; the first quarter is closed."""
    db.create_all()
    with db.transaction(EVERYTHING) as session:
        units = add_units(session)
        users = add_cast(session, units, {member.username: "x" for member in CAST}, on=date(2025, 7, 1))
        session.flush()
        unit = units["LDLD-NB"].id
        maker, poster = (actor_of(session, users[name], on=date(YEAR, 1, 2)) for name in ("tuan", "lan"))
        cash = service.add_box(session, unit_id=unit, kind="cash", name="Két", by=maker)
        bank = service.add_box(session, unit_id=unit, kind="bank", name="Ngân hàng", by=maker)
        for code, account in (("QMA", "43181"), ("QXH", "43183")):
            book = service.open_book(
                session, unit_id=unit, code=code, name=f"Quỹ {code}", legal_form="social_fund", fund_account=account, purposes=["housing", "relief"],
                by=maker, on=date(YEAR, 1, 1),
            )
            opening = [LineSpec("1111", debit=PLENTY, box=cash), LineSpec("1121", debit=PLENTY, box=bank), LineSpec(account, credit=2 * PLENTY)]
            service.enter_opening(session, book, lines=opening, on=date(YEAR, 1, 2), drafted_by=maker.user_id, by=poster)
            ensure_series(session, unit, "PC", YEAR)
    _fill_sqlite(db, lines // 2) if db.is_sqlite else _fill_postgresql(db, lines // 2)
    with db.transaction(EVERYTHING) as session:
        head = actor_of(session, session.scalar(select(User).where(User.username == "hanh")), on=date(YEAR, 1, 2))
        for period in session.scalars(select(Period).where(Period.month <= 3).order_by(Period.month)).all():
            service.request_close(session, period, by=maker, on=date(YEAR, 4, 6))
            service.close_period(session, period, by=head, on=date(YEAR, 4, 6))
    with db.reading(EVERYTHING) as session:
        wrong = [fault for one in sums.invariants(session) for fault in one.wrong]
        assert not wrong, wrong[:5]


def _fill_sqlite(db: Database, entries: int) -> None:
    with db.engine.begin() as connection:
        triggers = sorted(installed_triggers(connection) & expected_triggers("sqlite"))
        for name in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
    db.dispose()
    raw = db.engine.dialect.loaded_dbapi.connect(db.engine.url.database, isolation_level=None)
    for pragma in LOOSE:
        raw.execute(pragma)
    indexes = raw.execute(INDEXES).fetchall()
    for name, _made in indexes:
        raw.execute(f"DROP INDEX {name}")
    for statement in _statements(entries, "printf('%064d', {})", "CAST(strftime('%m', {}) AS INTEGER)"):
        raw.execute(statement)
    for _name, made in indexes:
        raw.execute(made)
    raw.execute("ANALYZE")
    assert not raw.execute("PRAGMA foreign_key_check").fetchall()
    raw.execute("PRAGMA journal_mode=WAL")
    raw.close()
    with db.engine.begin() as connection:
        create_triggers(connection)
        assert sorted(installed_triggers(connection) & expected_triggers("sqlite")) == triggers


def _fill_postgresql(db: Database, entries: int) -> None:
    with db.engine.begin() as connection:
        raw = connection.connection.driver_connection
        raw.execute("SET LOCAL session_replication_role = replica")
        raw.execute("SET LOCAL synchronous_commit = off")
        for statement in _statements(entries, "lpad(({})::text, 64, '0')", "extract(month FROM {})::int"):
            raw.execute(statement)
        for table in TABLES:
            if table != "ledger_narration":
                raw.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _statements(entries: int, padded: str, month: str) -> Iterator[str]:
    """All that is written, in the order of writing; every number below follows from that of the entry, n."""
    days = [day for day in (date(YEAR, 1, 5) + timedelta(days=n) for n in range(360)) if day.weekday() < 5]
    yield "CREATE TEMPORARY TABLE bench_day (place INTEGER PRIMARY KEY, day DATE NOT NULL)"
    yield "INSERT INTO bench_day VALUES " + ", ".join(f"({place}, '{day}')" for place, day in enumerate(days))
    yield """CREATE TEMPORARY TABLE bench_book AS SELECT CASE k.code WHEN 'QMA' THEN 1 ELSE 0 END AS even, k.id, k.unit_id, y.id AS year_id, y.last_hash,
      max(CASE WHEN b.account_code = '1111' THEN b.id END) AS cash, max(CASE WHEN b.account_code = '1121' THEN b.id END) AS bank,
      max(CASE WHEN b.account_code = k.fund_account_code THEN b.id END) AS fund
      FROM ledger_book k JOIN ledger_book_year y ON y.book_id = k.id JOIN ledger_balance b ON b.book_id = k.id
      GROUP BY k.id, k.unit_id, y.id, y.last_hash"""
    yield """CREATE TEMPORARY TABLE bench_before AS SELECT (SELECT max(id) FROM ledger_entry) AS entry, (SELECT max(id) FROM ledger_line) AS line,
      (SELECT id FROM user_account WHERE username = 'tuan') AS maker, (SELECT id FROM user_account WHERE username = 'lan') AS poster"""
    numbers = "WITH RECURSIVE numbers (n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})"
    for first in range(1, entries + 1, CHUNK):
        last = min(first + CHUNK - 1, entries)
        yield "DROP TABLE IF EXISTS bench_row"
        # A reversal takes back the entry fifty before it, of the same fund: same amount, same place.
        yield f"""CREATE TEMPORARY TABLE bench_row AS {numbers.format(first=first, last=last)}, kinds AS (
            SELECT n, CASE WHEN n % 100 = 0 THEN n - 50 ELSE n END AS origin, CASE WHEN n % 100 = 0 THEN 'reversal' ELSE 'ordinary' END AS kind,
              n % 10 = 3 AS receipt FROM numbers)
          SELECT r.n, r.origin, r.kind, r.receipt, r.n - r.n / 100 AS voucher, (1 + r.origin * 7 % 39) * 50000 AS amount, x.entry + r.n AS entry,
            x.line + 2 * r.n - 1 AS line, x.entry AS base, x.maker, x.poster, d.day, p.id AS period, k.id AS book, k.unit_id, k.year_id, k.last_hash, k.fund,
            CASE WHEN r.origin * 31 % 10 < 7 THEN k.cash ELSE k.bank END AS money
          FROM kinds r CROSS JOIN bench_before x JOIN bench_day d ON d.place = (r.n - 1) * {len(days)} / {entries} JOIN bench_book k ON k.even = 1 - r.n % 2
            JOIN ledger_period p ON p.book_id = k.id AND p.month = {month.format("d.day")} ORDER BY r.n"""
        yield """INSERT INTO voucher (id, unit_id, series, year, number, kind, voucher_on, amount, payee_name, payee_address, reason, attachments, state,
            issued_by_id, issued_at)
          SELECT voucher, unit_id, 'PC', 2026, voucher, 'cash_payment', day, amount, 'Trần Văn A', '', 'Hỗ trợ', 1, 'issued', maker, '2026-01-05 02:00:00.000000'
          FROM bench_row WHERE kind = 'ordinary' ORDER BY n"""
        yield f"""INSERT INTO ledger_entry (id, unit_id, book_id, book_year_id, period_id, number, entry_on, kind, state, reference, body_digest, purpose, voucher_id,
            reverses_id, drafted_by_id, posted_by_id, posted_at, narration_digest, previous_hash, hash)
          SELECT entry, unit_id, book, year_id, period, 1 + (n + 1) / 2, day, kind, 'posted', 'bench/' || substr({padded.format("n")}, 57), {padded.format("n")},
            CASE WHEN receipt OR kind = 'reversal' THEN NULL WHEN n % 3 = 0 THEN 'relief' ELSE 'housing' END, CASE kind WHEN 'ordinary' THEN voucher END,
            CASE kind WHEN 'reversal' THEN base + origin END, maker, poster, '2026-01-05 02:00:00.000000', {padded.format("n")},
            CASE WHEN n < 3 THEN last_hash ELSE {padded.format("n - 2")} END, {padded.format("n")} FROM bench_row ORDER BY n"""
        yield "INSERT INTO ledger_narration (entry_id, text, salt) SELECT entry, 'Chi hỗ trợ đoàn viên khó khăn, đợt ' || n, '0123456789abcdef' FROM bench_row ORDER BY n"
        yield """INSERT INTO ledger_line (id, entry_id, position, balance_id, entry_on, debit, credit)
          SELECT r.line + s.at, r.entry, s.at + 1, CASE WHEN (s.at = 0) = (NOT r.receipt) THEN r.fund ELSE r.money END, r.day,
            CASE WHEN (s.at = 0) = (r.kind = 'ordinary') THEN r.amount ELSE 0 END, CASE WHEN (s.at = 0) = (r.kind = 'ordinary') THEN 0 ELSE r.amount END
          FROM bench_row r CROSS JOIN (SELECT 0 AS at UNION ALL SELECT 1) s ORDER BY r.n, s.at"""
    yield from SUMS


SUMS = (
    "UPDATE ledger_balance SET amount = coalesce((SELECT sum(l.debit - l.credit) FROM ledger_line l WHERE l.balance_id = ledger_balance.id), 0)",
    "DELETE FROM ledger_month_total",
    ("INSERT INTO ledger_month_total (balance_id, year, month, debit_amount, credit_amount) SELECT l.balance_id, 2026, p.month,"
     " sum(CASE e.kind WHEN 'reversal' THEN -l.credit ELSE l.debit END), sum(CASE e.kind WHEN 'reversal' THEN -l.debit ELSE l.credit END)"
     " FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry_id JOIN ledger_period p ON p.id = e.period_id GROUP BY l.balance_id, p.month"),
    "UPDATE ledger_standing SET balance_amount = (SELECT sum(b.amount) FROM ledger_balance b WHERE b.book_id = ledger_standing.book_id AND b.is_money)",
    ("UPDATE ledger_book_year SET last_hash = (SELECT e.hash FROM ledger_entry e WHERE e.book_year_id = ledger_book_year.id ORDER BY e.number DESC LIMIT 1),"
     " last_number = (SELECT max(e.number) FROM ledger_entry e WHERE e.book_year_id = ledger_book_year.id)"),
    "UPDATE voucher_series SET last_number = (SELECT max(v.number) FROM voucher v)",
)
