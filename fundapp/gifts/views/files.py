"""A list that comes as a file: the upload into a draft, the check of one that somebody brings, what became of each row, the bad rows given back."""

from typing import Any

from flask import abort, g, redirect, render_template, url_for

from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.gifts import work
from fundapp.gifts.forms import FileForm
from fundapp.gifts.service import receiving
from fundapp.gifts.views.blueprint import bp, list_of
from fundapp.jobs.models import Job
from fundapp.sheets.reader import LARGEST_FILE
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires

WORK = work.read_rows  # Importing it registers the long work of this room.


@bp.route("/<int:list_id>/upload", methods=["GET", "POST"])
@requires("gift:list")
def upload(list_id: int) -> Any:
    """Upload names into a draft, or, once it is decided, a list that somebody brings, to be held against it."""
    gift_list = list_of(list_id, "gift:list")
    lines = {str(line.id): line for line in gift_list.campaign.lines}
    form = FileForm()
    form.line_id.choices = [(key, line.title) for key, line in lines.items()]
    is_draft = gift_list.state == "draft"
    if not is_draft:
        del form.line_id
    if form.validate_on_submit():
        with refusals(form):
            sent = form.file.data[0]
            line = lines[form.line_id.data] if is_draft else None
            job = receiving.receive(g.db, gift_list, line=line, content=sent.stream.read(LARGEST_FILE + 1), name=sent.filename, by=g.actor)
            return redirect(url_for("gifts.received", list_id=gift_list.id, job_id=job.id), 303)
    return render_template("gifts/upload.html", list=list_of(list_id), form=form, is_draft=is_draft), 422 if form.errors else 200


@bp.get("/<int:list_id>/files/<int:job_id>")
@requires("gift:list")
def received(list_id: int, job_id: int) -> Any:
    """What became of an uploaded file."""
    gift_list = list_of(list_id, "gift:list")
    return render_template("gifts/received.html", list=gift_list, job=_job(list_id, job_id))


@bp.get("/<int:list_id>/files/<int:job_id>/bad-rows.xlsx")
@requires("gift:list")
def bad_rows(list_id: int, job_id: int) -> Any:
    """The bad rows in the sender's own file."""
    list_of(list_id, "gift:list")
    bad_id = _job(list_id, job_id).result.get("bad_file_id")
    if bad_id is None:
        abort(404)
    return file_response(fetch(StoredFile, bad_id))


def _job(list_id: int, job_id: int) -> Job:
    job = fetch(Job, job_id)
    if job.kind != receiving.JOB or job.payload["list_id"] != list_id:
        abort(404)
    return job
