"""Money of a paid order that comes back: asked for with a QR to pay by, given back to its funds when it has come."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import EXPECTED_STATE_LABELS, EXPECTED_STATE_TONES
from fundapp.ledger.models import Expected
from fundapp.ledger.service import withdraw_expected
from fundapp.payments import service
from fundapp.payments.forms import AllocateForm, HandbackForm, WithdrawForm
from fundapp.payments.models import PaymentOrder
from fundapp.payments.views.blueprint import bp
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.get("/<int:order_id>/handback")
@requires("payment:read")
def handback(order_id: int) -> Any:
    """What is to be returned of an order, how to pay it, what has come; nothing of money that is lent."""
    order = fetch(PaymentOrder, order_id, "payment:read")
    if order.account_code is not None:
        abort(404)
    return _page(order)


@bp.post("/<int:order_id>/handback")
@requires("payment:make")
def ask_handback(order_id: int) -> Any:
    """Expect money back."""
    order, form = fetch(PaymentOrder, order_id, "payment:make"), HandbackForm()
    if form.validate_on_submit():
        with refusals(form):
            amount, due_on = form.amount.data or 0, form.due_on.data or clock.today()
            service.ask_handback(g.db, order, amount=amount, due_on=due_on, reason=form.reason.data, by=g.actor, on=clock.today())
            flash(_("Đã ghi khoản chờ hoàn trả. Hãy gửi mã QR cho người phải trả."), "good")
            return redirect(url_for("payments.handback", order_id=order_id), 303)
    return _page(fetch(PaymentOrder, order_id), form=form)


@bp.post("/<int:order_id>/handback/withdrawal")
@requires("payment:make")
def withdraw_handback(order_id: int) -> Any:
    """Expect what has not come no longer."""
    order, form = fetch(PaymentOrder, order_id, "payment:make"), WithdrawForm()
    if form.validate_on_submit():
        with refusals(form):
            for one in _open(order):
                withdraw_expected(g.db, one, reason=form.withdrawn_reason.data, by=g.actor, on=clock.today())
            flash(_("Không chờ hoàn trả phần còn lại nữa."), "info")
            return redirect(url_for("payments.handback", order_id=order_id), 303)
    return _page(fetch(PaymentOrder, order_id), withdrawal=form)


@bp.post("/<int:order_id>/handback/allocation")
@requires("ledger:post")
def allocate_handback(order_id: int) -> Any:
    """Draft what gives the returned money back to its funds."""
    order, form = fetch(PaymentOrder, order_id, "ledger:post"), AllocateForm()
    if form.validate_on_submit():
        with refusals(form):
            made = service.allocate_handback(g.db, order, by=g.actor, on=clock.today())
            flash(_("Đã lập bút toán đưa tiền về quỹ. Phụ trách kế toán ghi sổ."), "good")
            return redirect(url_for("ledger.entry", entry_id=made[0].id), 303)
    return _page(fetch(PaymentOrder, order_id), allocating=form)


def _open(order: PaymentOrder) -> list[Expected]:
    return [one for one in ledger.expected_of(g.db, order.reference) if one.open_amount]


def _page(order: PaymentOrder, **sent: Any) -> Any:
    rows = ledger.expected_of(g.db, order.reference)
    left = order.amount - sum(one.came_amount + one.open_amount for one in rows)
    # One transfer pays all funds: the bank's line is laid over everything that bears the code.
    still = [one for one in rows if one.open_amount]
    missing = sum(one.open_amount for one in still)
    pay = ledger.how_to_pay(g.db, still[0], missing) if still else None
    forms: dict[str, Any] = {"form": HandbackForm, "withdrawal": WithdrawForm, "allocating": AllocateForm}
    shown = render_template(
        "payments/handback.html", order=order, **{name: sent.get(name) or kind(formdata=None) for name, kind in forms.items()},
        rows=rows, left=left, states=EXPECTED_STATE_LABELS,
        tones=EXPECTED_STATE_TONES, missing=missing, pay=pay,
        waiting=ledger.waiting_for_allocation(g.db, order.reference), moves=ledger.moves_of_expected(g.db, [one.id for one in rows]),
        donations={one.id: one.name for one in ledger.earmarks_of(g.db, {row.book_id for row in rows if row.earmark_id})},
        funds={book.id: book.name for book in ledger.books(g.db, unit_id=order.unit_id)},
    )
    return shown, 422 if request.method == "POST" else 200
