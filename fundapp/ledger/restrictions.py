"""What restricted money may be spent on: which terms are in force on a day, and what of a wish they do not allow. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar


class Version(Protocol):
    """One version of terms, as stored."""

    @property
    def number(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def last_on(self) -> date | None: ...


V = TypeVar("V", bound=Version)


@dataclass(frozen=True)
class Wish:
    """Money that is to be spent: for what, on which day, for a member of which unit (the path of the unit, None when for nobody's)."""

    purpose: str
    on: date
    unit_path: str | None


def in_force(versions: Iterable[V], on: date) -> V | None:
    """The version in force on a day: the newest that began by then. The first one also holds for the days before it."""
    found = [one for one in versions if one.state == "in_force" and (one.valid_from <= on or one.number == 1)]
    return max(found, key=lambda one: one.number, default=None)


def coming(versions: Iterable[V], on: date) -> list[V]:
    """The versions in force on a day or later, in their order: what a promise made on that day must stand."""
    known = list(versions)
    now = in_force(known, on)
    return [] if now is None else [one for one in known if one.state == "in_force" and one.number >= now.number]


def objection(wish: Wish, *, purposes: Sequence[str], unit_paths: Sequence[str], last_on: date | None) -> str | None:
    """What terms have against a wish: `purpose`, `late`, `unit`, or nothing. Terms that name no unit allow all."""
    if wish.purpose not in purposes:
        return "purpose"
    if last_on is not None and wish.on > last_on:
        return "late"
    if unit_paths and (wish.unit_path is None or not any(wish.unit_path.startswith(path) for path in unit_paths)):
        return "unit"
    return None
