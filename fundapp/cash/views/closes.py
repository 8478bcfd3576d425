"""The daily close: both books side by side, signed by the treasurer; opened again by two."""

from datetime import date
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.cash.forms import ClosingForm, ReopeningForm, ReopeningRequestForm
from fundapp.cash.kinds import PAIR_LABELS, PAIR_TONES
from fundapp.cash.views.blueprint import about, box_of, bp
from fundapp.kernel import clock
from fundapp.kernel.days import DayError, day_text, read_day
from fundapp.kernel.labels import _
from fundapp.ledger import queries, service
from fundapp.ledger.kinds import CLOSE_STATE_LABELS, CLOSE_STATE_TONES, REOPENING_STATE_LABELS, REOPENING_STATE_TONES
from fundapp.ledger.models import CashBox, CashClose, CashReopening
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page


@bp.route("/<int:box_id>/closing", methods=["GET", "POST"])
@requires("cash:close")
def closing(box_id: int) -> Any:
    """The treasurer looks at both books up to a day, says what lies in the box, and closes the day."""
    box, today = box_of(box_id, "cash:close"), clock.today()
    form = ClosingForm()
    if request.method == "GET":
        form.until.data = _asked_day() or queries.open_days(g.db, [box], today).get(box.id) or today
    if form.validate_on_submit():
        with refusals(form):
            day: Any = form.until.data
            close = service.close_day(
                g.db, box, until=day, counted=form.counted.data, note=form.note.data or "", seen=form.seen.data or "", by=g.actor, on=today  # type: ignore[arg-type]
            )
            flash(_("Đã khóa quỹ đến hết ngày %(day)s.", day=day_text(close.on)), "good")
            return redirect(url_for("cash.close", close_id=close.id), 303)
    until = min(form.until.data or today, today)
    books = queries.two_books(g.db, box, until)
    form.seen.data = books.fingerprint
    shown = render_template(
        "cash/closing.html", **about(box), form=form, books=books, until=until, today=today, drafts=queries.waiting_drafts(g.db, box, until),
        labels=PAIR_LABELS, tones=PAIR_TONES,
    )
    return shown, 422 if form.errors else 200


@bp.get("/<int:box_id>/closes")
@requires("fund:read")
def closes(box_id: int) -> str:
    """Every close of a box, newest first; those that were opened again too."""
    box = box_of(box_id)
    found = page(g.db, queries.closes(box), keys=[(CashClose.id, "desc")], after=request.args.get("after"), size=30)
    return render_template(
        "cash/closes.html", **about(box), page=found, names=names_of(g.db, {close.closed_by_id for close in found.rows}), labels=CLOSE_STATE_LABELS,
        tones=CLOSE_STATE_TONES,
    )


@bp.get("/closes/<int:close_id>")
@requires("fund:read")
def close(close_id: int) -> str:
    """One close as it was signed: the three figures, and each difference with its voucher."""
    found = fetch(CashClose, close_id, "fund:read")
    reopening = g.db.get(CashReopening, found.reopening_id) if found.reopening_id else None
    people = {found.closed_by_id} | ({reopening.asked_by_id, reopening.answered_by_id} if reopening else set())
    return render_template(
        "cash/close.html", **about(g.db.get(CashBox, found.box_id)), close=found, reopening=reopening, names=names_of(g.db, people), labels=PAIR_LABELS,
        tones=PAIR_TONES, state=(CLOSE_STATE_LABELS[found.state], CLOSE_STATE_TONES[found.state]),
    )


@bp.route("/<int:box_id>/reopening-request", methods=["GET", "POST"])
@requires("fund:read")
def reopening_request(box_id: int) -> Any:
    """The treasurer or the accountant asks for closed days to be opened again, with the reason."""
    box = box_of(box_id)
    if not g.actor.can("cash:close", box) and not g.actor.can("ledger:post", box):
        abort(403)
    form = ReopeningRequestForm()
    until = queries.box_states(g.db, [box])[box.id].closed_until
    if request.method == "GET":
        form.from_on.data = _asked_day() or until
    if form.validate_on_submit():
        with refusals(form):
            day: Any = form.from_on.data
            service.ask_reopening(g.db, box, from_on=day, reason=form.reason.data, by=g.actor, on=clock.today())
            flash(_("Đã đề nghị mở lại khóa quỹ. Phụ trách kế toán xác nhận."), "good")
            return redirect(url_for("cash.show", box_id=box.id), 303)
    return render_template("cash/reopening_request.html", **about(box), form=form, until=until), 422 if form.errors else 200


@bp.route("/reopenings/<int:reopening_id>/answer", methods=["GET", "POST"])
@requires("ledger:close")
def reopening(reopening_id: int) -> Any:
    """The head of accounting opens the box again as asked, or leaves it closed."""
    asked = fetch(CashReopening, reopening_id, "ledger:close")
    box = g.db.get(CashBox, asked.box_id)
    form = ReopeningForm()
    if form.validate_on_submit():
        with refusals(form):
            if request.form.get("act") == "refuse":
                service.refuse_reopening(g.db, asked, reason=form.reason.data or "", by=g.actor, on=clock.today())
                flash(_("Quỹ tiền mặt vẫn đang khóa."), "info")
            else:
                service.confirm_reopening(g.db, asked, by=g.actor, on=clock.today())
                flash(_("Đã mở lại khóa quỹ từ ngày %(day)s. Thủ quỹ khóa lại sau khi ghi xong.", day=day_text(asked.from_on)), "good")
            return redirect(url_for("cash.show", box_id=asked.box_id), 303)
    shown = render_template(
        "cash/reopening.html", **about(box), form=form, asked=asked, names=names_of(g.db, {user for user in (asked.asked_by_id, asked.answered_by_id) if user}),
        state=(REOPENING_STATE_LABELS[asked.state], REOPENING_STATE_TONES[asked.state]),
    )
    return shown, 422 if form.errors else 200


def _asked_day() -> date | None:
    """The day that the address names, written as people write it; nonsense is 404."""
    asked = request.args.get("day", "")
    if not asked:
        return None
    try:
        return read_day(asked)
    except DayError:
        abort(404)
