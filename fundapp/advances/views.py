"""Pages of advances: the list with who still holds money, one advance with its papers, each step on its own page."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.advances import paper, queries, service
from fundapp.advances.forms import AccountForm, BoxForm, CheckForm, ReasonForm, ReportForm, RequestForm
from fundapp.advances.kinds import STATE_LABELS, STATE_TONES, State, is_overdue, still_held
from fundapp.advances.models import Advance
from fundapp.advances.rules import rules
from fundapp.documents import papers
from fundapp.documents.views import OWN_PAPER
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import PURPOSE_LABELS, BoxKind, purpose_label
from fundapp.ledger.models import Book, CashBox, Voucher
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

bp = Blueprint("advances", __name__, url_prefix="/advances")
MOST_EXPORTED = 20_000
COLUMNS = (
    Column(_("Số giấy"), 14), Column(_("Người tạm ứng"), 26), Column(_("Lý do"), 40), Column(_("Số tạm ứng (đồng)"), 16, "dong", True),
    Column(_("Đã chi (đồng)"), 16, "dong", True), Column(_("Còn giữ (đồng)"), 16, "dong", True), Column(_("Ngày chi"), 12, "day"),
    Column(_("Hạn thanh toán"), 12, "day"), Column(_("Tình trạng"), 26),
)


@bp.get("")
@requires("payment:read", menu=_("Tạm ứng"), icon="wallet", group="money", order=25)
def listing() -> str:
    """Who still holds money, and every advance in sight, newest first."""
    view, today = request.args.get("view", "held"), clock.today()
    if view not in queries.VIEWS:
        abort(404)
    found = page(g.db, queries.advances(view), keys=[(Advance.id, "desc")], after=request.args.get("after"), size=30)
    return render_template(
        "advances/listing.html", view=view, page=found, held=queries.held_by_person(g.db, today), names=names_of(g.db, {row.asked_by_id for row in found.rows}),
        labels=STATE_LABELS, tones=STATE_TONES, late={row.id for row in found.rows if is_overdue(row.state, row.due_on, today)},
    )


@bp.get("/export")
@requires("payment:read")
def export() -> Response:
    """The list as shown, as a workbook."""
    view, today = request.args.get("view", "all"), clock.today()
    if view not in queries.VIEWS:
        abort(404)
    rows = list(g.db.scalars(queries.advances(view).order_by(Advance.id.desc()).limit(MOST_EXPORTED)))
    names = names_of(g.db, {row.asked_by_id for row in rows})
    lines = [
        (f"{row.label} ({row.year})", names[row.asked_by_id], row.reason, row.amount, row.spent_amount, still_held(row), row.paid_on, row.due_on, STATE_LABELS[row.state])
        for row in rows
    ]
    g.note = ("advance.export", f"{len(rows)}")
    content = workbook(
        _("SỔ THEO DÕI TẠM ỨNG"), COLUMNS, lines, on=today, issuer=[g.actor.home.unit_name] if g.actor.home else [],
        subtitle=_("Người xuất: %(name)s", name=g.actor.full_name), name=_("Tạm ứng"),
    )
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="tam-ung-{today:%Y%m%d}.xlsx"'})


@bp.route("/new", methods=["GET", "POST"])
@requires("advance:ask")
def new() -> Any:
    """Ask for an advance."""
    units = queries.paying_units(g.db, g.actor)
    form = RequestForm()
    form.unit_id.choices = [(unit.id, unit.name) for unit in units]
    if form.validate_on_submit():
        with refusals(form):
            due_on: Any = form.due_on.data
            made = service.ask(
                g.db, unit_id=form.unit_id.data, amount=form.amount.data or 0, reason=form.reason.data, due_on=due_on, by=g.actor, on=clock.today()
            )
            flash(_("Đã gửi giấy đề nghị tạm ứng %(label)s. Phụ trách kế toán kiểm tra, lãnh đạo ký, thủ quỹ chi.", label=made.label), "good")
            return _to(made)
    return render_template("advances/new.html", form=form, units=units, rules=rules()), 422 if form.errors else 200


@bp.get("/<int:advance_id>")
@requires("payment:read")
def show(advance_id: int) -> str:
    """One advance: where it stands, what is next, its papers and entries."""
    return render_template("advances/show.html", **_shown(fetch(Advance, advance_id, "payment:read")))


@bp.get("/<int:advance_id>/request.pdf")
@requires("payment:read")
def request_paper(advance_id: int) -> Response:
    """Giấy đề nghị tạm ứng (C42-HD), with the names of those who have agreed."""
    found = fetch(Advance, advance_id, "payment:read")
    return _pdf(papers.render(paper.REQUEST_LAYOUT, paper.request_data(g.db, found)))


@bp.get("/<int:advance_id>/settlement.pdf")
@requires("payment:read")
def settlement_paper(advance_id: int) -> Response:
    """Giấy thanh toán tạm ứng (C43-BB), once something was reported."""
    found = fetch(Advance, advance_id, "payment:read")
    if found.spent_amount is None:
        abort(404)
    return _pdf(papers.render(paper.SETTLEMENT_LAYOUT, paper.settlement_data(g.db, found, on=clock.today())))


@bp.route("/<int:advance_id>/check", methods=["GET", "POST"])
@requires("payment:check")
def check(advance_id: int) -> Any:
    """The head of accounting agrees and chooses the fund."""
    found = _in(advance_id, "payment:check", State.ASKED)
    books = list(ledger.books(g.db, unit_id=found.unit_id, is_open=True))
    form = CheckForm()
    form.book_id.choices = [(book.id, book.name) for book in books]
    form.purpose.choices = list(PURPOSE_LABELS.items())
    if request.method == "GET":
        form.purpose.data = "running"
    if form.validate_on_submit():
        with refusals(form):
            book = fetch(Book, form.book_id.data, "payment:check")
            service.check(g.db, found, book=book, purpose=form.purpose.data, by=g.actor, on=clock.today())
            flash(_("Đã kiểm tra. Lãnh đạo ký duyệt."), "good")
            return _to(found)
    return _page(found, form, _("Kiểm tra đề nghị tạm ứng"), "advances.check", _("Đồng ý, chuyển ký duyệt"), refusable=True)


@bp.post("/<int:advance_id>/signature")
@requires("payment:sign")
def signature(advance_id: int) -> Any:
    """The head of the unit lets the advance go."""
    return _pressed(advance_id, service.sign, _("Đã ký duyệt. Thủ quỹ chi tiền."))


@bp.route("/<int:advance_id>/refusal", methods=["GET", "POST"])
@requires("payment:read")
def refusal(advance_id: int) -> Any:
    """Whoever's turn it is refuses, with the reason."""
    found = fetch(Advance, advance_id, "payment:read")
    if "refuse" not in queries.acts_of(g.actor, found):
        abort(403)
    return _with_reason(found, service.refuse, _("Không duyệt tạm ứng"), "advances.refusal", _("Đã ghi không duyệt. Người đề nghị đọc được lý do."))


@bp.route("/<int:advance_id>/payment", methods=["GET", "POST"])
@requires("payment:pay")
def payment(advance_id: int) -> Any:
    """The treasurer hands the cash out."""
    found = _in(advance_id, "payment:pay", State.SIGNED)
    return _with_box(
        found, service.pay, _("Chi tạm ứng"), "advances.payment", _("Đã giao tiền, lập phiếu chi"),
        lambda label: _("Đã chi tạm ứng theo phiếu chi %(label)s.", label=label),
    )


@bp.route("/<int:advance_id>/report", methods=["GET", "POST"])
@requires("advance:ask")
def report(advance_id: int) -> Any:
    """Whoever was advanced says what was spent."""
    found = fetch(Advance, advance_id)
    if found.asked_by_id != g.actor.user_id:
        abort(403)
    if found.state != State.PAID:
        abort(404)
    form = ReportForm()
    if form.validate_on_submit():
        with refusals(form):
            spent: Any = form.spent.data
            service.report(g.db, found, spent=spent, papers=form.papers.data or "", attachments=form.attachments.data or 0, by=g.actor, on=clock.today())
            flash(_("Đã gửi giấy thanh toán tạm ứng. Hãy nộp chứng từ gốc cho kế toán."), "good")
            return _to(found)
    return _page(found, form, _("Thanh toán tạm ứng"), "advances.report", _("Gửi giấy thanh toán"))


@bp.route("/<int:advance_id>/verification", methods=["GET", "POST"])
@requires("payment:check")
def verification(advance_id: int) -> Any:
    """The head of accounting has seen the papers and says on which account they are booked."""
    found = _in(advance_id, "payment:check", State.REPORTED)
    accounts = queries.spent_on(g.db, found)
    form = AccountForm()
    form.account.choices = [(row.code, f"TK-{row.shown_code} · {row.name}") for row in accounts]
    if form.validate_on_submit():
        with refusals(form):
            service.verify(g.db, found, account=form.account.data, by=g.actor, on=clock.today())
            flash(_("Đã kiểm tra chứng từ. Lãnh đạo duyệt thanh toán."), "good")
            return _to(found)
    return _page(found, form, _("Kiểm tra thanh toán tạm ứng"), "advances.verification", _("Chứng từ đúng, chuyển duyệt"), returnable=True)


@bp.route("/<int:advance_id>/return", methods=["GET", "POST"])
@requires("payment:read")
def return_(advance_id: int) -> Any:
    """Give a settlement back to be reported anew."""
    found = fetch(Advance, advance_id, "payment:read")
    if "give_back" not in queries.acts_of(g.actor, found):
        abort(403)
    return _with_reason(found, service.give_back, _("Trả lại giấy thanh toán"), "advances.return_", _("Đã trả lại. Người tạm ứng sửa và gửi lại."))


@bp.post("/<int:advance_id>/settlement")
@requires("payment:sign")
def settlement(advance_id: int) -> Any:
    """The head of the unit signs the settlement."""
    return _pressed(advance_id, service.settle, _("Đã duyệt thanh toán và ghi sổ."))


@bp.route("/<int:advance_id>/rest", methods=["GET", "POST"])
@requires("payment:pay")
def rest(advance_id: int) -> Any:
    """The treasurer takes the rest back, or pays what was spent above the advance."""
    found = _in(advance_id, "payment:pay", State.SETTLED)
    if found.rest > 0:
        return _with_box(
            found, service.level, _("Thu lại tạm ứng chi không hết"), "advances.rest", _("Đã nhận tiền, lập phiếu thu"),
            lambda label: _("Đã thu lại theo phiếu thu %(label)s.", label=label),
        )
    return _with_box(
        found, service.level, _("Chi thêm phần chi quá tạm ứng"), "advances.rest", _("Đã giao tiền, lập phiếu chi"),
        lambda label: _("Đã chi thêm theo phiếu chi %(label)s.", label=label),
    )


def _in(advance_id: int, permission: str, state: State) -> Advance:
    found = fetch(Advance, advance_id, permission)
    if found.state != state:
        abort(404)
    return found


def _to(found: Advance) -> Any:
    return redirect(url_for("advances.show", advance_id=found.id), 303)


def _pressed(advance_id: int, act: Any, said: Text) -> Any:
    found = fetch(Advance, advance_id, "payment:sign")
    try:
        act(g.db, found, by=g.actor, on=clock.today())
        flash(said, "good")
    except Refusal as refused:
        g.db.rollback()
        flash(refused.message, "bad")
    return redirect(url_for("advances.show", advance_id=advance_id), 303)


def _with_reason(found: Advance, act: Any, title: Text, endpoint: str, said: Text) -> Any:
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals(form):
            act(g.db, found, reason=form.reason.data, by=g.actor, on=clock.today())
            flash(said, "info")
            return _to(found)
    return _page(found, form, title, endpoint, title)


def _with_box(found: Advance, act: Any, title: Text, endpoint: str, button: Text, said: Callable[[str], Text]) -> Any:
    boxes = ledger.boxes_of(g.db, found.unit_id, BoxKind.CASH.value)
    form = BoxForm()
    form.box.choices = [(box.id, box.name) for box in boxes]
    if form.validate_on_submit():
        with refusals(form):
            box = fetch(CashBox, form.box.data, "payment:pay")
            voucher = act(g.db, found, box=box, by=g.actor, on=clock.today())
            flash(said(voucher.label), "good")
            return _to(found)
    return _page(found, form, title, endpoint, button, refusable=found.state == State.SIGNED)


def _page(found: Advance, form: Any, title: Text, endpoint: str, button: Text, **more: Any) -> Any:
    fields = [field for field in form if field.name not in ("csrf_token", "once_token")]
    shown = render_template(
        "advances/_step.html", form=form, fields=fields, title=title, action=url_for(endpoint, advance_id=found.id), button=button,
        **_shown(fetch(Advance, found.id)), **more,
    )
    return shown, 422 if form.errors else 200


def _shown(found: Advance) -> dict[str, Any]:
    people = (
        found.asked_by_id, found.checked_by_id, found.signed_by_id, found.refused_by_id, found.paid_by_id, found.verified_by_id, found.settled_by_id,
        found.leveled_by_id,
    )
    names = names_of(g.db, {user for user in people if user})
    today = clock.today()
    over = {"all_units": paper.NAMES_ON_PAPER}
    return {
        "advance": found, "names": names, "state": STATE_LABELS[found.state], "tone": STATE_TONES[found.state], "acts": queries.acts_of(g.actor, found),
        "unit": g.db.get(Unit, found.unit_id, execution_options=over), "department": paper.unit_of(g.db, found),
        "book": g.db.get(Book, found.book_id) if found.book_id else None, "purpose": purpose_label(found.purpose) if found.purpose else None,
        "voucher": g.db.get(Voucher, found.voucher_id, execution_options=over) if found.voucher_id else None, "held": still_held(found),
        "rest_voucher": g.db.get(Voucher, found.rest_voucher_id, execution_options=over) if found.rest_voucher_id else None, "timeline": queries.told(found, names),
        "days_over": (today - found.due_on).days if is_overdue(found.state, found.due_on, today) else 0,
    }


def _pdf(content: bytes) -> Response:
    return Response(content, mimetype="application/pdf", headers={"Content-Security-Policy": OWN_PAPER, "Cache-Control": "no-store"})
