"""Use all money that waits on loans, each loan by itself: a few at once, many in the background, where what is done stays done."""

from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import EntryState
from fundapp.ledger.models import Entry
from fundapp.loans.kinds import LoanState
from fundapp.loans.models import Loan, LoanArrival
from fundapp.loans.servicing.allocating import LENT, LoanRefused, allocate

JOB = "loans.allocate"
# Up to so many nobody waits for; in one transaction others wait for so many.
AT_ONCE, IN_ONE_TRANSACTION, MOST_SAID = 25, 25, 20
WHOSE = Scope.everything("the job runner looks up whose work this is")


def waiting(on: date) -> Any:
    """Select the numbers of the loans in sight whose books wait to be brought on: money came, or money that came early has its day."""
    came = (
        select(LoanArrival.loan_id).join(Entry, Entry.id == LoanArrival.entry_id)
        .where(LoanArrival.event_id.is_(None), LoanArrival.amount != 0, Entry.state == EntryState.POSTED.value)
    )
    has_its_day = (Loan.state == LoanState.OPEN) & (Loan.books_due_on <= on)
    return select(Loan.id).where(or_(Loan.id.in_(came) & Loan.state.in_(LENT), has_its_day))


def count_waiting(session: Session, on: date) -> int:
    """Count them."""
    return session.scalar(select(func.count()).select_from(waiting(on).subquery())) or 0


def allocate_or_ask(session: Session, *, by: Actor, on: date) -> tuple[int, list[str]] | None:
    """Use all that waits in reach at once, or in the background where there are many. Gives how many loans were done and why others were not."""
    last = last_asked(session, by)
    if last is not None and last.state in ("waiting", "running"):
        raise LoanRefused(_("Đang phân bổ ở nền. Hãy chờ xong rồi bấm lại nếu còn khoản chờ."))
    if count_waiting(session, on) > AT_ONCE:
        jobs.enqueue(session, kind=JOB, payload={}, by=by, unit_id=by.home.unit_id if by.home else None)
        return None
    done, refused, _last = _some(session, by, on, 0, AT_ONCE)
    return done, refused


def last_asked(session: Session, by: Actor) -> Job | None:
    """The last such work that this person asked for."""
    return session.scalar(select(Job).where(Job.kind == JOB, Job.user_id == by.user_id).order_by(Job.id.desc()).limit(1))


def _some(session: Session, by: Actor, on: date, after: int, most: int) -> tuple[int, list[str], int | None]:
    """Do the next few, each on a savepoint of its own. Gives also after which loan to go on; none when there are no more."""
    done, refused = 0, []
    numbers = list(session.scalars(waiting(on).where(Loan.id > after).order_by(Loan.id).limit(most)))
    for loan in [session.get_one(Loan, number) for number in numbers]:
        if not by.can("loan:allocate", loan):
            continue
        try:
            with session.begin_nested():
                allocate(session, loan, by=by, on=on)
            done += 1
        except LoanRefused as refusal:
            refused.append(f"{loan.code}: {refusal.message}")
    return done, refused, numbers[-1] if len(numbers) == most else None


@jobs.runner(JOB)
def allocate_all(db: Database, job_id: int) -> dict[str, Any]:
    """Do them all. Cut off and begun anew, it does what still waits: what has been used waits no more."""
    on = clock.today()
    with db.reading(WHOSE) as session:
        actor = actor_of(session, session.get_one(User, session.get_one(Job, job_id).user_id), on=on)
    with db.reading(actor.scope) as session:
        total = count_waiting(session, on)
    done, refused = 0, list[str]()
    after: int | None = 0
    while after is not None:
        some, wrong, after = db.retried(_next(actor, on, after), actor.scope)
        done, refused = done + some, refused + wrong
        message = str(_("Đã phân bổ %(done)s trên %(total)s khoản vay", done=dong(done), total=dong(total)))
        jobs.progress(db, job_id, done=done + len(refused), total=total, message=message)
    return {"done": done, "left": len(refused), "refused": refused[:MOST_SAID]}


def _next(actor: Actor, on: date, after: int) -> Any:
    def act(session: Session) -> tuple[int, list[str], int | None]:
        return _some(session, actor, on, after, IN_ONE_TRANSACTION)

    return act
