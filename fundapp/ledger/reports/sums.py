"""Sums of balance rows over days: what stood before, what moved, and how far it had moved at any line.

Whole months come from the month totals. Of a broken month the lines are summed as they are stored, without a look at their
entries; the few lines that must not count so (of drafts, of reversals, of openings) are found by indexes and set right. Within
a month it is summed from the nearer end. So a sum costs the same however long the book is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, func, literal_column, or_, select
from sqlalchemy.orm import Session

from fundapp.kernel.db import columns
from fundapp.ledger.models import Balance, BookYear, Entry, Line, MonthTotal
from fundapp.ledger.spans import Month, Span, before, month_end, split

Place = tuple[date, int]
NEWEST = 2**62
MID_MONTH = 15
ONE_DAY = timedelta(days=1)
HELD = select(Balance.id, Balance.book_id, Balance.account_code, Balance.box_id, Balance.is_money).order_by(
    Balance.account_code, Balance.book_id, Balance.box_id, Balance.id
)
HELD_IN = HELD.where(Balance.book_id == bindparam("book"))
IDS: Any = bindparam("ids", expanding=True)
BOOKS: Any = bindparam("books", expanding=True)
LOW, HIGH = bindparam("low", type_=Line.on.type), bindparam("high", type_=Line.on.type)
LOW_ID: Any = bindparam("low_id")
HIGH_ID: Any = bindparam("high_id")
MONTH = MonthTotal.year * 12 + MonthTotal.month
# Written out, because only then both databases see that the small index of these entries will do.
PRINTED_OTHERWISE = Entry.kind.in_([literal_column("'opening'"), literal_column("'reversal'")])
ASIDE = (Line.balance_id, Line.on, Line.id, Line.entry_id, Line.debit, Line.credit, Entry.kind)

# Every month of the year by itself, all years before it as one: read once, whatever stretches are asked for then.
SHOWN = case((bindparam("new_year") <= MONTH, MONTH), else_=0).label("shown_month")
OF_MONTHS = (
    select(MonthTotal.balance_id, SHOWN, func.sum(MonthTotal.debit_amount), func.sum(MonthTotal.credit_amount))
    .where(MonthTotal.balance_id.in_(IDS), bindparam("last") >= MONTH).group_by(MonthTotal.balance_id, literal_column("shown_month"))
)
OF_LINES = select(Line.balance_id, func.sum(Line.debit), func.sum(Line.credit)).where(Line.balance_id.in_(IDS)).group_by(Line.balance_id)
# Whole days, and a part of one day: each is one stretch of the index, from which the sums are read without a look at the lines themselves.
OF_DAYS, OF_A_DAY = OF_LINES.where(Line.on >= LOW, Line.on <= HIGH), OF_LINES.where(Line.on == LOW, Line.id >= LOW_ID, Line.id <= HIGH_ID)
OPENINGS = select(Entry.id).where(PRINTED_OTHERWISE, Entry.kind == literal_column("'opening'"), Entry.book_id.in_(BOOKS), Entry.number.is_not(None))
# Of an opening or what takes it back, and of any few entries: by the entry, never by the account, which has ever more lines.
OF_OPENINGS = select(*ASIDE).join(Entry, Entry.id == Line.entry_id).where(
    or_(Entry.id.in_(IDS), and_(Entry.reverses_id.in_(IDS), Entry.number.is_not(None), Entry.state != "dropped"))
)
OF_ENTRIES = select(*ASIDE).join(Entry, Entry.id == Line.entry_id).where(Line.entry_id.in_(IDS))
REVERSALS = select(Entry.id).where(
    PRINTED_OTHERWISE, Entry.kind == literal_column("'reversal'"), Entry.number.is_not(None), Entry.book_id.in_(BOOKS), Entry.on >= LOW, Entry.on <= HIGH
)
# What has no number is a draft or was dropped; the index of the numbers finds it.
UNPOSTED = (
    select(Entry.id, Entry.on).join(BookYear, and_(BookYear.id == Entry.book_year_id, Entry.number.is_(None)))
    .where(BookYear.book_id.in_(BOOKS), BookYear.year == bindparam("year"))
)


class Held(NamedTuple):
    """One balance row: what one account holds in one fund (and one box)."""

    id: int
    book_id: int
    account_code: str
    box_id: int | None
    is_money: bool


class Moved(NamedTuple):
    """What was written on the debit and on the credit side, reversals negative on the side that they take back."""

    debit: int = 0
    credit: int = 0

    @property
    def net(self) -> int:
        return self.debit - self.credit

    def plus(self, other: "Moved", times: int = 1) -> "Moved":
        return Moved(self.debit + times * other.debit, self.credit + times * other.credit)


class Aside(NamedTuple):
    """One line that is not printed as it is stored."""

    balance_id: int
    on: date
    id: int
    entry_id: int
    stored: Moved
    printed: Moved

    @property
    def place(self) -> Place:
        return (self.on, self.id)


NOTHING = Moved()
Sums = dict[int, Moved]


def held(session: Session, *criteria: ColumnElement[bool]) -> list[Held]:
    """The balance rows in sight that meet these criteria, by account, fund and box."""
    return [Held(*row) for row in session.execute(HELD.where(*criteria))]


def held_in(session: Session, book_id: int) -> list[Held]:
    """The balance rows of a fund, by account and box."""
    return [Held(*row) for row in columns(session, HELD_IN, {"book": book_id})]


def total(sums: Iterable[Moved]) -> Moved:
    found = NOTHING
    for one in sums:
        found = found.plus(one)
    return found


@dataclass(frozen=True)
class SoFar:
    """What had moved when a line was written: in the stretch, in its month of it and on its day."""

    all: Moved
    month: Moved
    day: Moved


@dataclass
class Reckoning:
    """The sums of some balance rows for one stretch of days."""

    session: Session
    rows: Sequence[Held]
    span: Span
    ids: list[int] = field(init=False)
    books: list[int] = field(init=False)
    _known: dict[tuple[Place, Place], Sums] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.ids = [row.id for row in self.rows]
        self.books = sorted({row.book_id for row in self.rows})

    @cached_property
    def openings(self) -> list[Aside]:
        """Lines of opening balances, and of reversals that take such back, whenever they were entered."""
        found = [row.id for row in columns(self.session, OPENINGS, {"books": self.books})]
        return self._few(OF_OPENINGS, found) if found else []

    @cached_property
    def opening(self) -> dict[int, int]:
        """What each row held before the first day, with the opening balances that were entered in the stretch itself."""
        first = self.span.first
        amounts = dict.fromkeys(self.ids, 0)
        earlier = self._of_months(None, (first.year, first.month - 1))
        broken = self._broken(first.replace(day=1), before(first)) if first.day > 1 else {}
        for part in (earlier, broken):
            for balance_id, moved in part.items():
                amounts[balance_id] += moved.net
        for line in self.entered:
            amounts[line.balance_id] += line.printed.net
        return amounts

    @property
    def entered(self) -> list[Aside]:
        """Lines of the opening balances that were entered within the stretch."""
        return [line for line in self.openings if self.span.first <= line.on <= self.span.last]

    @cached_property
    def moved(self) -> Sums:
        """What moved on each row in the stretch, openings left out."""
        return self._between(self.span.first, self.span.last)

    @cached_property
    def moved_so_far(self) -> Sums:
        """What moved on each row since new year, up to the last day of the stretch."""
        return self.moved if self.span.begins_the_year else self._between(self.span.so_far.first, self.span.last)

    def until(self, place: Place) -> SoFar:
        """What had moved on all rows when the line at `place` was written, itself included."""
        on, _line_id = place
        month = date(on.year, on.month, 1)
        first = max(self.span.first, month)
        day = total(self._less_openings(self._of_lines((max(on, first), 0), place), on, place).values())
        if first > month or on.day <= MID_MONTH:
            here = self._of_lines((first, 0), place)
        else:
            here = self._less(month, (on, place[1] + 1), (month_end(on.year, on.month), NEWEST))
        in_month = total(self._less_openings(here, first, place).values())
        earlier = total(self._between(self.span.first, before(month)).values()) if self.span.first < month else NOTHING
        return SoFar(earlier.plus(in_month), in_month, day)

    def _between(self, first: date, last: date) -> Sums:
        parted = split(first, last)
        sums = dict.fromkeys(self.ids, NOTHING)
        found = [self._broken(low, high) for low, high in parted.broken]
        if parted.whole is not None:
            found.append(self._of_months(*parted.whole))
        for part in found:
            for row, moved in part.items():
                sums[row] = sums[row].plus(moved)
        return self._less_openings(sums, first, (last, NEWEST))

    def _broken(self, first: date, last: date) -> Sums:
        """Sums of a part of a month, from whichever end of the month is nearer."""
        month, end = first.replace(day=1), month_end(first.year, first.month)
        if first == month and last.day > MID_MONTH:
            return self._less(month, (last + ONE_DAY, 0), (end, NEWEST))
        if last == end and first.day <= MID_MONTH:
            return self._less(month, (month, 0), (before(first), NEWEST))
        return self._of_lines((first, 0), (last, NEWEST))

    def _less(self, month: date, first: Place, last: Place) -> Sums:
        """A month without some of its lines."""
        whole, without = self._of_months((month.year, month.month), (month.year, month.month)), self._of_lines(first, last)
        return {row: whole.get(row, NOTHING).plus(without.get(row, NOTHING), -1) for row in self.ids}

    def _less_openings(self, sums: Sums, first: date, last: Place) -> Sums:
        kept = dict(sums)
        for line in self.openings:
            if first <= line.on and line.place <= last:
                kept[line.balance_id] = kept.get(line.balance_id, NOTHING).plus(line.printed, -1)
        return kept

    def _of_months(self, first: Month | None, last: Month) -> Sums:
        """Sums of whole months of the year; without a first one, of all that came before it too."""
        low, high = 0 if first is None else first[0] * 12 + first[1], last[0] * 12 + last[1]
        sums: Sums = {}
        for balance_id, month, moved in self._months:
            if low <= month <= high:
                sums[balance_id] = sums.get(balance_id, NOTHING).plus(moved)
        return sums

    @cached_property
    def _months(self) -> list[tuple[int, int, Moved]]:
        """What each row moved in each month of the year, and before it (month 0)."""
        bound = {"ids": self.ids, "new_year": self.span.year * 12 + 1, "last": self.span.year * 12 + 12}
        return [(row[0], int(row[1]), Moved(int(row[2]), int(row[3]))) for row in columns(self.session, OF_MONTHS, bound)]

    def _of_lines(self, first: Place, last: Place) -> Sums:
        """Sums of lines between two places, both included: as stored, then the lines set right that are printed otherwise."""
        if (first, last) in self._known:
            return self._known[first, last]
        sums: Sums = dict.fromkeys(self.ids, NOTHING)
        for statement, bound in _stretches(first, last):
            for row in columns(self.session, statement, {"ids": self.ids, **bound}):
                sums[row[0]] = sums[row[0]].plus(Moved(int(row[1]), int(row[2])))
        for line in self._aside(first, last):
            sums[line.balance_id] = sums[line.balance_id].plus(line.stored, -1).plus(line.printed)
        self._known[first, last] = sums
        return sums

    def _aside(self, first: Place, last: Place) -> Iterator[Aside]:
        """Lines between two places that are no postings yet (or never), and lines of reversals."""
        bound = {"books": self.books, "low": first[0], "high": last[0]}
        reversals = [row.id for row in columns(self.session, REVERSALS, bound)]
        waiting = {entry_id for entry_id, on in self._unposted if first[0] <= on <= last[0]}
        for line in self._few(OF_ENTRIES, [*reversals, *waiting]):
            if first <= line.place <= last:
                yield line._replace(printed=NOTHING) if line.entry_id in waiting else line

    @cached_property
    def _unposted(self) -> list[tuple[int, date]]:
        return [(row[0], row[1]) for row in columns(self.session, UNPOSTED, {"books": self.books, "year": self.span.year})]

    def _few(self, statement: Any, entry_ids: list[int]) -> list[Aside]:
        """Lines of a few entries on these rows."""
        mine = frozenset(self.ids)
        found = columns(self.session, statement, {"ids": entry_ids}) if entry_ids else []
        return [_aside_of(row) for row in found if row.balance_id in mine]


def _stretches(first: Place, last: Place) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The statements that sum the lines between two places, both included: the days that are whole, and the parts of the day at either end."""
    (low, low_id), (high, high_id) = first, last
    if low == high and (low_id > 0 or high_id < NEWEST):
        yield OF_A_DAY, {"low": low, "low_id": low_id, "high_id": high_id}
        return
    if low_id > 0:
        yield OF_A_DAY, {"low": low, "low_id": low_id, "high_id": NEWEST}
        low += ONE_DAY
    if high_id < NEWEST:
        yield OF_A_DAY, {"low": high, "low_id": 0, "high_id": high_id}
        high -= ONE_DAY
    if low <= high:
        yield OF_DAYS, {"low": low, "high": high}


def _aside_of(row: Any) -> Aside:
    stored = Moved(row.debit, row.credit)
    printed = Moved(-row.credit, -row.debit) if row.kind == "reversal" else stored
    return Aside(row.balance_id, row[1], row.id, row.entry_id, stored, printed)
