"""The pages of advances, from the request to the rest, as plain forms; refused roles and other units."""

import io
from datetime import timedelta
from typing import Any

from pypdf import PdfReader
from sqlalchemy import select

from fundapp.kernel.days import day_text
from fundapp.ledger.models import Entry
from tests.advances.conftest import Purse


def form_of(page: Any) -> Any:
    return [form for form in page.forms.values() if form.method.lower() == "post" and not form.action.endswith("sign-out")][-1]


def words(answer: Any) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body)).pages)


def step(client: Any, who: str, address: str, **typed: str) -> Any:
    form = form_of(client(who).get(address))
    for name, value in typed.items():
        form[name] = value
    return form.submit().follow()


def test_an_advance_through_its_pages(purse: Purse, client: Any) -> None:
    due = day_text(purse.today.replace(year=purse.today.year + 1))
    form = form_of(client("minh").get("/advances/new"))
    form["amount"], form["reason"], form["due_on"] = "5 tr", "Mua quà thăm đoàn viên ốm", due
    refused = form.submit(status=422)
    assert "Hạn thanh toán phải sau hôm nay" in refused
    made = purse.ask()
    client("son").get(f"/advances/{made}", status=404)
    client("hoa").get(f"/advances/{made}/check", status=403)
    client("minh").get(f"/advances/{made}/report", status=404)
    client("tuan").get(f"/advances/{made}/report", status=403)
    assert "Kiểm tra đề nghị này" not in client("minh").get(f"/advances/{made}")
    step(client, "hanh", f"/advances/{made}/check", purpose="relief")
    signed = form_of(client("van").get(f"/advances/{made}")).submit().follow()
    assert "Chờ chi" in signed
    paid = step(client, "lan", f"/advances/{made}/payment")
    assert "Đã chi tạm ứng theo phiếu chi PC" in paid
    assert "5.000.000" in client("binh").get("/advances")
    assert "Thanh toán tạm ứng" in client("minh").get("/")
    step(client, "minh", f"/advances/{made}/report", spent="3.800.000", papers="HĐ 12", attachments="1")
    back = step(client, "hanh", f"/advances/{made}/return", reason="Thiếu danh sách ký nhận")
    assert "Thiếu danh sách ký nhận" in back
    step(client, "minh", f"/advances/{made}/report", spent="3.800.000", papers="HĐ 12, danh sách ký nhận", attachments="2")
    step(client, "hanh", f"/advances/{made}/verification", account="43181")
    form_of(client("van").get(f"/advances/{made}")).submit().follow()
    assert "Đã thu lại theo chứng từ PT" in step(client, "lan", f"/advances/{made}/rest")
    assert "GIẤY ĐỀ NGHỊ TẠM ỨNG" in words(client("minh").get(f"/advances/{made}/request.pdf"))
    assert "1.200.000" in words(client("minh").get(f"/advances/{made}/settlement.pdf"))
    assert client("hanh").get("/advances/export?view=all").content_type.startswith("application/vnd")
    assert purse.read(made).state == "closed"


def test_refused_with_a_reason_and_nothing_shown_twice(purse: Purse, client: Any) -> None:
    made = purse.ask()
    assert "Chưa có dự toán" in step(client, "hanh", f"/advances/{made}/refusal", reason="Chưa có dự toán")
    client("van").get(f"/advances/{made}/refusal", status=403)
    client("lan").get(f"/advances/{made}/settlement.pdf", status=404)
    assert "01/DN-TU" in client("minh").get("/advances?view=refused")


def test_an_advance_by_transfer_through_its_pages(purse: Purse, client: Any) -> None:
    form = form_of(client("minh").get("/advances/new"))
    form["amount"], form["reason"], form["due_on"] = "2 tr", "Đi thăm", day_text(purse.today + timedelta(days=9))
    form["method"], form["bank"], form["account_number"] = "transfer", "VCB", "12"
    assert "Số tài khoản gồm từ 5" in form.submit(status=422)
    form["account_number"] = "999 0001 2345"
    made = form.submit().follow()
    assert "Vietcombank ••••2345" in made
    address = made.request.path
    step(client, "hanh", f"{address}/check", purpose="relief", from_box=str(purse.funds.bank.id))
    form_of(client("van").get(address)).submit()
    lan = client("lan")
    assert "mới được ghi" in form_of(lan.get(f"{address}/payment")).submit(status=422)
    step(client, "hanh", "/payments/payees/1/call-back", note="Gọi số trong hồ sơ cán bộ")
    paid = form_of(lan.get(f"{address}/payment")).submit().follow()
    assert "UNC26-0001" in paid
    opened = form_of(paid).submit()
    assert opened.content_type == "application/pdf"
    assert "Mở ủy nhiệm chi tạm ứng có số tài khoản" in client("binh").get("/access/trail")
    assert "99900012345" not in client("minh").get(address)
    with purse.world.transaction() as session:
        entry = session.scalar(select(Entry.id).where(Entry.reference == f"{address[1:]}/paid"))
    assert "không đảo riêng" in client("tuan").get(f"/ledger/entries/{entry}/reversal").follow()
