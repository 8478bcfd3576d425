"""Pages of households: registering, declaring, correcting, revealing, finding, paging, and who sees none of it."""

import io
import re
from urllib.parse import quote

import openpyxl
import pytest
from sqlalchemy import select

from fundapp.access.models import TrailEntry
from fundapp.households.models import Household, Person
from tests.households.people import put_on_file


def form_of(page, action):
    return next(form for form in page.forms.values() if form.action.endswith(action))


def register_form(client, **filled):
    form = form_of(client.get("/households/new"), "/households/new")
    given = {"full_name": "Phạm Thị Mơ", "birth": "2/9/1990", "cccd": "036190900611", "declared_on": "20/11/2026", "household_size": "3", **filled}
    for name, value in given.items():
        form[name] = value
    return form


def test_a_household_is_registered_by_hand_and_shown_masked(client, world):
    hoa = client("hoa")
    form = register_form(hoa, income_per_head_amount="1,4 tr", phone="0301900611", lack_toilet="yes", lack_telecom="no")
    form["area"] = "rural"
    page = form.submit()
    assert page.status_int == 303
    page = page.follow()
    assert "Phạm Thị Mơ" in page
    assert "036190900611" not in page
    assert "0301900611" not in page
    assert "•••••••••611" in page
    assert "1.400.000" in page
    assert "Từ ngày 01/01/2027" in page
    with world.transaction() as session:
        row = session.scalars(select(Household)).one()
        assert row.declaration.deprivations == {"toilet": True, "telecom": False}
        assert row.head.birth == "1990-09-02"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("full_name", "", "Hãy nhập họ và tên"), ("birth", "1/1/1826", "quá xa"), ("birth", "31/2/1990", "Không có ngày này"),
        ("household_size", "0", "từ 1 đến 40"), ("income_per_head_amount", "-1", ""), ("income_per_head_amount", "10000000000000000000", ""),
        ("declared_on", "1/1/1826", "Ngày khai: "), ("cccd", "12345", "12 chữ số"), ("phone", "99", "10 chữ số"),
    ],
)
def test_a_wrong_field_says_what_to_write_and_keeps_what_was_typed(client, world, field, value, said):
    form = register_form(client("hoa"), **{field: value})
    page = form.submit(expect_errors=True)
    assert page.status_int == 422
    assert said in page
    again = form_of(page, "/households/new")
    assert again[field].value == value
    assert re.search(rf'id="{field}-error"', page.text)
    with world.transaction() as session:
        assert session.scalar(select(Household)) is None


def test_the_same_person_elsewhere_is_told_before_anything_is_stored(client, world):
    put_on_file(world, code="CDCS-SKD", by="son", cccd="036190900611", full_name="Phạm Thị Mơ", birth="1990-09-02")
    page = register_form(client("hoa")).submit(expect_errors=True)
    assert page.status_int == 422
    assert "Một đơn vị khác đã đăng ký người này" in page
    assert "Sao Khuê" not in page
    form = form_of(page, "/households/new")
    form["confirmed"] = True
    assert form.submit().status_int == 303


def test_another_units_officer_gets_404_everywhere(client, world):
    household_id = put_on_file(world)
    with world.transaction() as session:
        person_id = session.scalar(select(Person.id))
    son = client("son")
    for path in (
        f"/households/{household_id}", f"/households/{household_id}/declarations/new", f"/households/{household_id}/persons/new",
        f"/households/persons/{person_id}/correction", f"/households/persons/{person_id}/death", f"/households/{household_id}/move",
        f"/households/{household_id}/end",
    ):
        assert son.get(path, expect_errors=True).status_int == 404, path
    assert "Nguyễn Thị Ánh" not in son.get("/households/")
    assert "Nguyễn Thị Ánh" not in son.get("/households/?q=036188900501")


def test_inspection_reads_and_changes_nothing(client, world):
    household_id = put_on_file(world)
    binh = client("binh")
    page = binh.get(f"/households/{household_id}")
    assert "Nguyễn Thị Ánh" in page
    assert "Bản khai mới" not in page
    assert "Xem một số đầy đủ" not in page
    for path in ("/households/new", f"/households/{household_id}/declarations/new", f"/households/{household_id}/end"):
        assert binh.get(path, expect_errors=True).status_int == 403


def test_a_reveal_opens_one_number_and_leaves_a_trail(client, world):
    household_id = put_on_file(world)
    form = form_of(client("hoa").get(f"/households/{household_id}"), "/reveal")
    form["purpose"] = "verify"
    page = form.submit()
    assert "036188900501" in page
    assert "0301900501" not in page
    assert page.headers["Cache-Control"] == "no-store"
    assert "036188900501" not in re.search(r"<title>.*?</title>", page.text, re.DOTALL).group()
    with world.transaction() as session:
        assert session.scalars(select(TrailEntry).where(TrailEntry.act == "household.reveal")).one().details["field"] == "cccd"
    refused = form_of(client("hoa").get(f"/households/{household_id}"), "/reveal").submit(expect_errors=True)
    assert refused.status_int == 422
    assert "Hãy chọn mục đích" in refused


def test_a_declaration_a_correction_and_marks(client, world):
    household_id = put_on_file(world)
    hoa = client("hoa")
    form = form_of(hoa.get(f"/households/{household_id}/declarations/new"), "/declarations/new")
    assert form["income_per_head_amount"].value == "1.400.000"
    form["income_per_head_amount"] = "900 k"
    page = form.submit().follow()
    assert "900.000" in page
    assert "Bản khai số 2" in page

    with world.transaction() as session:
        person_id = session.scalar(select(Person.id))
    form = form_of(hoa.get(f"/households/persons/{person_id}/correction"), "/correction")
    stale = form_of(hoa.get(f"/households/persons/{person_id}/correction"), "/correction")
    form["full_name"], form["reason"] = "Nguyễn Thị Ánh Dương", "thiếu tên"
    assert "Nguyễn Thị Ánh Dương" in form.submit().follow()
    stale["full_name"], stale["reason"] = "Nguyễn Thị Khác", "cũ"
    page = stale.submit(expect_errors=True)
    assert page.status_int == 422
    assert "Có người vừa sửa" in page

    form = form_of(hoa.get(f"/households/persons/{person_id}/leaving"), "/leaving")
    form["left_on"] = "21/11/2026"
    assert "Thôi từ 21/11/2026" in form.submit().follow()
    form = form_of(hoa.get(f"/households/persons/{person_id}/death"), "/death")
    form["died_on"] = "21/11/2030"
    assert form.submit(expect_errors=True).status_int == 422
    form = form_of(hoa.get(f"/households/{household_id}/end"), "/end")
    form["reason"] = "left"
    assert "Đã thôi theo dõi" in form.submit().follow()
    assert "H0" not in hoa.get("/households/").text.split("<main")[1]
    assert "Ánh Dương" in hoa.get("/households/?ended=1")


def test_the_second_click_registers_once(client, world):
    form = register_form(client("hoa"))
    first, second = form.submit(), form.submit()
    assert (first.status_int, second.status_int) == (303, 303)
    assert first.location == second.location
    with world.transaction() as session:
        assert len(session.scalars(select(Household)).all()) == 1


NAMES = ("Trần Văn An", "Nguyễn Thị Ánh", "Lê Thị Ân", "Đỗ Đức Bình", "Phạm Văn Đạt", "Bùi Dung", "Vũ Thị Cúc")
IN_ORDER = ("Trần Văn An", "Nguyễn Thị Ánh", "Lê Thị Ân", "Đỗ Đức Bình", "Vũ Thị Cúc", "Bùi Dung", "Phạm Văn Đạt")


def test_the_list_stands_in_vietnamese_order_and_finds_without_diacritics(client, world):
    for number, name in enumerate(NAMES):
        put_on_file(world, full_name=name, cccd=f"03608890{number:04d}", phone=None, said={"categories": ("poor",) if number % 2 else ()})
    hoa = client("hoa")
    assert shown(hoa.get("/households/")) == list(IN_ORDER)
    assert shown(hoa.get("/households/?order=newest")) == list(reversed(NAMES))
    assert shown(hoa.get("/households/?q=nguyen+thi")) == ["Nguyễn Thị Ánh"]
    assert shown(hoa.get("/households/?q=" + quote("Thị Ân"))) == ["Lê Thị Ân"]
    assert shown(hoa.get("/households/?q=dat")) == ["Phạm Văn Đạt"]
    assert shown(hoa.get("/households/?q=036088900003")) == ["Đỗ Đức Bình"]
    assert shown(hoa.get("/households/?q=036088900099")) == []
    assert shown(hoa.get("/households/?category=poor")) == ["Nguyễn Thị Ánh", "Đỗ Đức Bình", "Bùi Dung"]
    assert shown(hoa.get("/households/?area=urban")) == []
    assert shown(hoa.get("/households/?q=H000001")) == ["Trần Văn An"]
    assert "7 hộ đang theo dõi" in hoa.get("/households/")


def test_pages_follow_one_another_exactly(client, world, monkeypatch):
    from fundapp.households.views import listing

    monkeypatch.setattr(listing, "SIZE", 3)
    for number, name in enumerate(NAMES + NAMES):
        put_on_file(world, full_name=name, cccd=f"03608890{number:04d}", phone=None)
    for username in ("hoa", "minh", "binh"):
        page, found, pages = client(username).get("/households/"), [], []
        while True:
            found += shown(page)
            pages.append(shown(page))
            if "Trang sau" not in page:
                break
            page = page.click("Trang sau")
        assert found == [name for name in IN_ORDER for _twice in range(2)]
        while "Trang trước" in page:
            page = page.click("Trang trước")
            assert shown(page) == pages[-2]
            pages.pop()


def test_the_list_is_exported_masked_with_its_filters(client, world):
    put_on_file(world, full_name="Lê Thị Ân")
    answer = client("hoa").get("/households/export?q=an")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.body)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "Lê Thị Ân" in cells
    assert "036188900501" not in " ".join(cells)
    assert "•••••••••501" in cells
    with world.transaction() as session:
        assert session.scalars(select(TrailEntry).where(TrailEntry.act == "household.export")).one()


def shown(page):
    return re.findall(r'<th scope="row"><a href="/households/\d+">([^<]+)</a>', page.text)
