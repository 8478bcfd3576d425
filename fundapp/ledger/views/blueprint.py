"""The blueprint, and what the families of pages share."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, g, request

from fundapp.kernel import clock
from fundapp.kernel.labels import Text
from fundapp.ledger import queries
from fundapp.ledger.models import Book, BookYear
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.guards import fetch
from fundapp.web.subjects import coded

bp = Blueprint("ledger", __name__, url_prefix="/ledger")
coded(Book.id, Book.code, "ledger")
MOST_EXPORTED = 20_000


def fund(book_id: int, permission: str = "fund:read") -> Book:
    """The fund of the address."""
    return fetch(Book, book_id, permission)


def chosen_year(book: Book) -> tuple[BookYear, list[BookYear]]:
    """The year asked for (the newest when none is), and all years of the book."""
    years = queries.book_years(g.db, book)
    asked = request.args.get("year", "")
    found = next((year for year in years if str(year.year) == asked), years[0] if not asked else None)
    if found is None:
        abort(404)
    return found, years


def excel(book: Book, title: Text, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, file: str, filters: str = "") -> Response:
    """Answer with a list as a workbook."""
    today: date = clock.today()
    content = workbook(
        title, columns, rows, issuer=[g.actor.home.unit_name] if g.actor.home else [], subtitle=book.name, filters=filters, on=today, name=title
    )
    g.note = ("ledger.export", f"{book.code} {file}")
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{file}-{book.code.lower()}-{today:%Y%m%d}.xlsx"'})
