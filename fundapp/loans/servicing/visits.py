"""Visits that see what a loan is used for: told once."""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel.labels import _
from fundapp.loans.models import LoanVisit
from fundapp.loans.servicing.allocating import LoanRefused


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
