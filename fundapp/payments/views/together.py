"""Checking and signing many orders at once, and what came of each."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.orgs.models import Unit
from fundapp.payments import queries
from fundapp.payments import together as work
from fundapp.payments.forms import TogetherForm
from fundapp.payments.lifecycle import Act
from fundapp.payments.views.blueprint import bp
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires

SHOWN = 200
TITLES: dict[Act, Text] = {Act.CHECK: _("Kiểm tra nhiều đề nghị chi"), Act.SIGN: _("Ký duyệt nhiều đề nghị chi")}


@bp.route("/checks", methods=["GET", "POST"])
@requires("payment:check")
def checks() -> Any:
    """The head of accounting agrees to many orders at once, each as it is shown."""
    return _together(Act.CHECK, "payments.checks")


@bp.route("/signatures", methods=["GET", "POST"])
@requires("payment:sign")
def signatures() -> Any:
    """The head of the unit signs many checked orders at once, each within the limit of the own post."""
    return _together(Act.SIGN, "payments.signatures")


@bp.get("/together/<int:job_id>")
@requires("payment:read")
def together(job_id: int) -> Any:
    """What came of each row of an act on many: refused ones first, with the reason."""
    job = fetch(Job, job_id)
    if job.user_id != g.actor.user_id or not job.kind.endswith(".together"):
        abort(404)
    told = work.told_of(job)
    refused = [row for row in told if row.problem]
    return render_template("payments/together.html", job=job, told=told, done=[row for row in told if not row.problem], refused=refused)


def _together(act: Act, endpoint: str) -> Any:
    form, text = TogetherForm(), request.args.get("q", "")[:80]
    if form.validate_on_submit():
        with refusals(form):
            rows = work.chosen(request.form.getlist("rows"))
            job = work.act_together(g.db, act, rows, by=g.actor)
            flash(_("Đang làm %(n)s đề nghị chi; kết quả từng đề nghị hiện ở đây.", n=len(rows)), "info")
            return redirect(url_for("payments.together", job_id=job.id), 303)
    found = queries.offered(g.db, g.actor, act, clock.today(), text=text, most=SHOWN)
    accounts = {one.order.id: queries.account_of(g.db, one.order) for one in found if one.order.is_transfer}
    shown = render_template(
        "payments/_many.html", act=act.value, title=TITLES[act], endpoint=endpoint, form=form, offered=found, q=text, most=SHOWN, accounts=accounts,
        masked=queries.masked, units={unit_id: g.db.get(Unit, unit_id) for unit_id in {one.order.unit_id for one in found}},
    )
    return shown, 422 if request.method == "POST" else 200
