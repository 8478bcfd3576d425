"""Pages of loans: the calculator of schedules."""

from typing import Any

from flask import Response, abort, g, render_template, request, url_for

from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong, percent
from fundapp.loans import contract_views, words  # noqa: F401  (hangs its pages into bp)
from fundapp.loans.effective import effective_of
from fundapp.loans.employment import views  # noqa: F401  (so do these)
from fundapp.loans.forms import CalculatorForm
from fundapp.loans.requests import bp
from fundapp.loans.schedule import Terms, schedule
from fundapp.regulations import loan_terms
from fundapp.regulations.loan_terms import Method
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.guards import requires

# Rates are shown to so many places.
PLACES = 3
COLUMNS = (
    Column(_("Kỳ"), 6, "number"), Column(_("Ngày đến hạn"), 14, "day"), Column(_("Dư nợ đầu kỳ (đồng)"), 18, "dong"), Column(_("Gốc (đồng)"), 16, "dong", True),
    Column(_("Lãi (đồng)"), 16, "dong", True), Column(_("Phải trả (đồng)"), 16, "dong", True), Column(_("Dư nợ cuối kỳ (đồng)"), 18, "dong"),
)


@bp.get("/calculator")
@requires("loan:read", menu=_("Tính lịch trả nợ"), icon="calendar", group="lending", order=60)
def calculator() -> Any:
    """Show the schedule of the terms in the address, with flat and effective rate side by side; nothing is kept."""
    form = CalculatorForm()
    terms = form.terms(clock.today())
    if terms is None:
        return render_template("loans/calculator.html", form=form, terms=None), 422
    rows, asked = schedule(terms), dict[str, Any](request.args.to_dict())
    return render_template(
        "loans/calculator.html", form=form, terms=terms, rows=rows, interest=sum(row.interest for row in rows), effective=percent(effective_of(terms, rows), PLACES),
        period=words.PERIOD[terms.every], stated=percent(terms.rate_percent, PLACES), stated_per=words.PERIOD_OF_RATE[terms.rate_per],
        is_flat=terms.method == Method.FLAT, summary=summary(terms), sheet=url_for("loans.calculator_sheet", **asked),
    )


@bp.get("/calculator.xlsx")
@requires("loan:read")
def calculator_sheet() -> Response:
    """The same schedule as a workbook."""
    terms = CalculatorForm().terms(clock.today())
    if terms is None:
        abort(404)
    lines = [(row.number, row.due_on, row.opening, row.principal, row.interest, row.payment, row.closing) for row in schedule(terms)]
    content = workbook(
        _("LỊCH TRẢ NỢ DỰ KIẾN"), COLUMNS, lines, on=clock.today(), issuer=[g.actor.home.unit_name] if g.actor.home else [], subtitle=summary(terms),
        name=_("Lịch trả nợ"),
    )
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="lich-tra-no-{clock.today():%Y%m%d}.xlsx"'})


def summary(terms: Terms) -> str:
    """Say the terms in one line."""
    return _(
        "Vay %(amount)s đồng ngày %(day)s, %(count)s kỳ, lãi suất %(rate)s%% cho %(per)s. %(method)s.",
        amount=dong(terms.principal), day=day_text(terms.disbursed_on), count=terms.instalments, rate=percent(terms.rate_percent, PLACES),
        per=loan_terms.RATE_PER[terms.rate_per], method=loan_terms.METHODS[terms.method],
    )
