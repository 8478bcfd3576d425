"""The one clock. Instants are UTC; business days are Vietnam's calendar."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_held: datetime | None = None


def now() -> datetime:
    """Give this instant, aware, in UTC."""
    return datetime.now(UTC) if _held is None else _held


def today() -> date:
    """Give today's date in Vietnam."""
    return now().astimezone(VIETNAM).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Hold the clock of this process at an instant.

    Only the demo world does: it lives through a past year in seconds, before anybody is served. Nothing that answers requests may.
    """
    global _held
    before, _held = _held, instant.astimezone(UTC)
    try:
        yield
    finally:
        _held = before
