"""What must hold of every contract: within its decision, its schedules add up, and what was paid out is what the books say."""

from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from fundapp.cases.models import Case, Decision
from fundapp.kernel.checks import Fault, Invariant, stream
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import EntryState
from fundapp.ledger.models import Balance, Entry, Line
from fundapp.loans.books import Place, accounts
from fundapp.loans.kinds import EventKind
from fundapp.loans.models import Loan, LoanEvent, LoanInstalment, LoanRequest, LoanSchedule


def invariants(session: Session) -> list[Invariant]:
    """Check every loan request and every contract."""
    return [_requests(session), _decided(session), _schedules(session), _disbursed(session)]


def _of(loan: Any, words: Text) -> Fault:
    return Fault(f"{loan.code}: {words}", loan.unit_id, loan.for_unit_id)


def _requests(session: Session) -> Invariant:
    query = (
        select(Case.code, Case.unit_id, Case.holder_unit_id.label("for_unit_id"), LoanRequest.id, LoanRequest.unit_id.label("own"))
        .outerjoin(LoanRequest, LoanRequest.id == Case.id).where(Case.programme == "loans").order_by(Case.id)
    )
    rows, wrong = 0, []
    for row in stream(session, query):
        rows += 1
        if row.id is None or row.own != row.unit_id:
            wrong.append(_of(row, _("thiếu nội dung đề nghị vay, hoặc khác đơn vị")))
    return Invariant("VV3", _("Mỗi hồ sơ vay vốn có nội dung đề nghị của mình"), rows, wrong)


def _decided(session: Session) -> Invariant:
    """A loan lies within its decision, and somebody else than who decided has signed it."""
    query = (
        select(
            Loan.code, Loan.unit_id, Loan.for_unit_id, Loan.principal_amount, Loan.signed_on, Loan.signed_by_id, Decision.amount, Decision.decided_on,
            Decision.decided_by_id,
        )
        .outerjoin(Decision, and_(Decision.case_id == Loan.id, Decision.outcome == "approved")).order_by(Loan.id)
    )
    rows, wrong = 0, []
    for row in stream(session, query):
        rows += 1
        if row.amount is None or row.principal_amount > row.amount or row.signed_on < row.decided_on or row.signed_by_id == row.decided_by_id:
            wrong.append(_of(row, _("khế ước %(amount)s đồng không nằm trong quyết định", amount=dong(row.principal_amount))))
    return Invariant("VV4", _("Mỗi khế ước vay nằm trong số tiền đã quyết định, do người khác người quyết định lập"), rows, wrong)


def _schedules(session: Session) -> Invariant:
    """Principals of a whole schedule sum to what it pays back, the first one to the loan; days rise."""
    parts = (
        select(
            LoanInstalment.schedule_id, func.sum(LoanInstalment.principal_amount).label("principal"), func.count().label("count"),
            func.count(func.distinct(LoanInstalment.due_on)).label("days"), func.min(LoanInstalment.closing_amount).label("rest"),
        ).group_by(LoanInstalment.schedule_id).subquery()
    )
    query = (
        select(
            Loan.code, Loan.unit_id, Loan.for_unit_id, Loan.principal_amount.label("loan"), LoanSchedule.version, LoanSchedule.principal_amount, LoanSchedule.is_whole,
            parts.c.principal, parts.c.count, parts.c.days, parts.c.rest,
        )
        .join(LoanSchedule, LoanSchedule.loan_id == Loan.id).outerjoin(parts, parts.c.schedule_id == LoanSchedule.id).order_by(LoanSchedule.id)
    )
    rows, wrong = 0, []
    for row in stream(session, query):
        rows += 1
        holds = row.is_whole and row.principal == row.principal_amount and row.count == row.days and row.rest == 0
        if not holds or (row.version == 1 and row.principal_amount != row.loan):
            wrong.append(_of(row, _("lịch trả bản thứ %(n)s không cộng đủ số tiền vay", n=row.version)))
    return Invariant("VV5", _("Gốc của mỗi lịch trả cộng đủ số tiền vay, ngày trả không trùng nhau"), rows, wrong)


def _disbursed(session: Session) -> Invariant:
    """What was paid out by events is what the posted entries say, and no more than the loan."""
    undone = select(LoanEvent.reverses_id).where(LoanEvent.reverses_id.is_not(None))
    told = (
        select(func.coalesce(func.sum(LoanEvent.amount), 0))
        .where(LoanEvent.loan_id == Loan.id, LoanEvent.kind == EventKind.DISBURSEMENT.value, LoanEvent.id.not_in(undone)).correlate(Loan).scalar_subquery()
    )
    entries = select(LoanEvent.entry_id).where(LoanEvent.loan_id == Loan.id, LoanEvent.kind == EventKind.DISBURSEMENT.value, LoanEvent.id.not_in(undone)).correlate(Loan)
    booked = (
        select(func.coalesce(func.sum(Line.debit), 0)).join(Balance, Balance.id == Line.balance_id).join(Entry, Entry.id == Line.entry_id)
        .where(Line.entry_id.in_(entries), Balance.account_code == accounts()[Place.PRINCIPAL], Entry.state == EntryState.POSTED.value, Entry.book_id == Loan.book_id)
        .correlate(Loan).scalar_subquery()
    )
    query = select(Loan.code, Loan.unit_id, Loan.for_unit_id, Loan.principal_amount, told.label("told"), booked.label("booked")).order_by(Loan.id)
    rows, wrong = 0, []
    for row in stream(session, query):
        rows += 1
        if int(row.told) != int(row.booked) or row.told > row.principal_amount:
            wrong.append(_of(row, _("đã giải ngân %(told)s đồng, sổ ghi %(booked)s đồng", told=dong(int(row.told)), booked=dong(int(row.booked)))))
    return Invariant("VV6", _("Số đã giải ngân của mỗi khoản vay bằng số sổ cái ghi nợ gốc, không quá khế ước"), rows, wrong)
