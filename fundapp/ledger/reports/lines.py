"""Posted lines of some balance rows in the order of the books (day, then as they were written), a page or all of them.

Each balance row is read by its index and the rows are merged; so neither a page deep in the year nor the whole year is
sorted or held in memory.
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from fundapp.kernel.db import columns
from fundapp.kernel.labels import _
from fundapp.ledger.models import Account, Balance, Entry, Line, Narration, Voucher
from fundapp.ledger.reports.sums import NEWEST, Held, Place
from fundapp.ledger.spans import Span

AT_ONCE = 1000
PAGE = 50


class Posted(NamedTuple):
    """One line as the books print it: a reversal is negative on the side that it takes back."""

    id: int
    on: date
    entry_id: int
    balance_id: int
    debit: int
    credit: int
    number: int
    kind: str
    narration: str | None
    voucher_id: int | None
    voucher: str
    voucher_on: date | None
    counters: str = ""

    @property
    def place(self) -> Place:
        return (self.on, self.id)


class Part(NamedTuple):
    """One page of lines, and where the neighbours begin: `following` is the last line of this page, `earlier` the line before the page before."""

    lines: list[Posted]
    following: Place | None
    earlier: Place | None
    has_earlier: bool


WHAT = (
    Line.id, Line.on, Line.entry_id, Line.balance_id, Line.debit, Line.credit, Entry.number, Entry.kind, Narration.text, Entry.voucher_id,
    Voucher.series, Voucher.year, Voucher.number.label("voucher_number"), Voucher.on.label("voucher_on"), Voucher.state.label("voucher_state"),
)
AFTER_ON, LAST = bindparam("after_on", type_=Line.on.type), bindparam("last", type_=Line.on.type)
AFTER_ID: Any = bindparam("after_id")
LINES = (
    select(*WHAT).join(Entry, Entry.id == Line.entry_id).outerjoin(Narration, Narration.entry_id == Entry.id).outerjoin(Voucher, Voucher.id == Entry.voucher_id)
    .where(
        Line.balance_id == bindparam("balance"), Line.on >= AFTER_ON, or_(Line.on > AFTER_ON, Line.id > AFTER_ID), Line.on <= LAST,
        Entry.state == "posted",
    )
    .order_by(Line.on, Line.id).limit(bindparam("size"))
)
FIRST = bindparam("first", type_=Line.on.type)
SKIPPED: Any = bindparam("skipped", expanding=True)
BACKWARDS = (
    select(Line.on, Line.id, Line.entry_id).join(Entry, Entry.id == Line.entry_id)
    .where(
        Line.balance_id == bindparam("balance"), Line.on <= AFTER_ON, or_(Line.on < AFTER_ON, Line.id < AFTER_ID), Line.on >= FIRST, Entry.state == "posted",
        Line.entry_id.not_in(SKIPPED),
    )
    .order_by(Line.on.desc(), Line.id.desc()).limit(bindparam("size"))
)


class Reader:
    """Reads the lines of some balance rows in a stretch of days; entries in `skipped` (opening balances) are left out."""

    def __init__(self, session: Session, rows: Sequence[Held], span: Span, *, skipped: Collection[int] = (), counters: bool = False) -> None:
        self.session, self.rows, self.span = session, rows, span
        self.skipped, self.counters = frozenset(skipped), counters

    def all(self) -> Iterator[Posted]:
        """Every line, oldest first, a thousand at a time."""
        found = self._merged((self.span.first, 0), AT_ONCE)
        while batch := list(islice(found, AT_ONCE // 2)):
            yield from self._with_counters(batch)

    def page(self, after: Place | None, *, size: int = PAGE, whole_entries: bool = False) -> Part:
        """One page of lines; with `whole_entries` no entry is torn apart (all its lines must be among the rows)."""
        found = self._merged(after or (self.span.first, 0), size + 1)
        lines = list(islice(found, size + 1))
        cut = size
        if len(lines) > size and whole_entries:
            while cut and lines[cut - 1].entry_id == lines[size].entry_id:
                cut -= 1
            if not cut:
                lines, cut = self._one_large_entry(lines, found)
        following = lines[cut - 1].place if len(lines) > cut else None
        shown = self._with_counters(lines[:cut])
        earlier = None if after is None else self._before(after, size, whole_entries)
        return Part(shown, following, earlier, after is not None)

    def _one_large_entry(self, lines: list[Posted], rest: Iterator[Posted]) -> tuple[list[Posted], int]:
        entry = lines[0].entry_id
        for line in rest:
            lines.append(line)
            if line.entry_id != entry:
                break
        return lines, len(lines) - (lines[-1].entry_id != entry)

    def _before(self, after: Place, size: int, whole_entries: bool) -> Place | None:
        """The line after which the page before begins; None when that is the first page. `after` is the last line of that page."""
        bound = {"after_on": after[0], "after_id": after[1] + 1, "first": self.span.first, "size": size + 1, "skipped": list(self.skipped)}
        found = [row for held in self.rows for row in columns(self.session, BACKWARDS, {**bound, "balance": held.id})]
        found.sort(key=lambda row: (row[0], row.id), reverse=True)
        if len(found) <= size:
            return None
        cut = size
        while whole_entries and cut and found[cut].entry_id == found[cut - 1].entry_id:
            cut -= 1
        if cut:
            return (found[cut][0], found[cut].id)
        # One entry larger than a page: the page before is this entry.
        first = self.session.scalar(select(func.min(Line.id)).where(Line.entry_id == found[0].entry_id)) or 0
        return (found[0][0], first - 1)

    def _merged(self, after: Place, size: int) -> Iterator[Posted]:
        sources = [self._of_row(row, after, size) for row in self.rows]
        return heapq.merge(*sources, key=lambda line: line.place) if len(sources) != 1 else sources[0]

    def _of_row(self, row: Held, after: Place, size: int) -> Iterator[Posted]:
        bound = {"balance": row.id, "last": self.span.last, "size": size}
        while True:
            found = columns(self.session, LINES, {**bound, "after_on": after[0], "after_id": after[1]})
            for line in found:
                if line.entry_id not in self.skipped:
                    yield _posted(line)
            if len(found) < size:
                return
            after = (found[-1][1], found[-1].id)

    def _with_counters(self, lines: list[Posted]) -> list[Posted]:
        if not self.counters or not lines:
            return lines
        sides = sides_of(self.session, {line.entry_id for line in lines})
        return [line._replace(counters=_against(sides[line.entry_id], line)) for line in lines]


def sides_of(session: Session, entry_ids: Iterable[int]) -> dict[int, list[tuple[str, bool, int]]]:
    """Of each entry its lines as (account as the unit writes it, whether it is printed on the debit side, id of the line)."""
    query = (
        select(Line.entry_id, Line.id, Account.shown_code, Line.debit, Entry.kind).join(Balance, Balance.id == Line.balance_id)
        .join(Account, (Account.unit_id == Balance.unit_id) & (Account.code == Balance.account_code))
        .join(Entry, Entry.id == Line.entry_id).where(Line.entry_id.in_(list(entry_ids))).order_by(Line.entry_id, Line.position)
    )
    found: dict[int, list[tuple[str, bool, int]]] = {}
    for row in columns(session, query):
        found.setdefault(row.entry_id, []).append((row.shown_code, (row.debit > 0) != (row.kind == "reversal"), row.id))
    return found


def place_text(place: Place | None) -> str | None:
    """Write a place for an address."""
    return None if place is None else f"{place[0]:%Y%m%d}-{place[1]}"


def read_place(text: str) -> Place | None:
    """Read a place from an address; ValueError when it is none."""
    if not text:
        return None
    day, _dash, line = text.partition("-")
    if not (day.isascii() and day.isdigit() and len(day) == 8 and line.isascii() and line.isdigit() and int(line) < NEWEST):
        raise ValueError(text)
    return date(int(day[:4]), int(day[4:6]), int(day[6:])), int(line)


def _against(sides: list[tuple[str, bool, int]], line: Posted) -> str:
    is_debit = next(debit for _code, debit, line_id in sides if line_id == line.id)
    return ", ".join(dict.fromkeys(code for code, debit, _id in sides if debit != is_debit))


def _posted(row: Any) -> Posted:
    debit, credit = (-row.credit, -row.debit) if row.kind == "reversal" else (row.debit, row.credit)
    label = "" if row.voucher_id is None else f"{row.series}{row.year % 100:02d}-{row.voucher_number:04d}"
    if row.voucher_state == "void":
        label = _("%(label)s (hủy)", label=label)
    return Posted(
        row.id, row[1], row.entry_id, row.balance_id, debit, credit, row.number, row.kind, row.text, row.voucher_id, label, row.voucher_on
    )
