"""One loan that is out: schedule against paid, what happened, money that waits, receipts in cash, early settlement, the member's statement."""

from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, url_for
from sqlalchemy import select

from fundapp.access.queries import names_of
from fundapp.documents import papers
from fundapp.households.models import Person
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger
from fundapp.ledger import service as books
from fundapp.ledger.kinds import BoxKind, VoucherKind
from fundapp.ledger.models import Book, CashBox
from fundapp.ledger.service import LineSpec, Posting
from fundapp.loans import paper
from fundapp.loans.books import Place, accounts
from fundapp.loans.kinds import ACT_STATES, ACT_TONES, EVENTS, STATES, TONES, ActState, EventKind, LoanState
from fundapp.loans.models import Loan, LoanAct, LoanEvent, LoanRequest, LoanVisit
from fundapp.loans.requests import bp
from fundapp.loans.servicing import lives
from fundapp.loans.servicing.acts import TITLES
from fundapp.loans.servicing.allocating import allocate, told_short
from fundapp.loans.servicing.paid_out import events_of, rows_from, schedule_from_payment, suggested, went_out_on
from fundapp.loans.servicing.settling import quoted, settle
from fundapp.loans.servicing_forms import QuoteForm, ReceiptForm, ScheduleForm
from fundapp.loans.standing import row_states, standing
from fundapp.orgs.models import Unit
from fundapp.regulations import loan_terms
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


def lent(loan_id: int, permission: str = "loan:read") -> Loan:
    """The loan of the address, once its money has gone out."""
    loan = fetch(Loan, loan_id, permission)
    if loan.state in (LoanState.CONTRACTED, LoanState.CANCELLED):
        abort(404)
    return loan


def cash_boxes(loan: Loan) -> list[CashBox]:
    """The cash boxes into which a loan is paid back, and out of which its borrower's money goes back."""
    return [box for box in ledger.boxes_of(g.db, loan.unit_id, BoxKind.CASH.value) if box.own_book_id in (None, loan.book_id)]


@bp.get("/<int:loan_id>/life")
@requires("loan:read", menu_at="loans.out")
def life(loan_id: int) -> str:
    """Where a loan stands today, its schedule against what was paid, and everything that happened."""
    return render_template("loans/life.html", **shown(lent(loan_id)))


def about_borrower(loan: Loan, happened: list[LoanEvent]) -> dict[str, Any]:
    """Who stands for the borrower: the guarantee that holds, and what became of the debt when the borrower died."""
    moved = next((event for event in happened if event.kind == EventKind.TRANSFER), None)
    death = next((event for event in happened if event.kind == EventKind.DEATH), None)
    asked, person = g.db.get(LoanRequest, loan.id), g.db.get(Person, loan.person_id)
    first = asked.guarantee_note if asked is not None and asked.is_guaranteed else ""
    return {
        "guarantee": moved.details["guarantee"] if moved else first, "heir": death.details["heir"] if death else "",
        "on_death": loan_terms.ON_DEATH[loan_terms.OnDeath(death.details["rule"])] if death else "", "person_died_on": person.died_on if person else None,
    }


def shown(loan: Loan) -> dict[str, Any]:
    """Everything that pages about one loan show."""
    today, events, rules = clock.today(), lives.life_of(g.db, loan), lives.rules_of(loan)
    told, rows = standing(events, today, rules), row_states(events, today, rules)
    happened = events_of(g.db, loan)
    acts = list(g.db.scalars(select(LoanAct).where(LoanAct.loan_id == loan.id).order_by(LoanAct.id.desc())))
    waiting = lives.waiting_entries(g.db, loan)
    by_number = {event.id: event for event in happened}
    visits = list(g.db.scalars(select(LoanVisit).where(LoanVisit.loan_id == loan.id).order_by(LoanVisit.due_on)))
    people = {loan.officer_id, *(event.recorded_by_id for event in happened), *(act.proposed_by_id for act in acts), *(visit.done_by_id for visit in visits)}
    names = names_of(g.db, {one for one in people if one is not None})
    return {
        "loan": loan, "told": told, "rows": rows, "has_savings": any(row.savings for row in rows),
        "said": told_short(told), "state": STATES[LoanState(loan.state)], "tone": TONES[LoanState(loan.state)],
        "today": today, "happened": happened, "kinds": {kind.value: label for kind, label in EVENTS.items()}, "by_number": by_number,
        "acts": acts, "act_states": ACT_STATES, "act_tones": ACT_TONES,
        "titles": {kind.value: title for kind, title in TITLES.items()}, "proposed": next((act for act in acts if act.state == ActState.PROPOSED), None),
        "waiting": waiting, "waiting_amount": sum(int(row.amount) for row in waiting), "unit": g.db.get(Unit, loan.for_unit_id),
        **about_borrower(loan, happened), "went_out_on": went_out_on(loan, happened),
        "paid_amount": told.principal_paid + told.interest_paid + told.penalty_paid + told.fee_paid, "bars": bars(rows),
        "visits": visits, "names": names, "officer": names.get(loan.officer_id or 0),
    }


def bars(rows: list[Any]) -> list[dict[str, Any]]:
    """Give the chart: for each instalment the height of what is asked and of what is paid of it, in parts of 100."""
    top = max((row.payment for row in rows), default=0)
    if not top:
        return []
    wide = 100 / len(rows)
    return [
        {
            "x": f"{at * wide:.2f}", "width": f"{wide * 0.72:.2f}", "asked": f"{row.payment * 100 / top:.2f}", "asked_y": f"{100 - row.payment * 100 / top:.2f}",
            "paid": f"{row.paid * 100 / top:.2f}", "paid_y": f"{100 - row.paid * 100 / top:.2f}",
        }
        for at, row in enumerate(rows)
    ]


@bp.post("/<int:loan_id>/allocation")
@requires("loan:allocate")
def allocation(loan_id: int) -> Any:
    """Use the money that came."""
    loan = lent(loan_id, "loan:allocate")
    form = QuoteForm()
    if form.validate_on_submit():
        with refusals(form):
            event = allocate(g.db, loan, by=g.actor, on=clock.today())
            flash(_("Đã phân bổ tiền thu của khoản vay.") if event else _("Không có gì mới để phân bổ."), "good")
            return redirect(url_for("loans.life", loan_id=loan.id), 303)
    return render_template("loans/life.html", form=form, **shown(loan)), 422


@bp.route("/<int:loan_id>/schedule/new", methods=["GET", "POST"])
@requires("loan:propose", menu_at="loans.out")
def schedule_anew(loan_id: int) -> Any:
    """A schedule from the day on which the money really went out, before anything was paid back."""
    loan, form = lent(loan_id, "loan:propose"), ScheduleForm()
    paid_on = went_out_on(loan, events_of(g.db, loan))
    if paid_on is None:
        abort(404)
    if not form.is_submitted():
        form.first_due_on.data = suggested(g.db, loan, paid_on)
    if form.validate_on_submit():
        with refusals(form):
            schedule_from_payment(g.db, loan, first_due_on=form.first_due_on.data or paid_on, by=g.actor, on=clock.today())
            flash(_("Đã lập lại lịch trả từ ngày giải ngân."), "good")
            return redirect(url_for("loans.life", loan_id=loan.id), 303)
    try:
        rows = rows_from(g.db, loan, paid_on, form.first_due_on.data or suggested(g.db, loan, paid_on))
    except Refusal:
        rows = []
    page = render_template("loans/schedule_anew.html", loan=loan, form=form, paid_on=paid_on, rows=rows)
    return page, 422 if form.errors else 200


@bp.route("/<int:loan_id>/receipts/new", methods=["GET", "POST"])
@requires("loan:collect", menu_at="loans.out")
def receipt(loan_id: int) -> Any:
    """Take cash in for a loan: phiếu thu with its number; the head of accounting posts it, then it's allocated."""
    loan = lent(loan_id, "loan:collect")
    book, form = g.db.get_one(Book, loan.book_id), ReceiptForm()
    boxes = cash_boxes(loan)
    form.box_id.choices = [(box.id, box.name) for box in boxes]
    told = standing(lives.life_of(g.db, loan), clock.today(), lives.rules_of(loan))
    if not form.is_submitted():
        form.payer.data, form.reason.data = loan.borrower_name, str(_("Trả nợ vay theo hợp đồng %(number)s, mã %(code)s", number=loan.contract_number, code=loan.code))
        form.amount.data = told.to_pay_today or (told.next_due.payment if told.next_due else None)
    if form.validate_on_submit():
        with refusals(form):
            on, box = clock.today(), next(box for box in boxes if box.id == form.box_id.data)
            amount: Any = form.amount.data
            voucher = books.issue_voucher(
                g.db, unit_id=book.unit_id, kind=VoucherKind.CASH_RECEIPT.value, on=on, amount=amount, payee_name=form.payer.data, reason=form.reason.data,
                by=g.actor,
            )
            lines = [
                LineSpec(box.account_code, debit=amount, box=box),
                LineSpec(accounts()[Place.WAITING], credit=amount, subject=loan.subject),
            ]
            books.draft(g.db, Posting(book, on, form.reason.data, lines, f"receipt/{voucher.id}", voucher=voucher, purpose="loans"), by=g.actor)
            books.print_voucher(g.db, voucher, by=g.actor)
            flash(_("Đã lập %(label)s. Phụ trách kế toán ghi sổ, rồi tiền được phân bổ vào khoản vay.", label=voucher.label), "good")
            return redirect(url_for("ledger.voucher", voucher_id=voucher.id), 303)
    return render_template("loans/receipt.html", loan=loan, form=form, told=told), 422 if form.errors else 200


@bp.route("/<int:loan_id>/settlement", methods=["GET", "POST"])
@requires("loan:read", menu_at="loans.out")
def settlement(loan_id: int) -> Any:
    """What settles the loan today, part by part; settled once the money has come."""
    loan = lent(loan_id)
    if loan.state != LoanState.OPEN:
        abort(404)
    form = QuoteForm()
    if form.is_submitted() and not g.actor.can("loan:allocate", loan):
        abort(403)
    if form.validate_on_submit():
        with refusals(form):
            settle(g.db, loan, by=g.actor, on=clock.today())
            flash(_("Đã tất toán khoản vay %(code)s.", code=loan.code), "good")
            return redirect(url_for("loans.life", loan_id=loan.id), 303)
    waiting = sum(int(row.amount) for row in lives.waiting_entries(g.db, loan))
    page = render_template("loans/settlement.html", loan=loan, form=form, asked=quoted(g.db, loan, clock.today()), waiting=waiting, today=clock.today())
    return page, 422 if form.errors else 200


@bp.get("/<int:loan_id>/statement.pdf")
@requires("loan:read")
def member_statement(loan_id: int) -> Response:
    """The member's statement of the loan, with a VietQR for the next instalment."""
    loan = lent(loan_id)
    g.note = ("loans.export", loan.code)
    return pdf(paper.statement_of(g.db, loan, clock.today()), f"sao-ke-{loan.code}")


def pdf(data: dict[str, Any], name: str) -> Response:
    """Print a paper of a loan."""
    content = papers.render(paper.LAYOUT, data)
    return Response(content, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
