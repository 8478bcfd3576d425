"""Bad rows go back in the sender's own file, say why, and never become formulas."""

import io
from pathlib import Path

import openpyxl
import pytest

from fundapp.sheets import bad_rows
from fundapp.sheets.bad_rows import Mark, MarkedSheet
from fundapp.sheets.reader import read_workbook

ROSTERS = Path(__file__).parents[1] / "data" / "rosters"


def marked(name: str, header_rows: list[int], *marks: Mark) -> bytes:
    book = read_workbook(ROSTERS / name)
    sheet = book.sheets[0]
    return bad_rows.build([MarkedSheet(sheet.name, sheet.rows, header_rows, list(marks))], kind=book.kind, source=(ROSTERS / name).read_bytes())


@pytest.mark.parametrize(("name", "header_rows", "row", "column"), [
    ("roster-small.xlsx", [7, 8], 22, 2), ("roster-2003.xls", [5, 6], 64, 2), ("roster-open.ods", [3], 12, 5), ("roster-semicolon.csv", [1], 23, 4),
])
def test_the_row_comes_back_as_it_stood_with_two_columns_more(tmp_path: Path, name: str, header_rows: list[int], row: int, column: int):
    content = marked(name, header_rows, Mark(row, (column,), "Sai ở đây", "=Ghi lại"))
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    before = read_workbook(ROSTERS / name).sheets[0].rows
    after = read_workbook(path).sheets[0].rows
    width = max(len(before[header_rows[0] - 1]), len(before[row - 1]))
    last = header_rows[-1]
    assert len(after) == last + 1
    assert after[last][: len(before[row - 1])] == before[row - 1]
    assert after[last][width:] == ["Sai ở đây", "=Ghi lại"]
    assert after[header_rows[0] - 1][width:] == ["Lỗi", "Gợi ý sửa"]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.cell(last + 1, column + 1).fill.fgColor.rgb == "FFFFF2A8"
    assert sheet.cell(last + 1, width + 2).data_type == "s"


def test_the_senders_other_sheets_and_merged_header_stay():
    book = openpyxl.load_workbook(io.BytesIO(marked("roster-small.xlsx", [7, 8], Mark(22, (2,), "a", "b"))))
    assert book.sheetnames == ["Danh sách", "Danh mục"]
    assert "E7:F7" in {str(merged) for merged in book["Danh sách"].merged_cells.ranges}


def test_a_file_marked_twice_has_its_two_columns_once(tmp_path: Path):
    path = tmp_path / "bad.xlsx"
    path.write_bytes(marked("roster-small.xlsx", [7, 8], Mark(22, (2,), "a", "b"), Mark(23, (4,), "c", "d")))
    book = read_workbook(path)
    again = bad_rows.build([MarkedSheet("Danh sách", book.sheets[0].rows, [7, 8], [Mark(10, (4,), "e", "f")])], kind="xlsx", source=path.read_bytes())
    path.write_bytes(again)
    rows = read_workbook(path).sheets[0].rows
    assert rows[6].count("Lỗi") == 1
    assert rows[8][-2:] == ["e", "f"]


def test_what_looks_like_a_formula_stays_text(tmp_path: Path):
    source = tmp_path / "a.csv"
    source.write_text("Họ và tên;CCCD;Ghi chú\n=cmd|calc;+84;@SUM(1)\n", encoding="utf-8")
    book = read_workbook(source)
    content = bad_rows.build([MarkedSheet("a", book.sheets[0].rows, [1], [Mark(2, (0,), "x", "y")])], kind="csv", source=source.read_bytes())
    row = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0][2]
    assert [(cell.value, cell.data_type) for cell in row[:3]] == [("=cmd|calc", "s"), ("+84", "s"), ("@SUM(1)", "s")]


def test_a_workbook_that_openpyxl_cannot_open_still_comes_back(tmp_path: Path):
    source = tmp_path / "a.xlsx"
    source.write_bytes(b"broken")
    content = bad_rows.build([MarkedSheet("a/b", [["Họ và tên"], ["x"]], [1], [Mark(2, (0,), "e", "h")])], kind="xlsx", source=source.read_bytes())
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["a b"]
