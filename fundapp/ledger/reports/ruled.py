"""How lines become the rows of a book: running balance, closings of days and months, sums carried from page to page. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.ledger.reports.lines import Posted
from fundapp.ledger.reports.shape import Cell, Drill, Mark, Row
from fundapp.ledger.reports.sums import NOTHING, Moved
from fundapp.ledger.spans import DAYS, Span


class Layout(Protocol):
    """What is particular to one book: its cells, and its own address for the sums of a part of it."""

    label: int

    def line(self, line: Posted, balance: int, *, opens: bool) -> tuple[Cell, ...]:
        """The cells of one line; `opens` says that it is the first line of its entry here."""

    def links(self, line: Posted) -> dict[int, Drill]:
        """Where the cells of a line lead."""

    def sums(self, label: str, moved: Moved | None, balance: int | None) -> tuple[Cell, ...]:
        """The cells of a row of sums."""

    def part(self, span: Span) -> Drill:
        """The same book for other days."""


@dataclass(frozen=True)
class Begin:
    """What stands at the top of a page: the balance, and the sums so far of the stretch, its month and its day."""

    balance: int
    so_far: Moved = NOTHING
    month: Moved = NOTHING
    day: Moved = NOTHING
    on: date | None = None


class Ruler:
    """Writes the rows of a book from the top of a page down."""

    def __init__(self, layout: Layout, begin: Begin, *, days: bool = False, months: bool = False, balances: bool = True) -> None:
        self.layout, self.days, self.months, self.balances = layout, days, months, balances
        self.balance, self.so_far, self.month, self.day, self.on = begin.balance, begin.so_far, begin.month, begin.day, begin.on
        self.is_carried = begin.on is not None

    def rows(self, lines: Iterable[Posted], *, ends: bool) -> Iterator[Row]:
        """The lines with their closings; `ends` says that no page follows."""
        if self.is_carried:
            yield Row(Mark.CARRIED, self._sums(_("Số trang trước chuyển sang"), self.so_far))
        entry_id = None
        for line in lines:
            yield from self._turn(line.on)
            self._add(line)
            yield Row(
                Mark.LINE, self.layout.line(line, self.balance, opens=line.entry_id != entry_id), self.layout.links(line),
                self._sums(_("Cộng chuyển sang trang sau"), self.so_far),
            )
            entry_id = line.entry_id
        if ends:
            yield from self._turn(None)
        else:
            yield Row(Mark.FORWARD, self._sums(_("Cộng chuyển sang trang sau"), self.so_far))

    def _add(self, line: Posted) -> None:
        moved = Moved(line.debit, line.credit)
        self.so_far, self.month, self.day = self.so_far.plus(moved), self.month.plus(moved), self.day.plus(moved)
        self.balance += moved.net

    def _turn(self, on: date | None) -> Iterator[Row]:
        """Close the day, and the month, that this line is no longer of."""
        was, self.on = self.on, on
        if was is None or on == was:
            return
        if self.days:
            yield Row(Mark.DAY, self._sums(_("Cộng ngày %(day)s", day=day_text(was)), self.day), self._link(Span(was, was)))
        self.day = NOTHING
        if on is not None and (on.year, on.month) == (was.year, was.month):
            return
        if self.months:
            yield from self._month(was)
        self.month = NOTHING

    def _month(self, on: date) -> Iterator[Row]:
        month = {"month": on.month, "year": on.year}
        span = month_span(on)
        yield Row(
            Mark.MONTH, self.layout.sums(_("Cộng phát sinh tháng %(month)s/%(year)s", **month), self.month, None), self._link(span)
        )
        if self.balances:
            yield Row(Mark.MONTH, self.layout.sums(_("Số dư cuối tháng %(month)s/%(year)s", **month), None, self.balance), self._link(span))

    def _sums(self, label: Text, moved: Moved) -> tuple[Cell, ...]:
        return self.layout.sums(label, moved, self.balance if self.balances else None)

    def _link(self, span: Span) -> dict[int, Drill]:
        return {self.layout.label: self.layout.part(span)}


def month_span(on: date) -> Span:
    """The whole month of a day."""
    following = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    return Span(on.replace(day=1), date.fromordinal(following.toordinal() - 1))


def span_values(span: Span) -> dict[str, str | int]:
    """Write a stretch for an address."""
    if span.part != DAYS:
        return {"year": span.year, "part": span.part}
    return {"year": span.year, "part": DAYS, "first": day_text(span.first), "last": day_text(span.last)}
