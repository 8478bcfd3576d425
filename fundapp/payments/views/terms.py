"""How units pay: the steps and limits of each, a change proposed by one person and decided by another."""

from datetime import timedelta
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.access.policy import ROLE_LABELS
from fundapp.access.queries import names_of
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger.models import Book
from fundapp.orgs.models import Unit, UnitKind
from fundapp.payments import queries, service
from fundapp.payments.forms import TermsDecisionForm, TermsForm
from fundapp.payments.models import PaymentTerms
from fundapp.payments.service import LimitLine, TermsRefused
from fundapp.payments.terms import COOLING_DAYS, HAS_SIGNER, TERMS_LABELS, TERMS_TONES, in_force
from fundapp.payments.views.blueprint import bp
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

ROWS = 6


@bp.get("/terms")
@requires("payment:read")
def terms() -> str:
    """Units that keep money, each with the steps that its payments take today."""
    with_money = select(Book.unit_id).union(select(PaymentTerms.unit_id))
    found = page(g.db, select(Unit).where(Unit.id.in_(with_money)), keys=[(Unit.id, "asc")], after=request.args.get("after"))
    now = {unit.id: queries.terms_on(g.db, unit.id, clock.today()) for unit in found.rows}
    return render_template("payments/terms.html", page=found, now=now, has_signer=HAS_SIGNER)


@bp.get("/terms/<int:unit_id>")
@requires("payment:read")
def unit_terms(unit_id: int) -> str:
    """How one unit pays today, what waits to be confirmed, and how it was before."""
    unit = fetch(Unit, unit_id, "payment:read")
    versions = queries.terms_of(g.db, unit.id)
    return render_template(
        "payments/unit_terms.html", unit=unit, versions=versions, now=in_force(versions, clock.today()), has_signer=HAS_SIGNER,
        **_words(versions)
    )


@bp.route("/terms/<int:unit_id>/new", methods=["GET", "POST"])
@requires("payment:terms")
def new_terms(unit_id: int) -> Any:
    """Propose other steps or limits from a day on."""
    unit = fetch(Unit, unit_id, "payment:terms")
    now = in_force(queries.terms_of(g.db, unit.id), clock.today())
    form = _form(unit, now)
    if form.validate_on_submit():
        with refusals(form):
            day: Any = form.valid_from.data
            service.propose_terms(
                g.db, unit_id=unit.id, has_signer=form.has_signer.data == "yes", limits=_typed(form), valid_from=day, document=form.document.data or "",
                cooling_days=form.cooling_days.data or 0, reason=form.reason.data or "", by=g.actor, on=clock.today(),
            )
            flash(_("Đã gửi đề nghị thay đổi quy định chi. Người khác xem và xác nhận."), "good")
            return redirect(url_for("payments.unit_terms", unit_id=unit.id), 303)
    filled = [place for place in range(ROWS) if form.data[f"kind_{place}"] or form.data[f"amount_{place}"]]
    return render_template("payments/new_terms.html", form=form, unit=unit, rows=range(ROWS), shown=min(ROWS, max(filled, default=-1) + 2)), 422 if form.errors else 200


@bp.route("/terms/versions/<int:terms_id>/decision", methods=["GET", "POST"])
@requires("payment:read")
def terms_decision(terms_id: int) -> Any:
    """Somebody else looks at proposed terms beside those that hold, and puts them in force or refuses them."""
    found = fetch(PaymentTerms, terms_id, "payment:read")
    form = TermsDecisionForm()
    if request.method == "POST" and not g.actor.can("payment:terms", found):
        abort(403)
    if form.validate_on_submit():
        with refusals(form):
            if request.form.get("act") == "refuse":
                service.refuse_terms(g.db, found, reason=form.reason.data or "", by=g.actor, on=clock.today())
                flash(_("Đã ghi không đồng ý; quy định chi cũ vẫn áp dụng."), "info")
            else:
                service.confirm_terms(g.db, found, by=g.actor, on=clock.today())
                flash(_("Quy định chi mới đã được xác nhận."), "good")
            return redirect(url_for("payments.unit_terms", unit_id=found.unit_id), 303)
    found = fetch(PaymentTerms, terms_id, "payment:read")
    before = queries.terms_on(g.db, found.unit_id, clock.today())
    shown = render_template(
        "payments/terms_decision.html", form=form, terms=found, before=before, unit=g.db.get_one(Unit, found.unit_id), has_signer=HAS_SIGNER,
        **_words([found, *([before] if before else [])]),
    )
    return shown, 422 if form.errors else 200


def _form(unit: Unit, now: PaymentTerms | None) -> TermsForm:
    kinds = [(kind.code, kind.short_name) for kind in g.db.scalars(select(UnitKind).where(UnitKind.valid_to.is_(None)).order_by(UnitKind.level, UnitKind.code))]
    funds = [(book.id, book.name) for book in g.db.scalars(select(Book).where(Book.unit_id == unit.id, Book.is_open).order_by(Book.id))]
    shape = TermsForm.with_lines(ROWS, kinds, funds)
    if request.method == "POST":
        return shape()
    start: dict[str, Any] = {"valid_from": clock.today() + timedelta(days=1), "has_signer": "yes" if (now.has_signer if now else HAS_SIGNER) else "no"}
    start["cooling_days"] = now.cooling_days if now else COOLING_DAYS
    for place, line in enumerate((now.limits if now else [])[:ROWS]):
        start |= {f"kind_{place}": line.unit_kind, f"fund_{place}": line.book_id or 0, f"amount_{place}": line.amount}
    return shape(data=start)


def _typed(form: TermsForm) -> list[LimitLine]:
    typed = form.lines()
    if any(not kind or not amount for kind, _fund, amount in typed):
        raise TermsRefused(_("Mỗi dòng hạn mức cần cả cấp đơn vị và số tiền."), "amount_0")
    return [LimitLine(kind, amount, fund) for kind, fund, amount in typed if amount]


def _words(versions: list[PaymentTerms]) -> dict[str, Any]:
    """What templates need to say these versions in words."""
    people = {user for one in versions for user in (one.proposed_by_id, one.decided_by_id) if user}
    funds = {line.book_id for one in versions for line in one.limits if line.book_id}
    books = select(Book.id, Book.name).where(Book.id.in_(funds)).execution_options(all_units=queries.OF_THE_PAYER)
    return {
        "cooling_days": COOLING_DAYS, "states": TERMS_LABELS, "tones": TERMS_TONES, "names": names_of(g.db, people), "roles": ROLE_LABELS,
        "kinds": {kind.code: kind.name for kind in g.db.scalars(select(UnitKind))}, "funds": {row.id: row.name for row in g.db.execute(books)},
    }
