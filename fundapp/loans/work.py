"""What waits for somebody in loans that are out: money to be used, acts and lists for a second person, visits that are due."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import EntryState
from fundapp.ledger.models import Balance, Entry, Line
from fundapp.loans.books import Place, accounts
from fundapp.loans.kinds import ActState, EventKind, LoanState, SheetState
from fundapp.loans.models import (
    EmploymentList,
    Loan,
    LoanAct,
    LoanEvent,
    LoanInstalment,
    LoanProvision,
    LoanSchedule,
    LoanSheet,
    LoanVisit,
)
from fundapp.loans.servicing.acts import TITLES
from fundapp.loans.servicing.allocating import LENT, LoanRefused, allocate
from fundapp.orgs.models import Unit
from fundapp.web.waiting import Waiting

MOST = 200
# A year back at the most: the home page asks this each time.
LATELY = timedelta(366)


def came_lately(session: Session, on: date) -> dict[int, datetime]:
    """Give the loans in sight on which money came in the last months that nothing tells of yet, with since when."""
    told = select(LoanEvent.id).where(LoanEvent.entry_id == Line.entry_id, func.concat("cases/", LoanEvent.loan_id) == Line.subject)
    came = (
        select(Loan.id, func.min(Entry.posted_at).label("at")).join(Line, Line.subject == func.concat("cases/", Loan.id)).join(Entry, Entry.id == Line.entry_id)
        .join(Balance, Balance.id == Line.balance_id)
        .where(Loan.state.in_(LENT), Balance.account_code == accounts()[Place.WAITING], Entry.state == EntryState.POSTED.value, Line.on > on - LATELY, ~told.exists())
        .group_by(Loan.id).order_by(Loan.id).limit(MOST)
    )
    return {row.id: row.at for row in session.execute(came)}


def to_allocate(session: Session, on: date) -> dict[int, datetime]:
    """Give the loans in sight whose money waits to be used, with since when: it came, or it came early and its day has come since."""
    return _fallen_due(session, on) | came_lately(session, on)


def _fallen_due(session: Session, on: date) -> dict[int, datetime]:
    booked = (
        select(LoanEvent.loan_id, func.max(LoanEvent.on).label("on")).where(LoanEvent.kind == EventKind.ALLOCATION.value).group_by(LoanEvent.loan_id).subquery()
    )
    credit = (
        select(Line.subject).join(Balance, Balance.id == Line.balance_id).join(Entry, Entry.id == Line.entry_id)
        .where(Balance.account_code == accounts()[Place.WAITING], Entry.state == EntryState.POSTED.value).group_by(Line.subject)
        .having(func.sum(Line.credit - Line.debit) > 0)
    )
    query = (
        select(Loan.id, func.min(LoanInstalment.due_on)).join(booked, booked.c.loan_id == Loan.id)
        .join(LoanSchedule, (LoanSchedule.loan_id == Loan.id) & (LoanSchedule.version == Loan.schedule_version))
        .join(LoanInstalment, LoanInstalment.schedule_id == LoanSchedule.id)
        .where(Loan.state == LoanState.OPEN, LoanInstalment.due_on > booked.c.on, LoanInstalment.due_on <= on, func.concat("cases/", Loan.id).in_(credit))
        .group_by(Loan.id).limit(MOST)
    )
    return {loan_id: datetime.combine(due_on, time(0), clock.VIETNAM) for loan_id, due_on in session.execute(query)}


def allocate_all(session: Session, *, by: Actor, on: date) -> tuple[int, list[str]]:
    """Use all money that waits on loans in reach, each loan by itself. Gives how many were done, and why others were not."""
    done, refused = 0, []
    for loan_id in sorted(to_allocate(session, on)):
        loan = session.get_one(Loan, loan_id)
        if not by.can("loan:allocate", loan):
            continue
        try:
            with session.begin_nested():
                allocate(session, loan, by=by, on=on)
            done += 1
        except LoanRefused as refusal:
            refused.append(f"{loan.code}: {refusal}")
    return done, refused


def waiting_on(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """Everything in loans that is this actor's next step."""
    found: list[Waiting] = []
    if actor.can("loan:allocate"):
        found += _money(session, actor, on) + _sheets(session, actor)
    if actor.can("loan:approve"):
        rows = session.scalars(select(LoanAct).where(LoanAct.state == ActState.PROPOSED.value, LoanAct.proposed_by_id != actor.user_id).order_by(LoanAct.id).limit(MOST))
        titles = {kind.value: title for kind, title in TITLES.items()}
        found += [
            Waiting(_("Duyệt thay đổi khoản vay"), f"{titles[row.kind]}: {row.loan.borrower_name}", row.reason, f"loan_acts/{row.id}", row.proposed_at)
            for row in rows if actor.can("loan:approve", row)
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
    since = came_lately(session, on)
    loans = session.scalars(select(Loan).where(Loan.id.in_(since)).order_by(Loan.id))
    return [
        Waiting(_("Phân bổ tiền thu nợ"), _("Khoản vay %(code)s", code=loan.code), loan.borrower_name, f"loan_lives/{loan.id}", since[loan.id])
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
