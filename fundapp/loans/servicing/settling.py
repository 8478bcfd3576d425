"""Early settlement: the borrower's right, so that one person does it; the money has come before, by two people's hands."""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.loans.changing import Quote, quote
from fundapp.loans.kinds import EventKind, LoanState
from fundapp.loans.models import Loan, LoanEvent
from fundapp.loans.servicing.allocating import LoanRefused, add_event, bring_to, tell
from fundapp.loans.servicing.lives import life_of, rules_of, waiting_entries
from fundapp.loans.standing import standing


def quoted(session: Session, loan: Loan, on: date) -> Quote:
    """Say what settles the loan on a day, before any money of that day."""
    return quote(life_of(session, loan), on, rules_of(loan))


def settle(session: Session, loan: Loan, *, by: Actor, on: date) -> LoanEvent:
    """Settle a loan before its time, today, with the money that has come for it; savings are used too. Refused while money is missing."""
    session.refresh(loan, with_for_update=True)
    if loan.state != LoanState.OPEN:
        raise LoanRefused(_("Chỉ tất toán khoản vay đang vay."))
    rules, before, came = rules_of(loan), life_of(session, loan), waiting_entries(session, loan)
    if standing(before, on, rules).is_frozen:
        raise LoanRefused(_("Khoản vay đang khoanh nợ. Hãy hết khoanh rồi mới tất toán."))
    tell(session, loan, came, by)
    asked = quoted(session, loan, on)
    if asked.savings:
        add_event(session, loan, EventKind.SAVINGS_RETURN, on=on, amount=asked.savings, reference=f"loans/{loan.id}/savings/{loan.version}", by=by)
    event = add_event(
        session, loan, EventKind.SETTLEMENT, on=on, amount=loan.principal_amount, reference=f"loans/{loan.id}/settlement/{loan.version}",
        details={"principal": asked.principal, "interest": asked.accrued}, by=by,
    )
    told = standing(life_of(session, loan), on, rules)
    if not told.is_settled:
        raise LoanRefused(_("Còn thiếu %(missing)s đồng để tất toán hôm nay. Hãy thu đủ trước.", missing=dong(told.asked_today)))
    bring_to(session, loan, before, [row.drafted_by_id for row in came], is_new=True, by=by, on=on)
    record(session, by=by, act="loans.settle", subject=loan.subject, details={"amount": asked.owed}, unit_id=loan.unit_id)
    return event
