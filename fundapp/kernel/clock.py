"""The one clock. Instants are UTC; business days are Vietnam's calendar."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """Give this instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Give today's date in Vietnam."""
    return datetime.now(VIETNAM).date()
