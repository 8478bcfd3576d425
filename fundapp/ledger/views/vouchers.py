"""The register of vouchers, one voucher, and voiding one on which no entry stands."""

from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.documents import public
from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries, service
from fundapp.ledger.forms import PaperForm, VoidForm
from fundapp.ledger.kinds import (
    VOUCHER_KIND_LABELS,
    VOUCHER_STATE_LABELS,
    VOUCHER_STATE_TONES,
    EntryState,
    VoucherState,
)
from fundapp.ledger.models import Voucher, VoucherPaper
from fundapp.ledger.views.blueprint import MOST_EXPORTED, bp
from fundapp.ledger.vouchers import FROM_THE_BANK, is_printed_here
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

REGISTER = (
    Column(_("Số chứng từ"), 14), Column(_("Ngày"), 12, "day"), Column(_("Loại"), 14), Column(_("Người nhận hoặc nộp tiền"), 28), Column(_("Nội dung"), 44),
    Column(_("Số tiền có hiệu lực (đồng)"), 20, "dong", True), Column(_("Tình trạng"), 18), Column(_("Lý do hủy"), 36),
)


@bp.get("/vouchers")
@requires("fund:read")
def vouchers() -> str:
    """Every number of every series, void ones too, the newest first."""
    series, year, state = _asked()
    found = page(g.db, queries.vouchers(series, year, state), keys=[(Voucher.id, "desc")], after=request.args.get("after"))
    books = queries.voucher_books(g.db)
    return render_template(
        "ledger/vouchers.html", page=found, kinds=VOUCHER_KIND_LABELS, states=VOUCHER_STATE_LABELS, tones=VOUCHER_STATE_TONES, state=state, series=series,
        year=year, all_series=[("", _("Tất cả")), *((name, name) for name in sorted({name for name, _year in books}))],
        years=[("", _("Tất cả")), *((one, one) for one in sorted({year for _name, year in books}, reverse=True))],
        units={unit_id: g.db.get(Unit, unit_id) for unit_id in {row.unit_id for row in found.rows}},
    )


@bp.get("/vouchers.xlsx")
@requires("fund:read")
def vouchers_sheet() -> Any:
    """The register as shown, as a workbook, in the order of issue."""
    series, year, state = _asked()
    today = clock.today()
    lines = (
        (
            row.label, row.on, VOUCHER_KIND_LABELS[row.kind], row.payee_name, row.reason, row.amount if row.state == VoucherState.ISSUED else None,
            VOUCHER_STATE_LABELS[row.state], row.void_reason or "",
        )
        for row in g.db.scalars(queries.vouchers(series, year, state).order_by(Voucher.id).limit(MOST_EXPORTED))
    )
    said = ", ".join(str(part) for part in (series, year, VOUCHER_STATE_LABELS.get(state)) if part)
    content = workbook(
        _("Sổ đăng ký chứng từ"), REGISTER, lines, issuer=[g.actor.home.unit_name] if g.actor.home else [], filters=said, on=today,
        name=_("Sổ đăng ký chứng từ"),
    )
    g.note = ("ledger.export", f"so-chung-tu {said}")
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="so-chung-tu-{today:%Y%m%d}.xlsx"'})


@bp.get("/vouchers/<int:voucher_id>")
@requires("fund:read")
def voucher(voucher_id: int) -> str:
    """One voucher: what is printed on it, and the entries that stand on it."""
    found = fetch(Voucher, voucher_id, "fund:read")
    paper = public.of_subject(g.db, f"vouchers/{found.id}")
    return render_template("ledger/voucher.html", paper_code=public.code_for(paper) if paper is not None else None, **_shown(found))


@bp.post("/vouchers/<int:voucher_id>/papers")
@requires("voucher:print")
def printing(voucher_id: int) -> Any:
    """Print the voucher: its original, or one more copy that says so."""
    paper = service.print_voucher(g.db, fetch(Voucher, voucher_id, "voucher:print"), by=g.actor)
    return redirect(url_for("ledger.voucher_paper", paper_id=paper.id), 303)


@bp.get("/vouchers/papers/<int:paper_id>")
@requires("fund:read")
def voucher_paper(paper_id: int) -> Any:
    """One sheet of a voucher as it was printed, or the bank's own paper."""
    return file_response(fetch(StoredFile, fetch(VoucherPaper, paper_id, "fund:read").file_id, "document:read"), inline=True)


@bp.route("/vouchers/<int:voucher_id>/attachment", methods=["GET", "POST"])
@requires("ledger:post")
def attachment(voucher_id: int) -> Any:
    """Keep the bank's own paper with the record of it."""
    found = fetch(Voucher, voucher_id, "ledger:post")
    if found.kind not in FROM_THE_BANK:
        abort(404)
    form = PaperForm()
    if form.validate_on_submit():
        with refusals(form):
            if not form.file.data:
                raise service.LedgerRefused(_("Hãy chọn tệp."), "file")
            for file in form.file.data:
                service.attach_paper(g.db, found, stream=file.stream, name=file.filename, by=g.actor)
            flash(_("Đã đính kèm giấy của ngân hàng."), "good")
            return redirect(url_for("ledger.voucher", voucher_id=found.id), 303)
    return render_template("ledger/attachment.html", form=form, voucher=found), 422 if form.errors else 200


@bp.route("/vouchers/<int:voucher_id>/voiding", methods=["GET", "POST"])
@requires("voucher:void")
def voiding(voucher_id: int) -> Any:
    """Void a voucher with the reason; it keeps its number and its place in every list."""
    found = fetch(Voucher, voucher_id, "voucher:void")
    if found.state != VoucherState.ISSUED:
        abort(404)
    form = VoidForm()
    if form.validate_on_submit():
        with refusals(form):
            service.void_voucher(g.db, found, reason=form.reason.data, by=g.actor, on=clock.today())
            flash(_("Đã hủy chứng từ %(label)s, số chứng từ được giữ lại.", label=found.label), "good")
            return redirect(url_for("ledger.voucher", voucher_id=found.id), 303)
    return render_template("ledger/voiding.html", form=form, **_shown(found)), 422 if form.errors else 200


def _shown(found: Voucher) -> dict[str, Any]:
    papers, entries = queries.papers_of(g.db, found), queries.voucher_entries(g.db, found)
    is_ours = is_printed_here(found.kind, {entry.kind for entry, _book in entries if entry.state != EntryState.DROPPED})
    return {
        "papers": papers, "is_ours": is_ours, "is_banks": found.kind in FROM_THE_BANK, "voucher": found, "unit": g.db.get(Unit, found.unit_id),
        "entries": entries,
        "standing": queries.standing_entries(g.db, found), "kind": VOUCHER_KIND_LABELS[found.kind], "state": VOUCHER_STATE_LABELS[found.state],
        "tone": VOUCHER_STATE_TONES[found.state],
        "names": names_of(g.db, {user for user in (found.issued_by_id, found.voided_by_id, *(one.by_id for one in papers)) if user}),
    }


def _asked() -> tuple[str, int | None, str]:
    """Series, year and state that the list is narrowed to."""
    series, year, state = (request.args.get(name, "") for name in ("series", "year", "state"))
    if len(series) > 10 or (year and not (year.isascii() and year.isdigit() and len(year) == 4)) or (state and state not in set(VoucherState)):
        abort(404)
    return series, int(year) if year else None, state
