"""Pages by which a payment is taken back: asked for by one, confirmed by another."""

from typing import Any

from flask import abort, flash, g, redirect, request, url_for

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.payments import service
from fundapp.payments.forms import ConfirmForm, ReversalForm
from fundapp.payments.models import PaymentOrder
from fundapp.payments.views.blueprint import bp
from fundapp.payments.views.orders import act_page, seen
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.route("/<int:order_id>/reversal", methods=["GET", "POST"])
@requires("payment:read")
def reversal(order_id: int) -> Any:
    """Whoever made, checked or paid asks for the payment to be taken back, with the reason."""
    order = fetch(PaymentOrder, order_id, "payment:read")
    if not any(g.actor.can(permission, order) for permission in ("payment:make", "payment:check", "payment:pay")):
        abort(403)
    form = ReversalForm(version=order.version)
    if form.validate_on_submit():
        with refusals(form):
            service.ask_reversal(g.db, order, reason=form.reason.data, version=seen(form), by=g.actor, on=clock.today())
            flash(_("Đã đề nghị đảo khoản chi %(code)s. Người khác sẽ xem và xác nhận.", code=order.code), "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    return act_page("payments/reversal.html", order, form)


@bp.route("/<int:order_id>/reversal/confirmation", methods=["GET", "POST"])
@requires("payment:read")
def reversal_confirmation(order_id: int) -> Any:
    """Somebody who was not in the payment takes it back in every fund at once, or lets it stand; who asked may take the request back."""
    order = fetch(PaymentOrder, order_id, "payment:read")
    if not g.actor.can("payment:reverse", order) and g.actor.user_id != order.reversal_asked_by_id:
        abort(403)
    form = ConfirmForm(version=order.version)
    if form.validate_on_submit():
        with refusals(form):
            if request.form.get("act") == "keep":
                service.keep_payment(g.db, order, reason=form.reason.data or "", version=seen(form), by=g.actor, on=clock.today())
                flash(_("Khoản chi %(code)s giữ nguyên, không đảo.", code=order.code), "info")
            else:
                service.confirm_reversal(g.db, order, version=seen(form), by=g.actor, on=clock.today())
                flash(_("Đã đảo khoản chi %(code)s ở mọi quỹ; tiền lại được giữ cho hồ sơ.", code=order.code), "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    return act_page("payments/reversal_confirmation.html", order, form)
