"""What the units above do: return, visit, propose; decide, refuse, confirm anew, close."""

from typing import Any

from flask import abort, g

from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.basis import SHORTEST_REASON, objections, waivable
from fundapp.cases.lifecycle import Act
from fundapp.casework import queries, service
from fundapp.casework.forms import DecisionForm, ProposalForm, ReasonForm, VisitForm
from fundapp.casework.pages import Pages
from fundapp.casework.views.acts import act_page, acting, done, load, seen
from fundapp.casework.views.routes import page
from fundapp.kernel import clock
from fundapp.kernel.labels import _


@page("/<int:case_id>/return", "case:read", acts=True)
def return_(pages: Pages, case_id: int) -> Any:
    """Give the request back to its unit with a reason; whoever holds it may."""
    if not (g.actor.can("case:review") or g.actor.can("case:decide")):
        abort(403)
    ask = load(pages, case_id, Act.RETURN)
    form = ReasonForm(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            case_service.return_case(g.db, ask.case, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(ask.case, _("Đã trả lại hồ sơ %(code)s kèm lý do.", code=ask.case.code))
    return act_page(pages, "casework/return_.html", ask, form)


@page("/<int:case_id>/visit", "case:review", acts=True)
def visit(pages: Pages, case_id: int) -> Any:
    """Record the verification visit with its photos."""
    ask = load(pages, case_id, Act.VISIT)
    judged = queries.judgement(g.db, ask, clock.today())
    form = pages.visit_form(version=ask.case.version, visited_on=clock.today())
    if form.validate_on_submit():
        with acting(form, ask.case):
            case_service.record_visit(
                g.db, ask.case, visited_on=form.visited_on.data or clock.today(), participants=form.participants.data, findings=form.findings.data,
                agrees=form.agrees.data == "yes", observed=form.observed(), files=_visit_files(form, judged), by=g.actor, on=clock.today(), seen=seen(form),
            )
            return done(ask.case, _("Đã ghi kết quả thẩm tra. Việc tiếp theo: đề xuất mức %(gives)s.", gives=pages.programme.words.gives))
    missing = cases.missing_papers(g.db, ask.case, judged.survey_papers)
    return act_page(pages, "casework/visit.html", ask, form, survey=missing[0] if missing else None)


def _visit_files(form: VisitForm, judged: queries.Judgement) -> list[tuple[str, Any, str | None]]:
    minutes = judged.survey_papers[0][0] if judged.survey_papers else "survey"
    return [
        *((minutes, file.stream, file.filename) for file in form.minutes.data or []),
        *((case_service.PHOTOS, file.stream, file.filename) for file in form.photos.data or []),
    ]


@page("/<int:case_id>/proposal", "case:review", acts=True)
def proposal(pages: Pages, case_id: int) -> Any:
    """Propose an amount, or not to support."""
    ask = load(pages, case_id, Act.PROPOSE)
    judged = queries.judgement(g.db, ask, clock.today())
    amounts = [amount for amount in (ask.case.requested_amount, judged.norm_amount) if amount]
    gives = pages.programme.words.gives
    form = ProposalForm.for_words(gives)(version=ask.case.version, amount=min(amounts) if amounts else None)
    if form.validate_on_submit():
        amount = form.amount.data if form.recommends.data == "support" else 0
        if amount is None or (amount == 0 and form.recommends.data == "support"):
            form.amount.errors = [_("Hãy ghi mức đề xuất, hoặc chọn không %(gives)s.", gives=gives)]
        else:
            with acting(form, ask.case):
                service.propose(g.db, ask, amount=amount, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
                return done(ask.case, _("Đã gửi đề xuất. Hồ sơ chờ quyết định."))
    return act_page(
        pages, "casework/proposal.html", ask, form, judgement=judged, deciding=queries.deciding_unit(g.db, ask, judged),
        missing=cases.missing_papers(g.db, ask.case, judged.survey_papers),
    )


@page("/<int:case_id>/decision", "case:decide", acts=True)
def decision(pages: Pages, case_id: int) -> Any:
    """Decide an amount out of the funds of the deciding unit."""
    ask = load(pages, case_id, Act.APPROVE)
    judged, basis = queries.basis_of(g.db, ask, clock.today(), by=g.actor)
    funds = queries.funds_for(g.db, ask)
    open_to_waive = waivable(basis.findings)
    earmarks = [one for fund in funds for one in fund.earmarks]
    form = DecisionForm.for_case([fund.book for fund in funds], open_to_waive, earmarks)(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            sources = [*((f"fund_{fund.book.id}", fund.book) for fund in funds), *((f"gift_{one.id}", one) for one in earmarks)]
            made = service.decide(
                g.db, ask, shares=form.amounts(sources), waivers=form.waivers(), reason=form.reason.data or "", by=g.actor, on=clock.today(), seen=seen(form),
                due_on=form.due_on.data if funds else None,
            )
            told = _(
                "Đã quyết định %(gives)s theo Quyết định số %(number)s; tiền đã được giữ trong các quỹ.", gives=pages.programme.words.gives, number=made.numbered
            )
            return done(ask.case, told)
        funds = queries.funds_for(g.db, ask)
    reasons = {finding.key: "…" * SHORTEST_REASON for finding in open_to_waive}
    return act_page(
        pages, "casework/decision.html", ask, form, judgement=judged, basis=basis, funds=funds, waivable=open_to_waive,
        objections=objections(basis, reasons), days=queries.lasting_of(judged, clock.today()),
    )


@page("/<int:case_id>/refusal", "case:decide", acts=True)
def refusal(pages: Pages, case_id: int) -> Any:
    """Decide not to support."""
    ask = load(pages, case_id, Act.REFUSE)
    form = ReasonForm(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            service.refuse(g.db, ask, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(ask.case, _("Đã quyết định không %(gives)s cho hồ sơ %(code)s.", gives=pages.programme.words.gives, code=ask.case.code))
    return act_page(pages, "casework/refusal.html", ask, form)


@page("/<int:case_id>/confirmation", "case:decide", acts=True)
def confirmation(pages: Pages, case_id: int) -> Any:
    """Judge an approved request again and seal it anew, after what it rests on has changed."""
    ask = load(pages, case_id, Act.CONFIRM)
    judged, basis = queries.basis_of(g.db, ask, clock.today(), by=g.actor)
    open_to_waive = waivable(basis.findings)
    form = DecisionForm.for_case([], open_to_waive)(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            service.confirm(
                g.db, ask, waivers=form.waivers(), reason=form.reason.data or "", by=g.actor, on=clock.today(), seen=seen(form)
            )
            return done(ask.case, _("Đã xác nhận lại và niêm phong mới quyết định."))
    reasons = {finding.key: "…" * SHORTEST_REASON for finding in open_to_waive}
    return act_page(
        pages, "casework/confirmation.html", ask, form, judgement=judged, stale=queries.stale_of(g.db, ask), waivable=open_to_waive,
        objections=objections(basis, reasons),
    )


@page("/<int:case_id>/closure", "case:decide", acts=True)
def closure(pages: Pages, case_id: int) -> Any:
    """End an approved request; money not paid becomes free again."""
    ask = load(pages, case_id, Act.CLOSE)
    form = ReasonForm(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            service.close(g.db, ask, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            money = cases.money_of(g.db, ask.case)
            return done(ask.case, _("Đã kết thúc hồ sơ.") if not money.released else _("Đã kết thúc hồ sơ; phần chưa chi đã trả về quỹ."))
    return act_page(pages, "casework/closure.html", ask, form)
