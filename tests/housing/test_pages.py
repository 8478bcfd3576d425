"""The pages of housing requests through rendered forms."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from webtest import Upload

from fundapp.casework import queries
from fundapp.households import service as households
from fundapp.households.models import Household
from fundapp.housing.models import HousingGrant
from fundapp.housing.views import suggested
from tests.cases.story import DAY, DECLARED, MEMBER, PDF, Story
from tests.conftest import EVERYTHING, Templates
from tests.retold import retell


@pytest.fixture
def told(world: Any, templates: Templates) -> Callable[..., int]:
    """Tell a story up to a step, commit it, and give the request's id."""

    def tell(step: str, **how: Any) -> int:
        def until(fresh: Any) -> int:
            with fresh.db.transaction(EVERYTHING) as session:
                story = Story(fresh, session)
                story.lay_ground()
                made = {
                    "household": story.household, "opened": story.opened, "ready": lambda: story.with_papers(story.opened()), "submitted": story.submitted,
                    "visited": story.visited, "proposed": story.proposed, "approved": story.approved,
                }[step](**how)
                return int(made.id)

        return until(world) if how else int(retell(templates, world, f"housing {step}", until))

    return tell


def button(page: Any, label: str) -> Any:
    """The form whose submit button bears this label."""
    for form in page.forms.values():
        if any(label in (element.text_content() if hasattr(element, "text_content") else str(element)) for element in form.html.find_all("button")):
            return form
    raise AssertionError(f"no form with a button “{label}”")


def the_form(page: Any, action: str) -> Any:
    return next(form for form in page.forms.values() if form.action.split("?")[0].endswith(action))


def test_open_a_request_from_the_household(client: Any, told: Any) -> None:
    household_id = told("household")
    hoa = client("hoa")
    page = hoa.get(f"/housing/new?household={household_id}")
    form = the_form(page, "/housing/new")
    form["kind"] = "repair"
    form["requested_amount"] = "30 tr"
    form["estimate_amount"] = "80.000.000"
    form["own_funds_amount"] = "30000000"
    form["land_status"] = "certificate"
    form["land_is_disputed"] = "no"
    form["house_condition"] = "temporary"
    page = form.submit().follow()
    assert "Còn thiếu" in page
    assert "Điều 4" in page
    assert "Chưa rõ" in page or "cần bổ sung" in page.text.lower()
    again = the_form(hoa.get(f"/housing/new?household={household_id}"), "/housing/new")
    again["kind"], again["requested_amount"] = "repair", "20 tr"
    assert "chưa kết thúc" in again.submit(status=422)


@pytest.mark.parametrize("amount", ["-1", "10000000000000000000", "1,5", "abc", "0", ""])
def test_senseless_amounts_come_back_with_a_message(client: Any, told: Any, amount: str) -> None:
    household_id = told("household")
    form = the_form(client("hoa").get(f"/housing/new?household={household_id}"), "/housing/new")
    form["kind"], form["requested_amount"] = "repair", amount
    page = form.submit(status=422)
    assert "Chưa lưu được" in page
    assert the_form(page, "/housing/new")["requested_amount"].value == amount


def test_papers_are_added_and_withdrawn(client: Any, told: Any) -> None:
    case_id = told("opened")
    hoa = client("hoa")
    page = hoa.get(f"/housing/{case_id}/papers")
    form = the_form(page, f"/housing/{case_id}/papers")
    assert "Hãy chọn ít nhất một tệp" in form.submit(status=422)
    form = the_form(hoa.get(f"/housing/{case_id}/papers"), f"/housing/{case_id}/papers")
    form["files"] = [Upload("don.pdf", PDF)]
    page = form.submit().follow()
    assert "don.pdf" in page
    page = hoa.get(f"/housing/{case_id}/papers")
    form = the_form(page, f"/housing/{case_id}/papers")
    form["files"] = [Upload("virus.exe", b"MZ" + b"\0" * 100)]
    assert form.submit(status=422)
    # The minutes of the survey are written by who verifies: whoever asks cannot hand them in, by no form of her own either.
    form = the_form(page, f"/housing/{case_id}/papers")
    assert "survey" not in [value for value, _chosen, _text in form["paper_key"].options]
    form["files"] = [Upload("bien-ban.pdf", PDF)]
    form["paper_key"].force_value("survey")
    assert "bien-ban.pdf" not in form.submit(status=422)
    link = page.html.find("a", string=lambda text: text and "Rút “don.pdf”" in text) or page.html.select_one("a[href*=withdrawal]")
    form = the_form(hoa.get(link["href"]), "/withdrawal")
    form["reason"] = "Nhầm người"
    page = form.submit().follow()
    assert "Đã rút giấy tờ" in page


def test_a_stale_page_says_who_was_faster_and_keeps_what_was_typed(client: Any, told: Any) -> None:
    case_id = told("submitted")
    minh, also = client("minh"), client("minh")
    slow = the_form(minh.get(f"/housing/{case_id}/visit"), f"/housing/{case_id}/visit")
    fast = the_form(also.get(f"/housing/{case_id}/visit"), f"/housing/{case_id}/visit")
    for form, words in ((fast, "Nhà dột, đúng hồ sơ."), (slow, "Những điều tôi viết rất lâu.")):
        form["participants"], form["findings"], form["agrees"] = "Minh, Hoa", words, "yes"
    fast.submit().follow()
    page = slow.submit(status=409)
    assert "Vũ Đức Minh" in page
    assert "Ghi nhận thẩm tra" in page
    assert "Những điều tôi viết rất lâu." in page
    assert the_form(page, f"/housing/{case_id}/visit").submit().status_int == 303


def test_the_second_click_is_the_same_act(client: Any, told: Any, world: Any) -> None:
    case_id = told("ready")
    hoa = client("hoa")
    form = the_form(hoa.get(f"/housing/{case_id}/submission"), f"/housing/{case_id}/submission")
    first, second = form.submit(), form.submit()
    assert (first.status_int, second.status_int) == (303, 303)
    with world.db.reading(EVERYTHING) as session:
        assert session.get_one(HousingGrant, case_id).case.state == "submitted"


def test_the_signer_sees_what_each_fund_has_free_and_one_dong_too_much_is_refused(client: Any, told: Any) -> None:
    case_id = told("proposed")
    van = client("van")
    page = van.get(f"/housing/{case_id}/decision")
    assert "200.000.000" in page
    assert "50.000.000" in page
    form = the_form(page, f"/housing/{case_id}/decision")
    funds = [name for name in form.fields if name and name.startswith("fund_")]
    form[funds[0]], form[funds[1]] = "20 tr", "10.000.001"
    page = form.submit(status=422)
    assert "vượt mức được đề xuất 30.000.000" in page
    form = the_form(page, f"/housing/{case_id}/decision")
    form[funds[1]] = "10 tr"
    page = form.submit().follow()
    assert "01/QĐ-LĐLĐ" in page
    assert "Được duyệt, chờ chi" in page
    assert van.get(f"/housing/{case_id}/decision.pdf").content_type == "application/pdf"
    assert van.get(f"/housing/{case_id}/decision", status=409)


def test_the_case_page_tells_each_role_the_one_next_act(client: Any, told: Any) -> None:
    case_id = told("approved")
    assert "Lập đề nghị chi" in client("tuan").get(f"/housing/{case_id}")
    assert "Chờ kế toán" in client("hoa").get(f"/housing/{case_id}")
    form = the_form(client("tuan").get(f"/housing/{case_id}/payments"), f"/housing/{case_id}/payments")
    page = form.submit().follow()
    assert "30.000.000" in page
    assert "đang được kiểm tra" in client("van").get(f"/housing/{case_id}")
    assert client("tuan").get(f"/housing/{case_id}/payments").status_int == 303


GETS = ["", "/papers", "/decision.pdf", "/dossier", "/content", "/submission", "/visit", "/proposal", "/decision", "/return", "/payments", "/closure"]


def test_a_stranger_gets_404_or_403_on_every_page(client: Any, told: Any) -> None:
    case_id = told("approved")
    son = client("son")
    for page in GETS:
        status = son.get(f"/housing/{case_id}{page}", status="*").status_int
        assert status in (403, 404), page
        if page in ("", "/papers", "/decision.pdf", "/dossier", "/content", "/submission"):
            assert status == 404, page
    assert son.get(f"/cases/{case_id}", status=404)
    assert "Nguyễn Thị Hường" not in son.get("/housing/?view=all")
    assert "Nguyễn Thị Hường" not in son.get("/cases/?view=all")


def test_the_inspection_reads_all_and_can_change_nothing(client: Any, told: Any) -> None:
    case_id = told("approved")
    binh = client("binh")
    page = binh.get(f"/housing/{case_id}")
    assert "Việc tiếp theo" in page
    assert not [form for form in page.forms.values() if form.method.lower() == "post" and "sign-out" not in form.action]
    for act in ("content", "submission", "return", "visit", "proposal", "decision", "refusal", "withdrawal", "closure", "confirmation", "payments"):
        assert binh.get(f"/housing/{case_id}/{act}", status=403)
    assert binh.get(f"/housing/{case_id}/dossier").content_type == "application/zip"


def test_the_list_filters_finds_and_exports(client: Any, told: Any) -> None:
    case_id = told("submitted")
    minh = client("minh")
    page = minh.get("/housing/")
    assert "Nguyễn Thị Hường" in page
    assert "Nguyễn Thị Hường" in minh.get("/housing/?view=all&q=huong")
    assert "Không có hồ sơ nào khớp" in minh.get("/housing/?view=all&q=khong+co+ai")
    assert "Không có hồ sơ nào khớp" in minh.get("/housing/?view=finished")
    assert minh.get("/housing/?view=all&state=submitted&kind=repair&q=x&after=abc", status="*").status_int in (200, 404)
    book = minh.get("/housing/export.xlsx?view=all")
    assert book.body[:2] == b"PK"
    assert "Nguyễn Thị Hường" in minh.get("/cases/?view=mine")
    assert minh.get(f"/cases/{case_id}").status_int == 303
    assert minh.get("/housing/999999", status=404)


def test_the_reviewer_returns_and_the_officer_reads_why(client: Any, told: Any) -> None:
    case_id = told("submitted")
    minh = client("minh")
    form = the_form(minh.get(f"/housing/{case_id}/return"), f"/housing/{case_id}/return")
    assert "Hãy ghi lý do" in form.submit(status=422)
    form = the_form(minh.get(f"/housing/{case_id}/return"), f"/housing/{case_id}/return")
    form["reason"] = "Ảnh chụp mờ, chụp lại mặt trước."
    form.submit().follow()
    page = client("hoa").get(f"/housing/{case_id}")
    assert "Ảnh chụp mờ, chụp lại mặt trước." in page
    assert "Bị trả lại" in page
    form = the_form(client("hoa").get(f"/housing/{case_id}/content"), f"/housing/{case_id}/content")
    form["description"] = "Đã chụp lại."
    assert "Đã lưu nội dung" in form.submit().follow()


def test_proposing_not_to_support_and_refusing(client: Any, told: Any) -> None:
    case_id = told("visited")
    minh = client("minh")
    form = the_form(minh.get(f"/housing/{case_id}/proposal"), f"/housing/{case_id}/proposal")
    form["recommends"], form["reason"] = "decline", "Nhà vẫn còn tốt."
    form.submit().follow()
    van = client("van")
    assert "không đề xuất hỗ trợ" in the_decision_refused(van, case_id)
    form = the_form(van.get(f"/housing/{case_id}/refusal"), f"/housing/{case_id}/refusal")
    form["reason"] = "Nhà vẫn còn tốt, chưa thuộc đối tượng."
    assert "Không duyệt" in form.submit().follow()


def the_decision_refused(van: Any, case_id: int) -> Any:
    form = the_form(van.get(f"/housing/{case_id}/decision"), f"/housing/{case_id}/decision")
    form[next(name for name in form.fields if name and name.startswith("fund_"))] = "1 tr"
    return form.submit(status=422)


def test_photos_are_shown_on_the_page(client: Any, told: Any) -> None:
    case_id = told("submitted")
    minh = client("minh")
    form = the_form(minh.get(f"/housing/{case_id}/visit"), f"/housing/{case_id}/visit")
    with open("tests/data/photos/house-01.jpg", "rb") as file:
        picture = file.read()
    form["participants"], form["findings"], form["agrees"] = "Minh, Hoa", "Nhà dột.", "yes"
    form["photos"] = [Upload("nha.jpg", picture, "image/jpeg")]
    page = form.submit().follow()
    image = page.html.select_one("ul.photos img")
    answer = minh.get(image["src"])
    assert answer.content_type == "image/jpeg"
    assert client("son").get(image["src"], status=404)


def test_the_judgement_of_a_page_is_that_of_the_day(world: Any, told: Any) -> None:
    case_id = told("opened")
    with world.db.reading(EVERYTHING) as session:
        grant = session.get_one(HousingGrant, case_id)
        judged = queries.judgement(session, grant, DAY)
        assert judged.norm_amount == 30_000_000
        assert {finding.outcome for finding in judged.findings if finding.severity == "must"} == {"met"}
        household = session.get_one(Household, grant.case.household_id)
        assert suggested(household)["house_condition"] == "temporary"


def test_a_waivable_condition_is_set_aside_only_with_a_written_reason(client: Any, told: Any, world: Any) -> None:
    with world.db.transaction(EVERYTHING) as session:
        story = Story(world, session)
        story.lay_ground()
        young = MEMBER.__class__(**{**vars(MEMBER), "employed_since_on": date(2026, 1, 1)})
        grant = story.with_papers(story.opened(household=story.household(person=young)))
        case_id = story.proposed(story.visited(story.submitted(grant))).id
    van = client("van")
    form = the_form(van.get(f"/housing/{case_id}/decision"), f"/housing/{case_id}/decision")
    fund = next(name for name in form.fields if name and name.startswith("fund_"))
    form[fund] = "30 tr"
    page = form.submit(status=422)
    assert "Muốn châm chước, hãy ghi lý do" in page
    form = the_form(page, f"/housing/{case_id}/decision")
    form["waiver_company_long"] = "Chuyển từ đơn vị cùng ngành sang, đã làm mười hai năm."
    page = form.submit().follow()
    assert "Điều kiện được châm chước" in page
    assert "đã làm mười hai năm" in page


def test_a_change_after_the_decision_stops_the_payment_until_it_is_confirmed(client: Any, told: Any, world: Any) -> None:
    case_id = told("approved")
    with world.db.transaction(EVERYTHING) as session:
        household = session.get_one(Household, session.get_one(HousingGrant, case_id).case.household_id)
        richer = DECLARED.__class__(**{**vars(DECLARED), "declared_on": DAY, "income_per_head_amount": 1_500_000})
        households.add_declaration(session, household, richer, by=world.actor("hoa"), on=DAY)
    assert "tạm dừng chi" in client("tuan").get(f"/housing/{case_id}")
    form = the_form(client("tuan").get(f"/housing/{case_id}/payments"), f"/housing/{case_id}/payments")
    assert "Căn cứ của quyết định đã thay đổi" in form.submit(status="*")
    van = client("van")
    form = the_form(van.get(f"/housing/{case_id}").click("Xem và xác nhận lại"), f"/housing/{case_id}/confirmation")
    assert "Hãy ghi lý do" in form.submit(status=422)
    form["reason"] = "Thu nhập tăng nhưng vẫn thuộc diện hỗ trợ."
    assert "Đã xác nhận lại" in form.submit().follow()
    form = the_form(client("tuan").get(f"/housing/{case_id}/payments"), f"/housing/{case_id}/payments")
    assert form.submit().status_int == 303


def test_closing_gives_back_what_was_not_paid(client: Any, told: Any) -> None:
    case_id = told("approved")
    van = client("van")
    form = the_form(van.get(f"/housing/{case_id}/closure"), f"/housing/{case_id}/closure")
    form["reason"] = "Gia đình đã được doanh nghiệp xây nhà."
    page = form.submit().follow()
    assert "phần chưa chi đã trả về quỹ" in page
    assert "Đã kết thúc" in page


def test_no_case_is_closed_under_an_open_order(client: Any, told: Any) -> None:
    case_id = told("approved")
    the_form(client("tuan").get(f"/housing/{case_id}/payments"), f"/housing/{case_id}/payments").submit()
    form = the_form(client("van").get(f"/housing/{case_id}/closure"), f"/housing/{case_id}/closure")
    form["reason"] = "Thôi không chi."
    assert "còn đề nghị chi chưa xong" in form.submit(status=422)


def test_a_field_that_is_not_on_the_form_changes_nothing(client: Any, told: Any, world: Any) -> None:
    case_id = told("opened")
    form = the_form(client("hoa").get(f"/housing/{case_id}/content"), f"/housing/{case_id}/content")
    values = [*form.submit_fields(), ("state", "approved"), ("decided_amount", "1"), ("unit_id", "1"), ("opened_by_id", "3")]
    client("hoa").post(f"/housing/{case_id}/content", values, status="*")
    with world.db.reading(EVERYTHING) as session:
        case = session.get_one(HousingGrant, case_id).case
        assert (case.state, case.decided_amount, case.unit_id) == ("draft", None, world.units["CDCS-BML"])


def test_a_paper_is_chosen_before_by_the_link_that_lacks_it(client: Any, told: Any) -> None:
    case_id = told("opened")
    page = client("hoa").get(f"/housing/{case_id}")
    link = page.html.find("a", string=lambda text: text and "quyền sử dụng đất" in text)
    form = the_form(client("hoa").get(link["href"].split("#")[0]), "/papers")
    assert form["paper_key"].value == "land"


def test_the_fund_names_what_it_has_promised_by_its_code(client: Any, told: Any, world: Any) -> None:
    case_id = told("approved")
    with world.db.reading(EVERYTHING) as session:
        code = session.get_one(HousingGrant, case_id).case.code
    tuan = client("tuan")
    for page in ("/ledger/1", "/ledger/1/commitments", "/ledger/1/commitments?view=all"):
        assert f'<a href="/cases/{case_id}">Hồ sơ {code}</a>' in tuan.get(page).text
    sheet = openpyxl.load_workbook(io.BytesIO(tuan.get("/ledger/1/commitments.xlsx").body)).active
    assert f"Hồ sơ {code}" in [cell.value for row in sheet.iter_rows() for cell in row]
