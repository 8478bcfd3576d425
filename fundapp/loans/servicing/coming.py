"""What should come back of the loans that are out, fund by fund and month by month."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from fundapp.ledger.kinds import ExpectedState
from fundapp.ledger.models import Expected
from fundapp.loans.kinds import EventKind, LoanState
from fundapp.loans.models import Loan, LoanEvent, LoanInstalment, LoanSchedule
from fundapp.loans.servicing.lives import CHUNK, lives, rules_of
from fundapp.loans.standing import row_states

Coming = dict[int, dict[date, list[int]]]
# Loans of which the rows of the schedule alone don't say what is still to come.
CHANGED = (EventKind.FREEZE.value, EventKind.RESCHEDULE.value, EventKind.REVERSAL.value)


def coming_back(session: Session, on: date) -> Coming:
    """Give principal and interest (đồng) that should come back of the open loans in sight, by fund and first day of the month; what is late counts today.

    A loan that goes by its schedule is added up by the database; one that is late or was changed is walked.
    """
    found: Coming = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    by_schedule = (
        select(Loan.book_id, LoanInstalment.due_on, func.sum(LoanInstalment.principal_amount), func.sum(LoanInstalment.interest_amount))
        .join(LoanSchedule, (LoanSchedule.loan_id == Loan.id) & (LoanSchedule.version == Loan.schedule_version))
        .join(LoanInstalment, LoanInstalment.schedule_id == LoanSchedule.id)
        .where(Loan.state == LoanState.OPEN, LoanInstalment.due_on > on, ~_is_walked(on)).group_by(Loan.book_id, LoanInstalment.due_on)
    )
    for book_id, due_on, principal, interest in session.execute(by_schedule):
        _add(found, book_id, due_on, int(principal), int(interest))
    columns = (Loan.id, Loan.book_id, Loan.overdue_rate_percent, Loan.rate_per, Loan.allocation_order)
    walked = list(session.execute(select(*columns).where(Loan.state == LoanState.OPEN, _is_walked(on)).order_by(Loan.id)))
    for start in range(0, len(walked), CHUNK):
        _walk(session, found, walked[start:start + CHUNK], on)
    return found


def _is_walked(on: date) -> ColumnElement[bool]:
    changed = select(LoanEvent.id).where(LoanEvent.loan_id == Loan.id, LoanEvent.kind.in_(CHANGED)).exists()
    late = select(Expected.id).where(Expected.code == Loan.code, Expected.state == ExpectedState.OPEN.value, Expected.due_on <= on).exists()
    # What was just paid out is expected by nobody yet, and what came early waits for its day.
    return changed | late | (Loan.books_due_on <= on) & Loan.books_due_on.is_not(None)


def _walk(session: Session, found: Coming, loans: Iterable[Any], on: date) -> None:
    some = list(loans)
    lived = lives(session, [loan.id for loan in some])
    for loan in some:
        rows = row_states(lived.get(loan.id, []), on, rules_of(loan))
        newest = rows[-1].version if rows else 0
        for row in rows:
            # What an earlier schedule left open is asked for by the one that holds.
            if row.open and row.version == newest and row.due_on != date.max:
                _add(found, loan.book_id, max(row.due_on, on), row.open_principal, row.open_interest)


def _add(found: Coming, book_id: int, due_on: date, principal: int, interest: int) -> None:
    cell = found[book_id][due_on.replace(day=1)]
    cell[0] += principal
    cell[1] += interest
