"""The lists of one fund, newest first: entries, account card, commitments. Books as they are signed are made by `reports`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort, g, render_template, request
from sqlalchemy import Select

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries
from fundapp.ledger.calendar import Span
from fundapp.ledger.kinds import (
    ENTRY_KIND_LABELS,
    MOVE_LABELS,
    RESERVATION_STATE_LABELS,
    RESERVATION_STATE_TONES,
    purpose_label,
)
from fundapp.ledger.models import Account, Book, Entry, Reservation
from fundapp.ledger.views.blueprint import MOST_EXPORTED, bp, chosen_year, excel, fund
from fundapp.orgs.models import Unit
from fundapp.sheets.export import Column
from fundapp.web.guards import requires
from fundapp.web.paging import Page, page
from fundapp.web.subjects import know, subject_text

COMMITMENTS = (
    Column(_("Ngày cam kết"), 12, "day"), Column(_("Hồ sơ"), 18), Column(_("Mục đích"), 24), Column(_("Cam kết (đồng)"), 18, "dong", True),
    Column(_("Đã chi (đồng)"), 18, "dong", True), Column(_("Đã giải phóng (đồng)"), 18, "dong", True), Column(_("Còn giữ (đồng)"), 18, "dong", True),
    Column(_("Hạn chi"), 12, "day"), Column(_("Giữ đến hết ngày"), 14, "day"),
)


@bp.get("/<int:book_id>/journal")
@requires("fund:read")
def journal(book_id: int) -> str:
    """The entries of a year, newest first."""
    book = fund(book_id)
    year, years = chosen_year(book)
    found = page(g.db, queries.journal(year.id), keys=[(Entry.number, "desc")], after=request.args.get("after"))
    return render_template("ledger/journal.html", book=book, year=year, years=years, page=found, kinds=ENTRY_KIND_LABELS)


@bp.get("/<int:book_id>/accounts/<int:code>")
@requires("fund:read")
def account(book_id: int, code: int) -> str:
    """The card of one account: its lines, newest first, each with the balance after it."""
    book = fund(book_id)
    named = _account(book.unit_id, str(code))
    card = queries.card(g.db, book, named.code, box_id=_box(), after=_place())
    boxes = {row.box_id: row.box_name for row in queries.balances_of(g.db, book) if row.account_code == named.code and row.box_id}
    know(g.db, (line.subject for line in card.lines))
    following = None if card.next is None else f"{card.next[0]:%Y%m%d}-{card.next[1]}"
    return render_template(
        "ledger/account.html", book=book, account=named, card=card, boxes=boxes, box_id=_box(), page=Page(card.lines, following, None),
        sign=-1 if named.nature == "credit" else 1,
    )


@bp.get("/<int:book_id>/commitments")
@requires("fund:read")
def commitments(book_id: int) -> str:
    """What the fund has promised: to which request, how much is paid, how much is still held, until when."""
    book, chosen = fund(book_id), _chosen()
    found = page(g.db, chosen.query(book), keys=[(Reservation.id, "desc")], after=request.args.get("after"))
    ids = [row.id for row in found.rows]
    know(g.db, (row.subject for row in found.rows))
    moves: dict[int, list[Any]] = {}
    for move in queries.moves_of(g.db, ids):
        moves.setdefault(move.reservation_id, []).append(move)
    extended: dict[int, list[Any]] = {}
    for one in queries.extensions_of(g.db, ids):
        extended.setdefault(one.reservation_id, []).append(one)
    units = {unit_id: g.db.get(Unit, unit_id) for unit_id in {row.for_unit_id for row in found.rows} if unit_id}
    return render_template(
        "ledger/commitments.html", book=book, page=found, chosen=chosen, moves=moves, extended=extended, units=units, labels=RESERVATION_STATE_LABELS,
        tones=RESERVATION_STATE_TONES, move_labels=MOVE_LABELS, purpose_label=purpose_label, standing=queries.standing(g.db, [book.id])[book.id],
        ending=queries.ending_soon(g.db, [book.id], clock.today()).get(book.id), today=clock.today(),
    )


@bp.get("/<int:book_id>/commitments.xlsx")
@requires("fund:read")
def commitments_sheet(book_id: int) -> Any:
    """The commitments as a workbook."""
    book = fund(book_id)
    rows = g.db.scalars(_chosen().query(book).order_by(Reservation.id).limit(MOST_EXPORTED)).all()
    know(g.db, (row.subject for row in rows))
    lines = (
        (
            row.reserved_on, subject_text(row.subject), purpose_label(row.purpose), row.amount, row.consumed_amount, row.released_amount, row.open_amount, row.due_on,
            row.lapse_on,
        )
        for row in rows
    )
    return excel(book, _("Cam kết chi"), COMMITMENTS, lines, file="cam-ket-chi")


@dataclass(frozen=True)
class Chosen:
    """Which commitments are asked for."""

    view: str
    due: Span | None

    def query(self, book: Book) -> Select[Reservation]:
        ending = clock.today() if self.view == "ending" else None
        return queries.commitments(book, only_open=self.view != "all", ending=ending, due=self.due)

    @property
    def arguments(self) -> dict[str, str]:
        """The same choice as arguments of an address."""
        return {"view": self.view, **(span_arguments(self.due) if self.due else {})}


def span_arguments(span: Span) -> dict[str, str]:
    """A span as arguments of an address."""
    if span.kind == "undated":
        return {"due": "none"}
    return {name: f"{day:%Y%m%d}" for name, day in (("from", span.first), ("to", span.last)) if day}


def _chosen() -> Chosen:
    view = request.args.get("view", "open")
    if view not in ("open", "ending", "all"):
        abort(404)
    if request.args.get("due") == "none":
        return Chosen(view, Span("undated"))
    first, last = _day("from"), _day("to")
    return Chosen(view, Span("days", first, last) if first or last else None)


def _day(name: str) -> date | None:
    asked = request.args.get(name, "")
    try:
        return datetime.strptime(asked, "%Y%m%d").date() if asked else None  # noqa: DTZ007
    except ValueError:
        abort(404)


def _account(unit_id: int, code: str) -> Account:
    found = next((row for row in queries.accounts_of(g.db, unit_id) if int(row.code) == int(code)), None)
    if found is None:
        abort(404)
    return found


def _box() -> int | None:
    asked = request.args.get("box", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        abort(404)
    return int(asked) if asked else None


def _place() -> tuple[date, int] | None:
    asked = request.args.get("after", "")
    if not asked:
        return None
    day, _dash, line = asked.partition("-")
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:8])), int(line)
    except ValueError:
        abort(404)
