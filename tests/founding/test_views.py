"""Pages on which an administrator sends in a list of units: tried first, then opened; bad rows come back and are sent again."""

import io
from typing import Any

from openpyxl import load_workbook
from webtest import Upload

from fundapp.orgs import queries
from tests.administrators import administrator
from tests.conftest import EVERYTHING, World
from tests.founding.lists import HEADER, workbook

ROWS = [
    (1, None, "Công đoàn xã Yên Trị", None, "LDLD-NB", "01/07/2025", None),
    (2, None, "CĐCS Công ty Gạch Yên Trị", None, "Công đoàn xã Yên Trị", "26/03/2012", "1.240"),
    (3, None, "CĐCS Công ty Ngói Yên Trị", None, "Công đoàn xã Không Có", "26/03/2012", 85),
]


def send(admin: Any, content: bytes, name: str = "Đơn vị.xlsx", **values: str) -> Any:
    page = admin.get("/orgs/").click("Mở từ danh sách Excel")
    form = next(form for form in page.forms.values() if form.action.endswith("/founding/units"))
    form["file"] = Upload(name, content)
    for field, value in values.items():
        form[field] = value
    answer = form.submit(expect_errors=True)
    return answer.follow() if answer.status_int == 303 else answer


def code(world: World, name: str) -> str:
    with world.db.reading(EVERYTHING) as session:
        return ",".join(unit.code for unit in queries.named(session, name))


def test_a_list_is_tried_then_opened_and_its_bad_row_sent_again(world: World) -> None:
    admin = administrator(world, "quantri.tinh")
    tried = send(admin, workbook(ROWS))
    assert "chưa có gì được ghi" in tried.text
    assert not code(world, "Công đoàn xã Yên Trị")
    opened = send(admin, workbook(ROWS), how="open")
    assert "Còn 1 dòng cần sửa" in opened.text
    assert code(world, "Công đoàn xã Yên Trị") == "CDX-YENTRI"
    assert "CDCS-GYT" in opened.click("Mở mới").text
    bad = opened.click("Tải dòng cần sửa")
    book = load_workbook(io.BytesIO(bad.body))
    sheet = book.worksheets[0]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    [row] = [row for row in lines if "CĐCS Công ty Ngói Yên Trị" in row]
    assert "Không có đơn vị nào" in str(row[-1])
    place = next(cell for line in sheet.iter_rows() for cell in line if cell.value == "Công đoàn xã Không Có")
    place.value = "Công đoàn xã Yên Trị"
    mended = io.BytesIO()
    book.save(mended)
    again = send(admin, mended.getvalue(), name="Dòng cần sửa.xlsx", how="open")
    assert "dòng cần sửa" not in again.text
    assert code(world, "CĐCS Công ty Ngói Yên Trị") == "CDCS-NYT"


def test_rows_without_a_parent_hang_under_the_unit_of_the_form(world: World) -> None:
    admin = administrator(world, "quantri.tinh")
    send(admin, workbook([(1, "CDCS-MOT", "CĐCS Một", None, None, None, None)]), parent="CDX-HAIANH", on="02/02/2026", how="open")
    with world.db.reading(EVERYTHING) as session:
        unit = queries.unit_by_code(session, "CDCS-MOT")
        assert unit is not None
        assert (unit.parent_id, str(unit.valid_from)) == (world.units["CDX-HAIANH"], "2026-02-02")


def test_what_is_no_list_is_said(world: World) -> None:
    admin = administrator(world, "quantri.tinh")
    assert "không phải bảng tính" in send(admin, b"\x00\x01\x02", name="x.xlsx").text
    assert "Không thấy bảng đơn vị" in send(admin, workbook([("a", "b", "c")], header=("Họ tên", "Ngày sinh", "CCCD"))).text
    assert "ngoài phạm vi" in send(admin, workbook(ROWS), parent="TLD").text
    page = admin.get("/founding/units")
    form = next(form for form in page.forms.values() if form.action.endswith("/founding/units"))
    assert "Hãy chọn một tệp" in form.submit(status=422).text


def test_the_blank_list_is_read_as_it_is_filled_in(world: World) -> None:
    admin = administrator(world, "quantri.tinh")
    blank = load_workbook(io.BytesIO(admin.get("/founding/units/template.xlsx").body))
    sheet = blank.worksheets[0]
    titles = [cell.value for cell in sheet[1]]
    assert set(HEADER) <= set(titles)
    for title, value in (("Tên đơn vị", "CĐCS Mẫu"), ("Loại tổ chức", "Công đoàn cơ sở"), ("Cấp trên", "CDX-HAIANH"), ("Ngày thành lập", "01/02/2026")):
        sheet.cell(2, titles.index(title) + 1, value)
    out = io.BytesIO()
    blank.save(out)
    send(admin, out.getvalue(), how="open")
    assert code(world, "CĐCS Mẫu") == "CDCS-MAU"


def test_nobody_else_sends_lists_of_units(world: World, client: Any) -> None:
    for username in ("hoa", "binh"):
        client(username).get("/founding/units", status=403)
    admin = administrator(world, "quantri.tinh")
    shown = send(admin, workbook(ROWS))
    client("binh").get(shown.request.path, status=403)
    admin.get("/founding/units/999999", status=404)
