"""Pages on the money of a decided request: order its payment, give promised money back, hold it longer, open it again after a reversal."""

from dataclasses import replace
from datetime import date
from typing import Any

from flask import abort, flash, g, redirect, request, url_for

from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.lifecycle import Act
from fundapp.households.models import Household, Person
from fundapp.housing import lapsing, queries, service, words
from fundapp.housing.forms import ExtensionForm, ReasonForm, ReleaseForm
from fundapp.housing.views.blueprint import act_page, acting, bp, done, load, seen
from fundapp.kernel import clock
from fundapp.kernel.banks import find_bank
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger import queries as ledger
from fundapp.ledger.models import CashBox
from fundapp.payments import queries as payment_queries
from fundapp.payments.forms import PaymentOrderForm
from fundapp.payments.service import Transfer
from fundapp.web.forms import refusals
from fundapp.web.guards import requires


@bp.route("/<int:case_id>/payments", methods=["GET", "POST"])
@requires("payment:make")
def payments(case_id: int) -> Any:
    """Make the order to pay, out of every fund of the decision in one."""
    grant = load(case_id)
    if not g.actor.can("payment:make", grant.case.holder_unit_id):
        abort(403)
    instalment, parts = queries.next_instalment(g.db, grant.case)
    person, household = g.db.get_one(Person, grant.case.person_id), g.db.get_one(Household, grant.case.household_id)
    decision = cases.decision_of(g.db, grant.case)
    suggested = {
        "payee_name": person.full_name, "payee_address": household.address[:120], "attachments": 1 + len(cases.papers_of(g.db, grant.case)),
        "reason": _("Hỗ trợ %(what)s theo QĐ số %(number)s. %(part)s", what=words.PURPOSES[grant.kind], number=decision.numbered, part=instalment)
        if decision else "",
    }
    bank, boxes = find_bank(person.bank_code), payment_queries.bank_accounts(g.db, grant.case.holder_unit_id)
    suggested |= {"bank": bank.code if bank else "", "holder_name": person.full_name}
    form = PaymentOrderForm(data=suggested)
    form.from_box.choices = [(box.id, box.name) for box in boxes]
    if form.validate_on_submit():
        with refusals(form):
            order = service.order_payment(
                g.db, grant, payee_name=form.payee_name.data, payee_address=form.payee_address.data, reason=form.reason.data,
                attachments=form.attachments.data or 1, to=_transfer(form, boxes, person), by=g.actor, on=clock.today(),
            )
            flash(_("Đã lập đề nghị chi %(code)s, chờ phụ trách kế toán kiểm tra.", code=order.code), "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    elif request.method == "GET" and not parts:
        flash(_("Hồ sơ này không còn khoản nào chờ lập đề nghị chi."), "info")
        return redirect(url_for("housing.show", case_id=grant.id), 303)
    names = ledger.source_names(g.db, [one.id for one, _part in parts])
    return act_page(
        "housing/payments.html", grant, form, parts=[(names[one.id], part) for one, part in parts], total=sum(part for _one, part in parts),
        instalment=instalment, declared=_declared(person),
    )


def _transfer(form: PaymentOrderForm, boxes: list[CashBox], person: Person) -> Transfer | None:
    """Where the money goes when it is transferred; without a number typed, to the account that the household has declared."""
    if not form.is_transfer:
        return None
    to = form.transfer(boxes)
    return to if to.number.strip() else replace(to, number=person.bank_account or "")


def _declared(person: Person) -> Text:
    if person.bank_account_tail is None:
        return _("Hộ chưa khai số tài khoản.")
    return _("Hộ đã khai tài khoản đuôi •••%(tail)s; để trống là dùng số đó.", tail=person.bank_account_tail)


@bp.route("/<int:case_id>/release", methods=["GET", "POST"])
@requires("case:decide")
def release(case_id: int) -> Any:
    """Give back to the funds what is promised and not paid after all, fund by fund."""
    grant = load(case_id, Act.RELEASE)
    left = queries.to_order(g.db, grant.case)
    form = ReleaseForm.for_reservations(left, ledger.source_names(g.db, [one.id for one, _part in left]))(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            event = service.release(g.db, grant, parts=form.parts(), reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(grant.case, _("Đã giải phóng %(n)s đồng về quỹ.", n=dong(event.details["freed"])))
    return act_page("housing/release.html", grant, form, left=left)


@bp.route("/<int:case_id>/extension", methods=["GET", "POST"])
@requires("case:decide")
def extension(case_id: int) -> Any:
    """Hold the promised money up to a later day, before its last one has passed."""
    grant = load(case_id, Act.EXTEND)
    form = ExtensionForm(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            to_on: date = form.to_on.data  # type: ignore[assignment]
            case_service.extend(
                g.db, grant.case, to_on=to_on, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form),
            )
            return done(grant.case, _("Đã gia hạn: tiền được giữ đến hết ngày %(day)s.", day=day_text(to_on)))
    return act_page("housing/extension.html", grant, form, money=cases.money_of(g.db, grant.case), today=clock.today())


@bp.route("/<int:case_id>/lapse", methods=["GET", "POST"])
@requires("case:decide")
def lapse(case_id: int) -> Any:
    """Let the promise lapse whose last day has passed, without waiting for the night."""
    grant = load(case_id, Act.LAPSE)
    form = ReasonForm(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            event = lapsing.lapse(g.db, grant.case, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(grant.case, _("Cam kết chi đã hết hiệu lực, %(n)s đồng trở về quỹ.", n=dong(event.details["freed"])))
    left = sum(amount for _one, amount in queries.to_order(g.db, grant.case))
    return act_page("housing/lapse.html", grant, form, money=cases.money_of(g.db, grant.case), left=left, today=clock.today())


@bp.route("/<int:case_id>/reopening", methods=["GET", "POST"])
@requires("case:decide")
def reopening(case_id: int) -> Any:
    """Open a closed request again whose payment was reversed."""
    grant = load(case_id, Act.REOPEN)
    form = ReasonForm(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            case_service.reopen(g.db, grant.case, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(grant.case, _("Đã mở lại hồ sơ %(code)s. Kế toán lập được đề nghị chi khác.", code=grant.case.code))
    return act_page("housing/reopening.html", grant, form)
