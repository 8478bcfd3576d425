"""Business days in Vietnam, and days as people write them: day first. Pure."""

import csv
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
YOUNGEST, OLDEST = 15, 115
YEARS_AHEAD = 10
# How the table of days off marks a Saturday or Sunday that is worked for a swapped day.
WORKED = "worked"

_SPREADSHEET_ZERO = date(1899, 12, 30)
_DAY = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4}|[0-9]{2})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_MONTH = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{4})")
_YEAR = re.compile(r"([0-9]{4})(?:\.0)?")
_USUAL = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")

_DAY_MESSAGES = {
    "empty": _("Hãy nhập ngày, ví dụ 21/11/2026."),
    "unreadable": _("Không đọc được ngày này. Hãy viết ngày/tháng/năm, ví dụ 21/11/2026."),
    "impossible": _("Không có ngày này trong lịch. Hãy viết ngày trước, rồi tháng, rồi năm, ví dụ 21/11/2026."),
}
_BIRTH_MESSAGES = {
    "birth_impossible": _("Ngày sinh này không thể có. Hãy viết ngày trước, rồi tháng, rồi năm, ví dụ 30/07/1987, hoặc chỉ năm sinh 1987."),
    "birth_in_future": _("Ngày sinh nằm sau hôm nay. Hãy kiểm tra lại năm sinh, ví dụ 30/07/1987."),
    "birth_unreadable": _("Không đọc được ngày sinh. Hãy viết như 30/07/1987, 07/1987 hoặc 1987."),
    "birth_missing": _("Chưa có ngày sinh. Hãy viết như 30/07/1987, 07/1987 hoặc 1987."),
    "two_digit_year": _("Năm sinh chỉ có hai chữ số. Hãy kiểm tra lại và viết đủ bốn chữ số."),
}


class DayError(ValueError):
    """A day that can't be taken: `reason` is the code, the text says what to write instead."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.message: Text = _DAY_MESSAGES[reason]
        super().__init__(str(self.message))


@dataclass(frozen=True)
class Birth:
    """A birth as far as it is known (yyyy-mm-dd, yyyy-mm or yyyy). Without an error the row is taken in; warnings want a look."""

    ok: bool
    value: str | None = None
    warnings: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    error: str | None = None

    @property
    def message(self) -> Text | None:
        """What the user reads about the error, or about the first warning."""
        code = self.error or next(iter(self.warnings), None)
        return _BIRTH_MESSAGES[code] if code else None


@lru_cache(maxsize=64)
def _days_off(year: int) -> tuple[dict[date, str], frozenset[date]]:
    """Public holidays and substitute days of a year with their names, and its worked Saturdays and Sundays."""
    known = _table()
    if year in known:
        return known[year]
    # The package costs 15 MB and 300 modules, so it is asked only for years that lie outside the table, which a test holds to it.
    import holidays

    calendar = holidays.country_holidays("VN", years=year, language="vi")
    worked = frozenset(day for day in calendar.weekend_workdays if day.year == year)
    return {day: name for day, name in calendar.items() if day.year == year}, worked


@lru_cache(maxsize=1)
def _table() -> dict[int, tuple[dict[date, str], frozenset[date]]]:
    off: dict[int, dict[date, str]] = {}
    worked: dict[int, set[date]] = {}
    with (Path(__file__).parent / "data" / "days_off.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            day = date.fromisoformat(row["day"])
            names = off.setdefault(day.year, {})
            if row["name"] == WORKED:
                worked.setdefault(day.year, set()).add(day)
            else:
                names[day] = row["name"]
    return {year: (names, frozenset(worked.get(year, ()))) for year, names in off.items()}


def day_off_name(day: date) -> str | None:
    """Name the public holiday, or the substitute day, that a day is."""
    return _days_off(day.year)[0].get(day)


def is_working_day(day: date) -> bool:
    """Monday to Friday without public holidays and substitute days, and the Saturday that is worked for a swapped day."""
    off, worked = _days_off(day.year)
    return day in worked or (day.weekday() < 5 and day not in off)


def working_day_after(day: date, n: int) -> date:
    """Give the n-th working day after a day, which itself doesn't count: one after Friday 20/11/2026 is Monday 23/11."""
    if n < 0:
        raise ValueError("working days are counted forward")
    while n:
        day += timedelta(days=1)
        n -= is_working_day(day)
    return day


def working_days_between(after: date, up_to: date) -> int:
    """Count the working days after the first day, up to and with the second; none when it lies before."""
    return sum(is_working_day(after + timedelta(days=i)) for i in range(1, (up_to - after).days + 1))


def months_between(earlier: date, later: date) -> int:
    """Count whole months; 31/01 to 28/02 is one, as a term ends on the last day of a month that has no such day (BLDS 2015, Đ148).

    Negative when the days stand the other way round.
    """
    if later < earlier:
        return -months_between(later, earlier)
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    is_full = later.day >= min(earlier.day, monthrange(later.year, later.month)[1])
    return months if is_full else months - 1


def months_on(day: date, months: int) -> date:
    """Give the same day so many months on, the last one of a shorter month: 31/8 and 1 is 30/9."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_text(day: date) -> str:
    """Show a day as dd/mm/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def read_day(raw: str | date | None, *, on: date | None = None) -> date:
    """Read a day, day first: 21/11/2026, 21-11-2026, 21.11.2026; also 2026-11-21. 12/25/1990 is an error, never turned round.

    A two-digit year is the latest one with those digits that lies at most ten years after `on` (today): 26 is 2026, 66 is 1966.
    People's births are read by read_birth, where 15 can't be 2015.
    """
    if isinstance(raw, datetime):
        return (raw.astimezone(clock.VIETNAM) if raw.tzinfo else raw).date()
    if isinstance(raw, date):
        return raw
    if raw is None:
        raise DayError("empty")
    if not isinstance(raw, str):
        raise DayError("unreadable")
    text = _tidy(raw)
    if not text:
        raise DayError("empty")
    parts = _parts(text)
    if parts is None:
        raise DayError("unreadable")
    year = _full_year(parts[2], (on or clock.today()).year + YEARS_AHEAD) if len(parts[2]) == 2 else int(parts[2])
    return _calendar_day(year, parts[1], parts[0])


def read_birth(raw: object, on: date) -> Birth:
    """Read a birth from a cell or an input: a day, 07/1987, 1987, or the number that a spreadsheet keeps for a day.

    A two-digit year is the one that makes the person 15 to 115 years old, with a warning.
    """
    if isinstance(raw, date):
        return _checked(read_day(raw), on)
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _birth_of_number(raw, on)
    text = _tidy(raw) if isinstance(raw, str) else "" if raw is None else "?"
    if not text:
        return Birth(True, warnings=("birth_missing",))
    if match := _YEAR.fullmatch(text):
        return _partial(int(match[1]), None, on)
    if match := _MONTH.fullmatch(text):
        return _partial(int(match[2]), int(match[1]), on)
    return _birth_of_text(text, on)


def _tidy(raw: str) -> str:
    return " ".join("".join(char for char in raw[:60] if unicodedata.category(char) != "Cf").split())


def _parts(text: str) -> tuple[str, str, str] | None:
    """Day, month and year as they were written."""
    if match := _ISO_DAY.fullmatch(text):
        return match[3], match[2], match[1]
    if match := _DAY.fullmatch(text):
        return match[1], match[2], match[3]
    return None


def _full_year(two_digits: str, latest: int) -> int:
    return latest - (latest - int(two_digits)) % 100


def _calendar_day(year: int, month: str, day: str) -> date:
    try:
        found = date(year, int(month), int(day))
    except ValueError as wrong:
        raise DayError("impossible") from wrong
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise DayError("impossible")
    return found


def _birth_of_number(number: float, on: date) -> Birth:
    if number == number and 1000 <= number <= 2999 and number == int(number):
        return _partial(int(number), None, on)
    if number == number and 1 < number < 100_000 and number == int(number):
        birth = _checked(_SPREADSHEET_ZERO + timedelta(days=int(number)), on, repairs=("excel_serial_date",))
        if birth.ok:
            return birth
    return Birth(False, error="birth_impossible")


def _birth_of_text(text: str, on: date) -> Birth:
    parts = _parts(text)
    if parts is None:
        is_number = text.lstrip("-").isdecimal()
        return Birth(False, error="birth_impossible") if is_number else Birth(True, warnings=("birth_unreadable",))
    is_short_year = len(parts[2]) == 2
    year = _full_year(parts[2], on.year - YOUNGEST) if is_short_year else int(parts[2])
    try:
        day = _calendar_day(year, parts[1], parts[0])
    except DayError:
        return Birth(False, error="birth_impossible")
    if is_short_year:
        return _checked(day, on, warnings=("two_digit_year",))
    return _checked(day, on, repairs=() if _USUAL.fullmatch(text) else ("date_style",))


def _partial(year: int, month: int | None, on: date) -> Birth:
    if not EARLIEST_YEAR <= year <= 2999 or not 1 <= (month or 1) <= 12:
        return Birth(False, error="birth_impossible")
    birth = _checked(date(year, month or 1, 1), on)
    return Birth(True, f"{year}" if month is None else f"{year}-{month:02d}") if birth.ok else birth


def _checked(day: date, on: date, *, warnings: tuple[str, ...] = (), repairs: tuple[str, ...] = ()) -> Birth:
    if day > on:
        return Birth(False, error="birth_in_future")
    if day.year < on.year - OLDEST:
        return Birth(False, error="birth_impossible")
    return Birth(True, day.isoformat(), warnings, repairs)
