"""A unit's own layout of the bank's file: read off the bank's blank file, looked at, kept, chosen."""

import io
from typing import Any

import openpyxl
import pytest
from webtest import Upload

from fundapp.payments import queries, service
from fundapp.payments.bank_files import Out, upload_file
from fundapp.payments.service import PaymentRefused

GOOD = [("STT", "place"), ("Tài khoản", "account"), ("Tên", "holder"), ("Chi nhánh", ""), ("Số tiền", "amount"), ("Nội dung", "note"), ("", ""), ("", "")]
LINE = Out(1, "PC26-00001-2", "Trần Thị Hoa", "0012345678", "VBA", 1_000_000, "Hỗ trợ")


def blank(*titles: str) -> Upload:
    book = openpyxl.Workbook()
    book.active.title = "DS lương"
    book.active.append(["NGÂN HÀNG MẪU"])
    book.active.append(["Danh sách chi hộ"])
    book.active.append(list(titles))
    stream = io.BytesIO()
    book.save(stream)
    return Upload("mau.xlsx", stream.getvalue())


def the_form(page: Any) -> Any:
    return next(form for form in page.forms.values() if "title" in form.fields)


def test_the_banks_blank_file_is_read_looked_at_and_kept(world: Any, client: Any) -> None:
    lan = client("lan")
    form = the_form(lan.get("/payments/file-layouts/new"))
    form["file"] = [blank("STT", "Số TK", "Tên người thụ hưởng", "Chi nhánh", "Ngân hàng", "Số tiền (VND)", "Diễn giải")]
    form["name"] = "Agribank chi nhánh thử"
    form = the_form(form.submit("act", index=0, status=200))
    assert [(field.value) for field in form.fields["fact"]] == ["place", "account", "holder", "", "bank", "amount", "note", ""]
    assert (form["sheet"].value, form["name"].value) == ("DS lương", "Agribank chi nhánh thử")
    assert "Đã lưu mẫu" in form.submit(status=303).follow()
    with world.transaction() as session:
        own, *_given = queries.formats_of(session, world.units["LDLD-NB"])
        sheet = openpyxl.load_workbook(io.BytesIO(upload_file(own, [LINE])))["DS lương"]
        assert [cell.value for cell in sheet[1]] == ["STT", "Số TK", "Tên người thụ hưởng", "Chi nhánh", "Ngân hàng", "Số tiền (VND)", "Diễn giải"]
        assert [cell.value for cell in sheet[2]][:3] == [1, "0012345678", "TRAN THI HOA"]
        assert (sheet[2][3].value or "", sheet[2][5].value) == ("", 1_000_000)
    # Taken out of use it is offered no more.
    page = lan.get("/payments/file-layouts")
    page = next(form for form in page.forms.values() if form.action.endswith("/retirement")).submit().follow()
    assert "Đã thôi dùng" in page
    with world.transaction() as session:
        assert [one.key for one in queries.formats_of(session, world.units["LDLD-NB"])] == ["vcb", "bidv"]
        assert queries.format_of(session, world.units["LDLD-NB"], own.key) is None


@pytest.mark.parametrize(("change", "said"), [
    ({1: ("Tài khoản", "")}, "thiếu cột: số tài khoản"), ({5: ("Nội dung", "")}, "để đọc được kết quả"), ({6: ("Lại", "amount")}, "chỉ đứng ở một cột"),
    ({1: ("", "account")}, "phải có tiêu đề"),
])
def test_a_layout_by_which_the_bank_could_not_pay_is_refused(world: Any, change: dict[int, tuple[str, str]], said: str) -> None:
    columns = [change.get(at, column) for at, column in enumerate(GOOD)]
    with world.transaction() as session, pytest.raises(PaymentRefused, match=said):
        service.add_layout(session, unit_id=world.units["LDLD-NB"], name="Mẫu", sheet="Bảng", columns=columns, by=world.actor("lan"))


def test_names_are_one_of_a_kind_and_a_sheets_name_is_one(world: Any) -> None:
    with world.transaction() as session:
        kept = service.add_layout(session, unit_id=world.units["LDLD-NB"], name="Mẫu", sheet="Bảng", columns=GOOD, by=world.actor("lan"))
        assert len(kept.columns) == 6
        for name, sheet, said in (("Mẫu", "Bảng", "tên này"), ("Khác", "a/b", "Tên trang tính"), ("Khác", "x" * 32, "Tên trang tính")):
            with pytest.raises(PaymentRefused, match=said):
                service.add_layout(session, unit_id=world.units["LDLD-NB"], name=name, sheet=sheet, columns=GOOD, by=world.actor("lan"))


@pytest.mark.parametrize(("sent", "said"), [(Upload("a.xlsx", b"%PDF-1.4 mau"), "Đây là tệp PDF"), (blank("Một", "Hai", "Ba"), "Không thấy dòng tiêu đề")])
def test_what_is_no_blank_file_is_refused_in_words(client: Any, sent: Upload, said: str) -> None:
    form = the_form(client("lan").get("/payments/file-layouts/new"))
    form["file"] = [sent]
    assert said in form.submit("act", index=0, status=422)


def test_who_may_not(client: Any) -> None:
    for name in ("tuan", "hanh", "binh", "hoa"):
        client(name).get("/payments/file-layouts/new", status=403)
