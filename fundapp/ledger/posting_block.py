"""The hot path of many payments: the rows of a whole block through the driver, then the seal by which the database proves them all.

Numbers are taken as one block, the chain is reckoned here in their order; SQLite takes the rows by the hundred, PostgreSQL by COPY.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
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


def write_block(session: Session, readies: Sequence[Ready]) -> list[Outcome] | None:
    """Post payments of one book and year together, with vouchers of one series or none; None when a row that they need must be made first.

    Raises RuleBroken when the database refuses any of them; then none is written.
    """
    session.flush()
    connection = session.connection()
    is_sqlite = connection.dialect.name == "sqlite"
    driver: Any = connection.connection.driver_connection
    dbapi = connection.dialect.loaded_dbapi
    place = _place(driver, is_sqlite, readies)
    if place is None:
        return None
    driver.execute("SAVEPOINT block")
    try:
        ids = _new_ids(driver, is_sqlite, "ledger_entry", len(readies))
        rows, outcomes = _rows(readies, place, ids, _new_ids(driver, is_sqlite, "voucher", len(readies)) if place.series_id else [])
        for table, columns in TABLES.items():
            _insert(driver, is_sqlite, table, columns, rows[table])
    except (dbapi.IntegrityError, dbapi.Error) as problem:
        driver.execute("ROLLBACK TO SAVEPOINT block")
        driver.execute("RELEASE SAVEPOINT block")
        raise _named(problem, dbapi) from problem
    driver.execute("RELEASE SAVEPOINT block")
    return outcomes


def _named(problem: Exception, dbapi: Any) -> Exception:
    state = getattr(problem, "sqlstate", None)
    if state is None:
        return RuleBroken(rule_of(str(problem))) if isinstance(problem, dbapi.IntegrityError) else problem
    return broken(DBAPIError("", None, problem)) if state.startswith("23") else problem


def _place(driver: Any, is_sqlite: bool, readies: Sequence[Ready]) -> Place | None:
    first = readies[0]
    mark, lock = ("?", "") if is_sqlite else ("%s", " FOR UPDATE")

    def ask(text: str, *values: Any) -> Any:
        return driver.execute(text.format(mark, lock), values)

    year = ask(YEAR.replace("{1}", ""), first.book_id, first.on.year).fetchone()
    if year is None:
        return None
    series: Any = (None, None)
    if first.paper is not None:
        series = ask(SERIES, year[1], first.paper.series, first.on.year).fetchone()
        if series is None:
            return None
    year = ask(YEAR, first.book_id, first.on.year).fetchone()
    balances = {(code, box_id): found for code, box_id, found in ask(BALANCES, first.book_id)}
    if any(side[:2] not in balances for ready in readies for side in ready.sides):
        return None
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


def _rows(readies: Sequence[Ready], place: Place, ids: Sequence[int], voucher_ids: Sequence[int]) -> tuple[dict[str, list[Any]], list[Outcome]]:
    """The rows of every table, in the order of the numbers, and what became of each posting."""
    rows: dict[str, list[Any]] = {table: [] for table in TABLES}
    outcomes = []
    entries, narrations, lines, moves, vouchers = (rows[name] for name in ("ledger_entry", "ledger_narration", "ledger_line", "reservation_move", "voucher"))
    number, previous, voucher_number = place.last_number, place.last_hash, place.last_voucher
    seen, instant, hashed_at = None, "", ""
    balances, unit_id, year_id, periods = place.balances, place.unit_id, place.year_id, place.periods
    for at, ready in enumerate(readies):
        (
            book_id, book_code, day, kind, reference, body, purpose, narration, salt, digest, drafted_by, posted_by, moment, sides, consumes, _voucher_id, label,
            paper, _reverses_id, _reverses, _earmark_id, beneficiary_id,
        ) = ready
        entry_id, number, on = ids[at], number + 1, day.isoformat()
        if moment is not seen:
            seen, instant, hashed_at = moment, moment.replace(tzinfo=None).isoformat(" ", "microseconds"), instant_text(moment)
        voucher_id = None
        if paper is not None and voucher_number is not None:
            voucher_id, voucher_number = voucher_ids[at], voucher_number + 1
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
        outcomes.append(Outcome("posted", entry_id, number, hashed, voucher_id, voucher_number if voucher_id else None))
    taken = (None, None, None) if place.last_voucher is None or place.series_id is None else (place.series_id, place.last_voucher + 1, voucher_number)
    # A block is called after its first entry.
    rows["ledger_block"].append((ids[0], year_id, place.last_number + 1, number, *taken))
    rows["ledger_sealed_block"].append((ids[0], previous))
    return rows, outcomes


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
