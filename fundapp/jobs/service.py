"""Ask for long work, run it, sweep up what never started."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _

SCOPE = Scope.everything("the job runner")
LOST_AFTER = timedelta(minutes=15)
MOST_ATTEMPTS = 3
log = logging.getLogger(__name__)

Runner = Callable[[Database, int], dict[str, Any] | None]
_runners: dict[str, Runner] = {}


class Asker(Protocol):
    """Whoever asks for work: an actor of `access`."""

    @property
    def user_id(self) -> int: ...


def runner(kind: str) -> Callable[[Runner], Runner]:
    """Register the function that does one kind of job; what it returns is stored as the job's result."""

    def keep(function: Runner) -> Runner:
        _runners[kind] = function
        return function

    return keep


def enqueue(session: Session, *, kind: str, payload: dict[str, Any], by: Asker | None, unit_id: int | None) -> Job:
    """Store a job in the transaction of the act that needs it; it starts after the commit."""
    if kind not in _runners:
        raise LookupError(f"no runner for {kind}")
    job = Job(kind=kind, payload=payload, user_id=by.user_id if by else None, unit_id=unit_id, asked_at=clock.now(), state="waiting")
    session.add(job)
    session.flush()
    session.info.setdefault("jobs_to_start", []).append(job.id)
    return job


def progress(db: Database, job_id: int, *, done: int, total: int | None = None, message: str | None = None) -> None:
    """Tell how far a running job has come, in a transaction of its own."""
    values: dict[str, Any] = {"done": done}
    if total is not None:
        values["total"] = total
    if message is not None:
        values["message"] = message
    with db.transaction(SCOPE) as session:
        session.execute(update(Job).where(Job.id == job_id).values(**values))


def run(db: Database, job_id: int) -> str:
    """Run one waiting job to its end; gives the state it ended in. A job that somebody else took is left alone."""
    now = clock.now()
    with db.transaction(SCOPE) as session:
        taken = session.execute(
            update(Job).where(Job.id == job_id, Job.state == "waiting").values(state="running", started_at=now, attempts=Job.attempts + 1)
        )
        if taken.rowcount == 0:  # type: ignore[attr-defined]
            return "taken"
        kind = session.scalar(select(Job.kind).where(Job.id == job_id)) or ""
    try:
        result = _runners[kind](db, job_id) or {}
    except Refusal as refusal:
        return _end(db, job_id, "failed", str(refusal.message), {})
    except Exception:
        log.exception("job %s (%s) failed", job_id, kind)
        return _end(db, job_id, "failed", str(_("Có lỗi khi xử lý. Hãy thử lại; nếu vẫn lỗi, báo quản trị số công việc %(id)s.", id=job_id)), {})
    return _end(db, job_id, "done", "", result)


def _end(db: Database, job_id: int, state: str, message: str, result: dict[str, Any]) -> str:
    with db.transaction(SCOPE) as session:
        session.execute(
            update(Job).where(Job.id == job_id).values(state=state, message=message, result=result, ended_at=clock.now())
        )
    return state


def result_of(db: Database, job_id: int) -> dict[str, Any]:
    """Give what a job that ended left as its result."""
    with db.reading(SCOPE) as session:
        return dict(session.scalar(select(Job.result).where(Job.id == job_id)) or {})


def sweep(db: Database, *, now: datetime) -> list[int]:
    """Give the jobs that wait without anybody running them; those whose runner was lost wait again, at most three times."""
    with db.transaction(SCOPE) as session:
        lost = (Job.state == "running", Job.started_at < now - LOST_AFTER)
        session.execute(update(Job).where(*lost, Job.attempts < MOST_ATTEMPTS).values(state="waiting"))
        session.execute(
            update(Job).where(*lost, Job.attempts >= MOST_ATTEMPTS).values(
                state="failed", ended_at=now, message=str(_("Công việc bị ngắt nhiều lần nên đã dừng. Hãy yêu cầu lại; nếu là danh sách thì tải tệp lên lại."))
            )
        )
        return list(session.scalars(select(Job.id).where(Job.state == "waiting").order_by(Job.id)))
