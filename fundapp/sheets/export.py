"""Write any list as an Excel workbook: as shown on the page, ready to print on A4, and never a formula by accident."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.labels import _
from fundapp.sheets.cells import letter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"
HEAVY_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}
LONGEST_CELL = 32_000

Kind = Literal["text", "dong", "day", "number"]


@dataclass(frozen=True)
class Column:
    """One column of an exported list. Identity, account and phone numbers are `text`, so that no zero is lost."""

    title: str
    width: float = 14
    kind: Kind = "text"
    has_total: bool = False


@dataclass(frozen=True)
class Signature:
    """Whose name stands beneath a printed list."""

    role: str
    note: str = _("(Ký, ghi rõ họ tên)")


MAKER = Signature(_("NGƯỜI LẬP BIỂU"))
HEAD = Signature(_("TM. BAN CHẤP HÀNH"))


def sheet_name(name: str) -> str:
    """Make a name that Excel accepts: at most 31 characters and none of : / \\ ? * [ ]."""
    kept = "".join(" " if char in ":/\\?*[]" else char for char in name).strip(" '")
    return kept[:31].strip() or "Danh sách"


def plain_text(value: Any) -> str:
    """Text without the control characters that make a workbook unreadable."""
    return str(value).translate(HEAVY_CONTROL)[:LONGEST_CELL]


def workbook(
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    issuer: Sequence[str] = (),
    subtitle: str = "",
    filters: str = "",
    on: date | None = None,
    place: str = "",
    signatures: Sequence[Signature] = (MAKER, HEAD),
    name: str = "Danh sách",
) -> bytes:
    """Write a list: issuer lines, title, header, rows, totals and the signature block.

    Strings are always written as strings; `filters` says in words what the list was narrowed to.
    """
    import xlsxwriter

    stream = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"title": str(title), "author": "fundapp"})
    sheet = book.add_worksheet(sheet_name(name))
    writer = _Writer(book, sheet, columns)
    writer.write_head(issuer, str(title), subtitle, filters)
    writer.write_rows(rows)
    writer.write_end(on, place, signatures)
    book.close()
    return stream.getvalue()


class _Writer:
    """Writes one sheet from the top down, as the constant-memory mode asks."""

    def __init__(self, book: Any, sheet: Any, columns: Sequence[Column]) -> None:
        self.sheet, self.columns, self.line = sheet, columns, 0
        base = {"font_name": FONT, "font_size": 11, "valign": "top"}
        make = book.add_format
        self.plain, self.bold = make(base), make({**base, "bold": True})
        self.centred = make({**base, "bold": True, "align": "center"})
        self.title = make({**base, "bold": True, "font_size": 14, "align": "center"})
        self.italic = make({**base, "italic": True, "align": "center"})
        self.header = make({**base, "bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#E8EEF4"})
        boxed = {**base, "border": 1}
        self.formats = {
            "text": make({**boxed, "text_wrap": True, "num_format": "@"}),
            "dong": make({**boxed, "num_format": "#,##0"}),
            "day": make({**boxed, "num_format": "dd/mm/yyyy", "align": "center"}),
            "number": make({**boxed, "num_format": "#,##0.##"}),
        }
        self.total = make({**boxed, "bold": True, "num_format": "#,##0"})
        self.sums = [0] * len(columns)
        self.first = 0
        self._set_page()

    def _set_page(self) -> None:
        sheet = self.sheet
        sheet.set_paper(9)
        if sum(column.width for column in self.columns) > 95:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer('&R&"Times New Roman"&9Trang &P/&N')
        for index, column in enumerate(self.columns):
            sheet.set_column(index, index, column.width)

    def _across(self, text: str, style: Any) -> None:
        last = len(self.columns) - 1
        if last > 0:
            self.sheet.merge_range(self.line, 0, self.line, last, "", style)
        self.sheet.write_string(self.line, 0, plain_text(text), style)
        self.line += 1

    def write_head(self, issuer: Sequence[str], title: str, subtitle: str, filters: str) -> None:
        for text in issuer:
            self.sheet.write_string(self.line, 0, plain_text(text), self.bold)
            self.line += 1
        self.line += bool(issuer)
        self._across(title.upper(), self.title)
        for text in (subtitle, filters):
            if text:
                self._across(text, self.italic)
        self.line += 1
        for index, column in enumerate(self.columns):
            self.sheet.write_string(self.line, index, plain_text(column.title), self.header)
        self.sheet.repeat_rows(self.line)
        self.sheet.freeze_panes(self.line + 1, 0)
        self.line += 1
        self.first = self.line

    def write_rows(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            for index, (column, value) in enumerate(zip(self.columns, row, strict=True)):
                self._write(index, column, value)
            self.line += 1

    def _write(self, index: int, column: Column, value: Any) -> None:
        style = self.formats[column.kind]
        if value is None or value == "":
            self.sheet.write_blank(self.line, index, None, style)
        elif column.kind == "day" and isinstance(value, date):
            moment = value.astimezone(VIETNAM) if isinstance(value, datetime) else datetime(value.year, value.month, value.day)  # noqa: DTZ001
            self.sheet.write_datetime(self.line, index, moment.replace(tzinfo=None), style)
        elif column.kind in ("dong", "number") and isinstance(value, int | float) and not isinstance(value, bool):
            self.sheet.write_number(self.line, index, value, style)
            self.sums[index] += int(value)
        else:
            self.sheet.write_string(self.line, index, plain_text(value), style)

    def write_end(self, on: date | None, place: str, signatures: Sequence[Signature]) -> None:
        self._write_totals()
        self.line += 1
        if not signatures:
            return
        last = max(len(self.columns) - 2, 0)
        if on is not None:
            text = _("ngày %(day)02d tháng %(month)02d năm %(year)d", day=on.day, month=on.month, year=on.year)
            self.sheet.write_string(self.line, last, plain_text(f"{place}, {text}" if place else str(text)[:1].upper() + str(text)[1:]), self.italic)
            self.line += 1
        places = [round(last * n / max(len(signatures) - 1, 1)) for n in range(len(signatures))]
        for part, style in (("role", self.centred), ("note", self.italic)):
            for index, signature in zip(places, signatures, strict=True):
                self.sheet.write_string(self.line, index, plain_text(getattr(signature, part)), style)
            self.line += 1

    def _write_totals(self) -> None:
        if not any(column.has_total for column in self.columns) or self.line == self.first:
            return
        for index, column in enumerate(self.columns):
            if column.has_total:
                name = letter(index)
                self.sheet.write_formula(self.line, index, f"=SUM({name}{self.first + 1}:{name}{self.line})", self.total, self.sums[index])
            else:
                self.sheet.write_string(self.line, index, plain_text(_("Tổng cộng")) if index == 0 else "", self.total)
        self.line += 1
