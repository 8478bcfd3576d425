"""The signer between check and payment: only complete, only what was checked, within the limit, nobody twice."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fundapp.access.models import Post
from fundapp.kernel import clock
from fundapp.kernel.errors import Stale
from fundapp.payments import check, queries, service
from fundapp.payments.models import PaymentOrder, PaymentTerms
from fundapp.payments.service import LimitLine, PaymentRefused, TermsRefused
from tests.payments.decided import act, decide, make, paid, read
from tests.payments.signing import propose, to_sign, with_signer
from tests.payments.test_triggers import attack

MENDED = {"payee_name": "Người Khác", "payee_address": "Nơi khác", "reason": "Khác", "attachments": 1}
PROVINCE = 40_000_000


def failed(world: Any) -> list[str]:
    with world.transaction() as session:
        return [wrong for one in check.invariants(session) for wrong in one.wrong]


def waiting(world: Any, username: str) -> list[str]:
    with world.transaction(username) as session:
        return [str(one.act) for one in queries.waiting_on(session, world.actor(username), clock.today())]


def test_without_terms_the_chain_is_the_one_of_three(world: Any) -> None:
    _decided, order = paid(world)
    assert (order.needs_signature, order.signed_by_id, order.state) == (False, None, "paid")


def test_the_head_of_the_unit_who_decided_signs_and_then_the_treasurer_pays(world: Any) -> None:
    _decided, order = to_sign(world)
    assert (order.state, waiting(world, "van"), waiting(world, "lan")) == ("signing", ["Ký duyệt chi"], [])
    with pytest.raises(PaymentRefused, match="Chờ ký duyệt chi"):
        act(world, order, "pay_in_cash", "lan")
    act(world, order, "sign_order", "van")
    assert (waiting(world, "van"), waiting(world, "lan")) == ([], ["Chi tiền"])
    act(world, order, "pay_in_cash", "lan")
    done = read(world, order)
    assert (done.state, done.signed_by_id, done.signed_role, done.signed_kind) == ("paid", world.users["van"], "signer", "province")
    assert failed(world) == []


@pytest.mark.parametrize(("who", "why"), [("tuan", "đã lập hoặc kiểm tra"), ("hanh", "đã lập hoặc kiểm tra"), ("hoa", "không được tham gia chi tiền")])
def test_nobody_stands_twice_and_who_registered_does_not_sign(world: Any, who: str, why: str) -> None:
    _decided, order = to_sign(world)
    with pytest.raises(PaymentRefused, match=why):
        act(world, order, "sign_order", who)


def test_a_signer_tied_to_the_household_does_not_sign(world: Any) -> None:
    _decided, order = to_sign(world, barred_ids=[world.users["van"]], decider_id=world.users["binh"])
    with pytest.raises(PaymentRefused, match="có liên quan tới hộ"):
        act(world, order, "sign_order", "van")


def test_who_has_signed_confirms_no_reversal(world: Any) -> None:
    _decided, order = to_sign(world)
    act(world, order, "sign_order", "van")
    act(world, order, "pay_in_cash", "lan")
    act(world, order, "ask_reversal", "tuan", reason="Nhầm")
    with pytest.raises(PaymentRefused, match="ký duyệt hoặc chi khoản này"):
        act(world, order, "confirm_reversal", "van")


def test_what_is_not_complete_is_not_signed(world: Any) -> None:
    _decided, order = to_sign(world, attachments=0)
    with pytest.raises(PaymentRefused, match="chứng từ gốc"):
        act(world, order, "sign_order", "van")


def test_to_mend_what_was_approved_voids_the_approvals(world: Any) -> None:
    _decided, order = to_sign(world)
    act(world, order, "sign_order", "van")
    act(world, order, "mend_order", "tuan", **MENDED)
    mended = read(world, order)
    assert (mended.state, mended.checked_by_id, mended.signed_by_id, mended.signed_digest) == ("draft", None, None, None)
    with pytest.raises(PaymentRefused, match="Chờ kiểm tra"):
        act(world, order, "pay_in_cash", "lan")
    act(world, order, "check_order", "hanh")
    act(world, order, "sign_order", "van")
    act(world, order, "pay_in_cash", "lan")
    assert failed(world) == []


def test_the_signer_signs_what_was_shown_or_gives_it_back(world: Any) -> None:
    _decided, order = to_sign(world)
    with pytest.raises(Stale):
        act(world, order, "sign_order", "van", version=order.version - 1)
    act(world, order, "return_order", "van", reason="Thiếu giấy xác nhận")
    assert (read(world, order).state, waiting(world, "tuan")) == ("returned", ["Sửa đề nghị chi"])
    assert failed(world) == []


def test_limits_bind_role_kind_of_unit_fund_and_amount(world: Any) -> None:
    _decided, order = to_sign(world, limits=[LimitLine("province", PROVINCE - 1)])
    with pytest.raises(PaymentRefused, match=r"vượt hạn mức ký duyệt 39\.999\.999 đồng"):
        act(world, order, "sign_order", "van")
    assert waiting(world, "van") == []


def test_a_fund_has_a_limit_of_its_own(world: Any) -> None:
    books = decide(world).book_ids
    limits = [LimitLine("province", PROVINCE), LimitLine("province", 1_000_000, books[1])]
    with_signer(world, limits=limits)
    order = make(world, decide(world, subject="cases/2"), subject="cases/2")
    act(world, order, "check_order", "hanh")
    with pytest.raises(PaymentRefused, match=r"1\.000\.000"):
        act(world, order, "sign_order", "van")


def test_exactly_the_limit_is_signed_and_a_kind_without_a_line_signs_nothing(world: Any) -> None:
    _decided, order = to_sign(world, limits=[LimitLine("province", PROVINCE), LimitLine("commune", 1_000_000)])
    act(world, order, "sign_order", "van")
    assert failed(world) == []
    other = propose(world, limits=[LimitLine("commune", 1_000_000)], days=1)
    with world.transaction() as session:
        service.confirm_terms(session, session.get_one(PaymentTerms, other), by=world.actor("van"), on=clock.today())
        found = queries.signing_post(session, session.get_one(PaymentOrder, order.id), world.actor("van"), clock.today() + timedelta(days=1))
    assert "vượt hạn mức ký duyệt 0 đồng" in str(found.problem)


def test_terms_are_made_by_two_from_a_day_to_come(world: Any) -> None:
    terms_id = propose(world, days=1)
    assert (waiting(world, "van"), waiting(world, "hanh")) == (["Xác nhận quy định chi"], [])
    with world.transaction() as session:
        terms = session.get_one(PaymentTerms, terms_id)
        with pytest.raises(TermsRefused, match="người khác phải xác nhận"):
            service.confirm_terms(session, terms, by=world.actor("hanh"), on=clock.today())
        with pytest.raises(TermsRefused, match="sớm nhất từ ngày mai"):
            service.confirm_terms(session, terms, by=world.actor("van"), on=clock.today() + timedelta(days=1))
        with pytest.raises(TermsRefused, match="lý do không đồng ý"):
            service.refuse_terms(session, terms, reason=" ", by=world.actor("van"), on=clock.today())
        service.refuse_terms(session, terms, reason="Chưa có nghị quyết", by=world.actor("van"), on=clock.today())
    with pytest.raises(TermsRefused, match="không còn chờ"), world.transaction() as session:
        service.confirm_terms(session, session.get_one(PaymentTerms, terms_id), by=world.actor("van"), on=clock.today())
    assert failed(world) == []


@pytest.mark.parametrize(
    ("limits", "has_signer", "why"),
    [
        ([LimitLine("province", 1)], False, "Hạn mức là của người ký duyệt"), ([LimitLine("province", 1), LimitLine("province", 2)], True, "hai dòng"),
        ([LimitLine("province", 0)], True, "lớn hơn 0"), ([LimitLine("province", 1, role="treasurer")], True, "được ký duyệt chi"),
    ],
)
def test_limits_that_say_nothing_are_refused(world: Any, limits: list[LimitLine], has_signer: bool, why: str) -> None:
    with pytest.raises(TermsRefused, match=why):
        propose(world, limits=limits, has_signer=has_signer)


def test_one_change_waits_at_a_time(world: Any) -> None:
    propose(world, days=1)
    with pytest.raises(TermsRefused, match="chờ xác nhận"):
        propose(world, days=2)


def test_orders_made_before_the_day_keep_their_steps(world: Any) -> None:
    with_signer(world, days=1)
    order = make(world, decide(world))
    act(world, order, "check_order", "hanh")
    assert read(world, order).state == "checked"
    assert failed(world) == []


STEP = "version = version + 1"
SIGNED = (
    "state = 'checked', signed_on = made_on, signed_at = held_at, signed_digest = checked_digest, signed_role = 'signer', signed_kind = 'province', "
    f"signed_terms_id = :terms, {STEP}"
)
ON_SIGNING = {
    "past the signer": f"UPDATE payment_order SET state = 'checked', {STEP} WHERE id = :id",
    "paid past the signer": f"UPDATE payment_order SET state = 'paid', paid_by_id = :lan, {STEP} WHERE id = :id",
    "signed by its maker": f"UPDATE payment_order SET signed_by_id = :tuan, {SIGNED} WHERE id = :id",
    "signed by its checker": f"UPDATE payment_order SET signed_by_id = :hanh, {SIGNED} WHERE id = :id",
    "signed by a barred person": f"UPDATE payment_order SET signed_by_id = :hoa, {SIGNED} WHERE id = :id",
    "signed by nobody": f"UPDATE payment_order SET {SIGNED} WHERE id = :id",
    "another digest": f"UPDATE payment_order SET signed_by_id = :van, {SIGNED.replace('= checked_digest', '= lower(code)')} WHERE id = :id",
    "no terms": f"UPDATE payment_order SET signed_by_id = :van, {SIGNED.replace(':terms', 'NULL')} WHERE id = :id",
    "beyond the limit": f"UPDATE payment_order SET signed_by_id = :van, {SIGNED.replace('province', 'commune')} WHERE id = :id",
    "no signature wanted": f"UPDATE payment_order SET needs_signature = FALSE, {STEP} WHERE id = :id",
    "another payee": f"UPDATE payment_order SET payee_name = 'Khác', {STEP} WHERE id = :id",
    "another payee that keeps its check": f"UPDATE payment_order SET payee_name = 'Khác', state = 'draft', {STEP} WHERE id = :id",
    "the terms changed": "UPDATE payment_terms SET has_signer = FALSE",
    "the terms refused afterwards": "UPDATE payment_terms SET state = 'refused'",
    "the terms gone": "DELETE FROM payment_terms",
    "a limit raised": "UPDATE payment_limit SET amount = amount * 2",
    "a limit added": "INSERT INTO payment_limit (terms_id, role, unit_kind, amount) VALUES (:terms, 'signer', 'commune', 90000000)",
    "a limit gone": "DELETE FROM payment_limit",
}


@pytest.mark.parametrize("name", ON_SIGNING)
def test_raw_sql_signs_nothing_that_may_not_be_signed(world: Any, name: str) -> None:
    _decided, order = to_sign(world, limits=[LimitLine("province", PROVINCE)])
    with world.transaction() as session:
        terms = session.query(PaymentTerms).one().id
    with pytest.raises(DBAPIError):
        attack(world, ON_SIGNING[name], id=order.id, terms=terms, **world.users)
    with world.db.engine.begin() as connection:
        wanted = f"UPDATE payment_order SET signed_by_id = :van, {SIGNED} WHERE id = :id"
        assert connection.execute(text(wanted), {"id": order.id, "terms": terms, "van": world.users["van"]}).rowcount == 1


def test_raw_sql_takes_no_step_away_from_a_new_order(world: Any) -> None:
    _decided, order = to_sign(world)
    with world.db.engine.connect() as connection:
        names = [row for row in connection.execute(text("SELECT * FROM payment_order")).mappings().one() if row not in ("id", "code", "number", "needs_signature")]
    columns = ", ".join(names)
    copied = columns.replace("state", "'draft'").replace("version", "1").replace("checked_by_id", "NULL").replace("checked_digest", "NULL")
    insert = f"INSERT INTO payment_order (code, number, needs_signature, {columns}) SELECT code || 'x', number + 1, {{}}, {copied} FROM payment_order WHERE id = :id"
    with pytest.raises(DBAPIError, match="takes the steps of its unit"):
        attack(world, insert.format("FALSE"), id=order.id)
    attack(world, insert.format("TRUE"), id=order.id)


def test_where_nobody_is_left_to_take_it_back_the_page_says_whom_to_appoint(world: Any, client: Any) -> None:
    _decided, order = to_sign(world)
    act(world, order, "sign_order", "van")
    act(world, order, "pay_in_cash", "lan")
    tuan = client("tuan")
    tuan.get(f"/payments/{order.id}/reversal").mustcontain("Chưa có ai xác nhận đảo được", "phó chủ tịch")
    act(world, order, "ask_reversal", "tuan", reason="Giao nhầm người cùng tên")
    tuan.get(f"/payments/{order.id}").mustcontain("Chưa có ai xác nhận đảo được")
    # A deputy, who had no hand in it, is appointed for a time.
    with world.transaction() as session:
        session.add(Post(user_id=world.users["son"], role="signer", unit_id=world.units["LDLD-NB"], valid_from=clock.today()))
    tuan.get(f"/payments/{order.id}").mustcontain("Xác nhận được: Bùi Thế Sơn.", no=["Chưa có ai"])
    act(world, order, "confirm_reversal", "son")
    assert read(world, order).state == "reversed"
