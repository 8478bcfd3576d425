"""From a workbook's sheets to rows of named cells: tables found, sums left out, cells read as codes, days and amounts. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fundapp.kernel.days import DayError, read_day
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.money import AmountError, read_amount
from fundapp.sheets.cells import Cell, Workbook, is_blank, text_of
from fundapp.sheets.layout import Layout, find_table, give_meaning
from fundapp.takeover import words

ACCOUNT = re.compile(r"^(?:tk\s*[-.:]?\s*)?([0-9a-z][0-9a-z.]{0,19})(?:\s*[-–:]\s*.*|\s+.*)?$", re.IGNORECASE)
SUBJECT = re.compile(r"[A-Z0-9][A-Z0-9.\-]{0,39}")
NEEDED = {words.OPENING: ("account",), words.JOURNAL: ("on",)}
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
SERIAL_ZERO = date(1899, 12, 30)


class BooksRefused(Refusal):
    """A file in which no books were found, with the layout found so far."""

    def __init__(self, message: str, layout: Layout | None = None) -> None:
        super().__init__(message, "file")  # type: ignore[arg-type]
        self.layout = layout


@dataclass(frozen=True)
class Table:
    """One sheet with its header."""

    name: str
    layout: Layout


@dataclass(frozen=True)
class Row:
    """One row below the header: what each fact's cell holds."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]

    def said(self, fact: str) -> str:
        return text_of(self.cells.get(fact))

    def is_blank(self, fact: str) -> bool:
        return is_blank(self.cells.get(fact))


def find_tables(book: Workbook, kind: str, remembered: Mapping[str, Mapping[str, str]]) -> list[Table]:
    """Find the sheets that hold such books; raises BooksRefused when none does or a needed column is not known."""
    found: list[Table] = []
    for sheet in book.sheets:
        layout = find_table(sheet.rows, words.VOCABULARIES[kind]) if sheet.is_visible else None
        if layout is not None:
            give_meaning(layout, remembered.get(layout.fingerprint, {}))
            found.append(Table(sheet.name, layout))
    if not found:
        raise BooksRefused(_("Không tìm thấy hàng tiêu đề của %(kind)s. Hãy dùng tệp mẫu, hoặc ghi rõ tên cột ở hàng tiêu đề.", kind=words.KINDS[kind].lower()))
    for table in found:
        lacking = _lacking(kind, set(table.layout.facts))
        if lacking is not None:
            raise BooksRefused(_("Trang “%(sheet)s” thiếu cột %(columns)s. Hãy chỉ cột đó ở dưới, hoặc thêm vào tệp.", sheet=table.name, columns=lacking), table.layout)
    return found


def _lacking(kind: str, facts: set[str]) -> str | None:
    for fact in NEEDED[kind]:
        if fact not in facts:
            return f"“{words.title(fact)}”"
    amounts = {"debit", "credit"} <= facts
    if kind == words.OPENING:
        return None if amounts else _("“Nợ” và “Có”")
    paired = {"debit_account", "credit_account", "amount"} <= facts
    single = amounts and "account" in facts
    return None if paired or single else _("“Tài khoản Nợ”, “Tài khoản Có” và “Số tiền” (hoặc “Tài khoản”, “Nợ” và “Có”)")


def rows_of(book: Workbook, tables: list[Table]) -> Iterator[Row]:
    """Every row below a header in which something known stands."""
    cells = {sheet.name: sheet.rows for sheet in book.sheets}
    for table in tables:
        facts = table.layout.facts
        for number, row in enumerate(cells[table.name][table.layout.header_rows[-1]:], table.layout.header_rows[-1] + 1):
            found = {fact: row[column] for fact, column in facts.items() if column < len(row) and not is_blank(row[column])}
            if found:
                yield Row(table.name, number, found)


def is_sum(row: Row, accounts: tuple[str, ...]) -> bool:
    """A row that sums up others: it names no account and no voucher, and one of its cells begins with words for sums."""
    if any(account_code(row.cells.get(fact)) for fact in accounts):
        return False
    said = {fact for fact, cell in row.cells.items() if isinstance(cell, str) and words.is_sum(cell)}
    return bool(said) and (row.is_blank("voucher") or "voucher" in said)


def account_code(cell: Cell) -> str:
    """The account's code in a cell: 1111, "TK 1111", "1111 – Tiền mặt"; nothing when none stands there."""
    if isinstance(cell, bool) or cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell == int(cell) else str(cell)
    match = ACCOUNT.match(text_of(cell))
    code = match.group(1) if match else ""
    return code.upper() if any(char.isdigit() for char in code) else ""


def amount_of(cell: Cell) -> int:
    """Whole đồng in a cell, nothing for an empty one or a dash; raises AmountError."""
    if is_blank(cell) or (isinstance(cell, str) and cell.strip() in ("-", "–", "—")):
        return 0
    if isinstance(cell, datetime | date):
        raise AmountError("not_a_number")
    return read_amount(cell)


def day_of(cell: Cell) -> date:
    """The day in a cell, also where only the spreadsheet's count of days stands; raises DayError."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and FIRST_SERIAL <= cell <= LAST_SERIAL:
        return SERIAL_ZERO + timedelta(days=int(cell))
    return read_day(cell if isinstance(cell, str | date) else None if cell is None else str(cell))


def subject_of(text: str) -> str | None:
    """The code of whom a line concerns; None when it is no code. Names do not belong into the books' chain, which nobody can erase."""
    code = text.strip().upper()
    return f"codes/{code}" if SUBJECT.fullmatch(code) else None


__all__ = ["AmountError", "BooksRefused", "DayError", "Row", "Table", "account_code", "amount_of", "day_of", "find_tables", "is_sum", "rows_of", "subject_of"]
