"""What must hold among regulations, proved row by row whatever the triggers say."""

from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant
from fundapp.kernel.labels import _
from fundapp.regulations.completeness import problems
from fundapp.regulations.models import Regulation
from fundapp.regulations.queries import VALID


def invariants(session: Session) -> list[Invariant]:
    """Prove that at most one regulation holds on a day, that each is whole, and that two people stand behind it."""
    rows = list(session.scalars(select(Regulation).where(Regulation.status.in_(VALID)).order_by(Regulation.unit_id, Regulation.programme, Regulation.valid_from)))
    return [
        Invariant("QC1", _("Mỗi đơn vị, mỗi chương trình có không quá một quy chế hiệu lực trong một ngày"), len(rows), _overlapping(rows)),
        Invariant(
            "QC2", _("Mỗi quy chế đã ban hành đều đủ và xét được"), len(rows),
            [Fault(f"{row.named}: {' '.join(found)}", row.unit_id) for row in rows if (found := problems(row))],
        ),
        Invariant(
            "QC3", _("Mỗi quy chế do hai người soạn và ban hành"), len(rows),
            [Fault(row.named, row.unit_id) for row in rows if row.approved_by_id is None or row.approved_by_id in (row.drafted_by_id, row.submitted_by_id)],
        ),
    ]


def _overlapping(rows: list[Regulation]) -> list[str]:
    return [
        Fault(_("%(old)s và %(new)s", old=before.named, new=after.named), before.unit_id)
        for before, after in pairwise(rows)
        if (before.unit_id, before.programme) == (after.unit_id, after.programme) and (before.valid_to is None or before.valid_to >= after.valid_from)
    ]
