"""Pages of payment lists: made out of approved transfers, approved by somebody else, sent to the bank, answered by it."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from fundapp.access.queries import names_of
from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit
from fundapp.payments import bank_files, queries, service, work
from fundapp.payments.batching import (
    BATCH_LABELS,
    BATCH_TONES,
    LINE_LABELS,
    LINE_TONES,
    RESULT_LABELS,
    RESULT_TONES,
)
from fundapp.payments.forms import ApprovalForm, BatchForm, BatchReasonForm, ResultForm
from fundapp.payments.models import PaymentBatch, PaymentBatchLine
from fundapp.payments.views.blueprint import bp
from fundapp.sheets.export import XLSX
from fundapp.sheets.reader import LARGEST_FILE
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

# So many orders are offered one by one; of more the whole account is listed.
MOST_OFFERED = 200
# Importing the work registers its runner.
READ = work.read_result


@bp.get("/batches")
@requires("payment:read")
def batches() -> str:
    """Payment lists, newest first."""
    found = page(g.db, queries.batches(), keys=[(PaymentBatch.id, "desc")], after=request.args.get("after"))
    return render_template(
        "payments/batches.html", page=found, labels=BATCH_LABELS, tones=BATCH_TONES, standings={one.id: queries.standings(g.db, one) for one in found.rows},
        units={unit_id: g.db.get(Unit, unit_id) for unit_id in {one.unit_id for one in found.rows}}, boxes=_boxes({one.box_id for one in found.rows}),
    )


@bp.route("/batches/new", methods=["GET", "POST"])
@requires("payment:make")
def new_batch() -> Any:
    """The accountant lists approved transfers of one bank account."""
    known = g.db.scalars(select(CashBox).where(CashBox.kind == BoxKind.BANK.value, CashBox.is_open).order_by(CashBox.id))
    boxes = [box for box in known if g.actor.can("payment:make", box)]
    ready = {box.id: queries.ready_for(g.db, box.id) for box in boxes}
    wanted = request.values.get("box", "")
    chosen = next((box for box in boxes if str(box.id) == wanted), next((box for box in boxes if ready[box.id]), boxes[0] if boxes else None))
    offered = ready[chosen.id] if chosen else []
    form = BatchForm(box=chosen.id if chosen else None)
    form.box.choices = [(box.id, box.name) for box in boxes]
    form.orders.choices = [(order.id, order.code) for order in offered]
    if form.validate_on_submit() and chosen:
        with refusals(form):
            ids = form.orders.data or ([order.id for order in offered] if len(offered) > MOST_OFFERED else [])
            made = service.make_batch(g.db, box=chosen, order_ids=ids, by=g.actor, on=clock.today())
            flash(_("Đã lập bảng kê %(label)s. Phụ trách kế toán xem và duyệt.", label=made.label), "good")
            return redirect(url_for("payments.batch", batch_id=made.id), 303)
    shown = render_template(
        "payments/new_batch.html", form=form, boxes=boxes, chosen=chosen, offered=offered, most=MOST_OFFERED, counts={box.id: len(ready[box.id]) for box in boxes},
        total=sum(order.amount for order in offered),
    )
    return shown, 422 if request.method == "POST" else 200


@bp.get("/batches/<int:batch_id>")
@requires("payment:read")
def batch(batch_id: int) -> str:
    """One list: where it stands, its sum, its lines, what the bank has answered."""
    return render_template("payments/batch.html", **_shown(fetch(PaymentBatch, batch_id, "payment:read")))


@bp.get("/batches/<int:batch_id>/list.pdf")
@requires("payment:read")
def batch_paper(batch_id: int) -> Response:
    """The list as it was printed when it was approved; accounts are masked."""
    found = fetch(PaymentBatch, batch_id, "payment:read")
    if found.paper_file_id is None:
        abort(404)
    return file_response(fetch(StoredFile, found.paper_file_id), inline=True)


@bp.post("/batches/<int:batch_id>/lines/<int:line_id>/removal")
@requires("payment:make")
def line_removal(batch_id: int, line_id: int) -> Any:
    """Take one order out of a list that is not approved yet."""
    found, line = fetch(PaymentBatch, batch_id, "payment:make"), fetch(PaymentBatchLine, line_id, "payment:make")
    service.remove_line(g.db, found, line, by=g.actor, on=clock.today())
    flash(_("Đã đưa một khoản ra khỏi bảng kê."), "info")
    return redirect(url_for("payments.batch", batch_id=batch_id), 303)


@bp.route("/batches/<int:batch_id>/approval", methods=["GET", "POST"])
@requires("payment:check")
def batch_approval(batch_id: int) -> Any:
    """Somebody else than who made the list freezes it."""
    found = fetch(PaymentBatch, batch_id, "payment:check")
    form = ApprovalForm(version=found.version)
    if form.validate_on_submit():
        with refusals(form):
            service.approve_batch(g.db, found, version=form.seen, by=g.actor, on=clock.today())
            flash(_("Đã duyệt bảng kê %(label)s. Thủ quỹ lấy tệp gửi ngân hàng.", label=found.label), "good")
            return redirect(url_for("payments.batch", batch_id=batch_id), 303)
    return _act_page("payments/batch_approval.html", batch_id, form, new=queries.too_new(g.db, fetch(PaymentBatch, batch_id), clock.today()))


@bp.route("/batches/<int:batch_id>/void", methods=["GET", "POST"])
@requires("payment:read")
def batch_void(batch_id: int) -> Any:
    """Give up a list that the bank has not answered."""
    found = fetch(PaymentBatch, batch_id, "payment:read")
    if not (g.actor.can("payment:make", found) or g.actor.can("payment:check", found)):
        abort(403)
    form = BatchReasonForm(version=found.version)
    if form.validate_on_submit():
        with refusals(form):
            service.void_batch(g.db, found, reason=form.reason.data, version=form.seen, by=g.actor, on=clock.today())
            flash(_("Đã bỏ bảng kê; các đề nghị chi lại chờ chuyển khoản."), "info")
            return redirect(url_for("payments.batch", batch_id=batch_id), 303)
    return _act_page("payments/batch_void.html", batch_id, form)


@bp.post("/batches/<int:batch_id>/file")
@requires("payment:pay")
def batch_file(batch_id: int) -> Any:
    """The file for the bank with every number whole; each time it is taken is in the trail."""
    found = fetch(PaymentBatch, batch_id, "payment:pay")
    key = request.form.get("format", "")
    if key not in dict(bank_files.formats()):
        abort(404)
    content = service.bank_file(g.db, found, key=key, by=g.actor, on=clock.today())
    answer = Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{found.label}-{key}.xlsx"'})
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Location"] = url_for("payments.batch", batch_id=batch_id)
    return answer


@bp.route("/batches/<int:batch_id>/result", methods=["GET", "POST"])
@requires("payment:pay")
def batch_result(batch_id: int) -> Any:
    """The treasurer reads in what the bank has answered."""
    found = fetch(PaymentBatch, batch_id, "payment:pay")
    form = ResultForm(result_on=clock.today())
    if form.validate_on_submit():
        with refusals(form):
            if not form.file.data:
                raise service.PaymentRefused(_("Hãy chọn tệp kết quả tải về từ ngân hàng."), "file")
            sent, day = form.file.data[0], form.result_on.data or clock.today()
            service.receive_result(
                g.db, found, content=sent.stream.read(LARGEST_FILE + 1), name=sent.filename, result_on=day, by=g.actor, on=clock.today()
            )
            flash(_("Đã nhận tệp. Kết quả đang được đọc và ghi sổ."), "info")
            return redirect(url_for("payments.batch", batch_id=batch_id), 303)
    return _act_page("payments/batch_result.html", batch_id, form)


def _act_page(template: str, batch_id: int, form: Any, **more: Any) -> Any:
    return render_template(template, form=form, **_shown(fetch(PaymentBatch, batch_id)), **more), 422 if request.method == "POST" else 200


def _boxes(ids: set[int]) -> dict[int, str]:
    return {row.id: row.name for row in g.db.execute(select(CashBox.id, CashBox.name).where(CashBox.id.in_(ids)))}


def _shown(found: PaymentBatch) -> dict[str, Any]:
    lines = page(g.db, queries.lines_of(found.id), keys=[(PaymentBatchLine.position, "asc")], after=request.args.get("after"), size=100)
    results, standings = queries.results_of(g.db, found), queries.standings(g.db, found)
    people = {found.made_by_id, found.approved_by_id, found.sent_by_id, *(row.read_by_id for row in results)}
    kept = [standings[name] for name in ("live", "paid", "refused")]
    return {
        "batch": found, "state": BATCH_LABELS[found.state], "tone": BATCH_TONES[found.state], "lines": lines,  # type: ignore[index]
        "orders": queries.orders_by_id(g.db, [line.order_id for line in lines.rows]), "line_labels": LINE_LABELS, "line_tones": LINE_TONES,
        "standings": standings, "count": sum(one.count for one in kept), "total": sum(one.amount for one in kept), "results": results,
        "result_labels": RESULT_LABELS, "result_tones": RESULT_TONES, "names": names_of(g.db, {one for one in people if one}),
        "box": _boxes({found.box_id}).get(found.box_id), "unit": g.db.get(Unit, found.unit_id), "formats": bank_files.formats(), "masked": queries.masked,
    }
