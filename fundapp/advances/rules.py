"""The limits of advances and their official forms, as data. Pure."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from fundapp.kernel.official_forms import PrintedForm, the_form

RULES = Path(__file__).parent / "data" / "rules.toml"


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
    return the_form((row for row in _forms() if row["paper"] == paper), on)


@cache
def _forms() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(RULES.read_text(encoding="utf-8"))["form"])
