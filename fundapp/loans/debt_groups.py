"""Groups of debt 1 to 5, by days past due and how often the loan was rescheduled.

From TT 14/2024/TT-NHNN for microfinance institutions (domain.md §2.3); for a union's own fund it's a default that its regulation may change.
"""

from datetime import date

BAD_FROM = 3
# From so many days past due the group is at least this, by how often the loan was rescheduled (once, twice or more).
BY_DAYS = {0: ((10, 2), (30, 3), (90, 4), (180, 5)), 1: ((1, 3), (30, 4), (90, 5)), 2: ((1, 5),)}
LEAST = {0: 1, 1: 2, 2: 4, 3: 5}


def debt_group(days_past_due: int, times_rescheduled: int = 0, *, is_waived_for_inability: bool = False) -> int:
    """Give the group, the worst that applies: 45 days past due is 3, the same after one rescheduling is 4."""
    times = min(times_rescheduled, 3)
    steps = BY_DAYS.get(times, ())
    by_days = max((group for days, group in steps if days_past_due >= days), default=1)
    return max(LEAST[times], by_days, BAD_FROM if is_waived_for_inability else 1)


def is_bad_debt(group: int) -> bool:
    """Groups 3 to 5."""
    return group >= BAD_FROM


def days_past_due(oldest_unpaid_due_on: date | None, on: date) -> int:
    """Days since the oldest day on which something fell due that is still unpaid; due today is not past due."""
    return 0 if oldest_unpaid_due_on is None else max(0, (on - oldest_unpaid_due_on).days)
