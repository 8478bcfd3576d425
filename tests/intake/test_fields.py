"""One cell at a time, and no cell whatever makes the reading raise."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundapp.intake import fields
from fundapp.intake.duplicates import find_namesakes, find_pairs
from fundapp.intake.fields import Setting
from fundapp.intake.report import report_of
from fundapp.intake.roster import RosterRefused, read_roster
from fundapp.intake.words import WORDS
from fundapp.sheets.cells import Sheet, Workbook

ON = Setting(date(2026, 11, 20))
MIDNIGHT = datetime.fromisoformat("1987-07-30")


def codes(reading: fields.Reading) -> list[str]:
    return [code for _severity, code in reading.found]


@pytest.mark.parametrize(("cell", "value", "found"), [
    ("30/07/1987", "1987-07-30", []), (date(1987, 7, 30), "1987-07-30", []), (MIDNIGHT, "1987-07-30", []), (1974, "1974", []), ("07/1966", "1966-07", []),
    ("30-7-1987", "1987-07-30", ["date_style"]), ("1987-07-30", "1987-07-30", ["date_style"]), ("18/11/99", "1999-11-18", ["two_digit_year"]),
    ("18/11/05", "2005-11-18", ["two_digit_year"]), (31988, "1987-07-30", ["excel_serial_date"]), ("31/02/1990", None, ["birth_impossible"]),
    ("12/25/1990", None, ["birth_impossible"]), ("01/02/1826", None, ["birth_impossible"]), (1826, None, ["birth_impossible"]), (10**19, None, ["birth_impossible"]),
    (-1, None, ["birth_impossible"]), (0.5, None, ["birth_impossible"]), ("21/11/2026", None, ["birth_in_future"]), ("20/01/2096", None, ["birth_in_future"]),
    ("13/1990", None, ["birth_impossible"]), ("không nhớ", None, ["birth_unreadable"]), (None, None, ["birth_missing"]), (" ", None, ["birth_missing"]),
])
def test_births(cell: Any, value: str | None, found: list[str]):
    reading = fields.read_birth(cell, ON)
    assert (reading.value, codes(reading)) == (value, found)


@pytest.mark.parametrize(("cell", "value", "found"), [
    (1250000, 1250000, []), ("1.250.000", 1250000, ["number_style"]), ("1,25tr", 1250000, ["number_style"]), ("1,250", None, ["amount_ambiguous"]),
    (-1, None, ["amount_negative"]), (10**19, None, ["amount_too_large"]), (1e19, None, ["amount_too_large"]), ("20-30 triệu", None, ["amount_ambiguous"]),
    ("nhiều", None, ["income_unknown"]), (None, None, ["income_unknown"]), (1.25, None, ["amount_ambiguous"]),
    (5, 5, ["amount_unusual"]), (True, None, ["amount_unreadable"]),
])
def test_incomes(cell: Any, value: int | None, found: list[str]):
    reading = fields.read_money("income_per_head", cell, ON)
    assert (reading.value, codes(reading)) == (value, found)


@pytest.mark.parametrize(("cell", "value"), [(30, 30_000_000), ("30", 30_000_000), ("1,5", 1_500_000), (1.5, 1_500_000), ("30 triệu", 30_000_000), ("30tr", 30_000_000)])
def test_a_column_in_millions(cell: Any, value: int):
    assert fields.read_money("amount_requested", cell, Setting(date(2026, 11, 20), factor=1_000_000)).value == value


def test_the_header_says_the_unit_of_money():
    rows = [["STT", "Họ và tên", "Số CCCD", "Số tiền đề nghị (triệu đồng)", "Thu nhập bình quân (1.000 đồng)"], [1, "Lê Thị Mai", "036185900001", 30, 1250]]
    values = read_roster(Workbook("xlsx", [Sheet("a", rows)]), date(2026, 11, 20)).people[0].values
    assert (values["amount_requested"], values["income_per_head"]) == (30_000_000, 1_250_000)


@pytest.mark.parametrize(("cell", "value", "found"), [
    ("Hộ nghèo", ["poor"], []), ("HN; BHN", ["poor", "serious_illness"], ["synonym"]), ("Hộ nghèo\nKhuyết tật", ["poor", "disability"], []),
    ("Gia đình thuộc hộ cận nghèo", ["near_poor"], ["synonym"]), ("Mới thoát nghèo", [], ["category_unknown"]),
    ("Hộ nghèo, diện lạ", ["poor"], ["category_unknown"]), (None, [], []),
])
def test_categories(cell: Any, value: list[str], found: list[str]):
    reading = fields.read_codes("categories", cell, ON)
    assert (reading.value, codes(reading)) == (value, found)


def test_a_name_from_two_columns_and_several_sheets():
    head = ["STT", "Họ đệm", "Tên", "Năm sinh", "Số CCCD"]
    book = Workbook("xlsx", [Sheet("Tổ 1", [head, [1, "Nguyễn Thị", "Sen", 1985, "036185900001"]]), Sheet("Tổ 2", [["x"], head, [1, "LÊ", "MAI", 1986, "036186900002"]])])
    roster = read_roster(book, date(2026, 11, 20))
    assert [(person.sheet, person.row, person.values["full_name"]) for person in roster.people] == [("Tổ 1", 2, "Nguyễn Thị Sen"), ("Tổ 2", 3, "Lê Mai")]


def test_a_subtotal_and_a_repeated_header_are_nobody():
    head = ["STT", "Họ và tên", "Năm sinh", "Số CCCD", "Số tiền"]
    rows = [head, [1, "Tống Thị Cộng", 1985, "036185900001", 5], [None, "Cộng tổ 1", None, None, 5], head]
    rows += [[2, "Lê Mai", 1986, "036186900002", 7], ["Tổng cộng", None, None, None, 12]]
    roster = read_roster(Workbook("xlsx", [Sheet("a", rows)]), date(2026, 11, 20))
    assert [person.values["full_name"] for person in roster.people] == ["Tống Thị Cộng", "Lê Mai"]
    assert [why for _sheet, _row, why in roster.other_rows] == ["total", "header", "total"]


@pytest.mark.parametrize(("rows", "code"), [
    ([["STT", "Năm sinh", "Số CCCD", "Địa chỉ"], [1, 1985, "036185900001", "x"]], "name_column_missing"),
    ([["Kính gửi"], ["abc"]], "header_missing"), ([["STT", "Họ và tên", "CCCD", "Địa chỉ"]], "no_people"),
])
def test_a_list_that_cannot_be_understood_says_what_to_add(rows: list[list[Any]], code: str):
    with pytest.raises(RosterRefused) as refused:
        read_roster(Workbook("xlsx", [Sheet("a", rows)]), date(2026, 11, 20))
    assert refused.value.code == code
    assert "Hãy" in str(refused.value.message)


ANY_CELL = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=30), st.dates(), st.datetimes(),
    st.sampled_from(["Nguyễn Thị Hoa", "036185900001", "36185900001", "0301234567", "1,250", "1,5tr", "Hộ nghèo", "Nam", "31/02/1990"]),
    st.sampled_from(["=1+1", "-", "Tổng cộng", "TT", "O36185900001", "+84301234567", "20-30 triệu", "I", "(1)"]),
)
LABELS = [labels[0] for labels in WORDS["columns"].values()]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_list_whatever_makes_the_reading_raise(data: st.DataObject):
    header = data.draw(st.lists(st.one_of(st.sampled_from(LABELS), ANY_CELL), max_size=12))
    rows = data.draw(st.lists(st.lists(ANY_CELL, max_size=12), max_size=8))
    book = Workbook(data.draw(st.sampled_from(["xlsx", "csv"])), [Sheet("a", [["STT", "Họ và tên", "Số CCCD", *header], *rows]), Sheet("b", rows)])
    try:
        roster = read_roster(book, date(2026, 11, 20))
    except RosterRefused:
        return
    find_namesakes(roster.people, find_pairs(roster.people))
    report = report_of(roster, "a.xlsx")
    assert report["people_rows"] == report["good_rows"] + report["bad_rows"] == len(report["values"]["rows"])


@settings(max_examples=300, deadline=None)
@given(ANY_CELL, st.sampled_from([1, 1_000, 1_000_000]), st.booleans())
def test_no_cell_whatever_makes_a_field_raise(cell: Any, factor: int, is_text: bool):
    setting = Setting(date(2026, 11, 20), is_text, factor)
    for read in fields.READERS.values():
        read(cell, setting)
    fields.read_identity(cell, setting, None, None)
