"""Counts: taken by the treasurer or by the inspection committee, answered by a second person, printed, settled."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.cash import counting, paper, queries, service
from fundapp.cash.forms import AnswerForm, ConfirmationForm, CountForm, ExplanationForm, SettlementForm
from fundapp.cash.kinds import COUNT_KIND_LABELS, COUNT_STATE_LABELS, COUNT_STATE_TONES, LAPSED, CountKind, CountState
from fundapp.cash.models import CashCount
from fundapp.cash.views.blueprint import about, box_of, bp
from fundapp.documents import papers
from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response, printed_now
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import ENTRY_STATE_LABELS, ENTRY_STATE_TONES
from fundapp.ledger.models import Book, CashBox
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page


@bp.get("/<int:box_id>/counts")
@requires("fund:read")
def counts(box_id: int) -> str:
    """Every count of a box, newest first; those that nobody confirmed too."""
    box = box_of(box_id)
    found = page(g.db, queries.counts(box), keys=[(CashCount.id, "desc")], after=request.args.get("after"), size=30)
    today = clock.today()
    return render_template(
        "cash/counts.html", **about(box), page=found, names=names_of(g.db, {count.counted_by_id for count in found.rows}), count_labels=COUNT_STATE_LABELS,
        count_tones=COUNT_STATE_TONES, kind_labels=COUNT_KIND_LABELS, left={one.id: left for one, left in queries.open_differences(g.db)},
        lapsed={one.id for one in found.rows if queries.is_lapsed(one, today)}, lapsed_label=LAPSED,
    )


@bp.route("/<int:box_id>/counts/new", methods=["GET", "POST"])
@requires("count:take")
def counting_sheet(box_id: int) -> Any:
    """The treasurer counts, note by note, before the books are shown."""
    return _counted(box_of(box_id, "count:take"), CountKind.REGULAR)


@bp.route("/<int:box_id>/counts/surprise", methods=["GET", "POST"])
@requires("count:surprise")
def surprise(box_id: int) -> Any:
    """The inspection committee counts, unannounced. The one thing that it writes here: a record of what lay in the box, never money."""
    return _counted(box_of(box_id, "count:surprise"), CountKind.SURPRISE)


@bp.get("/counts/<int:count_id>")
@requires("fund:read")
def count(count_id: int) -> str:
    """One count: notes, books, difference, who counted, who answered, and what became of the difference."""
    return render_template("cash/count.html", **_shown(fetch(CashCount, count_id, "fund:read")))


@bp.get("/counts/<int:count_id>/minutes.pdf")
@requires("fund:read")
def minutes(count_id: int) -> Any:
    """The minutes as they were kept; before the second person has answered, a print that says so."""
    found = fetch(CashCount, count_id, "fund:read")
    if found.minutes_file_id is not None:
        return file_response(fetch(StoredFile, found.minutes_file_id), inline=True)
    if found.state == CountState.REJECTED:
        abort(404)
    pdf = papers.render(paper.LAYOUT, paper.data_of(g.db, found, paper.Answer.of(found)))
    return printed_now(pdf)


@bp.route("/counts/<int:count_id>/explanation", methods=["GET", "POST"])
@requires("count:take")
def explanation(count_id: int) -> Any:
    """The treasurer says why the box differs from the books."""
    found = _of_kind(count_id, "count:take", CountKind.REGULAR)
    form = ExplanationForm()
    if request.method == "GET":
        form.text.data = found.explanation
    if form.validate_on_submit():
        with refusals(form):
            service.explain(g.db, found, text=form.text.data, by=g.actor, on=clock.today())
            flash(_("Đã ghi giải trình. Người chứng kiến có thể xác nhận."), "good")
            return _to(found)
    return _act_page("cash/explanation.html", found, form)


@bp.route("/counts/<int:count_id>/confirmation", methods=["GET", "POST"])
@requires("count:witness")
def confirmation(count_id: int) -> Any:
    """The second person, who counted along, confirms or says why not."""
    found = _of_kind(count_id, "count:witness", CountKind.REGULAR)
    form = ConfirmationForm()
    if form.validate_on_submit():
        with refusals(form):
            if request.form.get("act") == "refuse":
                service.reject_count(g.db, found, reason=form.note.data or "", by=g.actor, on=clock.today())
                flash(_("Đã ghi là không xác nhận. Quỹ tiền mặt cần được đếm lại."), "info")
            else:
                service.confirm_count(g.db, found, note=form.note.data or "", by=g.actor, on=clock.today())
                flash(_("Đã xác nhận. Hãy in biên bản và lấy chữ ký."), "good")
            return _to(found)
    return _act_page("cash/confirmation.html", found, form)


@bp.route("/counts/<int:count_id>/answer", methods=["GET", "POST"])
@requires("count:take")
def answer(count_id: int) -> Any:
    """The treasurer agrees with a surprise count or objects in writing."""
    found = _of_kind(count_id, "count:take", CountKind.SURPRISE)
    form = AnswerForm()
    if form.validate_on_submit():
        with refusals(form):
            agrees = request.form.get("act") != "object"
            service.answer_surprise(g.db, found, agrees=agrees, text=form.text.data or "", by=g.actor, on=clock.today())
            flash(_("Đã xác nhận kết quả kiểm kê đột xuất.") if agrees else _("Đã ghi ý kiến khác của thủ quỹ."), "good" if agrees else "info")
            return _to(found)
    return _act_page("cash/answer.html", found, form)


@bp.route("/counts/<int:count_id>/settlement", methods=["GET", "POST"])
@requires("ledger:post")
def settlement(count_id: int) -> Any:
    """The accountant drafts the entry over a difference; the head of accounting posts it."""
    found = fetch(CashCount, count_id, "ledger:post")
    left = queries.left_to_settle(found, queries.settled(g.db, [found.id]).get(found.id, []))
    books = list(ledger.books(g.db, unit_id=found.unit_id, is_open=True))
    form = SettlementForm()
    form.book_id.choices = [(book.id, book.name) for book in books]
    form.account.choices = _accounts(found)
    if request.method == "GET":
        rule = counting.rules()["difference"]
        form.amount.data, form.account.data = left or None, rule["shortage_account" if found.difference < 0 else "surplus_account"]
    if form.validate_on_submit():
        with refusals(form):
            amount: Any = form.amount.data
            book = fetch(Book, form.book_id.data, "ledger:post")
            entry = service.settle(g.db, found, book=book, account=form.account.data, amount=amount, reason=form.reason.data, by=g.actor, on=clock.today())
            flash(_("Đã lập bút toán xử lý chênh lệch. Phụ trách kế toán xem và ghi sổ."), "good")
            return redirect(url_for("ledger.entry", entry_id=entry.id), 303)
    return _act_page("cash/settlement.html", found, form)


def _counted(box: CashBox, kind: CountKind) -> Any:
    today = clock.today()
    form = CountForm.for_day(today)
    if form.validate_on_submit():
        with refusals(form):
            if form.is_blank():
                raise service.CountRefused(_("Chưa có số nào. Hãy ghi số tờ từng loại; quỹ tiền mặt hết tiền thì ghi 0 vào ô tiền lẻ."), "loose")
            made = service.take_count(
                g.db, box, pieces=form.pieces(), loose=form.loose.data or 0, kind=kind.value, present=form.present.data or "", by=g.actor, on=today
            )
            flash(_("Đã ghi số đếm. Người thứ hai xác nhận thì biên bản mới có giá trị."), "good")
            return _to(made)
    shown = render_template(
        "cash/counting_sheet.html", **about(box), form=form, kind=kind.value, today=today, drafts=ledger.waiting_drafts(g.db, box, today),
        typed=counting.total(form.pieces(), form.loose.data or 0),
    )
    return shown, 422 if form.errors else 200


def _accounts(count: CashCount) -> list[tuple[str, str]]:
    """Accounts on which a difference may wait: what others owe for missing money, what is owed for money too much."""
    nature, waits_on = "debit" if count.difference < 0 else "credit", tuple(counting.rules()["difference"]["waits_on"])
    return [
        (row.code, f"TK-{row.code} · {row.name}") for row in ledger.accounts_of(g.db, count.unit_id)
        if row.is_postable and row.nature in (nature, "both") and row.code.startswith(waits_on)
    ]


def _of_kind(count_id: int, permission: str, kind: CountKind) -> CashCount:
    found = fetch(CashCount, count_id, permission)
    if found.kind != kind:
        abort(404)
    return found


def _to(found: CashCount) -> Any:
    return redirect(url_for("cash.count", count_id=found.id), 303)


def _act_page(template: str, found: CashCount, form: Any, **more: Any) -> Any:
    return render_template(template, form=form, **_shown(fetch(CashCount, found.id)), **more), 422 if form.errors else 200


def _shown(found: CashCount) -> dict[str, Any]:
    today, known = clock.today(), queries.settled(g.db, [found.id]).get(found.id, [])
    people = {found.counted_by_id, found.answered_by_id, *(one.row.drafted_by_id for one in known), *(one.entry.posted_by_id for one in known)}
    lapsed = queries.is_lapsed(found, today)
    return {
        **about(g.db.get(CashBox, found.box_id)), "count": found, "heads": queries.heads_of(g.db, found), "settled": known, "today": today, "lapsed": lapsed,
        "left": queries.left_to_settle(found, known), "names": names_of(g.db, {user for user in people if user}), "kind_label": COUNT_KIND_LABELS[found.kind],
        "state": (LAPSED, "done") if lapsed else (COUNT_STATE_LABELS[found.state], COUNT_STATE_TONES[found.state]),
        "entry_labels": ENTRY_STATE_LABELS, "entry_tones": ENTRY_STATE_TONES,
    }
