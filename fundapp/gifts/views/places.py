"""Places of a benefit line on their way through the tree: passed down by weight or unit by unit, given back when unused."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for
from sqlalchemy import select

from fundapp.gifts import service
from fundapp.gifts.cascade import Below, shared
from fundapp.gifts.forms import PlacesForm, ReturnForm
from fundapp.gifts.models import GiftLine, GiftQuotaMove
from fundapp.gifts.queries import campaigns as reads
from fundapp.gifts.views.blueprint import bp, line_of
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.web.forms import refusals
from fundapp.web.guards import requires

WEIGHTS = ("members", "hardship")


@bp.route("/lines/<int:line_id>/places", methods=["GET", "POST"])
@requires("gift:plan")
def places(line_id: int) -> Any:
    """Pass places of a line down to the units directly below: shared by a weight, or as typed for each of them."""
    line = line_of(line_id)
    unit = _holder(line, "gift:plan")
    free = service.free_of(g.db, line, unit)
    weights = {basis: reads.weights(g.db, unit, basis) for basis in WEIGHTS}
    below = weights["members"]
    named = {one.id: one for one in g.db.scalars(select(Unit).where(Unit.id.in_([one.unit_id for one in below])))}
    form: Any = PlacesForm.whole((one.unit_id, named[one.unit_id].name) for one in below)()
    if not form.is_submitted():
        form.places.data = free or None
    if form.validate_on_submit():
        with refusals(form):
            passed = _pass(form, line, unit, weights)
            flash(_("Đã phân bổ %(places)s suất “%(line)s” cho %(units)s đơn vị.", places=sum(passed.values()), line=line.title, units=len(passed)), "good")
            return redirect(url_for("gifts.campaign", campaign_id=line.campaign_id), 303)
    # What either weight would give, so that nobody has to try.
    wanted = form.places.data or free
    tried = {basis: _tried(wanted, of_basis) for basis, of_basis in weights.items()}
    page = render_template(
        "gifts/places.html", form=form, line=line, unit=unit, free=free, below=below, named=named, tried=tried, wanted=wanted,
        hardship={one.unit_id: one.weight for one in weights["hardship"]},
    )
    return page, 422 if form.errors else 200


@bp.route("/lines/<int:line_id>/return", methods=["GET", "POST"])
@requires("gift:list")
def giving_back(line_id: int) -> Any:
    """Give unused places back to the unit above."""
    line = line_of(line_id)
    unit = _holder(line, "gift:list")
    form = ReturnForm()
    if form.validate_on_submit():
        with refusals(form):
            came = g.db.scalar(
                select(GiftQuotaMove.for_unit_id).where(GiftQuotaMove.line_id == line.id, GiftQuotaMove.unit_id == unit.id, GiftQuotaMove.kind == "passed")
                .order_by(GiftQuotaMove.id.desc()).limit(1)
            )
            if came is None:
                abort(404)
            typed: Any = form.places.data
            service.give_back(
                g.db, line, unit=unit, above=g.db.get_one(Unit, came), places=typed, reason=form.reason.data, by=g.actor, on=clock.today()
            )
            flash(_("Đã trả lại %(places)s suất.", places=form.places.data), "good")
            return redirect(url_for("gifts.campaign", campaign_id=line.campaign_id), 303)
    free = service.free_of(g.db, line, unit)
    return render_template("gifts/giving_back.html", form=form, line=line, unit=unit, free=free), 422 if form.errors else 200


def _holder(line: GiftLine, permission: str) -> Unit:
    """The unit of the actor that holds places of a line; nobody else passes them on or gives them back."""
    held = {one.unit.id for one in reads.holdings(g.db, line)}
    own = [unit_id for unit_id in g.actor.units_with(permission) if unit_id in held]
    if not own:
        abort(403)
    unit: Unit = g.db.get(Unit, own[0])
    return unit


def _tried(places: int, below: list[Below]) -> dict[int, int]:
    return shared(places, below) if any(one.weight for one in below) else {}


def _pass(form: Any, line: GiftLine, unit: Unit, weights: dict[str, list[Below]]) -> dict[int, int]:
    today, reason, basis = clock.today(), form.reason.data or "", form.basis.data
    if basis == "hand":
        typed: dict[int, int] = form.by_hand()
        service.pass_down(g.db, line, unit=unit, given=typed, by=g.actor, on=today, reason=reason)
        return typed
    if not form.places.data:
        raise service.GiftRefused(_("Hãy ghi tổng số suất đem chia."), "places")
    given = service.pass_by_weight(g.db, line, unit=unit, places=form.places.data, below=weights[basis], basis=basis, by=g.actor, on=today, reason=reason)
    return {unit_id: places for unit_id, places in given.items() if places}
