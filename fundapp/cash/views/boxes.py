"""The list of cash boxes, one box with what is next to do, and its ceiling."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.cash import queries
from fundapp.cash.counting import due_around
from fundapp.cash.forms import LimitForm
from fundapp.cash.kinds import COUNT_KIND_LABELS, COUNT_STATE_LABELS, COUNT_STATE_TONES, LAPSED
from fundapp.cash.models import CashCount
from fundapp.cash.views.blueprint import about, box_of, bp
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger
from fundapp.ledger import service
from fundapp.ledger.kinds import (
    CLOSE_STATE_LABELS,
    CLOSE_STATE_TONES,
    REOPENING_STATE_LABELS,
    REOPENING_STATE_TONES,
)
from fundapp.ledger.models import CashClose
from fundapp.orgs.models import Unit
from fundapp.web.forms import refusals
from fundapp.web.guards import requires
from fundapp.web.paging import page

RECENT = 5


@bp.get("")
@requires("fund:read", menu=_("Tiền mặt và kiểm kê"), icon="coins", group="money", order=15)
def listing() -> str:
    """The cash boxes in sight: what each holds by the books, up to when it is closed, when it was counted."""
    boxes = ledger.cash_boxes(g.db)
    units = {unit_id: g.db.get(Unit, unit_id) for unit_id in {box.unit_id for box in boxes}}
    return render_template(
        "cash/listing.html", boxes=boxes, units=units, states=ledger.box_states(g.db, boxes), waiting=ledger.open_days(g.db, boxes, clock.today()),
        counts=queries.final_counts(g.db, [box.id for box in boxes]),
    )


@bp.get("/<int:box_id>")
@requires("fund:read")
def show(box_id: int) -> str:
    """One box: what it holds and whose money it is, what is next to do, its closes, counts, months and ceiling."""
    box, today = box_of(box_id), clock.today()
    closes = page(g.db, ledger.closes(box), keys=[(CashClose.id, "desc")], size=RECENT).rows
    counts = page(g.db, queries.counts(box), keys=[(CashCount.id, "desc")], size=RECENT).rows
    reopenings, limits = ledger.reopenings_of(g.db, box), ledger.limits_of(g.db, box)
    people = {close.closed_by_id for close in closes} | {count.counted_by_id for count in counts} | {limit.set_by_id for limit in limits}
    people |= {user for asked in reopenings for user in (asked.asked_by_id, asked.answered_by_id) if user}
    return render_template(
        "cash/show.html", **about(box), state=ledger.box_states(g.db, [box])[box.id], funds=ledger.box_funds(g.db, box), closes=closes, counts=counts,
        to_close=ledger.open_days(g.db, [box], today).get(box.id), months=queries.months_of(g.db, box, today), due=due_around(today), today=today,
        reopenings=reopenings, limits=limits, names=names_of(g.db, people), warnings=ledger.box_warnings(g.db, [box], today),
        left={count.id: left for count, left in queries.open_differences(g.db)}, lapsed={count.id for count in counts if queries.is_lapsed(count, today)},
        **WORDS,
    )


@bp.route("/<int:box_id>/limit", methods=["GET", "POST"])
@requires("cash:limit")
def limit(box_id: int) -> Any:
    """The head of accounting sets the most that may lie in the box over night."""
    box = box_of(box_id, "cash:limit")
    form = LimitForm()
    state = ledger.box_states(g.db, [box])[box.id]
    if request.method == "GET":
        form.amount.data = state.limit
    if form.validate_on_submit():
        with refusals(form):
            service.set_limit(g.db, box, amount=form.amount.data, reason=form.reason.data, by=g.actor, on=clock.today())
            flash(_("Đã ghi mức tồn quỹ của %(box)s.", box=box.name), "good")
            return redirect(url_for("cash.show", box_id=box.id), 303)
    limits = ledger.limits_of(g.db, box)
    shown = render_template("cash/limit.html", **about(box), form=form, state=state, limits=limits, names=names_of(g.db, {one.set_by_id for one in limits}))
    return shown, 422 if form.errors else 200


WORDS = {
    "close_labels": CLOSE_STATE_LABELS, "close_tones": CLOSE_STATE_TONES, "count_labels": COUNT_STATE_LABELS, "count_tones": COUNT_STATE_TONES,
    "kind_labels": COUNT_KIND_LABELS, "reopening_labels": REOPENING_STATE_LABELS, "reopening_tones": REOPENING_STATE_TONES, "lapsed_label": LAPSED,
}
