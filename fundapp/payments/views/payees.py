"""Receiving accounts and the calls that vouch for them; what was odd about orders, for whoever inspects."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fundapp.access.queries import names_of
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.payments import queries, service
from fundapp.payments.forms import CallBackForm
from fundapp.payments.lifecycle import STATE_LABELS, STATE_TONES, State
from fundapp.payments.models import PayeeAccount, PaymentWarning
from fundapp.payments.suspicion import KIND_LABELS
from fundapp.payments.views.blueprint import bp
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

MOST_EXPORTED = 20_000
COLUMNS = [
    Column(_("Ngày ghi"), 12, "day"), Column(_("Loại cảnh báo"), 24), Column(_("Nội dung"), 70), Column(_("Mã đề nghị"), 15),
    Column(_("Người nhận tiền"), 26), Column(_("Số tiền (đồng)"), 16, "dong"), Column(_("Tình trạng"), 16),
]


@bp.get("/payees")
@requires("payment:read")
def payees() -> str:
    """The receiving accounts that the units in sight have come to know, newest first, masked."""
    found = page(g.db, queries.accounts(), keys=[(PayeeAccount.id, "desc")], after=request.args.get("after"))
    vouched = {account.id: queries.call_back_of(g.db, account) for account in found.rows}
    names = names_of(g.db, {row.by_id for row in vouched.values() if row} | {account.added_by_id for account in found.rows})
    return render_template("payments/payees.html", page=found, vouched=vouched, names=names, masked=queries.masked, today=clock.today())


@bp.route("/payees/<int:payee_id>/call-back", methods=["GET", "POST"])
@requires("payment:call_back")
def call_back(payee_id: int) -> Any:
    """Somebody else than who added the account has called the payee."""
    account = fetch(PayeeAccount, payee_id, "payment:call_back")
    form = CallBackForm()
    if form.validate_on_submit():
        with refusals(form):
            service.call_back(g.db, account, note=form.note.data, by=g.actor, on=clock.today())
            flash(_("Đã ghi xác nhận; tài khoản này không phải chờ nữa."), "good")
            return redirect(url_for("payments.payees"), 303)
    account = fetch(PayeeAccount, payee_id)
    vouched = queries.call_back_of(g.db, account)
    names = names_of(g.db, {account.added_by_id, *([vouched.by_id] if vouched else [])})
    shown = render_template("payments/call_back.html", form=form, account=account, vouched=vouched, names=names, masked=queries.masked(account))
    return shown, 422 if form.errors or form.form_errors else 200


@bp.get("/warnings")
@requires("payment:read")
def warnings() -> str:
    """What was odd about orders in sight, newest first."""
    kind = _kind()
    found = page(g.db, queries.warnings_noted(kind), keys=[(PaymentWarning.id, "desc")], after=request.args.get("after"))
    return render_template("payments/warnings.html", page=found, kind=kind, kinds=KIND_LABELS, labels=STATE_LABELS, tones=STATE_TONES)


@bp.get("/warnings/export")
@requires("payment:read")
def warnings_export() -> Any:
    """The list as shown, as an Excel workbook."""
    kind, today = _kind(), clock.today()
    rows = list(g.db.scalars(queries.warnings_noted(kind).order_by(PaymentWarning.id.desc()).limit(MOST_EXPORTED)))
    g.note = ("payment.warnings_export", f"{len(rows)}")
    content = workbook(
        _("CẢNH BÁO KHI CHI TIỀN"), COLUMNS, [_line(row) for row in rows], on=today,
        issuer=[g.actor.home.unit_name] if g.actor.home else [], subtitle=_("Người xuất: %(name)s; %(count)s cảnh báo", name=g.actor.full_name, count=len(rows)),
        filters=str(KIND_LABELS[kind]) if kind else "", name=_("Cảnh báo"),
    )
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="canh-bao-chi-{today:%Y%m%d}.xlsx"'})


def _kind() -> str:
    kind = request.args.get("kind", "")
    if kind and kind not in KIND_LABELS:
        abort(404)
    return kind


def _line(warning: PaymentWarning) -> tuple[Any, ...]:
    order = warning.order
    return (
        warning.noted_on, KIND_LABELS[warning.kind], warning.said, order.code, order.payee_name, order.amount, STATE_LABELS[State(order.state)],
    )
