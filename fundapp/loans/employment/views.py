"""Pages of state employment loans: what was allocated and how it is shared, whom the union proposes, lists to the bank, its results."""

from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.access.queries import names_of
from fundapp.documents import papers
from fundapp.households.models import Household, Person
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong, in_words, percent
from fundapp.kernel.names import fold
from fundapp.loans.employment import service
from fundapp.loans.employment.forms import AllocationForm, CorrectionForm, ListForm, ProposalForm, ResultForm
from fundapp.loans.employment.kinds import FROM, LIVING, RESULTS, STATES, TONES, ProposalState, ResultKind
from fundapp.loans.employment.terms import limits, overdue_rate_of, rate_of
from fundapp.loans.models import EmploymentAllocation, EmploymentCapital, EmploymentList, EmploymentProposal
from fundapp.loans.requests import bp
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

PLACES, MOST_FOUND = 4, 20
TABS = {"living": LIVING, "refused": (ProposalState.REFUSED, ProposalState.WITHDRAWN), "done": (ProposalState.PAID_BACK,), "all": tuple(ProposalState)}
COLUMNS = (
    Column(_("STT"), 6, "number"), Column(_("Họ và tên"), 28), Column(_("Đơn vị"), 32), Column(_("Mục đích vay"), 36), Column(_("Số việc làm"), 12, "number"),
    Column(_("Thời hạn (tháng)"), 12, "number"), Column(_("Đề nghị vay (đồng)"), 18, "dong", True), Column(_("Tình trạng"), 26),
    Column(_("Còn dư nợ gốc (đồng)"), 18, "dong", True),
)


@bp.get("/employment")
@requires("employment:read", menu=_("Vay vốn việc làm"), icon="hammer", group="lending", order=61)
def employment() -> str:
    """What was allocated, what of it is proposed, lent and idle; and every proposal in sight."""
    tab = request.args.get("view", "living")
    if tab not in TABS:
        abort(404)
    query = select(EmploymentProposal).where(EmploymentProposal.state.in_([one.value for one in TABS[tab]]))
    found = page(g.db, query, keys=[(EmploymentProposal.id, "desc")], after=request.args.get("after"))
    return render_template(
        "loans/employment.html", page=found, view=tab, capitals=list(g.db.scalars(select(EmploymentCapital).order_by(EmploymentCapital.unit_id))),
        allocations=list(g.db.scalars(select(EmploymentAllocation).order_by(EmploymentAllocation.id.desc()).limit(20))), states=STATES, tones=TONES,
        units=names_of_units({one.for_unit_id for one in found.rows} | _holding()),
    )


def _holding() -> set[int]:
    return set(g.db.scalars(select(EmploymentCapital.unit_id)))


def names_of_units(unit_ids: set[int]) -> dict[int, Unit]:
    """Units by id."""
    return {one.id: one for one in g.db.scalars(select(Unit).where(Unit.id.in_(unit_ids)))}


@bp.get("/employment.xlsx")
@requires("employment:read")
def employment_sheet() -> Response:
    """Every proposal in sight as a workbook."""
    rows = list(g.db.scalars(select(EmploymentProposal).order_by(EmploymentProposal.id)))
    g.note = ("employment.export", "employment")
    return _workbook(_("VỐN VAY GIẢI QUYẾT VIỆC LÀM"), rows, "")


def _workbook(title: Any, rows: list[EmploymentProposal], subtitle: Any) -> Response:
    units, today = names_of_units({one.for_unit_id for one in rows}), clock.today()
    lines = [
        (at, one.borrower_name, units[one.for_unit_id].name if one.for_unit_id in units else "", one.purpose, one.jobs, one.months, one.asked_amount,
         str(STATES[ProposalState(one.state)]), one.out_amount)
        for at, one in enumerate(rows, 1)
    ]
    content = workbook(title, COLUMNS, lines, on=today, issuer=[g.actor.home.unit_name] if g.actor.home else [], subtitle=str(subtitle), name=_("Vay vốn việc làm"))
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="vay-von-viec-lam-{today:%Y%m%d}.xlsx"'})


@bp.route("/employment/allocations/new", methods=["GET", "POST"])
@requires("employment:record", menu_at="loans.employment")
def employment_allocation() -> Any:
    """Record a decision on the unit's own allocation."""
    home = g.actor.home
    form: Any = AllocationForm()
    if home is None or not g.actor.can("employment:record", home.unit_id):
        abort(403)
    unit = g.db.get_one(Unit, home.unit_id)
    if form.validate_on_submit():
        with refusals(form):
            amount = form.amount.data if form.way.data == "in" else -form.amount.data
            service.allocate(
                g.db, unit=unit, amount=amount, number=form.number.data, giver=form.giver.data, decided_on=form.decided_on.data,
                bank_name=form.bank_name.data or "", by=g.actor, on=clock.today(),
            )
            flash(_("Đã ghi quyết định phân bổ."), "good")
            return redirect(url_for("loans.employment"), 303)
    return render_template("loans/employment_allocation.html", form=form, unit=unit), 422 if form.errors else 200


@bp.route("/employment/proposals/new", methods=["GET", "POST"])
@requires("employment:propose", menu_at="loans.employment")
def employment_new() -> Any:
    """Propose a worker: find the household, then say how much, for how long and what for."""
    asked, text = request.args.get("household", type=int), request.args.get("q", "")
    if asked is None:
        found: list[Household] = []
        if text:
            query = select(Household).join(Person, Person.household_id == Household.id).where(
                Person.relation == "head", Person.folded.contains(fold(text), autoescape=True), Household.ended_on.is_(None)
            )
            found = list(g.db.scalars(query.order_by(Person.folded).limit(MOST_FOUND)))
        units = names_of_units({one.unit_id for one in found})
        return render_template("loans/employment_new.html", household=None, q=text, found=found, units=units)
    household, form = fetch(Household, asked, "employment:propose"), ProposalForm()
    people = g.db.scalars(select(Person).where(Person.household_id == household.id, Person.is_member, Person.died_on.is_(None)).order_by(Person.id))
    form.person_id.choices = [(one.id, one.full_name) for one in people]
    if not form.is_submitted():
        form.jobs.data = 1
    if form.validate_on_submit():
        with refusals(form):
            wish = service.Wish(form.amount.data, form.months.data, form.purpose.data, form.jobs.data, form.is_favoured.data)  # type: ignore[arg-type]
            made = service.propose(
                g.db, household=household, person=fetch(Person, form.person_id.data, "household:read"), wish=wish, by=g.actor, on=clock.today(),
            )
            flash(_("Đã ghi đề nghị. Công đoàn cấp trên lập danh sách gửi ngân hàng."), "good")
            return redirect(url_for("loans.employment_proposal", employment_id=made.id), 303)
    capital = service.holder_of(g.db, g.db.get_one(Unit, household.unit_id))
    page_ = render_template(
        "loans/employment_new.html", form=form, household=household, capital=capital, most=limits(), usual=percent(rate_of(False), PLACES),
        favoured=percent(rate_of(True), PLACES),
    )
    return page_, 422 if form.errors else 200


@bp.route("/employment/proposals/<int:employment_id>", methods=["GET", "POST"])
@requires("employment:read", menu_at="loans.employment")
def employment_proposal(employment_id: int) -> Any:
    """One proposal with everything that was told of it; what the bank tells next is recorded here."""
    proposal, form = fetch(EmploymentProposal, employment_id, "employment:read"), _result_form()
    form.kind.choices = [(kind, label) for kind, label in form.kind.choices if proposal.state in FROM[ResultKind(kind)]]
    if form.is_submitted() and not g.actor.can("employment:record", proposal):
        abort(403)
    if form.validate_on_submit():
        with refusals(form):
            service.tell(
                g.db, proposal, ResultKind(form.kind.data), told_on=form.told_on.data, amount=form.amount.data or 0, note=form.note.data or "", by=g.actor,
                on=clock.today(),
            )
            flash(_("Đã ghi kết quả."), "good")
            return redirect(url_for("loans.employment_proposal", employment_id=proposal.id), 303)
    return _shown(proposal, form, CorrectionForm())


def _result_form() -> Any:
    return ResultForm()


@bp.post("/employment/proposals/<int:employment_id>/correction")
@requires("employment:record")
def employment_correction(employment_id: int) -> Any:
    """Take back what was recorded last."""
    proposal, form = fetch(EmploymentProposal, employment_id, "employment:record"), CorrectionForm()
    last = last_result(proposal)
    if last is None:
        abort(404)
    if form.validate_on_submit():
        with refusals(form):
            service.correct(g.db, last, why=form.why.data or "", by=g.actor, on=clock.today())
            flash(_("Đã sửa việc ghi nhầm."), "good")
            return redirect(url_for("loans.employment_proposal", employment_id=proposal.id), 303)
    return _shown(proposal, _result_form(), form)


def _shown(proposal: EmploymentProposal, form: Any, undone: CorrectionForm) -> Any:
    state = ProposalState(proposal.state)
    form.kind.choices = [(kind, label) for kind, label in form.kind.choices if state in FROM[ResultKind(kind)]]
    page_ = render_template(
        "loans/employment_proposal.html", proposal=proposal, unit=g.db.get(Unit, proposal.for_unit_id), state=(STATES[state], TONES[state]),
        may=g.actor.can("employment:record", proposal), form=form if form.kind.choices else None, undone=undone, last=last_result(proposal),
        labels={kind.value: label for kind, label in RESULTS.items()}, rate=percent(rate_of(proposal.is_favoured), PLACES),
        overdue=percent(overdue_rate_of(proposal.is_favoured), PLACES), now=service.progress_of(proposal),
        people=names_of(g.db, {one.recorded_by_id for one in proposal.results} | {proposal.proposed_by_id}),
    )
    return page_, 422 if form.errors or undone.errors else 200


def last_result(proposal: EmploymentProposal) -> Any:
    """The last result that stands and may be corrected."""
    corrected = {one.corrects_id for one in proposal.results}
    standing = [one for one in proposal.results if one.kind != ResultKind.CORRECTION and one.id not in corrected]
    return standing[-1] if standing and standing[-1].kind != ResultKind.SENT else None


@bp.route("/employment/lists", methods=["GET", "POST"])
@requires("employment:read", menu_at="loans.employment")
def employment_lists() -> Any:
    """Lists to the bank, and those who wait for one; who records makes a list of all of them."""
    form, home = ListForm(), g.actor.home
    waiting = list(g.db.scalars(
        select(EmploymentProposal).where(EmploymentProposal.state == ProposalState.PROPOSED.value, EmploymentProposal.list_id.is_(None)).order_by(EmploymentProposal.id)
    ))
    may = home is not None and g.actor.can("employment:record", home.unit_id)
    if form.is_submitted() and not may:
        abort(403)
    if form.validate_on_submit() and home is not None:
        with refusals(form):
            mine = [one for one in waiting if one.unit_id == home.unit_id]
            made = service.make_list(g.db, unit=g.db.get_one(Unit, home.unit_id), proposals=mine, by=g.actor, on=clock.today())
            return redirect(url_for("loans.employment_list", list_id=made.id), 303)
    lists = list(g.db.scalars(select(EmploymentList).order_by(EmploymentList.id.desc()).limit(100)))
    page_ = render_template("loans/employment_lists.html", form=form, may=may, waiting=waiting, lists=lists, units=names_of_units({one.for_unit_id for one in waiting}))
    return page_, 422 if form.errors else 200


@bp.route("/employment/lists/<int:list_id>", methods=["GET", "POST"])
@requires("employment:read", menu_at="loans.employment")
def employment_list(list_id: int) -> Any:
    """One list; the second person signs it and it goes to the bank."""
    made, form = fetch(EmploymentList, list_id, "employment:read"), ListForm()
    may = g.actor.can("employment:send", made) and made.sent_on is None
    if form.is_submitted() and not g.actor.can("employment:send", made):
        abort(403)
    if form.validate_on_submit():
        with refusals(form):
            service.send(g.db, made, by=g.actor, on=clock.today())
            flash(_("Đã ký gửi danh sách cho ngân hàng."), "good")
            return redirect(url_for("loans.employment_list", list_id=made.id), 303)
    page_ = render_template(
        "loans/employment_list.html", made=made, form=form, may=may, states=STATES, tones=TONES, units=names_of_units({one.for_unit_id for one in made.proposals}),
        people=names_of(g.db, {made.made_by_id, made.signed_by_id or made.made_by_id}),
    )
    return page_, 422 if form.errors else 200


@bp.get("/employment/lists/<int:list_id>.xlsx")
@requires("employment:read")
def employment_list_sheet(list_id: int) -> Response:
    """A list to the bank as a workbook."""
    made = fetch(EmploymentList, list_id, "employment:read")
    g.note = ("employment.export", f"employment_lists/{made.id}")
    return _workbook(_("DANH SÁCH ĐỀ NGHỊ VAY VỐN GIẢI QUYẾT VIỆC LÀM"), made.proposals, _("Danh sách số %(n)s ngày %(day)s", n=made.number, day=day_text(made.made_on)))


@bp.get("/employment/lists/<int:list_id>.pdf")
@requires("employment:read")
def employment_list_paper(list_id: int) -> Response:
    """A list to the bank, to be signed and stamped."""
    made = fetch(EmploymentList, list_id, "employment:read")
    units, unit = names_of_units({one.for_unit_id for one in made.proposals}), g.db.get_one(Unit, made.unit_id)
    capital, people = g.db.get(EmploymentCapital, made.unit_id), names_of(g.db, {made.made_by_id, made.signed_by_id or made.made_by_id})
    whole = sum(one.asked_amount for one in made.proposals)
    data = {
        "body": unit.name, "bank": capital.bank_name if capital else "", "number": str(made.number), "on": made.sent_on or made.made_on,
        "rows": [
            [str(at), one.borrower_name, units[one.for_unit_id].name if one.for_unit_id in units else "", one.purpose, str(one.jobs), str(one.months),
             f"{percent(rate_of(one.is_favoured), PLACES)}%", dong(one.asked_amount)]
            for at, one in enumerate(made.proposals, 1)
        ],
        "count": dong(len(made.proposals)), "total": dong(whole), "words": in_words(whole), "maker": people.get(made.made_by_id, ""),
        "signer": people.get(made.signed_by_id, "") if made.signed_by_id else "", "trace": str(_("Danh sách số %(n)s", n=made.number)),
    }
    g.note = ("employment.export", f"employment_lists/{made.id}")
    name = f"danh-sach-vay-von-{made.number}"
    return Response(papers.render("de_nghi_vay_viec_lam", data), mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'})
