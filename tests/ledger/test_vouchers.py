"""The vouchers that the ledger prints: phiếu thu C40-BB, phiếu kế toán, records of the bank's papers; reprints are marked, void ones keep their number."""

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from fundapp.documents import files
from fundapp.documents.models import PublicPaper, StoredFile
from fundapp.kernel.db import Database
from fundapp.kernel.errors import Refusal
from fundapp.ledger import check, service
from fundapp.ledger.models import Entry, Voucher, VoucherPaper
from fundapp.ledger.models.entries import is_on
from fundapp.ledger.service import LineSpec, Posting
from fundapp.ledger.triggers import papers
from fundapp.ledger.vouchers import Printed, Side, data_of, stamp_of
from tests.ledger.story import DAY

SIDES = [Side("1111", "Tiền mặt", 5_000_000, 0), Side("43181", "Quỹ Mái ấm", 0, 5_000_000)]
PRINTED = Printed(
    kind="cash_receipt", unit_name="LĐLĐ tỉnh", number="PT26-0001", volume="2026", on=DAY, payer="Nguyễn Hữu Thịnh", address="xã Hải Anh",
    reason="Ủng hộ", amount=5_000_000, attachments=1, sides=SIDES, maker="Tuấn", checker="", verify_code="K7QM", verify_qr="",
)


def said(session: Any, paper: VoucherPaper) -> str:
    content = files.read(session.get_one(StoredFile, paper.file_id).sha256)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def issued(funds: Any, session: Any, kind: str, lines: list[LineSpec], amount: int = 5_000_000, **more: Any) -> tuple[Voucher, Entry]:
    voucher = service.issue_voucher(
        session, unit_id=funds.a.unit_id, kind=kind, on=DAY, amount=amount, payee_name="Nguyễn Hữu Thịnh", payee_address="xã Hải Anh", reason="Ủng hộ quỹ",
        attachments=2, by=funds.maker,
    )
    return voucher, service.draft(session, Posting(funds.a, DAY, "Ủng hộ quỹ", lines, f"x/{voucher.id}", voucher=voucher, **more), by=funds.maker)


def cash(funds: Any, amount: int = 5_000_000) -> list[LineSpec]:
    return [LineSpec("1111", debit=amount, box=funds.cash), LineSpec("43181", credit=amount)]


@pytest.mark.parametrize(("on", "circular"), [(date(2024, 12, 31), "107/2017/TT-BTC"), (date(2025, 1, 1), "24/2024/TT-BTC")])
def test_the_form_is_the_one_in_force(on: date, circular: str) -> None:
    data = data_of(Printed(**{**vars(PRINTED), "on": on}), digest="x")
    assert (data["form_code"], data["title"], data["words"]) == ("C40-BB", "PHIẾU THU", "Năm triệu đồng chẵn")
    assert circular in data["form_basis"]
    assert (data["debits"], data["credits"]) == ([{"account": "1111", "amount": "5.000.000"}], [{"account": "43181", "amount": "5.000.000"}])


def test_what_is_the_units_own_prints_no_number_of_an_order() -> None:
    data = data_of(Printed(**{**vars(PRINTED), "kind": "bank_receipt"}), digest="x")
    assert (data["form_code"], data["form_basis"]) == ("", "")
    assert "không thay giấy của ngân hàng" in data["note"]
    assert (stamp_of(True, DAY), stamp_of(False, DAY), stamp_of(False, None)) == ("ĐÃ HỦY, GIỮ SỐ", "ĐÃ ĐẢO NGÀY 10/03/2026", "")


def test_a_receipt_is_printed_once_and_then_as_marked_copies(funds: Any) -> None:
    with funds.world.transaction() as session:
        voucher, entry = issued(funds, session, "cash_receipt", cash(funds))
        first = service.print_voucher(session, voucher, by=funds.maker)
        service.post_draft(session, entry, by=funds.poster)
        again = service.print_voucher(session, voucher, by=funds.poster)
        original, copy = said(session, first), said(session, again)
        for text in (original, copy):
            assert "PHIẾU THU" in text
            assert "Mẫu số: C40-BB" in text
            assert "Họ và tên người nộp tiền: Nguyễn Hữu Thịnh" in text
            assert "Năm triệu đồng chẵn" in text
            assert voucher.label in text
        assert "BẢN IN LẠI LẦN 1" in copy
        assert "BẢN IN LẠI" not in original
        # The treasurer, who posted it, stands as what she is: not under "Phụ trách kế toán" further up.
        assert copy.index("THỦ QUỸ") < copy.rindex("Đỗ Ngọc Lan")
        public = session.scalars(select(PublicPaper)).one()
        assert (public.number, public.amount, public.payee, public.state) == (voucher.label, 5_000_000, "N••• H••• T•••", "valid")
        service.reverse(session, entry, reason="Thu nhầm", drafted_by=funds.maker.user_id, by=funds.poster, on=DAY)
        assert "ĐÃ ĐẢO NGÀY 10/03/2026" in said(session, service.print_voucher(session, voucher, by=funds.maker))
        service.void_voucher(session, voucher, reason="Thu nhầm", by=funds.poster, on=DAY)
        assert "ĐÃ HỦY, GIỮ SỐ" in said(session, service.print_voucher(session, voucher, by=funds.maker))
        session.refresh(public)
        assert public.state == "void"
        assert {one.code: one.wrong for one in check.invariants(session) if not one.ok} == {}


def test_an_adjustment_moves_no_money_and_its_voucher_bears_the_turnover(funds: Any) -> None:
    with funds.world.transaction() as session:
        lines = [LineSpec("1388", debit=5_000_000), LineSpec("43181", credit=5_000_000)]
        voucher, entry = issued(funds, session, "adjustment", lines)
        service.post_draft(session, entry, by=funds.poster)
        text = said(session, service.print_voucher(session, voucher, by=funds.maker))
        assert voucher.label == "PKT26-0001"
        assert "PHIẾU KẾ TOÁN" in text
        assert "Mẫu của đơn vị" in text
        assert {one.code: one.wrong for one in check.invariants(session) if not one.ok} == {}


def test_the_banks_own_paper_is_kept_with_its_record_only(funds: Any) -> None:
    with funds.world.transaction() as session:
        banked = [LineSpec("1121", debit=5_000_000, box=funds.bank), LineSpec("43181", credit=5_000_000)]
        voucher, _entry = issued(funds, session, "bank_receipt", banked)
        kept = service.attach_paper(session, voucher, stream=io.BytesIO(b"%PDF-1.4\ntrailer<</Root 1 0 R>>\n%%EOF\n"), name="giay-bao-co.pdf", by=funds.maker)
        assert (kept.kind, kept.number) == ("attached", 1)
        receipt, _entry = issued(funds, session, "cash_receipt", cash(funds))
        with pytest.raises(Refusal, match="giấy báo có"):
            service.attach_paper(session, receipt, stream=io.BytesIO(b"%PDF-1.4\n"), name="x.pdf", by=funds.maker)
        paid = service.issue_voucher(
            session, unit_id=funds.a.unit_id, kind="cash_payment", on=DAY, amount=1, payee_name="Ai", reason="Gì", by=funds.maker
        )
        with pytest.raises(Refusal, match="trang của khoản chi"):
            service.print_voucher(session, paid, by=funds.maker)


def test_pages_of_entries_by_hand_and_their_papers(funds: Any, client: Any) -> None:
    tuan = client("tuan")
    page = tuan.get(f"/ledger/{funds.a.id}/adjustments/new")
    form = next(form for form in page.forms.values() if form.action.endswith("/adjustments/new"))
    form["amount"], form["reason"] = "5 tr", "Kết chuyển"
    page = form.submit(status=422)
    assert "Hãy chọn tài khoản" in page.text
    form = next(form for form in page.forms.values() if form.action.endswith("/adjustments/new"))
    form["debit_account"], form["credit_account"], form["amount"], form["reason"], form["on"] = "1388", "1388", "5 tr", "Ghi nhận phải thu", "10/03/2026"
    page = form.submit(status=422)
    assert "phải khác nhau" in page
    form = next(form for form in page.forms.values() if form.action.endswith("/adjustments/new"))
    form["credit_account"] = "43181"
    form.submit().follow()
    page = tuan.get(f"/ledger/{funds.a.id}/charges/new")
    form = next(form for form in page.forms.values() if form.action.endswith("/charges/new"))
    form["debit_account"], form["amount"], form["reason"], form["on"] = "43181", "55.000", "Phí chuyển tiền", "10/03/2026"
    form.submit().follow()
    with funds.world.transaction() as session:
        charge = session.scalars(select(Voucher).where(Voucher.kind == "bank_charge")).one()
        assert charge.label == "BN26-0001"
    page = tuan.get(f"/ledger/vouchers/{charge.id}")
    button = next(form for form in page.forms.values() if form.action.endswith("/papers"))
    assert button.submit().follow().body[:5] == b"%PDF-"
    assert "Bản gốc" in tuan.get(f"/ledger/vouchers/{charge.id}")
    tuan.get("/ledger/vouchers/papers/99", status=404)
    tuan.get(f"/ledger/vouchers/{charge.id}/attachment")
    for name, status in (("lan", 403), ("binh", 403), ("son", 403)):
        client(name).get(f"/ledger/{funds.a.id}/adjustments/new", status=status)
        client(name).get(f"/ledger/{funds.a.id}/charges/new", status=status)
        client(name).get(f"/ledger/vouchers/{charge.id}/attachment", status=status)


def test_money_changes_its_place_on_a_paper(funds: Any, client: Any) -> None:
    """Drawn from the bank on a phiếu thu, taken to it on a phiếu chi; the fund has neither more nor less, and no more is taken than lies there."""
    tuan, hanh, address = client("tuan"), client("hanh"), f"/ledger/{funds.a.id}/transfers/new"
    link = tuan.get(f"/ledger/{funds.a.id}").click("Rút, nộp, chuyển tiền")
    assert link.request.path == address
    refused = (
        (0, funds.cash.id, "1 tr", "chọn nơi lấy tiền"), (funds.bank.id, 0, "1 tr", "chọn nơi đưa tiền vào"), (funds.bank.id, funds.bank.id, "1 tr", "khác nơi lấy"),
        (funds.bank.id, funds.cash.id, "50.000.001", "chỉ có 50.000.000 đồng"),
    )
    for source, target, amount, why in refused:
        form = next(form for form in tuan.get(address).forms.values() if form.action == address)
        form["from_box"], form["to_box"], form["amount"], form["on"] = source, target, amount, "10/03/2026"
        assert why in form.submit(status=422)
    for source, target, label, title in ((funds.bank, funds.cash, "PT26-0001", "PHIẾU THU"), (funds.cash, funds.bank, "PC26-0001", "PHIẾU CHI")):
        form = next(form for form in tuan.get(address).forms.values() if form.action == address)
        form["from_box"], form["to_box"], form["amount"], form["on"] = source.id, target.id, "50 tr", "10/03/2026"
        page = form.submit().follow()
        posting = f"{page.request.path}/posting"
        form = next(form for form in hanh.get(posting).forms.values() if form.action == posting)
        form.submit("act", "post").follow()
        with funds.world.transaction() as session:
            voucher = session.scalars(select(Voucher).where(Voucher.series == label[:2])).one()
            paper = said(session, session.scalars(select(VoucherPaper).where(VoucherPaper.voucher_id == voucher.id)).one())
            assert (voucher.label, title in paper, "50.000.000" in paper) == (label, True, True)
            assert {one.code: one.wrong for one in check.invariants(session) if not one.ok} == {}
    for name in ("lan", "binh", "son"):
        client(name).get(address, status=403)


def test_what_a_new_paper_asks_of_the_ledger_is_found_by_index(db: Database) -> None:
    """Of every voucher that is printed it is asked whether it was taken back: that must not look through all entries."""
    if not db.is_sqlite:
        return
    ours = select(Entry.id).where(is_on(Entry, 5)).compile(db.engine, compile_kwargs={"literal_binds": True})
    for asked in (papers.BACK.format(id="5"), str(ours)):
        with db.engine.connect() as connection:
            plan = [row[3] for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + asked)]
        assert plan
        assert all("USING INDEX" in step or "USING COVERING INDEX" in step for step in plan if step.startswith(("SCAN", "SEARCH"))), plan
