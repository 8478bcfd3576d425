"""50 000 payouts posted as one act, with every guarantee, against the same rows written ready-made into tables alike that guard nothing.

    python -m tests.benchmarks.bench_block [sqlite|postgresql ...]

Ours begins with commitments and ends durable: vouchers and entries numbered and chained, lines, narrations, commitments consumed, sums carried, all of
it proved by the database. The limit writes those very rows by executemany (SQLite) or COPY (PostgreSQL) into tables with the same columns, keys and
indexes, its hashes given; a second one into bare heaps without any key. Both in the same run. Goals: 0.45 and 0.7.
"""

import re
import sys
import time
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from fundapp.access.queries import actor_of
from fundapp.demo.cast import CAST, add_cast
from fundapp.demo.units import add_units
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.ledger import check, posting_block, service
from fundapp.ledger.models import Book, CashBox, Reservation
from fundapp.ledger.service import Held, LineSpec, NewVoucher, Posting
from tests.benchmarks.bench_ledger import _connect, on_each

EVERYTHING = Scope.everything("a benchmark")
PAYOUTS, EACH = 50_000, 500_000
WRITTEN = ("voucher", "ledger_entry", "ledger_narration", "ledger_line", "reservation_move")


def prepare(db: Database, payouts: int) -> tuple[Any, Any]:
    """A fund with money in the bank and as many commitments; gives who makes and who posts."""
    on = clock.today()
    with db.transaction(EVERYTHING) as session:
        units = add_units(session)
        users = add_cast(session, units, {member.username: "x" for member in CAST}, on=date(2025, 7, 1))
        session.flush()
        unit, member_unit = units["LDLD-NB"].id, units["CDCS-BML"].id
        maker, head, poster = (actor_of(session, users[name], on=on) for name in ("tuan", "hanh", "lan"))
        book = service.open_book(
            session, unit_id=unit, code="QXH", name="Quỹ Xã hội", legal_form="social_fund", fund_account="43181", purposes=["gifts"], by=maker,
            on=date(on.year, 1, 1),
        )
        bank = service.add_box(session, unit_id=unit, kind="bank", name="Ngân hàng", by=maker)
        lines = [LineSpec("1121", debit=EACH * payouts, box=bank), LineSpec("43181", credit=EACH * payouts)]
        service.enter_opening(session, book, lines=lines, on=on, drafted_by=maker.user_id, by=head)
        session.execute(insert(Reservation), [
            {"book_id": book.id, "unit_id": unit, "for_unit_id": member_unit, "subject": f"gifts/{place}", "purpose": "gifts", "amount": EACH,
             "consumed_amount": 0, "released_amount": 0, "state": "open", "reserved_on": on, "reserved_at": clock.now(), "reserved_by_id": head.user_id}
            for place in range(1, payouts + 1)
        ])
    return maker, poster


def postings(session: Any) -> list[Posting]:
    """A transfer of each commitment."""
    book, bank, on = session.scalars(select(Book)).one(), session.scalars(select(CashBox)).one(), clock.today()
    columns = (Reservation.id, Reservation.book_id, Reservation.for_unit_id, Reservation.purpose, Reservation.subject, Reservation.amount)
    made = []
    for held_id, book_id, unit_id, purpose, subject, amount in session.execute(select(*columns).order_by(Reservation.id)):
        lines = (LineSpec("43181", debit=amount, subject=subject), LineSpec("1121", credit=amount, box=bank, subject=subject))
        voucher = NewVoucher("bank_payment", amount, "Trần Văn A", "Quà Tết", "Thôn 1", 1)
        made.append(Posting(book, on, "Quà Tết (Trần Văn A)", lines, f"payments/{held_id}", voucher, ((Held(held_id, book_id, unit_id, purpose), amount),)))
    return made


def ours(db: Database, maker: Any, poster: Any) -> tuple[float, dict[str, list[Any]]]:
    """Seconds for all as one act, and the rows that it has written, in the order of its tables."""
    rows: dict[str, list[Any]] = {}
    insert_rows = posting_block._insert

    def kept(driver: Any, is_sqlite: bool, table: str, columns: Any, given: list[Any]) -> None:
        rows.setdefault(table, []).extend(given)
        insert_rows(driver, is_sqlite, table, columns, given)

    posting_block._insert = kept
    started = time.perf_counter()
    with posting_block.uncollected(), db.transaction(EVERYTHING) as session:
        service.post_block(session, [(one, maker.user_id) for one in postings(session)], by=poster)
    took = time.perf_counter() - started
    posting_block._insert = insert_rows
    return took, rows


def alike(db: Database, connection: Any, prefix: str, keyed: bool) -> None:
    """Tables of the same columns; with the same keys, checks and indexes where they are wanted."""
    names = "|".join(WRITTEN)
    for table in WRITTEN:
        if not keyed:
            columns = ", ".join(f"{column} text" if db.is_sqlite else f"{column} {_kind(column)}" for column in posting_block.TABLES[table])
            connection.execute(f"CREATE TABLE {prefix}{table} ({columns})")
        elif db.is_sqlite:
            for (ddl,) in connection.execute("SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('table', 'index') AND sql IS NOT NULL", (table,)).fetchall():
                ddl = re.sub(rf"\b({names})\b\b", rf"{prefix}\1", ddl)
                connection.execute(re.sub(r"(INDEX )(\w+)", rf"\1{prefix}\2", ddl))
        else:
            connection.execute(f"CREATE TABLE {prefix}{table} (LIKE {table} INCLUDING ALL)")
            keys = connection.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'", (table,)).fetchall()
            for (key,) in keys:
                moved = re.sub(rf"REFERENCES ({names})\b", rf"REFERENCES {prefix}\1", key)
                connection.execute(f"ALTER TABLE {prefix}{table} ADD {moved}")


WORDS = {
    "series", "kind", "payee_name", "payee_address", "reason", "state", "reference", "body_digest", "purpose", "narration_digest", "previous_hash", "hash", "text",
    "salt", "subject",
}


def _kind(column: str) -> str:
    if column in WORDS:
        return "text"
    return "timestamp" if column.endswith("_at") else "date" if column.endswith("_on") else "bigint"


def limit(db: Database, rows: dict[str, list[Any]], prefix: str, keyed: bool) -> float:
    """Seconds for the ready-made rows in one transaction."""
    connection = _connect(db)
    alike(db, connection, prefix, keyed)
    started = time.perf_counter()
    connection.execute("BEGIN")
    for table in WRITTEN:
        columns = posting_block.TABLES[table]
        if db.is_sqlite:
            connection.executemany(f"INSERT INTO {prefix}{table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", rows[table])
        else:
            posting_block._insert(connection, False, f"{prefix}{table}", columns, rows[table])
    connection.execute("COMMIT")
    took = time.perf_counter() - started
    connection.close()
    return took


def compare(name: str, db: Database) -> None:
    """Say the three rates and the ratios, and whether the books are whole."""
    maker, poster = prepare(db, PAYOUTS)
    mine, rows = ours(db, maker, poster)
    keyed, bare = limit(db, rows, "alike_", True), limit(db, rows, "heap_", False)
    with db.reading(EVERYTHING) as session:
        wrong = [one.code for one in check.invariants(session) if not one.ok]
    word = "executemany" if db.is_sqlite else "COPY"
    print(
        f"{name}, {PAYOUTS:,} payouts as one act: ours {mine:.2f} s ({PAYOUTS / mine:,.0f}/s), {word} of the same rows into tables alike {keyed:.2f} s"
        f" ({PAYOUTS / keyed:,.0f}/s), ratio {keyed / mine:.2f} (into heaps without keys {bare:.2f} s, ratio {bare / mine:.2f});"
        f" broken invariants: {', '.join(wrong) or 'none'}",
        flush=True,
    )


if __name__ == "__main__":
    on_each(sys.argv[1:] or ["sqlite", "postgresql"], compare)
