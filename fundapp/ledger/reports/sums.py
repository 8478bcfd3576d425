"""Sums of balance rows over days: what stood before, what moved, and how far it had moved at any line.

Whole months come from the month totals. Of a broken month the lines are summed as they are stored, without a look at their
entries; the few lines that must not count so (of drafts, of reversals, of openings) are found by indexes and set right. Within
a month it is summed from the nearer end. So a sum costs the same however long the book is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session

from fundapp.kernel.db import columns
from fundapp.ledger.models import Balance, BookYear, Entry, Line, MonthTotal
from fundapp.ledger.spans import Span, before, month_end, split

Place = tuple[date, int]
NEWEST = 2**62
MID_MONTH = 15
# Written out, because only then both databases see that the small index of these entries will do.
SET_APART = Entry.kind.in_([literal_column("'opening'"), literal_column("'reversal'")])
HELD = (Balance.id, Balance.book_id, Balance.account_code, Balance.box_id, Balance.is_money)


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
    query = select(*HELD).where(*criteria).order_by(Balance.account_code, Balance.book_id, Balance.box_id, Balance.id)
    return [Held(*row) for row in session.execute(query)]


def total(sums: Iterable[Moved]) -> Moved:
    found = NOTHING
    for one in sums:
        found = found.plus(one)
    return found


@dataclass
class Reckoning:
    """The sums of some balance rows for one stretch of days."""

    session: Session
    rows: Sequence[Held]
    span: Span
    ids: list[int] = field(init=False)
    books: list[int] = field(init=False)
    openings: list[Aside] = field(init=False)
    _opening: dict[int, int] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.ids = [row.id for row in self.rows]
        self.books = sorted({row.book_id for row in self.rows})
        self.openings = list(self._openings())

    def opening(self) -> dict[int, int]:
        """What each row held before the first day, with the opening balances that were entered in the stretch itself."""
        if self._opening is None:
            self._opening = self._before_the_first_day()
        return self._opening

    def _before_the_first_day(self) -> dict[int, int]:
        first = self.span.first
        amounts = dict.fromkeys(self.ids, 0)
        month = MonthTotal.year * 12 + MonthTotal.month
        query = (
            select(MonthTotal.balance_id, func.sum(MonthTotal.debit_amount - MonthTotal.credit_amount))
            .where(MonthTotal.balance_id.in_(self.ids), month < first.year * 12 + first.month).group_by(MonthTotal.balance_id)
        )
        for balance_id, amount in self.session.execute(query):
            amounts[balance_id] += int(amount)
        if first.day > 1:
            for balance_id, moved in self._of_lines((first.replace(day=1), 0), (before(first), NEWEST)).items():
                amounts[balance_id] += moved.net
        for line in self.entered():
            amounts[line.balance_id] += line.printed.net
        return amounts

    def entered(self) -> list[Aside]:
        """Lines of the opening balances that were entered within the stretch."""
        return [line for line in self.openings if self.span.first <= line.on <= self.span.last]

    def moved(self, span: Span | None = None) -> Sums:
        """What moved on each row in the stretch (or in another one of the same year), openings left out."""
        asked = span or self.span
        return self._between(asked.first, asked.last)

    def until(self, place: Place, since: date | None = None) -> Moved:
        """What moved on all rows from the first day (or a later one) up to and with the line at `place`."""
        on, line_id = place
        first = self.span.first if since is None else max(since, self.span.first)
        month = date(on.year, on.month, 1)
        if first >= month:
            return total(self._less_openings(self._of_lines((first, 0), place), first, place).values())
        earlier = total(self._between(first, before(month)).values()) if first < month else NOTHING
        if on.day <= MID_MONTH:
            return earlier.plus(total(self._less_openings(self._of_lines((month, 0), place), month, place).values()))
        whole = self._of_months((month.year, month.month), (month.year, month.month))
        after = self._of_lines((on, line_id + 1), (month_end(on.year, on.month), NEWEST))
        here = {row: whole.get(row, NOTHING).plus(after.get(row, NOTHING), -1) for row in self.ids}
        return earlier.plus(total(self._less_openings(here, month, place).values()))

    def _between(self, first: date, last: date) -> Sums:
        parted = split(first, last)
        sums = dict.fromkeys(self.ids, NOTHING)
        found = [self._of_lines((low, 0), (high, NEWEST)) for low, high in parted.broken]
        if parted.whole is not None:
            found.append(self._of_months(*parted.whole))
        for part in found:
            for row, moved in part.items():
                sums[row] = sums[row].plus(moved)
        return self._less_openings(sums, first, (last, NEWEST))

    def _less_openings(self, sums: Sums, first: date, last: Place) -> Sums:
        kept = dict(sums)
        for line in self.openings:
            if first <= line.on and line.place <= last:
                kept[line.balance_id] = kept.get(line.balance_id, NOTHING).plus(line.printed, -1)
        return kept

    def _of_months(self, first: tuple[int, int], last: tuple[int, int]) -> Sums:
        month = MonthTotal.year * 12 + MonthTotal.month
        query = (
            select(MonthTotal.balance_id, func.sum(MonthTotal.debit_amount), func.sum(MonthTotal.credit_amount))
            .where(MonthTotal.balance_id.in_(self.ids), month.between(first[0] * 12 + first[1], last[0] * 12 + last[1])).group_by(MonthTotal.balance_id)
        )
        return {row: Moved(int(debit), int(credit)) for row, debit, credit in self.session.execute(query)}

    def _of_lines(self, first: Place, last: Place) -> Sums:
        """Sums of lines between two places, both included: as stored, then the lines set right that are printed otherwise."""
        if first > last:
            return {}
        query = (
            select(Line.balance_id, func.sum(Line.debit), func.sum(Line.credit))
            .where(Line.balance_id.in_(self.ids), *_within(first, last)).group_by(Line.balance_id)
        )
        sums = {row: Moved(int(debit), int(credit)) for row, debit, credit in self.session.execute(query)}
        for line in self._aside(first, last):
            sums[line.balance_id] = sums[line.balance_id].plus(line.stored, -1).plus(line.printed)
        return sums

    def _aside(self, first: Place, last: Place) -> Iterator[Aside]:
        """Lines between two places that are no postings yet (or never), and lines of reversals."""
        reversals = select(*ASIDE).join(Entry, Entry.id == Line.entry_id).where(
            SET_APART, Entry.kind == literal_column("'reversal'"), Entry.number.is_not(None), Entry.book_id.in_(self.books),
            Entry.on.between(first[0], last[0]), Line.balance_id.in_(self.ids), *_within(first, last),
        )
        for row in columns(self.session, reversals):
            yield _aside_of(row, is_reversal=True)
        # What has no number is a draft or was dropped; the index of the numbers finds it.
        unposted = (
            select(*ASIDE).join(Entry, Entry.id == Line.entry_id).join(BookYear, and_(BookYear.id == Entry.book_year_id, Entry.number.is_(None)))
            .where(BookYear.book_id.in_(self.books), BookYear.year == first[0].year, Line.balance_id.in_(self.ids), *_within(first, last))
        )
        for row in columns(self.session, unposted):
            yield _aside_of(row, is_reversal=False)._replace(printed=NOTHING)

    def _openings(self) -> Iterator[Aside]:
        """Lines of opening balances, and of reversals that take such back, whenever they were entered."""
        entered = select(Entry.id).where(SET_APART, Entry.kind == literal_column("'opening'"), Entry.book_id.in_(self.books), Entry.number.is_not(None))
        found = [row.id for row in columns(self.session, entered)]
        if not found:
            return
        lines = select(*ASIDE, Entry.kind).join(Entry, Entry.id == Line.entry_id).where(
            or_(Entry.id.in_(found), and_(Entry.reverses_id.in_(found), Entry.number.is_not(None), Entry.state != "dropped")), Line.balance_id.in_(self.ids)
        )
        for row in columns(self.session, lines):
            yield _aside_of(row, is_reversal=row.kind == "reversal")


ASIDE = (Line.balance_id, Line.on, Line.id, Line.entry_id, Line.debit, Line.credit)


def _aside_of(row: Any, *, is_reversal: bool) -> Aside:
    stored = Moved(row.debit, row.credit)
    printed = Moved(-row.credit, -row.debit) if is_reversal else stored
    return Aside(row.balance_id, row[1], row.id, row.entry_id, stored, printed)


def _within(first: Place, last: Place) -> list[ColumnElement[bool]]:
    """The lines between two places, both included."""
    found: list[ColumnElement[bool]] = [Line.on >= first[0], Line.on <= last[0]]
    if first[1] > 0:
        found.append(or_(Line.on > first[0], Line.id >= first[1]))
    if last[1] < NEWEST:
        found.append(or_(Line.on < last[0], Line.id <= last[1]))
    return found
