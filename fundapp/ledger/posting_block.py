"""The hot path of many payments: the rows of a whole block through the driver, then the seal by which the database proves them all.

Numbers are taken as one block, the chain is reckoned here in their order; SQLite takes the rows by the hundred, PostgreSQL by COPY.
Payments are made ready, reckoned and written a thousand at a time: what is done with the last ones still finds them in the processor's cache.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, NamedTuple

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from fundapp.ledger.chain import entry_hash, instant_text
from fundapp.ledger.posting import Outcome, Ready, RuleBroken, broken, rule_of

YEAR = (
    "SELECT y.id, y.unit_id, y.last_number, y.last_hash FROM ledger_book_year y WHERE y.book_id = {0} AND y.year = {0}{1}"
)
SERIES = "SELECT id, last_number FROM voucher_series WHERE unit_id = {0} AND series = {0} AND year = {0}{1}"
PERIODS = "SELECT month, id FROM ledger_period WHERE book_year_id = {0}"
BALANCES = "SELECT account_code, box_id, id FROM ledger_balance WHERE book_id = {0}"
TABLES: dict[str, tuple[str, ...]] = {
    "ledger_block": ("id", "book_year_id", "first_number", "last_number", "series_id", "first_voucher", "last_voucher"),
    "voucher": (
        "id", "unit_id", "series", "year", "number", "kind", "voucher_on", "amount", "payee_name", "payee_address", "reason", "attachments", "state",
        "issued_by_id", "issued_at",
    ),
    "ledger_entry": (
        "id", "unit_id", "book_id", "book_year_id", "period_id", "number", "entry_on", "kind", "state", "reference", "body_digest", "purpose",
        "beneficiary_unit_id", "voucher_id", "drafted_by_id", "posted_by_id", "posted_at", "narration_digest", "previous_hash", "hash",
    ),
    "ledger_narration": ("entry_id", "text", "salt"),
    "ledger_line": ("entry_id", "position", "balance_id", "entry_on", "debit", "credit", "subject"),
    "reservation_move": ("reservation_id", "entry_id", "kind", "amount", "reason", "by_id", "moved_on", "moved_at"),
    "ledger_sealed_block": ("block_id", "last_hash"),
}
# How many payments are in hand at once.
IN_HAND = 1000
# SQLite keeps a journal of each statement on tables with triggers: one for a hundred rows costs half of one for each.
AT_ONCE = 100
ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Place(NamedTuple):
    """Where a block goes: its year and head, months, balances, and the series with its last number."""

    year_id: int
    unit_id: int
    last_number: int
    last_hash: str
    periods: dict[int, int]
    balances: dict[tuple[str, int | None], int]
    series_id: int | None
    last_voucher: int | None


@contextmanager
def uncollected() -> Iterator[None]:
    """Make hundreds of thousands of small rows without the collector looking through all of them, and the whole program, again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class RowsMissing(Exception):
    """A row that the payments need is not there yet: the year or the series, or the balances of `sides` (account, box)."""

    def __init__(self, sides: Sequence[tuple[str, int | None]] = ()) -> None:
        super().__init__(sides)
        self.sides = sides


def write_block(session: Session, readies: Iterable[Ready], count: int) -> list[Outcome]:
    """Post `count` payments of one book and year together, with vouchers of one series or none, as they are made ready.

    Raises RowsMissing when a row that they need must be made first, RuleBroken when the database refuses any of them, and what making them ready
    raises; then none is written.
    """
    session.flush()
    connection = session.connection()
    driver: Any = connection.connection.driver_connection
    dbapi = connection.dialect.loaded_dbapi
    try:
        with _whole_or_not(driver):
            return _write(driver, connection.dialect.name == "sqlite", iter(readies), count)
    except dbapi.Error as problem:
        raise _named(problem, dbapi) from problem


@contextmanager
def _whole_or_not(driver: Any) -> Iterator[None]:
    driver.execute("SAVEPOINT block")
    is_whole = False
    try:
        yield
        is_whole = True
    finally:
        if not is_whole:
            driver.execute("ROLLBACK TO SAVEPOINT block")
        driver.execute("RELEASE SAVEPOINT block")


def _write(driver: Any, is_sqlite: bool, readies: Iterator[Ready], count: int) -> list[Outcome]:
    in_hand = list(islice(readies, IN_HAND))
    place = _place(driver, is_sqlite, in_hand[0])
    ids = _new_ids(driver, is_sqlite, "ledger_entry", count)
    block = Block(place, ids, _new_ids(driver, is_sqlite, "voucher", count) if place.series_id else ())
    _insert(driver, is_sqlite, "ledger_block", TABLES["ledger_block"], [block.head(count)])
    while in_hand:
        for table, rows in block.rows(in_hand).items():
            _insert(driver, is_sqlite, table, TABLES[table], rows)
        in_hand = list(islice(readies, IN_HAND))
    _insert(driver, is_sqlite, "ledger_sealed_block", TABLES["ledger_sealed_block"], [(ids[0], block.hash)])
    return block.outcomes


def _named(problem: Exception, dbapi: Any) -> Exception:
    state = getattr(problem, "sqlstate", None)
    if state is None:
        return RuleBroken(rule_of(str(problem))) if isinstance(problem, dbapi.IntegrityError) else problem
    return broken(DBAPIError("", None, problem)) if state.startswith("23") else problem


def _place(driver: Any, is_sqlite: bool, first: Ready) -> Place:
    mark, lock = ("?", "") if is_sqlite else ("%s", " FOR UPDATE")

    def ask(text: str, *values: Any) -> Any:
        return driver.execute(text.format(mark, lock), values)

    year = ask(YEAR.replace("{1}", ""), first.book_id, first.on.year).fetchone()
    if year is None:
        raise RowsMissing
    series: Any = (None, None)
    if first.paper is not None:
        series = ask(SERIES, year[1], first.paper.series, first.on.year).fetchone()
        if series is None:
            raise RowsMissing
    year = ask(YEAR, first.book_id, first.on.year).fetchone()
    balances = {(code, box_id): found for code, box_id, found in ask(BALANCES, first.book_id)}
    periods = dict(ask(PERIODS, year[0]).fetchall())
    return Place(year[0], year[1], year[2], year[3], periods, balances, series[0], series[1])


def _new_ids(driver: Any, is_sqlite: bool, table: str, count: int) -> Sequence[int]:
    if is_sqlite:
        last = driver.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]
        return range(last + 1, last + 1 + count)
    sequence = f"(SELECT pg_get_serial_sequence('{table}', 'id')::regclass AS name OFFSET 0)"
    taken = f"SELECT nextval(s.name) AS id FROM {sequence} s, generate_series(1, %s)"
    least, most = driver.execute(f"SELECT min(id), max(id) FROM ({taken}) t", (count,)).fetchone()
    if most - least + 1 == count:
        return range(least, most + 1)
    # Somebody else took some in between: these are given up, for ids may have gaps.
    return [row[0] for row in driver.execute(taken, (count,))]


class Block:
    """The rows of a block's payments, reckoned in the order of their numbers."""

    def __init__(self, place: Place, ids: Sequence[int], voucher_ids: Sequence[int]) -> None:
        self.place, self.ids, self.voucher_ids = place, ids, voucher_ids
        self.hash, self.outcomes = place.last_hash, list[Outcome]()

    def head(self, count: int) -> tuple[int | None, ...]:
        """The row of the block itself; it is called after its first entry."""
        place = self.place
        last = place.last_voucher
        vouchers = (None, None, None) if last is None else (place.series_id, last + 1, last + count)
        return (self.ids[0], place.year_id, place.last_number + 1, place.last_number + count, *vouchers)

    def rows(self, readies: Sequence[Ready]) -> dict[str, list[Any]]:
        """The rows of the next payments, table by table in the order in which they are written."""
        entries: list[Any] = []
        narrations: list[Any] = []
        lines: list[Any] = []
        moves: list[Any] = []
        vouchers: list[Any] = []
        place, outcomes, previous = self.place, self.outcomes, self.hash
        balances, unit_id, year_id, periods, last_voucher = place.balances, place.unit_id, place.year_id, place.periods, place.last_voucher
        missing = {side[:2] for ready in readies for side in ready.sides}.difference(balances)
        if missing:
            raise RowsMissing(sorted(missing, key=str))
        seen, instant, hashed_at = None, "", ""
        for at, ready in enumerate(readies, len(outcomes)):
            (
                book_id, book_code, day, kind, reference, body, purpose, narration, salt, digest, drafted_by, posted_by, moment, sides, consumes, _voucher_id,
                label, paper, _reverses_id, _reverses, _earmark_id, beneficiary_id,
            ) = ready
            entry_id, number, on = self.ids[at], place.last_number + 1 + at, day.isoformat()
            if moment is not seen:
                seen, instant, hashed_at = moment, moment.replace(tzinfo=None).isoformat(" ", "microseconds"), instant_text(moment)
            voucher_id = voucher_number = None
            if paper is not None and last_voucher is not None:
                voucher_id, voucher_number = self.voucher_ids[at], last_voucher + 1 + at
                series, paper_kind, amount, payee_name, payee_address, reason, attachments = paper
                vouchers.append((
                    voucher_id, unit_id, series, day.year, voucher_number, paper_kind, on, amount, payee_name, payee_address, reason, attachments, "issued",
                    posted_by, instant,
                ))
            hashed = entry_hash(
                book_code=book_code, year=day.year, number=number, on=day, kind=kind, reference=reference, body=body, purpose=purpose, earmark=None,
                beneficiary=beneficiary_id, voucher=label, reverses="", drafted_by=drafted_by, posted_by=posted_by, posted_at=hashed_at, narration=digest,
                previous=previous, lines=[(position, *side) for position, side in enumerate(sides, 1)],
            )
            entries.append((
                entry_id, unit_id, book_id, year_id, periods[day.month], number, on, kind, "posted", reference, body, purpose, beneficiary_id, voucher_id,
                drafted_by, posted_by, instant, digest, previous, hashed,
            ))
            narrations.append((entry_id, narration, salt))
            for position, (account, box_id, debit, credit, subject) in enumerate(sides, 1):
                lines.append((entry_id, position, balances[account, box_id], on, debit, credit, subject))
            for reservation_id, part in consumes:
                moves.append((reservation_id, entry_id, "consumed", part, "", posted_by, on, instant))
            previous = hashed
            outcomes.append(Outcome("posted", entry_id, number, hashed, voucher_id, voucher_number))
        self.hash = previous
        return {"voucher": vouchers, "ledger_entry": entries, "ledger_narration": narrations, "ledger_line": lines, "reservation_move": moves}


def _insert(driver: Any, is_sqlite: bool, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    if is_sqlite:
        into, row = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ", f"({', '.join('?' * len(columns))})"
        whole = len(rows) - len(rows) % AT_ONCE
        together = into + ", ".join([row] * AT_ONCE)
        for at in range(0, whole, AT_ONCE):
            driver.execute(together, list(chain.from_iterable(rows[at : at + AT_ONCE])))
        driver.executemany(into + row, rows[whole:])
        return
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for at in range(0, len(rows), 1000):
            copy.write("".join(map(_copied, rows[at : at + 1000])))


def _copied(row: Iterable[Any]) -> str:
    """One row in COPY's text format."""
    return "\t".join(["\\N" if cell is None else cell.translate(ESCAPED) if type(cell) is str else str(cell) for cell in row]) + "\n"
