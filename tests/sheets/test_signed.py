"""Signed papers as workbooks: every reader opens them, texts stay texts, sums and signatures stand where they belong, memory stays flat."""

import io
import tracemalloc
from datetime import date
from types import SimpleNamespace

import openpyxl
import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from fundapp.sheets.signed import SignedRow, SignedSheet, letters, write


def column(title, kind="text", width=12.0, group=None):
    return SimpleNamespace(title=title, kind=kind, width=width, group=group)


COLUMNS = (
    column("Ngày ghi sổ", "day"), column("Thu", "code", group="Số hiệu chứng từ"), column("Chi", "code", group="Số hiệu chứng từ"), column("Diễn giải", width=40),
    column("Nợ", "dong", 16, "Số tiền"), column("Có", "dong", 16, "Số tiền"), column("Ghi chú", "code"),
)
ROWS = (
    SignedRow((None, None, None, "Số dư đầu kỳ", None, None, None), is_sum=True),
    SignedRow((date(2026, 3, 5), "PT26-0001", None, "=HYPERLINK(1) & <b>", 40_000_000, None, None)),
    SignedRow((date(2026, 3, 6), None, "PC26-0002", "Đảo bút toán", None, -25_000_000, "MAIAM")),
    SignedRow((None, None, None, "Cộng phát sinh trong kỳ", 40_000_000, -25_000_000, None), is_sum=True),
)


def paper(**changed):
    values = {
        "name": "Sổ quỹ: tiền mặt", "unit": "LĐLĐ tỉnh Ninh Bình", "superior": "Tổng LĐLĐ Việt Nam", "form": ("Mẫu số: S11-H", "(Mẫu)"),
        "title": ("SỔ QUỸ TIỀN MẶT", "Tháng 3 năm 2026"), "about": ("Két: Két LĐLĐ tỉnh",), "columns": COLUMNS, "rows": ROWS, "notes": ("Kỳ chưa khóa sổ.",),
        "signers": (("THỦ QUỸ", "(Ký, họ tên)", "Phạm Thị Lan"), ("KẾ TOÁN", "(Ký, họ tên)", ""), ("THỦ TRƯỞNG ĐƠN VỊ", "(Ký, họ tên, đóng dấu)", "")),
        "on": date(2026, 4, 2), "is_wide": True,
    }
    return SignedSheet(**{**values, **changed})


def made(one, **options) -> bytes:
    stream = io.BytesIO()
    write(one, stream, **options)
    return stream.getvalue()


def test_both_readers_open_it_and_find_everything_in_its_place() -> None:
    content = made(paper())
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert (sheet.title, sheet["A1"].value, sheet["A2"].value, sheet["E1"].value) == (
        "Sổ quỹ  tiền mặt", "Tổng LĐLĐ Việt Nam", "Đơn vị: LĐLĐ tỉnh Ninh Bình", "Mẫu số: S11-H"
    )
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Ngày ghi sổ")
    assert [cell.value for cell in sheet[head + 2]] == ["A", "B", "C", "D", "1", "2", "E"]
    assert {f"B{head}:C{head}", f"A{head}:A{head + 1}", f"E{head}:F{head}", f"G{head}:G{head + 1}"} <= {str(area) for area in sheet.merged_cells.ranges}
    first, second = sheet[head + 4], sheet[head + 5]
    assert (first[0].value.date(), first[0].number_format) == (date(2026, 3, 5), "dd/mm/yyyy")
    assert (first[3].value, first[3].data_type) == ("=HYPERLINK(1) & <b>", "s")
    assert (second[5].value, second[5].number_format) == (-25_000_000, "#,##0;(#,##0)")
    assert sheet[head + 6][3].font.b
    assert not first[3].font.b
    assert sheet.print_title_rows == f"${head}:${head + 2}"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.freeze_panes) == (9, "landscape", f"A{head + 3}")
    said = [cell.value for row in sheet.iter_rows(min_row=head + 7) for cell in row if cell.value]
    assert said == [
        "Kỳ chưa khóa sổ.", "Ngày 02 tháng 04 năm 2026", "THỦ QUỸ", "KẾ TOÁN", "THỦ TRƯỞNG ĐƠN VỊ", "(Ký, họ tên)", "(Ký, họ tên)", "(Ký, họ tên, đóng dấu)",
        "Phạm Thị Lan",
    ]
    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert read[head + 5][5] == -25_000_000
    assert read[head + 3][0] == date(2026, 3, 5)


def test_a_paper_without_groups_or_rows_is_one_too() -> None:
    plain = (column("STT", "code"), column("Nội dung"), column("Số tiền", "dong"))
    sheet = openpyxl.load_workbook(io.BytesIO(made(paper(columns=plain, rows=(), superior="")))).worksheets[0]
    assert "Nội dung" in [cell.value for row in sheet.iter_rows() for cell in row]
    assert letters(plain) == ["A", "B", "1"]


def test_what_one_sheet_cannot_hold_goes_on_in_the_next() -> None:
    rows = tuple(SignedRow((None, None, None, f"Dòng {n}", n, None, None)) for n in range(1, 8))
    book = openpyxl.load_workbook(io.BytesIO(made(paper(rows=rows), most_rows=3)))
    assert [sheet.title for sheet in book.worksheets] == ["Sổ quỹ  tiền mặt", "Sổ quỹ  tiền mặt (tiếp 2)", "Sổ quỹ  tiền mặt (tiếp 3)"]
    found = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("Dòng")]
    assert found == [f"Dòng {n}" for n in range(1, 8)]
    assert sum("THỦ QUỸ" in [cell.value for row in sheet.iter_rows() for cell in row] for sheet in book.worksheets) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    content = made(paper(rows=(SignedRow((None, None, None, text, None, None, None)),)))
    kept = "".join(char for char in text if char in "\t\n\r" or (ord(char) >= 32 and char not in "\ufffe\uffff" and not "\ud800" <= char <= "\udfff"))
    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    head = next(at for at, row in enumerate(read) if row[0] == "Ngày ghi sổ")
    assert read[head + 3][3].replace("\r\n", "\n").replace("\r", "\n") == kept.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize("text", ["_x0041_", "a_x000D_b", "_x_", "]]>", "'\"&<>"])
def test_codes_of_spreadsheets_are_texts(text: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made(paper(rows=(SignedRow((None, None, None, text, None, None, None)),))))).worksheets[0]
    assert text in [cell.value.replace("_x005F_", "_") if isinstance(cell.value, str) else None for row in sheet.iter_rows() for cell in row]


def test_memory_does_not_grow_with_the_rows(tmp_path) -> None:
    def peak(count: int) -> int:
        rows = (SignedRow((date(2026, 1, 5), "PT26-0001", None, f"Ủng hộ lần {n}", n * 1000, None, None)) for n in range(count))
        tracemalloc.start()
        with (tmp_path / "one.xlsx").open("wb") as stream:
            write(paper(rows=rows), stream)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(100)
    assert peak(20_000) < peak(2_000) + 300_000
