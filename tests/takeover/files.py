"""Workbooks of old books as people would send them."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

OPENING = ("Quỹ", "Tài khoản", "Tên tài khoản", "Két, ngân hàng", "Mã đối tượng", "Dư Nợ", "Dư Có")
JOURNAL = ("Ngày", "Số chứng từ", "Diễn giải", "TK Nợ", "TK Có", "Số tiền", "Mục đích chi")
SINGLE = ("Ngày ghi sổ", "Số CT", "Diễn giải", "Số hiệu TK", "Phát sinh Nợ", "Phát sinh Có", "Mục đích")


def workbook(header: Sequence[str], rows: Iterable[Sequence[Any]], *, above: Sequence[str] = ()) -> bytes:
    """A workbook with some title lines, a header and rows."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("Sổ")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, title in enumerate(above):
        sheet.write_string(number, 0, title)
    for number, row in enumerate([header, *rows], len(above)):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif cell is not None:
                sheet.write(number, column, cell)
    book.close()
    return stream.getvalue()
