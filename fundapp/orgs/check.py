"""What must hold of the tree: it is one tree, its past has no gap that nobody explains, nothing open hangs under what has ended."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit, UnitKind, UnitParent

Link = tuple[int, date, date | None]


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room."""
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    links: dict[int, list[Link]] = defaultdict(list)
    rows = session.execute(select(UnitParent.unit_id, UnitParent.parent_id, UnitParent.valid_from, UnitParent.valid_to).order_by(UnitParent.valid_from))
    for row in rows:
        links[row.unit_id].append((row.parent_id, row.valid_from, row.valid_to))
    levels = {kind.code: kind.level for kind in session.scalars(select(UnitKind))}
    return [_tree(units, levels), _links(units, links), _ended(units, links)]


def _tree(units: dict[int, Unit], levels: dict[str, int]) -> Invariant:
    wrong: list[str] = []
    for unit in units.values():
        parent = units.get(unit.parent_id or 0)
        if unit.path != f"{parent.path if parent else ''}{unit.id}/":
            wrong.append(Fault(_("%(code)s có đường dẫn không khớp với cấp trên", code=unit.code), unit.id))
        if parent is not None and levels[unit.kind] <= levels[parent.kind]:
            wrong.append(Fault(_("%(code)s trực thuộc %(above)s là tổ chức không trên cấp", code=unit.code, above=parent.code), unit.id))
    if units and sum(unit.parent_id is None for unit in units.values()) != 1:
        wrong.append(_("không có đúng một tổ chức đứng đầu"))
    return Invariant("O1", _("Các đơn vị thành một cây, cấp trên luôn ở bậc trên"), len(units), wrong)


def _links(units: dict[int, Unit], links: dict[int, list[Link]]) -> Invariant:
    wrong: list[str] = []
    for unit in units.values():
        own = links[unit.id]
        last = own[-1] if own else None
        if (last[0] if last else None) != unit.parent_id:
            wrong.append(Fault(_("%(code)s: cấp trên hôm nay không phải lần trực thuộc sau cùng", code=unit.code), unit.id))
        if last and last[2] != unit.valid_to:
            wrong.append(Fault(_("%(code)s: lần trực thuộc sau cùng không kết thúc cùng đơn vị", code=unit.code), unit.id))
        if own and own[0][1] < unit.valid_from:
            wrong.append(Fault(_("%(code)s trực thuộc cấp trên từ trước ngày thành lập", code=unit.code), unit.id))
        if any(before[2] is None or before[2] >= after[1] for before, after in pairwise(own)):
            wrong.append(Fault(_("%(code)s cùng lúc trực thuộc hai đơn vị", code=unit.code), unit.id))
    return Invariant("O2", _("Mỗi đơn vị vào mỗi ngày trực thuộc nhiều nhất một cấp trên, đúng như ghi hôm nay"), sum(map(len, links.values())), wrong)


def _ended(units: dict[int, Unit], links: dict[int, list[Link]]) -> Invariant:
    wrong: list[str] = []
    count = 0
    for unit in units.values():
        for parent_id, _first, last in links[unit.id]:
            end = units[parent_id].valid_to
            if end is not None:
                count += 1
                if last is None or last > end:
                    wrong.append(Fault(_("%(code)s còn trực thuộc %(above)s sau ngày đơn vị đó kết thúc", code=unit.code, above=units[parent_id].code), unit.id))
    return Invariant("O3", _("Không đơn vị nào trực thuộc một đơn vị đã kết thúc"), count, wrong)
