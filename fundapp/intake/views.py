"""Pages of the intake: the lists received, the upload, one list before and after it is confirmed."""

import io
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, send_file, url_for

from fundapp.access.queries import names_of
from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.intake import queries, service, showing, stages, words, work
from fundapp.intake.blank import blank_list
from fundapp.intake.forms import FACTS, ChoiceForm, ConfirmForm, EmptyForm, UploadForm
from fundapp.intake.models import IntakeBatch, IntakeRow
from fundapp.intake.service import contents
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.sheets.reader import LARGEST_FILE
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

bp = Blueprint("intake", __name__, url_prefix="/intake")
ROWS_ON_PAGE = 30
MOST_EXPORTED = 20_000
VIEWS: dict[str, Text] = {
    "problems": _("Cần xem"), "all": _("Tất cả"), "errors": _("Dòng lỗi"), "doubles": _("Có thể trùng"), "warnings": _("Cảnh báo"), "repairs": _("Đã sửa giúp"),
    "units": _("Đơn vị khác"),
}
OUTCOME_VIEWS: dict[str, Text] = {"taken": _("Đã ghi vào hồ sơ"), "failed": _("Chưa nhận được"), "errors": _("Dòng lỗi"), "all": _("Tất cả")}
WORK = (work.read_batch, work.take_batch)  # Importing them registers the long work of this room.


@bp.get("/")
@requires("intake:read", menu=_("Nhận danh sách"), icon="file-spreadsheet", group="work", order=15)
def listing() -> Any:
    found = page(g.db, queries.batches(), keys=[(IntakeBatch.id, "desc")], after=request.args.get("after"), size=30)
    units = {unit.id: unit for unit in g.db.query(Unit).where(Unit.id.in_({row.unit_id for row in found.rows}))}
    return render_template(
        "intake/listing.html", page=found, states=stages.STATES, units=units, names=names_of(g.db, {row.uploaded_by_id for row in found.rows}),
        broken_off=queries.broken_off(g.db, found.rows), broken=stages.BROKEN_OFF,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("intake:upload")
def new() -> Any:
    form = UploadForm()
    units = queries.units_for_upload(g.db, g.actor)
    form.unit_id.choices = [(unit.id, unit.name) for unit in units]
    if form.validate_on_submit():
        with refusals(form):
            batch = _receive(form)
            return redirect(url_for("intake.show", batch_id=batch.id), 303)
    return render_template("intake/new.html", form=form, units=units), 422 if request.method == "POST" else 200


def _receive(form: UploadForm) -> IntakeBatch:
    unit = fetch(Unit, form.unit_id.data, "intake:upload")
    sent = form.file.data[0]
    return service.receive(g.db, content=sent.stream.read(LARGEST_FILE + 1), name=sent.filename, unit_id=unit.id, by=g.actor, on=clock.today())


@bp.get("/template.xlsx")
@requires("intake:upload")
def template() -> Any:
    name = g.actor.home.unit_name if g.actor.home else ""
    return _download(blank_list(name), _("Mẫu danh sách đoàn viên khó khăn"))


@bp.get("/<int:batch_id>")
@requires("intake:read")
def show(batch_id: int) -> Any:
    return _page(fetch(IntakeBatch, batch_id, "intake:read"), ConfirmForm())


def _page(batch: IntakeBatch, form: ConfirmForm, status: int = 200, problem: Any = None) -> Any:
    unit = g.db.get(Unit, batch.unit_id)
    named = queries.rows_of_other_units(g.db, batch) if batch.state == stages.READ else 0
    _set_choices(form, unit, named)
    job = g.db.get(Job, batch.job_id) if batch.job_id else None
    is_open = batch.state in (stages.WAITING, stages.CONFIRMING)
    views = OUTCOME_VIEWS if batch.state in (stages.CONFIRMED, stages.UNDONE) else VIEWS
    view = request.args.get("view") if request.args.get("view") in views else next(iter(views))
    sees_health = g.actor.can("household:health", batch)
    rows = page(g.db, queries.rows_of(batch, view), keys=_keys(batch), after=request.args.get("after"), size=ROWS_ON_PAGE) if batch.understood and not is_open else None
    state = stages.BROKEN_OFF if queries.broken_off(g.db, [batch]) else stages.STATES[batch.state]
    return render_template(
        "intake/show.html", batch=batch, unit=unit, state=state, job=job, form=form, named=named, facts=FACTS, titles=words.TITLES,
        names=names_of(g.db, {user_id for user_id in (batch.uploaded_by_id, batch.confirmed_by_id, batch.undone_by_id) if user_id}), problem=problem,
        page=rows, lines=[(row, showing.line_of(contents.opened(row), sees_health=sees_health)) for row in rows.rows] if rows else [], view=view, views=views,
        counts=queries.counts(g.db, batch), earlier=queries.earlier_of(g.db, batch) if batch.state == stages.READ else None, known=stages.KNOWN,
        choices=stages.CHOICES, outcomes=stages.OUTCOMES,
    ), status


def _keys(batch: IntakeBatch) -> list[tuple[Any, str]]:
    place = (IntakeRow.place, "asc")
    return [place] if batch.state in (stages.CONFIRMED, stages.UNDONE) else [(IntakeRow.rank, "asc"), place]


def _set_choices(form: ConfirmForm, unit: Unit, named: int) -> None:
    form.other_units.choices = [
        ("take", _("Nhận cả %(count)s dòng vào %(unit)s", count=dong(named), unit=unit.short_name)),
        ("leave", _("Để lại %(count)s dòng cho đơn vị có tên trong danh sách", count=dong(named))),
    ]


@bp.post("/<int:batch_id>/confirmation")
@requires("intake:upload")
def confirm(batch_id: int) -> Any:
    batch = fetch(IntakeBatch, batch_id, "intake:upload")
    form = ConfirmForm()
    _set_choices(form, g.db.get(Unit, batch.unit_id), 0)
    if form.validate_on_submit():
        with refusals(form):
            service.confirm(g.db, batch, takes_other_units=form.other_units.data == "take", by=g.actor)
            return redirect(url_for("intake.show", batch_id=batch_id), 303)
    return _page(fetch(IntakeBatch, batch_id), form, 422)


@bp.post("/<int:batch_id>/columns")
@requires("intake:upload")
def correct_columns(batch_id: int) -> Any:
    batch = fetch(IntakeBatch, batch_id, "intake:upload")
    known = {fact for fact, _title in FACTS}
    letters = [column["letter"] for column in batch.understood.get("columns", [])]
    meanings = {letter: request.form.get(f"column-{letter}", "") for letter in letters}
    if any(fact not in known for fact in meanings.values()):
        abort(400)
    form = EmptyForm()
    if form.validate_on_submit():
        with refusals(form):
            service.correct_columns(g.db, batch, meanings=meanings, by=g.actor)
            return redirect(url_for("intake.show", batch_id=batch_id), 303)
    return _page(fetch(IntakeBatch, batch_id), ConfirmForm(formdata=None), 422, problem=form)


@bp.post("/<int:batch_id>/rows/<int:row_id>/choice")
@requires("intake:upload")
def choose(batch_id: int, row_id: int) -> Any:
    batch, row = fetch(IntakeBatch, batch_id, "intake:upload"), fetch(IntakeRow, row_id, "intake:upload")
    if row.batch_id != batch.id:
        abort(404)
    form = ChoiceForm()
    if form.validate_on_submit():
        with refusals(form):
            service.choose(g.db, batch, row, choice=form.choice.data, by=g.actor)
            return redirect(url_for("intake.show", batch_id=batch_id, view=request.args.get("view"), after=request.args.get("after"), _anchor=f"row-{row_id}"), 303)
    return _page(fetch(IntakeBatch, batch_id), ConfirmForm(formdata=None), 422, problem=form)


@bp.post("/<int:batch_id>/removal")
@requires("intake:upload")
def discard(batch_id: int) -> Any:
    batch = fetch(IntakeBatch, batch_id, "intake:upload")
    form = EmptyForm()
    if form.validate_on_submit():
        with refusals(form):
            service.discard(g.db, batch, by=g.actor)
            flash(_("Đã bỏ danh sách “%(name)s”. Chưa có hộ nào được ghi.", name=batch.file_name), "info")
            return redirect(url_for("intake.listing"), 303)
    return _page(fetch(IntakeBatch, batch_id), ConfirmForm(formdata=None), 422, problem=form)


@bp.post("/<int:batch_id>/attempt")
@requires("intake:upload")
def try_again(batch_id: int) -> Any:
    """Take in the same file once more, after that came to no end."""
    batch = fetch(IntakeBatch, batch_id, "intake:upload")
    form = EmptyForm()
    if form.validate_on_submit():
        with refusals(form):
            service.try_again(g.db, batch, by=g.actor)
            return redirect(url_for("intake.show", batch_id=batch_id), 303)
    return _page(fetch(IntakeBatch, batch_id), ConfirmForm(formdata=None), 422, problem=form)


@bp.post("/<int:batch_id>/cancellation")
@requires("intake:upload")
def undo(batch_id: int) -> Any:
    batch = fetch(IntakeBatch, batch_id, "intake:upload")
    form = EmptyForm()
    if form.validate_on_submit():
        with refusals(form):
            count = service.undo(g.db, batch, by=g.actor, on=clock.today())
            flash(_("Đã hủy đợt nhận: %(count)s hộ thôi theo dõi.", count=dong(count)), "success")
            return redirect(url_for("intake.show", batch_id=batch_id), 303)
    return _page(fetch(IntakeBatch, batch_id), ConfirmForm(formdata=None), 422, problem=form)


@bp.get("/<int:batch_id>/bad-rows.xlsx")
@requires("intake:upload")
def bad_rows(batch_id: int) -> Any:
    """The sender's own rows with their whole numbers: only for whoever may send a list for this unit."""
    batch = fetch(IntakeBatch, batch_id, "intake:upload")
    if batch.bad_file_id is None:
        abort(404)
    return file_response(fetch(StoredFile, batch.bad_file_id))


@bp.get("/<int:batch_id>/rows.xlsx")
@requires("intake:read")
def export(batch_id: int) -> Any:
    batch = fetch(IntakeBatch, batch_id, "intake:read")
    rows = g.db.scalars(queries.rows_of(batch, request.args.get("view")).order_by(IntakeRow.place).limit(MOST_EXPORTED))
    columns = [Column(_("Hàng"), 7, "number"), Column(_("Họ và tên"), 26), Column(_("Ngày sinh, giấy tờ"), 24), Column(_("Đề nghị"), 26),
               Column(_("Số tiền đề nghị (đồng)"), 16, "dong", has_total=True), Column(_("Kết quả"), 22), Column(_("Cần xem"), 50)]
    sees_health = g.actor.can("household:health", batch)
    content = workbook(_("Kết quả đọc danh sách"), columns, (_exported(row, sees_health) for row in rows), subtitle=batch.file_name, on=clock.today(),
                       issuer=[g.db.get(Unit, batch.unit_id).name], name=_("Danh sách"))
    return _download(content, _("Kết quả danh sách %(id)s", id=batch.id))


def _exported(row: IntakeRow, sees_health: bool) -> tuple[Any, ...]:
    line = showing.line_of(contents.opened(row), sees_health=sees_health)
    said = stages.OUTCOMES[row.outcome][0] if row.outcome else stages.CHOICES[row.choice]
    notes = [f"{item.cell}: {item.reason}" for item in line.items] + [note for note in (line.twin, row.message) if note]
    return row.row_number, line.name, line.about, line.requests, line.amount, said, "; ".join(notes)


def _download(content: bytes, name: Text) -> Response:
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")
