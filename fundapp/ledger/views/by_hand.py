"""Entries that are no receipt: what the accountant adjusts without money (phiếu kế toán), what the bank takes (giấy báo nợ), and money on its way
between the unit's own cash boxes and bank accounts."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger import queries, service
from fundapp.ledger.chart import EXPENSE
from fundapp.ledger.forms import AdjustmentForm, ChargeForm, TransferForm
from fundapp.ledger.kinds import BoxKind, EntryKind, VoucherKind
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


@bp.route("/<int:book_id>/transfers/new", methods=["GET", "POST"])
@requires("ledger:post")
def transfer(book_id: int) -> Any:
    """Draft what takes a fund's money from one place to another: phiếu thu or phiếu chi where cash moves, else a record of the giấy báo có."""
    book = fund(book_id, "ledger:post")
    boxes = {box.id: box for box in queries.boxes_of(g.db, book.unit_id) if box.own_book_id in (None, book.id)}
    held = {box_id: queries.held_in(g.db, book, box) for box_id, box in boxes.items()}
    form = TransferForm()
    form.offer([(box, _("%(box)s (đang có %(held)s đồng)", box=box.name, held=dong(held[box.id]))) for box in boxes.values()])
    if request.method == "GET":
        form.on.data = clock.today()
    if form.validate_on_submit():
        with refusals(form):
            source, target = _ways(form, boxes)
            if (form.amount.data or 0) > held[source.id]:
                raise service.LedgerRefused(
                    _("%(box)s chỉ có %(held)s đồng của %(fund)s.", box=source.name, held=dong(held[source.id]), fund=book.name), "amount"
                )
            kind, reason = _paper_of(source, target)
            form.reason.data = form.reason.data or str(reason)
            lines = [
                LineSpec(target.account_code, debit=form.amount.data or 0, box=target), LineSpec(source.account_code, credit=form.amount.data or 0, box=source)
            ]
            return _drafted(book, kind, form, lines, _bank_of(source if source.kind == BoxKind.BANK else target), EntryKind.TRANSFER)
    return render_template("ledger/transfer.html", book=book, form=form, boxes=boxes), 422 if form.errors else 200


def _ways(form: TransferForm, boxes: dict[int, CashBox]) -> tuple[CashBox, CashBox]:
    source, target = boxes.get(form.from_box.data), boxes.get(form.to_box.data)
    if source is None:
        raise service.LedgerRefused(_("Hãy chọn nơi lấy tiền."), "from_box")
    if target is None or target.id == source.id:
        raise service.LedgerRefused(_("Hãy chọn nơi đưa tiền vào, khác nơi lấy."), "to_box")
    if BoxKind.BANK not in (source.kind, target.kind):
        # One voucher would stand in the books of two treasurers, as money out in both.
        raise service.LedgerRefused(_("Giữa hai quỹ tiền mặt thì nộp vào ngân hàng rồi rút ra, mỗi lần một phiếu."), "to_box")
    return source, target


def _paper_of(source: CashBox, target: CashBox) -> tuple[VoucherKind, Text]:
    if target.kind == BoxKind.CASH:
        return VoucherKind.CASH_RECEIPT, _("Rút tiền gửi ngân hàng về nhập quỹ tiền mặt")
    if source.kind == BoxKind.CASH:
        return VoucherKind.CASH_PAYMENT, _("Nộp tiền mặt vào ngân hàng")
    return VoucherKind.BANK_RECEIPT, _("Chuyển từ %(source)s sang %(target)s", source=source.name, target=target.name)


def _drafted(book: Book, kind: VoucherKind, form: Any, lines: list[LineSpec], whose: str, of: EntryKind = EntryKind.ORDINARY) -> Any:
    voucher = service.issue_voucher(
        g.db, unit_id=book.unit_id, kind=kind.value, on=form.on.data, amount=form.amount.data, payee_name=whose, reason=form.reason.data,
        attachments=form.attachments.data or 0, by=g.actor,
    )
    purpose = form.purpose.data if "purpose" in form else None
    wanted = Posting(book, form.on.data, form.reason.data, lines, f"{kind.value}/{voucher.id}", voucher=voucher, purpose=purpose or None, kind=of.value)
    entry = service.draft(g.db, wanted, by=g.actor)
    if kind in (VoucherKind.CASH_RECEIPT, VoucherKind.CASH_PAYMENT):
        service.print_voucher(g.db, voucher, by=g.actor)
    flash(_("Đã lập %(label)s. Phụ trách kế toán xem và ghi sổ.", label=voucher.label), "good")
    return redirect(url_for("ledger.entry", entry_id=entry.id), 303)


def _bank_of(box: CashBox) -> str:
    return f"{box.bank_code} ({box.name})" if box.bank_code else box.name


def _page(book: Book, form: Any, title: Text, action: str) -> Any:
    return render_template("ledger/_hand_entry.html", book=book, form=form, title=title, action=action), 422 if form.errors else 200
