"""The pages of loans that are out, through rendered forms: who may do what, and what each page says."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from webtest import Upload

from fundapp.access.models import User
from fundapp.jobs import service as jobs
from fundapp.kernel import clock, crypto
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book, CashBox, Voucher
from fundapp.ledger.service import LineSpec, Posting
from fundapp.loans import all_waiting, monthly
from fundapp.loans.check import invariants
from fundapp.loans.models import Loan
from fundapp.loans.servicing.allocating import LoanRefused, allocate
from fundapp.loans.servicing.classifying import classify
from tests.cases.story import PDF
from tests.conftest import EVERYTHING
from tests.households.test_health import tokens
from tests.housing.test_health import picture
from tests.loans.story import DAY, LoanStory
from tests.loans.test_allocating import came, on_day


@pytest.fixture
def lent(world: Any) -> int:
    """A loan that was paid out in November and of which 500.000 came in December."""
    with on_day(DAY), world.db.transaction(EVERYTHING) as session:
        story = LoanStory(world, session)
        loan = story.lent(most_reschedules=1, visit_days=30)
        allocate(session, loan, by=story.actor("hanh"), on=clock.today())
        with on_day(date(2026, 12, 1)):
            came(story, loan, 500_000, clock.today(), "pt/1")
        return int(loan.id)


def pressed(page: Any, label: str, status: int = 303, **values: Any) -> Any:
    """Fill in the form with this button and press it."""
    form = next(form for form in page.forms.values() if any(label in str(button) for button in form.html.find_all("button")))
    for name, value in values.items():
        form[name] = value
    return form.submit(status=status)


def test_money_that_waits_is_allocated_and_the_loan_page_says_what_is_owed(client: Any, lent: int) -> None:
    with on_day(date(2026, 12, 24)):
        page = client("lan").get(f"/loans/{lent}/life")
        assert "500.000 đồng đã vào sổ, chờ phân bổ" in page
        assert "Phân bổ ngay" not in page
        assert "Phân bổ tiền thu nợ" in client("tuan").get("/")
        assert "500.000" in client("tuan").get("/loans/waiting")
        client("lan").get("/loans/waiting", status=403)
        assert "Đã phân bổ 1 khoản vay" in pressed(client("tuan").get("/loans/waiting"), "Phân bổ tất cả").follow()
        client("tuan").get(f"/loans/{lent}/schedule/new", status=404)
        page = client("tuan").get(f"/loans/{lent}/life")
        assert "Quá hạn 1 ngày" in page
        assert "19.610.000" in page
        lan = client("lan")
        lan.post(f"/loans/{lent}/allocation", tokens(lan), status=403)
        client("son").get(f"/loans/{lent}/life", status=404)
        assert "Nguyễn Thị Hường" in client("binh").get("/loans/out")


def test_cash_is_taken_on_a_numbered_receipt_and_posted_by_another(client: Any, lent: int) -> None:
    with on_day(date(2026, 12, 24)):
        lan = client("lan")
        page = pressed(lan.get(f"/loans/{lent}/receipts/new"), "Lập phiếu thu", amount="1.500.000").follow()
        assert "PT" in page
        client("tuan").get(f"/loans/{lent}/receipts/new", status=403)
        assert "Cần điền" in pressed(lan.get(f"/loans/{lent}/receipts/new"), "Lập phiếu thu", 422, amount="", payer="")


def test_a_reschedule_is_proposed_by_one_and_approved_by_another(client: Any, lent: int) -> None:
    with on_day(date(2027, 3, 1)):
        tuan, van = client("tuan"), client("van")
        page = pressed(
            tuan.get(f"/loans/{lent}/proposals/new?kind=reschedule"), "Gửi đề nghị", instalments="18", first_due_on="01/04/2027",
            reason="Người vay ốm nặng, giảm thu nhập",
        ).follow()
        assert "Chờ duyệt" in page
        assert "Duyệt" not in [button.text for form in page.forms.values() for button in form.html.find_all("button")]
        act = page.request.path
        tuan.post(act, tokens(tuan), status=403)
        client("son").get(act, status=404)
        assert "Lịch trả mới" in van.get(act)
        page = pressed(van.get(act), "Duyệt", answer="Đồng ý").follow()
        assert "đã cơ cấu 1 lần" in page
        client("van").get(f"/loans/{lent}/proposals/new?kind=freeze", status=403)


def test_a_write_off_needs_its_minutes(client: Any, lent: int) -> None:
    with on_day(date(2027, 9, 1)):
        form = client("tuan").get(f"/loans/{lent}/proposals/new?kind=write-off")
        assert "biên bản" in pressed(form, "Gửi đề nghị", 422, reason="Người vay mất tích đã hai năm").text
        page = pressed(form, "Gửi đề nghị", reason="Người vay mất tích đã hai năm", file=[Upload("bb.pdf", PDF, "application/pdf")]).follow()
        act = client("van").get(page.request.path)
        assert "Xem biên bản" in act
        assert "Đã xóa nợ, còn theo dõi" in pressed(act, "Duyệt").follow()


def test_a_loan_is_settled_early_when_the_money_is_there(client: Any, lent: int) -> None:
    with on_day(date(2026, 12, 8)):
        tuan = client("tuan")
        assert "20.055.000" in tuan.get(f"/loans/{lent}/settlement")
        assert "Còn thiếu" in pressed(tuan.get(f"/loans/{lent}/settlement"), "Tất toán hôm nay", 422)
        lan = client("lan")
        lan.post(f"/loans/{lent}/settlement", tokens(lan), status=403)


def test_papers_reminders_and_money_coming_back(client: Any, lent: int) -> None:
    with on_day(date(2027, 1, 30)):
        hoa = client("hoa")
        for address in ("statement.pdf", "reminder.pdf"):
            assert hoa.get(f"/loans/{lent}/{address}").body.startswith(b"%PDF")
        page = hoa.get("/loans/reminders")
        assert "đang quá hạn 38 ngày" in page
        assert "HV26-" in page
        assert "01/2027" in client("tuan").get("/loans/coming")
        # A borrower whose debt is frozen is not reminded.
        frozen = pressed(client("tuan").get(f"/loans/{lent}/proposals/new?kind=freeze"), "Gửi đề nghị", reason="Người vay ốm nặng, nằm viện").follow()
        pressed(client("van").get(frozen.request.path), "Duyệt")
        assert "HV26-" not in hoa.get("/loans/reminders")


def test_use_of_the_money_is_seen_and_told_once(client: Any, lent: int, world: Any) -> None:
    with on_day(date(2026, 12, 20)):
        hoa = client("hoa")
        visit = hoa.get(f"/loans/{lent}/life").html.find("a", href=lambda href: href and "/visits/" in href)["href"]
        assert "Kiểm tra sử dụng vốn" in hoa.get("/loans/use-visits")
        page = pressed(hoa.get(visit), "Lưu", findings="Đã mua hai con bò.", photos=[Upload("bo.jpg", picture(), "image/jpeg")]).follow()
        assert "Đúng mục đích" in page
        photo = page.html.select_one(".photos img")["src"]
        assert client("binh").get(photo).content_type.startswith("image/")
        client("son").get(photo, status=404)
        client("binh").get(photo.rsplit("/", 1)[0] + "/999", status=404)
        assert "1 ảnh" in client("binh").get("/loans/use-visits?view=done")
        assert "đã được ghi" in pressed(hoa.get(visit), "Lưu", 422, findings="Nữa.")


def test_a_month_is_classified_once_and_reported(client: Any, lent: int, world: Any) -> None:
    with on_day(date(2027, 2, 3)):
        assert "Chưa phân loại tháng nào" in client("tuan").get("/loans/portfolio")
        tuan = client("tuan")
        tuan.post("/loans/portfolio", tokens(tuan), status=403)
        page = pressed(client("hanh").get("/loans/portfolio"), "Phân loại đến 31/01/2027").follow()
        # Two instalments late by 39 days: group 3, all principal at risk from 30 days on.
        assert "Dưới tiêu chuẩn" in page
        assert "20.000.000" in page
        assert client("hanh").get("/loans/portfolio.xlsx?month=2027-01-31").body.startswith(b"PK")
        client("hanh").get("/loans/portfolio?month=2026-01-31", status=404)
        with world.db.transaction(EVERYTHING) as session:
            loan = session.get_one(Loan, lent)
            assert classify(session, ended_on=date(2027, 1, 31), unit_id=loan.unit_id, by=world.actor("hanh")) == 0


def test_a_month_that_nobody_classified_is_classified_in_its_first_week(lent: int, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def by_night(*, user: str = "", **payload: Any) -> int:
        with world.db.transaction(EVERYTHING) as session:
            by = world.actor(user) if user else None
            job_id = jobs.enqueue(session, kind=monthly.JOB, payload=payload, by=by, unit_id=None).id
        assert jobs.run(world.db, job_id) == "done"
        return int(jobs.result_of(world.db, job_id)["classified"])

    with on_day(date(2027, 2, 4)):
        assert by_night() == 0
    with on_day(date(2027, 2, 5)):
        assert by_night() == 1
        assert by_night() == 0
    with on_day(date(2027, 3, 9)), world.db.transaction(EVERYTHING) as session:
        # So many that a page would keep its reader waiting.
        monkeypatch.setattr(monthly, "CHUNK", 0)
        unit_id = session.get_one(Loan, lent).unit_id
        assert monthly.classify_or_ask(session, ended_on=date(2027, 2, 28), unit_id=unit_id, by=world.actor("hanh")) is None
    with on_day(date(2027, 3, 9)):
        assert by_night(user="hanh", unit_id=unit_id, ended_on="2027-02-28") == 1


def test_a_list_of_deductions_is_offered_to_who_proposes(client: Any, lent: int) -> None:
    with on_day(date(2026, 12, 24)):
        page = client("tuan").get("/loans/deductions")
        address = page.html.find("a", href=lambda href: href and "deductions.xlsx" in href)["href"]
        assert client("tuan").get(address).body.startswith(b"PK")
        client("lan").get("/loans/deductions", status=403)
        client("tuan").get("/loans/deductions.xlsx?pair=9-9", status=404)


def test_a_schedule_is_made_anew_from_the_day_on_which_the_money_went_out(client: Any, world: Any) -> None:
    with on_day(DAY), world.db.transaction(EVERYTHING) as session:
        story = LoanStory(world, session)
        product = story.lay_ground()
        case = story.decided(product)
        loan = story.contract(case, product, planned_on=date(2026, 11, 30), first_due_on=date(2026, 12, 30))
        story.scheduled(loan, story.rows(on=date(2026, 11, 30)), from_on=date(2026, 11, 30))
        story.paid(case)
        address = f"/loans/{loan.id}/schedule/new"
    with on_day(date(2026, 11, 25)):
        tuan = client("tuan")
        assert address in tuan.get(address.replace("schedule/new", "life"))
        page = tuan.get(address)
        assert "23/12/2026" in page
        assert "sau ngày giải ngân" in pressed(page, "Lập lịch trả", 422, first_due_on="23/11/2026")
        for name, status in (("lan", 403), ("van", 403), ("son", 403)):
            client(name).get(address, status=status)
        assert "Đã lập lại lịch trả" in pressed(page, "Lập lịch trả", first_due_on="23/12/2026").follow()
        tuan.get(address, status=404)


def test_money_of_many_loans_is_allocated_in_the_background_and_once(client: Any, world: Any, lent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_waiting, "AT_ONCE", 0)
    with on_day(date(2026, 12, 24)):
        tuan = client("tuan")
        with world.db.transaction(EVERYTHING) as session:
            job_id = jobs.enqueue(session, kind=all_waiting.JOB, payload={}, by=world.actor("tuan"), unit_id=world.units["LDLD-NB"]).id
        shown = tuan.get("/loans/waiting")
        assert "Đang phân bổ ở nền" in shown
        assert "Phân bổ tất cả" not in shown
        assert "Đang phân bổ ở nền" in tuan.post("/loans/waiting", tokens(tuan), status=422)
        with monkeypatch.context() as patch:
            patch.setattr(all_waiting, "allocate", lambda *_given, **_named: (_ for _ in ()).throw(LoanRefused("Không được (mẫu)")))
            assert jobs.run(world.db, job_id) == "done"
        shown = tuan.get("/loans/waiting")
        assert "1 khoản chưa được" in shown
        assert "Không được (mẫu)" in shown
        # The tests' own server runs a job as soon as it is asked for.
        assert "Lần phân bổ ở nền hôm nay: xong 1 khoản vay" in pressed(shown, "Phân bổ tất cả").follow()
        # Begun anew after it was cut off, it finds nothing left to do.
        assert all_waiting.allocate_all(world.db, job_id) == {"done": 0, "left": 0, "refused": []}
        assert "19.610.000" in tuan.get(f"/loans/{lent}/life")


def test_money_of_the_borrower_goes_back_by_two_people(client: Any, lent: int) -> None:
    with on_day(date(2026, 12, 2)):
        tuan, lan = client("tuan"), client("lan")
        pressed(tuan.get("/loans/waiting"), "Phân bổ tất cả")
        page = tuan.get(f"/loans/{lent}/proposals/new?kind=refund")
        assert "500.000" in page
        assert "tới số đó" in pressed(page, "Gửi đề nghị", 422, amount="500.001", reason="Người vay xin nhận lại")
        act = pressed(page, "Gửi đề nghị", amount="300.000", reason="Người vay xin nhận lại").follow().request.path
        assert "Trả lại tiền cho người vay" in lan.get("/")
        for name in ("tuan", "van"):
            one = client(name)
            one.post(act, tokens(one), status=403)
        page = pressed(lan.get(act), "Chi trả lại").follow()
        assert "Phiếu chi" in page
        assert client("binh").get(page.html.find("a", href=lambda href: href and "/documents/" in href)["href"]).body.startswith(b"%PDF")
        assert "200.000 đồng chưa dùng đến" in tuan.get(f"/loans/{lent}/life")


def test_money_of_the_borrower_goes_back_by_transfer_to_an_account_that_waits_or_is_called_back(client: Any, world: Any, lent: int) -> None:
    with on_day(date(2026, 12, 2)), world.db.transaction(EVERYTHING) as session:
        loan, tuan = session.get_one(Loan, lent), world.actor("tuan")
        allocate(session, loan, by=world.actor("hanh"), on=clock.today())
        bank = ledger.add_box(session, unit_id=loan.unit_id, kind="bank", name="Tiền gửi Agribank (mẫu)", bank_code="VBA", account_tail="0009", by=tuan)
        cash = session.scalars(select(CashBox).where(CashBox.kind == "cash")).first()
        lines = [LineSpec("1121", debit=9_000_000, box=bank), LineSpec("1111", credit=9_000_000, box=cash)]
        book = session.get_one(Book, loan.book_id)
        ledger.post(session, Posting(book, clock.today(), "Nộp tiền vào tài khoản", lines, "test/bank"), drafted_by=tuan.user_id, by=world.actor("hanh"))
        session.get_one(User, world.users["minh"]).bank_index = crypto.blind_index("bank_account", "9990001234567")
    with on_day(date(2026, 12, 2)):
        tuan, lan, hanh = client("tuan"), client("lan"), client("hanh")
        page = tuan.get(f"/loans/{lent}/proposals/new?kind=refund")
        asked = {"amount": "500.000", "reason": "Người vay xin nhận lại", "method": "transfer", "bank": "VCB", "account_number": ""}
        assert "số tài khoản của người nhận" in pressed(page, "Gửi đề nghị", 422, **asked)
        act = pressed(page, "Gửi đề nghị", **{**asked, "account_number": "9990001234567"}).follow().request.path
        # The account is new: it waits, until somebody else than its proposer and its payer has called.
        page = lan.get(act)
        assert "••••4567" in page
        assert "9990001234567" not in page
        assert "Ghi xác nhận gọi lại" not in page
        assert "tài khoản mà cán bộ Vũ Đức Minh đã tự khai" in page, page
        assert "mới được ghi ngày 02/12/2026" in pressed(page, "Chuyển trả", 422)
        called = hanh.get(act).html.find("a", string="Ghi xác nhận gọi lại")["href"]
        pressed(hanh.get(called), "Ghi xác nhận", note="Gọi 0300.000.001 có từ hợp đồng vay: đúng tên, đúng bốn số cuối")
        page = pressed(lan.get(act), "Chuyển trả").follow()
        assert "Ủy nhiệm chi" in page
        paper = page.html.find("a", href=lambda href: href and "/documents/" in href)["href"]
        assert client("lan").get(paper).body.startswith(b"%PDF")
        # Whoever reads the loan without filing papers for the bank does not open the whole number.
        assert paper not in client("minh").get(act)
        client("minh").get(paper, status=(403, 404))
        assert "chưa dùng đến" not in tuan.get(f"/loans/{lent}/life")
    with world.db.transaction(EVERYTHING) as session:
        told = session.execute(select(Voucher.kind, Voucher.amount).order_by(Voucher.id.desc())).first()
        assert told == ("bank_payment", 500_000)
        assert all(one.ok for one in invariants(session))
