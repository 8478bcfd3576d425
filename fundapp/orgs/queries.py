"""Reads of the tree: paths, subtrees, who stood above whom on a day."""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from fundapp.kernel.db import place
from fundapp.kernel.names import fold
from fundapp.orgs import naming
from fundapp.orgs.models import TreeVersion, Unit, UnitFormerName, UnitKind, UnitParent


@dataclass(frozen=True)
class Tree:
    """Today's tree in memory: path by unit, and the paths in order so that a subtree is one slice."""

    number: int
    path_of: dict[int, str]
    ordered: list[tuple[str, int]]

    def subtree(self, path: str) -> list[int]:
        """Ids of the unit with this path and of all units under it."""
        low = bisect_left(self.ordered, (path, 0))
        high = bisect_left(self.ordered, (path[:-1] + "0", 0))  # "0" is the character after "/"
        return [unit_id for _, unit_id in self.ordered[low:high]]


_trees: dict[str, Tree] = {}


def tree(session: Session) -> Tree:
    """Give today's tree, read again only when its version has moved."""
    url = place(session)
    number = session.scalar(select(TreeVersion.number)) or 0
    known = _trees.get(url)
    if known is None or known.number != number:
        rows = session.execute(select(Unit.id, Unit.path)).all()
        known = _trees[url] = Tree(number, {row.id: row.path for row in rows}, sorted((row.path, row.id) for row in rows))
    return known


def subtree_ids(session: Session, path: str) -> list[int]:
    """Ids of the units in the subtree of `path`, itself included."""
    return tree(session).subtree(path)


def unit_by_code(session: Session, code: str) -> Unit | None:
    return session.scalar(select(Unit).where(Unit.code == code))


def above(session: Session, unit: Unit) -> list[Unit]:
    """Today's units above, nearest first."""
    ids = [int(part) for part in unit.path.split("/") if part][:-1]
    found = {row.id: row for row in session.scalars(select(Unit).where(Unit.id.in_(ids)))}
    return [found[unit_id] for unit_id in reversed(ids)]


def chain_ids(session: Session, unit_id: int, on: date) -> list[int]:
    """Ids of a unit and of those above it on a day, nearest first, by the dated parents: the whole way up is one question."""
    held = and_(UnitParent.valid_from <= on, or_(UnitParent.valid_to.is_(None), UnitParent.valid_to >= on))
    steps = select(UnitParent.unit_id, UnitParent.parent_id, UnitParent.valid_from)
    up = steps.where(UnitParent.unit_id == unit_id, held).cte("up", recursive=True)
    # UNION, not UNION ALL: a way that turned in a circle would otherwise have no end.
    up = up.union(steps.join(up, UnitParent.unit_id == up.c.parent_id).where(held))
    newest = {row.unit_id: row.parent_id for row in session.execute(select(up).order_by(up.c.valid_from))}
    chain = [unit_id]
    while (parent := newest.get(chain[-1])) is not None and parent not in chain:
        chain.append(parent)
    return chain


def ancestors(session: Session, unit: Unit, on: date) -> list[Unit]:
    """Units above on a day, nearest first, by the dated parents."""
    ids = chain_ids(session, unit.id, on)[1:]
    found = {row.id: row for row in session.scalars(select(Unit).where(Unit.id.in_(ids)))} if ids else {}
    return [found[unit_id] for unit_id in ids]


def children(session: Session, unit: Unit) -> list[Unit]:
    return list(session.scalars(select(Unit).where(Unit.parent_id == unit.id).order_by(Unit.name)))


def parents_of(session: Session, unit: Unit) -> list[tuple[UnitParent, Unit]]:
    """Every unit this one hung under, newest first."""
    rows = session.execute(
        select(UnitParent, Unit)
        .join(Unit, Unit.id == UnitParent.parent_id)
        .where(UnitParent.unit_id == unit.id)
        .order_by(UnitParent.valid_from.desc())
    )
    return [(row[0], row[1]) for row in rows]


def former_names(session: Session, unit: Unit) -> list[UnitFormerName]:
    """The names that a unit bore before, newest first."""
    return list(session.scalars(select(UnitFormerName).where(UnitFormerName.unit_id == unit.id).order_by(UnitFormerName.valid_to.desc())))


def name_on(names: Iterable[UnitFormerName], unit: Unit, on: date) -> str:
    """The name that a unit bore on a day, out of its former names."""
    borne = [former for former in names if former.valid_to >= on]
    return min(borne, key=lambda former: former.valid_to).name if borne else unit.name


def kinds(session: Session) -> dict[str, UnitKind]:
    return {kind.code: kind for kind in session.scalars(select(UnitKind).order_by(UnitKind.level, UnitKind.code))}


def outline(session: Session, units: Collection[Unit]) -> list[tuple[int, Unit]]:
    """Each unit after its parent, with its depth; sisters by level, then by name."""
    levels = {kind.code: (kind.level, kind.code) for kind in kinds(session).values()}
    given = {unit.id for unit in units}
    below: dict[int | None, list[Unit]] = {}
    for unit in sorted(units, key=lambda unit: (levels[unit.kind], unit.folded)):
        below.setdefault(unit.parent_id if unit.parent_id in given else None, []).append(unit)
    rows: list[tuple[int, Unit]] = []
    waiting = [(0, unit) for unit in reversed(below.get(None, []))]
    while waiting:
        depth, unit = waiting.pop()
        rows.append((depth, unit))
        waiting.extend((depth + 1, child) for child in reversed(below.get(unit.id, [])))
    return rows


def names_of(session: Session, rows: Iterable[tuple[int, Unit]]) -> dict[int, str]:
    """Names of the units above and of the successors of these rows, by their ids."""
    ids = {related for _depth, unit in rows for related in (unit.parent_id, unit.successor_id) if related}
    return {row.id: row.name for row in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))}


def named(session: Session, text: str) -> list[Unit]:
    """The units that a person means who writes a code, or a whole name or short name as it is today."""
    code, folded = naming.tidy_code(text), fold(text)
    if (unit := unit_by_code(session, code)) is not None:
        return [unit]
    near = session.scalars(select(Unit).where(Unit.folded.startswith(folded, autoescape=True) | Unit.folded.contains(f" {folded}", autoescape=True))) if folded else ()
    return [unit for unit in near if folded in (fold(unit.name), fold(unit.short_name))]


def find(session: Session, text: str, ids: list[int] | None, limit: int = 6) -> list[Unit]:
    """Find units by a part of the folded name or by code, within `ids` (None: all)."""
    query = select(Unit).where(Unit.folded.contains(fold(text), autoescape=True) | (Unit.code == text.strip().upper()))
    if ids is not None:
        query = query.where(Unit.id.in_(ids))
    return list(session.scalars(query.order_by(Unit.name).limit(limit)))
