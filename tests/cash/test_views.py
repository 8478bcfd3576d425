"""The pages at a cash box: counted on a phone as plain forms, hostile figures refused, each act by its own person."""

import io
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from fundapp.cash.models import CashCount
from fundapp.kernel import clock
from fundapp.ledger.models import CashClose, Entry
from tests.cash.conftest import MONDAY, Till
from tests.conftest import EVERYTHING

DAY = "23/11/2026"


@pytest.fixture
def box(funds: Any) -> int:
    return int(funds.cash.id)


def form_of(page: Any) -> Any:
    """The form of the page itself, not that of its frame."""
    return [form for form in page.forms.values() if form.method.lower() == "post" and not form.action.endswith("sign-out")][-1]


def counted(client: Any, box: int, notes: dict[int, str], *, by: str = "lan", loose: str = "", kind: str = "new", **kwargs: Any) -> Any:
    form = form_of(client(by).get(f"/cash/{box}/counts/{kind}"))
    for value, pieces in notes.items():
        form[f"pieces_{value}"] = pieces
    form["loose"] = loose
    return form.submit(**kwargs)


def rows_of(funds: Any, what: Any) -> list[Any]:
    with funds.world.db.reading(EVERYTHING) as session:
        return list(session.scalars(what))


def counts(funds: Any) -> list[Any]:
    return rows_of(funds, select(CashCount).order_by(CashCount.id))


def test_the_treasurer_counts_before_the_books_are_shown(funds: Any, client: Any, box: int) -> None:
    sheet = client("lan").get(f"/cash/{box}/counts/new")
    assert "80.000.000" not in sheet
    assert {field["inputmode"] for field in sheet.html.select("input[data-note], #loose")} == {"numeric"}
    shown = counted(client, box, {500_000: "159", 100_000: "4"}, loose="80.000").follow()
    for part in ("79.980.000", "80.000.000", "Thiếu 20.000", "Giải trình chênh lệch", "Bảy mươi chín triệu chín trăm tám mươi nghìn đồng chẵn"):
        assert part in shown, part
    form = form_of(shown.click("Giải trình chênh lệch"))
    form["text"] = "Trả thừa tiền lẻ"
    assert "Người chứng kiến có thể xác nhận" in form.submit().follow()
    page = client("hanh").get(f"/cash/counts/{counts(funds)[0].id}").click("Chứng kiến và xác nhận")
    shown = form_of(page).submit("act", value="do").follow()
    assert "Đã xác nhận" in shown
    paper = shown.click(r"Biên bản \(PDF\)")
    assert "BIÊN BẢN KIỂM KÊ QUỸ" in " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.body)).pages)
    assert paper.headers["Cache-Control"] == "no-store"


HOSTILE = ["-5", "10000000000000000000", "1e5", "5.5,5", "năm", "１２", "1000001", "0x10", "' OR 1=1 --", "<b>"]


@pytest.mark.parametrize("pieces", HOSTILE)
def test_hostile_figures_are_refused_and_kept_on_the_sheet(funds: Any, client: Any, box: int, pieces: str) -> None:
    answer = counted(client, box, {500_000: pieces, 100_000: "7"}, status=422)
    assert "Hãy nhập một số nguyên từ 0 đến 1.000.000" in answer
    assert form_of(answer)["pieces_100000"].value == "7"
    assert counts(funds) == []


@pytest.mark.parametrize("loose", ["-1", "10000000000000000000", "1,500", "abc"])
def test_hostile_change_is_refused(funds: Any, client: Any, box: int, loose: str) -> None:
    counted(client, box, {}, loose=loose, status=422)
    assert counts(funds) == []


def test_a_blank_sheet_counts_nothing_and_a_zero_counts_an_empty_box(funds: Any, client: Any, box: int) -> None:
    assert "quỹ tiền mặt hết tiền thì ghi 0" in counted(client, box, {}, status=422)
    assert "Thiếu 80.000.000" in counted(client, box, {}, loose="0").follow()


def test_a_second_click_is_the_same_count(funds: Any, client: Any, box: int) -> None:
    form = form_of(client("lan").get(f"/cash/{box}/counts/new"))
    form["pieces_500000"] = "160"
    first, second = form.submit(), form.submit()
    assert (first.status_int, first.location) == (second.status_int, second.location) == (303, first.location)
    assert len(counts(funds)) == 1


def test_who_counted_does_not_confirm(funds: Any, client: Any, box: int) -> None:
    counted(client, box, {500_000: "160"})
    number = counts(funds)[0].id
    client("lan").get(f"/cash/counts/{number}/confirmation", status=403)
    assert "Chứng kiến và xác nhận" not in client("lan").get(f"/cash/counts/{number}")
    for stranger in ("hoa", "minh", "binh"):
        client(stranger).get(f"/cash/counts/{number}/confirmation", status=403)


def test_a_witness_refuses_with_a_reason(funds: Any, client: Any, box: int) -> None:
    counted(client, box, {500_000: "160"})
    page = client("tuan").get(f"/cash/counts/{counts(funds)[0].id}/confirmation")
    answer = form_of(page).submit("act", value="refuse", status=422)
    assert "Hãy ghi vì sao không xác nhận" in answer
    form = form_of(answer)
    form["note"] = "Tôi không có mặt khi đếm"
    shown = form.submit("act", value="refuse").follow()
    assert "Tôi không có mặt khi đếm" in shown
    client("lan").get(f"/cash/counts/{counts(funds)[0].id}/minutes.pdf", status=404)


def test_a_stale_page_confirms_nothing_twice(funds: Any, client: Any, box: int) -> None:
    counted(client, box, {500_000: "160"})
    number = counts(funds)[0].id
    stale = form_of(client("tuan").get(f"/cash/counts/{number}/confirmation"))
    form_of(client("hanh").get(f"/cash/counts/{number}/confirmation")).submit("act", value="do")
    assert "không còn chờ việc đó" in stale.submit("act", value="do", status=422)
    assert counts(funds)[0].answered_by_id == funds.world.users["hanh"]


def test_the_inspector_counts_unannounced_and_does_nothing_else(funds: Any, client: Any, box: int) -> None:
    binh = client("binh")
    page = binh.get(f"/cash/{box}").click("Kiểm kê đột xuất")
    assert "80.000.000" not in page
    shown = counted(client, box, {500_000: "161"}, by="binh", kind="surprise").follow()
    number = counts(funds)[0].id
    assert "Thừa 500.000" in shown
    assert "chưa xác nhận trên hệ thống" in " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(binh.get(f"/cash/counts/{number}/minutes.pdf").body)).pages
    )
    for act in (f"{box}/closing", f"{box}/counts/new", f"{box}/limit", f"{box}/reopening-request", f"counts/{number}/answer", f"counts/{number}/confirmation",
                f"counts/{number}/explanation", f"counts/{number}/settlement"):
        assert binh.get(f"/cash/{act}", status="*").status_int == 403, act
    for other in ("lan", "hanh", "tuan", "van"):
        client(other).get(f"/cash/{box}/counts/surprise", status=403)
    answer = form_of(client("lan").get(f"/cash/counts/{number}").click("Trả lời biên bản này"))
    assert "Hãy ghi rõ ý kiến khác" in answer.submit("act", value="object", status=422)
    answer["text"] = "Tiền của người nộp gửi lại"
    assert "Có ý kiến khác" in answer.submit("act", value="object").follow()


def test_a_difference_becomes_a_draft_that_another_posts(funds: Any, client: Any, box: int) -> None:
    with funds.world.transaction() as session:
        number = Till(funds, session).short().id
    tuan = client("tuan")
    assert "Xử lý chênh lệch kiểm kê" in tuan.get("/")
    form = form_of(tuan.get(f"/cash/counts/{number}").click("Lập bút toán xử lý chênh lệch"))
    assert (form["account"].value, form["amount"].value) == ("1384", "20.000")
    form["amount"], form["reason"] = "20.001", "Chờ nộp bù"
    refused = form.submit(status=422)
    assert "từ 1 đến 20.000 đồng" in refused
    form = form_of(refused)
    form["amount"] = "20.000"
    entry = form.submit().follow()
    assert "Chênh lệch kiểm kê quỹ" in entry
    path = entry.request.path
    assert "Đã ghi sổ" in form_of(client("hanh").get(f"{path}/posting")).submit("act", value="post").follow()
    assert "Không còn chênh lệch nào để ghi sổ" in tuan.get(f"/cash/counts/{number}/settlement")
    for other in ("lan", "hanh", "van"):
        client(other).get(f"/cash/counts/{number}/settlement", status=403)


def close_of(client: Any, box: int, counted_amount: str = "80.000.000", day: str = DAY, **fields: str) -> Any:
    form = form_of(client("lan").get(f"/cash/{box}/closing?day={day}"))
    form["counted"] = counted_amount
    for name, value in fields.items():
        form[name] = value
    return form


def test_a_day_is_closed_and_a_payment_of_that_day_is_refused_in_words(funds: Any, client: Any, box: int) -> None:
    shown = close_of(client, box).submit().follow()
    assert "Khóa quỹ ngày 23/11/2026" in shown
    assert "Khớp" in shown
    receipt = client("tuan").get(f"/ledger/{funds.a.id}/receipts/new")
    assert "đã khóa quỹ đến hết ngày 23/11/2026 nên hôm nay không thu, chi được nữa" in receipt
    form = form_of(receipt)
    form["amount"], form["payer_name"], form["reason"] = "1 tr", "Công ty Bến Mộc Lan", "Ủng hộ"
    answer = form.submit(status=422)
    assert "Hãy ghi vào ngày sau đó, hoặc đề nghị mở lại khóa quỹ" in answer


def test_closing_refuses_the_future_an_unexplained_difference_and_hostile_figures(funds: Any, client: Any, box: int) -> None:
    assert "ngày chưa tới" in close_of(client, box, day="24/11/2026", until="24/11/2026").submit(status=422)
    assert "còn chênh lệch" in close_of(client, box, "79.999.000").submit(status=422)
    for amount in ("-1", "10000000000000000000", "1,5", ""):
        close_of(client, box, amount).submit(status=422)
    close_of(client, box, until="31/02/2026").submit(status=422)
    client("lan").get(f"/cash/{box}/closing?day=khong", status=404)
    for other in ("tuan", "hanh", "van", "binh"):
        client(other).get(f"/cash/{box}/closing", status=403)


def test_a_stale_closing_page_is_refused_and_shows_what_came(funds: Any, client: Any, box: int) -> None:
    form = close_of(client, box)
    with funds.world.transaction() as session:
        Till(funds, session).pay(1_000_000, "meanwhile")
    answer = form.submit(status=422)
    assert "Sổ vừa có chứng từ hoặc bút toán mới" in answer
    assert "PC26-0001" in answer
    missing = close_of(client, box, "79.000.000", seen="")
    assert "Sổ vừa có chứng từ" in missing.submit(status=422)


def test_a_closed_box_is_opened_again_by_two(funds: Any, client: Any, box: int) -> None:
    close_of(client, box).submit()
    form = form_of(client("tuan").get(f"/cash/{box}").click("Đề nghị mở lại khóa quỹ"))
    assert form.submit(status=422)
    form["reason"] = "Sót phiếu thu"
    shown = form.submit().follow()
    assert "Đang có đề nghị mở lại khóa quỹ" in shown
    hanh = client("hanh")
    page = hanh.get(f"/cash/{box}").click("Xem và trả lời đề nghị mở lại")
    form_of(page).submit("act", value="refuse", status=422)
    shown = form_of(hanh.get(f"/cash/{box}").click("Xem và trả lời đề nghị mở lại")).submit("act", value="do").follow()
    assert "Đã mở lại" in hanh.get(f"/cash/{box}/closes")
    assert "Sót phiếu thu" in hanh.get(f"/cash/closes/{rows_of(funds, select(CashClose.id))[0]}")
    for other in ("hoa", "binh", "van"):
        client(other).get(f"/cash/{box}/reopening-request", status=403)


def test_the_ceiling_is_set_with_a_reason_and_shown_where_money_moves(funds: Any, client: Any, box: int) -> None:
    form = form_of(client("hanh").get(f"/cash/{box}").click("Đặt mức tồn quỹ"))
    form["amount"] = "50 tr"
    assert "Cần điền mục này" in form.submit(status=422)
    form["reason"] = "Quy chế chi tiêu nội bộ"
    form.submit().follow()
    for who, address in (("lan", "/"), ("hanh", "/"), ("tuan", f"/ledger/{funds.a.id}"), ("tuan", f"/ledger/{funds.a.id}/receipts/new"), ("lan", f"/cash/{box}")):
        assert "vượt mức" in client(who).get(address), address
    for other in ("lan", "tuan", "binh"):
        client(other).get(f"/cash/{box}/limit", status=403)


def test_lists_come_as_workbooks(funds: Any, client: Any, box: int) -> None:
    close_of(client, box).submit()
    counted(client, box, {500_000: "160"})
    for name in ("closes", "counts"):
        assert client("binh").get(f"/cash/{box}/{name}.xlsx").body[:2] == b"PK"
        assert client("binh").get(f"/cash/{box}/{name}").html.select_one(f"a[href$='{name}.xlsx']")


def test_a_bank_account_and_a_strange_row_are_404(funds: Any, client: Any) -> None:
    lan = client("lan")
    for address in (f"{funds.bank.id}", f"{funds.bank.id}/closing", f"{funds.bank.id}/counts/new", "999", "counts/999", "closes/999", "reopenings/999/answer"):
        assert lan.get(f"/cash/{address}", status="*").status_int in (403, 404), address


def test_a_lapsed_count_says_so(funds: Any, client: Any, box: int, monday: Any) -> None:
    counted(client, box, {500_000: "160"})
    monday.shift(timedelta(days=1))
    number = counts(funds)[0].id
    # A session lives an hour, so everybody signs in anew.
    assert "Biên bản này không có giá trị" in client("lan").get(f"/cash/counts/{number}")
    page = client("hanh").get(f"/cash/counts/{number}/confirmation")
    assert "Tôi đã cùng đếm" not in page
    assert clock.today() > MONDAY


def test_no_entry_was_made_by_looking(funds: Any, client: Any, box: int) -> None:
    before = rows_of(funds, select(func.count()).select_from(Entry))
    for address in ("", "/closing", "/counts/new", "/closes", "/counts"):
        client("lan").get(f"/cash/{box}{address}")
    assert rows_of(funds, select(func.count()).select_from(Entry)) == before
