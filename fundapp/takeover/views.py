"""Pages of old books: the files, the upload, one file before and after it is posted."""

import io
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, send_file, url_for

from fundapp.access.queries import names_of
from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger
from fundapp.ledger.models import Book
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX
from fundapp.sheets.reader import LARGEST_FILE
from fundapp.takeover import queries, service, words, work
from fundapp.takeover.blank import blank_books
from fundapp.takeover.forms import EmptyForm, PostingForm, UploadForm
from fundapp.takeover.models import Takeover, TakeoverEntry
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

bp = Blueprint("takeover", __name__, url_prefix="/takeover")
SHOWN = 40
WORK = (work.read_file, work.post_file)  # Importing them registers the long work of this room.


@bp.get("/")
@requires("takeover:read", menu=_("Nhập sổ cũ"), icon="upload", group="money", order=40)
def listing() -> Any:
    """The files of old books in sight."""
    found = page(g.db, queries.takeovers(), keys=[(Takeover.id, "desc")], after=request.args.get("after"), size=30)
    units = {unit.id: unit for unit in g.db.query(Unit).where(Unit.id.in_({row.unit_id for row in found.rows}))}
    return render_template(
        "takeover/listing.html", page=found, states=words.STATES, kinds=words.KINDS, units=units, names=names_of(g.db, {row.uploaded_by_id for row in found.rows}),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires("fund:open")
def new() -> Any:
    """Upload a file; nothing of it is in the books until somebody else has posted it."""
    form = UploadForm()
    units = queries.units_for(g.db, g.actor)
    books = [book for book in ledger.books(g.db, is_open=True) if g.actor.can("fund:open", book)]
    form.offer([(unit.id, unit.name) for unit in units], books)
    if request.method == "GET":
        form.year.data, form.closes.data = clock.today().year - 1, True
    if form.validate_on_submit():
        with refusals(form):
            unit = fetch(Unit, form.unit_id.data, "fund:open")
            book = fetch(Book, form.book_id.data, "fund:open") if form.book_id.data else None
            sent = form.file.data[0]
            made = service.receive(
                g.db, content=sent.stream.read(LARGEST_FILE + 1), name=sent.filename, unit_id=unit.id, kind=form.kind.data, book=book,
                opened_on=form.opened_on.data, year=form.year.data, purpose=form.purpose.data, closes=bool(form.closes.data), by=g.actor, on=clock.today(),
            )
            return redirect(url_for("takeover.show", takeover_id=made.id), 303)
    return render_template("takeover/new.html", form=form, units=units), 422 if request.method == "POST" else 200


@bp.get("/units/<int:unit_id>/opening.xlsx")
@requires("fund:open")
def opening_template(unit_id: int) -> Any:
    """The blank workbook for one unit's opening balances."""
    return _template(fetch(Unit, unit_id, "fund:open"), words.OPENING)


@bp.get("/units/<int:unit_id>/journal.xlsx")
@requires("fund:open")
def journal_template(unit_id: int) -> Any:
    """The blank workbook for one unit's journal of last year."""
    return _template(fetch(Unit, unit_id, "fund:open"), words.JOURNAL)


def _template(unit: Unit, kind: str) -> Any:
    accounts = [row for row in ledger.accounts_of(g.db, unit.id) if row.is_postable and row.closed_on is None]
    content = blank_books(kind, accounts, ledger.boxes_of(g.db, unit.id), ledger.books(g.db, unit_id=unit.id, is_open=True))
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=f"{words.KINDS[kind]}.xlsx")


@bp.get("/<int:takeover_id>")
@requires("takeover:read")
def show(takeover_id: int) -> Any:
    """One file: what was understood, what is wrong, its entries, and the next act."""
    return _page(fetch(Takeover, takeover_id, "takeover:read"))


def _page(takeover: Takeover, form: Any = None, status: int = 200, problem: Any = None) -> Any:
    rows = page(g.db, queries.entries_of(takeover), keys=[(TakeoverEntry.place, "asc")], after=request.args.get("after"), size=SHOWN)
    books = {book.id: book for book in ledger.books(g.db, unit_id=takeover.unit_id)}
    return render_template(
        "takeover/show.html", takeover=takeover, unit=g.db.get(Unit, takeover.unit_id), state=words.STATES[takeover.state], kind=words.KINDS[takeover.kind],
        job=g.db.get(Job, takeover.job_id) if takeover.job_id else None, page=rows, entries=[(row, queries.opened(row)) for row in rows.rows], books=books,
        codes=ledger.shown_codes(g.db, takeover.unit_id), boxes={box.id: box.name for box in ledger.boxes_of(g.db, takeover.unit_id)},
        facts=[("", _("Không dùng")), *((fact, words.title(fact)) for fact in words.WORDS[takeover.kind])], titles=words.TITLES, form=form or PostingForm(formdata=None),
        names=names_of(g.db, {user for user in (takeover.uploaded_by_id, takeover.posted_by_id) if user}), standings=_carried(takeover, books),
        earlier=queries.earlier_posting(g.db, takeover), mine=takeover.uploaded_by_id == g.actor.user_id,
        problem=problem, failed=service.has_failed(g.db, takeover),
    ), status


def _carried(takeover: Takeover, books: dict[int, Book]) -> list[tuple[Book, int]]:
    """What each fund of a posted file carries over at the end of its year."""
    if takeover.state != words.POSTED:
        return []
    ids = [fund["book_id"] for fund in takeover.understood["funds"]]
    sums = {
        book_id: sum(row.closing for row in ledger.trial_balance(g.db, book_id, (takeover.year, 12), (takeover.year, 12)) if row.account_code.startswith("11"))
        for book_id in ids
    }
    return [(books[book_id], sums[book_id]) for book_id in ids if book_id in books]


@bp.post("/<int:takeover_id>/columns")
@requires("fund:open")
def correct_columns(takeover_id: int) -> Any:
    """Say what the columns mean; the file is read again."""
    takeover = fetch(Takeover, takeover_id, "fund:open")
    known = {"", *words.WORDS[takeover.kind]}
    meanings = {column["letter"]: request.form.get(f"column-{column['letter']}", "") for column in takeover.understood.get("columns", [])}
    if any(fact not in known for fact in meanings.values()):
        abort(400)
    return _act(takeover, lambda: service.correct_columns(g.db, takeover, meanings=meanings, by=g.actor))


@bp.post("/<int:takeover_id>/submission")
@requires("fund:open")
def send(takeover_id: int) -> Any:
    """Whoever uploaded the file sends it to the second person."""
    takeover = fetch(Takeover, takeover_id, "fund:open")
    return _act(takeover, lambda: service.send(g.db, takeover, by=g.actor))


@bp.post("/<int:takeover_id>/confirmation")
@requires("ledger:confirm")
def posting(takeover_id: int) -> Any:
    """A second person has the whole file posted, or gives it back with a reason."""
    takeover = fetch(Takeover, takeover_id, "ledger:confirm")
    form = PostingForm()
    if request.form.get("act") == "return":
        return _act(takeover, lambda: service.give_back(g.db, takeover, reason=form.reason.data or "", by=g.actor), form)
    return _act(takeover, lambda: service.ask_to_post(g.db, takeover, by=g.actor), form)


@bp.post("/<int:takeover_id>/attempt")
@requires("fund:open")
def read_again(takeover_id: int) -> Any:
    """Read a file once more whose reading came to no end."""
    takeover = fetch(Takeover, takeover_id, "fund:open")
    return _act(takeover, lambda: service.read_again(g.db, takeover, by=g.actor))


@bp.post("/<int:takeover_id>/removal")
@requires("fund:open")
def discard(takeover_id: int) -> Any:
    """Throw a file away that was not posted."""
    takeover = fetch(Takeover, takeover_id, "fund:open")
    name = takeover.file_name
    answer = _act(takeover, lambda: service.discard(g.db, takeover, by=g.actor))
    if not isinstance(answer, tuple):
        flash(_("Đã bỏ tệp “%(name)s”. Không có gì được ghi sổ.", name=name), "info")
    return answer


@bp.get("/<int:takeover_id>/bad-rows.xlsx")
@requires("takeover:read")
def bad_rows(takeover_id: int) -> Any:
    """The bad rows in the sender's own file."""
    takeover = fetch(Takeover, takeover_id, "takeover:read")
    if takeover.bad_file_id is None:
        abort(404)
    return file_response(fetch(StoredFile, takeover.bad_file_id))


def _act(takeover: Takeover, act: Any, form: Any = None) -> Any:
    takeover_id = takeover.id
    asked = form or EmptyForm()
    if asked.validate_on_submit():
        with refusals(asked):
            act()
            return redirect(url_for("takeover.show", takeover_id=takeover_id), 303)
    # The page may have gone on meanwhile and show another form, or none: what was refused is said on top of it.
    return _page(fetch(Takeover, takeover_id), form, 422, problem=asked)
