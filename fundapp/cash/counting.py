"""Counting: which notes there are, what they come to, when a count is due. Pure."""

import calendar
import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fundapp.kernel.official_forms import PrintedForm, the_form

DATA = Path(__file__).parent / "data"
MOST_PIECES = 1_000_000


@dataclass(frozen=True)
class Denomination:
    """One kind of note, from the day of its issue to its last day (None: still money), with its source."""

    value: int
    material: str
    valid_from: date
    valid_to: date | None
    source: str


@dataclass(frozen=True)
class Due:
    """One month-end count: it counts for the month when it is taken between these days."""

    month_end: date
    opens_on: date
    closes_on: date

    def holds(self, on: date) -> bool:
        return self.opens_on <= on <= self.closes_on


def denominations(on: date) -> list[Denomination]:
    """The notes that are money on a day, the largest first."""
    return [one for one in _known() if one.valid_from <= on and (one.valid_to is None or on <= one.valid_to)]


def total(pieces: Mapping[int, int], loose: int) -> int:
    """What so many pieces of each value and the loose rest come to: 2 × 500.000 and 300 loose are 1.000.300."""
    return sum(value * number for value, number in pieces.items()) + loose


def due_around(on: date) -> Due | None:
    """The month-end count that may be taken on a day, if it is the time for one."""
    return next((due for due in (_due(on), _due(on.replace(day=1) - timedelta(days=1))) if due.holds(on)), None)


def dues_before(on: date, months: int) -> list[Due]:
    """The last so many month-end counts whose time has begun, newest first."""
    found: list[Due] = []
    end = _due(on)
    while len(found) < months:
        if end.opens_on <= on:
            found.append(end)
        end = _due(end.month_end.replace(day=1) - timedelta(days=1))
    return found


def rules() -> dict[str, Any]:
    """The changeable rules, as data."""
    return _rules()


def form_on(on: date) -> PrintedForm:
    """Give the form of the minutes in force on a day."""
    return the_form(_rules()["form"], on)


def _due(on: date) -> Due:
    end = on.replace(day=calendar.monthrange(on.year, on.month)[1])
    rule = _rules()["count"]
    return Due(end, end - timedelta(days=rule["days_before"]), end + timedelta(days=rule["days_after"]))


@cache
def _known() -> tuple[Denomination, ...]:
    with (DATA / "denominations.csv").open(encoding="utf-8", newline="") as rows:
        found = [
            Denomination(
                int(row["value"]), row["material"], date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                row["source"],
            )
            for row in csv.DictReader(rows)
        ]
    return tuple(sorted(found, key=lambda one: -one.value))


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads((DATA / "rules.toml").read_text(encoding="utf-8"))
