"""How the checks read: all units, row by row."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

EVERYTHING = "the invariants hold over all units"
AT_ONCE = 2000


def stream(session: Session, query: Any) -> Iterator[Any]:
    """Give the rows of a query without holding them all."""
    yield from session.execute(query.execution_options(all_units=EVERYTHING, yield_per=AT_ONCE))


def count(session: Session, query: Any) -> int:
    """Count the rows of a query."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return session.scalar(counted.execution_options(all_units=EVERYTHING)) or 0
