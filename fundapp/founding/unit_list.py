"""Read a list of units, whatever its columns are called and in whatever order: rows with values, and what is wrong with each. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from fundapp.founding.words import SUMS, TITLES, VOCABULARY
from fundapp.kernel.days import DayError, read_day
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.orgs.naming import tidy_code
from fundapp.sheets import listed
from fundapp.sheets.cells import Cell, Row, Sheet, Workbook, text_of
from fundapp.sheets.layout import Layout, find_table
from fundapp.sheets.listed import ListedRow, told_in

TEXTS = ("name", "short_name", "code", "kind", "parent", "document", "address", "signer_title")
DAYS = ("on", "under_since")
MOST_ROWS = 20_000
LONGEST = {"name": 200, "short_name": 100, "parent": 200, "document": 200, "address": 300, "signer_title": 120}


class ListRefused(Refusal):
    """A file in which no list of units stands."""


class Wrong(listed.Wrong):
    """What is wrong with a unit of the list."""

    titles = TITLES


class UnitRow(ListedRow):
    """One unit of the list."""

    @property
    def signs(self) -> set[str]:
        """By what another row may name this unit as its parent."""
        return {sign for sign in (tidy_code(self.said("code")), fold(self.said("name")), fold(self.said("short_name"))) if sign}


@dataclass
class UnitList:
    """The list as read: where its table stands, and its rows."""

    sheet: Sheet
    layout: Layout
    rows: list[UnitRow]


def read_list(book: Workbook) -> UnitList:
    """Find the table of units in a workbook and read its rows. Raises ListRefused."""
    for sheet in book.sheets:
        layout = find_table(sheet.rows, VOCABULARY) if sheet.is_visible else None
        if layout is not None and "name" in layout.facts:
            rows = [row for row in _rows(sheet, layout) if row is not None]
            if len(rows) > MOST_ROWS:
                raise ListRefused(_("Danh sách có hơn %(most)s đơn vị. Hãy chia thành nhiều tệp.", most=f"{MOST_ROWS:,}".replace(",", ".")), "file")
            if rows:
                return UnitList(sheet, layout, rows)
    raise ListRefused(
        _("Không thấy bảng đơn vị nào trong tệp. Hàng tiêu đề cần có cột “Tên đơn vị” và ít nhất hai cột khác, ví dụ “STT” và “Cấp trên”; hãy tải mẫu trống để xem."),
        "file",
    )


def in_order(rows: Iterable[UnitRow]) -> list[UnitRow]:
    """Put each unit behind the one of the list that it hangs under; the others keep their order."""
    waiting = list(rows)
    known = {sign: row for row in reversed(waiting) for sign in row.signs}
    placed: dict[int, UnitRow] = {}
    for row in waiting:
        chain: list[UnitRow] = []
        above: UnitRow | None = row
        while above is not None and above.number not in placed and all(above is not one for one in chain):
            chain.append(above)
            parent = above.said("parent")
            above = known.get(tidy_code(parent)) or known.get(fold(parent)) if parent else None
        for one in reversed(chain):
            placed[one.number] = one
    return list(placed.values())


def _rows(sheet: Sheet, layout: Layout) -> Iterable[UnitRow | None]:
    for number, cells in enumerate(sheet.rows[layout.header_rows[-1] :], start=layout.header_rows[-1] + 1):
        yield _read(number, cells, layout)


def _read(number: int, cells: Row, layout: Layout) -> UnitRow | None:
    """Read one row; None when no unit stands there."""
    told = told_in(cells, layout)
    name = text_of(told.get("name"))
    if not (told.keys() - {"seq"}) or fold(name) in SUMS or (not name and fold(text_of(told.get("seq"))) in SUMS):
        return None
    row = UnitRow(number)
    if not name:
        row.wrong.append(Wrong("name", _("Chưa có tên đơn vị. Hãy ghi tên đầy đủ.")))
    for fact in TEXTS:
        if fact in told:
            row.values[fact] = text_of(told[fact])
            if len(row.values[fact]) > LONGEST.get(fact, 40):
                row.wrong.append(Wrong(fact, _("Dài quá %(most)s ký tự. Hãy viết ngắn lại.", most=LONGEST.get(fact, 40))))
    for fact in DAYS:
        if fact in told:
            _read_day(row, fact, told[fact])
    if "member_count" in told:
        _read_count(row, told["member_count"])
    return row


def _read_day(row: UnitRow, fact: str, cell: Cell) -> None:
    try:
        row.values[fact] = read_day(cell if isinstance(cell, date) else text_of(cell))
    except DayError as problem:
        row.wrong.append(Wrong(fact, problem.message))


def _read_count(row: UnitRow, cell: Cell) -> None:
    digits = text_of(cell).replace(".", "").replace(",", "").replace(" ", "")
    if digits.isascii() and digits.isdigit() and len(digits) <= 7:
        row.values["member_count"] = int(digits)
    else:
        row.wrong.append(Wrong("member_count", _("Hãy ghi một số nguyên, ví dụ: 120")))
