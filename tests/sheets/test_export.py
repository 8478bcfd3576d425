"""Exported lists: strings stay strings, numbers are numbers, the page is ready to print."""

import io
from datetime import UTC, date, datetime

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from fundapp.sheets.export import Column, sheet_name, workbook

COLUMNS = [Column("Họ và tên", 26), Column("Số CCCD", 16), Column("Số tiền (đồng)", 16, "dong", has_total=True), Column("Ngày", 12, "day")]


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def test_a_list_with_head_rows_totals_and_signatures():
    rows = [["Nguyễn Thị Hoa", "036185900001", 40_000_000, date(2026, 11, 21)]]
    rows += [["=HYPERLINK(1)", "+84", 5, datetime(2026, 11, 20, 18, 0, tzinfo=UTC)], ["", None, None, None]]
    sheet = opened(workbook("Danh sách hộ", COLUMNS, rows, issuer=["LĐLĐ TỈNH NINH BÌNH"], filters="Diện: Hộ nghèo", on=date(2026, 11, 21), place="Ninh Bình"))
    assert [cell.value for cell in sheet["A"]][:6] == ["LĐLĐ TỈNH NINH BÌNH", None, "DANH SÁCH HỘ", "Diện: Hộ nghèo", None, "Họ và tên"]
    first, second, empty, total = sheet.iter_rows(min_row=7, max_row=10)
    assert [cell.value for cell in first] == ["Nguyễn Thị Hoa", "036185900001", 40_000_000, datetime.fromisoformat("2026-11-21")]
    assert [(cell.value, cell.data_type) for cell in second[:2]] == [("=HYPERLINK(1)", "s"), ("+84", "s")]
    # 18:00 UTC is already the next day in Vietnam.
    assert second[3].value.date() == date(2026, 11, 21)
    assert all(cell.value is None for cell in empty)
    assert (total[0].value, total[2].value) == ("Tổng cộng", "=SUM(C7:C9)")
    told = {cell.value for row in sheet.iter_rows(min_row=11) for cell in row}
    assert {"Ninh Bình, ngày 21 tháng 11 năm 2026", "NGƯỜI LẬP BIỂU", "TM. BAN CHẤP HÀNH", "(Ký, ghi rõ họ tên)"} <= told
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$6:$6"
    assert sheet.freeze_panes == "A7"


def test_an_empty_list_is_a_workbook_without_totals():
    sheet = opened(workbook("Trống", COLUMNS, [], signatures=()))
    assert sheet.max_row == 3


def test_names_of_sheets():
    assert sheet_name("Quỹ: thu/chi [2026]*?") == "Quỹ  thu chi  2026"
    assert sheet_name("'") == "Danh sách"
    assert len(sheet_name("x" * 60)) == 31


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_is_written_as_text(texts: list[str]):
    texts = [text.encode("utf-8", "ignore").decode() for text in texts]
    sheet = opened(workbook("x", [Column("a")], [[text] for text in texts], signatures=()))
    assert all(row[0].data_type != "f" for row in sheet.iter_rows(min_row=4))
