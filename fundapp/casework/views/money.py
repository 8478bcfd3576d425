"""Pages on the money of a decided request: order its payment, give promised money back, hold it longer, open it again after a reversal."""

from dataclasses import asdict, replace
from datetime import date
from typing import Any

from flask import abort, flash, g, redirect, request, url_for

from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.lifecycle import Act
from fundapp.casework import lapsing, ordering, queries, service
from fundapp.casework.forms import ExtensionForm, ReasonForm, ReleaseForm
from fundapp.casework.pages import Pages
from fundapp.casework.views.acts import act_page, acting, done, load, seen
from fundapp.casework.views.routes import page
from fundapp.households.models import Person
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger import queries as ledger
from fundapp.ledger.models import CashBox
from fundapp.payments import queries as payment_queries
from fundapp.payments.forms import PaymentOrderForm
from fundapp.payments.service import Transfer
from fundapp.web.forms import refusals


@page("/<int:case_id>/payments", "payment:make", acts=True)
def payments(pages: Pages, case_id: int) -> Any:
    """Make the order to pay, out of every fund of the decision in one."""
    ask = load(pages, case_id)
    if not g.actor.can("payment:make", ask.case.holder_unit_id):
        abort(403)
    instalment, parts = queries.next_instalment(g.db, ask.case)
    person, boxes = g.db.get_one(Person, ask.case.person_id), payment_queries.bank_accounts(g.db, ask.case.holder_unit_id)
    form = PaymentOrderForm(data={**asdict(ordering.suggested(g.db, ask, instalment)), "holder_name": person.full_name})
    form.from_box.choices = [(box.id, box.name) for box in boxes]
    if form.validate_on_submit():
        with refusals(form):
            order = service.order_payment(
                g.db, ask, payee_name=form.payee_name.data, payee_address=form.payee_address.data, reason=form.reason.data,
                attachments=form.attachments.data or 1, to=_transfer(form, boxes, person), by=g.actor, on=clock.today(),
            )
            flash(_("Đã lập đề nghị chi %(code)s, chờ phụ trách kế toán kiểm tra.", code=order.code), "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    elif request.method == "GET" and not parts:
        flash(_("Hồ sơ này không còn khoản nào chờ lập đề nghị chi."), "info")
        return redirect(url_for(".show", case_id=ask.id), 303)
    names = ledger.source_names(g.db, [one.id for one, _part in parts])
    return act_page(
        pages, "casework/payments.html", ask, form, parts=[(names[one.id], part) for one, part in parts], total=sum(part for _one, part in parts),
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


@page("/<int:case_id>/release", "case:decide", acts=True)
def release(pages: Pages, case_id: int) -> Any:
    """Give back to the funds what is promised and not paid after all, fund by fund."""
    ask = load(pages, case_id, Act.RELEASE)
    left = queries.to_order(g.db, ask.case)
    form = ReleaseForm.for_reservations(left, ledger.source_names(g.db, [one.id for one, _part in left]))(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            event = service.release(g.db, ask, parts=form.parts(), reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(ask.case, _("Đã giải phóng %(n)s đồng về quỹ.", n=dong(event.details["freed"])))
    return act_page(pages, "casework/release.html", ask, form, left=left)


@page("/<int:case_id>/extension", "case:decide", acts=True)
def extension(pages: Pages, case_id: int) -> Any:
    """Hold the promised money up to a later day, before its last one has passed."""
    ask = load(pages, case_id, Act.EXTEND)
    form = ExtensionForm(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            to_on: date = form.to_on.data  # type: ignore[assignment]
            case_service.extend(
                g.db, ask.case, to_on=to_on, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form),
            )
            return done(ask.case, _("Đã gia hạn: tiền được giữ đến hết ngày %(day)s.", day=day_text(to_on)))
    return act_page(pages, "casework/extension.html", ask, form, money=cases.money_of(g.db, ask.case), today=clock.today())


@page("/<int:case_id>/lapse", "case:decide", acts=True)
def lapse(pages: Pages, case_id: int) -> Any:
    """Let the promise lapse whose last day has passed, without waiting for the night."""
    ask = load(pages, case_id, Act.LAPSE)
    form = ReasonForm(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            event = lapsing.lapse(g.db, ask.case, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(ask.case, _("Cam kết chi đã hết hiệu lực, %(n)s đồng trở về quỹ.", n=dong(event.details["freed"])))
    left = sum(amount for _one, amount in queries.to_order(g.db, ask.case))
    return act_page(pages, "casework/lapse.html", ask, form, money=cases.money_of(g.db, ask.case), left=left, today=clock.today())


@page("/<int:case_id>/reopening", "case:decide", acts=True)
def reopening(pages: Pages, case_id: int) -> Any:
    """Open a closed request again whose payment was reversed."""
    ask = load(pages, case_id, Act.REOPEN)
    form = ReasonForm(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            case_service.reopen(g.db, ask.case, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(ask.case, _("Đã mở lại hồ sơ %(code)s. Kế toán lập được đề nghị chi khác.", code=ask.case.code))
    return act_page(pages, "casework/reopening.html", ask, form)
