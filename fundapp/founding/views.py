"""Pages on which an administrator opens units from a list: the upload, what became of each row, the bad rows given back."""

import io
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, send_file, url_for
from sqlalchemy import select

from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.founding import service, work
from fundapp.founding.blank import blank_list
from fundapp.founding.forms import ListForm
from fundapp.founding.unit_list import ListRefused
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.orgs import queries as orgs
from fundapp.orgs.models import Unit
from fundapp.orgs.views.blueprint import offered
from fundapp.sheets.export import XLSX
from fundapp.sheets.reader import LARGEST_FILE
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires

bp = Blueprint("founding", __name__, url_prefix="/founding")
LATEST = 10
WORK = work.open_list  # Importing it registers the long work of this room.
VIEWS: dict[str, Text] = {"bad": _("Cần sửa"), "opened": _("Mở mới"), "known": _("Đã có"), "all": _("Tất cả")}
OUTCOMES = {"opened": (_("Mở mới"), "good"), "known": (_("Đã có"), "done"), "bad": (_("Cần sửa"), "bad")}


@bp.route("/units", methods=["GET", "POST"])
@requires("unit:manage")
def units() -> Any:
    home = g.actor.units_with("unit:manage")[0]
    form = ListForm(data={"parent": g.db.get(Unit, home).code, "on": clock.today(), "how": "try"})
    if form.validate_on_submit():
        with refusals(form):
            return redirect(url_for("founding.show", job_id=_receive(form, home).id), 303)
    earlier = select(Job).where(Job.kind == service.JOB, Job.unit_id.in_(g.actor.units_with("unit:manage"))).order_by(Job.id.desc()).limit(LATEST)
    page = render_template("founding/units.html", form=form, choices=offered("unit:manage"), earlier=list(g.db.scalars(earlier)))
    return page, 422 if request.method == "POST" else 200


def _receive(form: ListForm, unit_id: int) -> Job:
    parent = form.parent.find(g.db)
    if not g.actor.can("unit:manage", parent):
        raise ListRefused(_("%(name)s nằm ngoài phạm vi bạn quản lý.", name=parent.short_name), "parent")
    sent, usual = form.file.data[0], service.Usual(parent.id, form.on.data)  # type: ignore[arg-type]
    return service.receive(
        g.db, content=sent.stream.read(LARGEST_FILE + 1), name=sent.filename, usual=usual, is_tried=form.how.data != "open", unit_id=unit_id, by=g.actor
    )


@bp.get("/units/template.xlsx")
@requires("unit:manage")
def template() -> Any:
    today = clock.today()
    kinds = [kind.name for kind in orgs.kinds(g.db).values() if kind.level > 1 and (kind.valid_to is None or kind.valid_to >= today)]
    return send_file(io.BytesIO(blank_list(kinds)), mimetype=XLSX, as_attachment=True, download_name=str(_("Mẫu danh sách đơn vị.xlsx")))


@bp.get("/units/<int:job_id>")
@requires("unit:manage")
def show(job_id: int) -> Any:
    job = _fetch(job_id)
    view = request.args.get("view", "")
    if view not in VIEWS:
        view = next((name for name in VIEWS if job.result.get(name)), "all")
    lines = [line for line in job.result.get("lines", []) if view in ("all", line["outcome"])]
    return render_template("founding/show.html", job=job, lines=lines, view=view, views=VIEWS, outcomes=OUTCOMES)


@bp.get("/units/<int:job_id>/bad-rows.xlsx")
@requires("unit:manage")
def bad_list(job_id: int) -> Any:
    bad_id = _fetch(job_id).result.get("bad_file_id")
    if bad_id is None:
        abort(404)
    return file_response(fetch(StoredFile, bad_id))


def _fetch(job_id: int) -> Job:
    job = fetch(Job, job_id, "unit:manage")
    if job.kind != service.JOB:
        abort(404)
    return job
