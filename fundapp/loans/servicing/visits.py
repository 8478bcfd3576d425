"""Visits that see what a loan is used for: planned when the money goes out, told once."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel.labels import _
from fundapp.loans.kinds import EventKind, LoanState
from fundapp.loans.models import Loan, LoanEvent, LoanVisit
from fundapp.loans.servicing.allocating import LoanRefused


def plan_visit(session: Session, loan: Loan) -> LoanVisit | None:
    """Plan the visit that the product wants so many days after the money went out; none where it wants none or one is planned."""
    days = loan.product.visit_days
    paid_on = session.scalar(select(LoanEvent.on).where(LoanEvent.loan_id == loan.id, LoanEvent.kind == EventKind.DISBURSEMENT.value).order_by(LoanEvent.id))
    if days is None or paid_on is None or loan.state != LoanState.OPEN:
        return None
    if session.scalar(select(LoanVisit.id).where(LoanVisit.loan_id == loan.id)) is not None:
        return None
    visit = LoanVisit(unit_id=loan.for_unit_id, for_unit_id=loan.unit_id, loan_id=loan.id, due_on=paid_on + timedelta(days))
    session.add(visit)
    session.flush()
    return visit


def tell_visit(session: Session, visit: LoanVisit, *, findings: str, is_used_as_said: bool, files: list[int], by: Actor, on: date) -> LoanVisit:
    """Tell what was seen; told once."""
    session.refresh(visit, with_for_update=True)
    if visit.done_on is not None:
        raise LoanRefused(_("Lần kiểm tra này đã được ghi."))
    if not findings.strip():
        raise LoanRefused(_("Hãy ghi đã thấy gì."), "findings")
    visit.findings, visit.is_used_as_said, visit.file_ids = findings.strip(), is_used_as_said, files
    visit.done_on, visit.done_by_id = on, by.user_id
    record(session, by=by, act="loans.visit", subject=visit.loan.subject, details={}, unit_id=visit.unit_id)
    session.flush()
    return visit
