"""A roster as understood: from plain cells to people, with everything found on the way. Pure.

One bad row never costs the others: its cells are errors, the rest of the list stands.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fundapp.intake import fields, words
from fundapp.intake.fields import ERROR, REPAIR, SILENT, WARNING
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.sheets.cells import Cell, Row, Sheet, Workbook, is_blank, letter, text_of
from fundapp.sheets.layout import Layout, find_table, give_meaning

STRONG_FACTS = ("birth", "birth+sex (M)", "birth+sex (F)", "cccd", "phone", "address", "household_size", "income_per_head", "amount_requested")
PERSONAL_FACTS = ("birth", "birth+sex (M)", "birth+sex (F)", "cccd", "phone", "address")
NAME_FACTS = ("full_name", "full_name (given)")
SPLIT_BIRTH = {"birth+sex (M)": "M", "birth+sex (F)": "F"}
TOTAL = re.compile(r"^(tổng|cộng|tổng cộng|tổng số)\b")
BARE_TOTALS = ("tong cong", "tong so", "cong", "tong")
FACTORS = ((re.compile(r"\b(trieu|tr)( dong| d)?\b"), 1_000_000), (re.compile(r"\b(nghin|ngan|1 ?000|k)( dong| d)?\b"), 1_000))


class RosterRefused(Refusal):
    """A list without a header that can be understood, or without the column of names."""

    def __init__(self, message: Any, code: str, sheet: "Reading | None" = None) -> None:
        super().__init__(message, field="file")
        self.code, self.sheet = code, sheet


@dataclass
class Finding:
    """One thing found in one cell; `raw` is what stood there, `value` what was made of it."""

    sheet: str
    row: int
    column: str
    cell: str
    severity: str
    code: str
    raw: Any = None
    value: Any = None


@dataclass
class Person:
    """One row that names a person: the values read, and the cells as they stood."""

    sheet: str
    row: int
    values: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)
    cells: Row = field(default_factory=list)

    def has(self, severity: str) -> bool:
        return any(finding.severity == severity for finding in self.findings)

    @property
    def is_bad(self) -> bool:
        return self.has(ERROR)


@dataclass
class Reading:
    """One sheet as understood; `layout` is None where it holds no people."""

    name: str
    layout: Layout | None = None
    first_row: int | None = None
    last_row: int | None = None


@dataclass
class Roster:
    """A whole file as understood."""

    kind: str
    sheets: list[Reading] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    other_rows: list[tuple[str, int, str]] = field(default_factory=list)
    total: tuple[int, int] | None = None
    silent: Counter[str] = field(default_factory=Counter)
    encoding: str | None = None
    delimiter: str | None = None

    @property
    def layout(self) -> Layout:
        """The layout of the first sheet of people."""
        return next(sheet.layout for sheet in self.sheets if sheet.layout is not None)

    def findings(self, severity: str) -> list[Finding]:
        return [finding for person in self.people for finding in person.findings if finding.severity == severity]

    def total_of(self, fact: str) -> int:
        return sum(person.values.get(fact) or 0 for person in self.people)


def read_roster(book: Workbook, on: date, remembered: Mapping[str, Mapping[str, str]] | None = None) -> Roster:
    """Understand a workbook as a roster. Raises RosterRefused, which says what to add.

    `remembered` holds, by the header's fingerprint, what a person said the columns mean (letter → fact).
    """
    roster = Roster(book.kind, encoding=book.encoding, delimiter=book.delimiter)
    best: Reading | None = None
    for sheet in book.sheets:
        layout = find_table(sheet.rows, words.VOCABULARY)
        if layout is not None and remembered and layout.fingerprint in remembered:
            give_meaning(layout, remembered[layout.fingerprint])
        if layout is not None and (best is None or best.layout is None or len(layout.facts) > len(best.layout.facts)):
            best = Reading(sheet.name, layout)
        reading = Reading(sheet.name)
        roster.sheets.append(reading)
        if layout is not None and has_names(layout):
            _read_sheet(sheet, layout, reading, roster, on)
    _refuse_without_people(roster, best)
    return roster


def has_names(layout: Layout) -> bool:
    """Say whether a layout can hold people."""
    return any(fact in layout.facts for fact in NAME_FACTS)


def _refuse_without_people(roster: Roster, best: Reading | None) -> None:
    if roster.people:
        return
    layout = best.layout if best else None
    if any(sheet.layout for sheet in roster.sheets):
        raise RosterRefused(_("Danh sách có hàng tiêu đề nhưng chưa có người nào bên dưới. Hãy điền danh sách rồi tải lên lại."), "no_people", best)
    if layout is not None and any(fact in layout.facts for fact in PERSONAL_FACTS):
        message = _("Danh sách thiếu cột họ tên. Hãy thêm một cột có tiêu đề “Họ và tên” ở hàng tiêu đề (hàng %(row)s) rồi tải lên lại.", row=layout.header_rows[0])
        raise RosterRefused(message, "name_column_missing", best)
    raise RosterRefused(
        _("Không tìm thấy hàng tiêu đề của danh sách. Hãy đặt phía trên danh sách một hàng có ít nhất các ô “Họ và tên”, “Ngày sinh”, “Số CCCD” rồi tải lên lại."),
        "header_missing", best,
    )


def _read_sheet(sheet: Sheet, layout: Layout, reading: Reading, roster: Roster, on: date) -> None:
    factors = {fact: _factor(layout, fact) for fact in words.MONEY_FACTS}
    at = layout.facts
    start, kinds = layout.header_rows[-1], [_kind_of(row, layout, at) for row in sheet.rows]
    numbers = [n for n in range(start + 1, len(kinds) + 1) if kinds[n - 1] == "person"]
    if not numbers:
        reading.layout = layout if len(layout.facts) > 3 else None
        return
    reading.layout, reading.first_row, reading.last_row = layout, numbers[0], numbers[-1]
    for number, (row, kind) in enumerate(zip(sheet.rows, kinds, strict=True), 1):
        if number in layout.header_rows:
            continue
        if number > start and kind == "person":
            roster.people.append(_read_person(sheet.name, number, row, at, roster, on, factors))
        else:
            why = kind if kind == "blank" else "title" if number < start else "total" if kind == "total" else "signature" if number > numbers[-1] else kind
            roster.other_rows.append((sheet.name, number, why))
            if why == "total":
                _take_total(number, row, layout, roster)


def _factor(layout: Layout, fact: str) -> int:
    index = layout.facts.get(fact)
    label = next((fold(column.label) for column in layout.columns if column.index == index), "")
    return next((factor for pattern, factor in FACTORS if pattern.search(label)), 1)


def _at(row: Row, index: int | None) -> Cell:
    return row[index] if index is not None and index < len(row) else None


def _kind_of(row: Row, layout: Layout, at: dict[str, int]) -> str:
    if all(is_blank(cell) for cell in row):
        return "blank"
    filled = {fact for fact, index in at.items() if not is_blank(_at(row, index))}
    is_named = any(fact in filled for fact in NAME_FACTS)
    personal = sum(fact in filled for fact in PERSONAL_FACTS)
    if personal < 2 and _is_total(row):
        return "total"
    if _repeats_header(row, layout):
        return "header"
    is_numbered = "seq" in filled and _is_number(_at(row, at["seq"]))
    has_strong_columns = any(fact in at for fact in STRONG_FACTS)
    if is_named and (is_numbered or any(fact in filled for fact in STRONG_FACTS) or not (has_strong_columns or "seq" in at)):
        return "person"
    return "person" if personal >= 2 else "section"


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) or (isinstance(cell, str) and cell.strip().rstrip(".").isdigit())


def _is_total(row: Row) -> bool:
    texts = [unicodedata.normalize("NFC", text_of(cell)).lower() for cell in row[:6] if isinstance(cell, str) and not is_blank(cell)]
    return any(TOTAL.match(text) or fold(text) in BARE_TOTALS for text in texts[:2])


def _repeats_header(row: Row, layout: Layout) -> bool:
    # A header that is printed again on every page stands there letter for letter.
    same = sum(_at(row, column.index) == column.label for column in layout.columns if column.fact)
    return same >= 3 and same * 2 >= len(layout.facts)


def _take_total(number: int, row: Row, layout: Layout, roster: Roster) -> None:
    stated = _at(row, layout.facts.get("amount_requested"))
    if isinstance(stated, int | float) and not isinstance(stated, bool):
        roster.total = (number, int(stated))


def _read_person(sheet: str, number: int, row: Row, at: dict[str, int], roster: Roster, on: date, factors: dict[str, int]) -> Person:
    person = Person(sheet, number, {}, cells=row)

    def note(fact: str, index: int, reading: fields.Reading) -> None:
        is_counted = False
        for severity, code in reading.found:
            if severity == SILENT:
                if not is_counted:
                    roster.silent[code] += 1
                    is_counted = True
                continue
            person.findings.append(Finding(sheet, number, fact, f"{letter(index)}{number}", severity, code, _raw(_at(row, index)), reading.value))

    setting = fields.Setting(on, roster.kind == "csv")
    _read_name(person, row, at, setting, note)
    _read_birth(person, row, at, setting, note)
    for fact, read in fields.READERS.items():
        if fact in at and fact not in person.values:
            mine = fields.Setting(on, setting.is_text_file, factors[fact]) if factors.get(fact, 1) > 1 else setting
            reading = read(_at(row, at[fact]), mine)
            person.values[fact] = reading.value
            note(fact, at[fact], reading)
    if "cccd" in at:
        _read_identity(person, row, at["cccd"], setting, note)
    return person


def _read_name(person: Person, row: Row, at: dict[str, int], setting: fields.Setting, note: Any) -> None:
    if "full_name" in at and "full_name (given)" not in at:
        return
    if "full_name (given)" in at:
        before = at.get("full_name (family)", at.get("full_name"))
        parts = [text_of(_at(row, index)) for index in (before, at["full_name (given)"]) if index is not None]
        reading = fields.read_name(" ".join(part for part in parts if part) or None, setting)
        person.values["full_name"] = reading.value
        note("full_name", at["full_name (given)"], reading)


def _read_birth(person: Person, row: Row, at: dict[str, int], setting: fields.Setting, note: Any) -> None:
    columns = {fact: at[fact] for fact in SPLIT_BIRTH if fact in at}
    if not columns or "birth" in at:
        return
    filled = {fact: index for fact, index in columns.items() if not is_blank(_at(row, index))}
    fact, index = next(iter((filled or columns).items()))
    reading = fields.read_birth(_at(row, index), setting)
    if len(filled) > 1:
        reading = fields.Reading(None, ((ERROR, "birth_twice"),))
    person.values["birth"] = reading.value
    note("birth", index, reading)
    if "sex" not in at:
        person.values["sex"] = SPLIT_BIRTH[fact] if len(filled) == 1 else None


def _read_identity(person: Person, row: Row, index: int, setting: fields.Setting, note: Any) -> None:
    reading = fields.read_identity(_at(row, index), setting, person.values.get("sex"), person.values.get("birth"))
    is_old = reading.value is not None and len(reading.value) == 9
    person.values["cccd"] = None if is_old else reading.value
    person.values["old_id"] = reading.value if is_old else None
    note("cccd", index, reading)


def _raw(cell: Cell) -> Any:
    if is_blank(cell):
        return None
    return cell.isoformat() if isinstance(cell, date) else cell


__all__ = ["ERROR", "REPAIR", "WARNING", "Finding", "Person", "Roster", "RosterRefused", "read_roster"]
