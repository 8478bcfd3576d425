"""An order goes from maker to checker to payer, each somebody else; nothing unseen, nothing twice, nothing on a stale proof."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from fundapp.documents import files
from fundapp.documents.models import StoredFile
from fundapp.documents.seals import Cell, seal_cells
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal, Stale
from fundapp.ledger import service as ledger
from fundapp.ledger.models import CashBox, Entry, Reservation, StandingRow, Voucher
from fundapp.orgs.models import Unit
from fundapp.payments import check, finding, queries, service
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service import PaymentRefused, Proxy, SealStale
from fundapp.payments.vouchers import fingerprint
from tests.payments.decided import act, decide, make, paid, read


def paper(world: Any, file_id: int) -> str:
    with world.transaction() as session:
        row = session.get_one(StoredFile, file_id)
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(files.read(row.sha256))).pages).split())


def failed(world: Any) -> list[str]:
    with world.transaction() as session:
        return [f"{one.code}: {wrong}" for one in check.invariants(session) for wrong in one.wrong]


def test_the_whole_way(world: Any) -> None:
    decided, order = paid(world)
    assert order.state == "paid"
    assert order.code.startswith("PC26-00001-")
    assert (order.unit_id, order.for_unit_id) == (world.units["LDLD-NB"], world.units["CDCS-BML"])
    with world.transaction() as session:
        voucher = session.get_one(Voucher, order.voucher_id)
        assert (voucher.series, voucher.number, voucher.amount, voucher.payee_name, voucher.attachments) == ("PC", 1, 40_000_000, "Nguyễn Thị Hường", 3)
        entries = list(session.scalars(select(Entry).where(Entry.reference == order.reference).order_by(Entry.book_id)))
        assert [(one.book_id, one.state, one.drafted_by_id, one.posted_by_id) for one in entries] == [
            (book_id, "posted", world.users["tuan"], world.users["lan"]) for book_id in decided.book_ids
        ]
        assert [one.state for one in session.scalars(select(Reservation))] == ["consumed", "consumed"]
        assert [(one.balance_amount, one.reserved_amount) for one in session.scalars(select(StandingRow).order_by(StandingRow.book_id))] == [
            (70_000_000, 0), (90_000_000, 0),
        ]
        assert [event.act for event in queries.events_of(session, order)] == ["pay", "check", "make"]
    assert failed(world) == []
    said = paper(world, order.voucher_file_id)
    for part in ("PHIẾU CHI", "Nguyễn Thị Hường", "40.000.000 đồng", "Bốn mươi triệu đồng chẵn", "03 chứng từ gốc", voucher.label, order.code,
                 "Nợ: 43181 30.000.000", "Nợ: 43183 10.000.000", "Có: 1111 40.000.000"):
        assert part in said, part
    assert "BẢN IN LẠI" not in said


@pytest.mark.parametrize(
    ("step", "who", "said"),
    [
        ("make", "van", "Người ký quyết định"), ("make", "hoa", "đã lập, thẩm tra"), ("check_order", "tuan", "không được tự kiểm tra"),
        ("check_order", "van", "Người ký quyết định"), ("check_order", "minh", "đã lập, thẩm tra"), ("pay_in_cash", "tuan", "đã lập đề nghị chi này"),
        ("pay_in_cash", "hanh", "đã kiểm tra đề nghị chi này"), ("pay_in_cash", "van", "Người ký quyết định"), ("pay_in_cash", "hoa", "đã lập, thẩm tra"),
    ],
)
def test_nobody_twice(world: Any, step: str, who: str, said: str) -> None:
    decided = decide(world)
    if step == "make":
        with pytest.raises(PaymentRefused, match=said):
            _made_by(world, decided, who)
        return
    order = make(world, decided)
    if step == "pay_in_cash":
        act(world, order, "check_order", "hanh")
    with pytest.raises(PaymentRefused, match=said):
        _tried(world, order, step, who, decided.box_id)
    assert read(world, order).state == ("checked" if step == "pay_in_cash" else "draft")
    assert failed(world) == []


def _tried(world: Any, order: PaymentOrder, step: str, who: str, box_id: int) -> None:
    """Try an act past the guards of the pages, as somebody who sees everything."""
    with world.transaction() as session:
        box = {"box": session.get_one(CashBox, box_id)} if step == "pay_in_cash" else {}
        getattr(service, step)(session, session.get_one(PaymentOrder, order.id), by=world.actor(who), on=clock.today(), **box)


def confirmed_anew(world: Any, decided: Any, by: str) -> None:
    """Seal another proof of the subject, as a confirmation of its decision does."""
    with world.transaction() as session:
        seal_cells(
            session, subject=decided.subject, cells=[Cell("unit", world.units["CDCS-BML"], "member_count")], payload={}, unit_id=world.units["LDLD-NB"],
            for_unit_id=world.units["CDCS-BML"], by=world.actor(by), on=clock.today(),
        )


def test_who_confirms_the_decision_anew_is_barred_like_the_decider(world: Any) -> None:
    decided = decide(world)
    confirmed_anew(world, decided, "son")
    with pytest.raises(PaymentRefused, match="xác nhận lại"):
        _made_by(world, decided, "son")
    order = make(world, decided)
    confirmed_anew(world, decided, "hanh")
    with pytest.raises(PaymentRefused, match="xác nhận lại"):
        act(world, order, "check_order", "hanh")
    with world.transaction() as session:
        assert queries.barred_from(session, [order.id])[order.id] >= {world.users["hanh"], world.users["van"]}
        assert queries.touched_by(session, decided.subject) == {world.users["tuan"]}
        assert queries.touched_by(session, "cases/999") == set()
    assert failed(world) == []


def _made_by(world: Any, decided: Any, who: str) -> None:
    with world.transaction() as session:
        reservations = [session.get_one(Reservation, one) for one in decided.reservation_ids]
        service.make_order(
            session, subject=decided.subject, title="x", shares=[(one, one.amount) for one in reservations], payee_name="a", payee_address="b",
            reason="c", attachments=1, seal_id=decided.seal_id, decider_id=world.users["van"], barred_ids=[world.users["hoa"]],
            by=world.actor(who), on=clock.today(),
        )


def test_a_return_voids_the_check_and_mending_goes_to_be_checked_again(world: Any) -> None:
    decided = decide(world)
    order = make(world, decided)
    act(world, order, "check_order", "hanh")
    act(world, order, "return_order", "lan", reason="Sai tên người nhận")
    back = read(world, order)
    assert (back.state, back.checked_by_id, back.checked_digest) == ("returned", None, None)
    act(world, order, "mend_order", "tuan", payee_name="Nguyễn Thị Hương", payee_address="Thôn Đồng Quýt", reason="Chi hỗ trợ", attachments=2)
    assert read(world, order).state == "draft"
    act(world, order, "check_order", "hanh")
    act(world, order, "pay_in_cash", "lan")
    assert "Nguyễn Thị Hương" in paper(world, read(world, order).voucher_file_id)
    assert failed(world) == []


@pytest.mark.parametrize("step", ["return_order", "void_order"])
def test_a_reason_is_asked_for(world: Any, step: str) -> None:
    order = make(world, decide(world))
    with pytest.raises(PaymentRefused, match="lý do"):
        act(world, order, step, "hanh", reason="   ")


def test_a_void_order_frees_its_part_for_another_one(world: Any) -> None:
    decided = decide(world)
    order = make(world, decided)
    with pytest.raises(PaymentRefused, match="chỉ còn 0 đồng"):
        make(world, decided)
    act(world, order, "void_order", "tuan", reason="Lập nhầm")
    again = make(world, decided)
    assert again.code != order.code
    with pytest.raises(PaymentRefused, match="Đã hủy"):
        act(world, order, "check_order", "hanh")
    assert failed(world) == []


def test_what_was_paid_cannot_be_ordered_or_paid_again(world: Any) -> None:
    decided, order = paid(world)
    with pytest.raises(PaymentRefused, match="Đã chi"):
        act(world, order, "pay_in_cash", "lan")
    with world.transaction() as session:
        ids = decided.reservation_ids
        with pytest.raises(PaymentRefused, match="chỉ còn 0 đồng"):
            service.make_order(
                session, subject=decided.subject, title="x", shares=[(session.get_one(Reservation, one), 1) for one in ids], payee_name="a",
                payee_address="b", reason="c", attachments=1, seal_id=decided.seal_id, decider_id=world.users["van"], barred_ids=[],
                by=world.actor("tuan"), on=clock.today(),
            )


def test_a_payment_in_parts(world: Any) -> None:
    decided = decide(world, amounts=(30_000_000,))
    with world.transaction() as session:
        reservation = session.get_one(Reservation, decided.reservation_ids[0])
    first = make(world, decided, shares=[(reservation, 12_000_000)])
    act(world, first, "check_order", "hanh")
    act(world, first, "pay_in_cash", "lan")
    second = make(world, decided)
    assert second.amount == 18_000_000
    assert failed(world) == []


def test_a_stale_proof_blocks_order_check_and_payment(world: Any) -> None:
    decided = decide(world)
    order, checked = make(world, decided), None

    def touch(count: int) -> None:
        with world.transaction() as session:
            session.get_one(Unit, world.units["CDCS-BML"]).member_count = count

    before = world.unit("CDCS-BML").member_count
    touch(5)
    with pytest.raises(SealStale, match="Số đoàn viên"):
        act(world, order, "check_order", "hanh")
    touch(before)
    act(world, order, "check_order", "hanh")
    touch(6)
    with pytest.raises(SealStale, match="Số đoàn viên"):
        act(world, order, "pay_in_cash", "lan")
    checked = read(world, order)
    assert (checked.state, checked.voucher_id) == ("checked", None)
    with world.transaction() as session:
        assert session.scalar(select(Voucher.id)) is None
    act(world, order, "return_order", "hanh", reason="Căn cứ đã đổi")
    act(world, order, "void_order", "hanh", reason="Căn cứ đã đổi")
    with pytest.raises(SealStale):
        make(world, decided)


def test_the_checker_agrees_to_what_was_shown(world: Any) -> None:
    order = make(world, decide(world))
    act(world, order, "mend_order", "tuan", payee_name="Người khác", payee_address="Nơi khác", reason="Khác", attachments=1)
    with pytest.raises(Stale):
        act(world, order, "check_order", "hanh", version=order.version)
    act(world, order, "check_order", "hanh", version=read(world, order).version)


def test_a_proxy_needs_name_and_paper(world: Any) -> None:
    order = make(world, decide(world))
    act(world, order, "check_order", "hanh")
    for proxy, field in ((Proxy(" ", "Giấy số 1"), "proxy_name"), (Proxy("Nguyễn Văn Bình", "  "), "proxy_paper"),
                         (Proxy("Nguyễn Văn Bình", "Giấy số 1", ("a.exe", io.BytesIO(b"MZ"))), "proxy_scan")):
        with pytest.raises(PaymentRefused) as refusal:
            act(world, order, "pay_in_cash", "lan", proxy=proxy)
        assert refusal.value.field == field
    act(world, order, "pay_in_cash", "lan", proxy=Proxy("Nguyễn Văn Bình", "Giấy ủy quyền số 12", ("g.pdf", io.BytesIO(b"%PDF-1.7"))))
    done = read(world, order)
    assert (done.receiver_name, done.proxy_paper) == ("Nguyễn Văn Bình", "Giấy ủy quyền số 12")
    assert "Người nhận thay: Nguyễn Văn Bình (Giấy ủy quyền số 12)" in paper(world, done.voucher_file_id)


def test_a_box_without_the_money_is_refused_and_nothing_is_left_behind(world: Any) -> None:
    order = make(world, decide(world))
    act(world, order, "check_order", "hanh")
    with world.transaction() as session:
        empty = ledger.add_box(session, unit_id=world.units["LDLD-NB"], kind="cash", name="Két trống", by=world.actor("tuan"))
    with pytest.raises(Refusal, match="Két trống không đủ tiền"):
        act(world, order, "pay_in_cash", "lan", box=empty)
    with world.transaction() as session:
        assert session.scalar(select(Voucher.id)) is None
        other = CashBox(unit_id=world.units["CDCS-BML"], kind="cash", name="Két khác", account_code="1111", is_open=True)
    with pytest.raises(PaymentRefused, match="quỹ tiền mặt đang mở"):
        act(world, order, "pay_in_cash", "lan", box=other)


def test_copies_are_counted_and_marked(world: Any) -> None:
    _decided, order = paid(world)
    first, second = act(world, order, "reprint", "lan"), act(world, order, "reprint", "lan")
    assert (first.number, second.number) == (1, 2)
    said = paper(world, second.file_id)
    assert "BẢN IN LẠI LẦN 2" in said
    assert "Bốn mươi triệu đồng chẵn" in said
    assert "BẢN IN LẠI" not in paper(world, order.voucher_file_id)
    with pytest.raises(PaymentRefused, match="đã chi"):
        act(world, make(world, decide(world, subject="cases/2")), "reprint", "lan")


def test_what_waits_for_whom(world: Any) -> None:
    def waiting(username: str) -> list[str]:
        with world.transaction(username) as session:
            return [str(one.act) for one in queries.waiting_on(session, world.actor(username), clock.today())]

    order = make(world, decide(world))
    assert waiting("hanh") == ["Kiểm tra, đồng ý chi"]
    assert waiting("lan") == waiting("tuan") == waiting("van") == waiting("binh") == waiting("hoa") == []
    act(world, order, "check_order", "hanh")
    assert waiting("lan") == ["Chi tiền"]
    assert waiting("hanh") == []
    act(world, order, "return_order", "hanh", reason="Thiếu giấy")
    assert waiting("tuan") == ["Sửa đề nghị chi"]


def test_orders_are_found_without_diacritics_and_by_code(world: Any) -> None:
    order = make(world, decide(world))

    def found(username: str, text: str) -> list[str]:
        with world.transaction(username) as session:
            return [hit.subject for hit in finding.find(session, text, world.actor(username))]

    assert found("lan", "nguyen thi huong") == [order.reference]
    assert found("hoa", order.code.replace("-", "").lower()) == [order.reference]
    assert found("son", "huong") == []
    with world.transaction() as session:
        assert [one.id for one in queries.orders_of(session, "cases/1")] == [order.id]


def test_warnings_point_at_what_to_look_at(world: Any) -> None:
    paid(world)
    second = make(world, decide(world, subject="cases/2"))
    with world.transaction("hanh") as session:
        told = queries.warnings(session, session.get_one(PaymentOrder, second.id), clock.today())
    assert len(told) == 1
    assert "trùng tên" in told[0]


@pytest.mark.parametrize(
    ("changed", "field"), [({"payee_name": "  "}, "payee_name"), ({"payee_address": ""}, "payee_address"), ({"reason": " "}, "reason"),
                           ({"shares": []}, None)]
)
def test_incomplete_orders_are_refused(world: Any, changed: dict[str, Any], field: str | None) -> None:
    with pytest.raises(PaymentRefused) as refusal:
        make(world, decide(world), **changed)
    assert refusal.value.field == field


def _code_on(world: Any, file_id: int) -> str:
    return re.search(r"Kiểm tra: ((?:[A-Z2-7]{4}-){5}[A-Z2-7]{4})", paper(world, file_id))[1]


def test_a_printed_voucher_bears_the_code_of_its_public_page(world: Any, client: Any) -> None:
    _decided, order = paid(world)
    code = _code_on(world, order.voucher_file_id)
    page = client(None).get(f"/documents/verify/{code}")
    assert "40.000.000" in page
    assert "N••• T••• H•••" in page
    assert "Hường" not in page
    assert fingerprint(order.checked_digest) in page
    again = act(world, order, "reprint", "lan")
    assert _code_on(world, again.file_id) == code


def test_a_reversed_and_then_void_voucher_says_so_to_whoever_holds_it(world: Any, client: Any) -> None:
    _decided, order = paid(world)
    code = _code_on(world, order.voucher_file_id)
    act(world, order, "ask_reversal", "tuan", reason="Chi nhầm")
    act(world, order, "confirm_reversal", "van")
    assert "Đã đảo bút toán trong sổ" in client(None).get(f"/documents/verify/{code}")
    with world.transaction() as session:
        ledger.void_voucher(session, session.get_one(Voucher, order.voucher_id), reason="Chi nhầm", by=world.actor("hanh"), on=clock.today())
    page = client(None).get(f"/documents/verify/{code}")
    assert "Đã hủy" in page
    assert "Phiếu này không còn hiệu lực" in page
    assert _code_on(world, act(world, order, "reprint", "lan").file_id) == code
    assert failed(world) == []
