"""Entries that are no receipt: what the accountant adjusts without money (phiếu kế toán), and what the bank takes (giấy báo nợ)."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.ledger import queries, service
from fundapp.ledger.chart import EXPENSE
from fundapp.ledger.forms import AdjustmentForm, ChargeForm
from fundapp.ledger.kinds import BoxKind, VoucherKind
from fundapp.ledger.models import Book, CashBox
from fundapp.ledger.service import LineSpec, Posting
from fundapp.ledger.views.blueprint import bp, fund
from fundapp.ledger.views.opening import takes_lines
from fundapp.web.forms import refusals
from fundapp.web.guards import requires


@bp.route("/<int:book_id>/adjustments/new", methods=["GET", "POST"])
@requires("ledger:post")
def adjustment(book_id: int) -> Any:
    """Draft an entry that moves no money, on a phiếu kế toán; somebody else posts it."""
    book = fund(book_id, "ledger:post")
    accounts = [row for row in queries.accounts_of(g.db, book.unit_id) if takes_lines(row)]
    form = AdjustmentForm()
    form.offer(book, accounts)
    if request.method == "GET":
        form.on.data = clock.today()
    if form.validate_on_submit():
        with refusals(form):
            for side in ("debit_account", "credit_account"):
                if not form[side].data:
                    raise service.LedgerRefused(_("Hãy chọn tài khoản."), side)
            if form.debit_account.data == form.credit_account.data:
                raise service.LedgerRefused(_("Tài khoản Nợ và tài khoản Có phải khác nhau."), "credit_account")
            lines = [LineSpec(form.debit_account.data, debit=form.amount.data or 0), LineSpec(form.credit_account.data, credit=form.amount.data or 0)]
            return _drafted(book, VoucherKind.ADJUSTMENT, form, lines, g.actor.full_name)
    return _page(book, form, _("Lập phiếu kế toán"), url_for("ledger.adjustment", book_id=book.id))


@bp.route("/<int:book_id>/charges/new", methods=["GET", "POST"])
@requires("ledger:post")
def charge(book_id: int) -> Any:
    """Draft what the bank has taken from an account as its fee, on a giấy báo nợ; somebody else posts it."""
    book = fund(book_id, "ledger:post")
    boxes = [box for box in queries.boxes_of(g.db, book.unit_id, BoxKind.BANK.value) if box.own_book_id in (None, book.id)]
    accounts = [row for row in queries.accounts_of(g.db, book.unit_id) if takes_lines(row) and (row.code.startswith(EXPENSE) or row.code == book.fund_account_code)]
    form = ChargeForm()
    form.offer(book, accounts)
    form.box_id.choices = [(box.id, box.name) for box in boxes]
    if request.method == "GET":
        form.on.data = clock.today()
    if form.validate_on_submit():
        with refusals(form):
            box = next(box for box in boxes if box.id == form.box_id.data)
            lines = [LineSpec(form.debit_account.data, debit=form.amount.data or 0), LineSpec(box.account_code, credit=form.amount.data or 0, box=box)]
            return _drafted(book, VoucherKind.BANK_CHARGE, form, lines, _bank_of(box))
    return _page(book, form, _("Ghi phí ngân hàng"), url_for("ledger.charge", book_id=book.id))


def _drafted(book: Book, kind: VoucherKind, form: Any, lines: list[LineSpec], whose: str) -> Any:
    voucher = service.issue_voucher(
        g.db, unit_id=book.unit_id, kind=kind.value, on=form.on.data, amount=form.amount.data, payee_name=whose, reason=form.reason.data,
        attachments=form.attachments.data or 0, by=g.actor,
    )
    wanted = Posting(
        book, form.on.data, form.reason.data, lines, f"{kind.value}/{voucher.id}", voucher=voucher, purpose=form.purpose.data or None,
    )
    entry = service.draft(g.db, wanted, by=g.actor)
    flash(_("Đã lập %(label)s. Phụ trách kế toán xem và ghi sổ.", label=voucher.label), "good")
    return redirect(url_for("ledger.entry", entry_id=entry.id), 303)


def _bank_of(box: CashBox) -> str:
    return f"{box.bank_code} ({box.name})" if box.bank_code else box.name


def _page(book: Book, form: Any, title: Text, action: str) -> Any:
    return render_template("ledger/_hand_entry.html", book=book, form=form, title=title, action=action), 422 if form.errors else 200
