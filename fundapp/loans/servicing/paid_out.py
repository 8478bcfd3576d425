"""A loan whose money went out on another day than its schedule was made for: a schedule from that day, before anything was paid back."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.loans.contracting import first_due, keep_schedule, planned
from fundapp.loans.kinds import EventKind, LoanState
from fundapp.loans.models import Loan, LoanEvent, LoanRequest
from fundapp.loans.schedule import Instalment
from fundapp.loans.servicing.allocating import LoanRefused, bring_to
from fundapp.loans.servicing.lives import booked_on, life_of

QUIET = (EventKind.DISBURSEMENT, EventKind.ALLOCATION, EventKind.REVERSAL)


def went_out_on(loan: Loan, events: Sequence[LoanEvent]) -> date | None:
    """Give the day on which the money really went out, where that is not the day the schedule counts from and a new one may still be made; else None.

    `events`: everything that happened to the loan.
    """
    if loan.state != LoanState.OPEN or loan.schedule_version != 1:
        return None
    undone = {event.reverses_id for event in events}
    paid = [event for event in events if event.kind == EventKind.DISBURSEMENT and event.id not in undone]
    if len(paid) != 1 or paid[0].on == loan.planned_on or any(event.kind not in QUIET for event in events):
        return None
    return paid[0].on


def events_of(session: Session, loan: Loan) -> list[LoanEvent]:
    """Give everything that happened to a loan, the newest first."""
    return list(session.scalars(select(LoanEvent).where(LoanEvent.loan_id == loan.id).order_by(LoanEvent.on.desc(), LoanEvent.id.desc())))


def rows_from(session: Session, loan: Loan, paid_on: date, first_due_on: date) -> list[tuple[Instalment, int]]:
    """Give the schedule that would follow from the day on which the money went out, with the savings of each instalment."""
    if first_due_on <= paid_on:
        raise LoanRefused(_("Kỳ trả đầu phải sau ngày giải ngân %(day)s.", day=day_text(paid_on)), "first_due_on")
    return planned(session.get_one(LoanRequest, loan.id), principal=loan.principal_amount, planned_on=paid_on, first_due_on=first_due_on)


def suggested(session: Session, loan: Loan, paid_on: date) -> date:
    """Give the first due day that follows from the day on which the money went out."""
    return first_due(session.get_one(LoanRequest, loan.id), paid_on)


def schedule_from_payment(session: Session, loan: Loan, *, first_due_on: date, by: Actor, on: date) -> None:
    """Make the schedule anew from the day on which the money went out, on the terms that were signed. Refused once anything was paid back or changed."""
    session.refresh(loan, with_for_update=True)
    paid_on = went_out_on(loan, events_of(session, loan))
    if paid_on is None:
        raise LoanRefused(_("Khoản vay này không cần, hoặc không còn lập lại được lịch trả từ ngày giải ngân."))
    rows, life = rows_from(session, loan, paid_on, first_due_on), life_of(session, loan)
    if first_due_on <= on:
        raise LoanRefused(_("Kỳ trả đầu phải sau hôm nay, để không đổi việc đã đến hạn."), "first_due_on")
    keep_schedule(session, loan, rows, from_on=paid_on, reason=str(_("Giải ngân ngày %(day)s, khác ngày dự kiến", day=day_text(paid_on))), by=by)
    if booked_on(session, loan.id) is not None:
        bring_to(session, loan, life, [loan.signed_by_id], is_new=True, by=by, on=on)
    record(session, by=by, act="loans.schedule", subject=loan.subject, details={"on": paid_on.isoformat()}, unit_id=loan.unit_id)
    session.flush()
