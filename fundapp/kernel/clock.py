"""The one clock. Instants are UTC; business days are Vietnam's calendar."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
TICK = timedelta(milliseconds=1)
_held: datetime | None = None


def now() -> datetime:
    """Give this instant, aware, in UTC."""
    global _held
    if _held is None:
        return datetime.now(UTC)
    _held += TICK
    return _held


def today() -> date:
    """Give today's date in Vietnam."""
    return now().astimezone(VIETNAM).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Hold the clock of this process at an instant; it moves on by a tick at each look, since no two acts are at the same one.

    Only the demo world does: it lives through a past year in seconds, before anybody is served. Nothing that answers requests may.
    """
    global _held
    before, _held = _held, instant.astimezone(UTC)
    try:
        yield
    finally:
        _held = before
