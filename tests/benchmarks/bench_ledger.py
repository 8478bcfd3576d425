"""Posting with every guarantee against hand-written SQL with the same, one voucher a transaction, durable, one client.

    python -m tests.benchmarks.bench_ledger [sqlite|postgresql ...]

All post into the same database in the same run, round by round in turn; printed are the medians of the rounds and of their
ratios. The limit is the hand-written posting that the same constraints and triggers hold, because it writes into the same tables
(`same_ledger`). Beside it stand two with tables of their own for one fund of one unit: one whose database holds the guarantees
(`kept_ledger`), and a barer one that trusts its own code for them (`hand_ledger`). Goals against the limit: 0.7 on SQLite, 1.0 on PostgreSQL.
"""

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import partial
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
from tests.benchmarks.kept_ledger import Kept, kept_tables
from tests.benchmarks.same_ledger import Same
from tests.engines import make_server

EVERYTHING = Scope.everything("a benchmark")
DAY = date(2026, 3, 10)
ROUNDS, EACH, WARM = 9, 200, 60
PLENTY = 900_000_000_000


class Ours:
    """Posts through the service, as a page does, in a transaction of its own."""

    def __init__(self, db: Database) -> None:
        self.db, self.count, self.numbers = db, 0, itertools.count(1)
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
        # Several threads may post: each takes a number of its own.
        number = self.count = next(self.numbers)
        lines = [LineSpec("43181", debit=1000, subject="housing/1"), LineSpec("1111", credit=1000, box=self.cash)]
        if four_lines:
            lines += [LineSpec("1121", debit=500, box=self.bank), LineSpec("3388", credit=500)]
        wanted = Posting(
            self.book, DAY, "Chi hỗ trợ", lines, f"bench/{number}", purpose="housing",
            voucher=NewVoucher("cash_payment", 500 if four_lines else 1000, "Trần Văn A", "Hỗ trợ xây nhà"),
        )
        with self.db.transaction(EVERYTHING) as session:
            service.post(session, wanted, drafted_by=self.maker.user_id, by=self.poster)


class Theirs:
    """Posts by hand on a connection of its own to the same database."""

    def __init__(self, db: Database, users: tuple[int, int], kind: type[Hand]) -> None:
        self.count = 0
        made = {Same: [], Kept: kept_tables(db.is_sqlite), Hand: [*tables(db.is_sqlite), *triggers(db.is_sqlite)]}
        with db.engine.begin() as connection:
            for statement in made[kind]:
                # psycopg reads a percent sign as a placeholder even without parameters.
                connection.exec_driver_sql(statement if db.is_sqlite else statement.replace("%", "%%"))
        self.hand = kind(_connect(db), db.is_sqlite, *users)

    def post(self, four_lines: bool) -> None:
        self.count += 1
        sides = [("43181", 1000, 0), ("1111", 0, 1000)]
        if four_lines:
            sides += [("1121", 500, 0), ("3388", 0, 500)]
        self.hand.post(f"hand/{self.count}", DAY, sides, 500 if four_lines else 1000)


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


def compare(name: str, db: Database) -> None:
    """Post in turn; say the medians and the ratios for two and for four lines."""
    ours = Ours(db)
    users = (ours.maker.user_id, ours.poster.user_id)
    # The first posting makes the accounts of the fund and the series of its vouchers.
    ours.post(four_lines=True)
    limit, apart, bare = (Theirs(db, users, kind) for kind in (Same, Kept, Hand))
    db.dispose()
    for four_lines in (False, True):
        posts: list[Callable[[], None]] = [partial(one.post, four_lines) for one in (ours, limit, apart, bare)]
        for act in posts:
            rate(act, WARM)
        rounds = [[rate(act, EACH) for act in posts] for _round in range(ROUNDS)]
        mine, same, kept, hand = (statistics.median(column) for column in zip(*rounds, strict=True))
        ratio, own, barer = (statistics.median(row[0] / row[place] for row in rounds) for place in (1, 2, 3))
        print(
            f"{name}, {4 if four_lines else 2} lines: ours {mine:,.0f}/s, by hand with the same guarantees {same:,.0f}/s, ratio {ratio:.2f}"
            f" (tables for one fund only {kept:,.0f}/s, ratio {own:.2f}; guarantees held by code alone {hand:,.0f}/s, ratio {barer:.2f})",
            flush=True,
        )
    say_whether_whole(name, db, ours)


def say_whether_whole(name: str, db: Database, ours: Ours) -> None:
    with db.reading(EVERYTHING) as session:
        wrong = [one.code for one in check.invariants(session) if not one.ok]
    print(f"{name}: broken invariants after {ours.count} postings: {', '.join(wrong) or 'none'}", flush=True)


def on_each(engines: list[str], compare: Callable[[str, Database], None]) -> None:
    """Run a comparison on a fresh database of each of these engines, SQLite first."""
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
    on_each(sys.argv[1:] or ["sqlite", "postgresql"], compare)
