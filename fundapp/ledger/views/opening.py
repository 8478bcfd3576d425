"""Open a fund, add a box, enter opening balances, take money in."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import chart, queries, service
from fundapp.ledger.forms import BookForm, BoxForm, OpeningForm, ReceiptForm
from fundapp.ledger.kinds import BoxKind, VoucherKind
from fundapp.ledger.models import Account, Book, CashBox, Earmark
from fundapp.ledger.restrictions import in_force
from fundapp.ledger.service import LineSpec, Posting
from fundapp.ledger.views.blueprint import bp, fund
from fundapp.ledger.views.terms import units_named
from fundapp.orgs.models import Unit
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.route("/new", methods=["GET", "POST"])
@requires("fund:open")
def new() -> Any:
    """Open a fund of one of the units whose books the accountant keeps."""
    form = BookForm()
    form.offer_accounts(_units("fund:open"), _fund_accounts())
    if request.method == "GET":
        form.opened_on.data = clock.today()
    if form.validate_on_submit():
        with refusals(form):
            unit = fetch(Unit, form.unit_id.data, "fund:open")
            day: Any = form.opened_on.data
            book = service.open_book(
                g.db, unit_id=unit.id, code=form.code.data, name=form.name.data, legal_form=form.legal_form.data, fund_account=form.fund_account.data,
                purposes=form.purposes.data or [], unit_ids=units_named(form.units.data or ""), last_on=form.last_on.data,
                document=form.document.data or "", by=g.actor, on=day,
            )
            flash(_("Đã mở %(name)s. Nhập số dư đầu kỳ để bắt đầu.", name=book.name), "good")
            return redirect(url_for("ledger.show", book_id=book.id), 303)
    return render_template("ledger/new.html", form=form), 422 if form.errors else 200


@bp.route("/boxes/new", methods=["GET", "POST"])
@requires("fund:open")
def new_box() -> Any:
    """Add a cash box or a bank account."""
    form = BoxForm()
    form.offer(_units("fund:open"), [book for book in queries.books(g.db, is_open=True) if g.actor.can("fund:open", book)])
    if form.validate_on_submit():
        with refusals(form):
            unit = fetch(Unit, form.unit_id.data, "fund:open")
            box = service.add_box(
                g.db, unit_id=unit.id, kind=form.kind.data, name=form.name.data, bank_code=form.bank_code.data or None,
                account_tail=form.account_tail.data or None,
                own_book=fund(form.own_book_id.data, "fund:open") if form.own_book_id.data else None, by=g.actor,
            )
            flash(_("Đã thêm %(name)s.", name=box.name), "good")
            return redirect(url_for("ledger.listing"), 303)
    return render_template("ledger/new_box.html", form=form), 422 if form.errors else 200


@bp.route("/<int:book_id>/opening", methods=["GET", "POST"])
@requires("fund:open")
def opening(book_id: int) -> Any:
    """Type what lies in each box on the opening day; somebody else posts it."""
    book = fund(book_id, "fund:open")
    boxes = _boxes(book)
    form = OpeningForm.for_boxes(boxes)
    if request.method == "GET":
        form.opened_on.data = book.opened_on
    if form.validate_on_submit():
        with refusals(form):
            lines = [LineSpec(box.account_code, debit=amount, box=box) for box, amount in form.amounts(boxes)]
            day: Any = form.opened_on.data
            whole = sum(line.debit for line in lines)
            if not lines:
                raise service.LedgerRefused(_("Hãy nhập số tiền của ít nhất một quỹ tiền mặt hoặc tài khoản."))
            entry = service.draft_opening(
                g.db, book, lines=[*lines, LineSpec(book.fund_account_code, credit=whole)], on=day, by=g.actor
            )
            flash(_("Đã lập số dư đầu kỳ. Phụ trách kế toán xem và ghi sổ."), "good")
            return redirect(url_for("ledger.entry", entry_id=entry.id), 303)
    return render_template(
        "ledger/opening.html", book=book, form=form, boxes=boxes, codes=queries.shown_codes(g.db, book.unit_id)
    ), 422 if form.errors else 200


@bp.route("/<int:book_id>/receipts/new", methods=["GET", "POST"])
@requires("ledger:post")
def receipt(book_id: int) -> Any:
    """Money that came in: the voucher gets its number, the entry waits for a second person."""
    book = fund(book_id, "ledger:post")
    boxes = _boxes(book)
    accounts = [row for row in queries.accounts_of(g.db, book.unit_id) if takes_lines(row) and row.nature != "debit"]
    form = ReceiptForm()
    form.offer(book, boxes, accounts, [one for one in queries.earmarks_of(g.db, [book.id]) if not is_over(one)])
    if request.method == "GET":
        form.on.data = clock.today()
        if form.earmark_id:
            form.earmark_id.data = request.args.get("earmark", 0, type=int)
    if form.validate_on_submit():
        with refusals(form):
            box = next(box for box in boxes if box.id == form.box_id.data)
            day: Any = form.on.data
            amount: Any = form.amount.data
            kind = VoucherKind.CASH_RECEIPT if box.kind == BoxKind.CASH else VoucherKind.BANK_RECEIPT
            voucher = service.issue_voucher(
                g.db, unit_id=book.unit_id, kind=kind.value, on=day, amount=amount, payee_name=form.payer_name.data,
                payee_address=form.payer_address.data or "", reason=form.reason.data, attachments=form.attachments.data or 0, by=g.actor,
            )
            lines = [LineSpec(box.account_code, debit=amount, box=box), LineSpec(form.credit_account.data, credit=amount)]
            earmark = fetch(Earmark, form.earmark_id.data, "ledger:post") if form.earmark_id and form.earmark_id.data else None
            wanted = Posting(book, day, form.reason.data, lines, f"receipt/{voucher.id}", voucher=voucher, earmark=earmark)
            entry = service.draft(g.db, wanted, by=g.actor)
            if kind is VoucherKind.CASH_RECEIPT:
                service.print_voucher(g.db, voucher, by=g.actor)
            flash(_("Đã lập %(label)s. Phụ trách kế toán xem và ghi sổ.", label=voucher.label), "good")
            for warning in queries.box_warnings(g.db, [box], day, coming=amount):
                flash(warning, "waiting")
            return redirect(url_for("ledger.entry", entry_id=entry.id), 303)
    warnings = queries.box_warnings(g.db, boxes, clock.today())
    return render_template("ledger/receipt.html", book=book, form=form, boxes=boxes, warnings=warnings), 422 if form.errors else 200


def takes_lines(account: Account) -> bool:
    """An account that a fund may be entered on: an open leaf, and no place of money."""
    return account.is_postable and account.closed_on is None and not chart.is_money(account.code)


def _fund_accounts() -> list[tuple[str, str]]:
    """Accounts that may carry the capital of a fund: those of the charts in reach, and of the sample for units that have none yet."""
    found = {row.code: row.name for row in chart.sample() if row.is_postable and not chart.is_money(row.code)}
    for unit_id, _name in _units("fund:open"):
        found |= {row.code: row.name for row in queries.accounts_of(g.db, unit_id) if takes_lines(row)}
    return [(code, f"TK-{code} · {name}") for code, name in sorted(found.items())]


def is_over(earmark: Earmark) -> bool:
    """A donation whose last day has passed takes no more money."""
    now = in_force(earmark.terms, clock.today())
    return now is None or (now.last_on is not None and now.last_on < clock.today())


def _boxes(book: Book) -> list[CashBox]:
    """Where this fund's money may lie: the boxes of its unit, but those kept for another fund."""
    return [box for box in queries.boxes_of(g.db, book.unit_id) if box.own_book_id in (None, book.id)]


def _units(permission: str) -> list[tuple[int, str]]:
    ids = g.actor.units_with(permission)
    return [(row.id, row.name) for row in g.db.scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.name))]
