"""The payments of many decided requests ordered at once."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.casework import ordering
from fundapp.casework.forms import TogetherForm
from fundapp.casework.pages import Pages
from fundapp.casework.views.routes import page
from fundapp.kernel.labels import _
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payments
from fundapp.payments import together
from fundapp.payments.lifecycle import CASH, TRANSFER
from fundapp.payments.service import PaymentRefused
from fundapp.web.forms import refusals

SHOWN = 100


@page("/orders", "payment:make", acts=True)
def orders(pages: Pages) -> Any:
    """Decided requests of one unit whose money waits for an order; those chosen are ordered, each by itself."""
    units = {unit_id: g.db.get_one(Unit, unit_id) for unit_id in g.actor.units_with("payment:make")}
    wanted = request.args.get("unit", type=int) or next(iter(units))
    if wanted not in units:
        abort(404)
    boxes, form = payments.bank_accounts(g.db, wanted), TogetherForm()
    form.from_box.choices = [(box.id, box.name) for box in boxes]
    if form.validate_on_submit():
        with refusals(form):
            rows, box = together.chosen(request.form.getlist("rows"), SHOWN), _box(form, boxes)
            job = ordering.order_together(g.db, pages.programme.slug, rows, box=box, by=g.actor)
            flash(_("Đang lập %(n)s đề nghị chi; kết quả từng hồ sơ hiện ở đây.", n=len(rows)), "info")
            return redirect(url_for("payments.together", job_id=job.id), 303)
    found = ordering.ready(g.db, pages.programme.slug, [wanted], most=SHOWN)
    if request.method == "GET" and not (boxes and any(one.account for one in found)):
        form.method.data = CASH
    shown = render_template(
        "casework/orders.html", pages=pages, form=form, found=found, units=units, chosen=wanted, most=SHOWN, kinds=pages.programme.kinds, has_bank=bool(boxes),
    )
    return shown, 422 if request.method == "POST" else 200


def _box(form: TogetherForm, boxes: list[CashBox]) -> CashBox | None:
    """Out of which account, when they are to be transferred."""
    if form.method.data != TRANSFER:
        return None
    box = next((box for box in boxes if box.id == form.from_box.data), None)
    if box is None:
        raise PaymentRefused(_("Hãy chọn tài khoản ngân hàng của đơn vị, hoặc chi tiền mặt."), "from_box")
    return box
