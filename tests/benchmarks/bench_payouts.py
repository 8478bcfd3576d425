"""Payouts of one payment list against writing the bare rows: how many a second the bank's answer goes into the books.

    python -m tests.benchmarks.bench_payouts [sqlite|postgresql ...]

Ours settles approved transfers as the job does (a few in each transaction, each with its voucher, entry, consumed promise, event, trail and
public row). The limit writes rows of the same kinds (voucher, entry, narration, two lines, move) into tables without any guarantee: executemany on
SQLite, COPY on PostgreSQL. Goals: 0.45 and 0.7. What the books alone cost is measured by `bench_block`.
"""

import sys
import time
from typing import Any

from sqlalchemy import select

from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.ledger import check
from fundapp.ledger.models import CashBox
from fundapp.payments import service
from fundapp.payments.bank_files import Answer
from fundapp.payments.models import PaymentOrder
from fundapp.payments.work import AT_ONCE, settle_some
from tests.benchmarks import many_transfers
from tests.benchmarks.bench_ledger import _connect, on_each

EVERYTHING = Scope.everything("a benchmark")
PAYOUTS, BARE = 500, 50_000
TABLES = {
    "voucher": "id bigint, unit bigint, series text, number bigint, amount bigint, payee text, address text, reason text, at text",
    "entry": "id bigint, book bigint, number bigint, reference text, body text, digest text, hash text, previous text, at text",
    "narration": "entry bigint, text text, salt text",
    "line": "entry bigint, position bigint, balance bigint, debit bigint, credit bigint, subject text",
    "move": "reservation bigint, entry bigint, amount bigint, by_id bigint, at text",
}


def rows_of(number: int) -> dict[str, list[tuple[Any, ...]]]:
    """The bare rows of one payout."""
    at, mark = "2026-03-10 08:00:00", "0" * 64
    return {
        "voucher": [(number, 1, "UNC", number, 500_000, "Trần Văn A", "Thôn 1", "Quà Tết", at)],
        "entry": [(number, 1, number, f"payments/{number}", mark, mark, mark, mark, at)],
        "narration": [(number, "Quà Tết (Trần Văn A)", "0123456789abcdef")],
        "line": [(number, 1, 1, 500_000, 0, f"gifts/{number}"), (number, 2, 2, 0, 500_000, f"gifts/{number}")],
        "move": [(number, number, 500_000, 1, at)],
    }


def bare(db: Database) -> float:
    """Payouts a second as bare rows, in one transaction."""
    connection = _connect(db)
    kinds: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
    for number in range(1, BARE + 1):
        for name, rows in rows_of(number).items():
            kinds[name] += rows
    for name, columns in TABLES.items():
        connection.execute(f"CREATE TABLE bare_{name} ({columns})")
    started = time.perf_counter()
    connection.execute("BEGIN")
    for name, rows in kinds.items():
        if db.is_sqlite:
            connection.executemany(f"INSERT INTO bare_{name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        else:
            with connection.cursor().copy(f"COPY bare_{name} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
    connection.execute("COMMIT")
    took = time.perf_counter() - started
    connection.close()
    return BARE / took


def prepare(db: Database) -> tuple[int, list[str], Any]:
    """A list of approved transfers, each of a subject of its own; gives its id, the codes and who settles it."""
    province, on = many_transfers.prepare(db, PAYOUTS), clock.today()
    with db.transaction(EVERYTHING) as session:
        orders = list(session.execute(select(PaymentOrder.id, PaymentOrder.code)))
        box = session.get_one(CashBox, province.box_id)
        batch = service.make_batch(session, box=box, order_ids=[row.id for row in orders], by=province.maker, on=on)
        service.approve_batch(session, batch, by=province.checker, on=on)
        return batch.id, [row.code for row in orders], province.payer


def settled(db: Database) -> float:
    """Payouts a second through the service, as the job does it."""
    batch_id, codes, lan = prepare(db)
    on, started = clock.today(), time.perf_counter()
    for at in range(0, len(codes), AT_ONCE):
        with db.transaction(EVERYTHING) as session:
            settle_some(session, batch_id, [Answer(code, True, "") for code in codes[at : at + AT_ONCE]], lan, on)
    return len(codes) / (time.perf_counter() - started)


def compare(name: str, db: Database) -> None:
    """Say both rates, their ratio, and whether the books are whole."""
    ours, limit = settled(db), bare(db)
    with db.reading(EVERYTHING) as session:
        wrong = [one.code for one in check.invariants(session) if not one.ok]
    print(f"{name}: ours {ours:,.0f}/s, bare rows {limit:,.0f}/s, ratio {ours / limit:.3f}; broken invariants: {', '.join(wrong) or 'none'}", flush=True)


if __name__ == "__main__":
    on_each(sys.argv[1:] or ["sqlite", "postgresql"], compare)
