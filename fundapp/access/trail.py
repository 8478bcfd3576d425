"""Write one line of the trail in the transaction of the act it tells of."""

from typing import Any

from sqlalchemy.orm import Session

from fundapp.access import triggers  # noqa: F401  (importing it registers the triggers)
from fundapp.access.actor import Actor
from fundapp.access.models import TrailEntry
from fundapp.kernel import clock


def record(
    session: Session, *, by: Actor | None, act: str, subject: str, details: dict[str, Any] | None = None, unit_id: int | None = None
) -> TrailEntry:
    """Record who did what to which subject (`"cases/12"`). Details hold no personal data."""
    entry = TrailEntry(
        at=clock.now(), user_id=by.user_id if by else None, act=act, subject=subject, unit_id=unit_id, details=details or {}
    )
    session.add(entry)
    return entry
