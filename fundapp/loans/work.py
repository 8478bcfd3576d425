"""What waits for somebody in loans that are out: money to be used, acts and lists for a second person, visits that are due."""

from collections.abc import Iterable
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import EntryState
from fundapp.ledger.models import Entry
from fundapp.loans.kinds import ActKind, ActState, LoanState, SheetState
from fundapp.loans.models import (
    EmploymentList,
    Loan,
    LoanAct,
    LoanArrival,
    LoanProvision,
    LoanSheet,
    LoanVisit,
)
from fundapp.loans.servicing.acts import TITLES, decides
from fundapp.loans.servicing.allocating import LENT
from fundapp.orgs.models import Unit
from fundapp.web.waiting import Waiting

MOST = 200


def arrived(session: Session) -> dict[int, datetime]:
    """Give the loans in sight on which money came that nothing tells of yet, with since when."""
    came = (
        select(Loan.id, func.min(Entry.posted_at).label("at")).join(LoanArrival, LoanArrival.loan_id == Loan.id).join(Entry, Entry.id == LoanArrival.entry_id)
        .where(LoanArrival.event_id.is_(None), LoanArrival.amount != 0, Loan.state.in_(LENT), Entry.state == EntryState.POSTED.value)
        .group_by(Loan.id).order_by(Loan.id).limit(MOST)
    )
    return {row.id: row.at for row in session.execute(came)}


def amounts(session: Session, loan_ids: Iterable[int]) -> dict[int, int]:
    """Give how much of what came to each of these loans nothing tells of yet, in đồng."""
    query = (
        select(LoanArrival.loan_id, func.sum(LoanArrival.amount)).join(Entry, Entry.id == LoanArrival.entry_id)
        .where(LoanArrival.loan_id.in_(list(loan_ids)), LoanArrival.event_id.is_(None), Entry.state == EntryState.POSTED.value).group_by(LoanArrival.loan_id)
    )
    return {loan_id: int(amount) for loan_id, amount in session.execute(query)}


def due(session: Session, on: date) -> dict[int, datetime]:
    """Give the open loans in sight whose books are to be brought on though nothing came: just paid out, or money that came early has its day."""
    query = (
        select(Loan.id, Loan.books_due_on).where(Loan.state == LoanState.OPEN, Loan.books_due_on.is_not(None), Loan.books_due_on <= on)
        .order_by(Loan.books_due_on, Loan.id).limit(MOST)
    )
    return {row.id: datetime.combine(row.books_due_on, time(0), clock.VIETNAM) for row in session.execute(query)}


def to_allocate(session: Session, on: date) -> dict[int, datetime]:
    """Give the loans in sight whose books wait to be brought on, with since when."""
    return due(session, on) | arrived(session)


def waiting_on(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """Everything in loans that is this actor's next step."""
    found: list[Waiting] = []
    if actor.can("loan:allocate"):
        found += _money(session, actor, on) + _sheets(session, actor)
    if actor.can("loan:approve") or actor.can("loan:collect"):
        rows = session.scalars(select(LoanAct).where(LoanAct.state == ActState.PROPOSED.value, LoanAct.proposed_by_id != actor.user_id).order_by(LoanAct.id).limit(MOST))
        titles = {kind.value: title for kind, title in TITLES.items()}
        found += [
            Waiting(
                _("Trả lại tiền cho người vay") if row.kind == ActKind.REFUND else _("Duyệt thay đổi khoản vay"), f"{titles[row.kind]}: {row.loan.borrower_name}",
                row.reason, f"loan_acts/{row.id}", row.proposed_at,
            )
            for row in rows if actor.can(decides(row.kind), row)
        ]
    if actor.can("loan:classify"):
        made = session.scalars(select(LoanProvision).where(LoanProvision.state == ActState.PROPOSED.value, LoanProvision.proposed_by_id != actor.user_id))
        found += [
            Waiting(
                _("Ghi sổ dự phòng"), _("Dự phòng đến %(day)s", day=day_text(row.ended_on)), _("%(n)s đồng", n=dong(row.specific_amount + row.general_amount)),
                f"loan_provisions/{row.id}", row.proposed_at,
            )
            for row in made if actor.can("loan:classify", row)
        ]
    if actor.can("employment:send"):
        lists = session.scalars(select(EmploymentList).where(EmploymentList.sent_on.is_(None), EmploymentList.made_by_id != actor.user_id))
        found += [
            Waiting(
                _("Ký gửi danh sách vay vốn việc làm"), _("Danh sách số %(n)s", n=row.number), "", f"employment_lists/{row.id}",
                datetime.combine(row.made_on, time(0), clock.VIETNAM),
            )
            for row in lists if actor.can("employment:send", row)
        ]
    return found + (_visits(session, actor, on) if actor.can("loan:visit") else [])


def _money(session: Session, actor: Actor, on: date) -> list[Waiting]:
    came, others = arrived(session), due(session, on)
    loans = session.scalars(select(Loan).where(Loan.id.in_({*came, *others})).order_by(Loan.id))
    return [
        Waiting(
            _("Phân bổ tiền thu nợ") if loan.id in came else _("Đưa vào sổ khoản vay"), _("Khoản vay %(code)s", code=loan.code), loan.borrower_name,
            f"loan_lives/{loan.id}", came.get(loan.id) or others[loan.id],
        )
        for loan in loans if actor.can("loan:allocate", loan)
    ]


def _sheets(session: Session, actor: Actor) -> list[Waiting]:
    sheets = list(session.scalars(select(LoanSheet).where(LoanSheet.state == SheetState.READ.value, LoanSheet.uploaded_by_id != actor.user_id)))
    units = {one.id: one.name for one in session.scalars(select(Unit).where(Unit.id.in_({sheet.for_unit_id for sheet in sheets})))}
    return [
        Waiting(_("Ghi sổ bảng trừ lương"), units.get(sheet.for_unit_id, sheet.file_name), sheet.file_name, f"loan_sheets/{sheet.id}", sheet.uploaded_at)
        for sheet in sheets if actor.can("loan:allocate", sheet)
    ]


def _visits(session: Session, actor: Actor, on: date) -> list[Waiting]:
    query = select(LoanVisit).where(LoanVisit.done_on.is_(None), LoanVisit.due_on <= on).order_by(LoanVisit.due_on).limit(MOST)
    return [
        Waiting(
            _("Kiểm tra sử dụng vốn"), _("Khoản vay của %(name)s", name=visit.loan.borrower_name), visit.loan.purpose, f"loan_visits/{visit.id}",
            datetime.combine(visit.due_on, time(0), clock.VIETNAM), due_on=visit.due_on,
        )
        for visit in session.scalars(query) if actor.can("loan:visit", visit)
    ]
