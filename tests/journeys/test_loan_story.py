"""One loan whole, through the rendered pages: asked for, decided, contracted, paid out; paid back in three ways, rescheduled, settled, its savings given back, closed."""

import io
from datetime import date, timedelta
from typing import Any

from openpyxl import load_workbook
from webtest import Upload

from fundapp.console.checks import invariants
from fundapp.kernel.money import dong
from fundapp.ledger import service as ledger
from fundapp.ledger.service import LineSpec
from fundapp.loans.models import Loan
from fundapp.regulations.sample import load_sample
from tests.bank.files import csv_of
from tests.cases.story import PDF
from tests.conftest import EVERYTHING
from tests.journeys.test_housing_story import form_to, text_of
from tests.loans.story import DAY, LoanStory
from tests.loans.test_allocating import on_day
from tests.loans.test_servicing_pages import pressed

MONTHLY = 2_192_000
FIRST, SECOND, LATER = date(2026, 12, 23), date(2027, 1, 25), date(2027, 2, 10)


def lay_ground(world: Any) -> tuple[int, int]:
    """The sample regulation, a fund with money in the cash box and in the bank, a member's household. Gives the household and the bank account."""
    with world.db.transaction(EVERYTHING) as session:
        story = LoanStory(world, session)
        province, tuan = world.unit("LDLD-NB", session), story.actor("tuan")
        load_sample(session, province, by=tuan, approver=story.actor("van"), name="tro_von")
        cash = ledger.add_box(session, unit_id=province.id, kind="cash", name="Két LĐLĐ tỉnh", by=tuan)
        bank = ledger.add_box(session, unit_id=province.id, kind="bank", name="Tiền gửi (mẫu)", bank_code="VBA", account_tail="0009", by=tuan)
        book = ledger.open_book(
            session, unit_id=province.id, code="TV", name="Quỹ trợ vốn", legal_form="social_fund", fund_account="43182", purposes=["loans"], by=tuan,
            on=date(2026, 1, 1),
        )
        lines = [LineSpec("1111", debit=50_000_000, box=cash), LineSpec("1121", debit=10_000_000, box=bank), LineSpec("43182", credit=60_000_000)]
        ledger.enter_opening(session, book, lines=lines, on=date(2026, 1, 1), drafted_by=tuan.user_id, by=story.actor("hanh"))
        return story.household().id, bank.id


def filed(page: Any, ending: str, **values: Any) -> Any:
    """Fill in the form that leads to an address with this ending, and send it."""
    form = form_to(page, ending)
    for name, value in values.items():
        form[name] = value
    return form.submit(status=303).follow()


def decided(client: Any, household: int) -> str:
    """From the household's page to the decision; gives the address of the request."""
    hoa, minh, van = client("hoa"), client("minh"), client("van")
    page = hoa.get(f"/loans/new?household={household}")
    form = form_to(page, "/loans/new")
    form["product_id"] = next(value for value, _chosen, text in form["product_id"].options if "đời sống" in text)
    asked = {
        "requested_amount": "12 tr", "instalments": "6", "purpose": "Đóng học phí cho hai con", "income_amount": "13 tr", "spending_amount": "8 tr",
        "is_guaranteed": True, "guarantee_note": "Ban Chấp hành CĐCS (mẫu)", "deducts_salary": True,
    }
    case = str(filed(page, "/loans/new", product_id=form["product_id"].value, **asked).request.path)
    for option in hoa.get(f"{case}/papers").html.select("#paper_key option"):
        filed(hoa.get(f"{case}/papers"), "/papers", paper_key=option["value"], files=[Upload(f"{option['value']}.pdf", PDF + option["value"].encode())])
    page = filed(hoa.get(f"{case}/submission"), "/submission")
    assert "Tiền trả nợ chiếm 43% phần còn lại" in page
    visit = {"participants": "Minh, Hoa", "findings": "Đúng như hồ sơ, trả được nợ.", "agrees": "yes", "minutes": [Upload("bb.pdf", PDF)]}
    form = form_to(minh.get(f"{case}/visit"), "/visit")
    visit["agrees"] = form["agrees"].options[0][0]
    filed(minh.get(f"{case}/visit"), "/visit", **visit)
    filed(minh.get(f"{case}/proposal"), "/proposal", amount="12 tr", reason="Đủ khả năng trả nợ, CĐCS tín chấp.")
    page = van.get(f"{case}/decision")
    fund = next(name for name in form_to(page, "/decision").fields if name and name.startswith("fund_"))
    filed(page, "/decision", **{fund: "12 tr"}).mustcontain("Niêm phong")
    return case


def paid_out(client: Any, case: str) -> None:
    """Contract, order, check and payment, each by another person."""
    tuan, hanh, lan = client("tuan"), client("hanh"), client("lan")
    page = tuan.get(f"{case}/contract")
    page.mustcontain("36.000", "432.000", "720.000")
    page = pressed(page, "Lập khế ước").follow()
    paper = text_of(tuan.get(f"{case}/contract.pdf"))
    for said in ("KHẾ ƯỚC VAY VỐN", "Mười hai triệu đồng", "Lãi suất thực tế", "tính cả phí", "25/01/2027"):
        assert said in paper, said
    order = form_to(page.click("Lập đề nghị chi"), "/payments").submit().follow().request.path
    assert "Hoàn trả tiền" not in filed(hanh.get(f"{order}/check"), "/check")
    filed(lan.get(f"{order}/payment"), "/payment").mustcontain("Đã chi tiền")


def in_cash(client: Any, loan: str, amount: str) -> None:
    """Lan takes cash in on a phiếu thu, Hạnh posts it."""
    page = pressed(client("lan").get(f"{loan}/receipts/new"), "Lập phiếu thu", amount=amount).follow()
    entry = next(link["href"] for link in page.html.select("main a") if "/ledger/entries/" in link.get("href", ""))
    pressed(client("hanh").get(f"{entry}/posting"), "Ghi sổ").follow()


def by_salary(client: Any, loan: str) -> None:
    """The unit's list goes out with what is due, savings and all, and comes back filled in."""
    tuan, hanh = client("tuan"), client("hanh")
    page = tuan.get("/loans/deductions")
    book = load_workbook(io.BytesIO(tuan.get(page.html.find("a", href=lambda href: href and "deductions.xlsx" in href)["href"]).body))
    row = next(row for row in book.active.iter_rows() if str(row[1].value).startswith("HV26"))
    assert row[3].value == MONTHLY
    row[4].value = MONTHLY
    held = io.BytesIO()
    book.save(held)
    sheet = pressed(page, "Đọc tệp", file=[Upload("tru-luong.xlsx", held.getvalue())]).follow()
    assert "Ghi sổ các dòng đúng" not in sheet
    pressed(hanh.get(sheet.request.path), "Ghi sổ các dòng đúng").follow()
    tuan.get(f"{loan}/life").mustcontain("10.000.000", "25/01/2027")


def by_bank(client: Any, loan: str, bank: int) -> None:
    """The bank's line bears the loan's code: Lan files the statement, Tuấn confirms, the money is used."""
    lan, tuan = client("lan"), client("tuan")
    code = next(part for part in lan.get(f"{loan}/life").text.split() if part.startswith("HV26-")).rstrip(",").replace("-", " ")
    start = 10_000_000 + MONTHLY
    rows = [
        ["Số dư đầu kỳ", dong(start)], ["Số dư cuối kỳ", dong(start + MONTHLY)], ["Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Số dư", "Nội dung"],
        [f"{SECOND:%d/%m/%Y}", "FT1", "", dong(MONTHLY), dong(start + MONTHLY), f"NGUYEN THI HUONG TRA NO {code}"],
    ]
    form = form_to(lan.get(f"/bank/accounts/{bank}/new"), "/new")
    form["file"] = Upload("saoke.csv", csv_of(rows))
    page = form.submit(status=303).follow()
    filed(page, "/confirmation")
    page = tuan.get(f"/bank/accounts/{bank}/matching")
    form = form_to(page, "/arrivals")
    form["arrival"] = [form.html.select_one("input[name=arrival]")["value"]] if len(form.html.select("input[name=arrival]")) > 1 else True
    form.submit(status=303)
    pressed(tuan.get("/loans/waiting"), "Phân bổ tất cả").follow()
    tuan.get(f"{loan}/life").mustcontain("8.000.000", "Trong hạn")


def test_a_loan_from_the_request_to_its_last_dong(world: Any, client: Any) -> None:
    with on_day(DAY):
        household, bank = lay_ground(world)
        case = decided(client, household)
        paid_out(client, case)
        in_cash(client, case, "36.000")
        pressed(client("tuan").get("/loans/waiting"), "Phân bổ tất cả").follow()
    with on_day(FIRST):
        by_salary(client, case)
    with on_day(SECOND):
        by_bank(client, case, bank)
    with on_day(SECOND + timedelta(1)):
        tuan, van = client("tuan"), client("van")
        page = tuan.get(f"{case}/proposals/new?kind=reschedule")
        act = pressed(page, "Gửi đề nghị", instalments="8", first_due_on="25/02/2027", reason="Mất việc hai tháng, xin giãn nợ").follow().request.path
        pressed(van.get(act), "Duyệt").follow().mustcontain("Đã duyệt")
    with on_day(LATER):
        tuan, lan, van = client("tuan"), client("lan"), client("van")
        page = tuan.get(f"{case}/settlement")
        assert "240.000" in page
        assert "Còn thiếu" in pressed(page, "Tất toán hôm nay", 422)
        in_cash(client, case, "8.000.000")
        pressed(tuan.get(f"{case}/settlement"), "Tất toán hôm nay").follow().mustcontain("Đã trả hết")
        act = pressed(tuan.get(f"{case}/proposals/new?kind=refund"), "Gửi đề nghị", reason="Trả lại tiết kiệm sau khi tất toán").follow().request.path
        assert "Phiếu chi" in pressed(lan.get(act), "Chi trả lại").follow()
        filed(van.get(f"{case}/closure"), "/closure", reason="Đã trả hết nợ, đã nhận lại tiết kiệm").mustcontain("Đã kết thúc")
        paper = text_of(tuan.get(f"{case}/statement.pdf"))
        assert "Đã trả hết" in paper
        assert "Phí giải ngân: 36.000 đồng, đã nộp" in paper
        client("son").get(f"{case}/life", status=404)
    with world.db.reading(EVERYTHING) as session:
        assert session.query(Loan).one().state == "settled"
        wrong = [f"{one.code}: {one.wrong}" for one in invariants(session) if not one.ok]
    assert not wrong, wrong
