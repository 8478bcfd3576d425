"""The treasurer's bench: what is proposed, what is open on both sides, what is settled; a line booked by hand or by rule."""

from typing import Any

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.bank import open_items, settling
from fundapp.bank.forms import BookingForm, EmptyForm, UndoForm
from fundapp.bank.matching import match
from fundapp.bank.matching.reasons import why_open
from fundapp.bank.models import PostingRule, Settlement, StatementLine
from fundapp.bank.settlement_kinds import BASIS_LABELS, SettlementState
from fundapp.bank.settling.arriving import filed_by
from fundapp.bank.settling.booking import rules_of, waiting_entries
from fundapp.bank.settling.confirming import confirming_job, signed_until
from fundapp.bank.settling_queue import WINDOW, alarming
from fundapp.bank.views.blueprint import about, account_of, bp, shown_sides
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger import chart
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import purpose_label
from fundapp.ledger.models import Book, CashBox
from fundapp.web import once
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires

WAYS = {"in": _("Tiền vào"), "out": _("Tiền ra")}
# What one page shows of each side; what is confirmed makes room, filters reach the rest.
MOST_SHOWN = 100
# So far back does a filter look in what is settled.
MOST_FILTERED = 5_000


@bp.get("/accounts/<int:account_id>/matching")
@requires("bank:read")
def matching(account_id: int) -> Any:
    """Bank and books side by side."""
    return bench(account_of(account_id))


@bp.get("/accounts/<int:account_id>/settled")
@requires("bank:read")
def settled(account_id: int) -> Any:
    """What is settled, newest first."""
    return bench(account_of(account_id), view="done")


@bp.post("/accounts/<int:account_id>/proposals")
@requires("bank:reconcile")
def propose(account_id: int) -> Any:
    """Look for what belongs together: before writing begins, because nobody else's is to wait for it; what was found is then looked at again."""
    form, found = EmptyForm(), None
    if is_sent := form.validate_on_submit():
        with current_app.db.reading(g.actor.scope) as session:  # type: ignore[attr-defined]
            box = session.get(CashBox, account_id)
            found = settling.look(session, box) if box is not None and g.actor.can("bank:reconcile", box) else None
    if (before := once.answer_before()) is not None:
        return before
    row = account_of(account_id, "bank:reconcile")
    if is_sent:
        with refusals(form):
            made = settling.propose(g.db, row, found=found, by=g.actor)
            flash(_("Tìm thấy %(n)s đề xuất mới.", n=dong(made)) if made else _("Không tìm thấy đề xuất mới nào."), "good" if made else "info")
            return _to(account_id, "proposed")
    return bench(account_of(account_id), form)


propose.hashes_first = True  # type: ignore[attr-defined]


@bp.post("/accounts/<int:account_id>/settlements")
@requires("bank:reconcile")
def settle(account_id: int) -> Any:
    """Confirm the chosen proposals as they were shown, or drop them."""
    row, form = account_of(account_id, "bank:reconcile"), EmptyForm()
    chosen = dict(_mark(typed) for typed in request.form.getlist("mark"))
    if form.validate_on_submit():
        with refusals(form):
            if request.form.get("act") == "drop":
                flash(_("Đã bỏ %(n)s đề xuất.", n=settling.drop(g.db, row, chosen, by=g.actor)), "info")
            else:
                flash(_("Đã xác nhận %(n)s khoản khớp.", n=settling.confirm(g.db, row, chosen, by=g.actor)), "good")
            return _to(account_id, "proposed")
    return bench(account_of(account_id), form)


@bp.post("/accounts/<int:account_id>/sure/settlements")
@requires("bank:reconcile")
def settle_sure(account_id: int) -> Any:
    """Have every sure proposal confirmed in the background, as counted on the page."""
    row, form = account_of(account_id, "bank:reconcile"), EmptyForm()
    if form.validate_on_submit():
        with refusals(form):
            settling.ask_all(g.db, row, shown=request.form.get("shown", ""), by=g.actor)
            return _to(account_id, "proposed")
    return bench(account_of(account_id), form)


@bp.post("/accounts/<int:account_id>/pairs")
@requires("bank:reconcile")
def pair(account_id: int) -> Any:
    """Propose what was picked by hand."""
    row, form = account_of(account_id, "bank:reconcile"), EmptyForm()
    lines, items = ([_number(typed) for typed in request.form.getlist(name)] for name in ("line", "item"))
    if form.validate_on_submit():
        with refusals(form):
            settling.pair(g.db, row, line_ids=lines, ledger_line_ids=items, by=g.actor)
            flash(_("Đã ghép. Hãy xem lại rồi xác nhận."), "good")
            return _to(account_id, "proposed")
    return bench(account_of(account_id), form, view="open")


@bp.route("/settlements/<int:settlement_id>/undoing", methods=["GET", "POST"])
@requires("bank:reconcile")
def undo(settlement_id: int) -> Any:
    """Take a confirmed settlement back."""
    one, form = fetch(Settlement, settlement_id, "bank:reconcile"), UndoForm()
    if form.validate_on_submit():
        with refusals(form):
            settling.undo(g.db, one, reason=form.reason.data, by=g.actor)
            flash(_("Đã gỡ. Các dòng lại để ngỏ."), "good")
            return _to(one.box_id, "open")
    one = fetch(Settlement, settlement_id)
    row = g.db.get_one(CashBox, one.box_id)
    return render_template("bank/undo.html", **about(row), form=form, one=one, shown=shown_sides([one]), bases=BASIS_LABELS), 422 if form.errors else 200


@bp.route("/accounts/<int:account_id>/lines/<int:line_id>/booking", methods=["GET", "POST"])
@requires("ledger:post")
def booking(account_id: int, line_id: int) -> Any:
    """Draft the entry of a fee, of interest, of anything that only the bank has shown yet."""
    row, form = account_of(account_id, "ledger:post"), BookingForm()
    if fetch(StatementLine, line_id).account_id != row.id:
        abort(404)
    is_open = bool(open_items.bank_rows(g.db, row.id, ids=[line_id]))
    line = open_items.rows_of_lines(g.db, [line_id])[line_id]
    books = list(ledger.books(g.db, unit_id=row.unit_id, is_open=True))
    form.book_id.choices = [(book.id, book.name) for book in books]
    postable = [one for one in ledger.accounts_of(g.db, row.unit_id) if one.is_postable and not chart.is_money(one.code)]
    form.account.choices = [(one.code, f"TK-{one.code} · {one.name}") for one in postable]
    purposes = sorted({purpose for book in books for purpose in book.purposes})
    form.purpose.choices = [("", _("Không phải khoản chi")), *((one, purpose_label(one)) for one in purposes)]
    rule = settling.rule_for(rules_of(g.db, row.id), line)
    if request.method == "GET" and rule is not None:
        form.book_id.data, form.account.data, form.purpose.data, form.narration.data = rule.book_id, rule.account_code, rule.purpose or "", rule.narration
    if form.validate_on_submit():
        with refusals(form):
            book = fetch(Book, form.book_id.data, "ledger:post")
            entry = settling.book_line(
                g.db, row, line_id, book=book, account=form.account.data, narration=form.narration.data, purpose=form.purpose.data or None,
                words=form.words.data or "", rule=rule, by=g.actor, on=clock.today(),
            )
            flash(_("Đã lập bút toán. Phụ trách kế toán ghi sổ xong thì dòng này tự khớp."), "good")
            return redirect(url_for("ledger.entry", entry_id=entry.id), 303)
    return render_template("bank/booking.html", **about(account_of(account_id)), form=form, line=line, rule=rule, is_open=is_open), 422 if form.errors else 200


@bp.post("/rules/<int:rule_id>/removal")
@requires("ledger:post")
def end_rule(rule_id: int) -> Any:
    """Forget a way of booking."""
    rule, form = fetch(PostingRule, rule_id, "ledger:post"), EmptyForm()
    account_id = rule.box_id
    if form.validate_on_submit():
        with refusals(form):
            settling.end_rule(g.db, rule, by=g.actor)
            flash(_("Đã bỏ cách ghi này."), "info")
            return _to(account_id, "open")
    return bench(account_of(account_id), form, view="open")


def bench(row: CashBox, form: Any = None, view: str = "") -> Any:
    """One account's bench, with the refusal of an act that was tried on it."""
    view, q, way = view or request.args.get("view", "") or "proposed", request.args.get("q", "").strip()[:80], request.args.get("way", "")
    if view not in ("proposed", "open", "done") or way not in ("", *WAYS):
        abort(404)
    today, counts = clock.today(), open_items.open_counts(g.db, row.id)
    shown = _open(row, q, way) if view == "open" else _listed(row, view, q, way)
    late = open_items.bank_rows(g.db, row.id, out_before=today - WINDOW)
    alarms, told = alarming(late, today, open_items.sure_lines(g.db, [row.id]) if late else set())
    return render_template(
        "bank/matching.html", **about(row), view=view, q=q, way=way, ways=WAYS, form=form, bases=BASIS_LABELS,
        counts={"proposed": open_items.settlement_count(g.db, row.id, SettlementState.PROPOSED), "open": sum(counts)},
        alarms=alarms, alarm_amount=-sum(one.amount for one in alarms), told=told, told_amount=-sum(one.amount for one in told), signed=signed_until(g.db, row.id),
        has_statement=open_items.begins_on(g.db, row.id) is not None, **shown,
    ), 422 if form is not None and form.errors else 200


def _listed(row: CashBox, view: str, q: str, way: str) -> dict[str, Any]:
    """Proposals or what is settled; only a filter looks at all of them."""
    state, is_narrowed = SettlementState.PROPOSED if view == "proposed" else SettlementState.CONFIRMED, bool(q or way)
    if state is SettlementState.PROPOSED:
        found = open_items.settlements(g.db, row.id, state, first=None if is_narrowed else MOST_SHOWN)
    else:
        found = open_items.settlements(g.db, row.id, state, newest=MOST_FILTERED if is_narrowed else MOST_SHOWN)
    shown = shown_sides(found)
    kept = [one for one in found if not is_narrowed or open_items.filtered([*shown[one.id]["bank"], *shown[one.id]["books"]], q, way)]
    rows, total = kept[:MOST_SHOWN], len(kept) if is_narrowed else open_items.settlement_count(g.db, row.id, state)
    marks = settling.marks(g.db, rows) if state is SettlementState.PROPOSED else {}
    came = [one for one in settling.arrivals(g.db, row) if not is_narrowed or open_items.filtered([one.line], q, way)] if view == "proposed" else []
    filers = filed_by(g.db, [one.line.id for one in came])
    # Only where not all of them are on the page: their marks are those of thousands of lines.
    sure = settling.sure_marks(g.db, row) if state is SettlementState.PROPOSED and not is_narrowed and total > len(rows) else {}
    return {
        "sure_count": len(sure), "sure_mark": settling.mark_of_all(sure), "work": confirming_job(g.db, row) if view == "proposed" else None,
        "arrivals": came, "filers": filers, "rows": rows, "total": total, "shown": shown, "marks": marks,
        "names": names_of(g.db, {one.confirmed_by_id for one in rows if one.confirmed_by_id}),
    }


def _open(row: CashBox, q: str, way: str) -> dict[str, Any]:
    bank, books = open_items.bank_rows(g.db, row.id), open_items.book_rows(g.db, row.id)
    lines, items = open_items.filtered(bank, q, way), open_items.filtered(books, q, way)
    inputs, due = {one.id: one.as_input() for one in bank}, {one.id: one.as_input() for one in books}
    whys = {doubt.line: why_open(doubt, inputs, due) for doubt in match(list(inputs.values()), list(due.values())).doubts}
    rules, (lines_wait, items_wait) = rules_of(g.db, row.id), open_items.proposed_places(g.db, row.id)
    # What no proposal explains comes first: it is what somebody has to think about.
    lines.sort(key=lambda one: one.id in lines_wait)
    items.sort(key=lambda one: one.id in items_wait)
    start = _number(request.args.get("from", "0"))
    here, theirs = lines[start:start + MOST_SHOWN], items[start:start + MOST_SHOWN]
    return {
        "lines": here, "items": theirs, "line_count": len(lines), "item_count": len(items), "whys": whys, "rules": rules,
        "ruled": {one.id for one in here if settling.rule_for(rules, one) is not None},
        "waiting": waiting_entries(g.db, [one.id for one in here]), "lines_wait": lines_wait, "items_wait": items_wait,
        "previous": max(start - MOST_SHOWN, 0) if start else None, "following": start + MOST_SHOWN if start + MOST_SHOWN < max(len(lines), len(items)) else None,
    }


def _mark(typed: str) -> tuple[int, str]:
    number, _colon, mark = typed.partition(":")
    return _number(number), mark


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 16):
        abort(400)
    return int(typed)


def _to(account_id: int, view: str) -> Any:
    return redirect(url_for("bank.matching", account_id=account_id, view=view), 303)
