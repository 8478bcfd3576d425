"""What was read in a cell, and how its text is made one composed line."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from fundapp.sheets.cells import Cell, text_of

ERROR, WARNING, REPAIR, SILENT = "error", "warning", "repair", "silent"
LONGEST_TEXT = 2000
BLANKS = re.compile(r"[\s\u00a0\u200b-\u200d\u2060\ufeff]+")


@dataclass(frozen=True)
class Reading:
    """What a cell means (`value`) and the (severity, code) pairs found in it."""

    value: Any = None
    found: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Setting:
    """What a cell's reading depends on beside the cell: today, text files, the column's unit of money."""

    on: date
    is_text_file: bool = False
    factor: int = 1


def tidy(cell: Cell) -> tuple[str, str | None]:
    """One line of composed text, and the code of what had to be done for it."""
    raw = text_of(cell) if not isinstance(cell, str) else cell
    composed = unicodedata.normalize("NFC", raw)
    text = BLANKS.sub(" ", composed).strip()
    if composed != raw:
        return text, "unicode_decomposed"
    return text, "spaces" if text != raw else None


def silent(code: str | None) -> tuple[tuple[str, str], ...]:
    return ((SILENT, code),) if code else ()
