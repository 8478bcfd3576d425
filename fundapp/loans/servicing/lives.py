"""From rows to what the fold reads: the events, schedules and rules of loans, and the money that waits on their subjects."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.kernel import clock
from fundapp.kernel.checks import everywhere
from fundapp.ledger.kinds import EntryState
from fundapp.ledger.models import Balance, Entry, Line
from fundapp.loans.books import Place, accounts
from fundapp.loans.events import Event, Rules, overdue_rate
from fundapp.loans.kinds import EventKind
from fundapp.loans.models import Loan, LoanEvent, LoanInstalment, LoanSchedule
from fundapp.loans.schedule import Instalment
from fundapp.regulations.loan_terms import Part, RatePer

# A few thousand ids go into one question.
CHUNK = 2_000
Schedule = tuple[tuple[Instalment, ...], tuple[int, ...]]


def rules_of(loan: Any) -> Rules:
    """Give how a loan uses money and what it asks for what is late; `loan` is its row or just these columns of it."""
    rate = overdue_rate(Fraction(loan.overdue_rate_percent), RatePer(loan.rate_per), Fraction(100))
    return Rules(tuple(Part(name) for name in loan.allocation_order.split()), rate)


def life_of(session: Session, loan: Loan) -> list[Event]:
    """Give everything that happened to one loan."""
    return lives(session, [loan.id]).get(loan.id, [])


def lives(session: Session, loan_ids: Iterable[int]) -> dict[int, list[Event]]:
    """Give everything that happened to each of these loans; what was never paid out has no life."""
    found: dict[int, list[Event]] = {}
    wanted = list(loan_ids)
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start:start + CHUNK]
        schedules = schedules_of(session, part)
        by_loan: dict[int, list[Any]] = defaultdict(list)
        columns = (
            LoanEvent.id, LoanEvent.loan_id, LoanEvent.kind, LoanEvent.on, LoanEvent.amount, LoanEvent.details, LoanEvent.reverses_id, LoanEvent.recorded_at,
        )
        for row in session.execute(select(*columns).where(LoanEvent.loan_id.in_(part)).order_by(LoanEvent.id)):
            by_loan[row.loan_id].append(row)
        for loan_id, rows in by_loan.items():
            found[loan_id] = _events(rows, schedules.get(loan_id, {}))
    return found


def schedules_of(session: Session, loan_ids: Sequence[int]) -> dict[int, dict[int, Schedule]]:
    """Give the whole schedules of loans, by version."""
    made: dict[int, dict[int, tuple[list[Instalment], list[int]]]] = defaultdict(dict)
    query = (
        select(
            LoanSchedule.loan_id, LoanSchedule.version, LoanInstalment.number, LoanInstalment.due_on, LoanInstalment.opening_amount,
            LoanInstalment.principal_amount, LoanInstalment.interest_amount, LoanInstalment.closing_amount, LoanInstalment.savings_amount,
        )
        .join(LoanInstalment, LoanInstalment.schedule_id == LoanSchedule.id)
        .where(LoanSchedule.loan_id.in_(loan_ids), LoanSchedule.is_whole).order_by(LoanSchedule.loan_id, LoanSchedule.version, LoanInstalment.number)
    )
    for loan_id, version, number, due_on, opening, principal, interest, closing, savings in session.execute(query):
        rows = made[loan_id].setdefault(version, ([], []))
        rows[0].append(Instalment(number, due_on, opening, principal, interest, closing))
        rows[1].append(savings)
    return {loan_id: {version: (tuple(rows), tuple(saved)) for version, (rows, saved) in versions.items()} for loan_id, versions in made.items()}


def _events(rows: Sequence[Any], schedules: Mapping[int, Schedule]) -> list[Event]:
    agreed_anew = {row.details.get("schedule") for row in rows if row.kind == EventKind.RESCHEDULE}
    first: Schedule = next((schedules[version] for version in sorted(schedules, reverse=True) if version not in agreed_anew), ((), ()))
    return [_event(row, first, schedules) for row in rows]


def _event(row: Any, first: Schedule, schedules: Mapping[int, Schedule]) -> Event:
    kind, details, amount, penalty = EventKind(row.kind), row.details, row.amount, 0
    brought: Schedule = ((), ())
    if kind == EventKind.DISBURSEMENT:
        brought = first
    elif kind == EventKind.RESCHEDULE:
        brought = schedules.get(details.get("schedule"), ((), ()))
    elif kind == EventKind.SETTLEMENT and "interest" in details:
        brought = ((Instalment(1, row.on, details["principal"], details["principal"], details["interest"], 0),), ())
    elif kind == EventKind.WAIVER:
        amount, penalty = details["interest"], details["penalty"]
    return Event(
        f"{row.id:012d}", kind, row.on, row.recorded_at.astimezone(clock.VIETNAM).date(), amount, penalty, details.get("fee", 0), *brought,
        reverses=None if row.reverses_id is None else f"{row.reverses_id:012d}", is_for_inability=bool(details.get("inability")),
    )


def waiting_entries(session: Session, loan: Loan) -> list[Any]:
    """Give the posted entries that moved money on the loan's subject and are no event of it yet, oldest first: net (đồng in) of what waits."""
    told = select(LoanEvent.entry_id).where(LoanEvent.loan_id == loan.id, LoanEvent.entry_id.is_not(None))
    net = func.sum(Line.credit - Line.debit)
    query = (
        select(Entry.id, Entry.on, Entry.reverses_id, Entry.drafted_by_id, Entry.posted_by_id, Entry.voucher_id, net.label("amount"))
        .join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id)
        .where(
            Line.subject == loan.subject, Balance.account_code == accounts()[Place.WAITING], Entry.state == EntryState.POSTED.value, Entry.id.not_in(told),
        )
        .group_by(Entry.id, Entry.on, Entry.reverses_id, Entry.drafted_by_id, Entry.posted_by_id, Entry.voucher_id).having(net != 0).order_by(Entry.id)
    )
    return list(session.execute(everywhere(query)))


def booked_on(session: Session, loan_id: int) -> date | None:
    """Give the day to which the books of a loan have been brought; None before the first time."""
    return session.scalar(select(func.max(LoanEvent.on)).where(LoanEvent.loan_id == loan_id, LoanEvent.kind == EventKind.ALLOCATION.value))
