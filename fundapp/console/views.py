"""Home ("Việc của tôi"), global search, the invariants, and the health of the installation."""

from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for

from fundapp.access.queries import has_declared
from fundapp.console import board, checks, finders, health
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.web.finding import typed_amount
from fundapp.web.guards import MenuItem, public, requires, signed_in

bp = Blueprint("console", __name__)


@bp.get("/")
@signed_in
def home() -> Any:
    today = clock.today()
    waiting = board.waiting(g.db, g.actor, today)
    return render_template(
        "console/home.html", waiting=waiting, queues=board.queues(waiting), late=sum(1 for item in waiting if item.due_on and item.due_on < today),
        standings=board.standings(g.db, g.actor), figures=board.figures(g.db, g.actor), beginnings=board.beginnings(g.actor), today=today,
        declared=has_declared(g.db, g.actor),
        checked=checks.last(g.db, g.actor.scope) if g.actor.can("check:read") else None,
    )


home.menu = MenuItem(_("Việc của tôi"), "home", "home", 0)  # type: ignore[attr-defined]


@bp.get("/search")
@signed_in
def search() -> Any:
    text = request.args.get("q", "").strip()
    groups = finders.search(g.db, g.actor, text) if len(text) >= finders.SHORTEST else []
    return render_template("console/search.html", q=text, shown=_shown(text), groups=groups, shortest=finders.SHORTEST)


def _shown(text: str) -> str:
    """What was typed as a heading may say it: an amount as money, and no number that may be a person's."""
    amount = typed_amount(text)
    if amount is not None:
        return dong(amount)
    return "" if sum(letter.isdigit() for letter in text) >= 8 and not any(letter.isalpha() for letter in text) else text


@bp.route("/check", methods=["GET", "POST"])
@requires("check:read", menu=_("Tự kiểm tra số liệu"), icon="shield-check", group="system", order=5)
def check() -> Any:
    """What the last look found; a POST asks for a new one, which runs in the background and changes nothing."""
    if request.method == "POST":
        checks.ask(g.db, by=g.actor)
        return redirect(url_for("console.check"), 303)
    return render_template(
        "console/check.html", result=checks.last(g.db, g.actor.scope), job=checks.under_way(g.db), failed=checks.failed_since(g.db),
    )


@bp.get("/healthz")
@public
def healthz() -> Any:
    found = health.look(current_app.db)  # type: ignore[attr-defined]
    return found, 200 if found["status"] == "ok" else 503


@bp.get("/favicon.ico")
@public
def favicon() -> Any:
    return redirect(url_for("static", filename="mark.svg"), 303)
