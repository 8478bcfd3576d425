"""The months of a fund: asked to be closed by one person, confirmed by another, opened again the same way."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.ledger import queries, service
from fundapp.ledger.forms import PeriodForm
from fundapp.ledger.kinds import PERIOD_ACT_LABELS, PERIOD_STATE_LABELS, PERIOD_STATE_TONES
from fundapp.ledger.models import Book, Period
from fundapp.ledger.views.blueprint import bp, chosen_year, fund
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.get("/<int:book_id>/periods")
@requires("fund:read")
def periods(book_id: int) -> str:
    """The months of a year with their state and what was done to them."""
    book = fund(book_id)
    year, years = chosen_year(book)
    months = queries.periods_of(g.db, book, year.year)
    events = queries.period_events(g.db, [month.id for month in months])
    return render_template(
        "ledger/periods.html", book=book, year=year, years=years, months=months, events=events, labels=PERIOD_STATE_LABELS, tones=PERIOD_STATE_TONES,
        acts=PERIOD_ACT_LABELS, names=names_of(g.db, {event.by_id for event in events}), today=clock.today(),
    )


@bp.route("/periods/<int:period_id>/closing-request", methods=["GET", "POST"])
@requires("ledger:post")
def closing_request(period_id: int) -> Any:
    """Who keeps the books asks for a month to be closed."""
    period = fetch(Period, period_id, "ledger:post")
    form = PeriodForm()
    if form.validate_on_submit():
        with refusals(form):
            service.request_close(g.db, period, by=g.actor, on=clock.today())
            return _done(period, _("Đã đề nghị khóa kỳ. Phụ trách kế toán xác nhận."))
    return _page(period, form, "closing_request")


@bp.route("/periods/<int:period_id>/closing", methods=["GET", "POST"])
@requires("ledger:close")
def closing(period_id: int) -> Any:
    """The head of accounting confirms the close, or lets the month go on."""
    period = fetch(Period, period_id, "ledger:close")
    form = PeriodForm()
    if form.validate_on_submit():
        with refusals(form):
            if _refuses():
                service.withdraw_close(g.db, period, reason=form.reason.data or "", by=g.actor, on=clock.today())
                return _done(period, _("Kỳ chưa khóa; vẫn nhận bút toán."))
            service.close_period(g.db, period, by=g.actor, on=clock.today())
            return _done(period, _("Đã khóa kỳ."))
    return _page(period, form, "closing")


@bp.route("/periods/<int:period_id>/reopening-request", methods=["GET", "POST"])
@requires("ledger:post")
def reopening_request(period_id: int) -> Any:
    """Who keeps the books asks for a closed month to be opened again, with the reason."""
    period = fetch(Period, period_id, "ledger:post")
    form = PeriodForm()
    if form.validate_on_submit():
        with refusals(form):
            service.request_reopen(g.db, period, reason=form.reason.data or "", by=g.actor, on=clock.today())
            return _done(period, _("Đã đề nghị mở lại kỳ. Phụ trách kế toán xác nhận."))
    return _page(period, form, "reopening_request")


@bp.route("/periods/<int:period_id>/reopening", methods=["GET", "POST"])
@requires("ledger:close")
def reopening(period_id: int) -> Any:
    """The head of accounting opens the month again, or leaves it closed."""
    period = fetch(Period, period_id, "ledger:close")
    form = PeriodForm()
    if form.validate_on_submit():
        with refusals(form):
            if _refuses():
                service.refuse_reopen(g.db, period, reason=form.reason.data or "", by=g.actor, on=clock.today())
                return _done(period, _("Kỳ vẫn khóa."))
            service.reopen_period(g.db, period, by=g.actor, on=clock.today())
            return _done(period, _("Đã mở lại kỳ."))
    return _page(period, form, "reopening")


ACTS: dict[str, tuple[Text, Text, Text | None]] = {
    "closing_request": (_("Đề nghị khóa kỳ"), _("Gửi đề nghị khóa kỳ"), None),
    "closing": (_("Xác nhận khóa kỳ"), _("Khóa kỳ"), _("Chưa khóa, để nhận thêm bút toán")),
    "reopening_request": (_("Đề nghị mở lại kỳ"), _("Gửi đề nghị mở lại"), None),
    "reopening": (_("Xác nhận mở lại kỳ"), _("Mở lại kỳ"), _("Không đồng ý, giữ khóa")),
}


def _refuses() -> bool:
    return request.form.get("act") == "refuse"


def _done(period: Period, said: Text) -> Any:
    flash(said, "good")
    return redirect(url_for("ledger.periods", book_id=period.book_id, year=period.starts_on.year), 303)


def _page(period: Period, form: PeriodForm, act: str) -> tuple[str, int]:
    month = (period.starts_on.year, period.month)
    title, label, refusal = ACTS[act]
    shown = render_template(
        "ledger/_period.html", period=period, form=form, book=g.db.get(Book, period.book_id), rows=queries.trial_balance(g.db, period.book_id, month, month),
        state=PERIOD_STATE_LABELS[period.state], tone=PERIOD_STATE_TONES[period.state], title=title, label=label, refusal=refusal,
        names=names_of(g.db, {user for user in (period.requested_by_id, period.confirmed_by_id) if user}),
    )
    return shown, 422 if form.errors else 200
