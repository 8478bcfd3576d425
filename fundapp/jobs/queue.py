"""huey as the engine of jobs: its file lies beside the database, its consumer runs in a thread of the server."""

import threading
from typing import Any

from huey import SqliteHuey

from fundapp import config
from fundapp.jobs import service
from fundapp.kernel import clock
from fundapp.kernel.db import Database


class JobQueue:
    """Starts jobs after the commit: at once in tests and commands, through huey in the server."""

    def __init__(self, db: Database, settings: config.Settings) -> None:
        self.db = db
        self.at_once = settings.run_jobs_at_once
        self._huey: Any = None
        if not self.at_once:
            self._huey = SqliteHuey(filename=str(settings.data / "jobs.sqlite"), results=False)
            self._task = self._huey.task(name="run_job")(self._run)

    def _run(self, job_id: int) -> None:
        service.run(self.db, job_id)

    def start(self, job_id: int) -> None:
        """Start a job whose row is committed."""
        if self.at_once:
            service.run(self.db, job_id)
        else:
            self._task(job_id)

    def consume(self) -> threading.Thread:
        """Run the consumer in a thread of this process, after sweeping up what never started."""
        for job_id in service.sweep(self.db, now=clock.now()):
            self._task(job_id)
        consumer = self._huey.create_consumer(workers=1, periodic=False, check_worker_health=False)
        # Signals belong to the server's main thread; huey has no public switch for it.
        consumer._set_signal_handlers = lambda: None  # noqa: SLF001
        thread = threading.Thread(target=consumer.run, name="jobs", daemon=True)
        thread.start()
        return thread
