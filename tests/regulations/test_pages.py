"""The pages: read by everybody, drafted by one, put in force by another."""

import pytest
import time_machine

from fundapp.regulations.models import Regulation
from tests.conftest import EVERYTHING


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-21 02:00 +0000"):
        yield


def form_to(page, end):
    return next(form for form in page.forms.values() if form.action.rstrip("/").endswith(end) and form.method.lower() == "post")


def main_form(page):
    """The form that answers at its own page."""
    return next(form for form in page.forms.values() if form.action == "" and form.method.lower() == "post")


def start_draft(client, mai_am):
    page = client.get(f"/regulations/{mai_am[0]}")
    return form_to(page, "/version").submit(status=303).follow()


def test_everybody_reads_what_is_in_force(client, mai_am):
    for username in ("hoa", "son", "minh", "binh", "lan"):
        page = client(username).get("/regulations")
        assert "Đang áp dụng cho đơn vị của bạn hôm nay" in page
        page = page.click("Quy chế hỗ trợ nhà ở", index=0)
        for text in ("60.000.000 đồng", "Thời gian là đoàn viên từ 60 tháng trở lên", "Điều 4 khoản 2", "80.000.000 đồng", "Văn bản mẫu", "12/QĐ-LĐLĐ"):
            assert text in page
        assert "Soạn bản mới" not in page


def test_the_list_is_filtered_in_the_address(client, mai_am):
    hoa = client("hoa")
    assert "12/QĐ-LĐLĐ" in hoa.get("/regulations?status=in_force&programme=housing")
    assert "03/QĐ-LĐLĐ" not in hoa.get("/regulations?status=in_force")
    assert "Không có quy chế nào như vậy" in hoa.get("/regulations?programme=gifts")
    assert "12/QĐ-LĐLĐ" in hoa.get("/regulations?status=nonsense&programme=nonsense")


def test_the_facts_are_explained(client):
    page = client("hoa").get("/regulations/facts")
    assert "Số tháng tròn từ ngày kết nạp đến ngày xét." in page


def test_from_copy_to_force_by_two_people(client, world, mai_am):
    tuan, van = client("tuan"), client("van")
    page = start_draft(tuan, mai_am)
    assert "Chưa có số, ký hiệu văn bản." in page
    address = page.request.path

    form = main_form(page.click("Sửa phần đầu"))
    form["number"], form["issued_on"], form["valid_from"] = "77/QĐ-LĐLĐ", "21/11/2026", "1/12/2026"
    page = form.submit(status=303).follow()
    assert "Căn cứ Luật Công đoàn số 50/2024/QH15" in page

    norm = page.html.find("a", attrs={"aria-label": "Sửa: Mức hỗ trợ xây mới, tối đa một nhà"})
    form = main_form(tuan.get(norm["href"]))
    assert form["value"].value == "60.000.000"
    form["value"] = "70 tr"
    page = form.submit(status=303).follow()
    assert "70.000.000 đồng" in page
    assert "Khác với bản trước" in page

    page = form_to(page, "/submission").submit(status=303).follow()
    assert "không tự ban hành được" in page
    assert "Sửa phần đầu" not in page
    tuan.post(f"{address}/approval", {}, status=400)

    page = van.get(address)
    page = form_to(page, "/approval").submit(status=303).follow()
    assert "Đã ban hành, hiệu lực từ 01/12/2026. Bản trước hết hiệu lực sau ngày 30/11/2026." in page
    assert "Hiệu lực từ 01/12/2026" in page
    assert "Hiệu lực đến 30/11/2026" in client("hoa").get(f"/regulations/{mai_am[0]}")


def test_sent_back_with_a_reason(client, world, mai_am):
    tuan, van = client("tuan"), client("van")
    page = start_draft(tuan, mai_am)
    form = main_form(page.click("Sửa phần đầu"))
    form["number"], form["issued_on"] = "77/QĐ-LĐLĐ", "21/11/2026"
    page = form.submit().follow()
    address = form_to(page, "/submission").submit().follow().request.path
    form = form_to(van.get(address), "/return")
    page = form.submit(status=422)
    assert "Hãy ghi lý do" in page
    form = form_to(page, "/return")
    form["reason"] = "Cần nêu rõ mức cho nhà bị bão"
    form.submit(status=303)
    page = tuan.get(address)
    assert "Cần nêu rõ mức cho nhà bị bão" in page
    assert "Sửa phần đầu" in page


def test_each_part_of_a_draft(client, world, mai_am):
    tuan = client("tuan")
    draft = start_draft(tuan, mai_am).request.path

    form = main_form(tuan.get(f"{draft}/norms/new?unit=month"))
    form["key"], form["name"], form["value"], form["article"] = "stay_months", "Thời gian cư trú", "12", "Điều 4 khoản 9"
    assert "Thời gian cư trú" in form.submit(status=303).follow()

    page = tuan.get(f"{draft}/criteria/new")
    choose = next(form for form in page.forms.values() if "fact" in form.fields and form.method.lower() == "get")
    choose["fact"] = "household_size"
    page = choose.submit()
    form = main_form(page)
    form["key"], form["title"], form["article"], form["operator"], form["value"] = "big", "Hộ đông người", "Điều 5 khoản 5", "at_least", "6"
    form["severity"], form["points"] = "points", "4"
    page = form.submit(status=303).follow()
    assert "Số người trong hộ từ 6 người trở lên" in page
    assert "Cộng 4 điểm" in page

    form = main_form(tuan.get(f"{draft}/papers/new"))
    form["key"], form["name"], form["article"], form["stage"] = "bank", "Số tài khoản", "Điều 8 khoản 3", "completion"
    form["is_required"] = False
    page = form.submit(status=303).follow()
    assert "Số tài khoản" in page

    form = main_form(tuan.get(f"{draft}/limits/new"))
    form["unit_kind"], form["amount"], form["article"] = "industrial_zone", "20 tr", "Điều 7 khoản 3"
    assert "20.000.000 đồng" in form.submit(status=303).follow()
    form = main_form(tuan.get(f"{draft}/limits/new"))
    form["unit_kind"], form["amount"], form["article"] = "commune", "-1", "Điều 7"
    assert form.submit(status=422)

    page = tuan.get(draft)
    removals = [form for form in page.forms.values() if "/papers/" in form.action and form.action.endswith("/removal")]
    page = removals[0].submit(status=303).follow()
    assert "Đơn đề nghị hỗ trợ" not in page.html.find(id="papers").get_text()


@pytest.mark.parametrize("fact", ["member_months", "income_per_head", "own_funds_ratio", "land_is_legal", "house_condition", "categories"])
def test_a_criterion_of_each_type_is_shown_and_kept(client, world, mai_am, fact):
    tuan = client("tuan")
    draft = start_draft(tuan, mai_am).request.path
    with world.db.reading(EVERYTHING) as session:
        regulation = session.get(Regulation, int(draft.rsplit("/", 1)[-1]))
        row = next(row for row in regulation.criteria if row.fact == fact)
        before = (row.fact, row.operator, row.value, row.norm_key, row.severity, row.points, row.applies_to, row.parent_key)
    form = main_form(tuan.get(f"{draft}/criteria/{row.id}"))
    form["title"] = "Viết lại cho dễ hiểu"
    assert "Viết lại cho dễ hiểu" in form.submit(status=303).follow()
    with world.db.reading(EVERYTHING) as session:
        kept = next(one for one in session.get(Regulation, regulation.id).criteria if one.id == row.id)
        assert (kept.fact, kept.operator, kept.value, kept.norm_key, kept.severity, kept.points, kept.applies_to, kept.parent_key) == before


def test_a_group_is_changed_as_a_group(client, world, mai_am):
    tuan = client("tuan")
    draft = start_draft(tuan, mai_am).request.path
    page = tuan.get(draft)
    link = page.html.find("a", attrs={"aria-label": "Sửa: Thuộc diện khó khăn"})
    form = main_form(tuan.get(link["href"]))
    form["join"] = "all"
    assert "Cần đủ tất cả dưới đây" in form.submit(status=303).follow()


def test_bad_input_says_what_to_write(client, world, mai_am):
    tuan = client("tuan")
    draft = start_draft(tuan, mai_am).request.path
    form = main_form(tuan.get(f"{draft}/norms/new"))
    form["key"], form["name"], form["value"], form["article"] = "Số tiền", "Mức", "10000000000000000000", "Điều 6"
    assert form.submit(status=422)
    form["value"] = "5 tr"
    page = form.submit(status=422)
    assert "Mã gồm chữ thường không dấu" in page
    form = main_form(tuan.get(f"{draft}/criteria/new?fact=member_months"))
    form["key"], form["title"], form["article"] = "long", "Đủ lâu", "Điều 4"
    assert "chưa có giá trị hoặc định mức" in form.submit(status=422)
    form = main_form(tuan.get(f"{draft}/criteria/new?fact=categories"))
    form["key"], form["title"], form["article"] = "some", "Có hoàn cảnh", "Điều 4"
    assert "Hãy chọn ít nhất một giá trị" in form.submit(status=422)
    form = main_form(tuan.get(f"{draft}/heading"))
    form["valid_from"] = "31/02/2027"
    assert form.submit(status=422)


def test_a_stale_page_and_a_second_click_change_nothing_twice(client, world, mai_am):
    tuan = client("tuan")
    draft = start_draft(tuan, mai_am).request.path
    first, second = (main_form(tuan.get(f"{draft}/heading")) for _ in range(2))
    first["title"], second["title"] = "Quy chế thứ nhất", "Quy chế thứ hai"
    first.submit(status=303)
    assert "Có người vừa sửa" in second.submit(status=422)
    assert "Quy chế thứ nhất" in tuan.get(draft)
    stale = next(form for form in tuan.get(draft).forms.values() if form.action == f"{draft}/removal")
    form = main_form(tuan.get(f"{draft}/heading"))
    form["title"] = "Quy chế thứ ba"
    form.submit(status=303)
    stale.submit(status=409)
    again = form_to(tuan.get(f"/regulations/{mai_am[0]}"), "/version")
    assert again.submit(status=303).location == again.submit(status=303).location


def test_who_may_not(client, world, mai_am):
    tuan = client("tuan")
    draft = start_draft(tuan, mai_am).request.path
    for username in ("hoa", "son", "minh"):
        stranger = client(username)
        stranger.get(draft, status=404)
        stranger.get(f"{draft}/heading", status=403)
        stranger.get("/regulations/new", status=403)
        assert "Đang soạn" not in stranger.get("/regulations").html.find("main").find("tbody").get_text()
    for username in ("van", "binh", "lan"):
        colleague = client(username)
        assert "Bạn chỉ xem được bản soạn này" in colleague.get(draft)
        colleague.get(f"{draft}/heading", status=403)
    for address in ("/regulations/99999", f"{draft}/norms/99999", f"{draft}/criteria/99999", f"{draft}/papers/1", f"{draft}/limits/1"):
        tuan.get(address, status=404)
    in_force = f"/regulations/{mai_am[0]}"
    tuan.get(f"{in_force}/heading", status=303)
    tuan.get(f"{in_force}/papers/new", status=303)


def test_a_new_document_from_nothing(client, world):
    page = client("hoa").get("/regulations")
    assert "Khi công đoàn cấp trên ban hành quy chế" in page
    tuan = client("tuan")
    form = main_form(tuan.get("/regulations").click("Soạn quy chế đầu tiên"))
    form["title"], form["valid_from"], form["programme"] = "Quy chế tặng quà Tết", "01/01/2027", "gifts"
    page = form.submit(status=303).follow()
    assert "Chưa có điều kiện bắt buộc nào." in page
    removal = next(form for form in page.forms.values() if form.action.endswith("/removal"))
    assert "Chưa có quy chế nào" in removal.submit(status=303).follow()
