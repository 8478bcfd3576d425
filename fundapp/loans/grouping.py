"""Groups of borrowers (tổ vay vốn): founded by the grassroots unit whose members they are."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.loans.models import LoanGroup
from fundapp.loans.programme import LoanRefused


def found_group(session: Session, *, unit_id: int, name: str, founded_on: date, by: Actor, on: date) -> LoanGroup:
    """Found a group of a unit. Refuses a name that the unit has already."""
    name = " ".join(name.split())
    if not name:
        raise LoanRefused(_("Hãy ghi tên tổ."), "name")
    if founded_on > on:
        raise LoanRefused(_("Ngày lập tổ không ở tương lai."), "founded_on")
    if session.scalar(select(LoanGroup.id).where(LoanGroup.unit_id == unit_id, LoanGroup.name == name)) is not None:
        raise LoanRefused(_("Đơn vị này đã có tổ cùng tên."), "name")
    made = LoanGroup(unit_id=unit_id, name=name, founded_on=founded_on, made_by_id=by.user_id, made_at=clock.now())
    session.add(made)
    session.flush()
    record(session, by=by, act="loan.group", subject=f"loan_groups/{made.id}", unit_id=unit_id, details={"name": name})
    return made
