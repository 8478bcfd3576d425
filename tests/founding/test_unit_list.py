"""A list of units is read whatever its columns are called; each row says what is wrong with it."""

from datetime import date
from typing import Any

import pytest

from fundapp.founding.unit_list import ListRefused, UnitRow, in_order, read_list
from fundapp.founding.words import SUMS, TITLES, WORDS
from fundapp.sheets.cells import Sheet, Workbook


def book(*rows: list[Any], visible: bool = True) -> Workbook:
    return Workbook("xlsx", [Sheet("Danh sách", [["DANH SÁCH"], [], *rows], visible)])


def test_columns_are_known_by_their_words_in_any_order() -> None:
    read = read_list(book(
        ["TT", "Công đoàn cấp trên", "TÊN CĐCS", "Số ĐV", "Thành lập ngày", "Địa chỉ (trụ sở)"],
        [1, "Công đoàn xã Hải Anh", "CĐCS  Công ty May", "1.240", "26/3/2012", "xã Hải Anh"],
        [2, None, "CĐCS Hai", 85, date(2012, 3, 26), None],
    ))
    assert [row.values for row in read.rows] == [
        {"name": "CĐCS Công ty May", "parent": "Công đoàn xã Hải Anh", "address": "xã Hải Anh", "on": date(2012, 3, 26), "member_count": 1240},
        {"name": "CĐCS Hai", "on": date(2012, 3, 26), "member_count": 85},
    ]
    assert [row.number for row in read.rows] == [4, 5]


@pytest.mark.parametrize("row", [[], [7], ["Tổng cộng", None, None, 1325], [None, None, "Tổng số", 1325], [8, None, "Cộng"]])
def test_what_is_no_unit_is_passed_over(row: list[Any]) -> None:
    header, good = ["STT", "Cấp trên", "Tên đơn vị", "Số đoàn viên"], [1, "TLD", "CĐCS Một", 5]
    assert [one.number for one in read_list(book(header, good, row)).rows] == [4]


@pytest.mark.parametrize(("cells", "fact", "message"), [
    ([1, "TLD", None, "1/1/2020", 5], "name", "Chưa có tên"),
    ([1, "TLD", "CĐCS Một", "31/02/2020", 5], "on", "tháng"),
    ([1, "TLD", "CĐCS Một", "năm ngoái", 5], "on", "ngày"),
    ([1, "TLD", "CĐCS Một", 2020, 5], "on", "ngày"),
    ([1, "TLD", "CĐCS Một", "1/1/2020", "nhiều"], "member_count", "số nguyên"),
    ([1, "TLD", "CĐCS Một", "1/1/2020", -5], "member_count", "số nguyên"),
    ([1, "TLD", "CĐCS " + "x" * 200, "1/1/2020", 5], "name", "Dài quá"),
])
def test_what_is_wrong_is_said_with_its_column(cells: list[Any], fact: str, message: str) -> None:
    [row] = read_list(book(["STT", "Cấp trên", "Tên đơn vị", "Ngày thành lập", "Số đoàn viên"], cells)).rows
    [wrong] = row.wrong
    assert wrong.fact == fact
    assert message in str(wrong.message)
    assert wrong.title == TITLES[fact]


@pytest.mark.parametrize("wrong", [
    book(["Họ tên", "Ngày sinh", "CCCD"], ["a", "b", "c"]), book(["STT", "Tên đơn vị", "Cấp trên"]), Workbook("xlsx", []),
    book(["STT", "Tên đơn vị", "Cấp trên"], [1, "CĐCS", "TLD"], visible=False),
])
def test_a_file_without_units_is_refused(wrong: Workbook) -> None:
    with pytest.raises(ListRefused, match="Không thấy bảng đơn vị"):
        read_list(wrong)


def unit(number: int, name: str, parent: str = "", code: str = "") -> UnitRow:
    return UnitRow(number, {"name": name, "parent": parent, "code": code})


def test_units_above_come_before_those_below_the_others_keep_their_order() -> None:
    rows = [
        unit(1, "CĐCS Một", "cong doan xa a"), unit(2, "CĐCS Hai", "cdx-b"), unit(3, "Công đoàn xã B", "Tỉnh", "CDX-B"),
        unit(4, "Công đoàn xã A", "Tỉnh"), unit(5, "Tỉnh"),
    ]
    assert [row.number for row in in_order(rows)] == [5, 4, 1, 3, 2]


def test_a_ring_is_not_followed_for_ever() -> None:
    rows = [unit(1, "A", "B"), unit(2, "B", "A"), unit(3, "C", "C")]
    assert sorted(row.number for row in in_order(rows)) == [1, 2, 3]


def test_every_column_has_a_title_and_labels_are_told_apart() -> None:
    assert set(WORDS["columns"]) == set(TITLES)
    labels = [label for words in WORDS["columns"].values() for label in words]
    assert len(labels) == len(set(labels))
    assert "tong cong" in SUMS
