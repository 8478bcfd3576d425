"""What a fund may be spent on: the page, a change proposed and decided by two people, donations that their donors bind."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.access.queries import names_of
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.kernel.names import fold
from fundapp.ledger import queries, service
from fundapp.ledger.forms import EarmarkForm, TermsDecisionForm, TermsForm, UseForm
from fundapp.ledger.kinds import LEGAL_FORM_LABELS, PURPOSE_LABELS, TERMS_STATE_LABELS, TERMS_STATE_TONES, LegalForm
from fundapp.ledger.models import Book, Earmark, Entry, Terms
from fundapp.ledger.restrictions import in_force
from fundapp.ledger.service import LedgerRefused, Use
from fundapp.ledger.views.blueprint import bp, fund
from fundapp.orgs.models import Unit
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page


@bp.get("/<int:book_id>/terms")
@requires("fund:read")
def terms(book_id: int) -> str:
    """What the fund may be spent on today, what waits to be confirmed, its earmarked donations, and how it was before."""
    book = fund(book_id)
    earmarks = queries.earmarks_of(g.db, [book.id])
    versions = [*book.terms, *(one for earmark in earmarks for one in earmark.terms)]
    return render_template(
        "ledger/terms.html", book=book, earmarks=earmarks, now=in_force(book.terms, clock.today()), today=clock.today(),
        current={earmark.id: in_force(earmark.terms, clock.today()) for earmark in earmarks}, takes_gifts=book.legal_form != LegalForm.REMITTED,
        boxes=queries.boxes_with(g.db, book), forms=LEGAL_FORM_LABELS, standing=queries.standing(g.db, [book.id])[book.id], **_words(versions),
    )


@bp.route("/<int:book_id>/terms/new", methods=["GET", "POST"])
@requires("ledger:post")
def new_terms(book_id: int) -> Any:
    """Propose other terms for the fund, from a day on."""
    return _propose(fund(book_id, "ledger:post"), None)


@bp.route("/earmarks/<int:earmark_id>/terms/new", methods=["GET", "POST"])
@requires("ledger:post")
def new_earmark_terms(earmark_id: int) -> Any:
    """Propose what a donor has agreed to: other terms for an earmarked donation, from a day on."""
    earmark = fetch(Earmark, earmark_id, "ledger:post")
    return _propose(g.db.get_one(Book, earmark.book_id), earmark)


@bp.route("/terms/<int:terms_id>/decision", methods=["GET", "POST"])
@requires("ledger:confirm")
def terms_decision(terms_id: int) -> Any:
    """A second person looks at proposed terms beside those that hold, and puts them in force or refuses them."""
    found = fetch(Terms, terms_id, "ledger:confirm")
    book = g.db.get_one(Book, found.book_id)
    earmark = None if found.earmark_id is None else g.db.get_one(Earmark, found.earmark_id)
    form = TermsDecisionForm()
    if form.validate_on_submit():
        with refusals(form):
            if request.form.get("act") == "refuse":
                service.refuse_terms(g.db, found, reason=form.reason.data or "", by=g.actor)
                flash(_("Đã ghi không đồng ý; quy định cũ vẫn áp dụng."), "info")
            else:
                service.confirm_terms(g.db, found, by=g.actor, on=clock.today())
                flash(_("Quy định mới đã được xác nhận."), "good")
            return redirect(url_for("ledger.terms", book_id=book.id), 303)
    before = in_force(earmark.terms if earmark else book.terms, clock.today())
    shown = render_template(
        "ledger/terms_decision.html", form=form, terms=found, before=before, book=book, earmark=earmark, **_words([found, *([before] if before else [])]),
    )
    return shown, 422 if form.errors else 200


@bp.route("/<int:book_id>/earmarks/new", methods=["GET", "POST"])
@requires("ledger:post")
def new_earmark(book_id: int) -> Any:
    """Open an earmarked donation with the donor's conditions; its money comes in by receipts that name it."""
    book = fund(book_id, "ledger:post")
    form = EarmarkForm()
    form.offer(book.purposes)
    if form.validate_on_submit():
        with refusals(form):
            made = service.open_earmark(
                g.db, book, name=form.name.data, donor_name=form.donor_name.data, use=use_of(form), by=g.actor, on=clock.today()
            )
            flash(_("Đã mở khoản ủng hộ “%(name)s”. Khi ghi tiền vào quỹ, hãy chọn khoản này.", name=made.name), "good")
            return redirect(url_for("ledger.earmark", earmark_id=made.id), 303)
    return render_template("ledger/new_earmark.html", form=form, book=book), 422 if form.errors else 200


@bp.get("/earmarks/<int:earmark_id>")
@requires("fund:read")
def earmark(earmark_id: int) -> str:
    """One earmarked donation: what it holds and has promised, its conditions, the entries that moved it."""
    found = fetch(Earmark, earmark_id, "fund:read")
    entries = page(g.db, queries.entries_of(found), keys=[(Entry.id, "desc")], after=request.args.get("after"))
    return render_template(
        "ledger/earmark.html", earmark=found, book=g.db.get_one(Book, found.book_id), now=in_force(found.terms, clock.today()), today=clock.today(),
        page=entries, opener=names_of(g.db, {found.opened_by_id} if found.opened_by_id else set()), **_words(found.terms),
    )


def use_of(form: UseForm) -> Use:
    """What was typed about the use of money; units are named by code or name, one a line."""
    return Use(form.purposes.data or [], units_named(form.units.data or ""), form.last_on.data, form.document.data or "")


def units_named(text: str) -> list[int]:
    """The units of a list, one a line, by code or by name; refuses a line that names none."""
    wanted = [" ".join(line.split()) for line in text.replace(";", "\n").splitlines() if line.strip()]
    if not wanted:
        return []
    known: dict[str, int] = {}
    for row in g.db.execute(select(Unit.id, Unit.code, Unit.name, Unit.short_name).order_by(Unit.valid_to.is_not(None))):
        for label in (row.code, row.name, row.short_name):
            known.setdefault(fold(label), row.id)
    unknown = [line for line in wanted if fold(line) not in known]
    if unknown:
        raise LedgerRefused(_("Không có đơn vị nào tên hoặc mã là “%(line)s”. Hãy xem mã ở trang Đơn vị.", line=unknown[0]), "units")
    return [known[fold(line)] for line in wanted]


def _propose(book: Book, earmark: Earmark | None) -> Any:
    now = in_force(earmark.terms if earmark else book.terms, clock.today())
    form = TermsForm()
    form.offer(book.purposes if earmark else None)
    if request.method == "GET" and now is not None:
        form.purposes.data, form.last_on.data, form.valid_from.data = list(now.purposes), now.last_on, clock.today()
        form.units.data = "\n".join(g.db.scalars(select(Unit.code).where(Unit.id.in_(list(now.unit_ids))).order_by(Unit.code)))
    if form.validate_on_submit():
        with refusals(form):
            day: Any = form.valid_from.data
            service.propose_terms(g.db, book, use_of(form), earmark=earmark, valid_from=day, reason=form.reason.data, by=g.actor, on=clock.today())
            flash(_("Đã gửi đề nghị thay đổi. Phụ trách kế toán xem và xác nhận."), "good")
            return redirect(url_for("ledger.terms", book_id=book.id), 303)
    shown = render_template("ledger/new_terms.html", form=form, book=book, earmark=earmark, now=now, **_words([now] if now else []))
    return shown, 422 if form.errors else 200


def _words(versions: list[Terms]) -> dict[str, Any]:
    """What templates need to say these versions in words."""
    people = {user for one in versions for user in (one.proposed_by_id, one.decided_by_id) if user}
    labels: dict[str, dict[str, Text] | dict[str, str]] = {"purposes": PURPOSE_LABELS, "states": TERMS_STATE_LABELS, "tones": TERMS_STATE_TONES}
    return {**labels, "units": queries.unit_names(g.db, {unit_id for one in versions for unit_id in one.unit_ids}), "names": names_of(g.db, people)}
