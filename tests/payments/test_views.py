"""The pages: what waits for me, the one next act, each act by its own person, the paper."""

import io
from datetime import UTC, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select

from fundapp.kernel import clock
from fundapp.ledger import service as ledger
from fundapp.ledger.models import CashBox, Reservation
from fundapp.orgs.models import Unit
from tests.payments.decided import act, decide, make, paid, read


def url(order: Any, act_name: str = "") -> str:
    return f"/payments/{order.id}" + (f"/{act_name}" if act_name else "")


def form_of(page: Any) -> Any:
    """The form that acts on the order."""
    return next(form for form in page.forms.values() if form.method.lower() == "post" and form.action.startswith("/payments/"))


def text_of(answer: Any) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body)).pages).split())


def test_three_people_take_it_from_order_to_paper(world: Any, client: Any) -> None:
    order = make(world, decide(world))
    hanh, lan = client("hanh"), client("lan")
    listed = hanh.get("/payments")
    listed.mustcontain("Kiểm tra, đồng ý chi", order.code)
    page = hanh.get(url(order)).click("Kiểm tra đề nghị này")
    page.mustcontain("Bốn mươi triệu đồng chẵn", "Quỹ Mái ấm 1", "Nguyễn Thị Hường")
    shown = form_of(page).submit().follow()
    shown.mustcontain("Chờ chi tiền", "Đã đồng ý chi")
    with world.transaction() as session:
        ledger.set_limit(session, session.scalars(select(CashBox)).one(), amount=170_000_000, reason="Quy chế", by=world.actor("hanh"), on=clock.today())
    page = lan.get(url(order)).click("Chi tiền mặt")
    assert "Hãy nộp ít nhất" not in page, "what is about to be handed out is not to be taken to the bank"
    assert "Tài khoản nhận" not in page, "cash has no receiving account that could be missing"
    shown = form_of(page).submit().follow()
    shown.mustcontain("Đã chi", "PC26-0001", "Phiếu chi (PDF)")
    paper = lan.get(url(order, "voucher.pdf"))
    assert "Nguyễn Thị Hường" in text_of(paper)
    assert (paper.headers["Content-Disposition"].split(";")[0], paper.headers["Cache-Control"]) == ("inline", "no-store")
    copy = form_of(shown).submit().follow()
    assert "BẢN IN LẠI LẦN 1" in text_of(copy)
    lan.get(url(order)).mustcontain("In lại phiếu chi, bản thứ 1")


def test_a_second_click_is_the_same_act(world: Any, client: Any) -> None:
    order = make(world, decide(world))
    act(world, order, "check_order", "hanh")
    form = form_of(client("lan").get(url(order, "payment")))
    first, second = form.submit(), form.submit()
    assert (first.status_int, second.status_int) == (303, 303)
    assert first.location == second.location
    assert read(world, order).state == "paid"


def test_a_stale_page_is_refused_and_nothing_is_lost(world: Any, client: Any) -> None:
    order = make(world, decide(world))
    form = form_of(client("hanh").get(url(order, "check")))
    act(world, order, "mend_order", "tuan", payee_name="Người Khác", payee_address="Nơi khác", reason="Khác", attachments=1)
    answer = form.submit(status=422)
    answer.mustcontain("Có người vừa sửa nội dung này", "Người Khác")
    assert read(world, order).state == "draft"


def test_return_amendment_and_void(world: Any, client: Any) -> None:
    order = make(world, decide(world))
    hanh, tuan = client("hanh"), client("tuan")
    form = form_of(hanh.get(url(order)).click("Trả lại để sửa"))
    form.submit(status=422).mustcontain("Cần điền mục này")
    form = form_of(hanh.get(url(order, "return")))
    form["reason"] = "Thiếu giấy xác nhận"
    form.submit().follow().mustcontain("Bị trả lại", "Thiếu giấy xác nhận")
    page = tuan.get(url(order)).click("Sửa đề nghị")
    page.mustcontain("Lý do trả lại", "Thiếu giấy xác nhận")
    form = form_of(page)
    form["attachments"] = "0"
    form.submit(status=422).mustcontain("từ 1 đến 999")
    form = form_of(tuan.get(url(order, "amendment")))
    form["attachments"], form["payee_name"] = "4", "Nguyễn Thị Hương"
    form.submit().follow().mustcontain("Chờ kiểm tra", "Nguyễn Thị Hương", "4 chứng từ gốc")
    form = form_of(tuan.get(url(order)).click("Hủy đề nghị"))
    form["reason"] = "Lập nhầm"
    form.submit().follow().mustcontain("Đã hủy", "Lập nhầm")


def test_a_proxy_through_the_page(world: Any, client: Any) -> None:
    order = make(world, decide(world))
    act(world, order, "check_order", "hanh")
    form = form_of(client("lan").get(url(order, "payment")))
    form["receiver"] = "proxy"
    form["proxy_name"] = "Nguyễn Văn Bình"
    answer = form.submit(status=422)
    answer.mustcontain("giấy ủy quyền")
    form = form_of(answer)
    form["proxy_paper"] = "Giấy ủy quyền số 12 ngày 20/11/2026"
    form["proxy_scan"] = [("giay.pdf", b"%PDF-1.7 scan")]
    form.submit().follow().mustcontain("Nguyễn Văn Bình", "nhận thay", "Bản chụp giấy ủy quyền")


def test_a_stale_proof_is_told_on_the_page(world: Any, client: Any) -> None:
    order = make(world, decide(world))
    with world.transaction() as session:
        session.get_one(Unit, world.units["CDCS-BML"]).member_count = 1
    client("binh").get(url(order)).mustcontain("Căn cứ của quyết định đã thay đổi", "Số đoàn viên")
    form = form_of(client("hanh").get(url(order, "check")))
    form.submit(status=422).mustcontain("không được chi")


SEEN = {"hoa": 200, "minh": 200, "van": 200, "lan": 200, "tuan": 200, "hanh": 200, "binh": 200, "son": 404}


@pytest.mark.parametrize("who", SEEN)
def test_who_sees_an_order_and_its_paper(world: Any, client: Any, who: str) -> None:
    _decided, order = paid(world)
    signed_in = client(who)
    signed_in.get(url(order), status=SEEN[who])
    signed_in.get(url(order, "voucher.pdf"), status=SEEN[who])
    listed = signed_in.get("/payments?view=all")
    assert ("Nguyễn Thị Hường" in listed.text) == (SEEN[who] == 200)


ACTS = {"check": "hanh", "amendment": "tuan", "payment": "lan", "return": "hanh", "void": "tuan"}


@pytest.mark.parametrize("name", ACTS)
def test_the_inspection_and_strangers_can_do_none_of_it(world: Any, client: Any, name: str) -> None:
    order = make(world, decide(world))
    client("binh").get(url(order, name), status=403)
    client("hoa").get(url(order, name), status=403)
    assert client("son").get(url(order, name), status="*").status_int in (403, 404)
    client(ACTS[name]).get(url(order, name), status=200)


def test_the_wrong_person_of_the_chain_reads_why(world: Any, client: Any) -> None:
    order = make(world, decide(world), barred_ids=[world.users["hanh"]])
    assert "Kiểm tra đề nghị này" not in client("hanh").get(url(order)).text
    form = form_of(client("hanh").get(url(order, "check")))
    form.submit(status=422).mustcontain("không được tham gia chi tiền")


def test_lists_filter_and_speak_when_empty(world: Any, client: Any) -> None:
    lan = client("lan")
    lan.get("/payments").mustcontain("Chưa có đề nghị chi nào")
    lan.get("/payments?view=mine").mustcontain("Không có đề nghị chi nào chờ bạn")
    order = make(world, decide(world))
    lan.get("/payments?view=open&q=huong").mustcontain(order.code)
    lan.get("/payments?view=open&q=khongco").mustcontain("Không thấy đề nghị chi nào")
    sheet = lan.get("/payments/export?view=open&q=huong")
    assert sheet.content_type.endswith("spreadsheetml.sheet")
    assert "Nguyễn Thị Hường" in "".join(str(cell.value) for row in openpyxl.load_workbook(io.BytesIO(sheet.body)).active for cell in row)
    lan.get("/payments/export?view=mine", status=404)
    lan.get("/payments?view=sai", status=404)
    lan.get(url(order, "voucher.pdf"), status=404)
    lan.get(url(order, "reprints/1.pdf"), status=404)


def test_a_payment_is_taken_back_by_two_through_the_pages(world: Any, client: Any) -> None:
    decided, order = paid(world)
    lan, van, tuan = client("lan"), client("van"), client("tuan")
    page = lan.get(url(order)).click("Đề nghị đảo khoản chi")
    page.mustcontain("Két tiền mặt", "mọi quỹ")
    form_of(page).submit(status=422).mustcontain("Cần điền mục này")
    form = form_of(page)
    form["reason"] = "Giao nhầm người cùng tên"
    form.submit().follow().mustcontain("Chờ xác nhận đảo", "Giao nhầm người cùng tên", "Rút đề nghị đảo")
    for name in ("lan", "tuan", "hanh"):
        page = client(name).get(url(order, "reversal/confirmation"), status="*")
        assert page.status_int == 403 or "Đảo khoản chi 40.000.000 đồng" not in page, name
    page = van.get("/payments").click("PC26-00001").click("Xem và xác nhận đảo")
    page.mustcontain("Giao nhầm người cùng tên", "40.000.000", "Quỹ Mái ấm 1", "Quỹ Mái ấm 2")
    shown = form_of(page).submit("act", value="reverse").follow()
    shown.mustcontain("Đã chi, đã đảo", "Khoản chi đã bị đảo ngày", "Ghi số âm: bút toán số", "Phạm Thu Vân")
    assert "Đề nghị đảo khoản chi" not in [link.text.strip() for link in shown.html.select("main a")]
    tuan.get("/payments?view=reversed").mustcontain(order.code)
    rows = openpyxl.load_workbook(io.BytesIO(tuan.get("/payments/export?view=reversed").body)).active
    assert any("Đã chi, đã đảo" in [cell.value for cell in row] for row in rows.iter_rows())
    voucher = tuan.get(url(order)).click("PC26-0001").click("Hủy chứng từ, giữ số")
    form = next(form for form in voucher.forms.values() if form.action.endswith("/voiding"))
    form["reason"] = "Chi nhầm người, đã đảo"
    form.submit().follow().mustcontain("Đã hủy, giữ số")
    lan.get(url(order)).mustcontain("(đã hủy, giữ số)")
    copy = next(form for form in lan.get(url(order)).forms.values() if form.action.endswith("/reprints")).submit().follow()
    assert "ĐÃ HỦY, GIỮ SỐ" in text_of(copy)
    again = make(world, decided)
    assert again.amount == 40_000_000


def test_a_request_to_reverse_is_refused_or_withdrawn_through_the_pages(world: Any, client: Any) -> None:
    _decided, order = paid(world)
    act(world, order, "ask_reversal", "tuan", reason="Nhầm số tiền")
    van, tuan = client("van"), client("tuan")
    page = van.get(url(order, "reversal/confirmation"))
    form_of(page).submit("act", value="keep", status=422).mustcontain("lý do")
    form = form_of(page)
    form["reason"] = "Đúng số tiền của quyết định"
    form.submit("act", value="keep").follow().mustcontain("Đã chi", "Giữ nguyên khoản chi, không đảo", "Đúng số tiền của quyết định")
    act(world, order, "ask_reversal", "tuan", reason="Nhầm ngày")
    form = form_of(tuan.get(url(order)).click("Rút đề nghị đảo"))
    form["reason"] = "Xem lại thì đúng"
    form.submit("act", value="keep").follow().mustcontain("Xem lại thì đúng")
    assert read(world, order).state == "paid"


def test_an_order_under_way_past_its_last_day_keeps_its_money_and_says_so(world: Any, client: Any) -> None:
    order = make(world, decide(world))
    hanh = client("hanh")
    assert "ngày hết hiệu lực" not in hanh.get(url(order))
    with world.transaction() as session:
        last = session.scalars(select(Reservation.lapse_on)).first()
    with time_machine.travel(datetime.combine(last, time(8), UTC) + timedelta(days=1), tick=True):
        hanh = client("hanh")
        hanh.get(url(order)).mustcontain(f"đã quá ngày hết hiệu lực {last:%d/%m/%Y}", "hủy đề nghị")
        assert f"quá ngày hết hiệu lực {last:%d/%m/%Y}: chi hoặc hủy" in hanh.get("/")
        act(world, order, "check_order", "hanh")
        act(world, order, "pay_in_cash", "lan")
        assert "ngày hết hiệu lực" not in hanh.get(url(order))


def test_the_entry_of_a_payment_leads_to_its_order(world: Any, client: Any) -> None:
    _decided, order = paid(world)
    tuan = client("tuan")
    entry = next(link["href"] for link in tuan.get(url(order)).html.select("#paid a[href*=entries]"))
    page = tuan.get(entry)
    assert page.click("Xem khoản chi của bút toán").request.path == url(order)
    assert "/reversal" not in page.text
    tuan.get(f"{entry}/reversal").follow().mustcontain("Hãy đề nghị đảo ở đây")
