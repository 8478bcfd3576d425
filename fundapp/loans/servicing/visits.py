"""Who looks after a loan, and the visits that see what it is used for: told once."""

from collections.abc import Container
from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel.labels import _
from fundapp.loans.models import Loan, LoanVisit
from fundapp.loans.servicing.allocating import LoanRefused


def assign(session: Session, loan: Loan, *, officer_id: int, people: Container[int], by: Actor) -> Loan:
    """Let one of `people`, who may visit at the borrower's unit, look after a loan from now on; months that were classified stay told as they were."""
    session.refresh(loan, with_for_update=True)
    if officer_id not in people:
        raise LoanRefused(_("Hãy chọn cán bộ đang phụ trách đơn vị của người vay."), "officer_id")
    if officer_id == loan.officer_id:
        raise LoanRefused(_("Người này đang phụ trách khoản vay rồi."), "officer_id")
    before, loan.officer_id = loan.officer_id, officer_id
    record(session, by=by, act="loans.officer", subject=loan.subject, details={"before": before, "after": officer_id}, unit_id=loan.unit_id)
    session.flush()
    return loan


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
