"""Provisions of each fund, proposed and posted by two people; and what was written off, followed beside the books."""

from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.access.queries import names_of
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.ledger.models import Book
from fundapp.loans.books import off_balance_account, provision_accounts
from fundapp.loans.kinds import ACT_STATES, ACT_TONES, ActState, EventKind, LoanState
from fundapp.loans.models import Loan, LoanEvent, LoanProvision
from fundapp.loans.requests import bp
from fundapp.loans.servicing.classifying import months
from fundapp.loans.servicing.providing import last_posted, post_provision, propose_provision, reckoned, refuse_provision
from fundapp.loans.servicing_forms import DecisionForm, QuoteForm
from fundapp.loans.servicing_views.deciding import by_second_person
from fundapp.loans.servicing_views.watching import told_of, units_of
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

COLUMNS = (
    Column(_("Mã"), 14), Column(_("Người vay"), 28), Column(_("Đơn vị"), 32), Column(_("Ngày xóa nợ"), 14, "day"), Column(_("Gốc đã xóa (đồng)"), 18, "dong", True),
    Column(_("Lãi đã xóa (đồng)"), 18, "dong", True), Column(_("Đã thu hồi (đồng)"), 18, "dong", True), Column(_("Còn theo dõi (đồng)"), 18, "dong", True),
)


@bp.route("/provisions", methods=["GET", "POST"])
@requires("loan:read", menu_at="loans.portfolio_report")
def provisions() -> Any:
    """What each fund should set aside at the month that was classified last, what it has, and every month's decision."""
    form, done = QuoteForm(), months(g.db)
    month = done[0] if done else None
    if form.is_submitted() and not g.actor.can("loan:propose"):
        abort(403)
    if form.validate_on_submit() and month is not None:
        with refusals(form):
            book = fetch(Book, request.form.get("book", 0, type=int), "loan:propose")
            made = propose_provision(g.db, book=book, ended_on=month, by=g.actor)
            flash(_("Đã gửi đề nghị. Phụ trách kế toán ghi sổ."), "good")
            return redirect(url_for("loans.provision_decision", provision_id=made.id), 303)
    found = reckoned(g.db, month) if month else {}
    books = list(g.db.scalars(select(Book).where(Book.id.in_(found)).order_by(Book.id)))
    rows = list(g.db.scalars(select(LoanProvision).order_by(LoanProvision.id.desc()).limit(60)))
    taken = {row.book_id for row in rows if row.ended_on == month and row.state != ActState.REFUSED}
    page_ = render_template(
        "loans/provisions.html", form=form, month=month, books=books, found=found, held={book.id: last_posted(g.db, book.id) for book in books}, taken=taken, rows=rows,
        names={book.id: book.name for book in g.db.scalars(select(Book).where(Book.id.in_({row.book_id for row in rows})))}, states=ACT_STATES, tones=ACT_TONES,
        where=provision_accounts(),
    )
    return page_, 422 if form.errors else 200


@bp.route("/provisions/<int:provision_id>", methods=["GET", "POST"])
@requires("loan:read", menu_at="loans.portfolio_report")
def provision_decision(provision_id: int) -> Any:
    """One month's provision of one fund; the second person posts or declines it."""
    made, form = fetch(LoanProvision, provision_id, "loan:read"), DecisionForm()
    decided = by_second_person(
        made, "loan:classify", form, approve=lambda _answer: post_provision(g.db, made, by=g.actor, on=clock.today()),
        decline=lambda answer: refuse_provision(g.db, made, answer=answer, by=g.actor), done=_("Đã ghi sổ dự phòng."),
        then=url_for("loans.provision_decision", provision_id=made.id),
    )
    if decided is not None:
        return decided
    before = last_posted(g.db, made.book_id) if made.state == ActState.PROPOSED else None
    page_ = render_template(
        "loans/provision_decision.html", made=made, form=form, book=g.db.get(Book, made.book_id), before=before, where=provision_accounts(),
        people=names_of(g.db, {made.proposed_by_id, made.decided_by_id or made.proposed_by_id}),
        state=(ACT_STATES[ActState(made.state)], ACT_TONES[ActState(made.state)]),
    )
    return page_, 422 if form.errors else 200


def _written_off() -> Any:
    lost = select(LoanEvent.loan_id).where(LoanEvent.kind == EventKind.WRITE_OFF.value)
    return select(Loan).where(Loan.id.in_(lost), Loan.state.in_([LoanState.WRITTEN_OFF, LoanState.SETTLED]))


def _days_of(loans: list[Any]) -> dict[int, Any]:
    query = select(LoanEvent.loan_id, LoanEvent.on).where(LoanEvent.kind == EventKind.WRITE_OFF.value, LoanEvent.loan_id.in_([loan.id for loan in loans]))
    return {row.loan_id: row.on for row in g.db.execute(query)}


@bp.get("/written-off")
@requires("loan:read", menu_at="loans.portfolio_report")
def written_off() -> str:
    """Debt that was written off, loan by loan: what it was, what came back, what is still followed beside the books."""
    found = page(g.db, _written_off(), keys=[(Loan.id, "desc")], after=request.args.get("after"))
    told = told_of(found.rows)
    return render_template(
        "loans/written_off.html", page=found, told=told, units=units_of(found.rows), days=_days_of(found.rows), account=off_balance_account(),
        left=sum(one.off_principal + one.off_interest + one.off_penalty for one in told.values()), back=sum(one.recovered for one in told.values()),
    )


@bp.get("/written-off.xlsx")
@requires("loan:read")
def written_off_sheet() -> Response:
    """The same as a workbook, whole."""
    loans = list(g.db.scalars(_written_off().order_by(Loan.id)))
    told, units, days, today = told_of(loans), units_of(loans), _days_of(loans), clock.today()
    lines = [
        (loan.code, loan.borrower_name, units[loan.for_unit_id].name if units.get(loan.for_unit_id) else "", days.get(loan.id), (one := told[loan.id]).written_off,
         one.off_interest + one.off_penalty, one.recovered, one.off_principal + one.off_interest + one.off_penalty)
        for loan in loans
    ]
    content = workbook(
        _("NỢ ĐÃ XÓA, THEO DÕI NGOÀI BẢNG"), COLUMNS, lines, on=today, issuer=[g.actor.home.unit_name] if g.actor.home else [],
        subtitle=str(_("TK-%(account)s, đến ngày %(day)s (mẫu)", account=off_balance_account(), day=day_text(today))), name=_("Nợ đã xóa"),
    )
    g.note = ("loans.export", "written-off")
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="no-da-xoa-{today:%Y%m%d}.xlsx"'})
