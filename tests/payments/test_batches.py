"""Many transfers in one list: each in one live list at most, frozen at approval, whole numbers only in the bank's file, the answer read back."""

import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from webtest import Upload

from fundapp.help import service as help_service
from fundapp.kernel import clock
from fundapp.kernel.errors import Stale
from fundapp.ledger.models import Reservation, Voucher
from fundapp.payments import bank_files, queries, service
from fundapp.payments.bank_files import BankFileRefused, read_answers
from fundapp.payments.models import PaymentBatch, PaymentBatchLine, PaymentBatchResult, PaymentOrder
from fundapp.payments.queries import waiting
from fundapp.payments.service import PaymentRefused
from fundapp.payments.views import batches
from fundapp.sheets.cells import Sheet, Workbook
from tests.payments.decided import act, decide, read
from tests.payments.listing import answer_of, approved, listed, on_list, read_list
from tests.payments.test_service import failed, paper
from tests.payments.transferring import to_bank, vouch

CODES = ("PC26-00001-7", "PC26-00002-5")


def test_a_list_goes_to_the_bank_and_its_answer_into_the_books(world: Any, client: Any) -> None:
    first, second = approved(world, 1), approved(world, 2, 7_000_000)
    page = client("tuan").get("/payments/batches/new")
    page.mustcontain("12.000.000", "2 khoản chờ chuyển")
    shown = next(form for form in page.forms.values() if form.method.lower() == "post" and form.action.endswith("/new")).submit().follow()
    shown.mustcontain("BK26-0001", "Đang lập", "Vietcombank ••••0001")
    with world.transaction() as session:
        batch = session.scalars(queries.batches()).one()
    address = f"/payments/batches/{batch.id}"
    client("lan").get(f"{address}/approval", status=403)
    page = client("hanh").get(address).click("Xem và duyệt")
    next(form for form in page.forms.values() if form.action.endswith("/approval")).submit().follow().mustcontain("Đã duyệt")
    lan = client("lan")
    page = lan.get(address)
    lan.get(f"{address}/bank?format=vcb", status=404)
    sent = next(form for form in page.forms.values() if form.action.endswith("/file")).submit().follow()
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(sent.body)).active]
    assert rows[1] == [1, first.code, "NGUYEN THI HUONG", "9990000001", "Vietcombank", 5_000_000, f"{first.code} CHI HO TRO XAY MOI NHA MAI AM CONG DOAN"]
    client("binh").get("/access/trail").mustcontain("Lấy tệp gửi ngân hàng có số tài khoản", "Mở tệp gửi ngân hàng có số tài khoản")
    client("binh").get(f"{address}/bank?format=vcb", status=403)
    kept = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(client("binh").get(f"{address}/export").body)).active]
    assert [row[:5] for row in kept if row[0] in (1, 2)] == [
        [1, first.code, "NGUYEN THI HUONG", "Vietcombank ••••0001", 5_000_000], [2, second.code, "NGUYEN THI HUONG", "Vietcombank ••••0002", 7_000_000],
    ]
    page = lan.get(f"{address}/result")
    form = next(form for form in page.forms.values() if form.action.endswith("/result"))
    content = answer_of({first: ("Thành công", ""), second: ("Thất bại", "Tài khoản không tồn tại")})
    form["file"] = [Upload("ket-qua.xlsx", content)]
    form.submit().follow().mustcontain("1 khoản đã chi, 1 khoản bị từ chối", "Ngân hàng đã trả lời hết", "Tài khoản không tồn tại")
    assert (read(world, first).state, read(world, second).state) == ("paid", "refused")
    with world.transaction() as session:
        assert [one.label for one in session.scalars(select(Voucher))] == ["UNC26-0001"]
        held = session.scalars(select(Reservation).where(Reservation.subject == "cases/2")).one()
        assert queries.ordered_amounts(session, [held.id]).get(held.id, 0) == 0
        assert held.open_amount == 7_000_000
    lan.get(f"/payments/{second.id}").mustcontain("Ngân hàng từ chối", "Tài khoản không tồn tại")
    said = paper(world, read_list(world, batch).paper_file_id)
    assert "Mười hai triệu đồng chẵn" in said
    assert "9990000001" not in said
    assert failed(world) == []


def test_a_long_list_is_listed_as_shown_and_looked_through_in_the_background(world: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MOST_OFFERED", "AT_ONCE_MOST"):
        monkeypatch.setattr(batches, name, 1)
    orders = [approved(world, 1), approved(world, 2, 7_000_000)]
    monkeypatch.setattr(waiting, "MOST_TOLD", 1)
    with world.transaction("lan") as session:
        told = queries.waiting_on(session, world.actor("lan"), clock.today())
    assert [one.title for one in told] == [f"{orders[0].code} · Nguyễn Thị Hường", "và 1 đề nghị khác"], "a long queue is told by its number"
    page = client("tuan").get("/payments/batches/new")
    page.mustcontain("12.000.000", "tất cả được đưa vào bảng kê")
    form = next(form for form in page.forms.values() if form.method.lower() == "post" and form.action.endswith("/new"))
    approved(world, 3)
    form.submit(status=422).mustcontain("đã khác với lúc hiển thị")
    page = client("tuan").get("/payments/batches/new")
    next(form for form in page.forms.values() if form.method.lower() == "post" and form.action.endswith("/new")).submit().follow().mustcontain("3 khoản")
    with world.transaction() as session:
        batch = session.scalars(queries.batches()).one()
    with pytest.raises(PaymentRefused, match="người khác phải duyệt"):
        on_list(world, batch, "ask_approval", "tuan")
    # What it rests on is looked at again: of a stale proof the whole list is told, and nothing is frozen.
    with world.transaction() as session:
        session.execute(text("UPDATE unit SET member_count = member_count + 1"))
    address = f"/payments/batches/{batch.id}"
    _approve(client, address).mustcontain("Chưa duyệt được", "Căn cứ của quyết định đã thay đổi")
    with world.transaction() as session:
        session.execute(text("UPDATE unit SET member_count = member_count - 1"))
    _approve(client, address).mustcontain("Đã duyệt, chờ ngân hàng")
    known = read_list(world, batch)
    assert (known.state, known.line_count, known.total_amount) == ("approved", 3, 17_000_000)
    assert [read(world, order).state for order in orders] == ["checked", "checked"]
    assert failed(world) == []


def _approve(client: Any, address: str) -> Any:
    page = client("hanh").get(f"{address}/approval")
    return next(form for form in page.forms.values() if form.action.endswith("/approval")).submit().follow()


def test_a_list_that_lost_a_line_while_it_was_looked_through_is_not_approved(world: Any) -> None:
    first, second = approved(world, 1), approved(world, 2)
    batch = listed(world, first, second)
    with world.transaction("hanh") as session:
        proved = service.prove(session, session.get_one(PaymentBatch, batch.id), by=world.actor("hanh"), on=clock.today())
    _remove(world, batch, second)
    with pytest.raises(Stale):
        on_list(world, batch, "approve_batch", "hanh", proved=proved)
    assert read_list(world, batch).state == "open"


def test_who_was_helped_elsewhere_meanwhile_stops_the_list(world: Any) -> None:
    decided = decide(world, subject="cases/9", amounts=(5_000_000,))
    order = to_bank(world, decided, number="9990000077", help_programme="housing", help_keys=["h9"])
    vouch(world, order, "van")
    act(world, order, "check_order", "hanh")
    batch = listed(world, approved(world, 1), order)
    with world.transaction() as session:
        help_service.record(
            session, programme="housing", household_key="h9", person_key="p9", kind="new", amount=40_000_000, on=clock.today(), status="approved",
            subject="cases/77", unit_id=world.units["CDCS-BML"], by=None,
        )
    with pytest.raises(PaymentRefused, match="đã được hỗ trợ ở nơi khác"):
        on_list(world, batch, "approve_batch", "van")


def test_an_order_in_a_live_list_goes_nowhere_else(world: Any) -> None:
    order = approved(world, 1)
    batch = listed(world, order)
    with pytest.raises(PaymentRefused, match="đã nằm trong bảng kê BK26-0001"):
        listed(world, order)
    for what, who, values in (
        ("pay_by_transfer", "lan", {}), ("return_order", "hanh", {"reason": "x"}), ("void_order", "hanh", {"reason": "x"}),
    ):
        with pytest.raises(PaymentRefused, match="nằm trong bảng kê"):
            act(world, order, what, who, **values)
    for statement in (
        "UPDATE payment_order SET version = version + 1, state = 'void'", "UPDATE payment_order SET version = version + 1, state = 'refused'",
        "UPDATE payment_batch_line SET state = 'paid', settled_on = '2026-11-20'", "DELETE FROM payment_batch_line",
        "UPDATE payment_batch SET version = version + 1, state = 'done'",
        ("INSERT INTO payment_batch_line (batch_id, order_id, unit_id, position, amount, state, reason) "
        "SELECT batch_id, order_id, unit_id, 2, amount, 'live', '' FROM payment_batch_line"),
    ):
        with pytest.raises(DBAPIError), world.db.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    on_list(world, batch, "void_batch", "tuan", reason="Chi riêng")
    act(world, order, "pay_by_transfer", "lan")
    assert failed(world) == []


def test_who_made_the_list_does_not_approve_it_and_approved_it_is_frozen(world: Any) -> None:
    first, second = approved(world, 1), approved(world, 2)
    batch = listed(world, first, second, by="hanh")
    with pytest.raises(PaymentRefused, match="người khác phải duyệt"):
        on_list(world, batch, "approve_batch", "hanh")
    _remove(world, batch, second)
    on_list(world, batch, "approve_batch", "van")
    known = read_list(world, batch)
    assert (known.state, known.line_count, known.total_amount) == ("approved", 1, 5_000_000)
    with pytest.raises(PaymentRefused, match="tình trạng"):
        _remove(world, batch, first)
    for column in ("total_amount = 1", "list_digest = 'x'", "line_count = 9"):
        with pytest.raises(DBAPIError), world.db.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE payment_batch SET version = version + 1, {column}")
    assert failed(world) == []


def _remove(world: Any, batch: Any, order: PaymentOrder) -> None:
    with world.transaction("tuan") as session:
        line = session.scalars(select(PaymentBatchLine).where(PaymentBatchLine.order_id == order.id)).one()
        service.remove_line(session, session.get_one(PaymentBatch, batch.id), line, by=world.actor("tuan"), on=clock.today())


def test_a_new_account_is_not_approved(world: Any) -> None:
    order = to_bank(world, decide(world))
    act(world, order, "check_order", "hanh")
    batch = listed(world, order)
    with pytest.raises(PaymentRefused, match=f"tài khoản còn mới, chưa chi được: {order.code}"):
        on_list(world, batch, "approve_batch", "van")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"status": ("Đang xử lý", "")}, "không rõ là đã chi hay bị từ chối"), ({"amount": 1}, "số tiền của"),
        ({"head": ("STT", "Mã giao dịch")}, "Không thấy bảng kết quả"),
    ],
)
def test_an_answer_that_is_not_clear_books_nothing(world: Any, told: dict[str, Any], said: str) -> None:
    order = approved(world, 1)
    batch = listed(world, order)
    on_list(world, batch, "approve_batch", "van")
    content = answer_of({order: told.get("status", ("Thành công", ""))}, **{name: told[name] for name in ("amount", "head") if name in told})
    with world.transaction("lan") as session:
        service.receive_result(
            session, session.get_one(PaymentBatch, batch.id), content=content, name="kq.xlsx", result_on=clock.today(), by=world.actor("lan"), on=clock.today()
        )
        ids = session.info["jobs_to_start"]
    world.app.jobs.start(ids[0])
    with world.transaction() as session:
        row = session.scalars(select(PaymentBatchResult)).one()
        assert row.state == "refused"
        assert said in row.message
    assert read(world, order).state == "checked"


def test_answers_are_read_by_header_words_in_any_order() -> None:
    rows: list[Any] = [
        ["Ngân hàng X"], ["Status", "Amount", "Description"], ["SUCCESS", "5.000.000", f"CT {CODES[0].replace('-', '')} HO TRO"],
        ["Failed", 7_000_000, CODES[1]], [None, 12, None],
    ]
    found = read_answers(Workbook("xlsx", [Sheet("a", rows)]), {CODES[0]: 5_000_000, CODES[1]: 7_000_000})
    assert [(one.code, one.is_paid, one.reason) for one in found] == [(CODES[0], True, ""), (CODES[1], False, "Failed")]
    with pytest.raises(BankFileRefused, match="có hai dòng"):
        read_answers(Workbook("xlsx", [Sheet("a", [*rows, rows[2]])]), {CODES[0]: 5_000_000, CODES[1]: 7_000_000})
    with pytest.raises(BankFileRefused, match="không có mã"):
        read_answers(Workbook("xlsx", [Sheet("a", rows)]), {CODES[0]: 5_000_000})


def test_each_format_writes_numbers_of_accounts_as_text() -> None:
    line = bank_files.Out(1, CODES[0], "Trần Thị Hoa", "0012345678", "VBA", 1_000_000, "Hỗ trợ")
    for form in bank_files.formats():
        sheet = openpyxl.load_workbook(io.BytesIO(bank_files.upload_file(form, [line]))).active
        values = [cell.value for cell in sheet[2]]
        assert "0012345678" in values
        assert 1_000_000 in values
        assert "TRAN THI HOA" in values
    assert {"970405"} & set(map(str, values))
