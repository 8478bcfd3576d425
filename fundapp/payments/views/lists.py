"""Orders to pay as a list with what waits for me first, and as a workbook."""

from typing import Any

from flask import abort, g, render_template, request
from werkzeug.wrappers import Response

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.payments import queries
from fundapp.payments.lifecycle import STATE_LABELS, STATE_TONES, State
from fundapp.payments.models import PaymentOrder
from fundapp.payments.views.blueprint import bp
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.guards import requires
from fundapp.web.paging import page

MOST_EXPORTED = 20_000
COLUMNS = [
    Column(_("Mã đề nghị"), 15), Column(_("Người nhận tiền"), 26), Column(_("Nội dung"), 40), Column(_("Số tiền (đồng)"), 16, "dong", has_total=True),
    Column(_("Lập ngày"), 12, "day"), Column(_("Chi ngày"), 12, "day"), Column(_("Đảo ngày"), 12, "day"), Column(_("Tình trạng"), 16),
]
VIEWS = ("mine", "open", "paid", "reversed", "void", "all")


@bp.get("")
@requires("payment:read", menu=_("Chi tiền"), icon="cash", group="money", order=20)
def listing() -> str:
    """Orders to pay; what waits for me first."""
    waiting = queries.waiting_on(g.db, g.actor, clock.today())
    view = request.args.get("view") or ("mine" if waiting else "open")
    if view not in VIEWS:
        abort(404)
    text = request.args.get("q", "")
    found = None
    if view != "mine":
        found = page(g.db, queries.orders(view, text), keys=[(PaymentOrder.id, "desc")], after=request.args.get("after"))
    return render_template(
        "payments/listing.html", view=view, q=text, waiting=waiting, page=found, labels=STATE_LABELS, tones=STATE_TONES,
        units={unit_id: g.db.get(Unit, unit_id) for unit_id in {row.unit_id for row in (found.rows if found else [])}},
    )


@bp.get("/export")
@requires("payment:read")
def export() -> Any:
    """The list as shown, as an Excel workbook."""
    view, text, today = request.args.get("view", "all"), request.args.get("q", ""), clock.today()
    if view not in VIEWS[1:]:
        abort(404)
    rows = list(g.db.scalars(queries.orders(view, text).order_by(PaymentOrder.id.desc()).limit(MOST_EXPORTED)))
    g.note = ("payment.export", f"{len(rows)}")
    content = workbook(
        _("DANH SÁCH ĐỀ NGHỊ CHI"), COLUMNS, [_line(row) for row in rows], on=today, issuer=[g.actor.home.unit_name] if g.actor.home else [],
        subtitle=_("Người xuất: %(name)s; %(count)s đề nghị", name=g.actor.full_name, count=len(rows)), filters=text, name=_("Đề nghị chi"),
    )
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="de-nghi-chi-{today:%Y%m%d}.xlsx"'})


def _line(order: PaymentOrder) -> tuple[Any, ...]:
    return (order.code, order.payee_name, order.title, order.amount, order.made_on, order.paid_on, order.reversed_on, STATE_LABELS[State(order.state)])
