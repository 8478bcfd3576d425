"""Acts on a loan that need two people: proposed on one page, decided on another."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.access.queries import names_of
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger.models import CashBox
from fundapp.loans.kinds import ACT_STATES, ACT_TONES, ActKind, ActState, LoanState
from fundapp.loans.models import Loan, LoanAct
from fundapp.loans.requests import bp
from fundapp.loans.servicing import lives
from fundapp.loans.servicing.acts import STANDING_IN, TITLES, approve, decides, needs_minutes, new_rows, propose, refuse
from fundapp.loans.servicing.allocating import LoanRefused
from fundapp.loans.servicing.returning import account_of, officers_of, why_not_yet
from fundapp.loans.servicing_forms import (
    DeathForm,
    DecisionForm,
    HandOutForm,
    ProposalForm,
    RefundForm,
    RescheduleForm,
    TransferForm,
    WaiverForm,
)
from fundapp.loans.servicing_views.deciding import by_second_person
from fundapp.loans.servicing_views.life import cash_boxes, lent, shown
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payments
from fundapp.payments.lifecycle import TRANSFER
from fundapp.payments.service import Transfer
from fundapp.regulations import loan_terms
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires

FORMS: dict[ActKind, type[ProposalForm]] = {
    ActKind.RESCHEDULE: RescheduleForm, ActKind.WAIVER: WaiverForm, ActKind.TRANSFER: TransferForm, ActKind.DEATH: DeathForm, ActKind.REFUND: RefundForm,
}
SLUGS = {kind.value.replace("_", "-"): kind for kind in ActKind}


@bp.route("/<int:loan_id>/proposals/new", methods=["GET", "POST"])
@requires("loan:propose", menu_at="loans.out")
def act_proposal(loan_id: int) -> Any:
    """Propose an act, `kind` in the address says which (a new schedule, when it's left out); somebody else decides."""
    loan, kind = lent(loan_id, "loan:propose"), request.args.get("kind", "reschedule")
    if kind not in SLUGS or loan.state not in STANDING_IN.get(SLUGS[kind], (LoanState.OPEN,)):
        abort(404)
    what = SLUGS[kind]
    form: Any = FORMS.get(what, ProposalForm)()
    if what == ActKind.RESCHEDULE and not form.is_submitted():
        form.rate.data, form.instalments.data = loan.rate_percent, loan.instalments
    if what == ActKind.REFUND and not form.is_submitted():
        form.amount.data, form.receiver.data = max(0, shown(loan)["told"].credit) or None, loan.borrower_name
    if what == ActKind.REFUND:
        form.from_box_id.choices = [(box.id, box.name) for box in _banks(loan)]
    if what == ActKind.TRANSFER:
        form.to_unit_id.choices = [(unit.id, unit.name) for unit in other_units(loan)]
    if form.validate_on_submit():
        with refusals(form):
            file = form.file.data[0] if form.file.data else None
            act = propose(
                g.db, loan, what, details=_details(form, what), reason=form.reason.data, minutes=None if file is None else (file.stream, file.filename),
                to=_to(form, loan) if what == ActKind.REFUND else None, by=g.actor, on=clock.today(),
            )
            flash(_("Đã gửi đề nghị. Người khác xem và duyệt."), "good")
            return redirect(url_for("loans.act_decision", act_id=act.id), 303)
    page = render_template(
        "loans/act_proposal.html", form=form, title=TITLES[what], kind=kind, rule=loan_terms.ON_DEATH[loan_terms.OnDeath(loan.product.on_death)],
        needs_minutes=needs_minutes(loan, what), **shown(loan),
    )
    return page, 422 if form.errors else 200


def _banks(loan: Loan) -> list[CashBox]:
    """The bank accounts out of which a loan's own money goes back."""
    return [box for box in payments.bank_accounts(g.db, loan.unit_id) if box.own_book_id in (None, loan.book_id)]


def _to(form: Any, loan: Loan) -> Transfer | None:
    if form.method.data != TRANSFER:
        return None
    box = next((box for box in _banks(loan) if box.id == form.from_box_id.data), None)
    if box is None:
        raise LoanRefused(_("Đơn vị chưa có tài khoản ngân hàng nào để chuyển. Hãy trả bằng tiền mặt."), "from_box_id")
    return Transfer(bank=form.bank.data or "", number=form.account_number.data or "", holder_name=form.receiver.data, box=box)


def _details(form: Any, what: ActKind) -> dict[str, Any]:
    if what == ActKind.RESCHEDULE:
        return {"instalments": form.instalments.data, "first_due_on": form.first_due_on.data.isoformat(), "rate_percent": str(form.rate.data)}
    if what == ActKind.WAIVER:
        return {"interest": form.interest.data or 0, "penalty": form.penalty.data or 0, "inability": bool(form.inability.data)}
    if what == ActKind.TRANSFER:
        return {"to_unit_id": form.to_unit_id.data, "guarantee": form.guarantee.data or "", "deducts_salary": bool(form.deducts_salary.data)}
    if what == ActKind.REFUND:
        return {"amount": form.amount.data, "receiver": " ".join(form.receiver.data.split())}
    if what == ActKind.DEATH:
        return {"died_on": form.died_on.data.isoformat(), "heir": form.heir.data or ""}
    return {}


def other_units(loan: Loan) -> list[Unit]:
    """Units in sight of the same kind as the borrower's, which may take over."""
    kind = select(Unit.kind).where(Unit.id == loan.for_unit_id).scalar_subquery()
    found = g.db.scalars(select(Unit).where(Unit.kind == kind, Unit.id != loan.for_unit_id, Unit.valid_to.is_(None)).order_by(Unit.name))
    return [unit for unit in found if g.actor.can("loan:propose", unit.id)]


@bp.route("/proposals/<int:act_id>", methods=["GET", "POST"])
@requires("loan:read", menu_at="loans.out")
def act_decision(act_id: int) -> Any:
    """One proposal with what it would do; the second person approves or declines it."""
    act = fetch(LoanAct, act_id, "loan:read")
    in_cash = act.kind == ActKind.REFUND and act.payee_account_id is None
    form, boxes = (HandOutForm(), cash_boxes(act.loan)) if in_cash else (DecisionForm(), [])
    if in_cash:
        form.box_id.choices = [(box.id, box.name) for box in boxes]
    decided = by_second_person(
        act, decides(act.kind), form,
        approve=lambda answer: approve(g.db, act, answer=answer, box=next((box for box in boxes if box.id == form.box_id.data), None), by=g.actor, on=clock.today()),
        decline=lambda answer: refuse(g.db, act, answer=answer, by=g.actor),
        done=_("Đã chi trả, chứng từ in ở trang này.") if act.kind == ActKind.REFUND else _("Đã duyệt và ghi vào khoản vay."),
        then=url_for("loans.act_decision", act_id=act.id) if act.kind == ActKind.REFUND else url_for("loans.life", loan_id=act.loan_id),
    )
    if decided is not None:
        return decided
    rows = None
    if act.kind == ActKind.RESCHEDULE and act.state == ActState.PROPOSED:
        rows = new_rows(act.loan, lives.life_of(g.db, act.loan), act.details, clock.today())
    page = render_template(
        "loans/act_decision.html", act=act, form=form, title=TITLES[ActKind(act.kind)], act_state=ACT_STATES[ActState(act.state)], new_rows=rows,
        act_tone=ACT_TONES[ActState(act.state)], rate=_rate(act), to_unit=g.db.get(Unit, act.details.get("to_unit_id", 0)), rule=_rule(act),
        account=account_of(g.db, act), masked=payments.masked, not_yet=why_not_yet(g.db, act, g.actor, clock.today()), officers=officers_of(g.db, act),
        from_box=g.db.get(CashBox, act.from_box_id) if act.from_box_id else None, may_decide=g.actor.can(decides(act.kind), act),
        died_on=date.fromisoformat(act.details["died_on"]) if "died_on" in act.details else None,
        people=names_of(g.db, {act.proposed_by_id, act.decided_by_id or act.proposed_by_id}), **shown(act.loan),
    )
    return page, 422 if form.errors else 200


def _rule(act: LoanAct) -> Any:
    return loan_terms.ON_DEATH[loan_terms.OnDeath(act.details.get("rule", act.loan.product.on_death))]


def _rate(act: LoanAct) -> str:
    if "rate_percent" not in act.details:
        return ""
    numerator, _slash, denominator = act.details["rate_percent"].partition("/")
    return f"{Decimal(numerator) / Decimal(denominator or 1):.4f}".rstrip("0").rstrip(".").replace(".", ",")
