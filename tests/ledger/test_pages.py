"""The pages of the books, as the people of the cast use them."""

import pytest

from fundapp.ledger import service
from fundapp.ledger.models import Voucher
from tests.ledger.story import DAY

PAGES = (
    "", "/journal", "/accounts/1111", "/accounts/43181", "/commitments", "/commitments?view=all",
    "/commitments?view=ending&from=20260601&to=20260630", "/commitments?due=none",
    "/periods",
)


def form_of(page):
    """The form of the page itself, not that of its frame."""
    return [form for form in page.forms.values() if "once_token" in form.fields and not form.action.endswith("sign-out")][-1]


@pytest.mark.parametrize("username", ["tuan", "binh"])
def test_every_page_of_a_fund_stands(told, client, username: str) -> None:
    browser = client(username)
    browser.get("/ledger")
    for page in PAGES:
        browser.get(f"/ledger/{told.a.id}{page}")
    for entry_id in range(1, 8):
        browser.get(f"/ledger/entries/{entry_id}")
    for voucher_id in (1, 2, 3):
        browser.get(f"/ledger/vouchers/{voucher_id}")


def test_the_commitments_come_as_a_workbook(told, client) -> None:
    assert client("tuan").get(f"/ledger/{told.a.id}/commitments.xlsx?view=all").body[:2] == b"PK"


@pytest.mark.parametrize("username", ["hoa", "son"])
def test_grassroots_officers_see_no_funds(told, client, username: str) -> None:
    browser = client(username)
    assert browser.get("/ledger", status=403)
    assert browser.get(f"/ledger/{told.a.id}", status=[403, 404])


def test_inspection_reads_and_changes_nothing(told, client) -> None:
    browser = client("binh")
    acts = ("new", "boxes/new", "1/opening", "1/receipts/new", "entries/1/reversal", "entries/7/posting", "periods/2/closing-request", "periods/2/closing")
    for page in acts:
        browser.get(f"/ledger/{page}", status=403)


def test_a_fund_is_opened_its_opening_posted_by_a_second_person(world, client) -> None:
    maker, head = client("tuan"), client("hanh")
    page = maker.get("/ledger/boxes/new")
    form = form_of(page)
    form["kind"], form["name"] = "cash", "Két LĐLĐ tỉnh"
    form.submit().follow()
    form = form_of(maker.get("/ledger/new"))
    form["name"], form["code"], form["legal_form"], form["fund_account"], form["opened_on"] = "Quỹ Mái ấm", "QMA", "social_fund", "43181", "02/01/2026"
    for box in form.fields["purposes"]:
        box.checked = box._value == "housing"
    shown = form.submit().follow()
    assert "Quỹ Mái ấm" in shown
    form = form_of(maker.get("/ledger/1/opening"))
    form["box_1"] = "40.000.000"
    draft = form.submit().follow()
    assert "Chờ người thứ hai ghi sổ" in draft
    form = form_of(head.get("/ledger/entries/1/posting"))
    posted = form.submit("act", value="post").follow()
    assert "Bút toán số 1/2026" in posted
    assert "40.000.000" in head.get("/ledger/1")


def test_a_receipt_and_a_reversal_wait_for_the_second_person(told, client) -> None:
    maker, head = client("tuan"), client("hanh")
    form = form_of(maker.get(f"/ledger/{told.a.id}/receipts/new"))
    form["amount"], form["payer_name"], form["reason"] = "10 tr", "Công ty Bến Mộc Lan", "Ủng hộ Quỹ Mái ấm"
    entry = form.submit().follow()
    path = entry.request.path
    assert "Chờ người thứ hai ghi sổ" in entry
    form = form_of(head.get(f"{path}/posting"))
    assert "Đã ghi sổ" in form.submit("act", value="post").follow()
    form = form_of(maker.get(f"{path}/reversal"))
    form["reason"] = "Ghi nhầm quỹ"
    reversal = form.submit().follow()
    path = reversal.request.path
    form = form_of(head.get(f"{path}/posting"))
    assert "ghi số âm" in form.submit("act", value="post").follow().text.lower()


def test_a_draft_is_dropped_with_a_reason(told, client) -> None:
    head = client("hanh")
    form = form_of(head.get("/ledger").click("Rút tiền về quỹ"))
    refused = form.submit("act", value="drop", status=422)
    assert "lý do" in refused
    form = form_of(refused)
    form["reason"] = "Không cần nữa"
    assert "Bút toán đã bỏ" in form.submit("act", value="drop").follow()


def test_a_month_is_closed_and_opened_by_two(told, client) -> None:
    maker, head = client("tuan"), client("hanh")
    months = maker.get(f"/ledger/{told.b.id}/periods")
    form = form_of(months.click("Đề nghị khóa tháng 1$"))
    form.submit("act", value="do").follow()
    shown = form_of(head.get(f"/ledger/{told.b.id}/periods").click("Xác nhận khóa tháng 1")).submit("act", value="do").follow()
    assert "Đã khóa" in shown
    form = form_of(maker.get(f"/ledger/{told.b.id}/periods").click("Đề nghị mở lại tháng 1"))
    form["reason"] = "Sót chứng từ"
    form.submit("act", value="do").follow()
    shown = form_of(head.get(f"/ledger/{told.b.id}/periods").click("Xem đề nghị mở lại tháng 1")).submit("act", value="do").follow()
    assert "Xác nhận mở lại kỳ" in shown


def test_nonsense_is_404(told, client) -> None:
    browser = client("tuan")
    browser.get("/ledger/vouchers?year=x", status=404)
    browser.get("/ledger/vouchers?state=gone", status=404)
    for page in ("accounts/999", "accounts/1111?after=x", "accounts/1111?box=x", "journal?year=1826"):
        browser.get(f"/ledger/{told.a.id}/{page}", status=404)
    browser.get("/ledger/99", status=404)


def test_a_spoilt_voucher_is_voided_and_keeps_its_number(told, client) -> None:
    maker = client("tuan")
    with told.world.transaction() as session:
        spoilt = service.issue_voucher(
            session, unit_id=told.a.unit_id, kind="cash_payment", on=DAY, amount=2_000_000, payee_name="Phạm Văn C", reason="Viết sai tên", by=told.maker
        )
        address, label = f"/ledger/vouchers/{spoilt.id}", spoilt.label
    page = maker.get("/ledger").click("Sổ chứng từ").click(label).click("Hủy chứng từ, giữ số")
    assert "lý do" in form_of(page).submit(status=422).text.lower()
    form = form_of(page)
    form["reason"] = "Viết sai tên người nhận"
    page = form.submit().follow()
    assert "Đã hủy, giữ số" in page
    assert "Viết sai tên người nhận" in page
    assert "voiding" not in page.text
    maker.get(f"{address}/voiding", status=404)
    register = maker.get("/ledger/vouchers?state=void")
    assert label in register
    assert "Đã hủy, giữ số" in register
    assert maker.get("/ledger/vouchers.xlsx?state=void").body[:2] == b"PK"
    with told.world.transaction() as session:
        following = service.issue_voucher(
            session, unit_id=told.a.unit_id, kind="cash_payment", on=DAY, amount=1, payee_name="D", reason="Đúng", by=told.maker
        )
        assert following.number == spoilt.number + 1


def test_a_voucher_on_which_an_entry_stands_is_not_voided(told, client) -> None:
    lan = client("lan")
    with told.world.transaction() as session:
        standing, reversed_one = (session.query(Voucher).filter_by(amount=amount).one().id for amount in (30_000_000, 5_000_000))
    page = lan.get(f"/ledger/vouchers/{standing}")
    assert "voiding" not in page.text
    assert "chưa hủy được" in page
    assert "Chưa hủy được" in lan.get(f"/ledger/vouchers/{standing}/voiding")
    form = form_of(lan.get(f"/ledger/vouchers/{reversed_one}").click("Hủy chứng từ, giữ số"))
    form["reason"] = "Bút toán đã đảo, tiền đã về két"
    assert "Đã hủy, giữ số" in form.submit().follow()
    assert "Đã hủy, giữ số" in lan.get(f"/ledger/{told.a.id}/journal")


def test_a_voucher_with_a_waiting_entry_is_not_voided(told, client) -> None:
    maker = client("tuan")
    form = form_of(maker.get(f"/ledger/{told.a.id}/receipts/new"))
    form["amount"], form["payer_name"], form["reason"] = "10 tr", "Công ty Bến Mộc Lan", "Ủng hộ Quỹ Mái ấm"
    entry = form.submit().follow()
    with told.world.transaction() as session:
        waiting = session.query(Voucher).order_by(Voucher.id.desc()).first()
        with pytest.raises(service.LedgerRefused, match="chờ ghi sổ"):
            service.void_voucher(session, waiting, reason="Thử", by=told.maker, on=DAY)
    form = form_of(client("hanh").get(f"{entry.request.path}/posting"))
    form["reason"] = "Chưa có tiền"
    form.submit("act", value="drop").follow()
    form = form_of(maker.get(f"/ledger/vouchers/{waiting.id}").click("Hủy chứng từ, giữ số"))
    form["reason"] = "Công ty chưa nộp"
    assert "Đã hủy, giữ số" in form.submit().follow()


@pytest.mark.parametrize("username", ["binh", "van"])
def test_who_may_not_void_is_refused(told, client, username: str) -> None:
    client(username).get("/ledger/vouchers/1/voiding", status=403)
    assert "voiding" not in client(username).get("/ledger/vouchers/2").text
