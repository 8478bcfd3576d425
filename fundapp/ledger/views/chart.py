"""The chart of accounts of a unit: seen with its sources, divided, closed, and written in the unit's own codes."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries, service
from fundapp.ledger.forms import AccountForm, CloseAccountForm, CodesForm
from fundapp.ledger.models import Account
from fundapp.ledger.views.blueprint import bp
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires

CHART = (
    Column(_("Số hiệu của đơn vị"), 16), Column(_("Số hiệu trong phần mềm"), 16), Column(_("Tên tài khoản"), 44), Column(_("Tính chất"), 14),
    Column(_("Ghi trực tiếp"), 12), Column(_("Đóng từ ngày"), 14, "day"), Column(_("Nguồn"), 60),
)
NATURES = {"debit": _("Dư Nợ"), "credit": _("Dư Có"), "both": _("Dư hai bên")}


@bp.get("/charts")
@requires("fund:read")
def charts() -> Any:
    """The units in sight that have a chart of their own; with one alone, its chart."""
    found = queries.charts(g.db)
    if len(found) == 1:
        return redirect(url_for("ledger.chart", unit_id=found[0][0].id), 303)
    return render_template("ledger/charts.html", charts=found)


@bp.get("/charts/<int:unit_id>")
@requires("fund:read")
def chart(unit_id: int) -> str:
    """One unit's chart: codes, names, what is held, where each account comes from."""
    unit = fetch(Unit, unit_id, "fund:read")
    lines = queries.chart_of(g.db, unit.id)
    return render_template("ledger/chart.html", unit=unit, lines=lines, natures=NATURES, is_mapped=any(line.account.shown_code != line.account.code for line in lines))


@bp.get("/charts/<int:unit_id>/chart.xlsx")
@requires("fund:read")
def chart_sheet(unit_id: int) -> Response:
    """The chart as a workbook."""
    unit = fetch(Unit, unit_id, "fund:read")
    accounts = [line.account for line in queries.chart_of(g.db, unit.id)]
    rows = (
        (one.shown_code, one.code, one.name, NATURES[one.nature], _("Có") if one.is_postable else "", one.closed_on, one.source) for one in accounts
    )
    content = workbook(_("Hệ thống tài khoản"), CHART, rows, issuer=[unit.name], on=clock.today(), name=_("Hệ thống tài khoản"))
    g.note = ("ledger.export", f"{unit.code} he-thong-tai-khoan")
    name = f"he-thong-tai-khoan-{unit.code.lower()}-{clock.today():%Y%m%d}.xlsx"
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@bp.route("/charts/<int:unit_id>/accounts/new", methods=["GET", "POST"])
@requires("fund:open")
def new_account(unit_id: int) -> Any:
    """Add a detailed account under one of the chart."""
    unit = fetch(Unit, unit_id, "fund:open")
    form = AccountForm()
    lines = [line for line in queries.chart_of(g.db, unit.id) if line.account.closed_on is None]
    form.offer(lines)
    if request.method == "GET":
        form.parent.data = request.args.get("parent", "")
    if form.validate_on_submit():
        with refusals(form):
            account = service.add_account(
                g.db, unit_id=unit.id, code=form.code.data, name=form.name.data, parent=form.parent.data, source=form.source.data or "", by=g.actor
            )
            flash(_("Đã thêm tài khoản %(name)s.", name=account.name), "good")
            return redirect(url_for("ledger.chart", unit_id=unit.id), 303)
    return render_template("ledger/new_account.html", form=form, unit=unit), 422 if form.errors else 200


@bp.route("/accounts/<int:account_id>/closing", methods=["GET", "POST"])
@requires("fund:open")
def account_closing(account_id: int) -> Any:
    """Close an account that holds nothing, or let a closed one take lines again."""
    account = fetch(Account, account_id, "fund:open")
    form = CloseAccountForm()
    if form.validate_on_submit():
        with refusals(form):
            if account.closed_on is None:
                service.close_account(g.db, account, by=g.actor, on=clock.today())
                flash(_("Đã đóng tài khoản %(name)s.", name=account.name), "good")
            else:
                service.reopen_account(g.db, account, by=g.actor)
                flash(_("Tài khoản %(name)s ghi sổ được trở lại.", name=account.name), "good")
            return redirect(url_for("ledger.chart", unit_id=account.unit_id), 303)
    shown = render_template("ledger/account_closing.html", form=form, account=account, unit=g.db.get_one(Unit, account.unit_id), natures=NATURES)
    return shown, 422 if form.errors else 200


@bp.route("/charts/<int:unit_id>/codes", methods=["GET", "POST"])
@requires("fund:open")
def codes(unit_id: int) -> Any:
    """Say which code the unit itself writes for each account."""
    unit = fetch(Unit, unit_id, "fund:open")
    lines = queries.chart_of(g.db, unit.id)
    form = CodesForm.for_accounts([line.account for line in lines])()
    if form.validate_on_submit():
        with refusals(form):
            changed = service.set_codes(g.db, unit_id=unit.id, codes=form.codes(), by=g.actor)
            flash(_("Đã lưu số hiệu của đơn vị (%(n)s tài khoản thay đổi).", n=changed), "good")
            return redirect(url_for("ledger.chart", unit_id=unit.id), 303)
    return render_template("ledger/codes.html", form=form, unit=unit, lines=lines), 422 if form.errors else 200
