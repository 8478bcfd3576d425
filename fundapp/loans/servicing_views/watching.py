"""All loans that are out: the list, what is due and late with its reminders, money coming back, the portfolio at each month's end."""

from datetime import date, timedelta
from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.access.queries import names_of
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.names import fold
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import ExpectedState
from fundapp.ledger.models import Book, Expected
from fundapp.loans import all_waiting, paper, portfolio, work
from fundapp.loans.kinds import STATES, TONES, LoanState
from fundapp.loans.models import Loan
from fundapp.loans.monthly import classify_or_ask
from fundapp.loans.requests import bp
from fundapp.loans.servicing import lives
from fundapp.loans.servicing.allocating import told_short
from fundapp.loans.servicing.classifying import last_month_end, months, reported
from fundapp.loans.servicing.coming import coming_back
from fundapp.loans.servicing_forms import QuoteForm
from fundapp.loans.servicing_views.life import lent, pdf
from fundapp.loans.standing import standing
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import requires
from fundapp.web.paging import page

AHEAD = timedelta(7)
MOST_UNITS = 200
VIEWS = {"open": (LoanState.OPEN,), "settled": (LoanState.SETTLED,), "written_off": (LoanState.WRITTEN_OFF,), "all": tuple(LoanState)}
GROUPS = {1: _("1 – Đủ tiêu chuẩn"), 2: _("2 – Cần chú ý"), 3: _("3 – Dưới tiêu chuẩn"), 4: _("4 – Nghi ngờ"), 5: _("5 – Có khả năng mất vốn")}
BANDS = (_("Trong hạn"), _("Quá hạn 1–9 ngày"), _("10–29 ngày"), _("30–89 ngày"), _("90–179 ngày"), _("Từ 180 ngày"))


@bp.get("/out")
@requires("loan:read", menu=_("Khoản đang vay"), icon="cash", group="lending", order=58)
def out() -> str:
    """Loans whose money has gone out, the newest first, each with where it stands today."""
    view, text = request.args.get("view", "open"), request.args.get("q", "")
    if view not in VIEWS:
        abort(404)
    query = select(Loan).where(Loan.state.in_([state for state in VIEWS[view] if state not in (LoanState.CONTRACTED, LoanState.CANCELLED)]))
    if text:
        query = query.where(Loan.borrower_folded.contains(fold(text), autoescape=True) | (Loan.code == text.strip().upper()))
    found = page(g.db, query, keys=[(Loan.id, "desc")], after=request.args.get("after"))
    told = told_of(found.rows)
    return render_template(
        "loans/out.html", page=found, told=told, said={loan_id: told_short(one) for loan_id, one in told.items()}, states=STATES, tones=TONES, view=view, q=text,
        units=units_of(found.rows),
    )


@bp.route("/waiting", methods=["GET", "POST"])
@requires("loan:allocate", menu_at="loans.out")
def waiting() -> Any:
    """Money that came for loans and waits to be used; one button uses all of it, each loan by itself, many of them in the background."""
    form, today = QuoteForm(), clock.today()
    if form.validate_on_submit():
        with refusals(form):
            made = all_waiting.allocate_or_ask(g.db, by=g.actor, on=today)
            if made is not None:
                flash(_("Đã phân bổ %(count)s khoản vay.", count=made[0]), "good")
                for reason in made[1]:
                    flash(reason, "bad")
            return redirect(url_for("loans.waiting"), 303)
    since = work.to_allocate(g.db, today)
    loans = list(g.db.scalars(select(Loan).where(Loan.id.in_(since)).order_by(Loan.id)))
    last = all_waiting.last_asked(g.db, g.actor)
    page_ = render_template(
        "loans/waiting.html", form=form, loans=loans, amounts=work.amounts(g.db, since), told=told_of(loans), units=units_of(loans),
        count=all_waiting.count_waiting(g.db, today), job=last if last is not None and last.asked_at.astimezone(clock.VIETNAM).date() == today else None,
    )
    return page_, 422 if form.errors else 200


def told_of(loans: list[Any]) -> dict[int, Any]:
    """Say where each of these loans stands today."""
    today, lived = clock.today(), lives.lives(g.db, [loan.id for loan in loans])
    return {loan.id: standing(lived.get(loan.id, []), today, lives.rules_of(loan)) for loan in loans}


def units_of(loans: list[Any]) -> dict[int, Any]:
    """The borrowers' units."""
    return {unit_id: g.db.get(Unit, unit_id) for unit_id in {loan.for_unit_id for loan in loans}}


@bp.get("/reminders")
@requires("loan:read", menu_at="loans.out")
def reminders() -> str:
    """Who is to be reminded, who has owed longest first: late, or due within a week, with a text to send.

    The ledger expects each loan's next payment: whoever owes nothing now, or whose debt is frozen, is left in peace.
    """
    today = clock.today()
    query = (
        select(Expected).join(Loan, Loan.code == Expected.code)
        .where(Loan.state == LoanState.OPEN, Expected.state == ExpectedState.OPEN.value, Expected.due_on <= today + AHEAD)
    )
    found = page(g.db, query, keys=[(Expected.due_on, "asc"), (Expected.id, "asc")], after=request.args.get("after"))
    loans = {loan.code: loan for loan in g.db.scalars(select(Loan).where(Loan.code.in_({one.code for one in found.rows})))}
    told, rows = told_of(list(loans.values())), []
    for one in found.rows:
        loan = loans[one.code]
        rows.append({"loan": loan, "told": told[loan.id], "text": paper.message(loan, told[loan.id], today), "said": told_short(told[loan.id])})
    return render_template("loans/reminders.html", page=found, rows=rows, units=units_of(list(loans.values())), today=today)


@bp.get("/<int:loan_id>/reminder.pdf")
@requires("loan:read")
def reminder(loan_id: int) -> Response:
    """The letter that reminds of what is due."""
    loan = lent(loan_id)
    g.note = ("loans.export", loan.code)
    return pdf(paper.reminder_of(g.db, loan, clock.today()), f"nhac-no-{loan.code}")


@bp.get("/coming")
@requires("loan:read", menu_at="loans.out")
def coming() -> str:
    """What should come back month by month, fund by fund, and how much can then be lent."""
    sums = coming_back(g.db, clock.today())
    held = ledger.standing(g.db, sums)
    books = []
    for book_id, by_month in sums.items():
        free, lines = held[book_id].free if book_id in held else 0, []
        for month, (principal, interest) in sorted(by_month.items())[:12]:
            free += principal + interest
            lines.append({"month": month, "principal": principal, "interest": interest, "free": free})
        books.append({"book": g.db.get(Book, book_id), "free": held[book_id].free if book_id in held else 0, "lines": lines})
    return render_template("loans/coming.html", books=books)


@bp.route("/portfolio", methods=["GET", "POST"])
@requires("loan:read", menu=_("Báo cáo dư nợ"), icon="chart-bar", group="lending", order=59)
def portfolio_report() -> Any:
    """The portfolio at a month's end as it was classified; who may classifies the month that has just ended."""
    form, last = QuoteForm(), last_month_end(clock.today())
    if form.is_submitted() and not g.actor.can("loan:classify"):
        abort(403)
    if form.validate_on_submit():
        with refusals(form):
            home = g.actor.home
            if home is None:
                abort(403)
            count = classify_or_ask(g.db, ended_on=last, unit_id=home.unit_id, by=g.actor)
            if count is None:
                flash(_("Đang phân loại đến %(day)s ở nền. Ít phút nữa hãy mở lại trang này.", day=day_text(last)), "good")
                return redirect(url_for("loans.portfolio_report"), 303)
            flash(_("Đã phân loại %(count)s khoản vay đến %(day)s.", count=count, day=day_text(last)), "good")
            return redirect(url_for("loans.portfolio_report", month=last.isoformat()), 303)
    done = months(g.db)
    chosen = chosen_month(done)
    report = report_of(chosen) if chosen else None
    page_ = render_template(
        "loans/portfolio_report.html", form=form, months=done, chosen=chosen, report=report, last=last, month_choices=[(one.isoformat(), day_text(one)) for one in done],
        **(named(report) if report else {}),
    )
    return page_, 422 if form.errors else 200


def named(report: dict[str, Any]) -> dict[str, Any]:
    """The rows of the report's tables with their names."""
    return {
        "band_rows": [(label, report["bands"][at].principal if at in report["bands"] else 0) for at, label in enumerate(BANDS)],
        "group_rows": [(GROUPS[at], report["groups"][at]) for at in sorted(report["groups"])],
        "unit_rows": [(report["unit_names"][unit_id], one) for unit_id, one in report["units"]],
        "officer_rows": [(report["names"].get(user) or _("Chưa giao"), one) for user, one in report["officers"]],
    }


def chosen_month(done: list[date]) -> date | None:
    """The month of the address, else the newest that was classified."""
    asked = request.args.get("month", "")
    if not asked:
        return done[0] if done else None
    found = next((month for month in done if month.isoformat() == asked), None)
    return found or abort(404)


def report_of(month: date) -> dict[str, Any]:
    """Everything that the report of a month shows."""
    made = reported(g.db, month)
    officers, units = (sorted(some.items(), key=lambda item: -item[1].principal) for some in (made.officers, made.units))
    return {
        "whole": made.whole, "groups": made.groups, "bands": made.bands, "officers": officers, "units": units[:MOST_UNITS], "concentration": made.concentration,
        "names": names_of(g.db, {user for user in made.officers if user}),
        "unit_names": {unit_id: getattr(g.db.get(Unit, unit_id), "name", "") for unit_id, _one in units[:MOST_UNITS]},
    }


SHEET = (
    Column(_("Nhóm"), 30), Column(_("Số khoản vay"), 14, "number", True), Column(_("Dư nợ gốc (đồng)"), 20, "dong", True),
    Column(_("Gốc quá hạn (đồng)"), 20, "dong", True),
    Column(_("Lãi phải thu (đồng)"), 20, "dong", True), Column(_("Dự phòng cụ thể (đồng)"), 22, "dong", True),
)


@bp.get("/portfolio.xlsx")
@requires("loan:read")
def portfolio_sheet() -> Response:
    """The groups of the month as a workbook; empty ones while no month was classified."""
    month = chosen_month(months(g.db)) or last_month_end(clock.today())
    groups = reported(g.db, month).groups
    empty = portfolio.Sum()
    lines = [(_name(GROUPS[at]), (one := groups.get(at, empty)).loans, one.principal, one.overdue_principal, one.interest, one.specific) for at in portfolio.GROUPS]
    content = workbook(
        _("PHÂN LOẠI NỢ"), SHEET, lines, on=clock.today(), issuer=[g.actor.home.unit_name] if g.actor.home else [],
        subtitle=_("Đến ngày %(day)s", day=day_text(month)), name=_("Phân loại nợ"),
    )
    g.note = ("loans.export", month.isoformat())
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="phan-loai-no-{month:%Y%m%d}.xlsx"'})


def _name(label: Text) -> str:
    return str(label)
