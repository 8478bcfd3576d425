"""What the pages of the steps have in common: load an advance, take the step, say what came of it."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.advances import paper, queries
from fundapp.advances.forms import BoxForm, ReasonForm
from fundapp.advances.kinds import STATE_LABELS, STATE_TONES, Act, State, is_overdue, still_held
from fundapp.advances.models import Advance
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import BoxKind, purpose_label
from fundapp.ledger.models import Book, CashBox, Voucher
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payments
from fundapp.web.forms import HiddenField, refusals
from fundapp.web.guards import fetch


def in_state(advance_id: int, permission: str, state: State) -> Advance:
    """Load an advance whose turn this step is. What comes from a page that was opened in time is answered by the step, which says what has changed."""
    found = fetch(Advance, advance_id, permission)
    if found.state != state and request.method == "GET":
        abort(404)
    return found


def may_take(found: Advance, act: Act) -> None:
    """Answer 403 to whoever may not take this step now; from a page that is out of date the step itself refuses and says so."""
    is_stale = request.method == "POST" and request.form.get("mark") != queries.shown_mark(found)
    if act.value not in queries.acts_of(g.actor, found) and not is_stale:
        abort(403)


def to_page(found: Advance) -> Any:
    """Lead to the page of an advance."""
    return redirect(url_for("advances.show", advance_id=found.id), 303)


def pressed(advance_id: int, act: Any, said: Text) -> Any:
    """A step of one click on the page of the advance, which is shown anew where the step is refused."""
    found = fetch(Advance, advance_id, "payment:sign")
    try:
        act(g.db, found, seen=request.form.get("mark", ""), by=g.actor, on=clock.today())
    except Refusal as refused:
        g.db.rollback()
        flash(refused.message, "bad")
        return render_template("advances/show.html", **shown_of(fetch(Advance, advance_id))), 422
    flash(said, "good")
    return to_page(found)


def with_reason(found: Advance, act: Any, title: Text, endpoint: str, said: Text) -> Any:
    """A step that wants its reason."""
    form = ReasonForm(mark=queries.shown_mark(found))
    if form.validate_on_submit():
        with refusals(form):
            act(g.db, found, reason=form.reason.data, seen=form.seen, by=g.actor, on=clock.today())
            flash(said, "info")
            return to_page(found)
    return step_page(found, form, title, endpoint, title)


def with_box(found: Advance, act: Any, title: Text, endpoint: str, button: Text, said: Callable[[str], Text], *, with_bank: bool = False) -> Any:
    """A step by which money goes out of, or into, a box that the treasurer chooses."""
    boxes = ledger.boxes_of(g.db, found.unit_id, None if with_bank else BoxKind.CASH.value)
    form = BoxForm(mark=queries.shown_mark(found))
    form.box.choices = [(box.id, box.name) for box in boxes]
    if form.validate_on_submit():
        with refusals(form):
            box = fetch(CashBox, form.box.data, "payment:pay")
            voucher = act(g.db, found, box=box, seen=form.seen, by=g.actor, on=clock.today())
            flash(said(voucher.label), "good")
            return to_page(found)
    return step_page(found, form, title, endpoint, button, refusable=found.state == State.SIGNED)


def step_page(found: Advance, form: Any, title: Text, endpoint: str, button: Text, **more: Any) -> Any:
    """The page of one step, below what is known of the advance."""
    fields = [field for field in form if not isinstance(field, HiddenField)]
    shown = render_template(
        "advances/_step.html", form=form, fields=fields, title=title, action=url_for(endpoint, advance_id=found.id), button=button,
        **shown_of(fetch(Advance, found.id)), **more,
    )
    return shown, 422 if form.errors else 200


def shown_of(found: Advance) -> dict[str, Any]:
    """What every page about one advance shows."""
    steps = queries.settlement_steps(g.db, found)
    people = (
        *(step.user_id for step in steps), found.asked_by_id, found.checked_by_id, found.signed_by_id, found.refused_by_id, found.paid_by_id,
        found.verified_by_id, found.settled_by_id, found.leveled_by_id,
    )
    names = names_of(g.db, {user for user in people if user})
    today = clock.today()
    over = {"all_units": paper.NAMES_ON_PAPER}
    return {
        "advance": found, "names": names, "state": STATE_LABELS[found.state], "tone": STATE_TONES[found.state], "acts": queries.acts_of(g.actor, found),
        "account": queries.account_of(g.db, found), "masked": payments.masked, "from_box": _box_name(found), "corrects": g.actor.can("ledger:post", found),
        "unit": g.db.get(Unit, found.unit_id, execution_options=over), "department": paper.unit_of(g.db, found),
        "book": g.db.get(Book, found.book_id) if found.book_id else None, "purpose": purpose_label(found.purpose) if found.purpose else None,
        "voucher": g.db.get(Voucher, found.voucher_id, execution_options=over) if found.voucher_id else None, "held": still_held(found),
        "rest_voucher": g.db.get(Voucher, found.rest_voucher_id, execution_options=over) if found.rest_voucher_id else None,
        "timeline": queries.told(found, steps, names), "mark": queries.shown_mark(found),
        "days_over": (today - found.due_on).days if is_overdue(found.state, found.due_on, today) else 0,
    }


def _box_name(found: Advance) -> str | None:
    box = g.db.get(CashBox, found.from_box_id, execution_options={"all_units": paper.NAMES_ON_PAPER}) if found.from_box_id else None
    return box.name if box else None
