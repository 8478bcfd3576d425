"""A statement's file on its way: upload, what was understood and may be corrected, put on file whole or thrown away."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.bank import queries, service, stages, words
from fundapp.bank.forms import ConfirmForm, EmptyForm, StatementForm
from fundapp.bank.joining import mask_note
from fundapp.bank.kinds import LABELS
from fundapp.bank.models import StatementFile
from fundapp.bank.views.blueprint import SHOWN, about, account_of, bp
from fundapp.jobs.models import Job
from fundapp.kernel.labels import _
from fundapp.ledger.models import CashBox
from fundapp.sheets.reader import LARGEST_FILE
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.route("/accounts/<int:account_id>/new", methods=["GET", "POST"])
@requires("bank:import")
def new(account_id: int) -> Any:
    """Upload a statement of one account; nothing of it is on file until it is confirmed."""
    row, form = account_of(account_id, "bank:import"), StatementForm()
    if form.validate_on_submit():
        with refusals(form):
            sent = form.file.data[0]
            made = service.receive(g.db, content=sent.stream.read(LARGEST_FILE + 1), name=sent.filename, account=row, by=g.actor)
            return redirect(url_for("bank.file", file_id=made.id), 303)
        row = account_of(account_id, "bank:import")
    number = queries.numbers_of(g.db, [row.id]).get(row.id)
    shown = render_template("bank/new.html", **about(row), form=form, number=number, standing=queries.standings(g.db, [row.id]).get(row.id))
    return shown, 422 if request.method == "POST" else 200


@bp.get("/files/<int:file_id>")
@requires("bank:read")
def file(file_id: int) -> Any:
    """One file: what was understood, its lines, and the next act."""
    return _page(fetch(StatementFile, file_id, "bank:read"))


def _page(row: StatementFile, status: int = 200, problem: Any = None) -> Any:
    read = service.opened(row) if row.state == stages.READ else None
    place = request.args.get("from", "0")
    start = int(place) if place.isascii() and place.isdigit() and len(place) < 8 else abort(404)
    known = queries.ids_by_key(g.db, row.account_id, [key for key, _n in read.keys[start:start + SHOWN]]) if read else {}
    lines = list(zip(read.lines, read.keys, strict=True))[start:start + SHOWN] if read else []
    return render_template(
        "bank/file.html", **about(g.db.get_one(CashBox, row.account_id)), row=row, state=stages.STATES[row.state], told=row.understood, problem=problem,
        job=g.db.get(Job, row.job_id) if row.job_id else None, failed=service.has_failed(g.db, row), under_way=service.is_under_way(g.db, row),
        statement=queries.statement_of(g.db, row.id),
        names=names_of(g.db, {user for user in (row.uploaded_by_id, row.filed_by_id) if user}),
        lines=[(line, mask_note(line.memo), key[0] in known) for line, key in lines],
        previous=max(start - SHOWN, 0) if start else None, following=start + SHOWN if read and start + SHOWN < len(read.lines) else None, labels=LABELS,
        facts=[("", _("Không dùng")), *((fact, words.title(fact)) for fact in words.TITLES)], titles=words.TITLES,
        confirming=problem if isinstance(problem, ConfirmForm) else ConfirmForm(formdata=None),
    ), status


@bp.post("/files/<int:file_id>/columns")
@requires("bank:import")
def correct_columns(file_id: int) -> Any:
    """Say what the columns mean; the file is read again."""
    row = fetch(StatementFile, file_id, "bank:import")
    meanings = {column["letter"]: request.form.get(f"column-{column['letter']}", "") for column in row.understood.get("columns", [])}
    if any(fact not in ("", *words.TITLES) for fact in meanings.values()):
        abort(400)
    return _act(row, lambda: service.correct_columns(g.db, row, meanings=meanings, by=g.actor))


@bp.post("/files/<int:file_id>/confirmation")
@requires("bank:import")
def confirm(file_id: int) -> Any:
    """Put the statement on file, as it was shown."""
    row, form = fetch(StatementFile, file_id, "bank:import"), ConfirmForm()
    if form.validate_on_submit():
        with refusals(form):
            made = service.file_or_ask(g.db, row, seen=form.seen, closing=form.closing.data, by=g.actor)
            if made is None:
                return redirect(url_for("bank.file", file_id=file_id), 303)
            flash(_("Đã lưu sao kê: %(fresh)s dòng mới, %(known)s dòng đã có.", fresh=made.new_count, known=made.line_count - made.new_count), "good")
            return redirect(url_for("bank.statement", statement_id=made.id), 303)
    return _page(fetch(StatementFile, file_id), 422, form)


@bp.post("/files/<int:file_id>/attempt")
@requires("bank:import")
def read_again(file_id: int) -> Any:
    """Read a file once more whose reading came to no end."""
    row = fetch(StatementFile, file_id, "bank:import")
    return _act(row, lambda: service.read_again(g.db, row, by=g.actor))


@bp.post("/files/<int:file_id>/removal")
@requires("bank:import")
def discard(file_id: int) -> Any:
    """Throw a file away that was not put on file."""
    row = fetch(StatementFile, file_id, "bank:import")
    name = row.file_name
    answer = _act(row, lambda: service.discard(g.db, row, by=g.actor))
    if not isinstance(answer, tuple):
        flash(_("Đã bỏ tệp “%(name)s”. Không có gì được lưu.", name=name), "info")
    return answer


def _act(row: StatementFile, act: Any) -> Any:
    file_id, form = row.id, EmptyForm()
    if form.validate_on_submit():
        with refusals(form):
            act()
            return redirect(url_for("bank.file", file_id=file_id), 303)
    return _page(fetch(StatementFile, file_id), 422, form)
