"""The year that the demo world lives through: its working days and the hours at which things are done. Pure.

The days are fixed, so that names, amounts, codes and days are the same whenever the world is filled.
"""

from datetime import date, datetime, timedelta

from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.days import is_working_day

FIRST_DAY = date(2025, 12, 1)
LAST_DAY = date(2026, 11, 20)
WORKING_DAYS = tuple(
    day for day in (FIRST_DAY + timedelta(days=n) for n in range((LAST_DAY - FIRST_DAY).days + 1)) if is_working_day(day)
)


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """An hour of a day in Vietnam."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM)


def workday(number: int) -> date:
    """The working day of this number; negative ones count back from the last (-1)."""
    if number >= len(WORKING_DAYS):
        raise IndexError("after the last day of the demo world")
    return WORKING_DAYS[number]


def on_or_after(day: date) -> date:
    """The first working day on or after a day."""
    return next(one for one in WORKING_DAYS if one >= day)


def months() -> list[tuple[int, int]]:
    """Every month of the story as (year, month)."""
    return list(dict.fromkeys((day.year, day.month) for day in WORKING_DAYS))
