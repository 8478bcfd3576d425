"""What the member's own unit does: open, mend, hand in papers, submit, withdraw."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.lifecycle import Act, step
from fundapp.cases.models import CasePaper
from fundapp.casework import queries, service
from fundapp.casework.forms import PaperForm, ReasonForm, StepForm
from fundapp.casework.pages import Pages
from fundapp.casework.programme import Ask
from fundapp.casework.views.acts import act_page, acting, done, load, seen
from fundapp.casework.views.papers import paper_note, paper_tasks
from fundapp.casework.views.routes import page
from fundapp.households.models import Household
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch


@page("/new", "case:open", acts=True)
def new(pages: Pages) -> Any:
    """Open a request for one household."""
    household = fetch(Household, request.args.get("household", 0, type=int), "case:open")
    form = pages.form(data=pages.suggested(household))
    if form.validate_on_submit():
        with refusals(form):
            case = service.open_request(g.db, pages.model, household, content=pages.typed(form), by=g.actor, on=clock.today())
            return done(case, _("Đã mở hồ sơ %(code)s. Việc tiếp theo: thêm giấy tờ còn thiếu.", code=case.code))
    regulation = queries.regulation_for(g.db, pages.programme, household.unit_id, clock.today())
    page = render_template(
        "casework/new.html", pages=pages, form=form, household=household, regulation=queries.title_of(regulation) if regulation else None
    )
    return page, 422 if request.method == "POST" else 200


@page("/<int:case_id>/content", "case:submit", acts=True)
def content(pages: Pages, case_id: int) -> Any:
    """Mend what is asked for while the request lies with its unit."""
    ask = load(pages, case_id, Act.AMEND)
    form = pages.form(data={**pages.as_typed(ask), "version": ask.case.version})
    if form.validate_on_submit():
        with acting(form, ask.case):
            service.amend(g.db, ask, content=pages.typed(form), by=g.actor, on=clock.today(), seen=seen(form))
            return done(ask.case, _("Đã lưu nội dung hồ sơ."))
    return act_page(pages, "casework/content.html", ask, form)


@page("/<int:case_id>/papers", "case:read", acts=True)
def papers(pages: Pages, case_id: int) -> Any:
    """The papers that are there and those that are missing; more may be added by whoever holds the request."""
    ask = load(pages, case_id)
    judged = queries.judgement(g.db, ask, clock.today())
    form = PaperForm(queries.papers_to_add(ask, judged), version=ask.case.version)
    if request.method == "POST":
        load(pages, case_id, Act.ADD_PAPER)
    if form.validate_on_submit():
        if not form.files.data:
            form.files.errors = [_("Hãy chọn ít nhất một tệp.")]
        else:
            with acting(form, ask.case):
                at = seen(form)
                for position, file in enumerate(form.files.data):
                    case_service.attach_paper(
                        g.db, ask.case, paper_key=form.paper_key.data, stream=file.stream, name=file.filename,
                        is_health=bool(form.is_health.data), by=g.actor, on=clock.today(), seen=at + position,
                    )
                flash(_("Đã thêm %(n)s tệp.", n=len(form.files.data)), "good")
                return redirect(url_for(".papers", case_id=ask.id), 303)
    return _papers_page(pages, ask, form, judged)


def _papers_page(pages: Pages, ask: Ask, form: PaperForm, judged: queries.Judgement) -> Any:
    files = cases.papers_of(g.db, ask.case)
    missing = cases.missing_papers(g.db, ask.case, judged.all_papers)
    if request.method == "GET":
        asked = request.args.get("paper")
        form.paper_key.data = asked if asked in dict(form.paper_key.choices) else next((key for key, name in form.paper_key.choices if name in missing), "other")
    return act_page(
        pages, "casework/papers.html", ask, form, files=files, paper_tasks=paper_tasks(ask, judged, files), paper_note=paper_note(judged, missing),
        paper_names=queries.paper_names(judged), names=names_of(g.db, {paper.added_by_id for paper, _file in files}),
        may_add=_may(ask, Act.ADD_PAPER), may_drop=_may(ask, Act.DROP_PAPER),
    )


def _may(ask: Ask, act: Act) -> bool:
    transition = step(act, ask.case.state)
    unit_id = ask.unit_id if transition is None or transition.is_own else ask.case.holder_unit_id
    return transition is not None and g.actor.can(transition.permission, unit_id)


@page("/<int:case_id>/papers/<int:paper_id>/withdrawal", "case:submit", acts=True)
def paper_withdrawal(pages: Pages, case_id: int, paper_id: int) -> Any:
    """Take a paper out of the request; it stays on record."""
    ask = load(pages, case_id, Act.DROP_PAPER)
    paper = fetch(CasePaper, paper_id)
    if paper.case_id != ask.id or paper.withdrawn_at is not None:
        abort(404)
    form = ReasonForm(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            case_service.drop_paper(g.db, ask.case, paper, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            flash(_("Đã rút giấy tờ “%(name)s”.", name=paper.name), "good")
            return redirect(url_for(".papers", case_id=ask.id), 303)
    return act_page(pages, "casework/paper_withdrawal.html", ask, form, paper=paper)


@page("/<int:case_id>/submission", "case:submit", acts=True)
def submission(pages: Pages, case_id: int) -> Any:
    """Send the complete request to the unit above."""
    ask = load(pages, case_id, Act.SUBMIT)
    form = StepForm(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            service.submit(g.db, ask, by=g.actor, on=clock.today(), seen=seen(form))
            return done(ask.case, _("Đã nộp hồ sơ %(code)s lên công đoàn cấp trên.", code=ask.case.code))
    judged = queries.judgement(g.db, ask, clock.today())
    return act_page(
        pages, "casework/submission.html", ask, form, judgement=judged, missing=cases.missing_papers(g.db, ask.case, queries.papers_to_submit(ask, judged)),
        following=cases.missing_papers(g.db, ask.case, judged.papers), above=queries.unit_above(g.db, ask),
    )


@page("/<int:case_id>/withdrawal", "case:submit", acts=True)
def withdrawal(pages: Pages, case_id: int) -> Any:
    """Take the request back before it is decided."""
    ask = load(pages, case_id, Act.WITHDRAW)
    form = ReasonForm(version=ask.case.version)
    if form.validate_on_submit():
        with acting(form, ask.case):
            case_service.withdraw(g.db, ask.case, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(ask.case, _("Đã rút hồ sơ %(code)s.", code=ask.case.code))
    return act_page(pages, "casework/withdrawal.html", ask, form)
