"""Posting with every guarantee against hand-written SQL with the same, one voucher a transaction, durable, one client.

    python -m tests.benchmarks.bench_ledger [sqlite|postgresql ...]

Both post into the same database in the same run, round by round in turn; printed are the medians of the rounds and their ratio.
Goals: 0.7 on SQLite, 1.0 on PostgreSQL.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from fundapp import config, models  # noqa: F401  (the whole schema)
from fundapp.access.queries import actor_of
from fundapp.demo.cast import CAST, add_cast
from fundapp.demo.units import add_units
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.db.engine import PRAGMAS
from fundapp.ledger import check, service
from fundapp.ledger.models import Book
from fundapp.ledger.service import LineSpec, NewVoucher, Posting
from tests.benchmarks.hand_ledger import Hand, tables, triggers
from tests.engines import make_server

EVERYTHING = Scope.everything("a benchmark")
DAY = date(2026, 3, 10)
ROUNDS, EACH, WARM = 9, 200, 60
PLENTY = 900_000_000_000


class Ours:
    """Posts through the service, as a page does, in a transaction of its own."""

    def __init__(self, db: Database) -> None:
        self.db, self.count = db, 0
        with db.transaction(EVERYTHING) as session:
            units = add_units(session)
            users = add_cast(session, units, {member.username: "x" for member in CAST}, on=date(2025, 7, 1))
            session.flush()
            unit = units["LDLD-NB"].id
            self.maker, self.poster = (actor_of(session, users[name], on=DAY) for name in ("tuan", "lan"))
            book = service.open_book(
                session, unit_id=unit, code="QMA", name="Quỹ Mái ấm", legal_form="social_fund", fund_account="43181", purposes=["housing"],
                by=self.maker, on=date(2026, 1, 1),
            )
            self.cash = service.add_box(session, unit_id=unit, kind="cash", name="Két", by=self.maker)
            self.bank = service.add_box(session, unit_id=unit, kind="bank", name="Ngân hàng", by=self.maker)
            lines = [LineSpec("1111", debit=PLENTY, box=self.cash), LineSpec("43181", credit=PLENTY)]
            service.enter_opening(session, book, lines=lines, on=date(2026, 1, 1), drafted_by=self.maker.user_id, by=self.poster)
        with db.reading(EVERYTHING) as session:
            self.book = session.query(Book).one()

    def post(self, four_lines: bool) -> None:
        self.count += 1
        lines = [LineSpec("43181", debit=1000, subject="housing/1"), LineSpec("1111", credit=1000, box=self.cash)]
        if four_lines:
            lines += [LineSpec("1121", debit=500, box=self.bank), LineSpec("3388", credit=500)]
        wanted = Posting(
            self.book, DAY, "Chi hỗ trợ", lines, f"bench/{self.count}", purpose="housing",
            voucher=NewVoucher("cash_payment", 500 if four_lines else 1000, "Trần Văn A", "Hỗ trợ xây nhà"),
        )
        with self.db.transaction(EVERYTHING) as session:
            service.post(session, wanted, drafted_by=self.maker.user_id, by=self.poster)


class Theirs:
    """Posts by hand on a connection of its own to the same database."""

    def __init__(self, db: Database, users: tuple[int, int]) -> None:
        self.count = 0
        with db.engine.begin() as connection:
            for statement in [*tables(db.is_sqlite), *triggers(db.is_sqlite)]:
                connection.exec_driver_sql(statement)
        self.hand = Hand(_connect(db), db.is_sqlite, *users)

    def post(self, four_lines: bool) -> None:
        self.count += 1
        sides = [("43181", 1000, 0), ("1111", 0, 1000)]
        if four_lines:
            sides += [("1121", 500, 0), ("3388", 0, 500)]
        self.hand.post(f"bench/{self.count}", DAY, sides, 1000)


def _connect(db: Database) -> Any:
    if not db.is_sqlite:
        import psycopg

        return psycopg.connect(db.engine.url.render_as_string(hide_password=False).replace("+psycopg", ""), autocommit=True)
    connection = db.engine.dialect.loaded_dbapi.connect(db.engine.url.database, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def rate(act: Callable[[], None], times: int) -> float:
    started = time.perf_counter()
    for _turn in range(times):
        act()
    return times / (time.perf_counter() - started)


def compare(name: str, db: Database) -> list[str]:
    """Post in turn; say the medians and the ratio for two and for four lines."""
    ours = Ours(db)
    theirs = Theirs(db, (ours.maker.user_id, ours.poster.user_id))
    said = []
    for four_lines, label in ((False, "2 lines"), (True, "4 lines")):
        rate(lambda: ours.post(four_lines), WARM), rate(lambda: theirs.post(four_lines), WARM)  # noqa: B023
        rounds = [(rate(lambda: ours.post(four_lines), EACH), rate(lambda: theirs.post(four_lines), EACH)) for _round in range(ROUNDS)]  # noqa: B023
        mine, limit = (statistics.median(column) for column in zip(*rounds, strict=True))
        ratio = statistics.median(one / other for one, other in rounds)
        said.append(f"{name}, {label}: ours {mine:,.0f}/s, by hand {limit:,.0f}/s, ratio {ratio:.2f}")
        print(said[-1], flush=True)
    with db.reading(EVERYTHING) as session:
        wrong = [one.code for one in check.invariants(session) if not one.ok]
    print(f"{name}: invariants {wrong or 'all hold'} after {ours.count} postings", flush=True)
    return said


def main(engines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        config.use(config.Settings(data=Path(folder), database_url="unused", key_file=Path(folder) / "keys", run_jobs_at_once=True))
        if "sqlite" in engines:
            db = Database(f"sqlite:///{folder}/books.sqlite")
            db.create_all()
            compare("SQLite", db)
            db.dispose()
        if "postgresql" in engines:
            (Path(folder) / "pg").mkdir()
            address, stop = make_server(Path(folder) / "pg")
            db = Database(address)
            db.create_all()
            compare("PostgreSQL", db)
            db.dispose()
            stop()


if __name__ == "__main__":
    main(sys.argv[1:] or ["sqlite", "postgresql"])
