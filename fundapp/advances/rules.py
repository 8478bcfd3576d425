"""The limits of advances and their official forms, as data. Pure."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

RULES = Path(__file__).parent / "data" / "rules.toml"


@dataclass(frozen=True)
class PrintedForm:
    """The official form of a paper, as in force from a day."""

    code: str
    basis: str
    valid_from: date


@dataclass(frozen=True)
class Rules:
    """How much may be advanced and for how long, and on which accounts it stands."""

    account: str
    spent_on: tuple[str, ...]
    longest_days: int
    open_amount: int
    blocks_when_overdue: bool


@cache
def rules() -> Rules:
    read = tomllib.loads(RULES.read_text(encoding="utf-8"))
    limit = read["limit"]
    return Rules(
        read["account"]["advances"], tuple(read["account"]["spent_on"]), limit["longest_days"], limit["open_amount"], limit["blocks_when_overdue"]
    )


def form_on(paper: str, on: date) -> PrintedForm:
    """Give the form of a paper in force on a day."""
    return max((form for name, form in _forms() if name == paper and form.valid_from <= on), key=lambda form: form.valid_from)


@cache
def _forms() -> tuple[tuple[str, PrintedForm], ...]:
    rows = tomllib.loads(RULES.read_text(encoding="utf-8"))["form"]
    return tuple((row["paper"], PrintedForm(row["code"], row["basis"], row["valid_from"])) for row in rows)
