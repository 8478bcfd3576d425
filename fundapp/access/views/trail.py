"""The trail: who did what to which subject."""

from typing import Any

from flask import g, render_template, request
from sqlalchemy import select

from fundapp.access import queries
from fundapp.access.models import TrailEntry
from fundapp.access.trail_words import GROUPS, noted, words_of
from fundapp.access.views.blueprint import bp
from fundapp.kernel.labels import _
from fundapp.web.guards import requires
from fundapp.web.paging import page


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
    people = [(user.id, user.full_name) for user in queries.users(g.db)]
    return render_template(
        "access/trail.html", page=found, names=dict(people), people=people, groups=GROUPS, words_of=words_of, noted=noted, subject=subject
    )
