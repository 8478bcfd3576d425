"""Several processes at once: one reservation is ordered once, one order is paid once, numbers have no gap."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import func, select

from fundapp import config, models  # noqa: F401  (a process of its own needs the whole schema)
from fundapp.access import queries as access
from fundapp.access.models import User
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.ledger.models import CashBox, Entry, Reservation, StandingRow, Voucher
from fundapp.payments import check, service
from fundapp.payments.models import PaymentOrder
from tests.payments.decided import act, decide, make, paid, read
from tests.payments.listing import approved
from tests.payments.signing import to_sign
from tests.payments.transferring import with_bank
from tests.processes import FORKED

ALL = Scope.everything("a test")


def _actor(session: Any, user_id: int) -> Any:
    return access.actor_of(session, session.get_one(User, user_id), on=clock.today())


def _answer(settings: config.Settings, url: str, gate: Any, answers: Any, done: str, try_it: Callable[[Any], str]) -> None:
    """In a process of its own: wait for the others, try, and tell what became of it."""
    config.use(settings)
    db = Database(url)
    gate.wait()
    try:
        answers.put((done, db.retried(try_it, ALL)))
    except Refusal as refusal:
        answers.put(("refused", str(refusal.message)))
    db.dispose()


def _order(settings: config.Settings, url: str, given: dict[str, Any], gate: Any, answers: Any) -> None:
    def try_it(session: Any) -> str:
        reservation = session.get_one(Reservation, given["reservation"])
        order = service.make_order(
            session, subject="cases/1", title="Mái ấm", shares=[(reservation, given["amount"])], payee_name="Nguyễn Thị Hường",
            payee_address="Thôn Đồng Quýt", reason="Chi hỗ trợ", attachments=1, seal_id=given["seal"], decider_id=given["van"], barred_ids=[],
            by=_actor(session, given["tuan"]), on=date.fromisoformat(given["on"]),
        )
        return order.code

    _answer(settings, url, gate, answers, "made", try_it)


def _pay(settings: config.Settings, url: str, given: dict[str, Any], gate: Any, answers: Any) -> None:
    def try_it(session: Any) -> str:
        order = session.get_one(PaymentOrder, given["order"])
        return service.pay_in_cash(
            session, order, box=session.get_one(CashBox, given["box"]), by=_actor(session, given["lan"]), on=date.fromisoformat(given["on"])
        ).label

    _answer(settings, url, gate, answers, "paid", try_it)


def _take_back(settings: config.Settings, url: str, given: dict[str, Any], gate: Any, answers: Any) -> None:
    def try_it(session: Any) -> str:
        order, by, on = session.get_one(PaymentOrder, given["order"]), _actor(session, given["van"]), date.fromisoformat(given["on"])
        if given["keeps"]:
            service.keep_payment(session, order, reason="Đúng người", by=by, on=on)
        else:
            service.confirm_reversal(session, order, by=by, on=on)
        return str(order.state)

    _answer(settings, url, gate, answers, "done", try_it)


def _sign_or_mend(settings: config.Settings, url: str, given: dict[str, Any], gate: Any, answers: Any) -> None:
    def try_it(session: Any) -> str:
        order, on = session.get_one(PaymentOrder, given["order"]), date.fromisoformat(given["on"])
        if given["mends"]:
            service.mend_order(session, order, payee_name="Người Khác", payee_address="Nơi khác", reason="Khác", attachments=1, by=_actor(session, given["tuan"]), on=on)
        else:
            service.sign_order(session, order, version=given["version"], by=_actor(session, given["van"]), on=on)
        return str(order.state)

    _answer(settings, url, gate, answers, "done", try_it)


def _list(settings: config.Settings, url: str, given: dict[str, Any], gate: Any, answers: Any) -> None:
    def try_it(session: Any) -> str:
        return service.make_batch(
            session, box=session.get_one(CashBox, given["box"]), order_ids=given["orders"], by=_actor(session, given["tuan"]), on=date.fromisoformat(given["on"])
        ).label

    _answer(settings, url, gate, answers, "listed", try_it)


def _transfer(settings: config.Settings, url: str, given: dict[str, Any], gate: Any, answers: Any) -> None:
    def try_it(session: Any) -> str:
        order = session.get_one(PaymentOrder, given["order"])
        return service.pay_by_transfer(session, order, by=_actor(session, given["lan"]), on=date.fromisoformat(given["on"])).label

    _answer(settings, url, gate, answers, "paid", try_it)


def _together(world: Any, target: Any, tasks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    url = world.db.engine.url.render_as_string(hide_password=False)
    world.db.dispose()
    gate, answers = FORKED.Barrier(len(tasks)), FORKED.Queue()
    workers = [FORKED.Process(target=target, args=(world.settings, url, {**task, **world.users, "on": clock.today().isoformat()}, gate, answers)) for task in tasks]
    for worker in workers:
        worker.start()
    given = [answers.get(timeout=120) for _worker in workers]
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    return given


def _wrong(world: Any) -> list[str]:
    with world.transaction() as session:
        return [wrong for one in check.invariants(session) for wrong in one.wrong]


def test_six_accountants_order_one_reservation_in_halves(world: Any) -> None:
    decided = decide(world, amounts=(30_000_000,))
    task = {"reservation": decided.reservation_ids[0], "amount": 15_000_000, "seal": decided.seal_id}
    given = _together(world, _order, [task] * 6)
    assert sorted(kind for kind, _said in given) == ["made"] * 2 + ["refused"] * 4
    assert all("chỉ còn 0 đồng" in said for kind, said in given if kind == "refused")
    assert len({said for kind, said in given if kind == "made"}) == 2
    assert _wrong(world) == []


def test_one_order_is_paid_once(world: Any) -> None:
    decided = decide(world)
    order = make(world, decided)
    act(world, order, "check_order", "hanh")
    given = _together(world, _pay, [{"order": order.id, "box": decided.box_id}] * 5)
    assert sorted(kind for kind, _said in given) == ["paid"] + ["refused"] * 4
    with world.transaction() as session:
        assert session.scalar(select(func.count()).select_from(Voucher)) == 1
        assert [row.reserved_amount for row in session.scalars(select(StandingRow))] == [0, 0]
    assert _wrong(world) == []


def test_payments_at_once_number_their_vouchers_without_a_gap(world: Any) -> None:
    tasks = []
    for place in range(5):
        decided = decide(world, subject=f"cases/{place + 1}", amounts=(4_000_000, 1_000_000), holdings=25_000_000)
        order = make(world, decided)
        act(world, order, "check_order", "hanh")
        tasks.append({"order": order.id, "box": decided.box_id})
    given = _together(world, _pay, tasks)
    assert sorted(said for _kind, said in given) == [f"PC{clock.today():%y}-{number:04d}" for number in range(1, 6)]
    assert _wrong(world) == []


def test_a_payment_is_taken_back_once_or_kept_once(world: Any) -> None:
    """Five at once confirm, or let the payment stand: one of them is heard, and the books follow it."""
    _decided, order = paid(world)
    act(world, order, "ask_reversal", "tuan", reason="Nhầm người")
    given = _together(world, _take_back, [{"order": order.id, "keeps": place % 2 == 1} for place in range(5)])
    heard = [said for kind, said in given if kind == "done"]
    assert len(heard) == 1
    with world.transaction() as session:
        taken_back = session.scalar(select(func.count()).select_from(Entry).where(Entry.kind == "reversal"))
        assert session.get_one(PaymentOrder, order.id).state == heard[0]
    assert taken_back == (2 if heard == ["reversed"] else 0)
    assert _wrong(world) == []


def test_five_signatures_at_once_are_one(world: Any) -> None:
    _decided, order = to_sign(world)
    given = _together(world, _sign_or_mend, [{"order": order.id, "version": order.version, "mends": False}] * 5)
    assert sorted(kind for kind, _said in given) == ["done"] + ["refused"] * 4
    assert (read(world, order).state, read(world, order).signed_by_id) == ("checked", world.users["van"])
    assert _wrong(world) == []


def test_the_payee_is_changed_while_somebody_signs(world: Any) -> None:
    """Whoever comes first: in the end the new payee is approved by nobody, and no signature of the old one pays."""
    _decided, order = to_sign(world)
    tasks = [{"order": order.id, "version": order.version, "mends": mends} for mends in (False, True, False, False)]
    given = _together(world, _sign_or_mend, tasks)
    assert ("done", "draft") in given
    assert sum(1 for one in given if one == ("done", "checked")) <= 1
    changed = read(world, order)
    assert (changed.state, changed.payee_name, changed.checked_by_id, changed.signed_by_id) == ("draft", "Người Khác", None, None)
    answers = _together(world, _pay, [{"order": order.id, "box": _decided.box_id}])
    assert answers[0][0] == "refused"
    assert _wrong(world) == []


def test_lists_made_at_once_share_no_order(world: Any) -> None:
    """Five lists at once, each with an order of its own kind and one that all of them want: one list has it, numbers run without a gap."""
    orders = [approved(world, place) for place in range(1, 4)]
    box_id = orders[0].from_box_id
    tasks = [{"box": box_id, "orders": [orders[0].id, orders[place].id]} for place in (1, 2, 1, 2)]
    given = _together(world, _list, tasks)
    assert sorted(kind for kind, _said in given) == ["listed"] + ["refused"] * 3
    assert all("đã nằm trong bảng kê" in said for kind, said in given if kind == "refused")
    assert _wrong(world) == []


def test_transfers_at_once_do_not_overdraw_the_account(world: Any) -> None:
    """Sixteen payers at one account of one fund that is one đồng short: exactly fifteen are paid, with numbers without a gap."""
    with_bank(world, decide(world, subject="cases/0", amounts=(1,)), 16 * 3_750_000 - 1)
    orders = [approved(world, place, 3_750_000) for place in range(1, 17)]
    given = _together(world, _transfer, [{"order": order.id} for order in orders])
    assert sorted(said for kind, said in given if kind == "paid") == [f"UNC{clock.today():%y}-{number:04d}" for number in range(1, 16)]
    assert [kind for kind, _said in given].count("refused") == 1
    assert _wrong(world) == []
