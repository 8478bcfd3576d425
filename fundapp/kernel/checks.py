"""One shape for every invariant that `check` reports, and how the checks read: all units, row by row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

EVERYTHING = "the invariants hold over all units"
AT_ONCE, LISTED = 2000, 500


class Fault(str):
    """A row that breaks an invariant, in words. It knows whose row it is: out of their sight it is only counted.

    A fault without a unit is read by those alone who see the whole installation.
    """

    unit_ids: tuple[int, ...]

    def __new__(cls, words: str, *unit_ids: int | None) -> "Fault":
        fault = super().__new__(cls, words)
        fault.unit_ids = tuple(sorted({unit_id for unit_id in unit_ids if unit_id is not None}))
        return fault


@dataclass(frozen=True)
class Invariant:
    """What one invariant found: how many rows it looked at and each row that breaks it, a `Fault` where it is some unit's."""

    code: str
    name: str
    rows: int
    wrong: Sequence[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.wrong


def everywhere(query: Any) -> Any:
    """Read over all units, whoever asks."""
    return query.execution_options(all_units=EVERYTHING)


def stream(session: Session, query: Any) -> Iterator[Any]:
    """Give the rows of a query without holding them all."""
    yield from session.execute(everywhere(query).execution_options(yield_per=AT_ONCE))


def lists(session: Session, query: Any, size: int = LISTED) -> Iterator[list[Any]]:
    """Give the objects of a query some at a time, so that what belongs to them is read for all of these at once."""
    for part in session.scalars(everywhere(query).execution_options(yield_per=size)).partitions(size):
        yield list(part)


def count(session: Session, query: Any) -> int:
    """Count the rows of a query."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return session.scalar(everywhere(counted)) or 0
