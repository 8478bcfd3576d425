"""Write one line of the trail in the transaction of the act it tells of."""

from typing import Any, Protocol

from sqlalchemy.orm import Session

from fundapp.access import triggers  # noqa: F401  (importing it registers the triggers)
from fundapp.access.models import TrailEntry
from fundapp.kernel import clock


class Somebody(Protocol):
    """Whoever acts."""

    @property
    def user_id(self) -> int: ...


def record(
    session: Session, *, by: Somebody | None, act: str, subject: str, details: dict[str, Any] | None = None, unit_id: int | None = None
) -> TrailEntry:
    """Record who did what to which subject (`"cases/12"`). Details hold no personal data."""
    entry = TrailEntry(
        at=clock.now(), user_id=by.user_id if by else None, act=act, subject=subject, unit_id=unit_id, details=details or {}
    )
    session.add(entry)
    return entry


class Server:
    """The administrator of the server, who acts by commands and is known to the trail by no name."""

    def record(self, session: Session, *, act: str, subject: str, unit_id: int | None = None, details: dict[str, Any] | None = None) -> TrailEntry:
        """Put an act on the trail."""
        return record(session, by=None, act=act, subject=subject, unit_id=unit_id, details=details)
