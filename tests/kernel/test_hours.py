"""Working hours: a table, no database."""

from datetime import datetime

import pytest

from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.hours import working_minutes_between


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ((2026, 11, 20, 16, 30), (2026, 11, 23, 9, 0), 120),
        ((2026, 11, 23, 8, 0), (2026, 11, 23, 17, 30), 480),
        ((2026, 11, 23, 11, 0), (2026, 11, 23, 14, 0), 90),
        ((2026, 11, 21, 8, 0), (2026, 11, 22, 20, 0), 0),
        # 1/9 and 2/9/2026 are holidays.
        ((2026, 9, 1, 17, 0), (2026, 9, 3, 8, 30), 30),
        ((2026, 11, 23, 9, 0), (2026, 11, 23, 8, 0), 0),
    ],
)
def test_working_minutes(start: tuple[int, ...], end: tuple[int, ...], minutes: int) -> None:
    assert working_minutes_between(datetime(*start, tzinfo=VIETNAM), datetime(*end, tzinfo=VIETNAM)) == minutes  # type: ignore[misc,arg-type]
