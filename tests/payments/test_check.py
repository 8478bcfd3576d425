"""Every invariant is shown to fail: a fault is seeded past triggers and checks, and found by name."""

from typing import Any

import pytest
from sqlalchemy import select, text

from fundapp.kernel import crypto
from fundapp.ledger import service as ledger
from fundapp.payments import check
from fundapp.payments.models import PayeeAccount
from fundapp.payments.service import LimitLine
from tests.conftest import Templates
from tests.payments.decided import act, approve_help, decide, make, paid
from tests.payments.listing import approved, listed, on_list
from tests.payments.signing import to_sign
from tests.payments.transferring import transferred
from tests.retold import retell


def invariants(world: Any) -> dict[str, Any]:
    with world.transaction() as session:
        return {one.code: one for one in check.invariants(session)}


def break_it(world: Any, table: str, statement: str, constraint: str | None, values: dict[str, Any]) -> None:
    """Do with the rights of whoever owns the database what the app's own role may not."""
    with world.db.engine.connect() as connection:
        if world.db.is_sqlite:
            connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"), {"table": table}).scalars()
            for name in list(names):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
            if constraint:
                connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        assert connection.execute(text(statement), {name: value for name, value in values.items() if f":{name}" in statement}).rowcount > 0
        connection.commit()


FAULTS = {
    "W2b": ("payment_event", "DELETE FROM payment_event WHERE act = 'check'", None),
    "W3b": ("payment_order", "UPDATE payment_order SET paid_by_id = checked_by_id", "ck_payment_order_payer_apart"),
    "W4b": ("payment_share", "UPDATE payment_share SET amount = amount + 1", None),
    "W4c": (
        "reservation", "UPDATE reservation SET lapse_on = '2000-01-01', warn_on = '2000-01-01', consumed_amount = 0, state = 'open'",
        "ck_reservation_lapse_after_promise",
    ),
    "W6b": ("payment_order", "UPDATE payment_order SET version = version + 1", None),
    "W7": ("payment_counter", "UPDATE payment_counter SET last_number = last_number + 1", None),
    "W8": ("voucher", "UPDATE voucher SET amount = amount - 1", None),
    "W8b": ("payment_order", "UPDATE payment_order SET subject = 'cases/999'", None),
    "W13": ("payment_order", "UPDATE payment_order SET payee_name = 'Người khác'", None),
    "W14": (
        "ledger_entry",
        "UPDATE ledger_entry SET reverses_id = (SELECT min(id) FROM ledger_entry WHERE voucher_id IS NOT NULL) WHERE id = (SELECT min(id) FROM ledger_entry)",
        "ck_ledger_entry_reversal_names_its_entry",
    ),
    "W15": ("help_given", "UPDATE help_given SET given_amount = 1", None),
    "W16": ("payment_terms", "UPDATE payment_terms SET has_signer = NOT has_signer", None),
    "W17": ("payment_terms", "UPDATE payment_terms SET state = 'refused'", None),
    "W18": ("payment_terms", "UPDATE payment_terms SET decided_by_id = proposed_by_id", "ck_payment_terms_four_eyes"),
    "P2": ("public_paper", "DELETE FROM public_paper", None),
    "P1": ("payment_order", "UPDATE payment_order SET voucher_file_id = NULL", "ck_payment_order_paid_whole"),
}


OF_TRANSFERS = {"W19": ("payee_call_back", "UPDATE payee_call_back SET by_id = :tuan", None)}


def signed_and_paid(world: Any) -> Any:
    """An order of a unit with a signer that has gone all the way, and the help it gave."""
    approve_help(world)
    _decided, order = to_sign(world)
    act(world, order, "sign_order", "van")
    act(world, order, "pay_in_cash", "lan")
    return order


@pytest.fixture
def order(templates: Templates, world: Any) -> Any:
    return retell(templates, world, "signed and paid", signed_and_paid)


SIGNATURES = {
    "beyond the limit": ("payment_order", "UPDATE payment_order SET amount = amount + 1", None),
    "of something else": ("payment_order", "UPDATE payment_order SET signed_digest = 'x'", "ck_payment_order_signed_whole"),
    "of an incomplete voucher": ("payment_order", "UPDATE payment_order SET attachments = 0", None),
    "of nobody": ("payment_order", "UPDATE payment_order SET signed_by_id = NULL", "ck_payment_order_signed_when_wanted"),
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_seeded_signature_is_found(world: Any, name: str) -> None:
    _decided, order = to_sign(world, limits=[LimitLine("province", 40_000_000)])
    act(world, order, "sign_order", "van")
    assert invariants(world)["W17"].wrong == []
    break_it(world, *SIGNATURES[name], {})
    assert order.code in invariants(world)["W17"].wrong[0]


def test_a_payment_past_its_signer_is_found(world: Any, order: Any) -> None:
    break_it(world, "payment_event", "DELETE FROM payment_event WHERE act = 'sign'", None, {})
    assert order.code in invariants(world)["W2b"].wrong[0]


def test_a_signer_who_made_or_checked_is_found(world: Any, order: Any) -> None:
    break_it(world, "payment_order", "UPDATE payment_order SET signed_by_id = checked_by_id", "ck_payment_order_signer_apart", {})
    assert order.code in invariants(world)["W3b"].wrong[0]


@pytest.mark.usefixtures("order")
def test_all_is_well_and_every_invariant_has_looked_at_rows(world: Any) -> None:
    found = invariants(world)
    assert set(found) == {*FAULTS, *OF_TRANSFERS, "W12", "W20"}
    assert {code: (one.rows > 0, one.wrong) for code, one in found.items()} == {code: (code in FAULTS, []) for code in found}


@pytest.mark.parametrize("code", OF_TRANSFERS)
def test_a_seeded_fault_of_a_transfer_is_found(world: Any, code: str) -> None:
    _decided, order = transferred(world)
    assert (invariants(world)[code].rows, invariants(world)[code].wrong) == (1, [])
    break_it(world, *OF_TRANSFERS[code], world.users)
    assert order.code in invariants(world)[code].wrong[0]


def test_another_person_on_the_order_than_in_its_events_is_found(world: Any, order: Any) -> None:
    break_it(world, "payment_event", "UPDATE payment_event SET by_id = :minh WHERE act = 'check'", None, world.users)
    assert order.code in invariants(world)["W6b"].wrong[0]


@pytest.mark.parametrize("what", ["payee_name = 'Người khác'", "reason = 'Việc khác'", "voucher_on = '2026-01-02'"])
def test_a_voucher_that_says_something_else_than_its_order_is_found(world: Any, order: Any, what: str) -> None:
    break_it(world, "voucher", f"UPDATE voucher SET {what}", None, {})
    assert order.code in invariants(world)["W8"].wrong[0]


@pytest.mark.parametrize(
    ("code", "table", "statement"),
    [
        ("W8", "payment_order", "UPDATE payment_order SET box_id = (SELECT max(id) FROM cash_box WHERE id <> box_id)"),
        ("P1", "stored_file", "UPDATE stored_file SET name = 'phieu-chi-PC26-9999.pdf' WHERE origin = 'printed'"),
        ("P1", "stored_file", "UPDATE stored_file SET origin = 'uploaded'"),
    ],
    ids=["another box", "another voucher's paper", "no printed paper"],
)
def test_an_order_that_points_elsewhere_is_found(world: Any, order: Any, code: str, table: str, statement: str) -> None:
    with world.transaction() as session:
        ledger.add_box(session, unit_id=order.unit_id, kind="cash", name="Két thứ hai", by=world.actor("tuan"))
    assert invariants(world)[code].wrong == []
    break_it(world, table, statement, None, {})
    assert order.code in invariants(world)[code].wrong[0]


@pytest.mark.parametrize("forged", ["another number", "another row's", "another tail"])
def test_a_number_other_than_the_approved_one_is_found(world: Any, forged: str) -> None:
    transferred(world)
    with world.transaction() as session:
        row = session.scalars(select(PayeeAccount)).one()
        about = PayeeAccount.account.about("payee_account", row.uid if forged == "another number" else "0" * 32)
        token, tail = crypto.seal("00990099001122", about), row.account_tail
    assert (invariants(world)["W20"].rows, invariants(world)["W20"].wrong) == (1, [])
    what = f"account_tail = '{'1' if tail[0] != '1' else '2'}{tail[1:]}'" if forged == "another tail" else "account_sealed = :token"
    break_it(world, "payee_account", f"UPDATE payee_account SET {what}", None, {"token": token})
    said = invariants(world)["W20"].wrong[0]
    assert ("không mở được" if forged == "another row's" else "khác với dấu đã duyệt") in said


OF_LISTS = {
    "said to be done": ("payment_batch", "UPDATE payment_batch SET state = 'done'"),
    "said to be given up": ("payment_batch", "UPDATE payment_batch SET state = 'void', void_reason = 'x'"),
    "another sum": ("payment_batch", "UPDATE payment_batch SET total_amount = total_amount + 1"),
    "another mark": ("payment_batch", "UPDATE payment_batch SET list_digest = 'x'"),
    "another amount": ("payment_batch_line", "UPDATE payment_batch_line SET amount = amount + 1"),
    "said to be paid": ("payment_batch_line", "UPDATE payment_batch_line SET state = 'paid', settled_on = '2026-11-20'"),
}


@pytest.mark.parametrize("name", OF_LISTS)
def test_a_seeded_fault_of_a_list_is_found(world: Any, name: str) -> None:
    batch = listed(world, approved(world, 1))
    on_list(world, batch, "approve_batch", "van")
    assert (invariants(world)["W12"].rows, invariants(world)["W12"].wrong) == (1, [])
    break_it(world, *OF_LISTS[name], None, {})
    assert "BK26-0001" in invariants(world)["W12"].wrong[0]


def test_an_order_in_two_lists_is_found(world: Any) -> None:
    listed(world, approved(world, 1))
    with world.db.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX uq_payment_batch_line_live")
    columns = "order_id, unit_id, for_unit_id, amount, state, reason"
    again = f"INSERT INTO payment_batch_line (batch_id, position, {columns}) SELECT batch_id, 2, {columns} FROM payment_batch_line"
    break_it(world, "payment_batch_line", again, None, {})
    assert any("hai bảng kê" in one for one in invariants(world)["W12"].wrong)


def test_another_account_than_the_one_approved_is_found(world: Any) -> None:
    _decided, order = transferred(world)
    break_it(world, "payee_account", "UPDATE payee_account SET bank_code = 'MB'", None, {})
    assert order.code in invariants(world)["W13"].wrong[0]


@pytest.mark.parametrize("code", FAULTS)
def test_a_seeded_fault_is_found(world: Any, order: Any, code: str) -> None:
    table, statement, constraint = FAULTS[code]
    break_it(world, table, statement, constraint, world.users)
    wrong = invariants(world)[code].wrong
    assert wrong
    assert order.code in wrong[0] or "cam kết chi" in wrong[0] or "quy định chi" in wrong[0] or "số nhưng còn" in wrong[0] or order.subject in wrong[0]


def test_somebody_barred_in_the_chain_is_found(world: Any) -> None:
    _decided, order = paid(world)
    break_it(world, "payment_barred", "UPDATE payment_barred SET user_id = :lan WHERE user_id = :hoa", None, world.users)
    assert order.code in invariants(world)["W3b"].wrong[0]


def test_orders_beyond_the_reservation_are_found(world: Any) -> None:
    order = make(world, decide(world))
    break_it(world, "payment_share", "UPDATE payment_share SET amount = amount * 3", None, {})
    wrong = invariants(world)["W4b"].wrong
    assert any("vượt số đã cam kết" in one for one in wrong)
    assert any(order.code in one for one in wrong)


def test_a_reversal_confirmed_by_who_was_in_the_payment_is_found(world: Any) -> None:
    _decided, order = paid(world)
    act(world, order, "ask_reversal", "tuan", reason="Nhầm")
    act(world, order, "confirm_reversal", "van")
    assert invariants(world)["W14"].wrong == []
    break_it(world, "payment_order", "UPDATE payment_order SET reversed_by_id = paid_by_id", "ck_payment_order_reverser_apart", world.users)
    assert order.code in invariants(world)["W14"].wrong[0]


def test_a_reversal_of_one_fund_of_two_is_found(world: Any) -> None:
    _decided, order = paid(world)
    act(world, order, "ask_reversal", "tuan", reason="Nhầm")
    act(world, order, "confirm_reversal", "van")
    break_it(
        world, "ledger_entry", "UPDATE ledger_entry SET kind = 'ordinary', reverses_id = NULL WHERE id = (SELECT max(id) FROM ledger_entry)",
        "ck_ledger_entry_reversal_names_its_entry", world.users,
    )
    assert order.code in invariants(world)["W14"].wrong[0]
