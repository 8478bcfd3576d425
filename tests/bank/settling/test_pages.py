"""The treasurer's bench and the reconciliation statement as plain forms; each act by its own person."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select

from fundapp.bank import settling_work
from fundapp.bank.models import Reconciliation, Settlement
from fundapp.bank.views import matching
from fundapp.jobs.models import Job
from fundapp.kernel.codes import make_code
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Entry
from tests.bank.settling.conftest import OPENING, Till
from tests.bank.settling.test_acts import FIFTH, FIRST, LAST, ONE, TWO
from tests.conftest import EVERYTHING


@pytest.fixture
def account(funds: Any) -> int:
    """An account with one line that a code ties, a fee, and a payment that the bank has not shown."""
    with funds.world.transaction() as session:
        till = Till(funds, session)
        till.post(FIFTH, 500_000, f"Ủng hộ {ONE}")
        till.post(FIFTH, -300_000, "Chi hỗ trợ")
        till.file([(FIFTH, 500_000, f"ung ho {ONE}"), (LAST, -11_000, "PHI QUAN LY TAI KHOAN")], first=FIRST, last=LAST)
        return int(till.box.id)


def form_to(page: Any, ending: str) -> Any:
    return next(form for form in page.forms.values() if form.action.endswith(ending))


def posted(client: Any, path: str) -> int:
    """Send a form of somebody's own page to another address."""
    form = form_to(client.get("/bank"), "sign-out")
    form.action = path
    return int(form.submit(status="*").status_int)


def rows_of(funds: Any, what: Any) -> list[Any]:
    with funds.world.db.reading(EVERYTHING) as session:
        return list(session.scalars(what))


def test_the_treasurer_finds_confirms_and_undoes(funds: Any, client: Any, account: int) -> None:
    lan = client("lan")
    page = form_to(lan.get(f"/bank/accounts/{account}/matching"), "/proposals").submit().follow()
    for part in ("Tìm thấy 1 đề xuất mới", "đúng số tiền", f"mã {ONE} trong nội dung", "Chắc chắn"):
        assert part in page, part
    away = lan.get(f"/bank/accounts/{account}/matching?view=proposed&q=khong-co")
    assert "Không có đề xuất nào như vậy" in away
    form = form_to(lan.get(f"/bank/accounts/{account}/matching"), "/settlements")
    assert form["mark"].checked, "what is sure is picked already, and survived leaving the page"
    page = form.submit("act", value="confirm").follow()
    assert "Đã xác nhận 1 khoản khớp" in page
    page = lan.get(f"/bank/accounts/{account}/settled").click("Gỡ khoản khớp")
    undo = form_to(page, "/undoing")
    assert "Hãy" in undo.submit(status=422)
    undo = form_to(lan.get(page.request.path), "/undoing")
    undo["reason"] = "Nhầm khoản"
    assert "Các dòng lại để ngỏ" in undo.submit().follow()
    assert [one.state for one in rows_of(funds, select(Settlement))] == ["undone"]


def test_what_changed_since_it_was_shown_is_refused_whole(funds: Any, client: Any, account: int) -> None:
    lan = client("lan")
    form_to(lan.get(f"/bank/accounts/{account}/matching"), "/proposals").submit()
    form = form_to(lan.get(f"/bank/accounts/{account}/matching"), "/settlements")
    other = form_to(client("tuan").get(f"/bank/accounts/{account}/matching"), "/settlements")
    other.submit("act", value="drop")
    assert "Không xác nhận gì cả" in form.submit("act", value="confirm", status=422)


def test_all_sure_proposals_are_confirmed_in_the_background_as_counted(funds: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "MOST_SHOWN", 2)
    monkeypatch.setattr(settling_work, "AT_ONCE", 2)
    codes = [make_code("UH", 2026, number) for number in range(1, 6)]
    with funds.world.transaction() as session:
        till = Till(funds, session)
        for amount, code in enumerate(codes, 1):
            till.post(FIFTH, amount * 1_000, code)
        came = [(FIFTH, amount * 1_000, code) for amount, code in enumerate(codes, 1)]
        till.file([*came, (FIFTH, 1_000, codes[0]), (LAST, 77_000, "ung ho thieu ma")], first=FIRST, last=LAST)
        till.propose()
        place = f"/bank/accounts/{till.box.id}"
    lan = client("lan")
    page = lan.get(f"{place}/matching?view=open")
    assert "chưa có đề xuất trước" in page
    assert page.text.index("đã có đề xuất chờ xác nhận") > page.text.index("ung ho thieu ma")
    assert "UH26-00003" in page.click("Trang sau").click("Trang sau")
    lan.get(f"{place}/matching?view=open&from=x", status=400)
    stale, page = (form_to(lan.get(f"{place}/matching"), "/sure/settlements") for _one in range(2))
    rows = [row[0] for row in load_workbook(io.BytesIO(lan.get(f"{place}/proposals.xlsx").body)).active.iter_rows(values_only=True)]
    assert (rows.count("có"), rows.count("cần xem")) == (4, 1)
    told = page.submit().follow()
    told.mustcontain("Đã xác nhận 4 đề xuất chắc chắn")
    assert sorted(one.state for one in rows_of(funds, select(Settlement))) == ["confirmed"] * 4 + ["proposed"]
    assert rows_of(funds, select(Job.done).where(Job.kind == "bank.confirm")) == [4]
    assert "khác với lúc hiển thị" in stale.submit(status=422)
    assert not [form for form in lan.get(f"{place}/matching").forms.values() if form.action.endswith("/sure/settlements")]
    with funds.world.transaction() as session:
        session.scalars(select(Job).where(Job.kind == "bank.confirm")).one().state = "running"
    assert "Đang xác nhận các đề xuất chắc chắn" in lan.get(f"{place}/matching")


def test_lines_are_paired_by_hand_and_a_fee_is_booked_by_the_accountant(funds: Any, client: Any, account: int) -> None:
    lan, tuan = client("lan"), client("tuan")
    page = lan.get(f"/bank/accounts/{account}/matching?view=open")
    assert "không có khoản nào đang chờ có số tiền này" in page
    assert "Lập bút toán" not in page, "who pays does not keep the books"
    sheet = lan.get(f"/bank/accounts/{account}/items.xlsx?way=out")
    rows = [row for row in load_workbook(io.BytesIO(sheet.body)).active.iter_rows(values_only=True) if row[0] in ("Ngân hàng", "Sổ")]
    assert [row[3] for row in rows] == [11_000, 300_000]
    form = form_to(page, "/pairs")
    assert "Hãy chọn ít nhất" in form.submit(status=422)
    form = form_to(lan.get(f"/bank/accounts/{account}/matching?view=open&way=in"), "/pairs")
    form["line"], form["item"] = True, True
    assert "Ghép bằng tay" in form.submit().follow()
    booked = tuan.get(f"/bank/accounts/{account}/matching?view=open").click("Lập bút toán")
    form = form_to(booked, "/booking")
    form["account"], form["purpose"], form["narration"], form["words"] = "43181", "housing", "Phí quản lý tài khoản", "phi quan ly"
    assert "Phụ trách kế toán ghi sổ xong" in form.submit().follow()
    page = tuan.get(f"/bank/accounts/{account}/matching?view=open")
    assert "Bút toán chờ ghi sổ" in page
    assert "phi quan ly" in page
    with funds.world.transaction() as session:
        entry = session.scalars(select(Entry).where(Entry.state == "draft")).one()
        ledger.post_draft(session, entry, by=funds.world.actor("hanh"))
    assert "Tìm thấy 1 đề xuất mới" in form_to(lan.get(f"/bank/accounts/{account}/matching"), "/proposals").submit().follow()
    assert "đã bỏ" in str(form_to(tuan.get(f"/bank/accounts/{account}/matching?view=open"), "/removal").submit().follow()).lower()


def test_the_statement_is_prepared_by_one_signed_by_another_and_printed(funds: Any, client: Any, account: int) -> None:
    lan, hanh = client("lan"), client("hanh")
    page = lan.get(f"/bank/accounts/{account}/reconciliation")
    for part in ("50.200.000", "50.489.000", "289.000", "300.000", "Có trên sao kê, chưa ghi sổ"):
        assert part in page, part
    shown = form_to(page, "20/11/2026").submit().follow()
    assert "Chờ người thứ hai ký" in shown
    assert "Tôi đã kiểm tra" not in shown
    where = shown.request.path
    assert "Ký bảng đối chiếu ngân hàng" in hanh.get("/")
    assert posted(lan, where) == 403
    form = form_to(hanh.get(where), where)
    assert "đã đối chiếu đến hết ngày" in form.submit("act", value="sign").follow()
    paper = lan.get(f"{where}/statement.pdf")
    assert "BẢNG ĐỐI CHIẾU TIỀN GỬI NGÂN HÀNG" in " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper.body)).pages)
    assert "đến 20/11/2026" in lan.get("/bank")
    assert [one.state for one in rows_of(funds, select(Reconciliation))] == ["signed"]
    assert "Chưa có sao kê đến hết ngày" in lan.get(f"/bank/accounts/{account}/reconciliation?day=30/11/2026")


def test_money_that_left_without_a_reason_is_told_to_chair_and_inspection(client: Any, account: int, monday: Any) -> None:
    assert "Xem tiền ra không rõ lý do" not in client("van").get("/"), "within the window"
    monday.shift(3600 * 24 * 2)
    for name in ("van", "binh"):
        assert "1 khoản tiền ra 11.000 đồng chưa khớp" in client(name).get("/")
    assert "Xem tiền ra không rõ lý do" not in client("tuan").get("/")
    assert "Tiền ra không rõ lý do" in client("binh").get(f"/bank/accounts/{account}/matching")


def test_others_read_or_see_nothing(funds: Any, client: Any, account: int) -> None:
    binh = client("binh")
    page = binh.get(f"/bank/accounts/{account}/matching")
    assert not [form for form in page.forms.values() if form.action.endswith("/proposals")]
    for path in (f"/bank/accounts/{account}/proposals", f"/bank/accounts/{account}/settlements", f"/bank/accounts/{account}/pairs"):
        assert posted(binh, path) == 403
    client("hoa").get(f"/bank/accounts/{account}/matching", status=403)
    client("son").get(f"/bank/accounts/{account}/reconciliation", status=[403, 404])
    client("lan").get(f"/bank/accounts/{funds.cash.id}/matching", status=404)
    client("lan").get(f"/bank/accounts/{account}/matching?view=nothing", status=404)


def test_what_came_for_something_expected_is_confirmed_by_who_has_not_filed_it(funds: Any, client: Any, account: int) -> None:
    with funds.world.transaction() as session:
        for code, amount in ((ONE, 500_000), (TWO, 400_000)):
            ledger.expect(session, book=funds.a, subject=f"loans/{amount}", code=code, amount=amount, due_on=LAST, payer="Bà Lụa", by=funds.maker, on=FIRST)
        till = Till(funds, session)
        till.file([(LAST, 600_000, f"tra no {TWO}")], first=LAST, last=LAST, opening=OPENING + 489_000)
    page = client("lan").get(f"/bank/accounts/{account}/matching")
    assert "Bạn đã lưu sao kê này" in page
    assert "Xác nhận tiền vào của khoản chờ thu" not in client("lan").get("/")
    tuan = client("tuan")
    assert "Xác nhận tiền vào của khoản chờ thu" in tuan.get("/")
    form = form_to(tuan.get(f"/bank/accounts/{account}/matching"), "/arrivals")
    assert not form["arrival"].checked, "too much is left to a person"
    assert "Hãy chọn ít nhất một" in form.submit(status=422)
    form["arrival"].checked = True
    page = form.submit().follow()
    assert "Đã ghi sổ và khớp 1 khoản tiền vào" in page
    assert posted(client("hanh"), f"/bank/accounts/{account}/arrivals") == 403


def test_a_debit_that_only_waits_in_a_sure_proposal_alarms_nobody(funds: Any, client: Any) -> None:
    with funds.world.transaction() as session:
        till = Till(funds, session)
        till.post(FIFTH, -300_000, f"Chi {ONE}")
        till.file([(FIFTH, -300_000, ONE), (FIFTH, -70_000, "rut tien")], first=FIRST, last=LAST)
        till.propose()
        account = int(till.box.id)
    page = client("binh").get(f"/bank/accounts/{account}/matching")
    assert "1 khoản tiền ra, cộng 70.000 đồng" in page
    assert "1 khoản, cộng 300.000 đồng: đúng mã" in page
    assert "1 khoản tiền ra 70.000 đồng" in client("binh").get("/")
