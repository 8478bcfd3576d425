"""The one blueprint, and the units that a page offers to choose from."""

from flask import Blueprint, g
from sqlalchemy import select

from fundapp.kernel import clock
from fundapp.orgs import queries
from fundapp.orgs.models import Unit
from fundapp.web.subjects import coded

bp = Blueprint("orgs", __name__, url_prefix="/orgs")
coded(Unit.id, Unit.short_name, "orgs")
MOST_OFFERED = 1_500


def offered(permission: str) -> list[tuple[str, str]]:
    """Codes and names of the open units within reach, for the list beneath a field; none where they are too many, and then the code is typed."""
    paths = [post.path for post in g.actor.posts if post.grants(permission)]
    ids = {unit_id for path in paths for unit_id in queries.subtree_ids(g.db, path)}
    if len(ids) > MOST_OFFERED:
        return []
    rows = g.db.execute(
        select(Unit.code, Unit.short_name).where(Unit.id.in_(ids), (Unit.valid_to.is_(None)) | (Unit.valid_to >= clock.today())).order_by(Unit.path)
    )
    return [(row.code, row.short_name) for row in rows]
