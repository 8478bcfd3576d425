"""What the member's own unit does: open, mend, hand in papers, submit, withdraw."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.lifecycle import Act, step
from fundapp.cases.models import CasePaper
from fundapp.households.models import Household
from fundapp.housing import queries, service, words
from fundapp.housing.forms import HouseForm, PaperForm, ReasonForm, StepForm
from fundapp.housing.models import HousingGrant
from fundapp.housing.service import HouseInput
from fundapp.housing.views.blueprint import act_page, acting, bp, done, load, seen
from fundapp.housing.views.papers import paper_note, paper_tasks
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.route("/new", methods=["GET", "POST"])
@requires("case:open")
def new() -> Any:
    """Open a request for one household."""
    household = fetch(Household, request.args.get("household", 0, type=int), "case:open")
    form = HouseForm(data=queries.suggested(household))
    if form.validate_on_submit():
        with refusals(form):
            case = service.open_grant(g.db, household, house=_house(form), by=g.actor, on=clock.today())
            return done(case, _("Đã mở hồ sơ %(code)s. Việc tiếp theo: thêm giấy tờ còn thiếu.", code=case.code))
    regulation = queries.regulation_for(g.db, household.unit_id, clock.today())
    page = render_template(
        "housing/new.html", form=form, household=household, hints=words.KIND_HINTS, regulation=queries.title_of(regulation) if regulation else None
    )
    return page, 422 if request.method == "POST" else 200


@bp.route("/<int:case_id>/content", methods=["GET", "POST"])
@requires("case:submit")
def content(case_id: int) -> Any:
    """Mend what is asked for while the request lies with its unit."""
    grant = load(case_id, Act.AMEND)
    form = HouseForm(data={**queries.as_typed(grant), "version": grant.case.version})
    if form.validate_on_submit():
        with acting(form, grant.case):
            service.amend_grant(g.db, grant, house=_house(form), by=g.actor, on=clock.today(), seen=seen(form))
            return done(grant.case, _("Đã lưu nội dung hồ sơ."))
    return act_page("housing/content.html", grant, form, hints=words.KIND_HINTS)


@bp.route("/<int:case_id>/papers", methods=["GET", "POST"])
@requires("case:read")
def papers(case_id: int) -> Any:
    """The papers that are there and those that are missing; more may be added by whoever holds the request."""
    grant = load(case_id)
    judged = queries.judgement(g.db, grant, clock.today())
    form = PaperForm([*judged.all_papers, *queries.later_papers(judged, grant.kind), ("other", _("Giấy tờ khác"))], version=grant.case.version)
    if request.method == "POST":
        load(case_id, Act.ADD_PAPER)
    if form.validate_on_submit():
        if not form.files.data:
            form.files.errors = [_("Hãy chọn ít nhất một tệp.")]
        else:
            with acting(form, grant.case):
                at = seen(form)
                for position, file in enumerate(form.files.data):
                    case_service.attach_paper(
                        g.db, grant.case, paper_key=form.paper_key.data, stream=file.stream, name=file.filename,
                        is_health=bool(form.is_health.data), by=g.actor, on=clock.today(), seen=at + position,
                    )
                flash(_("Đã thêm %(n)s tệp.", n=len(form.files.data)), "good")
                return redirect(url_for("housing.papers", case_id=grant.id), 303)
    return _papers_page(grant, form, judged)


def _papers_page(grant: HousingGrant, form: PaperForm, judged: queries.Judgement) -> Any:
    files = cases.papers_of(g.db, grant.case)
    missing = cases.missing_papers(g.db, grant.case, judged.all_papers)
    if request.method == "GET":
        asked = request.args.get("paper")
        form.paper_key.data = asked if asked in dict(form.paper_key.choices) else next((key for key, name in judged.all_papers if name in missing), "other")
    return act_page(
        "housing/papers.html", grant, form, files=files, paper_tasks=paper_tasks(grant, judged, files), paper_note=paper_note(judged, missing),
        paper_names=queries.paper_names(judged), names=names_of(g.db, {paper.added_by_id for paper, _file in files}),
        may_add=_may(grant, Act.ADD_PAPER), may_drop=_may(grant, Act.DROP_PAPER),
    )


def _may(grant: HousingGrant, act: Act) -> bool:
    transition = step(act, grant.case.state)
    unit_id = grant.unit_id if transition is None or transition.is_own else grant.case.holder_unit_id
    return transition is not None and g.actor.can(transition.permission, unit_id)


@bp.route("/<int:case_id>/papers/<int:paper_id>/withdrawal", methods=["GET", "POST"])
@requires("case:submit")
def paper_withdrawal(case_id: int, paper_id: int) -> Any:
    """Take a paper out of the request; it stays on record."""
    grant = load(case_id, Act.DROP_PAPER)
    paper = fetch(CasePaper, paper_id)
    if paper.case_id != grant.id or paper.withdrawn_at is not None:
        abort(404)
    form = ReasonForm(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            case_service.drop_paper(g.db, grant.case, paper, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            flash(_("Đã rút giấy tờ “%(name)s”.", name=paper.name), "good")
            return redirect(url_for("housing.papers", case_id=grant.id), 303)
    return act_page("housing/paper_withdrawal.html", grant, form, paper=paper)


@bp.route("/<int:case_id>/submission", methods=["GET", "POST"])
@requires("case:submit")
def submission(case_id: int) -> Any:
    """Send the complete request to the unit above."""
    grant = load(case_id, Act.SUBMIT)
    form = StepForm(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            service.submit(g.db, grant, by=g.actor, on=clock.today(), seen=seen(form))
            return done(grant.case, _("Đã nộp hồ sơ %(code)s lên công đoàn cấp trên.", code=grant.case.code))
    judged = queries.judgement(g.db, grant, clock.today())
    return act_page(
        "housing/submission.html", grant, form, judgement=judged, missing=cases.missing_papers(g.db, grant.case, judged.papers),
        above=queries.unit_above(g.db, grant),
    )


@bp.route("/<int:case_id>/withdrawal", methods=["GET", "POST"])
@requires("case:submit")
def withdrawal(case_id: int) -> Any:
    """Take the request back before it is decided."""
    grant = load(case_id, Act.WITHDRAW)
    form = ReasonForm(version=grant.case.version)
    if form.validate_on_submit():
        with acting(form, grant.case):
            case_service.withdraw(g.db, grant.case, reason=form.reason.data, by=g.actor, on=clock.today(), seen=seen(form))
            return done(grant.case, _("Đã rút hồ sơ %(code)s.", code=grant.case.code))
    return act_page("housing/withdrawal.html", grant, form)


TRI = {"yes": True, "no": False}


def _house(form: HouseForm) -> HouseInput:
    return HouseInput(
        kind=form.kind.data, requested_amount=form.requested_amount.data, land_status=form.land_status.data or None,
        land_is_disputed=TRI.get(form.land_is_disputed.data), land_in_planning=TRI.get(form.land_in_planning.data),
        house_condition=form.house_condition.data or None, site_address=form.site_address.data or "", description=form.description.data or "",
        estimate_amount=form.estimate_amount.data, own_funds_amount=form.own_funds_amount.data, other_help_amount=form.other_help_amount.data or 0,
        other_help_source=form.other_help_source.data or "",
    )
