"""What a read workbook is: sheets of plain cells, and the names that spreadsheets give them."""

from dataclasses import dataclass, field
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None
Row = list[Cell]


@dataclass
class Sheet:
    """One sheet; `rows[0]` is row 1 as the spreadsheet shows it, short rows end at their last filled cell.

    `formulas` holds row and column from 1 of formula cells, where they were asked for.
    """

    name: str
    rows: list[Row]
    is_visible: bool = True
    formulas: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Workbook:
    """One file as read: what it is by its content, and its sheets."""

    kind: str
    sheets: list[Sheet] = field(default_factory=list)
    encoding: str | None = None
    delimiter: str | None = None


def letter(column: int) -> str:
    """Name a column counted from 0: 0 is A, 26 is AA."""
    name, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(65 + digit) + name
    return name


def column_of(name: str) -> int:
    """Give the column counted from 0 of its letters."""
    number = 0
    for char in name.upper():
        number = number * 26 + ord(char) - 64
    return number - 1


def is_blank(cell: Cell) -> bool:
    """Say whether nothing stands in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip("\u00a0\u200b\ufeff \t\r\n"))


def text_of(cell: Cell) -> str:
    """Write a cell as one line of text, for labels and for showing what stood there."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return " ".join(str(cell).split())
