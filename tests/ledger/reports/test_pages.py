"""Every book and report as page, workbook and paper: the same numbers in all three, each leading to its rows."""

import io
import re
from collections import Counter
from itertools import pairwise

import pytest
import python_calamine
from pypdf import PdfReader

from fundapp.documents import press
from fundapp.ledger import service
from fundapp.ledger.models import Entry
from fundapp.ledger.reports import papers
from fundapp.ledger.service import LineSpec, NewVoucher, Posting
from tests.ledger.story import DAY
from tests.parsing import XHTML, parse

BOOKS = {
    "general_journal": "general-journal", "ledger_cash": "general-ledger/111", "ledger_fund": "general-ledger/431", "book_cash": "account-book/1111",
    "trial_balance": "trial-balance", "statement": "statement", "public_notice": "public-notice",
}
TITLES = {
    "general_journal": "SỔ NHẬT KÝ CHUNG", "ledger_cash": "SỔ CÁI", "ledger_fund": "SỔ CÁI", "book_cash": "SỔ CHI TIẾT CÁC TÀI KHOẢN",
    "trial_balance": "BẢNG CÂN ĐỐI SỐ PHÁT SINH", "statement": "BÁO CÁO THU, CHI QUỸ", "public_notice": "THÔNG BÁO", "cash": "SỔ QUỸ TIỀN MẶT",
    "bank": "SỔ TIỀN GỬI NGÂN HÀNG, KHO BẠC",
}
SPANS = ("year=2026&part=y", "year=2026&part=q1", "year=2026&part=m3", "year=2026&part=days&first=5/3/2026&last=31/3/2026")


@pytest.fixture
def told(told):
    funds = told
    with funds.world.transaction() as session:
        lines = [LineSpec("1121", debit=7_000_000, box=funds.bank), LineSpec(funds.a.fund_account_code, credit=7_000_000)]
        wanted = Posting(funds.a, DAY, "Công ty A ủng hộ", lines, "receipts/9", voucher=NewVoucher("bank_receipt", 7_000_000, "Công ty A", "Ủng hộ"))
        service.post(session, wanted, drafted_by=funds.maker.user_id, by=funds.poster)
    return funds


def addresses(told) -> dict[str, str]:
    found = {name: f"/ledger/{told.a.id}/{path}" for name, path in BOOKS.items()}
    return {**found, "cash": f"/ledger/boxes/{told.cash.id}/book", "bank": f"/ledger/boxes/{told.bank.id}/book"}


def table_of(page: str):
    return next(table for table in parse(page).tree.iter(XHTML + "table") if "signed" in (table.get("class") or ""))


def shown_amounts(page: str) -> list[int]:
    spans = [span for span in table_of(page).iter(XHTML + "span") if "amount" in (span.get("class") or "").split()]
    return [int("".join(span.itertext()).strip().replace(".", "")) for span in spans]


def written_amounts(content: bytes) -> list[int]:
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    head = next(at for at, row in enumerate(rows) if row[0] in ("Ngày ghi sổ", "STT", "Số hiệu TK"))
    money = [at for at, _name in enumerate(rows[head]) if "1" <= str(_letter(rows, head, at)) <= "9"]
    first = _letters_row(rows, head) + 1
    return [int(row[at]) for row in rows[first:] for at in money if isinstance(row[at], int | float)]


def _letters_row(rows, head: int) -> int:
    return next(at for at in range(head, head + 4) if rows[at][0] == "A")


def _letter(rows, head: int, column: int):
    return rows[_letters_row(rows, head)][column]


def printed_text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("span", SPANS)
def test_page_workbook_and_paper_say_the_same(told, client, span: str) -> None:
    browser = client("tuan")
    for name, path in addresses(told).items():
        page = browser.get(f"{path}?{span}")
        amounts = shown_amounts(page.text)
        assert amounts, name
        assert Counter(written_amounts(browser.get(f"{path}.xlsx?{span}").body)) == Counter(amounts), name
        said = printed_text(browser.get(f"{path}.pdf?{span}").body)
        assert TITLES[name] in said
        for amount in amounts:
            assert (f"({-amount:,})" if amount < 0 else f"{amount:,}").replace(",", ".") in said, (name, amount)


def test_the_workbook_has_the_parts_of_a_signed_book(told, client) -> None:
    content = client("lan").get(f"/ledger/boxes/{told.cash.id}/book.xlsx?year=2026&part=q1").body
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    said = [str(cell) for row in rows for cell in row if cell not in ("", None)]
    for part in (
        "Đơn vị: Liên đoàn Lao động tỉnh Ninh Bình", "Mẫu số: S11-H", "SỔ QUỸ TIỀN MẶT", "Quý I năm 2026", "Số dư đầu kỳ", "Cộng phát sinh trong kỳ",
        "Số dư cuối kỳ", "THỦ QUỸ", "KẾ TOÁN", "THỦ TRƯỞNG ĐƠN VỊ", "(Ký, họ tên, đóng dấu)", "Đơn vị tính: đồng", "Cộng ngày 10/03/2026",
    ):
        assert part in said, part


def test_a_paper_has_the_parts_of_its_form(told, client) -> None:
    browser = client("tuan")
    said = printed_text(browser.get(f"/ledger/{told.a.id}/general-journal.pdf?year=2026&part=m3").body)
    for part in ("Mẫu số: S04-H", "Mẫu theo chế độ kế toán hành chính sự nghiệp", "hệ thống tài khoản mẫu", "Kỳ chưa khóa sổ", "Đầu chuỗi mã băm", "NGƯỜI LẬP SỔ",
                 "PHỤ TRÁCH KẾ TOÁN", "THỦ TRƯỞNG ĐƠN VỊ", "Sổ này có 1 trang"):
        assert part in said, part
    said = printed_text(browser.get(f"/ledger/{told.a.id}/general-journal.pdf?year=2026&part=m1").body)
    assert "đã khóa sổ" in said
    assert "đầu chuỗi mã băm khi khóa" in said
    notice = printed_text(browser.get(f"/ledger/{told.a.id}/public-notice.pdf?year=2026&part=q1").body)
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Công khai thu, chi Quỹ Mái ấm công đoàn tỉnh", "1408/QĐ-TLĐ", "Mái ấm công đoàn"):
        assert part in notice, part


def test_what_is_published_names_nobody(told, client) -> None:
    browser = client("tuan")
    for form in ("", ".pdf"):
        answer = browser.get(f"/ledger/{told.a.id}/public-notice{form}?year=2026&part=y")
        said = printed_text(answer.body) if form else "".join(table_of(answer.text).itertext())
        for name in ("Trần Văn A", "Lê Thị B", "Công ty A", "Chi payments", "Chi nhầm"):
            assert name not in said


def test_a_reversal_is_negative_on_the_side_it_takes_back(told, client) -> None:
    browser = client("tuan")
    page = browser.get(f"/ledger/boxes/{told.cash.id}/book?year=2026&part=m3")
    assert -5_000_000 in shown_amounts(page.text)
    assert "(5.000.000)" in printed_text(browser.get(f"/ledger/boxes/{told.cash.id}/book.pdf?year=2026&part=m3").body)


def test_every_number_leads_to_its_rows(told, client) -> None:
    browser = client("tuan")
    for path in addresses(told).values():
        page = browser.get(f"{path}?year=2026&part=m3")
        links = {link.get("href") for link in table_of(page.text).iter(XHTML + "a")}
        for link in links:
            assert browser.get(link).status_int == 200
    statement = browser.get(f"/ledger/{told.a.id}/statement?year=2026&part=m3")
    behind = browser.get(next(link.get("href") for link in table_of(statement.text).iter(XHTML + "a") if "source=housing" in link.get("href")))
    assert "20.000.000" in behind
    assert "-5.000.000" in behind


def test_the_door_shows_the_books_of_the_unit(told, client) -> None:
    page = client("binh").get("/ledger/reports?year=2026&part=q1")
    for name in ("Quý I năm 2026", "Quỹ Mái ấm công đoàn tỉnh", "Sổ quỹ tiền mặt: Két LĐLĐ tỉnh", "Bảng cân đối số phát sinh", "Công khai thu, chi quỹ cho đoàn viên"):
        assert name in page
    assert page.click("Báo cáo thu, chi quỹ", index=0).status_int == 200


def test_the_door_without_books_says_what_to_do(world, client) -> None:
    assert "Chưa có sổ nào" in client("tuan").get("/ledger/reports")


@pytest.mark.parametrize("username", ["hoa", "son", "minh"])
def test_only_who_reads_funds_comes_in(told, client, username: str) -> None:
    browser = client(username)
    for path in ["/ledger/reports", *addresses(told).values()]:
        for form in ("", ".xlsx", ".pdf") if path != "/ledger/reports" else ("",):
            browser.get(path + form, status=403)
    browser.get(f"/ledger/{told.a.id}/statement/rows?side=out&source=housing", status=403)


def test_days_that_cannot_be_say_what_to_write(told, client) -> None:
    browser = client("tuan")
    path = f"/ledger/{told.a.id}/general-journal"
    assert "Hãy viết ngày/tháng/năm" in browser.get(f"{path}?year=2026&part=days&first=h%C3%B4m+nay&last=5/3/2026", status=422)
    assert "cùng một năm" in browser.get(f"{path}?year=2026&part=days&first=31/12/2025&last=5/3/2026", status=422)
    assert "Sổ không mở cho năm 2025" in browser.get(f"{path}?year=2026&part=days&first=30/12/2025&last=31/12/2025", status=422)
    assert "kỳ không hợp lệ" in browser.get("/ledger/reports?year=2026&part=days&first=9/9/2026&last=1/9/2026", status=422)
    for question in ("year=1826", "year=2026&part=m13", "year=2026&part=x", "after=x", "after=20260230-1", "after=20260310-" + "9" * 30):
        browser.get(f"{path}?{question}", status=404)
    for form in (".xlsx", ".pdf"):
        browser.get(f"{path}{form}?year=2026&part=days&first=x&last=y", status=404)
    browser.get(f"/ledger/boxes/{told.cash.id}/book?book=999", status=404)
    browser.get(f"/ledger/{told.a.id}/general-ledger/999", status=404)
    browser.get(f"/ledger/{told.a.id}/statement/rows?side=x", status=404)
    browser.get("/ledger/reports?unit=999", status=404)


def test_an_export_is_on_record(told, client) -> None:
    client("tuan").get(f"/ledger/{told.a.id}/trial-balance.pdf?year=2026&part=m3")
    assert "Xuất, in sổ sách và báo cáo" in client("binh").get("/access/trail")


def test_a_long_book_carries_its_sums_from_page_to_page(told, client, monkeypatch) -> None:
    with told.world.transaction() as session:
        for n in range(70):
            told.pay(session, 10_000 + n, f"many/{n}", narration=f"Chi hỗ trợ lần thứ {n} cho đoàn viên có hoàn cảnh khó khăn")
    browser = client("lan")
    path = f"/ledger/boxes/{told.cash.id}/book"
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(browser.get(f"{path}.pdf?year=2026&part=m3").body)).pages]
    assert len(pages) >= 3
    for page, following in pairwise(pages):
        forward = re.search(r"Cộng chuyển sang trang sau\s*([\d.()\s]+)", page)
        carried = re.search(r"Số trang trước chuyển sang\s*([\d.()\s]+)", following)
        assert forward
        assert carried
        assert forward.group(1).split()[:3] == carried.group(1).split()[:3]
    assert "Số trang trước chuyển sang" not in pages[0]
    assert "Số dư cuối kỳ" in pages[-1]
    assert "THỦ QUỸ" in pages[-1]
    monkeypatch.setattr(papers, "MOST_PRINTED", 60)
    assert "Bản in nhận tối đa 60 dòng" in browser.get(f"{path}.pdf?year=2026&part=m3", status=422)
    shown = browser.get(f"{path}?year=2026&part=m3")
    second = shown.click("Trang sau")
    assert "Số trang trước chuyển sang" in second
    first = second.click("Trang trước")
    assert shown_amounts(first.text) == shown_amounts(shown.text)


def test_the_printing_child_says_what_went_wrong() -> None:
    with pytest.raises(RuntimeError, match="no layout"):
        press.render_apart("nothing", {})


def test_nothing_was_written_by_looking(told, client) -> None:
    with told.world.transaction() as session:
        before = session.query(Entry).count()
    browser = client("tuan")
    for path in addresses(told).values():
        browser.get(path)
    with told.world.transaction() as session:
        assert session.query(Entry).count() == before
