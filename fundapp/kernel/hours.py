"""Working hours in Vietnam: how much of a limit of hours has gone. Pure.

(b) 8:00-12:00 and 13:30-17:30 on working days are the common hours of offices; no regulation that fixes them for unions was found.
"""

from datetime import date, datetime, time, timedelta

from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.days import is_working_day

SPANS = ((time(8), time(12)), (time(13, 30), time(17, 30)))
MINUTE = timedelta(minutes=1)


def working_minutes_between(start: datetime, end: datetime) -> int:
    """Count whole working minutes from one instant to another: Friday 20/11/2026 16:30 to Monday 23/11 9:00 is 120. None when it lies before."""
    start, end = start.astimezone(VIETNAM), end.astimezone(VIETNAM)
    if end <= start:
        return 0
    days = (start.date() + timedelta(days=n) for n in range((end.date() - start.date()).days + 1))
    return sum(_of_day(day, start, end) for day in days if is_working_day(day))


def _of_day(day: date, start: datetime, end: datetime) -> int:
    spans = ((datetime.combine(day, first, VIETNAM), datetime.combine(day, last, VIETNAM)) for first, last in SPANS)
    return sum(max(min(end, last) - max(start, first), timedelta()) // MINUTE for first, last in spans)
