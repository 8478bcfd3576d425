"""The header of a statement: which sheet, which columns, by their words and by what a person said of them; and how it is told. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fundapp.bank import words
from fundapp.bank.statement import Line, StatementRefused, refuse_currency
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.sheets.cells import Cell, Sheet, Workbook
from fundapp.sheets.layout import Layout, find_table, give_meaning, meaning_of

AMOUNTS = ("debit", "credit", "signed_amount", "balance")
DAYS = ("on", "value_on", "on+ref")


def find_statement(book: Workbook, remembered: Mapping[str, Mapping[str, str]]) -> tuple[Sheet, Layout]:
    """Find the sheet and its header; what a person said about such a header before counts more than the words."""
    found: list[tuple[Sheet, Layout]] = []
    for sheet in book.sheets:
        layout = find_table(sheet.rows, words.VOCABULARY) if sheet.is_visible else None
        if layout is not None:
            _mend(layout)
            give_meaning(layout, remembered.get(layout.fingerprint, {}))
            found.append((sheet, layout))
    if not found:
        raise StatementRefused("no_table", _("Không tìm thấy hàng tiêu đề của sao kê (ngày, số tiền, nội dung). Hãy tải lại tệp gốc từ ngân hàng."))
    if len(found) > 1:
        raise StatementRefused("several_tables", _("Tệp có nhiều trang sao kê. Mỗi tệp chỉ chứa một sao kê của một tài khoản."))
    sheet, layout = found[0]
    facts = set(layout.facts)
    lacking = _lacking(facts)
    if lacking is not None:
        said = _("thiếu cột %(columns)s. Hãy chỉ cột đó ở dưới, hoặc tải mẫu sao kê khác.", columns=lacking)
        raise StatementRefused("column_missing", said, row=layout.header_rows[0], layout=layout)
    return sheet, layout


def _lacking(facts: set[str]) -> str | None:
    if not facts & set(DAYS):
        return f"“{words.title('on')}”"
    if "signed_amount" not in facts and not {"debit", "credit"} <= facts:
        return _("“Ghi nợ” và “Ghi có” (hoặc “Số tiền có dấu”)")
    return None if "memo" in facts else f"“{words.title('memo')}”"


def _mend(layout: Layout) -> None:
    """What words alone do not say: a day with its reference in one cell, "No" as the number of a row, an amount beside both sides."""
    for column in layout.columns:
        if words.holds_day_and_reference(column.label):
            column.fact = "on+ref"
        elif column.fact == "ignored":
            column.fact = None
    number = next((one for one in layout.columns if one.fact == "debit" and fold(one.label) == "no"), None)
    other = next((one for one in layout.columns if one.fact is None and (meaning_of(one.label, one.group, words.VOCABULARY) or ("", 0))[0] == "debit"), None)
    if number is not None and other is not None:
        number.fact, other.fact = None, "debit"
    facts = layout.facts
    if {"debit", "credit"} <= set(facts):
        for column in layout.columns:
            if column.fact in ("signed_amount", "side"):
                column.fact = None


def refuse_header_currency(layout: Layout) -> None:
    """Refuse columns whose label names another currency: "Ghi có (USD)"."""
    for column in layout.columns:
        for code in re.findall(r"\((\w{3})\)", column.label):
            if code in words.CURRENCIES:
                refuse_currency(code, row=layout.header_rows[0], column=column.letter)


def has_digit(cell: Cell) -> bool:
    return any(char.isdigit() for char in str(cell))


def labels_of(layout: Layout) -> list[dict[str, str]]:
    """What the columns were understood as, for the page on which it is corrected."""
    return [
        {"letter": one.letter, "label": f"{one.group} – {one.label}" if one.group and one.group != one.label else one.label, "fact": one.fact or ""}
        for one in layout.columns
    ]


def layout_of(sheet: Sheet, layout: Layout, book: Workbook, mark: str | None, lines: Sequence[Line]) -> dict[str, Any]:
    """Where the table stands and how it writes, in the words of the outside contract."""
    header = list(layout.header_rows)
    is_text = book.kind == "csv"
    told: dict[str, Any] = {"header_row": header[0]} if len(header) == 1 else {"header_rows": header}
    if lines:
        told |= {"first_line_row": lines[0].row, "last_line_row": lines[-1].row}
    if is_text:
        told |= {"encoding": book.encoding, "delimiter": book.delimiter}
    columns = {str(one.index + 1) if is_text else one.letter: one.fact for one in layout.columns if one.fact}
    return told | {"columns": columns, "number_style": _style(sheet, layout, mark, is_text)}


def _style(sheet: Sheet, layout: Layout, mark: str | None, is_text: bool) -> str:
    places = [layout.facts[fact] for fact in ("debit", "credit", "signed_amount") if fact in layout.facts]
    texts = [row[n] for row in sheet.rows[layout.header_rows[-1]:] for n in places if n < len(row) and isinstance(row[n], str) and has_digit(row[n])]
    if not texts:
        return "numbers"
    sign = "+" if any(str(text).strip().startswith("+") for text in texts) else ""
    return f"{sign}{(mark or '').join(('1', '234', '567'))}{'' if is_text else ' (text)'}"
