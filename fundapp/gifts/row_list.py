"""Read a gift list that somebody sends as a workbook: its rows with values, and what is wrong with each. Pure."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fundapp.gifts.sheet import Printed
from fundapp.kernel.days import read_birth
from fundapp.kernel.errors import Refusal
from fundapp.kernel.identity import read_cccd
from fundapp.kernel.labels import _
from fundapp.kernel.money import AmountError, read_amount
from fundapp.kernel.names import fold, tidy_name
from fundapp.sheets import listed
from fundapp.sheets.cells import Cell, Row, Sheet, Workbook, text_of
from fundapp.sheets.layout import Layout, Vocabulary, find_table
from fundapp.sheets.listed import ListedRow, told_in

WORDS = tomllib.loads((Path(__file__).parent / "data" / "row_words.toml").read_text(encoding="utf-8"))
VOCABULARY = Vocabulary("gift_rows", WORDS["columns"])
TITLES: dict[str, str] = WORDS["titles"]
SUMS = frozenset(("cong", "tong cong", "tong", "tong so"))
MOST_ROWS = 20_000
LONGEST = {"full_name": 120, "reason": 200, "look_note": 200, "ethnicity": 30, "gift": 120, "household": 20}
SEXES = {"nu": "F", "f": "F", "nam": "M", "m": "M"}


class ListRefused(Refusal):
    """A file in which no gift list stands."""


class Wrong(listed.Wrong):
    """What is wrong with a name of the list."""

    titles = TITLES


class GivenRow(ListedRow):
    """One name of the list."""


@dataclass
class RowList:
    """The list as read: where its table stands, and its rows."""

    sheet: Sheet
    layout: Layout
    rows: list[GivenRow]


def read_list(book: Workbook, on: date) -> RowList:
    """Find the table of names in a workbook and read its rows. Raises ListRefused."""
    for sheet in book.sheets:
        layout = find_table(sheet.rows, VOCABULARY) if sheet.is_visible else None
        if layout is not None and "full_name" in layout.facts:
            rows = list(_rows(sheet, layout, on))
            if len(rows) > MOST_ROWS:
                raise ListRefused(_("Danh sách có hơn 20.000 người. Hãy chia thành nhiều tệp."), "file")
            if rows:
                return RowList(sheet, layout, rows)
    raise ListRefused(_("Không thấy danh sách nào trong tệp. Hàng tiêu đề cần có cột “Họ và tên” và ít nhất hai cột khác, ví dụ “STT” và “CCCD”."), "file")


def as_printed(rows: list[GivenRow]) -> list[Printed]:
    """The rows of a brought list as the sheet would print them, to hold against the decided one."""
    return [
        Printed(number, row.said("full_name"), row.said("birth"), row.said("tail") or row.said("cccd")[-3:], row.said("gift"), int(row.values.get("amount") or 0))
        for number, row in enumerate(rows, 1)
    ]


def _rows(sheet: Sheet, layout: Layout, on: date) -> Iterator[GivenRow]:
    for number, cells in enumerate(sheet.rows[layout.header_rows[-1] :], start=layout.header_rows[-1] + 1):
        row = _read(number, cells, layout, on)
        if row is not None:
            yield row


def _read(number: int, cells: Row, layout: Layout, on: date) -> GivenRow | None:
    """Read one row; None when nobody stands there (a sum, a signature beneath the table)."""
    told = told_in(cells, layout)
    name = tidy_name(text_of(told.get("full_name")))
    if fold(name) in SUMS or fold(text_of(told.get("seq"))) in SUMS or not (told.keys() - {"seq", "full_name", "signature"}):
        return None
    if not name and not (told.keys() & {"cccd", "household", "birth", "tail"}):
        return None
    row = GivenRow(number)
    if not name:
        row.wrong.append(Wrong("full_name", _("Chưa có họ tên. Hãy ghi đủ họ và tên.")))
    _texts(row, told)
    if "birth" in told:
        birth = read_birth(told["birth"], on)
        if birth.value is None and birth.message is not None:
            row.wrong.append(Wrong("birth", birth.message))
        row.values["birth"] = birth.value
    if "cccd" in told:
        _identity(row, told["cccd"], on)
    if "tail" in told:
        row.values["tail"] = text_of(told["tail"]).strip(" .…").zfill(3)
    row.values["sex"] = SEXES.get(fold(text_of(told.get("sex"))))
    if "amount" in told:
        _amount(row, told["amount"])
    return row


def _texts(row: GivenRow, told: Mapping[str, Cell]) -> None:
    for fact, most in LONGEST.items():
        if fact in told:
            row.values[fact] = tidy_name(text_of(told[fact]))
            if len(row.values[fact]) > most:
                row.wrong.append(Wrong(fact, _("Dài quá %(most)s ký tự. Hãy viết ngắn lại.", most=most)))


def _identity(row: GivenRow, cell: Cell, on: date) -> None:
    found = read_cccd(cell, on=on)
    if found.ok and found.kind == "cccd":
        row.values["cccd"] = found.value
    elif found.ok:
        row.wrong.append(Wrong("cccd", _("Đây là số CMND 9 số. Hãy ghi số CCCD 12 số, hoặc để trống và ghi mã hộ.")))
    elif found.message is not None:
        row.wrong.append(Wrong("cccd", found.message))


def _amount(row: GivenRow, cell: Cell) -> None:
    try:
        row.values["amount"] = int(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else read_amount(text_of(cell))
    except (AmountError, ValueError):
        row.wrong.append(Wrong("amount", _("Số tiền chưa đọc được. Hãy viết như 1.300.000.")))
