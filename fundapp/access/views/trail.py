"""The trail: who did what to which subject."""

from typing import Any

from flask import current_app, g, render_template, request
from sqlalchemy import select

from fundapp.access import queries
from fundapp.access.models import TrailEntry
from fundapp.access.trail_words import GROUPS, noted, words_of
from fundapp.access.views.blueprint import bp
from fundapp.kernel.labels import Text, _
from fundapp.web.guards import requires
from fundapp.web.paging import page
from fundapp.web.subjects import know


@bp.get("/trail")
@requires("trail:read", menu=_("Nhật ký thao tác"), icon="history", group="system", order=10)
def trail() -> Any:
    query, asked = select(TrailEntry), request.args
    if subject := asked.get("subject"):
        query = query.where(TrailEntry.subject == subject)
    if (group := asked.get("group")) in GROUPS:
        query = query.where(TrailEntry.act.startswith(f"{group}."))
    if (who := asked.get("by", "")).isascii() and who.isdigit():
        query = query.where(TrailEntry.user_id == int(who))
    found = page(g.db, query, keys=[(TrailEntry.id, "desc")], after=asked.get("after"))
    know(g.db, (subject, *(row.subject for row in found.rows)))
    people = [(user.id, user.full_name) for user in queries.users(g.db)]
    return render_template(
        "access/trail.html", page=found, names=dict(people), people=people, groups=GROUPS, words_of=words_of, noted=_noted, subject=subject
    )


def _noted(row: TrailEntry) -> list[tuple[str, str]]:
    """What was noted of an act; of a page that was refused, in whose line of the menu it lies instead of its name in the program."""
    if row.act != "forbidden":
        return noted(row.details)
    label = label_of(str(row.details.get("why", "")))
    return [] if label is None else [(str(_("trang")), str(label))]


def label_of(endpoint: str) -> Text | None:
    """The line of the menu that a page has, or lies in, or that its room has; None when there is none."""
    views = current_app.view_functions
    view = views.get(endpoint)
    if view is None:
        return None
    room = [getattr(other, "menu", None) for name, other in views.items() if name.startswith(f"{endpoint.partition('.')[0]}.")]
    own = [getattr(one, "menu", None) for one in (view, views.get(getattr(view, "menu_at", None) or ""))]
    lines = [*own, *sorted((line for line in room if line is not None), key=lambda line: line.order)]
    return next((line.label for line in lines if line is not None), None)
