"""The stretch of days that a book or report is about: a month, a quarter, a year, or any days of one year. Pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from fundapp.kernel.days import DayError, day_text, read_day
from fundapp.kernel.labels import Text, _

ROMAN = ("I", "II", "III", "IV")
DAYS = "days"
Month = tuple[int, int]
Days = tuple[date, date]


class SpanError(ValueError):
    """A stretch that cannot be: `message` says what to write instead."""

    def __init__(self, message: Text) -> None:
        self.message = message
        super().__init__(str(message))


@dataclass(frozen=True)
class Split:
    """A stretch as the books keep it: whole months, of which totals are kept, and the broken ends."""

    whole: tuple[Month, Month] | None
    broken: tuple[Days, ...]


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included, of one year."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise SpanError(_("Ngày đầu kỳ phải trước hoặc trùng ngày cuối kỳ."))
        if self.first.year != self.last.year:
            raise SpanError(_("Kỳ của sổ nằm trong một năm. Hãy chọn hai ngày của cùng một năm."))

    @property
    def year(self) -> int:
        return self.first.year

    @property
    def part(self) -> str:
        """The name of the stretch in an address: y, q1 to q4, m1 to m12, or days."""
        return _named(self.year).get(self, DAYS)

    @property
    def label(self) -> Text:
        """Name the stretch as papers do."""
        part, year = self.part, self.year
        if part == "y":
            return _("Năm %(year)s", year=year)
        if part.startswith("q"):
            return _("Quý %(quarter)s năm %(year)s", quarter=ROMAN[int(part[1:]) - 1], year=year)
        if part.startswith("m"):
            return _("Tháng %(month)s năm %(year)s", month=int(part[1:]), year=year)
        return _("Từ ngày %(first)s đến ngày %(last)s", first=day_text(self.first), last=day_text(self.last))

    @property
    def begins_the_year(self) -> bool:
        return (self.first.month, self.first.day) == (1, 1)

    @property
    def has_months(self) -> bool:
        """More than one month, so that each is summed."""
        return self.first.month != self.last.month

    @property
    def so_far(self) -> "Span":
        """The year up to the end of this stretch."""
        return Span(date(self.year, 1, 1), self.last)


def part_span(year: int, part: str) -> Span:
    """Give the days of a year, a quarter or a month by its name."""
    if part == "y":
        return Span(date(year, 1, 1), date(year, 12, 31))
    number = int(part[1:])
    first, last = (number, number) if part.startswith("m") else (3 * number - 2, 3 * number)
    return Span(date(year, first, 1), month_end(year, last))


@lru_cache(maxsize=16)
def _named(year: int) -> dict[Span, str]:
    return {part_span(year, name): name for name in reversed(parts())}


def parts() -> list[str]:
    return ["y", *(f"q{n}" for n in range(1, 5)), *(f"m{n}" for n in range(1, 13))]


def read_span(year: int, part: str, first: str = "", last: str = "", *, on: date) -> Span:
    """Read a stretch as it was asked for; SpanError says what to write when the days cannot be."""
    if part != DAYS:
        return part_span(year, part)
    try:
        return Span(read_day(first, on=on), read_day(last, on=on))
    except DayError as problem:
        raise SpanError(problem.message) from problem


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def before(day: date) -> date:
    return day - timedelta(days=1)


def split(first: date, last: date) -> Split:
    """Cut days of one year into whole months and broken ends; no days at all when the first lies after the last."""
    if first > last:
        return Split(None, ())
    if (first.month, first.year) == (last.month, last.year):
        is_whole = first.day == 1 and last == month_end(last.year, last.month)
        month = (first.year, first.month)
        return Split((month, month), ()) if is_whole else Split(None, ((first, last),))
    broken: list[Days] = []
    low, high = (first.year, first.month), (last.year, last.month)
    if first.day > 1:
        broken.append((first, month_end(*low)))
        low = _next(low)
    if last != month_end(*high):
        broken.append((date(*high, 1), last))
        high = _previous(high)
    return Split((low, high) if low <= high else None, tuple(broken))


def _next(month: Month) -> Month:
    return (month[0], month[1] + 1) if month[1] < 12 else (month[0] + 1, 1)


def _previous(month: Month) -> Month:
    return (month[0], month[1] - 1) if month[1] > 1 else (month[0] - 1, 12)
