"""The books for proof: everything that the chain covers as plain CSV, and the verifier beside it."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from fundapp.ledger import chain
from fundapp.ledger.export import rows
from fundapp.ledger.export.rows import Chosen
from fundapp.ledger.export.tables import Written, write_table

DATA = Path(__file__).resolve().parent.parent / "data"
VERIFIER, GUIDE = "verify_books.py", "DOC_TRUOC.txt"
BOOKS = ("book", "unit", "name", "legal_form", "fund_account", "opened_on", "money")
YEARS = ("book", "year", "last_number", "last_hash")
ENTRIES = (
    "book", "year", "number", "on", "kind", "reference", "body_digest", "purpose", "earmark", "beneficiary", "voucher", "reverses", "drafted_by",
    "posted_by", "posted_at", "narration_digest", "previous_hash", "hash",
)
LINES = ("book", "year", "number", "position", "account", "box", "debit", "credit", "subject")
BALANCES = ("book", "account", "box", "amount")
MONTHS = ("book", "account", "box", "year", "month", "debit", "credit")
CLOSINGS = (
    "book", "year", "month", "event", "act", "by", "on", "at", "entry_count", "turnover", "trial_digest", "head_number", "head_hash",
)
YEAR_CLOSINGS = tuple(name for name in CLOSINGS if name != "month")
YEAR_BALANCES = ("book", "year", "event", "account", "box", "opening", "debit", "credit")
SERIES = ("unit", "series", "year", "last_number")
VOUCHERS = ("unit", "series", "year", "number", "kind", "on", "amount", "state")


def write_proof(session: Session, books: Chosen, folder: Path, *, at: datetime, version: str) -> list[Written]:
    """Write the tables, the list of them last, and the verifier; gives what was written, the list itself at the end."""
    made = [
        write_table(folder, "about.csv", ("key", "value"), [
            ("format", "fundapp-books-2"), ("exported_at", chain.instant_text(at)), ("program", version), ("whole", "1" if books.is_whole else "0"),
        ]),
        write_table(folder, "books.csv", BOOKS, (
            (book.code, book.unit, book.name, book.legal_form, book.fund_account_code, book.opened_on, book.balance_amount) for book in books.books
        )),
        write_table(folder, "years.csv", YEARS, rows.years(session, books)),
        write_table(folder, "entries.csv", ENTRIES, (entry[:18] for entry in rows.entries(session, books))),
        write_table(folder, "lines.csv", LINES, _lines(session, books)),
        write_table(folder, "balances.csv", BALANCES, rows.balances(session, books)),
        write_table(folder, "months.csv", MONTHS, rows.months(session, books)),
        write_table(folder, "closings.csv", CLOSINGS, _closings(session, books)),
        write_table(folder, "year_closings.csv", YEAR_CLOSINGS, _year_closings(session, books)),
        write_table(folder, "year_balances.csv", YEAR_BALANCES, _year_balances(session, books)),
        write_table(folder, "series.csv", SERIES, rows.series(session, books)),
        write_table(folder, "vouchers.csv", VOUCHERS, rows.vouchers(session, books)),
    ]
    for beside in (VERIFIER, GUIDE):
        shutil.copyfile(DATA / beside, folder / beside)
    return [*made, write_table(folder, "files.csv", Written._fields, made)]


def _lines(session: Session, books: Chosen) -> Iterator[tuple[Any, ...]]:
    for entry in rows.entries(session, books):
        for line in entry.lines:
            yield (entry.book, entry.year, entry.number, *line)


def _closings(session: Session, books: Chosen) -> Iterator[tuple[Any, ...]]:
    for _month, acts in groupby(rows.period_acts(session, books), key=lambda row: (row.code, row.year, row.month)):
        for event, row in enumerate(acts, 1):
            yield (row.code, row.year, row.month, event, *_kept(row))


def _year_closings(session: Session, books: Chosen) -> Iterator[tuple[Any, ...]]:
    for event, row in _year_acts(session, books):
        yield (row.code, row.year, event, *_kept(row))


def _year_balances(session: Session, books: Chosen) -> Iterator[tuple[Any, ...]]:
    """The accounts that each closing of a year froze, in the order of the closings."""
    events = {row.id: event for event, row in _year_acts(session, books)}
    for row in rows.year_balances(session, books):
        yield (row.code, row.year, events[row.event_id], row.account_code, row.box_id, row.opening_amount, row.debit_amount, row.credit_amount)


def _year_acts(session: Session, books: Chosen) -> Iterator[tuple[int, Any]]:
    """Every act on a year with its place among those of the year."""
    for _year, acts in groupby(rows.year_acts(session, books), key=lambda row: (row.code, row.year)):
        yield from enumerate(acts, 1)


def _kept(row: Any) -> tuple[Any, ...]:
    return (
        row.act, row.by_id, row.on, chain.instant_text(row.at), row.entry_count, row.turnover_amount, row.trial_digest, row.head_number, row.head_hash,
    )
