"""The steps of an advance, each on its own page and by its own person."""

from typing import Any

from flask import abort, flash, g, request, url_for

from fundapp.access.trail import record
from fundapp.advances import queries, service
from fundapp.advances.forms import AccountForm, CheckForm, CheckTransferForm, PayForm, ReportForm
from fundapp.advances.kinds import Act, State
from fundapp.advances.models import Advance
from fundapp.advances.views.blueprint import bp
from fundapp.advances.views.shape import in_state, may_take, pressed, step_page, to_page, with_box, with_reason
from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import PURPOSE_LABELS
from fundapp.ledger.models import Book
from fundapp.payments import queries as payments
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.route("/<int:advance_id>/check", methods=["GET", "POST"])
@requires("payment:check")
def check(advance_id: int) -> Any:
    """The head of accounting agrees and chooses the fund."""
    found = in_state(advance_id, "payment:check", State.ASKED)
    books = list(ledger.books(g.db, unit_id=found.unit_id, is_open=True))
    form = (CheckTransferForm if found.is_transfer else CheckForm)(mark=queries.shown_mark(found))
    boxes = payments.bank_accounts(g.db, found.unit_id) if found.is_transfer else []
    if isinstance(form, CheckTransferForm):
        form.from_box.choices = [(box.id, box.name) for box in boxes]
    form.book_id.choices = [(book.id, book.name) for book in books]
    form.purpose.choices = list(PURPOSE_LABELS.items())
    if request.method == "GET":
        form.purpose.data = "running"
    if form.validate_on_submit():
        with refusals(form):
            book = fetch(Book, form.book_id.data, "payment:check")
            box = next((box for box in boxes if isinstance(form, CheckTransferForm) and box.id == form.from_box.data), None)
            service.check(g.db, found, book=book, purpose=form.purpose.data, from_box=box, seen=form.seen, by=g.actor, on=clock.today())
            flash(_("Đã kiểm tra. Lãnh đạo ký duyệt."), "good")
            return to_page(found)
    return step_page(found, form, _("Kiểm tra đề nghị tạm ứng"), "advances.check", _("Đồng ý, chuyển ký duyệt"), refusable=True)


@bp.post("/<int:advance_id>/signature")
@requires("payment:sign")
def signature(advance_id: int) -> Any:
    """The head of the unit lets the advance go."""
    return pressed(advance_id, service.sign, _("Đã ký duyệt. Thủ quỹ chi tiền."))


@bp.route("/<int:advance_id>/refusal", methods=["GET", "POST"])
@requires("payment:read")
def refusal(advance_id: int) -> Any:
    """Whoever's turn it is refuses, with the reason."""
    found = fetch(Advance, advance_id, "payment:read")
    may_take(found, Act.REFUSE)
    return with_reason(found, service.refuse, _("Không duyệt tạm ứng"), "advances.refusal", _("Đã ghi không duyệt. Người đề nghị đọc được lý do."))


@bp.route("/<int:advance_id>/payment", methods=["GET", "POST"])
@requires("payment:pay")
def payment(advance_id: int) -> Any:
    """The treasurer hands the cash out, or orders the bank to transfer it."""
    found = in_state(advance_id, "payment:pay", State.SIGNED)
    if found.is_transfer:
        return _by_transfer(found)
    return with_box(
        found, service.pay, _("Chi tạm ứng"), "advances.payment", _("Đã giao tiền, lập phiếu chi"),
        lambda label: _("Đã chi tạm ứng theo phiếu chi %(label)s.", label=label),
    )


def _by_transfer(found: Advance) -> Any:
    form = PayForm(mark=queries.shown_mark(found))
    if form.validate_on_submit():
        with refusals(form):
            made = service.pay(g.db, found, seen=form.seen, by=g.actor, on=clock.today())
            flash(_("Đã lập ủy nhiệm chi %(label)s và ghi sổ. Hãy in, ký, đóng dấu và gửi ngân hàng.", label=made.label), "good")
            return to_page(found)
    return step_page(found, form, _("Chuyển khoản tạm ứng"), "advances.payment", _("Lập ủy nhiệm chi"), refusable=True)


@bp.post("/<int:advance_id>/paper")
@requires("payment:paper")
def paper(advance_id: int) -> Any:
    """The ủy nhiệm chi as it was printed, with the account whole: each look at it is in the trail."""
    found = fetch(Advance, advance_id, "payment:paper")
    if found.voucher_file_id is None or not found.is_transfer:
        abort(404)
    record(g.db, by=g.actor, act="advance.paper", subject=found.subject, unit_id=found.unit_id, details={"label": found.label})
    answer = file_response(fetch(StoredFile, found.voucher_file_id, "payment:paper"), inline=True)
    answer.headers["Content-Location"] = url_for("advances.show", advance_id=found.id)
    return answer


@bp.route("/<int:advance_id>/report", methods=["GET", "POST"])
@requires("advance:ask")
def report(advance_id: int) -> Any:
    """Whoever was advanced says what was spent."""
    found = fetch(Advance, advance_id)
    if found.asked_by_id != g.actor.user_id:
        abort(403)
    if found.state != State.PAID and request.method == "GET":
        abort(404)
    form = ReportForm(mark=queries.shown_mark(found))
    if form.validate_on_submit():
        with refusals(form):
            spent: Any = form.spent.data
            service.report(g.db, found, spent=spent, papers=form.papers.data or "", attachments=form.attachments.data or 0, seen=form.seen, by=g.actor, on=clock.today())
            flash(_("Đã gửi giấy thanh toán tạm ứng. Hãy nộp chứng từ gốc cho kế toán."), "good")
            return to_page(found)
    return step_page(found, form, _("Thanh toán tạm ứng"), "advances.report", _("Gửi giấy thanh toán"))


@bp.route("/<int:advance_id>/verification", methods=["GET", "POST"])
@requires("payment:check")
def verification(advance_id: int) -> Any:
    """The head of accounting has seen the papers and says on which account they are booked."""
    found = in_state(advance_id, "payment:check", State.REPORTED)
    accounts = queries.spent_on(g.db, found)
    form = AccountForm(mark=queries.shown_mark(found))
    form.account.choices = [(row.code, f"TK-{row.shown_code} · {row.name}") for row in accounts]
    if form.validate_on_submit():
        with refusals(form):
            service.verify(g.db, found, account=form.account.data, seen=form.seen, by=g.actor, on=clock.today())
            flash(_("Đã kiểm tra chứng từ. Lãnh đạo duyệt thanh toán."), "good")
            return to_page(found)
    return step_page(found, form, _("Kiểm tra thanh toán tạm ứng"), "advances.verification", _("Chứng từ đúng, chuyển duyệt"), returnable=True)


@bp.route("/<int:advance_id>/return", methods=["GET", "POST"])
@requires("payment:read")
def return_(advance_id: int) -> Any:
    """Give a settlement back to be reported anew."""
    found = fetch(Advance, advance_id, "payment:read")
    may_take(found, Act.GIVE_BACK)
    return with_reason(found, service.give_back, _("Trả lại giấy thanh toán"), "advances.return_", _("Đã trả lại. Người tạm ứng sửa và gửi lại."))


@bp.post("/<int:advance_id>/settlement")
@requires("payment:sign")
def settlement(advance_id: int) -> Any:
    """The head of the unit signs the settlement."""
    return pressed(advance_id, service.settle, _("Đã duyệt thanh toán và ghi sổ."))


@bp.route("/<int:advance_id>/rest", methods=["GET", "POST"])
@requires("payment:pay")
def rest(advance_id: int) -> Any:
    """The treasurer takes the rest back, or pays what was spent above the advance."""
    found = in_state(advance_id, "payment:pay", State.SETTLED)
    if found.rest > 0:
        return with_box(
            found, service.level, _("Thu lại tạm ứng chi không hết"), "advances.rest", _("Đã nhận tiền, ghi sổ"),
            lambda label: _("Đã thu lại theo chứng từ %(label)s.", label=label), with_bank=True,
        )
    return with_box(
        found, service.level, _("Chi thêm phần chi quá tạm ứng"), "advances.rest", _("Đã chi tiền, ghi sổ"),
        lambda label: _("Đã chi thêm theo chứng từ %(label)s.", label=label), with_bank=found.is_transfer,
    )
