"""Invariants of state employment loans: the allocation is shared whole, and the sums are those of what was recorded."""

from collections import defaultdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, everywhere, stream
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.loans.employment.kinds import Result, ResultKind, progress
from fundapp.loans.models import EmploymentAllocation, EmploymentCapital, EmploymentProposal, EmploymentResult


def invariants(session: Session) -> list[Invariant]:
    """Check every allocation of the state's money and every proposal."""
    held, out, proposals = _followed(session)
    return [proposals, *_shared(session, held, out)]


def _followed(session: Session) -> tuple[dict[int, int], dict[int, int], Invariant]:
    """Reckon each proposal anew from its results; gives what each unit's proposals hold and have out."""
    results: dict[int, list[Result]] = defaultdict(list)
    columns = (EmploymentResult.proposal_id, EmploymentResult.id, EmploymentResult.kind, EmploymentResult.amount, EmploymentResult.corrects_id)
    for row in stream(session, select(*columns).order_by(EmploymentResult.id)):
        results[row.proposal_id].append(Result(row.id, ResultKind(row.kind), row.amount, row.corrects_id))
    held, out, wrong, rows = defaultdict[int, int](int), defaultdict[int, int](int), list[Fault](), 0
    one = EmploymentProposal
    for row in stream(session, select(one.id, one.unit_id, one.for_unit_id, one.state, one.asked_amount, one.held_amount, one.out_amount).order_by(one.id)):
        rows += 1
        now = progress(row.asked_amount, results[row.id])
        held[row.unit_id] += now.held
        out[row.unit_id] += now.out
        if (now.state, now.held, now.out) != (row.state, row.held_amount, row.out_amount):
            words = _("đề nghị %(id)s: ghi giữ %(held)s đồng, tính lại là %(now)s đồng", id=row.id, held=dong(row.held_amount), now=dong(now.held))
            wrong.append(Fault(words, row.unit_id, row.for_unit_id))
    return held, out, Invariant("VV7", _("Mỗi đề nghị vay vốn việc làm đúng với kết quả đã ghi của nó"), rows, wrong)


def _shared(session: Session, held: dict[int, int], out: dict[int, int]) -> list[Invariant]:
    given: dict[int, Any] = {
        unit_id: int(amount) for unit_id, amount in session.execute(
            everywhere(select(EmploymentAllocation.unit_id, func.sum(EmploymentAllocation.amount)).group_by(EmploymentAllocation.unit_id))
        )
    }
    one, rows = EmploymentCapital, 0
    proposed, idle = list[Fault](), list[Fault]()
    columns = (one.unit_id, one.allocated_amount, one.held_amount, one.free_amount, one.out_amount, one.idle_amount)
    for row in stream(session, select(*columns).order_by(one.unit_id)):
        rows += 1
        whole = given.get(row.unit_id, 0)
        if (row.allocated_amount, row.held_amount, row.free_amount) != (whole, held[row.unit_id], whole - held[row.unit_id]):
            sums = {"whole": dong(whole), "held": dong(held[row.unit_id]), "free": dong(row.free_amount)}
            proposed.append(Fault(_("phân bổ %(whole)s đồng, đề nghị giữ %(held)s đồng, ghi còn %(free)s đồng", **sums), row.unit_id))
        if (row.out_amount, row.idle_amount) != (out[row.unit_id], whole - out[row.unit_id]):
            sums = {"whole": dong(whole), "out": dong(out[row.unit_id]), "idle": dong(row.idle_amount)}
            idle.append(Fault(_("phân bổ %(whole)s đồng, đang cho vay %(out)s đồng, ghi nhàn rỗi %(idle)s đồng", **sums), row.unit_id))
    return [
        Invariant("VV8", _("Vốn vay việc làm được phân bổ bằng số đang đề nghị cộng số còn được đề nghị"), rows, proposed),
        Invariant("VV9", _("Vốn vay việc làm đang cho vay cộng số nhàn rỗi bằng số được phân bổ"), rows, idle),
    ]
