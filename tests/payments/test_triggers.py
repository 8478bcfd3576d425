"""Raw SQL, as the app's own role, cannot pay past the check, put one person twice, change what was checked or delete anything."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.payments.decided import act, decide, make, paid


def attack(world: Any, statement: str, **values: Any) -> None:
    """Do it and commit; a wrong statement (no such column) must not pass for a refusal."""
    with world.db.engine.begin() as connection:
        try:
            done = connection.execute(text(statement), {name: value for name, value in values.items() if f":{name}" in statement})
        except DBAPIError as problem:
            if type(problem.orig).__name__ != "IntegrityError" and not (getattr(problem.orig, "sqlstate", None) or "").startswith("23"):
                raise AssertionError("no refusal, but a wrong statement") from problem
            raise
        assert done.rowcount != 0, "the attack has hit no row"


STEP = "version = version + 1"
CHECKED = f"state = 'checked', checked_at = held_at, checked_digest = 'x', {STEP}"
ON_DRAFT = {
    "checked by its maker": f"UPDATE payment_order SET checked_by_id = :tuan, {CHECKED} WHERE id = :id",
    "checked by the decider": f"UPDATE payment_order SET checked_by_id = :van, {CHECKED} WHERE id = :id",
    "checked by a barred person": f"UPDATE payment_order SET checked_by_id = :hoa, {CHECKED} WHERE id = :id",
    "checked by nobody": f"UPDATE payment_order SET {CHECKED} WHERE id = :id",
    "paid without a check": f"UPDATE payment_order SET state = 'paid', paid_by_id = :lan, {STEP} WHERE id = :id",
    "changed without a new version": "UPDATE payment_order SET payee_name = 'Khác' WHERE id = :id",
    "a version left out": "UPDATE payment_order SET payee_name = 'Khác', version = version + 2 WHERE id = :id",
    "a larger amount": f"UPDATE payment_order SET amount = amount + 1, {STEP} WHERE id = :id",
    "another decider": f"UPDATE payment_order SET decider_id = :binh, {STEP} WHERE id = :id",
    "another subject": f"UPDATE payment_order SET subject = 'cases/9', {STEP} WHERE id = :id",
    "another proof": f"UPDATE payment_order SET seal_id = seal_id + 1, {STEP} WHERE id = :id",
    "the decider as maker": f"UPDATE payment_order SET made_by_id = :van, {STEP} WHERE id = :id",
    "a barred maker": f"UPDATE payment_order SET made_by_id = :minh, {STEP} WHERE id = :id",
    "its maker barred": "INSERT INTO payment_barred (order_id, user_id) VALUES (:id, :tuan)",
    "somebody let in again": "DELETE FROM payment_barred WHERE order_id = :id",
    "a barred person renamed": "UPDATE payment_barred SET user_id = :son WHERE order_id = :id AND user_id = :hoa",
    "one share more": (
        "INSERT INTO payment_share (order_id, unit_id, reservation_id, book_id, amount) "
        "SELECT order_id, unit_id, reservation_id + 100, book_id, 1 FROM payment_share WHERE order_id = :id"
    ),
    "a share changed": "UPDATE payment_share SET amount = amount - 1 WHERE order_id = :id",
    "a share deleted": "DELETE FROM payment_share WHERE order_id = :id",
    "an event changed": "UPDATE payment_event SET by_id = :son WHERE order_id = :id",
    "an event deleted": "DELETE FROM payment_event WHERE order_id = :id",
    "an event of nothing": (
        "INSERT INTO payment_event (order_id, unit_id, version, act, from_state, to_state, by_id, at, note) "
        "SELECT order_id, unit_id, 2, 'check', 'draft', 'checked', by_id, at, '' FROM payment_event WHERE order_id = :id"
    ),
    "the order deleted": "DELETE FROM payment_order WHERE id = :id",
    "a copy before payment": (
        "INSERT INTO payment_reprint (order_id, unit_id, number, file_id, by_id, at) SELECT id, unit_id, 1, 1, made_by_id, held_at FROM payment_order"
    ),
}
SEAL = (
    "INSERT INTO seal (unit_id, subject, number, previous_digest, payload, payload_digest, cell_count, digest, sealed_on, sealed_by_id, sealed_at) "
    "SELECT unit_id, subject, number + 1, digest, payload, payload_digest, 0, digest, sealed_on, {}, sealed_at FROM seal WHERE subject = 'cases/1'"
)
ON_CHECKED = {
    "its maker confirms the decision": SEAL.format(":tuan"),
    "its checker confirms the decision": SEAL.format(":hanh"),
    "another payee": f"UPDATE payment_order SET payee_name = 'Khác', {STEP} WHERE id = :id",
    "another payee on the way back": f"UPDATE payment_order SET payee_name = 'Khác', state = 'returned', checked_by_id = NULL, {STEP} WHERE id = :id",
    "back to draft with the check": f"UPDATE payment_order SET state = 'draft', {STEP} WHERE id = :id",
    "given back and still checked": f"UPDATE payment_order SET state = 'returned', {STEP} WHERE id = :id",
    "another checker": f"UPDATE payment_order SET checked_by_id = :son, {STEP} WHERE id = :id",
    "another digest": f"UPDATE payment_order SET checked_digest = 'y', {STEP} WHERE id = :id",
    "paid without a voucher": f"UPDATE payment_order SET state = 'paid', paid_by_id = :lan, {STEP} WHERE id = :id",
    "its checker barred": "INSERT INTO payment_barred (order_id, user_id) VALUES (:id, :hanh)",
}
ON_PAID = {
    "taken back": f"UPDATE payment_order SET state = 'checked', {STEP} WHERE id = :id",
    "void": f"UPDATE payment_order SET state = 'void', {STEP} WHERE id = :id",
    "another receiver": f"UPDATE payment_order SET receiver_name = 'Khác', {STEP} WHERE id = :id",
    "another payer": f"UPDATE payment_order SET paid_by_id = :son, {STEP} WHERE id = :id",
    "another paper": f"UPDATE payment_order SET voucher_file_id = NULL, {STEP} WHERE id = :id",
    "a copy out of turn": (
        "INSERT INTO payment_reprint (order_id, unit_id, number, file_id, by_id, at) "
        "SELECT id, unit_id, 3, voucher_file_id, paid_by_id, held_at FROM payment_order WHERE id = :id"
    ),
}


@pytest.mark.parametrize("name", ON_DRAFT)
def test_a_draft_withstands(world: Any, name: str) -> None:
    order = make(world, decide(world))
    with pytest.raises(DBAPIError):
        attack(world, ON_DRAFT[name], id=order.id, **world.users)


@pytest.mark.parametrize("name", ON_CHECKED)
def test_a_checked_order_withstands(world: Any, name: str) -> None:
    order = make(world, decide(world))
    act(world, order, "check_order", "hanh")
    with pytest.raises(DBAPIError):
        attack(world, ON_CHECKED[name], id=order.id, **world.users)


@pytest.mark.parametrize("name", ON_PAID)
def test_a_paid_order_withstands(world: Any, name: str) -> None:
    _decided, order = paid(world)
    with pytest.raises(DBAPIError):
        attack(world, ON_PAID[name], id=order.id, **world.users)


PAYERS = ["tuan", "hanh", "van", "hoa"]


@pytest.mark.parametrize("who", PAYERS)
def test_a_whole_payment_by_the_wrong_person_is_refused(world: Any, who: str) -> None:
    """Everything that a payment needs is there, but for the right payer."""
    _decided, done = paid(world)
    order = make(world, decide(world, subject="cases/2"))
    act(world, order, "check_order", "hanh")
    statement = (
        f"UPDATE payment_order SET state = 'paid', paid_by_id = :{who}, paid_on = made_on, receiver_name = payee_name, voucher_id = :voucher, "
        f"voucher_file_id = :file, box_id = :box, {STEP} WHERE id = :id"
    )
    with world.db.engine.begin() as connection:
        values = {"amount": 1, "unit": done.unit_id, "hanh": world.users["hanh"]}
        connection.execute(
            text(
                "INSERT INTO voucher (unit_id, series, year, number, kind, voucher_on, amount, payee_name, payee_address, reason, attachments, state, "
                "issued_by_id, issued_at) SELECT unit_id, series, year, number + 1, kind, voucher_on, amount, payee_name, payee_address, reason, "
                "attachments, state, issued_by_id, issued_at FROM voucher"
            ),
            values,
        )
        voucher = connection.execute(text("SELECT max(id) FROM voucher")).scalar_one()
    with pytest.raises(DBAPIError):
        attack(world, statement, id=order.id, voucher=voucher, file=done.voucher_file_id, box=done.box_id, **world.users)
    attack(world, statement.replace(f":{who}", ":lan"), id=order.id, voucher=voucher, file=done.voucher_file_id, box=done.box_id, **world.users)


def test_an_act_without_its_event_stops_the_next_one(world: Any) -> None:
    order = make(world, decide(world))
    attack(world, f"UPDATE payment_order SET reason = 'Sửa lén', {STEP} WHERE id = :id", id=order.id)
    with pytest.raises(DBAPIError):
        act(world, order, "check_order", "hanh")


def test_who_confirmed_the_decision_anew_neither_makes_nor_checks(world: Any) -> None:
    order = make(world, decide(world))
    attack(world, SEAL.format(":hanh"), **world.users)
    checked = f"UPDATE payment_order SET checked_by_id = :who, {CHECKED} WHERE id = :id"
    for statement in (checked, f"UPDATE payment_order SET made_by_id = :who, {STEP} WHERE id = :id"):
        with pytest.raises(DBAPIError, match="confirmed anew"):
            attack(world, statement, id=order.id, who=world.users["hanh"])
    attack(world, checked, id=order.id, who=world.users["son"])
