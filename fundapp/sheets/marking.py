"""The marking child: opens the sender's own workbook, keeps the marked rows, colours cells and says why beside them.

Started as `python -m fundapp.sheets.marking` with the marks (eight bytes of length, JSON) and the workbook on its input,
under the limits of the reading child: openpyxl needs far more memory than the reader. The marked workbook is its output.
"""

import io
import json
import sys
from copy import copy
from datetime import date
from typing import IO, Any

from fundapp.sheets.child import limit_self

YELLOW = "FFFFF2A8"


def mark_workbook(source: bytes, target: IO[bytes], sheets: list[dict[str, Any]]) -> None:
    """Write into `target`: the sheets named in `sheets` with only their kept rows, every other sheet as it was."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(source))
    for spec in sheets:
        if not spec["marks"]:
            if len(book.sheetnames) > 1:
                del book[spec["name"]]
            continue
        sheet = book[spec["name"]]
        _keep_rows(sheet, spec)
        _write_marks(sheet, spec)
    book.save(target)


def _keep_rows(sheet: Any, spec: dict[str, Any]) -> None:
    kept = sorted({*range(1, spec["header_rows"][-1] + 1), *(mark["row"] for mark in spec["marks"])})
    new_row = {row: place for place, row in enumerate(kept, 1)}
    spec["new_row"] = new_row
    last_header = spec["header_rows"][-1]
    for merged in list(sheet.merged_cells.ranges):
        if merged.max_row > last_header:
            sheet.merged_cells.remove(merged)
    cells: dict[tuple[int, int], Any] = {}
    # Moving the cells in one pass; deleting rows one by one takes minutes on a long list.
    for (row, column), cell in sorted(sheet._cells.items()):  # noqa: SLF001
        if row in new_row:
            cell.row = new_row[row]
            cells[(new_row[row], column)] = cell
    sheet._cells = cells  # noqa: SLF001
    heights = {new_row[row]: copy(shape) for row, shape in sheet.row_dimensions.items() if row in new_row and shape.height}
    for row in list(sheet.row_dimensions):
        del sheet.row_dimensions[row]
    for row, shape in heights.items():
        sheet.row_dimensions[row].height = shape.height
    sheet.auto_filter.ref = None
    sheet.print_area = None


def _write_marks(sheet: Any, spec: dict[str, Any]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    yellow, bold, wrapped = PatternFill("solid", fgColor=YELLOW), Font(bold=True), Alignment(wrap_text=True, vertical="top")
    beside = spec["beside"]
    for offset, title in enumerate(spec["titles"]):
        cell = _text(sheet, spec["new_row"][spec["header_rows"][0]], beside + 1 + offset, title)
        cell.font, cell.alignment = bold, wrapped
        sheet.column_dimensions[cell.column_letter].width = 45
    for mark in spec["marks"]:
        row = spec["new_row"][mark["row"]]
        for column, value in mark["values"]:
            cell = sheet.cell(row, column + 1)
            if cell.data_type == "f":
                # A formula points to rows that are gone; what it showed stays.
                if isinstance(value, str):
                    _text(sheet, row, column + 1, value)
                else:
                    cell.value = value if not isinstance(value, dict) else date.fromisoformat(value["d"][:10])
        for column in mark["columns"]:
            sheet.cell(row, column + 1).fill = yellow
        for offset, text in enumerate(mark["texts"]):
            _text(sheet, row, beside + 1 + offset, text).alignment = wrapped


def _text(sheet: Any, row: int, column: int, text: str) -> Any:
    cell = sheet.cell(row, column)
    cell.value = text
    # openpyxl makes a formula of what begins with "="; here text stays text.
    cell.data_type = "s"
    return cell


if __name__ == "__main__":
    limit_self()
    sent = sys.stdin.buffer.read()
    end = 8 + int.from_bytes(sent[:8], "big")
    mark_workbook(sent[end:], sys.stdout.buffer, json.loads(sent[8:end]))
