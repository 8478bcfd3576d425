"""The pages on which restrictions are seen, proposed, decided, and on which bound money comes in; through rendered forms."""

import pytest

from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.ledger.models import Earmark, Terms
from tests.ledger.test_pages import form_of


def tick(form, *purposes: str) -> None:
    for box in form.fields["purposes"]:
        box.checked = box._value in purposes


def test_a_fund_shows_what_it_may_be_spent_on_and_what_donors_have_bound(told, client) -> None:
    shown = client("binh").get(f"/ledger/{told.b.id}/terms")
    for said in ("Mái ấm công đoàn", "Mây Hồng Hạc xây nhà", "đến hết ngày 30/06/2026", "QĐ 9/QĐ-LĐLĐ", "Chưa họp", "giữ chung tiền của 3 quỹ"):
        assert said in shown, said
    donation = shown.click("Mây Hồng Hạc xây nhà")
    assert "CĐ các KCN" in donation
    assert "Nhận ủng hộ" in donation
    assert "Ghi tiền vào" not in donation


def test_terms_are_proposed_by_one_and_confirmed_by_another(told, client) -> None:
    maker, head = client("tuan"), client("hanh")
    form = form_of(maker.get(f"/ledger/{told.a.id}/terms").click("Đề nghị thay đổi"))
    tick(form, "housing", "relief", "gifts")
    form["units"], form["last_on"], form["reason"], form["document"] = "CDKCN-NB\nCông đoàn xã Hải Anh", "31/12/2027", "Theo nghị quyết", ""
    refused = form.submit(status=422)
    assert "văn bản làm căn cứ" in refused
    form = form_of(refused)
    form["document"] = "NQ số 5"
    assert "chờ người thứ hai" in form.submit().follow()
    form = form_of(head.get("/ledger").click("Quỹ Mái ấm công đoàn tỉnh", href="decision"))
    done = form.submit("act", value="confirm").follow()
    assert "CĐ xã Hải Anh" in done
    assert "Quà Tết" in done
    with told.world.transaction() as session:
        newest = session.query(Terms).filter_by(book_id=told.a.id, number=2).one()
        assert (newest.state, newest.last_on.year, len(newest.unit_ids)) == ("in_force", 2027, 2)


def test_a_proposal_that_promises_contradict_is_refused_in_words(told, client) -> None:
    maker, head = client("tuan"), client("hanh")
    form = form_of(maker.get(f"/ledger/{told.a.id}/terms/new"))
    tick(form, "relief")
    form["reason"], form["document"] = "Thôi chi nhà ở", "NQ số 6"
    form.submit().follow()
    waiting = form_of(head.get(f"/ledger/{told.a.id}/terms").click("Xem và xác nhận", index=0))
    refused = waiting.submit("act", value="confirm", status=422)
    assert "Còn 1 cam kết chi đang giữ trái với quy định mới" in refused
    form = form_of(refused)
    assert "lý do không đồng ý" in form.submit("act", value="refuse", status=422)
    form["reason"] = "Còn hồ sơ chưa chi"
    assert "Còn hồ sơ chưa chi" in form.submit("act", value="refuse").follow()


def test_an_unknown_unit_is_named(told, client) -> None:
    form = form_of(client("tuan").get(f"/ledger/{told.a.id}/terms/new"))
    form["units"], form["reason"], form["document"] = "CDKCN-NB\nCĐ Không Có", "x", "y"
    assert "Không có đơn vị nào tên hoặc mã là “CĐ Không Có”" in form.submit(status=422)


def test_a_donation_is_opened_received_and_its_conditions_changed(told, client) -> None:
    maker, head = client("tuan"), client("hanh")
    form = form_of(maker.get(f"/ledger/{told.a.id}/terms").click("Thêm khoản ủng hộ có điều kiện"))
    form["name"], form["donor_name"], form["units"], form["last_on"] = "Nhà cho xã Hải Anh", "Ông A", "CDX-HAIANH", "31/12/2030"
    tick(form, "housing")
    refused = form.submit(status=422)
    assert "văn bản của nhà tài trợ" in refused
    form = form_of(refused)
    form["document"] = "Thư ngày 1/3"
    page = form.submit().follow()
    assert "Chưa thu đồng nào" in page
    form = form_of(page.click("Ghi tiền vào", index=0))
    assert form["earmark_id"].options[[value for value, _on, _label in form["earmark_id"].options].index(form["earmark_id"].value)][2] == "Nhà cho xã Hải Anh"
    form["amount"], form["payer_name"], form["reason"], form["on"] = "7.000.000", "Ông A", "Ủng hộ xây nhà", day_text(clock.today())
    draft = form.submit().follow()
    assert "Nhà cho xã Hải Anh" in draft
    form_of(head.get(draft.request.path + "/posting")).submit("act", value="post").follow()
    with told.world.transaction() as session:
        earmark = session.query(Earmark).filter_by(name="Nhà cho xã Hải Anh").one()
        assert earmark.balance_amount == 7_000_000
        earmark_id = earmark.id
    assert "7.000.000" in maker.get(f"/ledger/earmarks/{earmark_id}")
    form = form_of(maker.get(f"/ledger/earmarks/{earmark_id}").click("Đề nghị đổi điều kiện"))
    form["units"], form["reason"], form["document"] = "", "Nhà tài trợ đồng ý mở rộng", "Thư ngày 2/3"
    form.submit().follow()
    form = form_of(head.get("/ledger").click("Nhà cho xã Hải Anh"))
    assert "mọi đơn vị" in form.submit("act", value="confirm").follow()


def test_a_fund_of_money_passed_through_is_opened_for_remittance_alone(told, client) -> None:
    form = form_of(client("tuan").get("/ledger/new"))
    form["name"], form["code"], form["legal_form"], form["fund_account"] = "Đền ơn đáp nghĩa", "DODN", "pass_through", "3382"
    tick(form, "remittance", "relief")
    refused = form.submit(status=422)
    assert "chỉ được chi để nộp lại nơi nhận" in refused
    form = form_of(refused)
    tick(form, "remittance")
    assert "Đền ơn đáp nghĩa" in form.submit().follow()


def test_a_box_kept_for_one_fund_is_offered_to_it_alone(told, client) -> None:
    maker = client("tuan")
    form = form_of(maker.get("/ledger/boxes/new"))
    form["kind"], form["name"], form["own_book_id"] = "bank", "Riêng Mái ấm", str(told.a.id)
    form.submit().follow()
    assert "Riêng Mái ấm" in maker.get(f"/ledger/{told.a.id}/receipts/new")
    assert "Riêng Mái ấm" not in maker.get(f"/ledger/{told.b.id}/receipts/new")


@pytest.mark.parametrize("username", ["lan", "binh", "van"])
def test_who_does_not_keep_the_books_only_reads(told, client, username: str) -> None:
    browser = client(username)
    shown = browser.get(f"/ledger/{told.a.id}/terms")
    assert "Đề nghị thay đổi" not in shown
    for act in (f"{told.a.id}/terms/new", f"{told.a.id}/earmarks/new", "earmarks/1/terms/new", "terms/1/decision"):
        browser.get(f"/ledger/{act}", status=403)


def test_the_accountant_does_not_confirm(told, client) -> None:
    client("tuan").get("/ledger/terms/1/decision", status=403)
