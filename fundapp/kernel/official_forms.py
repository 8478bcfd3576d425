"""Official forms of printed papers: each in force from a day, as data says. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class PrintedForm:
    """The official form of a paper, as in force from a day."""

    code: str
    basis: str
    valid_from: date


def in_force(rows: Iterable[Mapping[str, Any]], on: date) -> PrintedForm | None:
    """The newest of these forms that is in force on a day; None before the first."""
    known = [PrintedForm(row["code"], row["basis"], row["valid_from"]) for row in rows if row["valid_from"] <= on]
    return max(known, key=lambda form: form.valid_from, default=None)


def the_form(rows: Iterable[Mapping[str, Any]], on: date) -> PrintedForm:
    """The form in force on a day; raises LookupError before the first."""
    found = in_force(rows, on)
    if found is None:
        raise LookupError(f"no form is in force on {on}")
    return found
