"""The money of many decided lists ordered at once: as advances, or as transfers to everybody with an account."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.gifts import advancing, transferring
from fundapp.gifts.forms import TransfersForm
from fundapp.gifts.queries.advancing import ready
from fundapp.gifts.queries.paying import waiting
from fundapp.gifts.views.blueprint import bp
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payments
from fundapp.payments import together
from fundapp.web.forms import Form, refusals
from fundapp.web.guards import requires

SHOWN = 200


@bp.route("/orders", methods=["GET", "POST"])
@requires("payment:make")
def orders() -> Any:
    """Decided lists of one unit whose money waits for an order; those chosen are ordered as advances, each by itself."""
    units, wanted = _whose()
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            rows = together.chosen(request.form.getlist("rows"), SHOWN)
            job = advancing.order_together(g.db, rows, by=g.actor)
            flash(_("Đang lập %(n)s đề nghị chi; kết quả từng danh sách hiện ở đây.", n=len(rows)), "info")
            return redirect(url_for("payments.together", job_id=job.id), 303)
    shown = render_template(
        "gifts/orders.html", form=form, found=ready(g.db, [wanted], most=SHOWN), units=units, chosen=wanted, most=SHOWN,
    )
    return shown, 422 if request.method == "POST" else 200


@bp.route("/transfers", methods=["GET", "POST"])
@requires("payment:make")
def transfers_together() -> Any:
    """Decided lists of one unit with people who have an account; for those chosen one transfer a name is ordered, out of one account."""
    units, wanted = _whose()
    boxes = payments.bank_accounts(g.db, wanted)
    form = TransfersForm()
    form.box.choices = [(str(box.id), box.name) for box in boxes]
    if form.validate_on_submit():
        with refusals(form):
            rows = together.chosen(request.form.getlist("rows"), SHOWN)
            box = next(box for box in boxes if str(box.id) == form.box.data)
            job = transferring.transfer_together(g.db, rows, box=box, by=g.actor)
            flash(_("Đang lập chuyển khoản cho %(n)s danh sách; kết quả từng danh sách hiện ở đây.", n=len(rows)), "info")
            return redirect(url_for("payments.together", job_id=job.id), 303)
    shown = render_template(
        "gifts/transfers_together.html", form=form, found=waiting(g.db, [wanted], most=SHOWN), units=units, chosen=wanted, most=SHOWN,
    )
    return shown, 422 if request.method == "POST" else 200


def _whose() -> tuple[dict[int, Unit], int]:
    """The units whose money the reader orders, and the one asked for."""
    units = {unit_id: g.db.get_one(Unit, unit_id) for unit_id in g.actor.units_with("payment:make")}
    wanted = request.args.get("unit", type=int) or next(iter(units))
    if wanted not in units:
        abort(404)
    return units, wanted
