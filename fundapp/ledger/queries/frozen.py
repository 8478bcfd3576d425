"""The trial balance of a month as it stood when the month was closed, computed anew from the lines."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from fundapp.kernel import crypto
from fundapp.ledger.models import Balance, BookYear, Entry, Line, Period


class FrozenRow(NamedTuple):
    """One account (and box): balance before the month, turnover of the month. A reversal counts negative on the side it takes back."""

    account_code: str
    box_id: int | None
    opening: int
    debit: int
    credit: int


def canonical(rows: list[FrozenRow]) -> str:
    """Write a trial balance so that equal ones are equal byte for byte; its SHA-256 is what a closing keeps."""
    ordered = sorted(rows, key=lambda row: (row.account_code, row.box_id or 0))
    return crypto.canonical([[list(row) for row in ordered]])


def trial_as_of(session: Session, period: Period, *, head_number: int, at: datetime) -> list[FrozenRow]:
    """The trial balance of a month from the entries that were in the books at its closing, whatever has come since.

    What came later is told by its number in the same year, and by its instant in other years.
    """
    return _as_of(session, period.book_id, period.book_year_id, period.starts_on, period.ends_on, head_number=head_number, at=at)


def year_as_of(session: Session, year: BookYear, *, head_number: int, at: datetime) -> list[FrozenRow]:
    """The same of a whole year."""
    return _as_of(session, year.book_id, year.id, date(year.year, 1, 1), date(year.year, 12, 31), head_number=head_number, at=at)


def _as_of(session: Session, book_id: int, book_year_id: int, first: date, last: date, *, head_number: int, at: datetime) -> list[FrozenRow]:
    known = or_(and_(Entry.book_year_id == book_year_id, Entry.number <= head_number), and_(Entry.book_year_id != book_year_id, Entry.posted_at <= at))
    is_reversal = Entry.kind == "reversal"
    before, inside = Line.on < first, Line.on >= first
    debit = case((is_reversal, -Line.credit), else_=Line.debit)
    credit = case((is_reversal, -Line.debit), else_=Line.credit)
    rows = session.execute(
        select(
            Balance.account_code, Balance.box_id, func.sum(case((before, Line.debit - Line.credit), else_=0)),
            func.sum(case((inside, debit), else_=0)), func.sum(case((inside, credit), else_=0)),
        )
        .join(Line, Line.balance_id == Balance.id).join(Entry, Entry.id == Line.entry_id).join(BookYear, BookYear.id == Entry.book_year_id)
        .where(Balance.book_id == book_id, Entry.state == "posted", Line.on <= last, known)
        .group_by(Balance.account_code, Balance.box_id).execution_options(all_units="the lines of the one book whose month was closed")
    )
    return [FrozenRow(row[0], row[1], int(row[2]), int(row[3]), int(row[4])) for row in rows]
