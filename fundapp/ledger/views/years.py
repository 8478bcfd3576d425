"""The years of a fund: what each still lacks, results carried to surplus, closed and opened again by two people, the paper of a closing."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fundapp.access.queries import names_of
from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.ledger import queries, service, year_end
from fundapp.ledger.forms import CarryForm, PeriodForm
from fundapp.ledger.kinds import PERIOD_STATE_TONES, YEAR_ACT_LABELS, YEAR_STATE_LABELS
from fundapp.ledger.models import Book, BookYear, YearClose, YearEvent
from fundapp.ledger.views.blueprint import bp
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.get("/years/<int:year_id>")
@requires("fund:read")
def year(year_id: int) -> str:
    """One year: the steps to its close, its trial balance (frozen once it is closed), what was done to it."""
    return render_template("ledger/year.html", **_shown(fetch(BookYear, year_id, "fund:read")))


@bp.route("/years/<int:year_id>/carrying", methods=["GET", "POST"])
@requires("ledger:post")
def year_carrying(year_id: int) -> Any:
    """Who keeps the books makes the entry that carries the results; a second person posts it like any draft."""
    found = fetch(BookYear, year_id, "ledger:post")
    book = fetch(Book, found.book_id, "ledger:post")
    form = CarryForm(surplus=year_end.SURPLUS)
    form.offer(queries.surplus_accounts(g.db, found.unit_id))
    if form.validate_on_submit():
        with refusals(form):
            made = service.draft_closing(g.db, book, found, surplus=form.surplus.data, by=g.actor)
            flash(_("Đã lập bút toán kết chuyển. Phụ trách kế toán xem và ghi sổ."), "good")
            return redirect(url_for("ledger.entry", entry_id=made.id), 303)
    results = queries.results_of(g.db, found)
    lines = year_end.carry(results, surplus=form.surplus.data or year_end.SURPLUS, has_through=queries.has_through(g.db, found.unit_id))
    page = render_template(
        "ledger/year_carrying.html", form=form, lines=lines, surplus=year_end.surplus_of(results), source=year_end.SOURCE,
        names_of_accounts={row.code: row.name for row in queries.accounts_of(g.db, found.unit_id)}, codes=queries.shown_codes(g.db, found.unit_id), **_shown(found),
    )
    return page, 422 if form.errors else 200


@bp.route("/years/<int:year_id>/closing-request", methods=["GET", "POST"])
@requires("ledger:post")
def year_closing_request(year_id: int) -> Any:
    """Who keeps the books asks for the year to be closed."""
    found = fetch(BookYear, year_id, "ledger:post")
    form = PeriodForm()
    if form.validate_on_submit():
        with refusals(form):
            service.request_year_close(g.db, found, by=g.actor, on=clock.today())
            return _done(year_id, _("Đã đề nghị khóa năm. Phụ trách kế toán xác nhận."))
    return _page(year_id, form, "year_closing_request")


@bp.route("/years/<int:year_id>/closing", methods=["GET", "POST"])
@requires("ledger:close")
def year_closing(year_id: int) -> Any:
    """The head of accounting confirms the close, or lets the year go on."""
    fetch(BookYear, year_id, "ledger:close")
    form = PeriodForm()
    if form.validate_on_submit():
        with refusals(form):
            if _refuses():
                service.withdraw_year_close(g.db, _close(year_id), reason=form.reason.data or "", by=g.actor, on=clock.today())
                return _done(year_id, _("Năm chưa khóa; các tháng mở lại được."))
            service.close_year(g.db, _close(year_id), by=g.actor, on=clock.today())
            return _done(year_id, _("Đã khóa năm và chuyển số dư sang năm sau."))
    return _page(year_id, form, "year_closing")


@bp.route("/years/<int:year_id>/reopening-request", methods=["GET", "POST"])
@requires("ledger:post")
def year_reopening_request(year_id: int) -> Any:
    """Who keeps the books asks for a closed year to be opened again, with the reason."""
    fetch(BookYear, year_id, "ledger:post")
    form = PeriodForm()
    if form.validate_on_submit():
        with refusals(form):
            service.request_year_reopen(g.db, _close(year_id), reason=form.reason.data or "", by=g.actor, on=clock.today())
            return _done(year_id, _("Đã đề nghị mở lại năm. Phụ trách kế toán xác nhận."))
    return _page(year_id, form, "year_reopening_request")


@bp.route("/years/<int:year_id>/reopening", methods=["GET", "POST"])
@requires("ledger:close")
def year_reopening(year_id: int) -> Any:
    """The head of accounting opens the year again, or leaves it closed."""
    fetch(BookYear, year_id, "ledger:close")
    form = PeriodForm()
    if form.validate_on_submit():
        with refusals(form):
            if _refuses():
                service.refuse_year_reopen(g.db, _close(year_id), reason=form.reason.data or "", by=g.actor, on=clock.today())
                return _done(year_id, _("Năm vẫn khóa."))
            service.reopen_year(g.db, _close(year_id), by=g.actor, on=clock.today())
            return _done(year_id, _("Đã mở lại năm; các tháng vẫn khóa cho đến khi mở lại từng tháng."))
    return _page(year_id, form, "year_reopening")


@bp.get("/year-closings/<int:year_event_id>/paper.pdf")
@requires("fund:read")
def year_paper(year_event_id: int) -> Response:
    """The year-end paper exactly as it was printed when the year was closed."""
    event = fetch(YearEvent, year_event_id, "fund:read")
    if event.paper_file_id is None:
        abort(404)
    return file_response(fetch(StoredFile, event.paper_file_id), inline=True)


ACTS: dict[str, tuple[Text, Text, Text | None]] = {
    "year_closing_request": (_("Đề nghị khóa năm"), _("Gửi đề nghị khóa năm"), None),
    "year_closing": (_("Xác nhận khóa năm"), _("Khóa năm"), _("Chưa khóa, để sửa số liệu")),
    "year_reopening_request": (_("Đề nghị mở lại năm"), _("Gửi đề nghị mở lại"), None),
    "year_reopening": (_("Xác nhận mở lại năm"), _("Mở lại năm"), _("Không đồng ý, giữ khóa")),
}


def _close(year_id: int) -> YearClose:
    found = queries.year_close_of(g.db, fetch(BookYear, year_id))
    if found is None:
        raise service.LedgerRefused(_("Chưa ai đề nghị khóa năm này. Hãy mở lại trang để xem tình trạng mới."))
    return found


def _refuses() -> bool:
    return request.form.get("act") == "refuse"


def _done(year_id: int, said: Text) -> Any:
    flash(said, "good")
    return redirect(url_for("ledger.year", year_id=year_id), 303)


def _page(year_id: int, form: PeriodForm, act: str) -> tuple[str, int]:
    title, label, refusal = ACTS[act]
    # Asked anew: a refused act has let go of what it had loaded.
    found = fetch(BookYear, year_id)
    return render_template("ledger/_year_act.html", form=form, title=title, label=label, refusal=refusal, **_shown(found)), 422 if form.errors else 200


def _shown(found: BookYear) -> dict[str, Any]:
    close = queries.year_close_of(g.db, found)
    events = queries.year_events(g.db, close) if close else []
    state = close.state if close else "open"
    frozen = next((event for event in events if event.act == "closed"), None) if state in ("closed", "reopening") else None
    years = queries.book_years(g.db, fetch(Book, found.book_id))
    return {
        "year": found, "book": g.db.get(Book, found.book_id), "close": close, "events": events, "state": (YEAR_STATE_LABELS[state], PERIOD_STATE_TONES[state]),
        "now": state, "frozen": frozen, "rows": queries.carried(g.db, frozen) if frozen else queries.year_trial(g.db, found), "acts": YEAR_ACT_LABELS,
        "progress": queries.progress(g.db, found), "ended": found.year < clock.today().year, "years": years,
        "next_year": next((one for one in years if one.year == found.year + 1), None), "names": names_of(g.db, {event.by_id for event in events}),
    }
