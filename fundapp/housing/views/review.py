"""What the units above do: return, visit, propose; decide, refuse, confirm anew, close."""

from typing import Any

from flask import abort, g

from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.basis import SHORTEST_REASON, objections, waivable
from fundapp.cases.lifecycle import Act
from fundapp.housing import queries, service
from fundapp.housing.forms import DecisionForm, ProposalForm, ReasonForm, VisitForm
from fundapp.housing.views.blueprint import act_page, acting, bp, done, load, seen
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.web.guards import requires


@bp.route("/<int:case_id>/return", methods=["GET", "POST"])
@requires("case:read")
def return_(case_id: int) -> Any:
    """Give the request back to its unit with a reason; whoever holds it may."""
    if not (g.actor.can("case:review") or g.actor.can("case:decide")):
        abort(403)
    grant = load(case_id, Act.RETURN)
    form = ReasonForm(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            case_service.return_case(g.db, grant.case, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(grant.case, _("Đã trả lại hồ sơ %(code)s kèm lý do.", code=grant.case.code))
    return act_page("housing/return_.html", grant, form)


@bp.route("/<int:case_id>/visit", methods=["GET", "POST"])
@requires("case:review")
def visit(case_id: int) -> Any:
    """Record the verification visit with its photos."""
    grant = load(case_id, Act.VISIT)
    judged = queries.judgement(g.db, grant, clock.today())
    form = VisitForm(version=grant.case.version, visited_on=clock.today())
    if form.validate_on_submit():
        with acting(form, grant.case):
            observed = {"house_condition": form.house_condition.data} if form.house_condition.data else {}
            case_service.record_visit(
                g.db, grant.case, visited_on=form.visited_on.data or clock.today(), participants=form.participants.data, findings=form.findings.data,
                agrees=form.agrees.data == "yes", observed=observed, files=_visit_files(form, judged), by=g.actor, on=clock.today(), seen=seen(form),
            )
            return done(grant.case, _("Đã ghi kết quả thẩm tra. Việc tiếp theo: đề xuất mức hỗ trợ."))
    missing = cases.missing_papers(g.db, grant.case, judged.survey_papers)
    return act_page("housing/visit.html", grant, form, survey=missing[0] if missing else None)


def _visit_files(form: VisitForm, judged: queries.Judgement) -> list[tuple[str, Any, str | None]]:
    minutes = judged.survey_papers[0][0] if judged.survey_papers else "survey"
    return [
        *((minutes, file.stream, file.filename) for file in form.minutes.data or []),
        *((case_service.PHOTOS, file.stream, file.filename) for file in form.photos.data or []),
    ]


@bp.route("/<int:case_id>/proposal", methods=["GET", "POST"])
@requires("case:review")
def proposal(case_id: int) -> Any:
    """Propose an amount, or not to support."""
    grant = load(case_id, Act.PROPOSE)
    judged = queries.judgement(g.db, grant, clock.today())
    amounts = [amount for amount in (grant.case.requested_amount, judged.norm_amount) if amount]
    form = ProposalForm(version=grant.case.version, amount=min(amounts) if amounts else None)
    if form.validate_on_submit():
        amount = form.amount.data if form.recommends.data == "support" else 0
        if amount is None or (amount == 0 and form.recommends.data == "support"):
            form.amount.errors = [_("Hãy ghi mức đề xuất, hoặc chọn không hỗ trợ.")]
        else:
            with acting(form, grant.case):
                service.propose(g.db, grant, amount=amount, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
                return done(grant.case, _("Đã gửi đề xuất. Hồ sơ chờ quyết định."))
    return act_page(
        "housing/proposal.html", grant, form, judgement=judged, deciding=queries.deciding_unit(g.db, grant, judged),
        missing=cases.missing_papers(g.db, grant.case, judged.survey_papers),
    )


@bp.route("/<int:case_id>/decision", methods=["GET", "POST"])
@requires("case:decide")
def decision(case_id: int) -> Any:
    """Decide an amount out of the funds of the deciding unit."""
    grant = load(case_id, Act.APPROVE)
    judged, basis = queries.basis_of(g.db, grant, clock.today(), by=g.actor)
    funds = queries.funds_for(g.db, grant)
    open_to_waive = waivable(basis.findings)
    earmarks = [one for fund in funds for one in fund.earmarks]
    form = DecisionForm.for_case([fund.book for fund in funds], open_to_waive, earmarks)(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            sources = [*((f"fund_{fund.book.id}", fund.book) for fund in funds), *((f"gift_{one.id}", one) for one in earmarks)]
            made = service.decide(
                g.db, grant, shares=form.amounts(sources), waivers=form.waivers(), reason=form.reason.data or "", by=g.actor, on=clock.today(), seen=seen(form),
                due_on=form.due_on.data if funds else None,
            )
            return done(grant.case, _("Đã quyết định hỗ trợ theo Quyết định số %(number)s; tiền đã được giữ trong các quỹ.", number=made.numbered))
        funds = queries.funds_for(g.db, grant)
    reasons = {finding.key: "…" * SHORTEST_REASON for finding in open_to_waive}
    return act_page(
        "housing/decision.html", grant, form, judgement=judged, basis=basis, funds=funds, waivable=open_to_waive,
        objections=objections(basis, reasons), days=queries.lasting_of(judged, clock.today()),
    )


@bp.route("/<int:case_id>/refusal", methods=["GET", "POST"])
@requires("case:decide")
def refusal(case_id: int) -> Any:
    """Decide not to support."""
    grant = load(case_id, Act.REFUSE)
    form = ReasonForm(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            service.refuse(g.db, grant, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(grant.case, _("Đã quyết định không hỗ trợ hồ sơ %(code)s.", code=grant.case.code))
    return act_page("housing/refusal.html", grant, form)


@bp.route("/<int:case_id>/confirmation", methods=["GET", "POST"])
@requires("case:decide")
def confirmation(case_id: int) -> Any:
    """Judge an approved request again and seal it anew, after what it rests on has changed."""
    grant = load(case_id, Act.CONFIRM)
    judged, basis = queries.basis_of(g.db, grant, clock.today(), by=g.actor)
    open_to_waive = waivable(basis.findings)
    form = DecisionForm.for_case([], open_to_waive)(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            service.confirm(
                g.db, grant, waivers=form.waivers(), reason=form.reason.data or "", by=g.actor, on=clock.today(), seen=seen(form)
            )
            return done(grant.case, _("Đã xác nhận lại và niêm phong mới quyết định."))
    reasons = {finding.key: "…" * SHORTEST_REASON for finding in open_to_waive}
    return act_page(
        "housing/confirmation.html", grant, form, judgement=judged, stale=queries.stale_of(g.db, grant), waivable=open_to_waive,
        objections=objections(basis, reasons),
    )


@bp.route("/<int:case_id>/closure", methods=["GET", "POST"])
@requires("case:decide")
def closure(case_id: int) -> Any:
    """End an approved request; money not paid becomes free again."""
    grant = load(case_id, Act.CLOSE)
    form = ReasonForm(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            service.close(g.db, grant, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            money = cases.money_of(g.db, grant.case)
            return done(grant.case, _("Đã kết thúc hồ sơ.") if not money.released else _("Đã kết thúc hồ sơ; phần chưa chi đã trả về quỹ."))
    return act_page("housing/closure.html", grant, form)
