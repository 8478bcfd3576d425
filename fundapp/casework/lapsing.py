"""Promises that lapse: what was granted and neither paid nor ordered by its last day goes back to its funds, by a job of every night."""

from datetime import date, time
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.models import Case, CaseEvent
from fundapp.casework import queries
from fundapp.jobs import service as jobs
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _

LAPSE_JOB = "casework.lapse"
# Early in the day after the last one, before anybody comes to work.
AT_NIGHT = time(0, 30)
EVERYTHING = Scope.everything("promises lapse at every unit on their day, whoever is there")


def lapse(session: Session, case: Case, *, reason: str, by: Actor | None, on: date, seen: int | None = None) -> CaseEvent:
    """Free what is overdue of a request. What an order under way asks for stays: it may be on its way to the household, and is paid or given up first."""
    session.flush()
    session.refresh(case, with_for_update=True)
    case_service.held(session, case)
    parts = {one.id: amount for one, amount in queries.to_order(session, case)}
    return case_service.lapse(session, case, parts=parts, reason=reason, by=by, on=on, seen=seen)


@jobs.runner(LAPSE_JOB, nightly=AT_NIGHT)
def lapse_overdue(db: Database, job_id: int) -> dict[str, Any]:
    """Let every promise lapse whose last day has passed, each in a transaction of its own."""
    on = clock.today()
    with db.reading(EVERYTHING) as session:
        waiting = [case.id for case in session.scalars(cases.ending(on, overdue=True).order_by(Case.id))]
    lapsed = 0
    for done, case_id in enumerate(waiting):
        jobs.progress(db, job_id, done=done, total=len(waiting))
        lapsed += lapse_one(db, case_id, on)
    jobs.progress(db, job_id, done=len(waiting), total=len(waiting))
    return {"lapsed": lapsed}


def lapse_one(db: Database, case_id: int, on: date) -> bool:
    """Let the promise of one request lapse; tells whether there was something to free: it may have been paid, ordered or extended just now."""
    reason = str(_("Quá ngày hết hiệu lực mà chưa chi"))
    try:
        db.retried(lambda session: lapse(session, session.get_one(Case, case_id), reason=reason, by=None, on=on), EVERYTHING)
    except Refusal:
        return False
    return True
