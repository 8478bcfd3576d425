"""After the giving: the report of a campaign with the year before beside it, receivers called back, differences followed to their end."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.documents import papers
from fundapp.gifts import paper, words
from fundapp.gifts.forms import CallForm, ResolutionForm
from fundapp.gifts.models import GiftCall, GiftFinding, GiftList, GiftRow
from fundapp.gifts.queries import report as reads
from fundapp.gifts.sampling import sample_size
from fundapp.gifts.service import calling
from fundapp.gifts.views.blueprint import bp, campaign_of
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import Form, refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

COLUMNS = (
    Column(_("Chỉ tiêu"), 18), Column(_("Mục"), 36), Column(_("Số người"), 12, "number"), Column(_("Trong đó nữ"), 12, "number"), Column(_("Số tiền (đồng)"), 18, "dong"),
    Column(_("Số người đợt trước"), 16, "number"), Column(_("Số tiền đợt trước (đồng)"), 20, "dong"),
)

PEOPLE = (
    Column(_("Họ và tên"), 26), Column(_("Năm sinh"), 12), Column(_("Số cuối CCCD"), 10), Column(_("Giới"), 8), Column(_("Dân tộc"), 12), Column(_("Đơn vị"), 28),
    Column(_("Suất quà"), 24), Column(_("Số tiền (đồng)"), 16, "dong", True), Column(_("Nhận quà"), 14), Column(_("Danh sách"), 16),
)


@bp.get("/campaigns/<int:campaign_id>/report")
@requires("gift:read")
def report(campaign_id: int) -> str:
    """What the units in sight gave, by unit, line, class, ethnic group and women, beside the year before."""
    found = campaign_of(campaign_id)
    return render_template("gifts/report.html", campaign=found, unit=g.db.get(Unit, found.unit_id), report=reads.report(g.db, found), dimensions=reads.DIMENSIONS)


@bp.get("/campaigns/<int:campaign_id>/people")
@requires("gift:read")
def receivers(campaign_id: int) -> str:
    """The people behind one number of the report."""
    found = campaign_of(campaign_id)
    by, key = _of_what()
    people = page(g.db, reads.people_of(found, by, key), keys=[(GiftRow.list_id, "asc"), (GiftRow.position, "asc"), (GiftRow.id, "asc")], after=request.args.get("after"))
    return render_template("gifts/receivers.html", campaign=found, page=people, by=by, key=key, dimensions=reads.DIMENSIONS, outcomes=words.OUTCOMES)


@bp.get("/campaigns/<int:campaign_id>/people.xlsx")
@requires("gift:read")
def receivers_sheet(campaign_id: int) -> Response:
    """The people behind one number of the report, as a workbook."""
    found = campaign_of(campaign_id)
    rows = (
        (row.full_name, row.birth or "", row.cccd_tail or "", reads.SEXES[row.sex or ""], row.ethnicity, row.short_name, row.title, row.amount,
         words.OUTCOMES[row.outcome], row.code)
        for row in g.db.execute(reads.people_of(found, *_of_what()).order_by(GiftRow.list_id, GiftRow.position))
    )
    unit: Any = g.db.get(Unit, found.unit_id)
    content = workbook(_("Người đã nhận quà"), PEOPLE, rows, issuer=[unit.name], subtitle=found.title, on=clock.today())
    g.note = ("gifts.export", found.title)
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="nguoi-nhan-qua-{found.id}.xlsx"'})


def _of_what() -> tuple[str, str]:
    return request.args.get("by", ""), request.args.get("key", "")[:120]


@bp.get("/campaigns/<int:campaign_id>/report.xlsx")
@requires("gift:read")
def report_sheet(campaign_id: int) -> Response:
    """The report as a workbook."""
    found = campaign_of(campaign_id)
    told = reads.report(g.db, found)
    rows: list[tuple[Any, ...]] = [
        (label, one.title, one.people, one.women, one.amount, one.people_before, one.amount_before)
        for name, label in reads.DIMENSIONS.items() for one in told.lines[name]
    ]
    total = told.total
    rows.append((total.title, "", total.people, total.women, total.amount, total.people_before, total.amount_before))
    unit: Any = g.db.get(Unit, found.unit_id)
    content = workbook(_("Báo cáo đợt tặng quà"), COLUMNS, rows, issuer=[unit.name], subtitle=found.title, on=clock.today())
    g.note = ("gifts.export", found.title)
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="bao-cao-qua-{found.id}.xlsx"'})


@bp.get("/campaigns/<int:campaign_id>/report.pdf")
@requires("gift:read")
def report_paper(campaign_id: int) -> Response:
    """The report as PDF, in the layout of a report."""
    found = campaign_of(campaign_id)
    unit: Any = g.db.get(Unit, found.unit_id)
    data = paper.report_paper(unit.name, found.title, found.document, reads.report(g.db, found), reads.DIMENSIONS, clock.today(), g.actor.full_name)
    g.note = ("gifts.export", found.title)
    content = papers.render(paper.REPORT_LAYOUT, data)
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="bao-cao-qua-{found.id}.pdf"'})


@bp.get("/campaigns/<int:campaign_id>/calls")
@requires("gift:read")
def calls(campaign_id: int) -> str:
    """The sample with its formula, who is to be called and what was heard, and what was found."""
    found = campaign_of(campaign_id)
    population = reads.receivers(g.db, found)
    rows = reads.calls(g.db, found)
    findings = reads.findings(g.db, found)
    people = {row.GiftCall.called_by_id for row in rows if row.GiftCall.called_by_id} | {row.GiftFinding.found_by_id for row in findings}
    return render_template(
        "gifts/calls.html", campaign=found, population=population, size=sample_size(population), example=sample_size(1000), calls=rows, findings=findings,
        answers=words.ANSWERS, outcomes=words.OUTCOMES, names=names_of(g.db, people),
    )


@bp.post("/campaigns/<int:campaign_id>/sample")
@requires("gift:review")
def drawing(campaign_id: int) -> Any:
    """Draw the sample of a campaign."""
    found = campaign_of(campaign_id)
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            flash(_("Đã rút %(n)s người để gọi lại.", n=calling.draw(g.db, found, by=g.actor, on=clock.today())), "good")
            return redirect(url_for("gifts.calls", campaign_id=campaign_id), 303)
    for problem in form.form_errors:
        flash(problem, "bad")
    return redirect(url_for("gifts.calls", campaign_id=campaign_id), 303)


@bp.route("/calls/<int:call_id>", methods=["GET", "POST"])
@requires("gift:review")
def call(call_id: int) -> Any:
    """Note what somebody said who was called back."""
    one = fetch(GiftCall, call_id, "gift:review")
    form = CallForm()
    if form.validate_on_submit():
        with refusals(form):
            calling.answer(g.db, one, said=form.answer.data, note=form.note.data or "", by=g.actor, on=clock.today())
            flash(_("Đã ghi kết quả gọi lại."), "good")
            return redirect(url_for("gifts.calls", campaign_id=one.campaign_id), 303)
        one = fetch(GiftCall, call_id, "gift:review")
    row = fetch(GiftRow, one.row_id)
    shown = render_template("gifts/call.html", call=one, row=row, campaign=campaign_of(one.campaign_id), form=form, outcomes=words.OUTCOMES)
    return shown, 422 if form.errors else 200


@bp.route("/findings/<int:finding_id>", methods=["GET", "POST"])
@requires("gift:review")
def resolving(finding_id: int) -> Any:
    """Say what came of a finding, by somebody other than the caller."""
    one = fetch(GiftFinding, finding_id, "gift:review")
    form = ResolutionForm()
    if form.validate_on_submit():
        with refusals(form):
            calling.resolve(g.db, one, resolution=form.resolution.data or "", by=g.actor, on=clock.today())
            flash(_("Đã ghi kết luận."), "good")
            return redirect(url_for("gifts.calls", campaign_id=one.campaign_id), 303)
        one = fetch(GiftFinding, finding_id, "gift:review")
    row = fetch(GiftRow, fetch(GiftCall, one.call_id).row_id)
    shown = render_template(
        "gifts/resolving.html", finding=one, campaign=campaign_of(one.campaign_id), form=form, row=row, list_code=fetch(GiftList, row.list_id).code,
        outcomes=words.OUTCOMES, names=names_of(g.db, {one.found_by_id}),
    )
    return shown, 422 if form.errors else 200
