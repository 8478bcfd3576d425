"""Pages of payment lists: made out of approved transfers, approved by somebody else, sent to the bank, answered by it."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from fundapp.access.queries import names_of
from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.kernel import clock
from fundapp.kernel.banks import bank_name
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit
from fundapp.payments import queries, service, work
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
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.sheets.reader import LARGEST_FILE
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

# So many orders are offered one by one; of more the whole account is listed. A list of so many lines is approved at once, a longer one in the background.
MOST_OFFERED, AT_ONCE_MOST = 200, 300
LINE_COLUMNS = [
    Column(_("STT"), 7, "number"), Column(_("Mã đề nghị"), 16), Column(_("Chủ tài khoản"), 28), Column(_("Tài khoản"), 24), Column(_("Số tiền (đồng)"), 16, "dong", True),
    Column(_("Tình trạng"), 18), Column(_("Ngày trả lời"), 12, "day"), Column(_("Lý do"), 30),
]
# Importing the work registers its runners.
READ = work.read_result


def _mark(now: queries.Standing) -> str:
    """Count and sum as a page showed them."""
    return f"{now.count}/{now.amount}"


@bp.get("/batches")
@requires("payment:read")
def batches() -> str:
    """Payment lists, newest first."""
    found = page(g.db, queries.batches(), keys=[(PaymentBatch.id, "desc")], after=request.args.get("after"))
    return render_template(
        "payments/batches.html", page=found, labels=BATCH_LABELS, tones=BATCH_TONES, standings=queries.standings_of(g.db, [one.id for one in found.rows]),
        units={unit_id: g.db.get(Unit, unit_id) for unit_id in {one.unit_id for one in found.rows}}, boxes=_boxes({one.box_id for one in found.rows}),
    )


@bp.route("/batches/new", methods=["GET", "POST"])
@requires("payment:make")
def new_batch() -> Any:
    """The accountant lists approved transfers of one bank account."""
    known = g.db.scalars(select(CashBox).where(CashBox.kind == BoxKind.BANK.value, CashBox.is_open).order_by(CashBox.id))
    boxes = [box for box in known if g.actor.can("payment:make", box)]
    ready = queries.ready_sums(g.db, [box.id for box in boxes], service.MOST_LINES)
    wanted = request.values.get("box", "")
    chosen = next((box for box in boxes if str(box.id) == wanted), next((box for box in boxes if ready[box.id].count), boxes[0] if boxes else None))
    now = ready[chosen.id] if chosen else queries.Standing()
    is_whole = now.count > MOST_OFFERED
    offered = queries.ready_for(g.db, chosen.id, MOST_OFFERED) if chosen and not is_whole else []
    form = BatchForm(box=chosen.id if chosen else None)
    form.box.choices = [(box.id, box.name) for box in boxes]
    form.orders.choices = [(order.id, order.code) for order in offered]
    if form.validate_on_submit() and chosen:
        with refusals(form):
            if is_whole and request.form.get("shown") != _mark(now):
                raise service.PaymentRefused(_("Các khoản chờ chuyển đã khác với lúc hiển thị. Hãy xem lại số khoản, tổng số tiền rồi lập."), "orders")
            ids = queries.ready_ids(g.db, chosen.id, service.MOST_LINES) if is_whole else form.orders.data or []
            made = service.make_batch(g.db, box=chosen, order_ids=ids, by=g.actor, on=clock.today())
            flash(_("Đã lập bảng kê %(label)s. Phụ trách kế toán xem và duyệt.", label=made.label), "good")
            return redirect(url_for("payments.batch", batch_id=made.id), 303)
    shown = render_template(
        "payments/new_batch.html", form=form, boxes=boxes, chosen=chosen, offered=offered, now=now, mark=_mark(now) if is_whole else "",
        counts={box_id: one.count for box_id, one in ready.items()}, most=service.MOST_LINES,
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
            if queries.standings(g.db, found)["live"].count > AT_ONCE_MOST:
                service.ask_approval(g.db, found, version=form.seen, by=g.actor, on=clock.today())
                flash(_("Bảng kê dài nên được soát từng khoản ngầm; soát xong thì tự duyệt."), "info")
            else:
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
    """Take the file for the bank: noted here, made by the page that this leads to, which nobody else's writing waits for."""
    found, key = fetch(PaymentBatch, batch_id, "payment:pay"), request.form.get("format", "")
    if queries.format_of(g.db, found.unit_id, key) is None:
        abort(404)
    service.send_batch(g.db, found, key=key, by=g.actor, on=clock.today())
    return redirect(url_for("payments.bank_sheet", batch_id=batch_id, format=key), 303)


@bp.get("/batches/<int:batch_id>/bank")
@requires("payment:pay")
def bank_sheet(batch_id: int) -> Response:
    """The file for the bank with every number whole; each time it is opened is in the trail."""
    found, key = fetch(PaymentBatch, batch_id, "payment:pay"), request.args.get("format", "")
    form = queries.format_of(g.db, found.unit_id, key)
    if form is None or found.sent_at is None:
        abort(404)
    content = service.bank_file(g.db, found, form=form)
    g.note = ("payment.bank_sheet", f"{found.label} {key}")
    answer = Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{found.label}-{key}.xlsx"'})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/batches/<int:batch_id>/export")
@requires("payment:read")
def batch_export(batch_id: int) -> Response:
    """All lines of a list as they stand, as a workbook; accounts are masked."""
    found, today = fetch(PaymentBatch, batch_id, "payment:read"), clock.today()
    rows = (
        (row.position, row.code, row.holder_name, f"{bank_name(row.bank_code)} ••••{row.account_tail}", row.amount, LINE_LABELS[row.state], row.settled_on, row.reason)
        for row in queries.sheet_of(g.db, found)
    )
    g.note = ("payment.export", found.label)
    content = workbook(
        _("BẢNG KÊ CHUYỂN KHOẢN %(label)s", label=found.label), LINE_COLUMNS, rows, on=today, issuer=[g.actor.home.unit_name] if g.actor.home else [],
        subtitle=_("Dấu của bảng kê: %(mark)s", mark=found.list_digest) if found.list_digest else _("Chưa duyệt"), name=found.label,
    )
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{found.label}-{today:%Y%m%d}.xlsx"'})


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
        "batch": found, "work": queries.approval_job(g.db, found) if found.state == "open" else None,
        "state": BATCH_LABELS[found.state], "tone": BATCH_TONES[found.state], "lines": lines,  # type: ignore[index]
        "orders": queries.orders_by_id(g.db, [line.order_id for line in lines.rows]), "line_labels": LINE_LABELS, "line_tones": LINE_TONES,
        "standings": standings, "count": sum(one.count for one in kept), "total": sum(one.amount for one in kept), "results": results,
        "result_labels": RESULT_LABELS, "result_tones": RESULT_TONES, "names": names_of(g.db, {one for one in people if one}),
        "box": _boxes({found.box_id}).get(found.box_id), "unit": g.db.get(Unit, found.unit_id), "masked": queries.masked,
        "formats": queries.formats_of(g.db, found.unit_id),
    }
