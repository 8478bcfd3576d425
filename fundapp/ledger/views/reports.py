"""Books and reports: the door with the choice of days, and each report as page, workbook and printed paper."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, abort, g, render_template, request, send_file, url_for

from fundapp.documents import press
from fundapp.documents.views import OWN_PAPER
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.ledger import queries, reports
from fundapp.ledger.models import Account, Book, CashBox
from fundapp.ledger.reports import Asked, Drill, Report, Source
from fundapp.ledger.reports.papers import paper_of, sheet_of
from fundapp.ledger.spans import DAYS, ROMAN, Span, SpanError, part_span, parts, read_span
from fundapp.ledger.views.blueprint import bp, fund
from fundapp.sheets import signed
from fundapp.sheets.export import XLSX
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

Make = Callable[..., Report]
IN_MEMORY = 4 * 1024 * 1024


@dataclass(frozen=True)
class Choice:
    """The days asked for, as they stand in the picker; `problem` says what to write when they cannot be."""

    years: list[int]
    year: int
    part: str
    first: str
    last: str
    span: Span
    problem: Text | None = None

    @property
    def parts(self) -> list[tuple[str, Text]]:
        own = [(DAYS, self.span.label)] if self.part == DAYS and self.problem is None else []
        return [*own, *((part, part_label(part)) for part in parts())]


def part_label(part: str) -> Text:
    """Name a part of the year in the picker."""
    if part == "y":
        return _("Cả năm")
    return _("Quý %(quarter)s", quarter=ROMAN[int(part[1:]) - 1]) if part.startswith("q") else _("Tháng %(month)s", month=int(part[1:]))


def chosen(years: list[int], default: str = "y") -> Choice:
    """Read the days from the address; a year without books or an unknown part is 404."""
    today = clock.today()
    known = years or [today.year]
    asked = request.args.get("year", "")
    year = next((one for one in known if str(one) == asked), known[0] if not asked else None)
    part = request.args.get("part", default)
    if year is None or part not in (*parts(), DAYS):
        abort(404)
    first, last = request.args.get("first", "")[:40], request.args.get("last", "")[:40]
    try:
        span = read_span(year, part, first, last, on=today)
        if span.year not in known:
            raise SpanError(_("Sổ không mở cho năm %(year)s. Hãy chọn ngày của năm có sổ.", year=span.year))
    except SpanError as problem:
        return Choice(known, year, part, first, last, part_span(year, "y"), problem.message)
    return Choice(known, span.year, part if part != DAYS else span.part, day_text(span.first), day_text(span.last), span)


def asked_page() -> Asked:
    """The page of the address."""
    try:
        return Asked(reports.read_place(request.args.get("after", "")))
    except ValueError:
        abort(404)


def report(address: str, years: Callable[..., list[int]]) -> Callable[[Make], Make]:
    """Answer with a report at an address: its page, and beside it (.xlsx, .pdf) the whole as workbook and paper."""

    def register(make: Make) -> Make:
        name = make.__name__

        @requires("fund:read", menu_at="ledger.reports")
        @wraps(make)
        def shown(**ids: int) -> Any:
            choice = chosen(years(**ids))
            if choice.problem is not None:
                return render_template("ledger/_report.html", choice=choice, report=None, kept=_kept(), name=name), 422
            found = make(choice.span, asked_page(), **ids)
            return render_template(
                "ledger/_report.html", choice=choice, report=found, rows=list(found.rows), kept=_kept(), name=name, sheet=_address(f"{name}_sheet", choice.span, ids),
                paper=_address(f"{name}_paper", choice.span, ids), href=href, today=clock.today(),
            )

        @requires("fund:read")
        def sheet(**ids: int) -> Response:
            return workbook(make(_whole_span(years(**ids)), None, **ids))

        @requires("fund:read")
        def paper(**ids: int) -> Response:
            return printed(make(_whole_span(years(**ids)), None, **ids))

        bp.add_url_rule(address, name, shown)
        bp.add_url_rule(f"{address}.xlsx", f"{name}_sheet", sheet)
        bp.add_url_rule(f"{address}.pdf", f"{name}_paper", paper)
        return make

    return register


def workbook(found: Report) -> Response:
    """Answer with the whole report as a workbook, written to disk row by row."""
    stream = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed when it has been sent)
    signed.write(sheet_of(found, clock.today()), stream)
    stream.seek(0)
    _note(found, _("Excel"))
    return send_file(stream, mimetype=XLSX, as_attachment=True, download_name=f"{_file(found)}.xlsx", etag=False)


def printed(found: Report) -> Response:
    """Answer with the whole report as a printed paper, made in a process of its own: a long one needs a gigabyte, and printing keeps 25 MB."""
    today = clock.today()
    trace = _("In ngày %(day)s, người in: %(name)s", day=day_text(today), name=g.actor.full_name)
    layout, data = paper_of(found, today, trace)
    pdf = press.render_apart(layout, data)
    _note(found, _("bản in"))
    answer = Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{_file(found)}.pdf"'})
    answer.headers["Content-Security-Policy"] = OWN_PAPER
    answer.headers["Cache-Control"] = "no-store"
    return answer


def href(link: Drill) -> str:
    """The address of the rows behind a number."""
    return url_for(link.endpoint, **link.values)


def years_of_book(book_id: int, **_more: int) -> list[int]:
    return [row.year for row in queries.book_years(g.db, fund(book_id))]


def years_of_box(box_id: int) -> list[int]:
    books = queries.books_of_box(g.db, fetch(CashBox, box_id, "fund:read"))
    return queries.years_of(g.db, [book.id for book in books])


@report("/<int:book_id>/general-journal", years_of_book)
def general_journal(span: Span, asked: Asked | None, *, book_id: int) -> Report:
    """S04-H."""
    return reports.general_journal(g.db, fund(book_id), span, on=clock.today(), page=asked)


@report("/<int:book_id>/general-ledger/<int:code>", years_of_book)
def general_ledger(span: Span, asked: Asked | None, *, book_id: int, code: int) -> Report:
    """S03-H of one account."""
    book = fund(book_id)
    return reports.general_ledger(g.db, book, _account(book, code), span, on=clock.today(), page=asked)


@report("/<int:book_id>/account-book/<int:code>", years_of_book)
def account_book(span: Span, asked: Asked | None, *, book_id: int, code: int) -> Report:
    """S31-H of one account."""
    book = fund(book_id)
    return reports.account_book(g.db, book, _account(book, code), span, on=clock.today(), page=asked)


@report("/<int:book_id>/trial-balance", years_of_book)
def trial_balance(span: Span, _asked: Asked | None, *, book_id: int) -> Report:
    """S05-H."""
    return reports.trial_balance(g.db, fund(book_id), span, on=clock.today())


@report("/<int:book_id>/statement", years_of_book)
def statement(span: Span, _asked: Asked | None, *, book_id: int) -> Report:
    """Báo cáo thu, chi quỹ."""
    return reports.fund_statement(g.db, fund(book_id), span, on=clock.today())


@report("/<int:book_id>/public-notice", years_of_book)
def public_notice(span: Span, _asked: Asked | None, *, book_id: int) -> Report:
    """Công khai thu, chi quỹ."""
    return reports.public_notice(g.db, fund(book_id), span, on=clock.today())


@report("/boxes/<int:box_id>/book", years_of_box)
def box_book(span: Span, asked: Asked | None, *, box_id: int) -> Report:
    """S11-H of a cash box, S12-H of a bank account; of one fund in it when the address names one."""
    box = fetch(CashBox, box_id, "fund:read")
    books = queries.books_of_box(g.db, box)
    only = request.args.get("book", "")
    one = next((book for book in books if str(book.id) == only), None)
    if only and one is None:
        abort(404)
    return reports.box_book(g.db, box, books, span, on=clock.today(), page=asked, only=one)


@bp.get("/<int:book_id>/statement/rows")
@requires("fund:read", menu_at="ledger.reports")
def statement_rows(book_id: int) -> Any:
    """The entries behind one line of a fund's statement."""
    book = fund(book_id)
    choice = chosen(years_of_book(book_id))
    side, name = request.args.get("side", "out"), request.args.get("source", "")
    if side not in ("in", "out") or len(name) > 40:
        abort(404)
    if choice.problem is not None:
        abort(404)
    source = Source(side == "in", name or None)
    names = reports.source_names(g.db, book)
    query, keys = reports.rows_of(g.db, book, source, choice.span)
    found = page(g.db, query, keys=keys, after=request.args.get("after"))
    return render_template(
        "ledger/statement_rows.html", book=book, choice=choice, page=found, is_income=source.is_income, title=reports.source_name(source, names),
        back=_address("statement", choice.span, {"book_id": book.id}),
    )


@bp.get("/reports", endpoint="reports")
@requires("fund:read", menu=_("Sổ sách và báo cáo"), icon="report-analytics", group="money", order=15)
def door() -> Any:
    """Every book and report of a unit, for the days chosen."""
    units = queries.units_with_books(g.db)
    asked = request.args.get("unit", "")
    unit = next((one for one in units if str(one.id) == asked), units[0] if units and not asked else None)
    if unit is None and asked:
        abort(404)
    books = queries.books(g.db, unit_id=unit.id) if unit else []
    choice = chosen(queries.years_of(g.db, [book.id for book in books]))
    return render_template(
        "ledger/reports.html", units=units, unit=unit, choice=choice, books=books, boxes=queries.boxes_with_money(g.db, unit.id) if unit else [],
        accounts={book.id: queries.accounts_used(g.db, book) for book in books}, to=lambda name, **ids: _address(name, choice.span, ids),
        form=lambda name: reports.form_on(name, choice.span.last),
    ), 422 if choice.problem else 200


def _account(book: Book, code: int) -> Account:
    found = next((row for row in queries.accounts_of(g.db, book.unit_id) if int(row.code) == code), None)
    if found is None:
        abort(404)
    return found


def _whole_span(years: list[int]) -> Span:
    choice = chosen(years)
    if choice.problem is not None:
        abort(404)
    return choice.span


def _kept() -> dict[str, str]:
    """What the address says beside the days, kept by the picker."""
    return {name: value for name, value in request.args.items() if name == "book"}


def _address(endpoint: str, span: Span, ids: dict[str, int]) -> str:
    return url_for(f"ledger.{endpoint}", **ids, **reports.span_values(span), **_kept())  # type: ignore[arg-type]


def _file(found: Report) -> str:
    return f"{found.file}-{found.span.first:%Y%m%d}-{found.span.last:%Y%m%d}"


def _note(found: Report, how: Text) -> None:
    g.note = ("ledger.export", f"{found.form.title.capitalize()}, {found.span.label}, {how}")
