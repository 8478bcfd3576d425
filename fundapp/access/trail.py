"""Write one line of the trail in the transaction of the act it tells of."""

from collections.abc import Iterable
from typing import Any, Protocol

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from fundapp.access import triggers  # noqa: F401  (importing it registers the triggers)
from fundapp.access.models import TrailEntry
from fundapp.kernel import clock
from fundapp.kernel.db import Marked
from fundapp.kernel.db.marks import mark_of, place_of

# By what the place of a row begins that an act has made.
MADE = "+"


class Somebody(Protocol):
    """Whoever acts."""

    @property
    def user_id(self) -> int: ...


def record(
    session: Session, *, by: Somebody | None, act: str, subject: str, details: dict[str, Any] | None = None, unit_id: int | None = None,
    made: Iterable[Marked] = (), changed: Iterable[Marked] = (),
) -> TrailEntry:
    """Record who did what to which subject (`"cases/12"`). Details hold no personal data.

    Of the marked rows that the act has made or changed the mark is kept.
    """
    marks: dict[str, str] = {}
    for sign, rows in ((MADE, list(made)), ("", list(changed))):
        # What is written already needs no flush of everything else: acts on many rows would pay for it at each.
        if any(inspect(row).key is None or session.is_modified(row) for row in rows):
            session.flush()
        marks |= {sign + place_of(type(row), row): mark_of(type(row), row) for row in rows}
    entry = TrailEntry(
        at=clock.now(), user_id=by.user_id if by else None, act=act, subject=subject, unit_id=unit_id,
        details={**(details or {}), **({"marks": marks} if marks else {})},
    )
    session.add(entry)
    return entry


class Server:
    """The administrator of the server, who acts by commands and is known to the trail by no name."""

    def record(self, session: Session, *, act: str, subject: str, unit_id: int | None = None, details: dict[str, Any] | None = None) -> TrailEntry:
        """Put an act on the trail."""
        return record(session, by=None, act=act, subject=subject, unit_id=unit_id, details=details)
