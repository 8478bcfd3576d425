"""The list of every programme's requests, and the way from an opaque subject to a request's own page."""

from typing import Any

from flask import Blueprint, abort, current_app, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.cases import queries
from fundapp.cases.lifecycle import FINISHED, STATE_LABELS, STATE_TONES, State
from fundapp.cases.models import Case
from fundapp.help.bands import PROGRAMMES
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.orgs.models import Unit
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page
from fundapp.web.subjects import coded

bp = Blueprint("cases", __name__, url_prefix="/cases")
coded(Case.id, Case.code, "cases", "housing", "relief")
VIEWS: dict[str, Text] = {"mine": _("Chờ tôi"), "open": _("Đang giải quyết"), "finished": _("Đã xong"), "all": _("Tất cả")}


@bp.get("/")
@requires("case:read", menu=_("Mọi hồ sơ"), icon="files", group="work", order=40)
def listing() -> Any:
    """Requests of all programmes in sight."""
    view = request.args.get("view", "open")
    if view not in VIEWS:
        abort(404)
    programme, text = request.args.get("programme", ""), request.args.get("q", "")[:120]
    query = queries.listing(programme=programme if programme in PROGRAMMES else None, text=text)
    done = [state.value for state in FINISHED]
    if view == "mine":
        query = query.where(queries.my_turn(g.actor))
    elif view != "all":
        query = query.where(Case.state.not_in(done) if view == "open" else Case.state.in_(done))
    found = page(g.db, query, keys=[(Case.id, "desc")], after=request.args.get("after"))
    ids = {case.unit_id for case in found.rows} | {case.holder_unit_id for case in found.rows}
    units = {row.id: row.short_name for row in g.db.execute(select(Unit.id, Unit.short_name).where(Unit.id.in_(ids)))} if ids else {}
    kept: dict[str, Any] = {"q": text, "programme": programme}
    return render_template(
        "cases/listing.html", page=found, people=queries.people_of(g.db, found.rows), units=units, labels=STATE_LABELS, tones=STATE_TONES, State=State,
        programmes=PROGRAMMES, view=view, q=text, programme=programme, today=clock.today(), finished=set(done),
        views=[{"label": label, "href": url_for("cases.listing", view=name, **kept), "active": name == view} for name, label in VIEWS.items()],
    )


@bp.get("/<int:case_id>")
@requires("case:read")
def show(case_id: int) -> Any:
    """Go to the request's own page, by the name of its programme."""
    case = fetch(Case, case_id, "case:read")
    endpoint = f"{case.programme}.show"
    if endpoint not in current_app.view_functions:
        abort(404)
    return redirect(url_for(endpoint, case_id=case.id), 303)
