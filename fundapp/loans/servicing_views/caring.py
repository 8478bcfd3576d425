"""Who looks after a loan, and the visits that see what its money is used for: what is due, what was seen, with photos."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.access.policy import Permission
from fundapp.access.queries import names_of, who_may
from fundapp.documents.models import StoredFile
from fundapp.documents.service import store
from fundapp.documents.views import file_response
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.loans.models import LoanVisit
from fundapp.loans.requests import bp
from fundapp.loans.servicing.visits import assign, tell_visit
from fundapp.loans.servicing_forms import OfficerForm, VisitForm
from fundapp.loans.servicing_views.life import lent
from fundapp.loans.servicing_views.watching import units_of
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page


@bp.route("/<int:loan_id>/officer", methods=["GET", "POST"])
@requires("loan:propose", menu_at="loans.out")
def officer(loan_id: int) -> Any:
    """Say who looks after a loan: somebody of the borrower's unit, or of one above it."""
    loan, form = lent(loan_id, "loan:propose"), OfficerForm()
    people = who_may(g.db, Permission.LOAN_VISIT, loan.for_unit_id, clock.today())
    form.officer_id.choices = sorted(people.items(), key=lambda one: one[1])
    if not form.is_submitted():
        form.officer_id.data = loan.officer_id
    if form.validate_on_submit():
        with refusals(form):
            assign(g.db, loan, officer_id=form.officer_id.data, people=people, by=g.actor)
            flash(_("Đã giao khoản vay cho %(name)s.", name=people[form.officer_id.data]), "good")
            return redirect(url_for("loans.life", loan_id=loan.id), 303)
    held = names_of(g.db, {loan.officer_id}).get(loan.officer_id) if loan.officer_id else None
    return render_template("loans/officer.html", loan=loan, form=form, held=held), 422 if form.errors else 200


@bp.get("/use-visits")
@requires("loan:read", menu_at="loans.out")
def use_visits() -> str:
    """Visits that see what loans are used for: those to be done, the longest due first, or those done, the newest first."""
    view = request.args.get("view", "due")
    if view not in ("due", "done"):
        abort(404)
    is_done = LoanVisit.done_on.is_not(None)
    keys = [(LoanVisit.done_on, "desc"), (LoanVisit.id, "desc")] if view == "done" else [(LoanVisit.due_on, "asc"), (LoanVisit.id, "asc")]
    found = page(g.db, select(LoanVisit).where(is_done if view == "done" else ~is_done), keys=keys, after=request.args.get("after"))
    people = names_of(g.db, {one for visit in found.rows for one in (visit.done_by_id, visit.loan.officer_id) if one})
    return render_template(
        "loans/use_visits.html", page=found, view=view, today=clock.today(), names=people, units=units_of([visit.loan for visit in found.rows]),
    )


@bp.route("/visits/<int:visit_id>", methods=["GET", "POST"])
@requires("loan:visit", menu_at="loans.out")
def use_visit(visit_id: int) -> Any:
    """Tell what was seen of the use of the money, with photos."""
    found, form = fetch(LoanVisit, visit_id, "loan:visit"), VisitForm()
    if form.validate_on_submit():
        with refusals(form):
            files = [store(g.db, stream=file.stream, name=file.filename, unit_id=found.unit_id, for_unit_id=found.for_unit_id, by=g.actor) for file in form.photos.data]
            tell_visit(
                g.db, found, findings=form.findings.data, is_used_as_said=form.is_used_as_said.data == "yes", files=[file.id for file in files], by=g.actor,
                on=clock.today(),
            )
            flash(_("Đã ghi lần kiểm tra sử dụng vốn."), "good")
            return redirect(url_for("loans.life", loan_id=found.loan_id), 303)
    return render_template("loans/use_visit.html", form=form, visit=found, loan=found.loan), 422 if form.errors else 200


@bp.get("/visits/<int:visit_id>/photos/<int:file_id>")
@requires("loan:read")
def use_photo(visit_id: int, file_id: int) -> Any:
    """A picture of a visit, to be seen on the loan's page. Pictures were encoded anew when they came in."""
    visit = fetch(LoanVisit, visit_id, "loan:read")
    file = fetch(StoredFile, file_id, "document:read") if file_id in visit.file_ids else abort(404)
    if not file.content_type.startswith("image/"):
        abort(404)
    return file_response(file, inline=True)
