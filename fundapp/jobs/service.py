"""Ask for long work, run it while its heart is heard, sweep up what never started or was lost."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _

SCOPE = Scope.everything("the job runner")
BEAT_EVERY = timedelta(seconds=20)
# A runner that has said nothing for so long was lost: its process was stopped, or its machine.
LOST_AFTER = timedelta(minutes=3)
SWEEP_EVERY = timedelta(minutes=1)
MOST_ATTEMPTS = 3
log = logging.getLogger(__name__)

Runner = Callable[[Database, int], dict[str, Any] | None]
_runners: dict[str, Runner] = {}
_nightly: dict[str, time] = {}
_apart: set[str] = set()


class Asker(Protocol):
    """Whoever asks for work: an actor of `access`."""

    @property
    def user_id(self) -> int: ...


def runner(kind: str, *, nightly: time | None = None, apart: bool = False) -> Callable[[Runner], Runner]:
    """Register the function that does one kind of job; what it returns is stored as the job's result.

    `nightly` is the time of day in Vietnam at which such a job is asked for by nobody, once a day. `apart` is work that reads so much that a
    server gives it a process of its own, which takes its memory with it; it writes little, since its writing queues with nobody else's.
    """

    def keep(function: Runner) -> Runner:
        _runners[kind] = function
        if nightly is not None:
            _nightly[kind] = nightly
        if apart:
            _apart.add(kind)
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


def runs_apart(db: Database, job_id: int) -> bool:
    """Whether a job is of a kind that a server runs in a process of its own."""
    with db.reading(SCOPE) as session:
        return session.scalar(select(Job.kind).where(Job.id == job_id)) in _apart


def progress(db: Database, job_id: int, *, done: int, total: int | None = None, message: str | None = None) -> None:
    """Tell how far a running job has come, in a transaction of its own."""
    values: dict[str, Any] = {"done": done, "beat_at": clock.now()}
    if total is not None:
        values["total"] = total
    if message is not None:
        values["message"] = message
    with db.transaction(SCOPE) as session:
        session.execute(update(Job).where(Job.id == job_id, Job.state == "running").values(**values))


def run(db: Database, job_id: int) -> str:
    """Run one waiting job to its end; gives the state it ended in. A job that somebody else took is left alone."""
    now = clock.now()
    with db.transaction(SCOPE) as session:
        taken = session.execute(
            update(Job).where(Job.id == job_id, Job.state == "waiting")
            .values(state="running", started_at=now, beat_at=now, attempts=Job.attempts + 1).returning(Job.kind, Job.attempts)
        ).one_or_none()
    if taken is None:
        return "taken"
    try:
        with _beating(db, job_id):
            result = _runners[taken.kind](db, job_id) or {}
    except Refusal as refusal:
        return _end(db, job_id, taken.attempts, "failed", str(refusal.message), {})
    except Exception:
        log.exception("job %s (%s) failed", job_id, taken.kind)
        message = _("Có lỗi khi xử lý. Hãy thử lại; nếu vẫn lỗi, báo quản trị số công việc %(id)s.", id=job_id)
        return _end(db, job_id, taken.attempts, "failed", str(message), {})
    return _end(db, job_id, taken.attempts, "done", "", result)


def _end(db: Database, job_id: int, attempt: int, state: str, message: str, result: dict[str, Any]) -> str:
    """End an attempt; one that was given up for lost, and whose job another has begun anew, no longer speaks for it."""
    with db.transaction(SCOPE) as session:
        ended = session.execute(
            update(Job).where(Job.id == job_id, Job.state == "running", Job.attempts == attempt)
            .values(state=state, message=message, result=result, ended_at=clock.now()).returning(Job.id)
        ).one_or_none()
    return state if ended else "taken"


@contextmanager
def _beating(db: Database, job_id: int) -> Iterator[None]:
    """Let the row know every few seconds that its runner lives, also while it tells no progress."""
    stopped = threading.Event()

    def beat() -> None:
        while not stopped.wait(BEAT_EVERY.total_seconds()):
            try:
                with db.transaction(SCOPE) as session:
                    session.execute(update(Job).where(Job.id == job_id, Job.state == "running").values(beat_at=clock.now()))
            except Exception:
                log.exception("the heartbeat of job %s was not written", job_id)

    thread = threading.Thread(target=beat, name=f"beat-{job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def result_of(db: Database, job_id: int) -> dict[str, Any]:
    """Give what a job that ended left as its result."""
    with db.reading(SCOPE) as session:
        return dict(session.scalar(select(Job.result).where(Job.id == job_id)) or {})


def sweep(db: Database, *, now: datetime) -> list[int]:
    """Give the jobs that wait for a runner: also those whose runner was lost, at most three times, and what is due tonight."""
    lost = (Job.state == "running", func.coalesce(Job.beat_at, Job.started_at) < now - LOST_AFTER)
    with db.reading(SCOPE) as session:
        # Most sweeps find nothing to write: they take no writer's turn, and an idle server opens no connection for one.
        if not _due_tonight(session, now) and session.scalar(select(Job.id).where(*lost).limit(1)) is None:
            return _waiting(session)
    with db.transaction(SCOPE) as session:
        again = update(Job).where(*lost, Job.attempts < MOST_ATTEMPTS).values(
            state="waiting", message=str(_("Bị ngắt giữa chừng, đang chờ chạy lại từ đầu."))
        )
        given_up = update(Job).where(*lost, Job.attempts >= MOST_ATTEMPTS).values(
            state="failed", ended_at=now,
            message=str(_("Công việc bị ngắt %(n)s lần nên đã dừng. Hãy bấm “Thử lại” hoặc yêu cầu lại; nếu vẫn bị ngắt, báo quản trị máy chủ.", n=MOST_ATTEMPTS)),
        )
        for told, statement in (("begins anew", again), ("is given up", given_up)):
            for row in session.execute(statement.returning(Job.id, Job.kind, Job.attempts)):
                log.warning("job %s (%s) was lost at attempt %s and %s", row.id, row.kind, row.attempts, told)
        for kind in _due_tonight(session, now):
            enqueue(session, kind=kind, payload={}, by=None, unit_id=None)
        return _waiting(session)


def _waiting(session: Session) -> list[int]:
    return list(session.scalars(select(Job.id).where(Job.state == "waiting").order_by(Job.id)))


def _due_tonight(session: Session, now: datetime) -> list[str]:
    """Give the kinds of nightly work that nobody has asked for since they were last due."""
    found = []
    for kind, at in _nightly.items():
        due = datetime.combine(now.astimezone(clock.VIETNAM).date(), at, clock.VIETNAM)
        if due > now:
            due -= timedelta(days=1)
        if session.scalar(select(Job.id).where(Job.kind == kind, (Job.asked_at >= due) | Job.state.in_(("waiting", "running"))).limit(1)) is None:
            found.append(kind)
    return found


def keep_sweeping(db: Database, start: Callable[[int], None], stopped: threading.Event) -> None:
    """Sweep again and again until told to stop; `start` is given each job that waits. What fails once is tried again the next time."""
    while True:
        try:
            for job_id in sweep(db, now=clock.now()):
                start(job_id)
        except Exception:
            log.exception("sweeping up jobs failed")
        if stopped.wait(SWEEP_EVERY.total_seconds()):
            return
