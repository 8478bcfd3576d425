"""Lists of units as workbooks, for the tests."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

HEADER = ("STT", "Mã đơn vị", "Tên đơn vị", "Loại tổ chức", "Cấp trên", "Ngày thành lập", "Số đoàn viên")


def workbook(rows: Sequence[Sequence[Any]], header: Sequence[str] = HEADER, title: str = "DANH SÁCH ĐƠN VỊ") -> bytes:
    """Write a list under a title, as unions circulate them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("Danh sách")
    sheet.write_string(0, 0, title)
    sheet.write_row(2, 0, header)
    for number, row in enumerate(rows):
        sheet.write_row(3 + number, 0, row)
    book.close()
    return out.getvalue()
