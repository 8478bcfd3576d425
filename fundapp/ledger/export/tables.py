"""Tables of plain CSV whose every cell bears a short mark, so that a reader can name the cell that was changed. Pure.

The first column counts the rows, the last holds the marks: one for each cell, bound to file, row and column, and one for the whole row.
`files.csv` counts and digests the other tables. None of this is a secret: it finds and names a change, what proves the books is the chain.
"""

import csv
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

SHORT = 8


class Written(NamedTuple):
    """One table as it lies on disk."""

    file: str
    rows: int
    sha256: str


def mark(file: str, row: int, column: str, value: str) -> str:
    """Give the mark of one cell."""
    return hashlib.sha256(f"{file}|{row}|{column}|{value}".encode()).hexdigest()[:SHORT]


def marks(file: str, row: int, columns: Sequence[str], values: Sequence[str]) -> str:
    """Give the marks of a row: one for each cell, and a last one for all of them together."""
    each = [mark(file, row, column, value) for column, value in zip(columns, values, strict=True)]
    return " ".join([*each, mark(file, row, "*", "|".join(values))])


def write_table(folder: Path, file: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Written:
    """Write one table; None is an empty cell."""
    whole = ("row", *columns)
    count = 0
    path = folder / file
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow((*whole, "marks"))
        for count, row in enumerate(rows, 1):
            values = [str(count), *("" if value is None else str(value) for value in row)]
            writer.writerow((*values, marks(file, count, whole, values)))
    with path.open("rb") as written:
        return Written(file, count, hashlib.file_digest(written, "sha256").hexdigest())
