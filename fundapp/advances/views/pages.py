"""The list of advances, asking for one, and one advance with its papers."""

from typing import Any

from flask import abort, flash, g, render_template, request
from werkzeug.wrappers import Response

from fundapp.access.queries import names_of
from fundapp.advances import paper, queries, service
from fundapp.advances.forms import RequestForm
from fundapp.advances.kinds import STATE_LABELS, STATE_TONES, is_overdue, still_held
from fundapp.advances.models import Advance
from fundapp.advances.rules import rules
from fundapp.advances.views.blueprint import bp
from fundapp.advances.views.shape import shown_of, to_page
from fundapp.documents import papers
from fundapp.documents.views import printed_now
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

MOST_EXPORTED = 20_000
COLUMNS = (
    Column(_("Số giấy"), 14), Column(_("Người tạm ứng"), 26), Column(_("Lý do"), 40), Column(_("Số tạm ứng (đồng)"), 16, "dong", True),
    Column(_("Đã chi (đồng)"), 16, "dong", True), Column(_("Còn giữ (đồng)"), 16, "dong", True), Column(_("Ngày chi"), 12, "day"),
    Column(_("Hạn thanh toán"), 12, "day"), Column(_("Tình trạng"), 26),
)


@bp.get("")
@requires("payment:read", menu=_("Tạm ứng"), icon="wallet", group="money", order=25)
def listing() -> str:
    """Who still holds money, and every advance in sight, newest first."""
    view, today = request.args.get("view", "held"), clock.today()
    if view not in queries.VIEWS:
        abort(404)
    found = page(g.db, queries.advances(view), keys=[(Advance.id, "desc")], after=request.args.get("after"), size=30)
    return render_template(
        "advances/listing.html", view=view, page=found, held=queries.held_by_person(g.db, today), names=names_of(g.db, {row.asked_by_id for row in found.rows}),
        labels=STATE_LABELS, tones=STATE_TONES, late={row.id for row in found.rows if is_overdue(row.state, row.due_on, today)},
    )


@bp.get("/export")
@requires("payment:read")
def export() -> Response:
    """The list as shown, as a workbook."""
    view, today = request.args.get("view", "all"), clock.today()
    if view not in queries.VIEWS:
        abort(404)
    rows = list(g.db.scalars(queries.advances(view).order_by(Advance.id.desc()).limit(MOST_EXPORTED)))
    names = names_of(g.db, {row.asked_by_id for row in rows})
    lines = [
        (f"{row.label} ({row.year})", names[row.asked_by_id], row.reason, row.amount, row.spent_amount, still_held(row), row.paid_on, row.due_on, STATE_LABELS[row.state])
        for row in rows
    ]
    g.note = ("advance.export", f"{len(rows)}")
    content = workbook(
        _("SỔ THEO DÕI TẠM ỨNG"), COLUMNS, lines, on=today, issuer=[g.actor.home.unit_name] if g.actor.home else [],
        subtitle=_("Người xuất: %(name)s", name=g.actor.full_name), name=_("Tạm ứng"),
    )
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="tam-ung-{today:%Y%m%d}.xlsx"'})


@bp.route("/new", methods=["GET", "POST"])
@requires("advance:ask")
def new() -> Any:
    """Ask for an advance."""
    units = queries.paying_units(g.db, g.actor)
    form = RequestForm()
    form.unit_id.choices = [(unit.id, unit.name) for unit in units]
    if form.validate_on_submit():
        with refusals(form):
            due_on: Any = form.due_on.data
            made = service.ask(
                g.db, unit_id=form.unit_id.data, amount=form.amount.data or 0, reason=form.reason.data, due_on=due_on, to=form.to,
                by=g.actor, on=clock.today(),
            )
            flash(_("Đã gửi giấy đề nghị tạm ứng %(label)s. Phụ trách kế toán kiểm tra, lãnh đạo ký, thủ quỹ chi.", label=made.label), "good")
            return to_page(made)
    return render_template("advances/new.html", form=form, units=units, rules=rules()), 422 if form.errors else 200


@bp.get("/<int:advance_id>")
@requires("payment:read")
def show(advance_id: int) -> str:
    """One advance: where it stands, what is next, its papers and entries."""
    return render_template("advances/show.html", **shown_of(fetch(Advance, advance_id, "payment:read")))


@bp.get("/<int:advance_id>/request.pdf")
@requires("payment:read")
def request_paper(advance_id: int) -> Response:
    """Giấy đề nghị tạm ứng (C42-HD), with the names of those who have agreed."""
    found = fetch(Advance, advance_id, "payment:read")
    return printed_now(papers.render(paper.REQUEST_LAYOUT, paper.request_data(g.db, found)))


@bp.get("/<int:advance_id>/settlement.pdf")
@requires("payment:read")
def settlement_paper(advance_id: int) -> Response:
    """Giấy thanh toán tạm ứng (C43-BB), once something was reported."""
    found = fetch(Advance, advance_id, "payment:read")
    if found.spent_amount is None:
        abort(404)
    return printed_now(papers.render(paper.SETTLEMENT_LAYOUT, paper.settlement_data(g.db, found, on=clock.today())))
