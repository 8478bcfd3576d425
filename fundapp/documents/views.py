"""Pages of files, of the register of outgoing papers, and the one where anybody verifies a printed paper."""

from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from fundapp.access.policy import Permission
from fundapp.documents import files, keys, public, public_codes, queries
from fundapp.documents.models import RegisteredDocument, StoredFile
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.web import guards
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

IN_A_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
# The browser's own PDF viewer does not start in a sandbox.
OWN_PAPER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
WORK = (keys.run,)  # Importing it registers the long work of this room.
bp = Blueprint("documents", __name__, url_prefix="/documents")


@bp.get("")
@requires("document:read", menu=_("Sổ văn bản"), icon="notebook", group="work", order=70)
def listing() -> str:
    """The register of outgoing papers, newest first."""
    year = request.args.get("year", type=int)
    series = request.args.get("series") or None
    keys = [(RegisteredDocument.year, "desc"), (RegisteredDocument.id, "desc")]
    found = page(g.db, queries.registered(series, year), keys=keys, after=request.args.get("after"))
    units = {unit_id: g.db.get(Unit, unit_id) for unit_id in {row.unit_id for row in found.rows}}
    return render_template(
        "documents/listing.html", page=found, units=units, year=year, series=series,
        year_choices=[(known, str(known)) for known in queries.years_in_sight(g.db)],
        series_choices=[(known, known) for known in queries.series_in_sight(g.db)],
    )


@bp.get("/<int:file_id>")
@requires("document:read")
def show(file_id: int) -> Response:
    """Hand out one file: as a download, typed by its bytes, in a sandbox of its own."""
    return file_response(fetch(StoredFile, file_id, "document:read"))


@bp.get("/verify")
@guards.public
def verify() -> Any:
    """Anybody types the code of a printed paper."""
    typed = request.args.get("code", "").strip()[:100]
    if not typed:
        return render_template("documents/verify.html", typed="")
    code = public_codes.read_code(typed)
    if code is None:
        return _unknown(typed)
    return redirect(url_for("documents.verified", code=code), 303)


@bp.get("/verify/<code:code>")
@guards.public
def verified(code: str) -> Any:
    """Anybody who holds a printed paper reads whether it is genuine and still valid; no person is named, nothing else is told."""
    read = public_codes.read_code(code)
    row = public.find_by_code(g.db, read) if read else None
    if row is None:
        return _unknown(code)
    unit = g.db.get(Unit, row.unit_id)
    shown = render_template(
        "documents/verified.html", row=row, unit=unit, code=public_codes.grouped(read or ""), is_untouched=public.is_untouched(row),
        state=public.STATE_LABELS[row.state], tone=public.STATE_TONES[row.state], now=clock.now(),
    )
    return _unlisted(shown, 200)


def _unknown(typed: str) -> Any:
    return _unlisted(render_template("documents/verify.html", typed=typed, is_unknown=True), 404)


def _unlisted(page: str, status: int) -> Any:
    """A page that no search engine keeps."""
    answer = make_response(page, status)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def printed_now(pdf: bytes) -> Response:
    """Answer with a paper that is printed as it is asked for and kept by nobody."""
    return Response(pdf, mimetype="application/pdf", headers={"Content-Security-Policy": OWN_PAPER, "Cache-Control": "no-store"})


def file_response(row: StoredFile, *, inline: bool = False) -> Response:
    """Answer with the bytes of a file to whoever may open it. Only papers printed by this program may open in the browser, for printing.

    The file is proved whole before its first byte leaves, and each chunk again as it does, in the memory of one chunk.
    """
    fetch(StoredFile, row.id, row.opens_with)
    if row.opens_with != Permission.DOCUMENT_READ:
        g.note = ("file.open", _("tệp số %(id)s", id=row.id))
    if not files.is_whole(row.sha256, row.size):
        raise files.broken(row.sha256)
    shown = inline and row.origin == "printed"
    answer = send_file(
        files.opened(row.sha256), mimetype=row.content_type, as_attachment=not shown, download_name=row.name, conditional=False, etag=False
    )
    answer.content_length = row.size
    answer.headers["Content-Security-Policy"] = OWN_PAPER if shown else IN_A_SANDBOX
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
