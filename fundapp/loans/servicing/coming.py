"""What should come back of the loans that are out, fund by fund and month by month."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select, union
from sqlalchemy.orm import Session

from fundapp.ledger.kinds import ExpectedState
from fundapp.ledger.models import Expected
from fundapp.loans.kinds import EventKind, LoanState
from fundapp.loans.models import Loan, LoanEvent, LoanInstalment, LoanSchedule
from fundapp.loans.servicing.lives import CHUNK, lives, rules_of
from fundapp.loans.standing import row_states

Coming = dict[int, dict[date, list[int]]]
# Written out, so that the small indexes of just these rows serve.
OPEN: ColumnElement[str] = literal_column(f"'{ExpectedState.OPEN.value}'")
FREEZE: ColumnElement[str] = literal_column(f"'{EventKind.FREEZE.value}'")


def coming_back(session: Session, on: date) -> Coming:
    """Give principal and interest (đồng) that should come back of the open loans in sight, by fund and first day of the month; what is late counts today.

    A loan that goes by its schedule is added up by the database; one that is late or was changed is walked.
    """
    found: Coming = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    by_schedule = (
        select(Loan.book_id, LoanInstalment.due_on, func.sum(LoanInstalment.principal_amount), func.sum(LoanInstalment.interest_amount))
        .join(LoanSchedule, (LoanSchedule.loan_id == Loan.id) & (LoanSchedule.version == Loan.schedule_version))
        .join(LoanInstalment, LoanInstalment.schedule_id == LoanSchedule.id)
        .where(Loan.state == LoanState.OPEN, Loan.id.not_in(_walked(on))).group_by(Loan.book_id, LoanInstalment.due_on)
    )
    for book_id, due_on, principal, interest in session.execute(by_schedule):
        # Days that have passed are left out here: asked of the database, they would make it begin with the day instead of the loan, three times as slow.
        if due_on > on:
            _add(found, book_id, due_on, int(principal), int(interest))
    columns = (Loan.id, Loan.book_id, Loan.overdue_rate_percent, Loan.rate_per, Loan.allocation_order)
    walked = list(session.execute(select(*columns).where(Loan.state == LoanState.OPEN, Loan.id.in_(_walked(on))).order_by(Loan.id)))
    for start in range(0, len(walked), CHUNK):
        _walk(session, found, walked[start:start + CHUNK], on)
    return found


def _walked(on: date) -> Any:
    # Few loans, each kind of them by an index of its own. What was just paid out is expected by nobody yet; what came early waits for its day.
    late = select(Loan.id).join(Expected, Expected.code == Loan.code).where(Expected.state == OPEN, Expected.due_on <= on, Loan.state == LoanState.OPEN)
    frozen = select(LoanEvent.loan_id).where(LoanEvent.kind == FREEZE)
    changed = select(Loan.id).where(Loan.state == LoanState.OPEN, Loan.schedule_version > 1)
    waiting = select(Loan.id).where(Loan.books_due_on.is_not(None), Loan.books_due_on <= on)
    return union(late, frozen, changed, waiting)


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
