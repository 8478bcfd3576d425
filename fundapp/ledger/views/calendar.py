"""The calendar of promised money: when what the funds hold falls due, each sum leading to its rows and each row to its case."""

from flask import abort, g, render_template, request

from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.ledger import queries
from fundapp.ledger.calendar import Span, laid_out, totals
from fundapp.ledger.views.blueprint import bp
from fundapp.ledger.views.lists import span_arguments
from fundapp.web.guards import requires


@bp.get("/calendar")
@requires("fund:read", menu=_("Lịch tiền đến hạn"), icon="calendar", group="money", order=12)
def calendar() -> str:
    """When the money that the funds hold for requests falls due, by month or by week."""
    by = request.args.get("by", "month")
    if by not in ("month", "week"):
        abort(404)
    today = clock.today()
    rows = laid_out(queries.falling_due(g.db), today, by)
    sums = totals(rows)
    books = [book for book in queries.books(g.db) if book.id in sums]
    ending = queries.ending_soon(g.db, sums, today)
    return render_template(
        "ledger/calendar.html", by=by, rows=rows, books=books, totals=sums, named=_named, arguments=span_arguments,
        ending=ending,
    )


def _named(span: Span) -> Text:
    if span.kind == "overdue":
        return _("Đã quá hạn chi")
    if span.kind == "later":
        return _("Sau đó")
    if span.kind == "undated" or span.first is None or span.last is None:
        return _("Chưa định ngày")
    if span.kind == "week":
        return _("Tuần %(first)s – %(last)s", first=f"{span.first:%d/%m}", last=f"{span.last:%d/%m/%Y}")
    return _("Tháng %(month)s", month=f"{span.first:%m/%Y}")
