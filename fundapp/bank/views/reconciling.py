"""The reconciliation statement: reckoned and prepared on one page, signed by a second person on another, printed."""

from datetime import date
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.bank import open_items, paper, settling
from fundapp.bank.forms import ReconciliationForm, SignatureForm
from fundapp.bank.models import Reconciliation
from fundapp.bank.settlement_kinds import RECONCILIATION_LABELS, RECONCILIATION_TONES, ReconciliationState
from fundapp.bank.settling import SettlingRefused
from fundapp.bank.settling.reconciling import standing
from fundapp.bank.standing import AGES, by_age
from fundapp.bank.views.blueprint import about, account_of, bp
from fundapp.documents import papers
from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response, printed_now
from fundapp.kernel.days import DayError, read_day
from fundapp.kernel.labels import _
from fundapp.ledger.models import CashBox
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.route("/accounts/<int:account_id>/reconciliation", methods=["GET", "POST"])
@requires("bank:read")
def reconciliation(account_id: int) -> Any:
    """Both balances of a day and what lies between them; who keeps the account prepares the statement from here."""
    row, form = account_of(account_id), ReconciliationForm()
    on, problem = _day(row)
    if form.is_submitted() and not g.actor.can("bank:reconcile", row):
        abort(403)
    if on is not None and form.validate_on_submit():
        with refusals(form):
            shown = form.shown
            made = settling.prepare(g.db, row, on=on, explanation=form.explanation.data or "", seen=shown if shown is not None else abort(400), by=g.actor)
            flash(_("Đã lập bảng đối chiếu số %(label)s. Người thứ hai ký thì bảng mới có giá trị.", label=made.label), "good")
            return redirect(url_for("bank.reconciliation_statement", reconciliation_id=made.id), 303)
    row, now = account_of(account_id), None
    if on is not None:
        try:
            now = standing(g.db, row, on)
        except SettlingRefused as refusal:
            problem = refusal.message
    form.seen.data = str(now.difference) if now else ""
    statements = open_items.reconciliations(g.db, row.id)
    page = render_template(
        "bank/reconciliation.html", **about(row), form=form, on=on, now=now, problem=problem, made=statements, labels=RECONCILIATION_LABELS, tones=RECONCILIATION_TONES,
        names=names_of(g.db, {user for one in statements for user in (one.prepared_by_id, one.answered_by_id) if user}), ages=AGES,
        aged={"in_books": by_age(now.in_books, now.on), "at_bank": by_age(now.at_bank, now.on)} if now else {},
    )
    return page, 422 if form.errors else 200


@bp.route("/reconciliations/<int:reconciliation_id>", methods=["GET", "POST"])
@requires("bank:read")
def reconciliation_statement(reconciliation_id: int) -> Any:
    """One statement as it was prepared; the second person signs it here, or says why not."""
    made, form = fetch(Reconciliation, reconciliation_id, "bank:read"), SignatureForm()
    if form.is_submitted() and not g.actor.can("bank:sign", made):
        abort(403)
    if form.validate_on_submit():
        with refusals(form):
            if request.form.get("act") == "refuse":
                settling.refuse(g.db, made, answer=form.answer.data or "", by=g.actor)
                flash(_("Đã ghi là không ký. Bảng được lập lại sau khi sửa."), "info")
            else:
                settling.sign(g.db, made, answer=form.answer.data or "", by=g.actor)
                flash(_("Đã ký. Tài khoản được coi là đã đối chiếu đến hết ngày này."), "good")
            return redirect(url_for("bank.reconciliation_statement", reconciliation_id=reconciliation_id), 303)
    made = fetch(Reconciliation, reconciliation_id)
    return render_template(
        "bank/reconciliation_statement.html", **about(g.db.get_one(CashBox, made.box_id)), made=made, form=form,
        state=(RECONCILIATION_LABELS[made.state], RECONCILIATION_TONES[made.state]),
        names=names_of(g.db, {user for user in (made.prepared_by_id, made.answered_by_id) if user}),
        may_sign=made.state == ReconciliationState.PREPARED and g.actor.can("bank:sign", made) and made.prepared_by_id != g.actor.user_id,
    ), 422 if form.errors else 200


@bp.get("/reconciliations/<int:reconciliation_id>/statement.pdf")
@requires("bank:read")
def reconciliation_pdf(reconciliation_id: int) -> Any:
    """The statement as it was kept; before the second person has signed, a print that says so."""
    made = fetch(Reconciliation, reconciliation_id, "bank:read")
    if made.paper_file_id is not None:
        return file_response(fetch(StoredFile, made.paper_file_id), inline=True)
    if made.state == ReconciliationState.REFUSED:
        abort(404)
    pdf = papers.render(paper.LAYOUT, paper.data_of(g.db, made, signed_by=None))
    return printed_now(pdf)


def _day(row: CashBox) -> tuple[date | None, Any]:
    """The day asked for, else the last one that a statement covers."""
    typed = (request.values.get("day") or "").strip()
    if not typed:
        return open_items.covered_until(g.db, row.id), None
    try:
        return read_day(typed), None
    except DayError as problem:
        return None, problem.message
