"""The accountant's page on a decided request: order the payment of what is reserved."""

from typing import Any

from flask import abort, flash, g, redirect, request, url_for

from fundapp.cases import queries as cases
from fundapp.households.models import Household, Person
from fundapp.housing import queries, service, words
from fundapp.housing.views.blueprint import act_page, bp, load
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger
from fundapp.payments.forms import PaymentOrderForm
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
    form = PaymentOrderForm(data=suggested)
    if form.validate_on_submit():
        with refusals(form):
            order = service.order_payment(
                g.db, grant, payee_name=form.payee_name.data, payee_address=form.payee_address.data, reason=form.reason.data,
                attachments=form.attachments.data or 1, by=g.actor, on=clock.today(),
            )
            flash(_("Đã lập đề nghị chi %(code)s, chờ phụ trách kế toán kiểm tra.", code=order.code), "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    elif request.method == "GET" and not parts:
        flash(_("Hồ sơ này không còn khoản nào chờ lập đề nghị chi."), "info")
        return redirect(url_for("housing.show", case_id=grant.id), 303)
    names = ledger.source_names(g.db, [one.id for one, _part in parts])
    return act_page(
        "housing/payments.html", grant, form, parts=[(names[one.id], part) for one, part in parts], total=sum(part for _one, part in parts),
        instalment=instalment,
    )
