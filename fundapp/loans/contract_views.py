"""Pages of contracts: made from a decided request, shown with the schedule, printed, listed; and the groups of borrowers."""

from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.casework.views.acts import act_page, acting, load, seen
from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.loans.contracting import contract as make_contract
from fundapp.loans.contracting import fee_of, first_due, planned
from fundapp.loans.grouping import found_group
from fundapp.loans.kinds import STATES, TONES, LoanState
from fundapp.loans.models import Loan, LoanGroup, LoanSchedule
from fundapp.loans.paper import rates_of
from fundapp.loans.programme import LoanRefused
from fundapp.loans.request_forms import ContractForm, GroupForm
from fundapp.loans.requests import PAGES, bp
from fundapp.orgs.models import Unit
from fundapp.regulations import loan_terms
from fundapp.regulations.loan_terms import Every, Method
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

COLUMNS = (
    Column(_("Khế ước"), 16, "text"), Column(_("Mã"), 14, "text"), Column(_("Người vay"), 28, "text"), Column(_("Đơn vị"), 34, "text"), Column(_("Ngày ký"), 12, "day"),
    Column(_("Số tiền vay (đồng)"), 18, "dong", True), Column(_("Số kỳ"), 8, "number"), Column(_("Tình trạng"), 24, "text"),
)


@bp.route("/<int:case_id>/contract", methods=["GET", "POST"])
@requires("loan:read")
def contract(case_id: int) -> Any:
    """Make the contract of a decided request; once it is there, the contract with its schedule."""
    asked: Any = load(PAGES, case_id)
    if asked.loan is not None:
        return _shown(asked.loan)
    if asked.case.state != "approved":
        abort(404)
    if not g.actor.can("payment:make", asked.case.holder_unit_id):
        abort(403)
    today = clock.today()
    form = ContractForm(data={"planned_on": today, "first_due_on": first_due(asked, today)}, version=asked.case.version)
    if form.validate_on_submit():
        with acting(form, asked.case):
            made = make_contract(
                g.db, asked, planned_on=form.planned_on.data, first_due_on=form.first_due_on.data, by=g.actor, on=today, seen=seen(form)  # type: ignore[arg-type]
            )
            flash(_("Đã lập khế ước %(number)s, mã %(code)s. Việc tiếp theo: lập đề nghị chi.", number=made.contract_number, code=made.code), "good")
            return redirect(url_for("loans.contract", case_id=case_id), 303)
    try:
        first = form.first_due_on.data or first_due(asked, today)
        rows = planned(asked, principal=asked.case.decided_amount, planned_on=form.planned_on.data or today, first_due_on=first)
    except LoanRefused:
        rows = []
    return act_page(
        PAGES, "loans/contract_.html", asked, form, rows=rows, fee=fee_of(asked.product, asked.case.decided_amount), interest=sum(row.interest for row, _saved in rows),
        savings=sum(saved for _row, saved in rows),
    )


def _shown(loan: Loan) -> Any:
    held = g.db.scalars(select(LoanSchedule).where(LoanSchedule.loan_id == loan.id, LoanSchedule.version == loan.schedule_version)).one()
    stated, effective, overdue = rates_of(g.db, loan)
    return render_template(
        "loans/contract.html", loan=loan, schedule=held, rows=held.rows, unit=g.db.get_one(Unit, loan.unit_id), own=g.db.get(Unit, loan.for_unit_id),
        state=(STATES[LoanState(loan.state)], TONES[LoanState(loan.state)]), stated=stated, effective=effective, overdue=overdue,
        method=loan_terms.METHODS[Method(loan.method)],
        every=loan_terms.EVERY[Every(loan.every)], order=loan_terms.ORDERS[loan.allocation_order], saved=sum(row.savings_amount for row in held.rows),
        interest=sum(row.interest_amount for row in held.rows),
    )


@bp.get("/<int:case_id>/contract.pdf")
@requires("loan:read")
def contract_paper(case_id: int) -> Any:
    """The contract as it was printed when it was made."""
    asked: Any = load(PAGES, case_id)
    loan = asked.loan
    if loan is None or loan.contract_file_id is None:
        abort(404)
    return file_response(fetch(StoredFile, loan.contract_file_id, "document:read"), inline=True)


def _wanted() -> Any:
    state = request.args.get("state", "")
    query = select(Loan)
    return query.where(Loan.state == state) if state in {one.value for one in LoanState} else query


@bp.get("/contracts")
@requires("loan:read", menu=_("Khế ước vay"), icon="file-text", group="lending", order=55)
def contracts() -> str:
    """Every contract in sight, the newest first."""
    found = page(g.db, _wanted(), keys=[(Loan.id, "desc")], after=request.args.get("after"))
    units = {one.id: one.name for one in g.db.scalars(select(Unit).where(Unit.id.in_({row.for_unit_id for row in found.rows})))}
    return render_template("loans/contracts.html", page=found, units=units, states=STATES, tones=TONES, state=request.args.get("state", ""))


@bp.get("/contracts.xlsx")
@requires("loan:read")
def contracts_sheet() -> Response:
    """The list of contracts as a workbook."""
    loans = list(g.db.scalars(_wanted().order_by(Loan.id.desc())))
    units = {one.id: one.name for one in g.db.scalars(select(Unit).where(Unit.id.in_({row.for_unit_id for row in loans})))}
    lines = [
        (one.contract_number, one.code, one.borrower_name, units.get(one.for_unit_id, ""), one.signed_on, one.principal_amount, one.instalments,
         STATES[LoanState(one.state)])
        for one in loans
    ]
    content = workbook(_("DANH SÁCH KHẾ ƯỚC VAY VỐN"), COLUMNS, lines, on=clock.today(), issuer=[g.actor.home.unit_name] if g.actor.home else [], name=_("Khế ước"))
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="khe-uoc-vay-{clock.today():%Y%m%d}.xlsx"'})


@bp.route("/groups", methods=["GET", "POST"])
@requires("case:open")
def groups() -> Any:
    """The groups of borrowers of the own units, and a new one."""
    form = GroupForm(data={"founded_on": clock.today()})
    units = list(g.db.scalars(select(Unit).where(Unit.id.in_(g.actor.units_with("case:open"))).order_by(Unit.path)))
    form.unit_id.choices = [(unit.id, unit.name) for unit in units]
    if form.validate_on_submit():
        with refusals(form):
            found_group(g.db, unit_id=form.unit_id.data, name=form.name.data or "", founded_on=form.founded_on.data, by=g.actor, on=clock.today())  # type: ignore[arg-type]
            return redirect(url_for("loans.groups"), 303)
    found = list(g.db.scalars(select(LoanGroup).order_by(LoanGroup.unit_id, LoanGroup.name)))
    page_ = render_template("loans/groups.html", form=form, groups=found, units={unit.id: unit.name for unit in units})
    return page_, 422 if request.method == "POST" else 200
