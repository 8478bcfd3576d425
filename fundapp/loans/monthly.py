"""Classify a month in the background: a big unit's loans when somebody asks for it, and in the first days of a month those that nobody has classified."""

from datetime import date, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.loans.kinds import LoanState
from fundapp.loans.models import Loan
from fundapp.loans.servicing.allocating import LoanRefused
from fundapp.loans.servicing.classifying import classify, classify_some, last_month_end, may_classify, to_classify, told
from fundapp.loans.servicing.lives import CHUNK

JOB = "loans.classify"
AT_NIGHT = time(1, 30)
# Debt is classified within seven days of a month's end (domain.md §2.3): what people have not done by the fifth is done for them.
FROM_DAY, TO_DAY = 5, 7
EVERYTHING = Scope.everything("a month's debt is classified at every unit that lends, whoever is there")


def classify_or_ask(session: Session, *, ended_on: date, unit_id: int, by: Actor) -> int | None:
    """Classify a month at once, or in the background where there are thousands of loans. Gives how many; None while it's being done."""
    may_classify(session, ended_on, unit_id)
    if len(session.execute(to_classify(ended_on, unit_id).limit(CHUNK + 1)).all()) <= CHUNK:
        return classify(session, ended_on=ended_on, unit_id=unit_id, by=by)
    jobs.enqueue(session, kind=JOB, payload={"unit_id": unit_id, "ended_on": ended_on.isoformat()}, by=by, unit_id=unit_id)
    return None


@jobs.runner(JOB, nightly=AT_NIGHT)
def classify_month(db: Database, job_id: int) -> dict[str, Any]:
    """Classify what was asked for, some thousand loans in each transaction; asked for by nobody: the month before, at every unit that lends."""
    with db.reading(EVERYTHING) as session:
        job = session.get_one(Job, job_id)
        asked, by = dict(job.payload), None
        if job.user_id is not None:
            by = actor_of(session, session.get_one(User, job.user_id), on=clock.today())
        if asked:
            ended_on, units = date.fromisoformat(asked["ended_on"]), [int(asked["unit_id"])]
        elif not FROM_DAY <= clock.today().day <= TO_DAY:
            return {"classified": 0}
        else:
            ended_on = last_month_end(clock.today())
            units = list(session.scalars(select(Loan.unit_id).where(Loan.state == LoanState.OPEN).distinct().order_by(Loan.unit_id)))
    return {"classified": sum(_one(db, job_id, ended_on, unit_id, by) for unit_id in units)}


def _one(db: Database, job_id: int, ended_on: date, unit_id: int, by: Actor | None) -> int:
    count = 0
    try:
        with db.reading(EVERYTHING) as session:
            may_classify(session, ended_on, unit_id)
    except LoanRefused:
        return 0
    going_on: int | None = 0
    while going_on is not None:
        some, going_on = db.retried(_next(ended_on, unit_id, going_on), EVERYTHING)
        count += some
        jobs.progress(db, job_id, done=count)
    if count:
        with db.transaction(EVERYTHING) as session:
            told(session, ended_on=ended_on, unit_id=unit_id, count=count, by=by)
    return count


def _next(ended_on: date, unit_id: int, after: int) -> Any:
    def act(session: Session) -> tuple[int, int | None]:
        return classify_some(session, ended_on=ended_on, unit_id=unit_id, after=after)

    return act
