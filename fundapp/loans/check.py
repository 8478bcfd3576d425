"""What must hold of every loan: the books owe what the fold owes, and no event of money is without its entry."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import LISTED, Fault, Invariant, everywhere, stream
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import EntryState
from fundapp.ledger.models import Balance, Entry, Line
from fundapp.loans.books import OF_THE_LOAN, Place, accounts, owed
from fundapp.loans.kinds import EventKind, LoanState
from fundapp.loans.models import Loan, LoanArrival, LoanEvent
from fundapp.loans.servicing.lives import lives, rules_of
from fundapp.loans.standing import standing
from fundapp.regulations.loan_terms import Recognition

WITH_MONEY = (EventKind.RECEIPT, EventKind.RECOVERY, EventKind.REFUND)
NAMES = {Place.PRINCIPAL: _("gốc"), Place.INTEREST: _("lãi phải thu"), Place.WAITING: _("tiền chờ phân bổ"), Place.SAVINGS: _("tiết kiệm")}
COLUMNS = (Loan.id, Loan.code, Loan.unit_id, Loan.for_unit_id, Loan.state, Loan.overdue_rate_percent, Loan.rate_per, Loan.allocation_order, Loan.recognition)


def invariants(session: Session) -> list[Invariant]:
    """Check every loan that was paid out."""
    return [_books(session), _money(session), _arrivals(session)]


def batched(rows: Iterator[Any]) -> Iterator[list[Any]]:
    """Give rows some hundreds at a time."""
    while some := list(islice(rows, LISTED)):
        yield some


def _of(loan: Any, words: str) -> Fault:
    return Fault(f"{loan.code}: {words}", loan.unit_id, loan.for_unit_id)


def _books(session: Session) -> Invariant:
    """Lay what the ledger says on each loan's subject beside the fold, on the day to which the books were brought."""
    booked: dict[int, Any] = {
        row.loan_id: row.on for row in session.execute(
            select(LoanEvent.loan_id, func.max(LoanEvent.on).label("on")).where(LoanEvent.kind == EventKind.ALLOCATION.value).group_by(LoanEvent.loan_id)
        )
    }
    wrong: list[Fault] = []
    rows = 0
    lent = select(*COLUMNS).where(Loan.state.in_([LoanState.OPEN, LoanState.SETTLED, LoanState.WRITTEN_OFF])).order_by(Loan.id)
    for loans in batched(stream(session, lent)):
        lived, said = lives(session, [loan.id for loan in loans]), _said(session, [loan.id for loan in loans])
        for loan in loans:
            rows += 1
            if loan.id in booked:
                told = standing(lived.get(loan.id, []), booked[loan.id], rules_of(loan))
                wanted = owed(told, by_accrual=loan.recognition == Recognition.ACCRUAL)
            else:
                # Nothing has been allocated: the money went out and nothing is told of it yet.
                wanted = {Place.PRINCIPAL: sum(one.amount for one in lived.get(loan.id, []) if one.kind == EventKind.DISBURSEMENT)}
            for place in OF_THE_LOAN:
                found, asked = said.get((loan.id, place), 0), wanted.get(place, 0)
                if found != asked:
                    words = _("%(what)s: sổ ghi %(found)s đồng, tính từ các lần thu, trả là %(asked)s đồng", what=NAMES[place], found=dong(found), asked=dong(asked))
                    wrong.append(_of(loan, words))
    return Invariant("VV1", _("Mỗi khoản vay: số sổ cái ghi bằng số tính lại từ lịch trả và các lần thu"), rows, wrong)


def _said(session: Session, loan_ids: list[int]) -> dict[tuple[int, Place], int]:
    """What the posted entries say on each loan's subject; money that waits and is no event yet is left out."""
    places = {code: place for place, code in accounts().items() if place in OF_THE_LOAN}
    subjects = {f"cases/{loan_id}": loan_id for loan_id in loan_ids}
    told = select(LoanEvent.entry_id).where(LoanEvent.loan_id.in_(loan_ids), LoanEvent.entry_id.is_not(None))
    query = (
        select(Line.subject, Balance.account_code, func.sum(Line.debit - Line.credit).label("amount")).join(Balance, Balance.id == Line.balance_id)
        .join(Entry, Entry.id == Line.entry_id)
        .where(
            Line.subject.in_(subjects), Balance.account_code.in_(places), Entry.state == EntryState.POSTED.value,
            (Balance.account_code != accounts()[Place.WAITING]) | Entry.id.in_(told),
        )
        .group_by(Line.subject, Balance.account_code)
    )
    found: dict[tuple[int, Place], int] = defaultdict(int)
    for row in session.execute(everywhere(query)):
        found[subjects[row.subject], places[row.account_code]] += int(row.amount)
    return found


def _money(session: Session) -> Invariant:
    """Every event of money is one entry on the loan's subject, of its amount."""
    moved = (
        select(func.coalesce(func.sum(Line.credit - Line.debit), 0)).join(Balance, Balance.id == Line.balance_id)
        .where(Line.entry_id == LoanEvent.entry_id, Line.subject == func.concat("cases/", LoanEvent.loan_id), Balance.account_code == accounts()[Place.WAITING])
        .correlate(LoanEvent).scalar_subquery()
    )
    query = (
        select(
            Loan.code, Loan.unit_id, Loan.for_unit_id, LoanEvent.id, LoanEvent.kind, LoanEvent.amount, LoanEvent.on, Entry.state, Entry.on.label("entry_on"),
            moved.label("moved"),
        )
        .join(Loan, Loan.id == LoanEvent.loan_id).outerjoin(Entry, Entry.id == LoanEvent.entry_id)
        .where(LoanEvent.kind.in_(WITH_MONEY)).order_by(LoanEvent.id)
    )
    wrong: list[Fault] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        asked = -row.amount if row.kind == EventKind.REFUND else row.amount
        if row.state != EntryState.POSTED or row.entry_on != row.on or int(row.moved) != asked:
            wrong.append(_of(row, _("khoản thu, trả %(amount)s đồng không khớp bút toán nào", amount=dong(row.amount))))
    return Invariant("VV2", _("Mỗi lần thu, trả của khoản vay là một bút toán đúng số tiền, đúng ngày"), rows, wrong)


def _arrivals(session: Session) -> Invariant:
    """What waits to be told of loans is every line of the books that no event tells of, and nothing else."""
    subject = func.concat("cases/", Loan.id)
    lines = (
        select(Line.entry_id, Loan.id.label("loan_id"), func.sum(Line.credit - Line.debit).label("amount")).join(Line, Line.subject == subject)
        .join(Balance, Balance.id == Line.balance_id).where(Balance.account_code == accounts()[Place.WAITING]).group_by(Line.entry_id, Loan.id).subquery()
    )
    told = select(LoanEvent.id).where(LoanEvent.entry_id == lines.c.entry_id, LoanEvent.loan_id == lines.c.loan_id).exists()
    query = (
        select(Loan.code, Loan.unit_id, Loan.for_unit_id, lines.c.entry_id, lines.c.amount, LoanArrival.amount.label("kept"), LoanArrival.event_id, told.label("is_told"))
        .join(lines, lines.c.loan_id == Loan.id)
        .outerjoin(LoanArrival, (LoanArrival.entry_id == lines.c.entry_id) & (LoanArrival.loan_id == lines.c.loan_id)).order_by(Loan.id, lines.c.entry_id)
    )
    wrong: list[Fault] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        if row.kept != int(row.amount) or (row.event_id is not None) != bool(row.is_told):
            wrong.append(_of(row, _("khoản %(amount)s đồng vào sổ không nằm đúng trong danh sách chờ phân bổ", amount=dong(int(row.amount)))))
    return Invariant("VV11", _("Tiền vào sổ của khoản vay mà chưa phân bổ đều nằm trong danh sách chờ"), rows, wrong)
