"""Disasters: record one with its communes, ask for the households that it hit, decide them together, confirm them together."""

from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for

from fundapp.cases import queries as cases
from fundapp.cases.lifecycle import STATE_LABELS, STATE_TONES
from fundapp.casework import queries as casework
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.orgs.models import Unit
from fundapp.relief import queries, service, words
from fundapp.relief.forms import AreasForm, AskingForm, DisasterForm, TogetherForm
from fundapp.relief.models import Disaster, ReliefRequest
from fundapp.relief.service import DisasterInput
from fundapp.relief.urgency import deciding_unit
from fundapp.relief.views.pages import bp
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import Form, refusals
from fundapp.web.guards import fetch, requires

COLUMNS = (
    Column(_("STT"), 6, "number"), Column(_("Hồ sơ"), 16), Column(_("Họ và tên"), 26), Column(_("Đơn vị"), 26), Column(_("Nơi ở"), 36),
    Column(_("Ngày bị thiệt hại"), 14, "day"),
    Column(_("Đề nghị (đồng)"), 16, "dong", True), Column(_("Đã duyệt (đồng)"), 16, "dong", True),
    Column(_("Đã chi (đồng)"), 16, "dong", True), Column(_("Tình trạng"), 18),
)
SHOWN = 500


@bp.get("/disasters")
@requires("case:read", menu=_("Thiên tai"), icon="alert-triangle", group="work", order=32)
def disasters() -> str:
    """The disasters of the own branch of the tree."""
    found = queries.visible(g.db, g.actor)
    units = {one.unit_id: g.db.get(Unit, one.unit_id) for one in found}
    return render_template("relief/disasters.html", disasters=found, units=units, kinds=words.DISASTERS)


@bp.route("/disasters/new", methods=["GET", "POST"])
@requires("case:review")
def new_disaster() -> Any:
    """Record a disaster of the reviewer's own unit."""
    unit = g.db.get_one(Unit, g.actor.units_with("case:review")[0])
    form = DisasterForm()
    if form.validate_on_submit():
        with refusals(form):
            started: Any = form.started_on.data
            given = DisasterInput(
                form.disaster_kind.data, form.title.data, started, form.ended_on.data or started, form.source.data, form.amount.data or 0, form.read(started)
            )
            made = service.record_disaster(g.db, unit=unit, given=given, by=g.actor, on=clock.today())
            flash(_("Đã ghi nhận đợt thiên tai. Cán bộ cơ sở lập hồ sơ cho các hộ bị thiệt hại từ trang này."), "good")
            return redirect(url_for("relief.disaster", disaster_id=made.id), 303)
    return render_template("relief/new_disaster.html", form=form, unit=unit), 422 if form.errors else 200


@bp.get("/disasters/<int:disaster_id>")
@requires("case:read")
def disaster(disaster_id: int) -> str:
    """One disaster: its communes, what was asked for and decided, the next act."""
    return _page(_of(disaster_id), AreasForm())


@bp.post("/disasters/<int:disaster_id>/areas")
@requires("case:review")
def areas(disaster_id: int) -> Any:
    """Add communes that were hit."""
    found = _of(disaster_id, "case:review")
    form = AreasForm()
    if form.validate_on_submit():
        with refusals(form):
            number = service.add_areas(g.db, found, form.read(found.started_on), source=form.area_source.data or "", by=g.actor)
            flash(_("Đã thêm %(n)s xã, phường.", n=number), "good")
            return redirect(url_for("relief.disaster", disaster_id=found.id), 303)
    return _page(_of(disaster_id), form), 422


@bp.route("/disasters/<int:disaster_id>/households", methods=["GET", "POST"])
@requires("case:open")
def affected(disaster_id: int) -> Any:
    """The households that the disaster hit by their address, each with why; ask for the ticked ones in one act."""
    found = _of(disaster_id)
    form = AskingForm()
    form.households.choices = [(one, one) for one in request.form.getlist("households")]
    if form.validate_on_submit():
        with refusals(form):
            files = form.proof.data or []
            content, name = (files[0].read(), files[0].filename) if files else (b"", "")
            ids = [int(one) for one in form.households.data or () if one.isascii() and one.isdigit()]
            result = service.ask_together(g.db, found, household_ids=ids, proof=content, proof_name=name or "danh-sach.pdf", by=g.actor, on=clock.today())
            if result.made:
                flash(_("Đã lập và nộp %(n)s hồ sơ khẩn cấp.", n=len(result.made)), "good")
            for who, why in result.refused[:20]:
                flash(_("%(name)s: %(why)s", name=who, why=why), "bad")
            return redirect(url_for("relief.disaster", disaster_id=found.id), 303)
    parted = queries.affected(g.db, found, g.actor, clock.today())
    units = _units({one.unit_id for one in parted.proposed} | {one.unit_id for one in parted.left_out})
    page = render_template(
        "relief/affected.html", disaster=found, form=form, proposed=parted.proposed[:SHOWN], left_out=parted.left_out[:SHOWN],
        counts=(len(parted.proposed), len(parted.left_out)), units=units, most=service.MOST_AT_ONCE,
    )
    return page, 422 if form.errors else 200


@bp.route("/disasters/<int:disaster_id>/decision", methods=["GET", "POST"])
@requires("case:decide")
def together(disaster_id: int) -> Any:
    """Decide the ticked requests of a disaster in one act, out of the funds of the deciding unit."""
    found = _of(disaster_id)
    waiting = [ask for ask in g.db.scalars(queries.asks_of(found, "submitted").limit(SHOWN)) if ask.is_urgent]
    if not waiting:
        flash(_("Không có hồ sơ nào của đợt này chờ quyết định."), "info")
        return redirect(url_for("relief.disaster", disaster_id=found.id), 303)
    unit = deciding_unit(g.db, waiting[0], clock.today())
    if unit is None or not g.actor.can("case:decide", unit.id):
        abort(403)
    funds = casework.funds_for(g.db, waiting[0], unit.id)
    form = TogetherForm.for_funds([fund.book for fund in funds])()
    form.asks.choices = [(str(ask.id), ask.case.code) for ask in waiting]
    if form.validate_on_submit():
        with refusals(form):
            chosen = [ask for ask in waiting if str(ask.id) in (form.asks.data or ())]
            made = service.decide_together(
                g.db, found, chosen, shares=form.amounts(fund.book for fund in funds), reason=form.reason.data or "", by=g.actor, on=clock.today()
            )
            numbers = ", ".join(dict.fromkeys(one.numbered for one in made))
            flash(_("Đã quyết định %(n)s hồ sơ theo Quyết định số %(numbers)s; chờ người khác xác nhận sau.", n=len(made), numbers=numbers), "good")
            return redirect(url_for("relief.disaster", disaster_id=found.id), 303)
        waiting = list(g.db.scalars(queries.asks_of(found, "submitted").limit(SHOWN)))
        funds = casework.funds_for(g.db, waiting[0], unit.id)
    page = render_template(
        "relief/together.html", disaster=found, form=form, rows=_rows(waiting), funds=funds, deciding=unit, picked=form.asks.data if form.is_submitted() else None,
        address=url_for("relief.together", disaster_id=found.id),
    )
    return page, 422 if form.errors else 200


@bp.route("/disasters/<int:disaster_id>/confirmation", methods=["GET", "POST"])
@requires("case:review")
def confirming(disaster_id: int) -> Any:
    """Confirm the ticked urgent decisions of a disaster, after having looked."""
    found = _of(disaster_id)
    waiting = [ask for ask in g.db.scalars(queries.asks_of(found, "approved", "closed").limit(SHOWN)) if ask.case.urgent_on and not ask.case.ratified_on]
    waiting = [ask for ask in waiting if g.actor.can("case:review", ask.unit_id)]
    if not waiting:
        flash(_("Không có quyết định nào của đợt này chờ bạn xác nhận."), "info")
        return redirect(url_for("relief.disaster", disaster_id=found.id), 303)
    form = TogetherForm()
    form.asks.choices = [(str(ask.id), ask.case.code) for ask in waiting]
    if form.validate_on_submit():
        with refusals(form):
            chosen = [ask for ask in waiting if str(ask.id) in (form.asks.data or ())]
            number = service.confirm_together(g.db, found, chosen, reason=form.reason.data or "", by=g.actor, on=clock.today())
            flash(_("Đã xác nhận %(n)s quyết định khẩn cấp.", n=number), "good")
            return redirect(url_for("relief.disaster", disaster_id=found.id), 303)
    page = render_template(
        "relief/confirming.html", disaster=found, form=form, rows=_rows(waiting), picked=form.asks.data if form.is_submitted() else None,
        address=url_for("relief.confirming", disaster_id=found.id),
    )
    return page, 422 if form.errors else 200


@bp.get("/disasters/<int:disaster_id>/list.xlsx")
@requires("case:read")
def disaster_sheet(disaster_id: int) -> Response:
    """The requests in sight after a disaster as a workbook."""
    found = _of(disaster_id)
    lines = (
        (place, row["case"].code, row["person"].full_name, row["unit"], row["address"], row["ask"].event_on, row["case"].requested_amount or 0,
         row["case"].decided_amount or 0, row["paid"], STATE_LABELS[row["case"].state])
        for place, row in enumerate(_rows(list(g.db.scalars(queries.asks_of(found)))), 1)
    )
    unit = g.db.get_one(Unit, found.unit_id)
    content = workbook(_("Hồ sơ trợ cấp thiên tai"), COLUMNS, lines, issuer=[unit.name], subtitle=found.title, on=clock.today())
    answer = Response(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="thien-tai-{found.id}.xlsx"'
    return answer


def _of(disaster_id: int, permission: str | None = None) -> Disaster:
    found = fetch(Disaster, disaster_id)
    if not queries.is_visible(g.db, g.actor, found):
        abort(404)
    if permission is not None and not g.actor.can(permission, found.unit_id):
        abort(403)
    return found


def _page(found: Disaster, form: Form) -> str:
    asks = list(g.db.scalars(queries.asks_of(found).limit(SHOWN)))
    sums: list[tuple[Text, Any]] = [
        (STATE_LABELS[state], _("%(n)s hồ sơ · %(sum)s đồng", n=dong(number), sum=dong(amount)))  # type: ignore[index]
        for state, (number, amount) in sorted(queries.sums(g.db, found).items())
    ]
    return render_template(
        "relief/disaster.html", disaster=found, unit=g.db.get(Unit, found.unit_id), kinds=words.DISASTERS, rows=_rows(asks), sums=sums, form=form,
        labels=STATE_LABELS, tones=STATE_TONES, waiting=any(ask.is_urgent and ask.case.state == "submitted" for ask in asks),
        unconfirmed=any(ask.case.urgent_on and not ask.case.ratified_on for ask in asks),
    )


def _rows(asks: list[ReliefRequest]) -> list[dict[str, Any]]:
    people = cases.people_of(g.db, [ask.case for ask in asks])
    money = cases.money_of_many(g.db, [ask.case for ask in asks])
    units = _units({ask.unit_id for ask in asks})
    return [
        {
            "ask": ask, "case": ask.case, "person": people[ask.case.person_id], "unit": units[ask.unit_id], "address": ask.place,
            "paid": money[ask.id].paid if ask.id in money else 0,
        }
        for ask in asks
    ]


def _units(ids: set[int]) -> dict[int, str]:
    return {unit_id: g.db.get_one(Unit, unit_id).short_name for unit_id in ids}
