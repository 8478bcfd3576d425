"""A transfer goes the way of cash, out of the bank account and to an account that is part of what was approved; a new one waits."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from fundapp.access.models import User
from fundapp.documents.models import StoredFile
from fundapp.households.models import Household
from fundapp.kernel import clock, crypto
from fundapp.ledger.models import CashBox, Entry, Line, StandingRow, Voucher
from fundapp.payments import queries, service
from fundapp.payments.models import PayeeAccount, PaymentOrder, PaymentWarning
from fundapp.payments.service import LimitLine, PaymentRefused, Transfer
from tests.households.people import put_on_file
from tests.payments.decided import act, decide, make, paid, read
from tests.payments.signing import with_signer
from tests.payments.test_service import failed, paper
from tests.payments.transferring import LATER, NUMBER, in_days, to_bank, transferred, vouch, with_bank


def test_the_whole_way_to_the_bank(world: Any) -> None:
    _decided, order = transferred(world)
    assert (order.state, order.method, order.receiver_name) == ("paid", "transfer", "NGUYEN THI HUONG")
    with world.transaction() as session:
        voucher = session.get_one(Voucher, order.voucher_id)
        assert (voucher.series, voucher.number, voucher.kind, voucher.amount) == ("UNC", 1, "bank_payment", 40_000_000)
        entries = select(Entry.id).where(Entry.voucher_id == voucher.id)
        bank = session.scalars(select(CashBox).where(CashBox.kind == "bank")).one()
        credited = select(Line.credit).where(Line.entry_id.in_(entries), Line.credit > 0).order_by(Line.credit)
        assert list(session.scalars(credited)) == [10_000_000, 30_000_000]
        assert (order.box_id, order.from_box_id) == (bank.id, bank.id)
        assert [row.balance_amount for row in session.scalars(select(StandingRow).order_by(StandingRow.book_id))] == [70_000_000, 90_000_000]
        file = session.get_one(StoredFile, order.voucher_file_id)
        assert (file.opens_with, file.for_unit_id) == ("payment:paper", None)
        account = session.get_one(PayeeAccount, order.payee_account_id)
        assert NUMBER.replace("-", "") not in account.account_sealed
        assert account.account == NUMBER.replace("-", "")
    said = paper(world, order.voucher_file_id)
    for part in ("ỦY NHIỆM CHI", "Liên 1", "Liên 2", "NGUYEN THI HUONG", "Bốn mươi triệu đồng chẵn", voucher.label, "Vietcombank", "Agribank", "Có: 1121 40.000.000"):
        assert part in said, part
    assert NUMBER.replace("-", "") in said.replace(" ", "")
    assert failed(world) == []


def test_cash_and_transfer_do_not_change_places_and_have_numbers_of_their_own(world: Any) -> None:
    _decided, cash = paid(world)
    other = decide(world, subject="cases/2", amounts=(5_000_000,))
    order = to_bank(world, other)
    act(world, order, "check_order", "hanh")
    with pytest.raises(PaymentRefused, match="chuyển khoản"):
        act(world, order, "pay_in_cash", "lan")
    vouch(world, order, "van")
    voucher = act(world, order, "pay_by_transfer", "lan")
    with world.transaction() as session:
        labels = [session.get_one(Voucher, one).label for one in (cash.voucher_id, voucher.id)]
    assert [re.sub(r"\d\d-", "-", label) for label in labels] == ["PC-0001", "UNC-0001"]
    with pytest.raises(PaymentRefused, match="tiền mặt"):
        act(world, make(world, decide(world, subject="cases/3", amounts=(1_000_000,))), "pay_by_transfer", "lan")


def test_a_new_account_waits_and_the_refusal_says_until_when(world: Any) -> None:
    order = to_bank(world, decide(world))
    act(world, order, "check_order", "hanh")
    with world.transaction() as session:
        account = session.get_one(PayeeAccount, order.payee_account_id)
        assert (account.usable_on - account.first_seen_on).days == LATER
    with pytest.raises(PaymentRefused, match=f"sớm nhất chi được ngày {account.usable_on:%d/%m/%Y}"):
        act(world, order, "pay_by_transfer", "lan")
    assert read(world, order).state == "checked"
    with in_days(LATER):
        act(world, order, "pay_by_transfer", "lan")
    assert read(world, order).state == "paid"
    assert failed(world) == []


def test_somebody_else_calls_back_and_never_who_added_or_pays(world: Any) -> None:
    order = to_bank(world, decide(world))
    with pytest.raises(PaymentRefused, match="người giữ nhiệm vụ khác"):
        vouch(world, order, "tuan")
    with pytest.raises(PaymentRefused, match="đã gọi cho ai"):
        vouch(world, order, note="  ")
    vouch(world, order, "lan")
    with pytest.raises(PaymentRefused, match="có người gọi lại"):
        vouch(world, order, "van")
    act(world, order, "check_order", "hanh")
    with pytest.raises(PaymentRefused, match="sớm nhất"):
        act(world, order, "pay_by_transfer", "lan")


def test_another_account_voids_the_approvals_and_waits_anew(world: Any) -> None:
    decided, order = transferred(world, amounts=(30_000_000,))
    again = to_bank(world, decide(world, subject="cases/2", amounts=(5_000_000,)))
    act(world, again, "check_order", "hanh")
    with world.transaction() as session:
        bank = session.scalars(select(CashBox).where(CashBox.kind == "bank")).one()
    same = {"payee_name": "Nguyễn Thị Hường", "payee_address": "Thôn Đồng Quýt", "reason": "Chi hỗ trợ", "attachments": 3}
    act(world, again, "mend_order", "tuan", **same, to=Transfer("VCB", "", "NGUYEN THI HUONG", bank))
    kept = read(world, again)
    assert (kept.payee_account_id, kept.state, kept.checked_by_id) == (order.payee_account_id, "draft", None)
    act(world, again, "check_order", "hanh")
    act(world, again, "mend_order", "tuan", **same, to=Transfer("VCB", "999 0009", "NGUYEN THI HUONG", bank))
    changed = read(world, again)
    assert (changed.state, changed.checked_digest) == ("draft", None)
    assert changed.payee_account_id != order.payee_account_id
    act(world, again, "check_order", "hanh")
    with pytest.raises(PaymentRefused, match="sớm nhất"):
        act(world, again, "pay_by_transfer", "lan")
    assert decided


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"number": "12a"}, "account_number"), ({"number": " "}, "account_number"), ({"holder": " "}, "holder_name"), ({"bank": "XYZ"}, "bank")],
)
def test_what_a_transfer_lacks_is_said_on_its_field(world: Any, changed: dict[str, str], field: str) -> None:
    with pytest.raises(PaymentRefused) as refused:
        to_bank(world, decide(world), **changed)
    assert refused.value.field == field


def test_a_transfer_leaves_a_bank_account_of_the_unit(world: Any) -> None:
    decided = decide(world)
    with world.transaction() as session:
        cash = session.get_one(CashBox, decided.box_id)
    with pytest.raises(PaymentRefused, match="tài khoản ngân hàng đang mở"):
        make(world, decided, to=Transfer("VCB", NUMBER, "A", cash))


def test_the_database_itself_refuses_another_account_and_a_new_one(world: Any) -> None:
    order = to_bank(world, decide(world))
    vouch(world, order)
    act(world, order, "check_order", "hanh")
    for statement in (
        "UPDATE payment_order SET version = version + 1, payee_account_id = NULL, method = 'cash', from_box_id = NULL",
        "UPDATE payee_account SET holder_name = 'Người khác'", "UPDATE payee_account SET usable_on = first_seen_on", "DELETE FROM payee_account",
        "UPDATE payee_account SET account_sealed = 'v1.k1.AAAA'", "DELETE FROM payee_call_back", "UPDATE payee_call_back SET note = 'x'",
    ):
        with pytest.raises(DBAPIError), world.db.engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_what_is_odd_is_noted_once_and_stays(world: Any) -> None:
    with_signer(world, limits=[LimitLine("province", 42_000_000)])
    with world.transaction() as session:
        session.get_one(User, world.users["lan"]).bank_index = crypto.blind_index("bank_account", NUMBER.replace("-", ""))
    order = to_bank(world, decide(world, holdings=200_000_000), holder="Trần Văn Khác", help_keys=["household:x"])
    other = to_bank(world, decide(world, subject="cases/2", amounts=(41_000_000,)), help_keys=["household:y"])
    third = to_bank(world, decide(world, subject="cases/3", amounts=(40_500_000,)), help_keys=["household:z"])
    act(world, other, "check_order", "hanh")
    with world.transaction() as session:
        noted = {(row.order_id, row.kind) for row in session.scalars(select(PaymentWarning))}
        assert {(order.id, "officer"), (order.id, "name"), (other.id, "households"), (other.id, "name"), (third.id, "limit")} <= noted
        told = [str(one) for one in queries.warnings(session, session.get_one(PaymentOrder, third.id), clock.today())]
        assert any("của mình" in one for one in told)
        count = len(list(session.scalars(select(PaymentWarning.id))))
    act(world, other, "return_order", "hanh", reason="Xem lại")
    act(world, order, "check_order", "hanh")
    with world.transaction() as session:
        assert len(list(session.scalars(select(PaymentWarning.id)))) >= count


def test_an_account_declared_by_another_household_is_odd(world: Any) -> None:
    household_id = put_on_file(world, bank_account=NUMBER)
    with world.transaction() as session:
        key = session.get_one(Household, household_id).help_key
    own = to_bank(world, decide(world, holdings=200_000_000), help_keys=[key])
    strange = to_bank(world, decide(world, subject="cases/2", amounts=(5_000_000,)), help_keys=["household:another"])
    with world.transaction() as session:
        kinds = {order.id: {row.kind for row in queries.warnings_of(session, order)} for order in session.scalars(select(PaymentOrder))}
    assert "other_member" not in kinds[own.id]
    assert kinds[strange.id] == {"other_member", "households"}


def test_an_account_other_than_last_time_is_odd(world: Any) -> None:
    transferred(world, amounts=(30_000_000,))
    again = to_bank(world, decide(world, amounts=(5_000_000,)), number="999 0009")
    with world.transaction() as session:
        assert [row.kind for row in queries.warnings_of(session, session.get_one(PaymentOrder, again.id))] == ["account"]


def test_a_copy_of_the_paper_is_marked_and_a_reversal_gives_the_money_back_to_the_account(world: Any) -> None:
    _decided, order = transferred(world)
    copy = act(world, order, "reprint", "lan")
    assert "BẢN IN LẠI LẦN 1" in paper(world, copy.file_id)
    act(world, order, "ask_reversal", "tuan", reason="Ngân hàng trả lại: sai tên")
    act(world, order, "confirm_reversal", "van")
    assert read(world, order).state == "reversed"
    assert failed(world) == []


def test_the_number_is_masked_on_every_page_and_whole_only_on_the_paper(world: Any, client: Any) -> None:
    order = to_bank(world, decide(world))
    vouch(world, order, "van")
    act(world, order, "check_order", "hanh")
    lan, bare = client("lan"), NUMBER.replace("-", "")
    page = lan.get(f"/payments/{order.id}").click("Lập ủy nhiệm chi")
    page.mustcontain("Vietcombank ••••4567")
    form = next(form for form in page.forms.values() if form.action.endswith("/payment"))
    shown = form.submit().follow()
    shown.mustcontain("UNC26-0001", "Ủy nhiệm chi (PDF)")
    for who, path in (("lan", f"/payments/{order.id}"), ("binh", "/payments/payees"), ("binh", "/payments/warnings"), ("tuan", "/payments?view=all")):
        assert bare not in client(who).get(path).text
    answer = next(form for form in shown.forms.values() if form.action.endswith("/paper")).submit()
    assert answer.content_type == "application/pdf"
    client("binh").get("/access/trail").mustcontain("Mở ủy nhiệm chi có số tài khoản")
    client("binh").get(f"/payments/{order.id}/voucher.pdf", status=404)
    client("binh").get(f"/documents/{read(world, order).voucher_file_id}", status=403)


def test_pages_of_the_register(world: Any, client: Any) -> None:
    order = to_bank(world, decide(world))
    page = client("hanh").get("/payments/payees")
    form = page.click("Ghi xác nhận cho").forms
    form = next(one for one in form.values() if one.action.endswith("/call-back"))
    form["note"] = "Gọi số trong đơn"
    form.submit().follow().mustcontain("Gọi số trong đơn", "Chi được")
    client("tuan").get(f"/payments/payees/{order.payee_account_id}/call-back", status=403)
    client("son").get(f"/payments/payees/{order.payee_account_id}/call-back", status=403)
    assert "4567" not in client("son").get("/payments/payees").text
    answer = client("binh").get("/payments/warnings/export")
    assert answer.content_type.startswith("application/vnd.openxmlformats")


def test_pure_oddness_is_reckoned_in_order() -> None:
    from fundapp.payments.suspicion import Kind, Known, just_under, suspicions

    day = clock.today()
    known = Known(amount=46_000_000, made_on=day, payee="a", decided_on=None, limits=[50_000_000], recent=[47_000_000, 49_000_000, 10_000_000])
    assert [one.kind for one in suspicions(known)] == [Kind.UNDECIDED, Kind.LIMIT]
    assert [just_under(amount, 50) for amount in (45, 46, 50, 51)] == [False, True, True, False]
    odd = Known(
        amount=1, made_on=day, payee="a", decided_on=day, account="VCB ••••1", holder="b", holder_shown="B", officers=["X"], is_of_another=True,
        others=["PC1"], other_holders=["C"], last_account="MB ••••2", last_code="PC0",
    )
    assert [one.kind for one in suspicions(odd)] == [Kind.OFFICER, Kind.OTHER_MEMBER, Kind.HOUSEHOLDS, Kind.NAME, Kind.NAME, Kind.ACCOUNT]


def test_the_service_knows_only_accounts_of_the_paying_unit(world: Any) -> None:
    decided = decide(world)
    assert with_bank(world, decided) == with_bank(world, decided)
    assert service.Transfer is Transfer
