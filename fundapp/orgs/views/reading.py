"""Read the tree of units: around one's own, one unit on a day."""

from datetime import date
from typing import Any

from flask import g, render_template, request
from sqlalchemy import select

from fundapp.kernel import clock
from fundapp.kernel.days import DayError, read_day
from fundapp.kernel.labels import _
from fundapp.orgs import queries
from fundapp.orgs.models import Unit
from fundapp.orgs.views.blueprint import bp
from fundapp.web.guards import fetch, requires


@bp.get("/")
@requires("unit:read", menu=_("Đơn vị"), icon="sitemap", group="rules", order=30)
def units() -> Any:
    text, today = request.args.get("q", "").strip(), clock.today()
    if text:
        rows = [(0, unit) for unit in queries.find(g.db, text, None, limit=100)]
    else:
        rows = queries.outline(g.db, list(g.db.scalars(select(Unit).where(Unit.path.in_(_near()) | Unit.parent_id.in_(_near_ids())))))
    known = queries.tree(g.db)
    return render_template(
        "orgs/units.html", kinds=queries.kinds(g.db), q=text, today=today, own={post.unit_id for post in g.actor.posts},
        rows=[(depth, unit) for depth, unit in rows if text or _is_open(unit, today)], ended=[unit for _depth, unit in rows if not _is_open(unit, today)],
        below={unit.id: len(known.subtree(unit.path)) - 1 for _depth, unit in rows}, names=queries.names_of(g.db, rows),
    )


@bp.get("/<int:unit_id>")
@requires("unit:read")
def show(unit_id: int) -> Any:
    unit = fetch(Unit, unit_id)
    problem, on = None, clock.today()
    if typed := request.args.get("on"):
        try:
            on = read_day(typed)
        except DayError as wrong:
            problem = str(wrong)
    former = queries.former_names(g.db, unit)
    return render_template(
        "orgs/show.html", unit=unit, kinds=queries.kinds(g.db), above=queries.ancestors(g.db, unit, on), below=queries.children(g.db, unit),
        parents=queries.parents_of(g.db, unit), successor=g.db.get(Unit, unit.successor_id) if unit.successor_id else None,
        on=on, today=clock.today(), problem=problem, is_open=_is_open(unit, on), former=former, name_then=queries.name_on(former, unit, on),
        doors=_doors(unit),
    )


def _doors(unit: Unit) -> dict[str, bool]:
    """Which acts on the unit are offered: those on its own particulars, and those on its place, which is its parent's to give."""
    own = g.actor.can("unit:manage", unit)
    place = own and unit.parent_id is not None and g.actor.can("unit:manage", unit.parent_id)
    is_open = unit.valid_to is None
    return {"open": own and is_open, "own": own, "name": own and is_open, "place": place and is_open, "reopen": place and not is_open}


def _is_open(unit: Unit, on: date) -> bool:
    return unit.valid_from <= on and (unit.valid_to is None or unit.valid_to >= on)


def _near() -> list[str]:
    """Paths of the units above the signed-in user's own, themselves included."""
    found: set[str] = set()
    for post in g.actor.posts:
        parts = [part for part in post.path.split("/") if part]
        found.update("/".join(parts[: n + 1]) + "/" for n in range(len(parts)))
    return sorted(found)


def _near_ids() -> list[int]:
    return [int(path.rstrip("/").rsplit("/", 1)[-1]) for path in _near()]
