"""Lists of salary deductions: handed out filled in, taken back, read by one person and posted by another."""

from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.access.queries import names_of
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import Book
from fundapp.loans.deductions import GOOD, NOTHING, VERDICTS, good_sum
from fundapp.loans.kinds import LoanState, SheetState
from fundapp.loans.models import Loan, LoanSheet
from fundapp.loans.requests import bp
from fundapp.loans.servicing.deducting import asked_of, drop_sheet, lines_of, post_sheet, take_in
from fundapp.loans.servicing_forms import QuoteForm, SheetForm
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires

COLUMNS = (
    Column(_("STT"), 6, "number"), Column(_("Mã khoản vay"), 18), Column(_("Họ và tên"), 28), Column(_("Phải trả (đồng)"), 18, "dong", True),
    Column(_("Đã trừ (đồng)"), 18, "dong"),
)
STATES = {SheetState.READ: _("Chờ người khác ghi sổ"), SheetState.POSTED: _("Đã ghi sổ"), SheetState.DROPPED: _("Đã bỏ")}
TONES = {SheetState.READ: "waiting", SheetState.POSTED: "good", SheetState.DROPPED: "done"}


def borrowing() -> list[tuple[int, int, str]]:
    """Funds and units in sight with open loans, as (fund, unit, both names)."""
    query = select(Loan.book_id, Loan.for_unit_id).where(Loan.state == LoanState.OPEN, Loan.deducts_salary).distinct()
    pairs = [(book_id, unit_id) for book_id, unit_id in g.db.execute(query) if g.actor.can("loan:propose", g.db.get(Book, book_id))]
    return sorted(
        ((book_id, unit_id, f"{g.db.get_one(Unit, unit_id).name} – {g.db.get_one(Book, book_id).name}") for book_id, unit_id in pairs), key=lambda one: one[2],
    )


@bp.route("/deductions", methods=["GET", "POST"])
@requires("loan:propose", menu_at="loans.out")
def deductions() -> Any:
    """Give a unit its list, and read what came back."""
    pairs, form = borrowing(), SheetForm()
    form.pair.choices = [(f"{book_id}-{unit_id}", name) for book_id, unit_id, name in pairs]
    boxes = [box for book_id in {pair[0] for pair in pairs} for box in ledger.boxes_of(g.db, g.db.get_one(Book, book_id).unit_id, BoxKind.BANK.value)]
    form.box_id.choices = list({box.id: (box.id, box.name) for box in boxes}.values())
    if form.validate_on_submit():
        with refusals(form):
            book_id, unit_id = (int(part) for part in form.pair.data.split("-"))
            box = next(box for box in boxes if box.id == form.box_id.data)
            file = form.file.data[0] if form.file.data else abort(422)
            sheet = take_in(
                g.db, content=file.stream.read(), name=file.filename, book=g.db.get_one(Book, book_id), box=box, for_unit_id=unit_id, by=g.actor, on=clock.today(),
            )
            return redirect(url_for("loans.deduction_sheet", sheet_id=sheet.id), 303)
    sheets = list(g.db.scalars(select(LoanSheet).order_by(LoanSheet.id.desc()).limit(50)))
    page = render_template(
        "loans/deductions.html", form=form, pairs=pairs, sheets=sheets, states=STATES, tones=TONES, sums={sheet.id: good_sum(sheet.rows) for sheet in sheets},
        units={sheet.for_unit_id: g.db.get(Unit, sheet.for_unit_id) for sheet in sheets},
    )
    return page, 422 if form.errors else 200


@bp.get("/deductions.xlsx")
@requires("loan:propose")
def deduction_list() -> Any:
    """The list of one unit, with code, name and what is due, to be filled in; whoever names none chooses one first."""
    asked, today = request.args.get("pair", ""), clock.today()
    if not asked:
        return redirect(url_for("loans.deductions"), 303)
    found = next((pair for pair in borrowing() if f"{pair[0]}-{pair[1]}" == asked), None) or abort(404)
    lines = lines_of(asked_of(g.db, book_id=found[0], for_unit_id=found[1], on=today))
    content = workbook(
        _("DANH SÁCH TRỪ LƯƠNG TRẢ NỢ VAY"), COLUMNS, lines, on=today, issuer=[g.db.get_one(Unit, found[1]).name],
        subtitle=_("Ghi số đã trừ vào cột cuối rồi gửi lại tệp này."), name=_("Trừ lương"),
    )
    g.note = ("loans.export", asked)
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="tru-luong-{today:%Y%m%d}.xlsx"'})


@bp.route("/deductions/<int:sheet_id>", methods=["GET", "POST"])
@requires("loan:read", menu_at="loans.out")
def deduction_sheet(sheet_id: int) -> Any:
    """What was read, row by row; the second person posts it."""
    sheet, form = fetch(LoanSheet, sheet_id, "loan:read"), QuoteForm()
    if form.is_submitted() and not g.actor.can("loan:allocate", sheet):
        abort(403)
    if form.validate_on_submit():
        with refusals(form):
            if request.form.get("act") == "drop":
                drop_sheet(g.db, sheet, by=g.actor)
                flash(_("Đã bỏ danh sách này."), "good")
            else:
                post_sheet(g.db, sheet, by=g.actor, on=clock.today())
                flash(_("Đã ghi sổ và phân bổ vào từng khoản vay."), "good")
            return redirect(url_for("loans.deduction_sheet", sheet_id=sheet.id), 303)
    bad = [row for row in sheet.rows if row["verdict"] not in (*GOOD, NOTHING)]
    page = render_template(
        "loans/deduction_sheet.html", form=form, sheet=sheet, verdicts=VERDICTS, good=GOOD, bad_count=len(bad), good_amount=good_sum(sheet.rows),
        state=STATES[SheetState(sheet.state)], tone=TONES[SheetState(sheet.state)], unit=g.db.get(Unit, sheet.for_unit_id),
        names=names_of(g.db, {sheet.uploaded_by_id}),
    )
    return page, 422 if form.errors else 200
