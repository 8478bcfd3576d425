"""Rows of a list written as HTML by one pattern, and kept by the very line that the database gave for each.

A row is read anew at every request. Only its writing is spared where the same values were written before in the same way: the line holds
every value of the row, and `hangs_on` whatever else its cells depend on. Nobody gets a row whose values have not just been read for him.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import escape

UNSAFE = ("&", "<", ">", '"', "'")
# Letters of lines, and bytes of what was written, together.
MOST_KEPT = 4_000_000


@dataclass(frozen=True)
class Rows:
    """The rows of one page: as lines of JSON, how the cells of one read, and what they hang on beside the row."""

    lines: list[str]
    cells: Callable[[list[Any]], tuple[str, ...]]
    hangs_on: tuple[Any, ...]


class Written:
    """The rows that one app has written."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], dict[str, bytes]] = {}
        self._letters = 0

    def write(self, pattern: str, rows: Rows) -> bytes:
        """Write one pattern (%s in the place of each cell) for every row; as it goes out, in UTF-8."""
        if self._letters > MOST_KEPT:
            self._known, self._letters = {}, 0
        known = self._known.setdefault((pattern, rows.hangs_on), {})
        found = list(map(known.get, rows.lines))
        if None in found:
            new = [line for line, written in zip(rows.lines, found, strict=True) if written is None]
            written = [row.encode() for row in write_rows(pattern, map(rows.cells, json.loads(f"[{','.join(new)}]")))]
            known.update(zip(new, written, strict=True))
            self._letters += sum(map(len, new)) + sum(map(len, written))
            fresh = iter(written)
            found = [next(fresh) if html is None else html for html in found]
        return b"".join(found)  # type: ignore[arg-type]


def write_rows(pattern: str, rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Write each row, its texts made safe.

    Jinja makes every expression safe by itself, which for fifty rows of ten cells costs more than all the rest of a page.
    """
    lines = list(rows)
    typed = "".join(map("".join, lines))
    if any(sign in typed for sign in UNSAFE):
        lines = [tuple(str(escape(cell)) for cell in cells) for cells in lines]
    return [pattern % cells for cells in lines]
