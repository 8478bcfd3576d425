"""Statements through rendered forms: upload, look, correct, keep; the account's lines with filters; who may and who may not."""

import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select
from webtest import Upload

from fundapp.access import service as access
from fundapp.access.models import User
from fundapp.access.policy import Role
from fundapp.bank import check, packing, service, work
from fundapp.bank.models import StatementLine
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.orgs.models import Unit
from tests.administrators import administrator
from tests.bank.conftest import SAMPLES, Bank
from tests.bank.files import csv_of, statement_rows
from tests.ledger.test_pages import form_of

VCB = "vcb-like-2026-10.xlsx"


def upload(client: Any, account: int, content: bytes, name: str = "sao-ke.csv", status: int = 303) -> Any:
    form = form_of(client.get(f"/bank/accounts/{account}/new"))
    form["file"] = Upload(name, content)
    return form.submit(status=status)


def act_of(page: Any, ending: str) -> Any:
    return next(form for form in page.forms.values() if (form.action or "").endswith(ending))


def test_a_statement_is_uploaded_looked_at_and_kept(bank: Bank, client: Any):
    lan = client("lan")
    page = upload(lan, bank.first, (SAMPLES / VCB).read_bytes(), VCB).follow()
    assert "30 dòng, 30 mới" in page
    assert bank.ask(lambda session: session.execute(select(Job.state, Job.done, Job.total)).one()) == ("done", 2, 3)
    assert "Xem và lưu sao kê" in lan.get("/")
    assert "sẽ được ghi nhớ cho tài khoản này" in page
    assert "0999611178002" not in page
    page = act_of(page, "/confirmation").submit().follow()
    assert "Đã lưu sao kê: 30 dòng mới, 0 dòng đã có" in page
    assert "304.192.234" in page
    assert "Xem và lưu sao kê" not in lan.get("/")
    sheet = openpyxl.load_workbook(io.BytesIO(lan.get(page.request.path + "/lines.xlsx").body)).active
    assert any(cell.value == 412_850_000 for row in sheet.iter_rows() for cell in row)
    assert "31/10/2026" in lan.get("/bank")
    # The same file again says so, and the page leads on.
    again = upload(lan, bank.first, (SAMPLES / VCB).read_bytes(), VCB).follow()
    assert "Chính tệp này đã được lưu" in again
    assert "Tệp này đã bỏ" in act_of(again, "/removal").submit().follow()


def test_messages_of_banks_come_through_the_same_door(bank: Bank, client: Any):
    lan = client("lan")
    for name in ("mt940-2026-10.sta", "camt053-2026-10.xml"):
        page = upload(lan, bank.second, (SAMPLES / name).read_bytes(), name).follow()
        assert "12 dòng, 12 mới" in page
        assert lan.get(act_of(page, "/removal").action.replace("/removal", "")).status_int == 200
    assert "không phải bảng tính" in upload(lan, bank.second, b"\x00\x01" * 40, "a.xlsx", 422)


def test_a_column_that_was_not_understood_is_pointed_out_by_hand(bank: Bank, client: Any):
    strange = csv_of(statement_rows(header=["Ngày giao dịch", "Số tham chiếu", "Cột lạ", "Ghi có", "Số dư", "Nội dung"]))
    page = upload(client("tuan"), bank.second, strange).follow()
    assert "thiếu cột" in page
    form = act_of(page, "/columns")
    form["column-C"] = "debit"
    assert "4 dòng, 4 mới" in form.submit().follow()


def test_the_lines_of_an_account_are_filtered_in_the_address(bank: Bank, client: Any):
    bank.keep(bank.sample(VCB))
    lan, place = client("lan"), f"/bank/accounts/{bank.first}"
    assert lan.get(f"{place}?q=HS26-00423-5").text.count("số GD") == 1
    assert lan.get(f"{place}?way=out&kind=fee").text.count("số GD") == 4
    assert lan.get(f"{place}?from=31/10/2026&to=31/10/2026").text.count("số GD") == 2
    assert "Không có ngày này trong lịch" in lan.get(f"{place}?from=32/13/2026")
    assert "Không có dòng nào" in lan.get(f"{place}?q=khongco")
    lan.get(f"{place}?way=up", status=404)
    sheet = openpyxl.load_workbook(io.BytesIO(lan.get(f"{place}/lines.xlsx?way=out&kind=fee").body)).active
    assert any("Tiền ra; Phí ngân hàng" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_a_stale_page_keeps_nothing(bank: Bank, client: Any):
    row = bank.sample(VCB)
    page = client("lan").get(f"/bank/files/{row.id}")
    form = act_of(page, "/confirmation")
    bank.keep(bank.sample("vcb-like-2026-10-25-to-11-15.xlsx"))
    assert "Hãy mở lại trang" in form.submit(status=422)


@pytest.mark.parametrize("who", ["hoa", "minh", "quantri"])
def test_who_has_no_business_with_money_is_refused(bank: Bank, client: Any, who: str):
    page = administrator(bank.world) if who == "quantri" else client(who)
    page.get("/bank", status=403)


def test_who_may_only_read_uploads_nothing(bank: Bank, client: Any):
    row = bank.keep(bank.sample(VCB))
    for who in ("van", "hanh", "binh"):
        page = client(who)
        page.get(f"/bank/statements/{row.id}")
        page.get(f"/bank/accounts/{bank.first}/new", status=403)


def test_another_unit_does_not_see_it(bank: Bank, client: Any):
    row, stranger = bank.keep(bank.sample(VCB)), client("son")
    with bank.world.transaction() as session:
        unit = session.get_one(Unit, bank.world.actor("son").posts[0].unit_id)
        access.give_post(session, user=session.get_one(User, bank.world.users["son"]), role=Role.TREASURER, unit=unit, on=clock.today(), by=None)
    for place in (f"/bank/statements/{row.id}", f"/bank/accounts/{bank.first}", f"/bank/accounts/{bank.first}/new", f"/bank/files/{row.source_id}"):
        stranger.get(place, status=404)
    assert "Vietcombank" not in stranger.get("/bank")


def test_a_cash_box_has_no_statements(bank: Bank, client: Any):
    client("lan").get(f"/bank/accounts/{bank.cash}", status=404)


def test_a_long_statement_is_put_on_file_in_the_background_with_its_progress(bank: Bank, client: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(service, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(packing, "TOLD_EVERY", 2)
    told: list[tuple[int, str]] = []
    monkeypatch.setattr(work.jobs, "progress", lambda _db, _job_id, *, done, total, message: told.append((done, message)))
    lan = client("lan")
    page = upload(lan, bank.second, csv_of(statement_rows())).follow()
    again = act_of(lan.get(page.request.path), "/confirmation")
    page = act_of(page, "/confirmation").submit().follow()
    assert [done for done, _said in told[-3:]] == [0, 2, 4]
    assert "Đang ghi 4 dòng" in told[-1][1]
    assert "Sao kê đã lưu" in page
    assert "không còn ở bước đó" in again.submit(status=422)
    assert bank.ask(lambda session: session.scalar(select(func.count(StatementLine.id)))) == 4
    assert {one.code: one.wrong for one in bank.ask(check.invariants) if not one.ok} == {}


def test_what_the_background_refuses_is_told_on_the_page_and_can_be_asked_again(bank: Bank, client: Any, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(service, "MOST_AT_ONCE", 3)
    lan = client("lan")
    form = act_of(upload(lan, bank.second, csv_of(statement_rows())).follow(), "/confirmation")
    form["fresh"] = "3"
    page = form.submit().follow()
    assert "Chưa lưu được" in page
    assert "Hãy mở lại trang" in page
    form = act_of(page, "/confirmation")
    with bank.world.transaction() as session:
        session.scalars(select(Job).where(Job.kind == "bank.file")).one().state = "running"
    page = lan.get(page.request.path)
    assert "Đang lưu sao kê" in page
    assert not [one for one in page.forms.values() if (one.action or "").endswith("/confirmation")]
    assert "đang được lưu" in form.submit(status=422)
    with bank.world.transaction() as session:
        session.scalars(select(Job).where(Job.kind == "bank.file")).one().state = "failed"
    assert "Sao kê đã lưu" in act_of(lan.get(page.request.path), "/confirmation").submit().follow()
