"""The edge: one request has one session, one scope and one transaction; here alone it is committed.

A POST that answers below 400 commits, everything else rolls back, a GET that leaves changes behind raises.
"""

import logging
import secrets
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask.templating import Environment
from flask_login import current_user
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from fundapp.access import login, service
from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.jobs import service as jobs
from fundapp.jobs.queue import JobQueue
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal, Stale
from fundapp.kernel.labels import _
from fundapp.web import once
from fundapp.web.headers import add_headers
from fundapp.web.typed import files_of, typed_into

log = logging.getLogger("fundapp")
NOTES = Scope.everything("notes of the edge")
SEEN_EVERY_SECONDS = 120
RETRIED, MOST_TRIES = {"40001", "40P01"}, 5
# Where Flask keeps what it will tell on the next page.
TOLD = "_flashes"
# What SQLite says when its disk, not a statement, is at fault.
NO_ROOM = ("disk is full", "is locked", "readonly database", "unable to open", "disk I/O error")
# All that is open to whoever must first change the password that somebody else has set.
BEFORE_THE_CHANGE = {"access.password", "access.sign_out"}


class Pages(Environment):
    """Jinja whose templates share one plain dictionary of globals: Jinja's chained one is asked on every import of a macro."""

    def make_globals(self, d: Any) -> Any:
        return {**self.globals, **(d or {})}


class App(Flask):
    """Flask, with the whole act done again when the database asks for it."""

    jinja_environment = Pages
    db: Database
    jobs: JobQueue

    def ensure_sync(self, func: Any) -> Any:
        """Give the function back: no view here is asynchronous, and Flask would look into each of fifteen on every request."""
        return func

    def full_dispatch_request(self) -> Response:
        kept = dict(cookie)
        for attempt in range(MOST_TRIES):
            try:
                return super().full_dispatch_request()
            except DBAPIError as problem:
                if getattr(problem.orig, "sqlstate", None) not in RETRIED or attempt == MOST_TRIES - 1:
                    raise
                log.warning("act done again after %s", getattr(problem.orig, "sqlstate", None))
                _close()
                cookie.clear()
                cookie.update(kept)
                for stream in request.files.values():
                    stream.stream.seek(0)
        raise AssertionError("unreachable")


def install(app: App) -> None:
    """Hang the edge into the app."""
    app.before_request(_open)
    app.after_request(_end)
    app.after_request(add_headers)
    app.teardown_request(_close)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(IntegrityError, _raced)
    app.register_error_handler(HTTPException, _http)
    for odd in (OverflowError, UnicodeEncodeError, DataError):
        app.register_error_handler(odd, _odd)
    app.register_error_handler(500, _broken)


def _open() -> Any:
    g.request_id = secrets.token_hex(6)
    g.db = None
    g.actor = None
    # Neither asks who wants it: files lie beside the database, and whether that answers is told without it.
    if request.endpoint in ("static", "console.healthz"):
        return None
    app: App = current_app  # type: ignore[assignment]
    # An address that no view answers is read too, so that its 404 shows the menu to whoever is signed in.
    writes = request.endpoint is not None and request.method not in ("GET", "HEAD", "OPTIONS")
    # Who is asking is read in the transaction that then reads the page; a page that writes begins one of its own.
    g.db = app.db.session(write=False, scope=login.SIGNING_IN)
    user = current_user._get_current_object()  # noqa: SLF001  (what stands behind it, asked for once)
    g.actor = user.actor if user.is_authenticated else None
    if g.actor and g.actor.must_change_password and not _is_open_before_the_change():
        g.nothing_done = True
        return redirect(url_for("access.password"), 303)
    scope = g.actor.scope if g.actor else Scope.units(())
    if writes:
        g.told_before = list(cookie.get(TOLD, ()))
        g.db.close()
        g.db = app.db.session(write=True, scope=scope)
    else:
        g.db.info["scope"] = scope
    view = app.view_functions.get(request.endpoint or "")
    # A stranger's form is answered by the guards, whoever it was made for; nothing is done, so it has not counted.
    if writes and not getattr(view, "hashes_first", False) and (g.actor or getattr(view, "permission", "") == "public"):
        return once.answer_before()
    return None


def _is_open_before_the_change() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.endpoint in BEFORE_THE_CHANGE or getattr(view, "permission", "") == "public"


def _end(response: Response) -> Response:
    session = g.get("db")
    if session is None:
        return response
    if request.method in ("GET", "HEAD", "OPTIONS"):
        if session.new or session.dirty or session.deleted:
            raise RuntimeError(f"GET {request.path} left changes behind: {list(session.new) + list(session.dirty)}")
        # Nothing was written: closing it, which follows, ends the transaction.
        return response
    if response.status_code >= 400 or g.get("nothing_done"):
        session.rollback()
        return response
    once.settle(session, once.lasting_address(response))
    session.commit()
    g.to_start = session.info.pop("jobs_to_start", [])
    _start_jobs()
    return response


def _start_jobs() -> None:
    app: App = current_app  # type: ignore[assignment]
    for job_id in g.pop("to_start", []):
        app.jobs.start(job_id)


def _close(problem: BaseException | None = None) -> None:
    session = g.pop("db", None)
    if session is not None:
        session.close()
    try:
        _write_notes(g.pop("note", None), g.get("actor"))
    except DBAPIError as away:
        # The answer stands without its note; raised here, it would be lost with it.
        if not _is_away(away):
            raise
        log.exception("a note of request %s was not written", g.get("request_id"))


def _write_notes(note: tuple[str, str] | None, actor: Actor | None) -> None:
    app: App = current_app  # type: ignore[assignment]
    if note is not None:
        with app.db.transaction(NOTES) as notes:
            record(notes, by=actor, act=note[0], subject=request.path[:80], details={"why": note[1]}, unit_id=actor.home.unit_id if actor and actor.home else None)
    if actor is not None and actor.sign_in_id and _seen_is_due():
        with app.db.transaction(NOTES) as notes:
            service.note_seen(notes, actor.sign_in_id, now=clock.now())


def _seen_is_due() -> bool:
    now = int(clock.now().timestamp())
    due = now - _last_seen.get(g.actor.sign_in_id, 0) > SEEN_EVERY_SECONDS
    if due:
        _last_seen[g.actor.sign_in_id] = now
    return due


_last_seen: dict[int, int] = {}


PAGES = {400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503}


def _page(status: int, message: str | None = None) -> tuple[str, int]:
    if g.get("db") is not None:
        g.db.rollback()
    _unsay()
    name = status if status in PAGES else 400
    # A form without its token may come from anywhere: what it says is not shown as somebody's own words.
    typed = typed_into(request) if status != 400 else []
    return render_template(
        f"errors/{name}.html", message=message, request_id=g.get("request_id"), typed=typed, had_files=files_of(request), again=_form_page(),
    ), status


def _form_page() -> str:
    """Where the form of this request can be opened again: its own page, or the one that it stood on."""
    if request.url_rule is not None and "GET" in (request.url_rule.methods or set()):
        return _inside(request.path)
    stood = urlsplit(request.referrer or "")
    return _inside(stood.path) if stood.netloc == request.host else "/"


def _inside(path: str) -> str:
    return "/" + path.lstrip("/\\")


def _refused(refusal: Refusal) -> tuple[str, int]:
    g.note = ("refused", str(refusal.message)[:300])
    return _page(refusal.status, refusal.message)


def _stale(problem: StaleDataError) -> tuple[str, int]:
    return _refused(Stale())


def _raced(problem: IntegrityError) -> tuple[str, int]:
    # The first line names the constraint; the next ones of PostgreSQL quote the row.
    log.warning("request %s met a constraint: %s", g.get("request_id"), str(problem.orig).partition("\n")[0])
    g.note = ("refused", "constraint")
    return _page(409, _("Dữ liệu vừa thay đổi nên việc này không còn hợp lệ. Hãy mở lại trang để xem tình trạng mới; chưa có gì được lưu."))


def _odd(problem: Exception) -> tuple[str, int]:
    """A number or a sign in the address that no database holds: nothing can be there."""
    log.info("request %s: %s", g.get("request_id"), type(problem).__name__)
    return _page(404)


def _http(problem: HTTPException) -> Any:
    if problem.code is None or problem.code < 400:
        return problem
    if problem.code == 403:
        g.note = ("forbidden", request.endpoint or "")
    return _page(problem.code)


def _unsay() -> None:
    """Take back what the view has said of an act that then failed, at its commit above all: "Đã lưu" beside an error is a lie."""
    if "told_before" in g and cookie.get(TOLD, []) != g.told_before:
        cookie[TOLD] = g.told_before


def _is_away(problem: BaseException | None) -> bool:
    """Whether the database cannot work now, through no fault of what was asked of it."""
    if not isinstance(problem, DBAPIError):
        return False
    if problem.connection_invalidated:
        return True
    # Without a statement it was the connecting itself that failed.
    return isinstance(problem, OperationalError) and (problem.statement is None or any(words in str(problem.orig) for words in NO_ROOM))


def _broken(problem: Exception) -> tuple[str, int]:
    status = 503 if _is_away(getattr(problem, "original_exception", None)) else 500
    session, g.db = g.get("db"), None
    if session is not None:
        session.close()
    _unsay()
    # Without menu and person: what broke may be what draws them. Without a session nobody asks who is signed in either.
    return render_template(
        f"errors/{status}.html", menu=None, who=None, places={}, request_id=g.get("request_id"), typed=typed_into(request), had_files=files_of(request),
        again=_form_page(),
    ), status


@jobs.runner("edge.forget_forms", nightly=time(3, 0))
def forget_forms(db: Database, job_id: int) -> dict[str, Any]:
    """Forget the forms that were accepted so long ago that nobody can send them again, some at a time so that nobody waits long."""
    forgotten = 0
    while True:
        with db.transaction(NOTES) as session:
            gone = once.forget(session, now=clock.now())
        if not gone:
            return {"forgotten": forgotten}
        forgotten += gone
