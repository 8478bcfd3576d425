"""Who made an order has made it, also when somebody else has mended it since: he does not check, sign, pay or take back what he began."""

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from fundapp.payments.models import PaymentOrder
from fundapp.payments.service import PaymentRefused
from tests.payments.decided import act, decide, make
from tests.payments.signing import to_sign
from tests.payments.test_check import break_it, invariants
from tests.payments.test_signing import MENDED, failed
from tests.payments.test_triggers import CHECKED, attack


def mended(world: Any) -> PaymentOrder:
    """An order that tuan made and binh mended: by the row alone, binh has made it."""
    order = make(world, decide(world))
    return act(world, order, "mend_order", "binh", **MENDED)


def test_the_first_maker_does_not_check(world: Any) -> None:
    order = mended(world)
    with pytest.raises(PaymentRefused, match="đã lập đề nghị chi này"):
        act(world, order, "check_order", "tuan")


def test_the_first_maker_does_not_sign(world: Any) -> None:
    _decided, order = to_sign(world)
    order = act(world, order, "mend_order", "binh", **MENDED)
    act(world, order, "check_order", "hanh")
    with pytest.raises(PaymentRefused, match="đã lập hoặc kiểm tra"):
        act(world, order, "sign_order", "tuan")


def test_the_first_maker_does_not_pay(world: Any) -> None:
    order = mended(world)
    act(world, order, "check_order", "hanh")
    with pytest.raises(PaymentRefused, match="đã lập đề nghị chi này"):
        act(world, order, "pay_in_cash", "tuan")
    act(world, order, "pay_in_cash", "lan")
    assert failed(world) == []


def test_the_first_maker_does_not_decide_on_taking_it_back(world: Any) -> None:
    order = mended(world)
    act(world, order, "check_order", "hanh")
    act(world, order, "pay_in_cash", "lan")
    act(world, order, "ask_reversal", "lan", reason="chi nhầm người")
    for what in ("confirm_reversal", "keep_payment"):
        with pytest.raises(PaymentRefused, match="đã lập, kiểm tra, ký duyệt hoặc chi"):
            act(world, order, what, "tuan", **({"reason": "đã chi đúng"} if what == "keep_payment" else {}))


def test_the_first_maker_may_mend_again(world: Any) -> None:
    order = act(world, mended(world), "mend_order", "tuan", **MENDED)
    with pytest.raises(PaymentRefused, match="đã lập đề nghị chi này"):
        act(world, order, "check_order", "binh")
    act(world, order, "check_order", "hanh")
    act(world, order, "pay_in_cash", "lan")
    assert failed(world) == []


def test_raw_sql_does_not_pass_the_first_maker_off_as_another(world: Any) -> None:
    order = mended(world)
    with pytest.raises(DBAPIError, match="who made or mended"):
        attack(world, f"UPDATE payment_order SET checked_by_id = :tuan, {CHECKED} WHERE id = :id", id=order.id, tuan=world.users["tuan"])


def test_a_first_maker_who_paid_is_found(world: Any) -> None:
    order = mended(world)
    act(world, order, "check_order", "hanh")
    act(world, order, "pay_in_cash", "lan")
    break_it(world, "payment_event", "UPDATE payment_event SET by_id = :lan WHERE act = 'make'", None, {"lan": world.users["lan"]})
    assert order.code in invariants(world)["W3b"].wrong[0]
