"""Give bad rows back in the sender's own file: same columns, same order, yellow cells, what is wrong and how to mend it.

An .xlsx keeps its looks; any other kind, and a very large one, becomes an .xlsx with the same columns. Sending only this
file again is enough, for the good rows are already in.
"""

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from fundapp.kernel.labels import _
from fundapp.sheets.cells import Cell, Row, is_blank, text_of
from fundapp.sheets.export import plain_text, sheet_name
from fundapp.sheets.reader import child_environment

TITLES = (_("Lỗi"), _("Gợi ý sửa"))
LARGEST_KEPT = 6 * 1024 * 1024
SECONDS = 60


@dataclass(frozen=True)
class Mark:
    """One bad row: its number, the columns to colour (from 0), what is wrong and how to mend it."""

    row: int
    columns: tuple[int, ...]
    error: str
    hint: str


@dataclass
class MarkedSheet:
    """One sheet of people with its header rows and its bad rows; without marks it is left out."""

    name: str
    rows: list[Row]
    header_rows: list[int]
    marks: list[Mark] = field(default_factory=list)

    @property
    def beside(self) -> int:
        """The first column (from 0) behind the table, or the one that an earlier marking already took."""
        header = self.rows[self.header_rows[0] - 1]
        for column, cell in enumerate(header):
            if not is_blank(cell) and text_of(cell) == str(TITLES[0]):
                return column
        kept = [self.rows[mark.row - 1] for mark in self.marks] + [self.rows[row - 1] for row in self.header_rows]
        return max((len(row) for row in kept), default=0)


def build(sheets: Sequence[MarkedSheet], *, kind: str, source: bytes | None = None) -> bytes:
    """Write the workbook of bad rows. `source` is the sender's file as it came, used when it is an .xlsx."""
    if kind == "xlsx" and source is not None and len(source) <= LARGEST_KEPT:
        kept = _in_own_file(source, sheets)
        if kept is not None:
            return kept
    return _in_new_file(sheets)


def _in_own_file(source: bytes, sheets: Sequence[MarkedSheet]) -> bytes | None:
    spec = [
        {
            "name": sheet.name, "header_rows": sheet.header_rows, "beside": sheet.beside, "titles": [str(title) for title in TITLES],
            "marks": [
                {"row": mark.row, "columns": mark.columns, "texts": [mark.error, mark.hint],
                 "values": [(column, _packed(cell)) for column, cell in enumerate(sheet.rows[mark.row - 1])]}
                for mark in sheet.marks
            ],
        }
        for sheet in sheets
    ]
    told = json.dumps(spec, ensure_ascii=False).encode()
    with tempfile.TemporaryFile() as out:
        command = [sys.executable, "-s", "-m", "fundapp.sheets.marking"]
        try:
            # The command is our own; the marks and the sender's file travel on its input, so that no plain copy lies on the disk.
            done = subprocess.run(  # noqa: S603
                command, input=len(told).to_bytes(8, "big") + told + source, stdout=out, stderr=subprocess.DEVNULL,
                env=child_environment(), timeout=SECONDS, check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        out.seek(0)
        return (out.read() or None) if done.returncode == 0 else None


def _packed(cell: Cell) -> Any:
    return {"d": cell.isoformat()} if isinstance(cell, date) else cell


def _in_new_file(sheets: Sequence[MarkedSheet]) -> bytes:
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True})
    plain, day = {"text_wrap": False}, {"num_format": "dd/mm/yyyy"}
    formats = {
        (is_day, is_marked): book.add_format((day if is_day else plain) | ({"bg_color": "#FFF2A8"} if is_marked else {}))
        for is_day in (False, True) for is_marked in (False, True)
    }
    bold, wrapped = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for sheet in sheets:
        if not sheet.marks:
            continue
        page = book.add_worksheet(sheet_name(sheet.name))
        line, beside = 0, sheet.beside
        for row in sheet.rows[: sheet.header_rows[-1]]:
            _write_row(page, line, row[:beside], (), formats)
            line += 1
        for offset, title in enumerate(TITLES):
            page.write_string(sheet.header_rows[0] - 1, beside + offset, str(title), bold)
        for mark in sheet.marks:
            _write_row(page, line, sheet.rows[mark.row - 1][:beside], mark.columns, formats)
            for offset, text in enumerate((mark.error, mark.hint)):
                page.write_string(line, beside + offset, plain_text(text), wrapped)
            line += 1
        page.set_column(0, max(beside - 1, 0), 16)
        page.set_column(beside, beside + 1, 45)
        page.freeze_panes(sheet.header_rows[-1], 0)
    book.close()
    return stream.getvalue()


def _write_row(page: Any, line: int, row: Row, marked: tuple[int, ...], formats: dict[tuple[bool, bool], Any]) -> None:
    for column in range(max(len(row), max(marked, default=-1) + 1)):
        cell = row[column] if column < len(row) else None
        style = formats[(isinstance(cell, date), column in marked)]
        if cell is None:
            if column in marked:
                page.write_blank(line, column, None, style)
        elif isinstance(cell, bool):
            page.write_boolean(line, column, cell, style)
        elif isinstance(cell, int | float):
            page.write_number(line, column, cell, style)
        elif isinstance(cell, date):
            page.write_datetime(line, column, cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day), style)  # noqa: DTZ001
        else:
            page.write_string(line, column, plain_text(cell), style)
