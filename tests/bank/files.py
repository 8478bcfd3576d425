"""Statements built for tests: spreadsheets and texts with chosen rows."""

import io
from typing import Any

import xlsxwriter

HEADER = ["Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Số dư", "Nội dung"]
LINES = [
    ["02/10/2026", "FT1", "", "500.000", "1.500.000", "UNG HO UH26-00300-7"],
    ["05/10/2026", "FT2", "1.200.000", "", "300.000", "PC26 00350 9 HO TRO"],
    ["05/10/2026", "FT3", "", "500.000", "800.000", "UNG HO"],
    ["05/10/2026", "FT4", "", "500.000", "1.300.000", "UNG HO"],
]
TOP = [["Số tài khoản", "99911112222"], ["Từ ngày 01/10/2026 đến ngày 31/10/2026"], ["Số dư đầu kỳ", "1.000.000"]]
END = [["Số dư cuối kỳ", "", "", "", "1.300.000", ""]]


def csv_of(rows: list[list[Any]], delimiter: str = ";") -> bytes:
    return "\n".join(delimiter.join(str(cell) for cell in row) for row in rows).encode("utf-8-sig")


def xlsx_of(rows: list[list[Any]]) -> bytes:
    """A workbook of one sheet; a text that begins with "=" is a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Sao ke")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(number, place, cell)
            elif isinstance(cell, str):
                sheet.write_string(number, place, cell)
            else:
                sheet.write(number, place, cell)
    book.close()
    return out.getvalue()


def statement_rows(
    header: list[str] | None = None, lines: list[list[Any]] | None = None, top: list[list[Any]] | None = None, end: list[list[Any]] | None = None,
) -> list[list[Any]]:
    return [*(TOP if top is None else top), header or HEADER, *(LINES if lines is None else lines), *(END if end is None else end)]
