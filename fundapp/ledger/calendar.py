"""The calendar of promised money: in which month or week it falls due, fund by fund. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

MONTHS, WEEKS = 12, 13


@dataclass(frozen=True)
class Span:
    """One month or week, both days included. Without a first day everything before, without a last everything after."""

    kind: str
    first: date | None = None
    last: date | None = None

    def holds(self, day: date | None) -> bool:
        if self.kind == "undated" or day is None:
            return self.kind == "undated" and day is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass
class Row:
    """What falls due in one span: the sum of each fund, in đồng."""

    span: Span
    amounts: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def total(self) -> int:
        return sum(self.amounts.values())


def spans(today: date, by: str) -> list[Span]:
    """What is overdue, then this month (week) and those that follow, then all that comes later, then what has no day."""
    found = [Span("overdue", None, today - timedelta(days=1))]
    first = today
    for _number in range(WEEKS if by == "week" else MONTHS):
        last = first + timedelta(days=6 - first.weekday()) if by == "week" else _month_end(first)
        found.append(Span(by, first, last))
        first = last + timedelta(days=1)
    return [*found, Span("later", first, None), Span("undated")]


def laid_out(due: Iterable[tuple[int, date | None, int]], today: date, by: str) -> list[Row]:
    """Lay (fund, due day, amount) into the spans; those in which nothing falls due are left out, but for this month (week)."""
    rows = [Row(span) for span in spans(today, by)]
    for book_id, day, amount in due:
        next(row for row in rows if row.span.holds(day)).amounts[book_id] += amount
    return [row for place, row in enumerate(rows) if row.total or place == 1]


def totals(rows: Sequence[Row]) -> dict[int, int]:
    """The sum of each fund over all spans."""
    found: dict[int, int] = defaultdict(int)
    for row in rows:
        for book_id, amount in row.amounts.items():
            found[book_id] += amount
    return dict(found)


def _month_end(day: date) -> date:
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return following - timedelta(days=1)
