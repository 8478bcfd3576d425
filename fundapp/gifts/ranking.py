"""The order of a list: who comes first when places are few. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Ranked:
    """One person who qualifies: the points, the income a head in đồng a month (None: not known) and a key that parts equals for good."""

    points: int
    income: int | None
    key: str


def order(of: Iterable[tuple[Ranked, T]]) -> list[T]:
    """Sort by points, then the lower income first (not known last), then by key, so that the same facts always give the same list."""
    return [item for _ranked, item in sorted(of, key=lambda pair: (-pair[0].points, pair[0].income is None, pair[0].income or 0, pair[0].key))]


def points_of(categories: Sequence[str], worth: Mapping[str, int]) -> int:
    """Add up what the circumstances of a household are worth."""
    return sum(worth.get(name, 0) for name in categories)
