"""The pages of the intake through rendered forms: Hoa uploads the list of the main story, the others see what they may."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from webtest import Upload

from fundapp.access.models import TrailEntry
from fundapp.intake.models import IntakeBatch
from tests.sheets.test_reader import build_xlsx, cell

ROSTERS = Path(__file__).parents[1] / "data" / "rosters"
SMALL = ROSTERS / "roster-small.xlsx"


def send(client: Any, content: bytes, name: str = "roster-small.xlsx", status: int = 303) -> Any:
    form = form_to(client.get("/intake/new"), "/intake/new")
    form["file"] = Upload(name, content)
    return form.submit(status=status)


def form_to(response: Any, end: str) -> Any:
    return next(form for form in response.forms.values() if (form.action or "").endswith(end))


def test_hoa_uploads_looks_and_confirms(client: Any):
    hoa = client("hoa")
    shown = send(hoa, SMALL.read_bytes()).follow()
    assert "8 dòng lỗi" in shown
    for text in ("31/02/1997", "Ngày sinh không có thật", "Đã thêm lại số 0 ở đầu", "Có thể cùng một người với hàng 20", "Cùng một người với hàng 14"):
        assert text in shown.click("Tất cả", index=0) or text in shown
    # Numbers of people are masked on every page.
    assert "036174999105" not in shown
    bad = hoa.get(shown.request.path + "/bad-rows.xlsx")
    assert bad.body.startswith(b"PK")
    done = form_to(shown, "/confirmation").submit(status=303).follow()
    assert "Hộ mới đăng ký" in done
    assert "Nguyễn Ngọc Tình" in done
    people = hoa.get("/households/")
    assert "Nguyễn Ngọc Tình" in people
    again = send(hoa, SMALL.read_bytes()).follow()
    assert "Tệp này đã được nhận trước đây" in again
    assert "Sẽ đăng ký 0 hộ mới, cập nhật 29 hộ đã có" in again
    assert "không đổi" in form_to(again, "/confirmation").submit(status=303).follow()


def test_the_mended_bad_rows_alone_are_enough(client: Any):
    hoa = client("hoa")
    shown = send(hoa, SMALL.read_bytes()).follow()
    content = hoa.get(shown.request.path + "/bad-rows.xlsx").body
    form_to(shown, "/confirmation").submit(status=303)
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Danh sách"]
    assert [sheet.cell(7, column).value for column in (17, 18)] == ["Lỗi", "Gợi ý sửa"]
    assert sheet.max_row == 8 + 8
    row = next(row for row in range(9, 17) if sheet.cell(row, 3).value == "31/02/1997")
    assert sheet.cell(row, 3).fill.fgColor.rgb == "FFFFF2A8"
    assert "Ngày sinh" in sheet.cell(row, 17).value
    sheet.cell(row, 3).value = "28/02/1997"
    mended = io.BytesIO()
    book.save(mended)
    second = send(hoa, mended.getvalue(), "dong-can-sua.xlsx").follow()
    assert "Sẽ đăng ký 1 hộ mới" in second
    assert "Nguyễn Gia Phong" in form_to(second, "/confirmation").submit(status=303).follow()


def test_a_row_may_be_taken_or_left(client: Any):
    hoa = client("hoa")
    shown = send(hoa, SMALL.read_bytes()).follow()
    page = hoa.get(shown.request.path + "?view=doubles")
    before = "Sẽ đăng ký 29 hộ mới"
    assert before in page
    form = next(form for form in page.forms.values() if form.action.split("?")[0].endswith("/choice") and form["choice"].value == "take")
    assert "Sẽ đăng ký 30 hộ mới" in form.submit(status=303).follow()


def test_columns_are_corrected_and_remembered(client: Any):
    hoa = client("hoa")
    text = "STT;Người được đề nghị giúp;Năm sinh;Số CCCD;Địa chỉ\n1;Nguyễn Thị Sen;1985;036185900001;Xóm 3\n".encode()
    shown = send(hoa, text, "a.csv").follow()
    assert "thiếu cột họ tên" in shown
    form = form_to(shown, "/columns")
    form["column-B"] = "seq"
    assert "Hãy chọn cột nào là “Họ và tên”." in form.submit(status=422)
    form["column-B"], form["column-A"] = "full_name", ""
    assert "Nguyễn Thị Sen" in form.submit(status=303).follow().click("Tất cả", index=0)
    assert "Đã hiểu tệp như sau" in send(hoa, text, "b.csv").follow()


@pytest.mark.parametrize(("content", "said"), [
    (b"", "rỗng|trống"), (b"khong phai bang tinh", "không chia thành các cột"), (b"%PDF-1.7 x", "tệp PDF"), (b"PK\x03\x04xxxx", "hỏng"),
])
def test_what_is_no_list_is_refused_on_the_form(client: Any, content: bytes, said: str):
    hoa = client("hoa")
    response = send(hoa, content, "a.xlsx", status="*")
    page = response.follow() if response.status_int == 303 else response
    assert response.status_int in (303, 422)
    assert any(word in page for word in said.split("|"))


def test_a_text_list_with_titles_above_and_another_ending_is_taken(client: Any):
    text = "LIÊN ĐOÀN LAO ĐỘNG TỈNH\nDANH SÁCH ĐỀ NGHỊ\n\nSTT;Họ và tên;Năm sinh;Số CCCD\n1;Nguyễn Thị Sen;1985;036185900001\n".encode()
    assert "Sẽ đăng ký 1 hộ mới" in send(client("hoa"), text, "danh-sach.xls").follow()


def test_far_cells_and_bombs_are_refused_on_the_form(client: Any, tmp_path: Path):
    hoa = client("hoa")
    far = build_xlsx(tmp_path / "far.xlsx", f'<row r="1">{cell("A1", "x")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>')
    assert "XFD1048576" in send(hoa, far.read_bytes(), status=422)
    bomb = build_xlsx(tmp_path / "bomb.xlsx", cell("A1", "a"), {"xl/media/a.bin": b"\0" * 60_000_000})
    assert "quá lớn" in send(hoa, bomb.read_bytes(), status=422)
    assert "Chưa tải danh sách nào lên" in hoa.get("/intake/")


def test_amounts_and_days_out_of_this_world_are_row_errors(client: Any):
    hoa = client("hoa")
    text = (
        "STT;Họ và tên;Ngày sinh;Số CCCD;Địa chỉ;Số tiền đề nghị\n1;Nguyễn Thị Sen;12/03/1826;036185900001;Xóm 3;1000000\n2;Lê Thị Mai;1985;036185900002;Xóm 3;-1\n"
        "3;Đỗ Thị Lan;1985;036185900003;Xóm 3;10000000000000000000\n4;Bùi Thị Hoa;1985;036185900004;Xóm 3;nhiều lắm\n5;Phạm Thị Nga;1985;036185900005;Xóm 3;2000000\n"
    ).encode()
    shown = send(hoa, text, "a.csv").follow()
    for said in ("Ngày sinh không có thật", "Số tiền không được âm", "Số tiền quá lớn", "Ô số tiền không phải là số", "Sẽ đăng ký 1 hộ mới"):
        assert said in shown


def test_strangers_get_404_and_the_inspector_reads_without_acting(client: Any):
    hoa = client("hoa")
    address = send(hoa, SMALL.read_bytes()).follow().request.path
    son, binh = client("son"), client("binh")
    for path in (address, address + "/bad-rows.xlsx", address + "/rows.xlsx"):
        son.get(path, status=404)
    binh.get(address + "/bad-rows.xlsx", status=403)
    page = binh.get(address)
    assert "bad-rows.xlsx" not in page
    assert not [form for form in page.forms.values() if "/intake/" in (form.action or "")]
    assert binh.get(address + "/rows.xlsx").body.startswith(b"PK")
    binh.get("/intake/new", status=403)
    assert "roster-small.xlsx" in binh.get("/intake/")
    assert "roster-small.xlsx" not in son.get("/intake/")


# Whole numbers leave the program only to those who may send a list for the unit; the list itself is one more way to them.
@pytest.mark.parametrize(("who", "bad_rows", "the_list"), [
    ("hoa", 200, 200), ("minh", 403, 403), ("van", 403, 403), ("lan", 403, 403), ("tuan", 403, 403), ("hanh", 403, 403), ("son", 404, 404), ("binh", 403, 403),
])
def test_who_may_download_whole_numbers(client: Any, world: Any, who: str, bad_rows: int, the_list: int):
    shown = send(client("hoa"), SMALL.read_bytes()).follow()
    with world.transaction() as session:
        file_id = session.scalars(select(IntakeBatch.file_id)).one()
    asker = client(who)
    assert asker.get(shown.request.path + "/bad-rows.xlsx", expect_errors=True).status_int == bad_rows
    assert asker.get(f"/documents/{file_id}", expect_errors=True).status_int == the_list
    with world.transaction() as session:
        noted = session.scalars(select(TrailEntry.user_id).where(TrailEntry.act == "file.open")).all()
        assert noted == ([world.users[who]] * 2 if who == "hoa" else [])


def test_nobody_reads_a_whole_number_on_a_page_also_in_a_wrong_column(client: Any):
    text = (
        "STT;Họ và tên;Ngày sinh;Số CCCD;Địa chỉ;Số nhân khẩu;Diện;Số tiền đề nghị\n"
        "1;Nguyễn Thị Sen;036185900001;036185900001;Xóm 3;036 185 900 001;ung thư;036185900001\n"
    ).encode()
    shown = send(client("hoa"), text, "a.csv").follow()
    for who, words in (("hoa", True), ("binh", False)):
        page = client(who).get(shown.request.path + "?view=all")
        assert "036185900001" not in page
        assert "036 185 900 001" not in page
        assert ("ung thư" in page) is words
        export = client(who).get(shown.request.path + "/rows.xlsx?view=all").body
        cells = [str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(export)).active.iter_rows() for cell in row]
        assert not [cell for cell in cells if "036185900001" in cell or "ung thư" in cell]


def test_a_batch_is_undone_from_its_page(client: Any):
    hoa = client("hoa")
    done = form_to(send(hoa, SMALL.read_bytes()).follow(), "/confirmation").submit(status=303).follow()
    assert "Đã hủy đợt nhận: 29 hộ" in form_to(done, "/cancellation").submit(status=303).follow()
    assert "Nguyễn Ngọc Tình" not in hoa.get("/households/")


def test_a_list_is_thrown_away_before_it_is_taken(client: Any):
    hoa = client("hoa")
    shown = send(hoa, SMALL.read_bytes()).follow()
    assert "Đã bỏ danh sách" in form_to(shown, "/removal").submit(status=303).follow()


def test_the_blank_list_reads_as_a_list(client: Any, tmp_path: Path):
    from fundapp.intake.words import VOCABULARY, WORDS
    from fundapp.sheets.layout import find_table
    from fundapp.sheets.reader import read_workbook

    path = tmp_path / "a.xlsx"
    path.write_bytes(client("hoa").get("/intake/template.xlsx").body)
    layout = find_table(read_workbook(path).sheets[0].rows, VOCABULARY)
    assert layout is not None
    assert set(layout.facts) == {fact for fact in WORDS["columns"] if "(" not in fact}
