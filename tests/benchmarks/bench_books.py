"""Books and reports from 10 000 to 1 000 000 lines (5 000 000 with --largest) against the bare read of the same rows, in turn in the same run.

    python -m tests.benchmarks.bench_books [--lines 10000 100000 1000000] [--largest] [--engine sqlite postgresql] [--data FOLDER]

The limits are what nobody can do without: for the trial balance the plain read of the balance rows of a fund as the fund's page reads
them, for a page of a book the bare read (driver, no ORM) of its fifty lines by the index with narration and voucher. A report has more to
say than that (openings, closings, heads of chains, signers), hence ratios; what must hold is the growth of the ratio
(the bare reads stay as they are, and a machine that is busy with others slows both): first pages and sums of whole
months flat, a place within a month at most by the lines of half a month. Closed months of a statement are remembered. The fill (see
`books`) is SQL alone and takes some minutes for 5 000 000 lines.
"""

import argparse
import gc
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from fundapp import config, models  # noqa: F401  (the whole schema)
from fundapp.kernel.db import Database, Scope
from fundapp.ledger import queries, reports
from fundapp.ledger.models import Account, Book, CashBox, Entry
from fundapp.ledger.reports import Asked
from fundapp.ledger.reports.papers import sheet_of
from fundapp.ledger.spans import Span, part_span
from fundapp.sheets import signed
from fundapp.web.paging import page
from tests.benchmarks.books import YEAR, fill
from tests.engines import make_server

EVERYTHING = Scope.everything("a benchmark")
TODAY = date(YEAR, 12, 31)
MID = date(YEAR, 6, 15)
ROUNDS, EACH = 7, 5
LARGEST = 5_000_000
# A workbook holds 1 048 576 rows: the year of more lines than this does not go into one.
SHEET_OF = 1_000_000
LINES = (
    "SELECT l.id, l.entry_on, l.entry_id, e.number, e.kind, n.text, v.series, v.year, v.number, v.voucher_on, l.debit, l.credit FROM ledger_line l"
    " JOIN ledger_entry e ON e.id = l.entry_id LEFT JOIN ledger_narration n ON n.entry_id = e.id LEFT JOIN voucher v ON v.id = e.voucher_id"
    " WHERE l.balance_id = {balance} AND l.entry_on >= '{first}' AND l.entry_on <= '{last}' AND e.state = 'posted' ORDER BY l.entry_on, l.id LIMIT 51"
)


def timed(act: Callable[[], Any], clock: Callable[[], float]) -> float:
    """The best time of a few runs, in ms: the machine may be busy with others."""
    found = []
    for _turn in range(EACH):
        started = clock()
        act()
        found.append((clock() - started) * 1000)
    return min(found)


class Books:
    """The acts to be measured, over one reading session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.raw = session.connection().connection.driver_connection
        self.book = session.query(Book).filter_by(code="QMA").one()
        self.cash = session.query(CashBox).filter_by(kind="cash").one()
        self.funds = queries.books_of_box(session, self.cash)
        self.account = session.query(Account).filter_by(unit_id=self.book.unit_id, code="1111").one()
        self.balance = session.execute(
            text("SELECT id FROM ledger_balance WHERE book_id = :book AND account_code = '1111'"), {"book": self.book.id}
        ).scalar_one()
        self.middle = session.execute(
            text("SELECT max(id) FROM ledger_line WHERE balance_id = :balance AND entry_on = :day"), {"balance": self.balance, "day": MID.isoformat()}
        ).scalar_one()
        self.book_year = queries.book_years(session, self.book)[0].id
        self.year, self.month = part_span(YEAR, "y"), part_span(YEAR, "m6")
        self.days = Span(date(YEAR, 2, 11), date(YEAR, 10, 19))

    def bare(self, statement: str, **values: Any) -> Callable[[], Any]:
        written = statement.format(**values)
        return lambda: self.raw.execute(written).fetchall()

    def page(self, make: Callable[..., Any], *what: Any, deep: bool) -> Callable[[], Any]:
        span = self.year if deep else self.month
        asked = Asked((MID, self.middle) if deep else None)
        return lambda: list(make(self.session, *what, span, on=TODAY, page=asked).rows)

    def acts(self) -> list[tuple[str, str, Callable[[], Any]]]:
        """Each act with the limit to which it is held; the limits come first."""
        lines = {"balance": self.balance, "first": self.month.first, "last": self.month.last}
        both = (self.cash, self.funds)
        return [
            ("balances", "balances", lambda: queries.balances_of(self.session, self.book)),
            ("lines", "lines", self.bare(LINES, **lines)),
            ("account card, last fifty lines", "lines", lambda: queries.card(self.session, self.book, "1111", box_id=self.cash.id)),
            ("journal, last fifty entries", "lines", lambda: page(self.session, queries.journal(self.book_year), keys=[(Entry.number, "desc")])),
            ("trial balance of the year", "balances", lambda: list(reports.trial_balance(self.session, self.book, self.year, on=TODAY).rows)),
            ("trial balance of broken months", "balances", lambda: list(reports.trial_balance(self.session, self.book, self.days, on=TODAY).rows)),
            ("S11 of one fund, first page of a month", "lines", self.page(self._box_of_one, deep=False)),
            ("S11 of two funds, first page of a month", "lines", self.page(reports.box_book, *both, deep=False)),
            ("S11 of two funds, mid-month, mid-year", "lines", self.page(reports.box_book, *both, deep=True)),
            ("S03 of 1111, first page of a month", "lines", self.page(reports.general_ledger, self.book, self.account, deep=False)),
            ("S03 of 1111, mid-month, mid-year", "lines", self.page(reports.general_ledger, self.book, self.account, deep=True)),
            ("S04, first page of a month", "lines", self.page(reports.general_journal, self.book, deep=False)),
            ("S04, mid-month, mid-year", "lines", self.page(reports.general_journal, self.book, deep=True)),
            ("statement of a closed quarter", "balances", lambda: reports.read(self.session, self.book, part_span(YEAR, "q1"))),
            ("statement of an open month", "balances", lambda: reports.read(self.session, self.book, self.month)),
        ]

    def _box_of_one(self, session: Session, span: Span, **more: Any) -> Any:
        return reports.box_book(session, self.cash, self.funds, span, only=self.book, **more)


def compare(engine: str, lines: int, db: Database, earlier: dict[str, float]) -> dict[str, float]:
    with db.reading(EVERYTHING) as session:
        books = Books(session)
        acts = books.acts()
        for _name, _limit, act in acts:
            act()
        # SQLite works in this process, so its processor time is told; of a server only the clock on the wall is known.
        clock = time.process_time if db.is_sqlite else time.perf_counter
        rounds = [{name: timed(act, clock) for name, _limit, act in acts} for _round in range(ROUNDS)]
        medians = {name: statistics.median(one[name] for one in rounds) for name, _limit, _act in acts}
        print(f"\n{engine}, {lines:,} lines: plain read of the balances {medians['balances']:.3f} ms, fifty lines by the index {medians['lines']:.3f} ms")
        ratios: dict[str, float] = {}
        print(f"  {'':42} {'ms':>8} {'ratio':>7} {'growth':>7}")
        for name, limit, _act in acts[2:]:
            ratio = ratios[name] = statistics.median(one[name] / one[limit] for one in rounds)
            growth = f"{ratio / earlier[name]:.2f}" if name in earlier else ""
            print(f"  {name:42} {medians[name]:8.2f} {ratio:7.1f} {growth:>7}", flush=True)
        if lines <= SHEET_OF:
            export(books)
    return ratios


def export(books: Books) -> None:
    """The whole year of the box as a workbook: rows a second, and what it takes of memory."""
    with tempfile.TemporaryFile() as stream:
        gc.collect()
        before, started, worked = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter(), time.process_time()
        report = reports.box_book(books.session, books.cash, books.funds, books.year, on=TODAY)
        count = 0

        def counted() -> Any:
            nonlocal count
            for row in report.rows:
                count += 1
                yield row

        signed.write(sheet_of(_with_rows(report, counted()), TODAY), stream)
        took, work = time.perf_counter() - started, time.process_time() - worked
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(
            f"  S11 of the year as a workbook: {count:,} rows, {count / took:,.0f} rows/s ({count / work:,.0f} a second of the processor),"
            f" {stream.tell() / 1e6:.1f} MB, memory grew by {grown:.0f} MB"
        )


def _with_rows(report: Any, rows: Any) -> Any:
    return replace(report, rows=rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--largest", action="store_true", help="go on to 5 000 000 lines")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--data", type=Path, help="keep the filled databases in this folder and use them again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data = asked.data or Path(temporary)
        data.mkdir(parents=True, exist_ok=True)
        config.use(config.Settings(data=data, database_url="unused", key_file=data / "bench.key"))
        for engine in asked.engine:
            server, stop = (None, lambda: None) if engine == "sqlite" else make_server(data / "pg")
            try:
                earlier: dict[str, float] = {}
                for lines in sorted({*asked.lines, *([LARGEST] if asked.largest else [])}):
                    db = _database(engine, server, lines, data)
                    ratios = compare(engine, lines, db, earlier)
                    earlier = earlier or ratios
                    db.dispose()
            finally:
                stop()


def _database(engine: str, server: str | None, lines: int, data: Path) -> Database:
    done = data / f"{engine}-{lines}.done"
    if server is None:
        db = Database(f"sqlite:///{data / f'{lines}.sqlite'}")
    else:
        if not done.exists():
            admin = create_engine(server, isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.execute(text(f"CREATE DATABASE books_{lines}"))
            admin.dispose()
        db = Database(server.replace("/postgres?", f"/books_{lines}?", 1))
    if not done.exists():
        fill(db, lines)
        done.touch()
    return db


if __name__ == "__main__":
    main()
