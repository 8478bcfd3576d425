"""huey as the engine of jobs: its file lies beside the database, its consumer and the sweeper run in threads of the server."""

import sys
import threading
from typing import Any

from fundapp import config
from fundapp.jobs import service
from fundapp.kernel.db import Database

# Two, so that a list that somebody waits for does not wait for a look at every invariant.
WORKERS = 2
# Seconds between two looks into an idle queue: somebody watches the page of a list that was just uploaded. huey would let it grow to ten.
LOOKS_EVERY = 0.3


class JobQueue:
    """Starts jobs after the commit: at once in tests and commands, through huey in the server."""

    def __init__(self, db: Database, settings: config.Settings) -> None:
        self.db = db
        self.at_once = settings.run_jobs_at_once
        self.stopped = threading.Event()
        self._huey: Any = None
        self._consumer: Any = None
        if not self.at_once:
            self._huey = _engine()(filename=str(settings.data / "jobs.sqlite"), results=False)
            self._task = self._huey.task(name="run_job")(self._run)

    def _run(self, job_id: int) -> None:
        service.run(self.db, job_id)

    def start(self, job_id: int) -> None:
        """Start a job whose row is committed."""
        if self.at_once:
            service.run(self.db, job_id)
        else:
            self._task(job_id)

    def sweep_in(self, job_id: int) -> None:
        """Start a job that a sweep has found, unless it lies in the queue already."""
        if job_id not in {task.args[0] for task in self._huey.pending()}:
            self._task(job_id)

    def consume(self) -> list[threading.Thread]:
        """Run the consumer in a thread of this process, and the sweeper beside it, which begins at once."""
        consumer = self._consumer = self._huey.create_consumer(workers=WORKERS, periodic=False, check_worker_health=False, max_delay=LOOKS_EVERY)
        # Signals belong to the server's main thread; huey has no public switch for it.
        consumer._set_signal_handlers = lambda: None  # noqa: SLF001
        threads = [
            threading.Thread(target=consumer.run, name="jobs", daemon=True),
            threading.Thread(target=service.keep_sweeping, args=(self.db, self.sweep_in, self.stopped), name="sweeper", daemon=True),
        ]
        for thread in threads:
            thread.start()
        return threads

    def stop(self) -> None:
        """Let the threads of `consume` come to their end."""
        self.stopped.set()
        if self._consumer is not None:
            self._consumer.stop()


def _engine() -> Any:
    """Import huey, which imports the driver of every store that it could use: PostgreSQL's costs 10 MB, and our queue is a file."""
    is_hidden = "psycopg" not in sys.modules
    if is_hidden:
        sys.modules["psycopg"] = None  # type: ignore[assignment]
    try:
        from huey import SqliteHuey
    finally:
        if is_hidden:
            del sys.modules["psycopg"]
    return SqliteHuey
