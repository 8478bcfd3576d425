"""Fill a database with one busy year of two funds of a province, fast: raw rows, triggers left out, sums made from the lines.

For benchmarks only. Entries lie evenly over the working days of 2026; one in a hundred takes an earlier one back, one in ten is a receipt.
"""

import itertools
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, text

from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.demo.cast import CAST, add_cast
from fundapp.demo.units import add_units
from fundapp.kernel.db import Base, Database, Scope
from fundapp.kernel.db.triggers import create_triggers, expected_triggers, installed_triggers
from fundapp.ledger import service
from fundapp.ledger.models import Period
from fundapp.ledger.service import LineSpec
from fundapp.ledger.service.books import ensure_series

EVERYTHING = Scope.everything("filling a benchmark")
YEAR = 2026
PLENTY = 900_000_000_000
TABLES = ("voucher", "ledger_entry", "ledger_narration", "ledger_line")
LEDGER_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^(ledger_|voucher|reservation)'"


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
    with db.engine.begin() as connection:
        _without_triggers(db, connection)
        _load(db, connection, lines)
        for statement in SUMS:
            connection.execute(text(statement if db.is_sqlite else statement.replace("{true}", "true")))
        create_triggers(connection) if db.is_sqlite else _with_triggers(connection)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if db.is_sqlite else "VACUUM ANALYZE"))
    with db.transaction(EVERYTHING) as session:
        head = actor_of(session, session.scalar(select(User).where(User.username == "hanh")), on=date(YEAR, 1, 2))
        for period in session.scalars(select(Period).where(Period.month <= 3).order_by(Period.month)).all():
            service.request_close(session, period, by=maker, on=date(YEAR, 4, 6))
            service.close_period(session, period, by=head, on=date(YEAR, 4, 6))


def _without_triggers(db: Database, connection: Any) -> None:
    if db.is_sqlite:
        for name in sorted(installed_triggers(connection) & expected_triggers("sqlite")):
            connection.execute(text(f"DROP TRIGGER {name}"))
        return
    connection.execute(text("SET LOCAL session_replication_role = replica"))


def _with_triggers(connection: Any) -> None:
    connection.execute(text("SET LOCAL session_replication_role = origin"))
    for table in TABLES:
        if table != "ledger_narration":
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"))


SUMS = (
    "UPDATE ledger_balance SET amount = coalesce((SELECT sum(l.debit - l.credit) FROM ledger_line l WHERE l.balance_id = ledger_balance.id), 0)",
    "DELETE FROM ledger_month_total",
    ("INSERT INTO ledger_month_total (balance_id, year, month, debit_amount, credit_amount) SELECT l.balance_id, 2026, p.month,"
     " sum(CASE e.kind WHEN 'reversal' THEN -l.credit ELSE l.debit END), sum(CASE e.kind WHEN 'reversal' THEN -l.debit ELSE l.credit END)"
     " FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry_id JOIN ledger_period p ON p.id = e.period_id GROUP BY l.balance_id, p.month"),
    "UPDATE ledger_standing SET balance_amount = (SELECT sum(b.amount) FROM ledger_balance b WHERE b.book_id = ledger_standing.book_id AND b.is_money)",
    "UPDATE ledger_book_year SET last_number = (SELECT max(e.number) FROM ledger_entry e WHERE e.book_year_id = ledger_book_year.id)",
)


def _load(db: Database, connection: Any, lines: int) -> None:
    raw = connection.connection.driver_connection
    made = _rows(connection, lines // 2)
    while chunk := list(itertools.islice(made, 20_000)):
        for place, table in enumerate(TABLES):
            rows = [row for entry in chunk for row in entry[place]]
            _insert(db, raw, Base.metadata.tables[table], rows)


def _insert(db: Database, raw: Any, table: Any, rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0])
    if db.is_sqlite:
        values = [tuple(value.isoformat() if isinstance(value, date) else value for value in row.values()) for row in rows]
        raw.executemany(f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' for _column in columns)})", values)
        return
    with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(list(row.values()))


def _rows(connection: Any, entries: int, seed: int = 7) -> Iterator[tuple[list[dict[str, Any]], ...]]:
    """One entry after the other as rows of each table, in the order of the days."""
    rng = random.Random(seed)
    days = [day for day in (date(YEAR, 1, 5) + timedelta(days=n) for n in range(360)) if day.weekday() < 5]
    books = [_book(connection, code) for code in ("QMA", "QXH")]
    maker, poster = (connection.execute(text("SELECT id FROM user_account WHERE username = :name"), {"name": name}).scalar_one() for name in ("tuan", "lan"))
    numbers = [1, 1]
    earlier: list[list[tuple[int, int, str]]] = [[], []]
    first_line = connection.execute(text("SELECT max(id) FROM ledger_line")).scalar_one()
    first_entry = connection.execute(text("SELECT max(id) FROM ledger_entry")).scalar_one()
    at = "2026-01-05 02:00:00.000000"
    for n in range(1, entries + 1):
        place = n % 2
        book, day, entry, line = books[place], days[(n - 1) * len(days) // entries], first_entry + n, first_line + 2 * n - 1
        numbers[place] += 1
        amount, money = rng.randrange(1, 40) * 50_000, "cash" if rng.random() < 0.7 else "bank"
        reverses, receipt = None, n % 10 == 3
        if n % 100 == 0 and earlier[place]:
            reverses, amount, money = earlier[place].pop(rng.randrange(len(earlier[place])))
        elif not receipt and len(earlier[place]) < 500:
            earlier[place].append((entry, amount, money))
        out, back = [(book["fund"], amount, 0), (book[money], 0, amount)], [(book["fund"], 0, amount), (book[money], amount, 0)]
        sides = back if reverses else back[::-1] if receipt else out
        voucher = None if reverses else n
        yield (
            [] if voucher is None else [{
                "id": n, "unit_id": book["unit_id"], "series": "PC", "year": YEAR, "number": n, "kind": "cash_payment", "voucher_on": day, "amount": amount,
                "payee_name": "Trần Văn A", "payee_address": "", "reason": "Hỗ trợ", "attachments": 1, "state": "issued", "issued_by_id": maker, "issued_at": at,
            }],
            [{
                "id": entry, "unit_id": book["unit_id"], "book_id": book["id"], "book_year_id": book["year_id"], "period_id": book["periods"][day.month],
                "number": numbers[place], "entry_on": day, "kind": "reversal" if reverses else "ordinary", "state": "posted", "reference": f"bench/{n}",
                "body_digest": f"{n:064d}", "purpose": None if receipt or reverses else ("housing", "relief")[n % 3 == 0], "voucher_id": voucher,
                "reverses_id": reverses, "drafted_by_id": maker, "posted_by_id": poster, "posted_at": at, "narration_digest": f"{n:064d}",
                "previous_hash": f"{n:064d}", "hash": f"{n + 1:064d}",
            }],
            [{"entry_id": entry, "text": f"Chi hỗ trợ đoàn viên khó khăn, đợt {n}", "salt": "0123456789abcdef"}],
            [
                {"id": line + at_, "entry_id": entry, "position": at_ + 1, "balance_id": side[0], "entry_on": day, "debit": side[1], "credit": side[2], "subject": None}
                for at_, side in enumerate(sides)
            ],
        )


def _book(connection: Any, code: str) -> dict[str, Any]:
    book = dict(connection.execute(text("SELECT id, unit_id, fund_account_code FROM ledger_book WHERE code = :code"), {"code": code}).mappings().one())
    balances = connection.execute(text("SELECT id, account_code FROM ledger_balance WHERE book_id = :id"), {"id": book["id"]}).all()
    names = {"1111": "cash", "1121": "bank"}
    book.update({names.get(row.account_code, "fund"): row.id for row in balances})
    book["year_id"] = connection.execute(text("SELECT id FROM ledger_book_year WHERE book_id = :id"), {"id": book["id"]}).scalar_one()
    book["periods"] = {
        row.month: row.id for row in connection.execute(text("SELECT id, month FROM ledger_period WHERE book_id = :id"), {"id": book["id"]})
    }
    return book
