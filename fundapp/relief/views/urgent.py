"""The fast lane: decide at once, confirm afterwards, and the list that everybody who reads requests may look at."""

from typing import Any

from flask import g, render_template

from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.basis import objections
from fundapp.cases.lifecycle import Act
from fundapp.casework import queries, service
from fundapp.casework.forms import DecisionForm, ReasonForm
from fundapp.casework.views.acts import act_page, acting, done, load, seen
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.relief import urgency
from fundapp.relief.views.pages import PAGES, bp
from fundapp.web.guards import requires


@bp.get("/urgent")
@requires("case:read", menu=_("Trợ cấp khẩn cấp"), icon="clock", group="work", order=31)
def urgent() -> Any:
    """What waits for an urgent decision, with its clock, and urgent decisions that nobody has confirmed, with their age."""
    now = clock.now()
    return render_template(
        "relief/urgent.html", waiting=urgency.listed(g.db, urgency.waiting_for_decision(), now), unconfirmed=urgency.listed(g.db, urgency.unconfirmed(), now),
    )


@bp.route("/<int:case_id>/urgent-decision", methods=["GET", "POST"])
@requires("case:decide")
def urgent_decision(case_id: int) -> Any:
    """Decide an urgent request at once, out of the funds of the deciding unit."""
    ask: Any = load(PAGES, case_id, Act.URGENT)
    unit = urgency.deciding_unit(g.db, ask, clock.today())
    if not ask.is_urgent or unit is None:
        raise case_service.OutOfOrder(
            _("Hồ sơ này không được đánh dấu khẩn cấp, hoặc không cấp nào được quyết định số tiền đề nghị. Hồ sơ đi theo các bước thông thường.")
        )
    if not g.actor.can("case:decide", unit.id):
        raise case_service.NotHolder(_("%(unit)s quyết định số tiền này; hãy chuyển cho lãnh đạo của đơn vị đó.", unit=unit.name))
    judged, basis = queries.basis_of(g.db, ask, clock.today(), by=g.actor, urgent=unit)
    funds = queries.funds_for(g.db, ask, unit.id)
    form = DecisionForm.for_case([fund.book for fund in funds], ())(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            made = service.decide(
                g.db, ask, shares=form.amounts([(f"fund_{fund.book.id}", fund.book) for fund in funds]), waivers={}, reason=form.reason.data or "", by=g.actor,
                on=clock.today(), seen=seen(form), urgent=unit,
            )
            return done(ask.case, _("Đã quyết định khẩn cấp theo Quyết định số %(number)s; chờ người khác xác nhận sau.", number=made.numbered))
        funds = queries.funds_for(g.db, ask, unit.id)
    return act_page(
        PAGES, "relief/urgent_decision.html", ask, form, judgement=judged, basis=basis, funds=funds, objections=objections(basis, {}), deciding=unit,
        clock=urgency.clock_of(ask.case.held_at, clock.now()),
    )


@bp.route("/<int:case_id>/ratification", methods=["GET", "POST"])
@requires("case:review")
def ratification(case_id: int) -> Any:
    """Confirm an urgent decision after having looked: who neither registered nor decided it."""
    ask: Any = load(PAGES, case_id, Act.RATIFY)
    if ask.case.urgent_on is None or ask.case.ratified_on is not None:
        raise case_service.OutOfOrder(_("Hồ sơ này không có quyết định khẩn cấp nào chờ xác nhận."))
    judged = queries.judgement(g.db, ask, clock.today())
    missing = cases.missing_papers(g.db, ask.case, judged.papers)
    form = ReasonForm(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            case_service.ratify(g.db, ask.case, missing=missing, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(ask.case, _("Đã xác nhận quyết định khẩn cấp."))
    return act_page(PAGES, "relief/ratification.html", ask, form, missing=missing)
