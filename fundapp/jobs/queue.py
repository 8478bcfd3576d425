"""huey as the engine of jobs: its file lies beside the database, its consumer and the sweeper run in threads of the server."""

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from fundapp import config
from fundapp.jobs import service
from fundapp.kernel.db import Database

HOME = Path(__file__).resolve().parents[2]
log = logging.getLogger(__name__)
# Two, so that a list that somebody waits for does not wait for a look at every invariant.
WORKERS = 2
# Seconds between two looks into an idle queue: somebody watches the page of a list that was just uploaded. huey would let it grow to ten.
LOOKS_EVERY = 0.3


class JobQueue:
    """Starts jobs after the commit: at once in tests and commands, through huey in the server."""

    def __init__(self, db: Database, settings: config.Settings) -> None:
        self.db, self.settings = db, settings
        self.at_once = settings.run_jobs_at_once
        self.stopped = threading.Event()
        self._huey: Any = None
        self._consumer: Any = None
        if not self.at_once:
            self._huey = _engine()(filename=str(settings.data / "jobs.sqlite"), results=False)
            self._task = self._huey.task(name="run_job")(self._run)

    def _run(self, job_id: int) -> None:
        # Where the process cannot be begun, or ends without taking the job, it is done here; a job that was taken is left alone.
        if not service.runs_apart(self.db, job_id) or not self._was_run_apart(job_id):
            service.run(self.db, job_id)

    def _was_run_apart(self, job_id: int) -> bool:
        """Run a job by the command that runs what waits, in a process that ends with it: `python -m fundapp jobs --only 12`."""
        command = [sys.executable, "-m", "fundapp", "jobs", "--only", str(job_id)]
        code = os.pathsep.join(filter(None, (str(HOME), os.environ.get("PYTHONPATH"))))
        surroundings = {**os.environ, **config.environment(self.settings), "PYTHONPATH": code}
        try:
            done = subprocess.run(command, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)  # noqa: S603  (our own command)
        except OSError:
            log.exception("no process could be begun for job %s", job_id)
            return False
        if done.returncode:
            log.error("the process of job %s ended with %s", job_id, done.returncode)
        return done.returncode == 0

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
    """Import huey, which imports the driver of every store that it could use: PostgreSQL's costs 10 MB, and our queue is a file.

    The file is opened with the SQLite that the database is opened with: one library instead of two, and not the system's with its faults.
    """
    stands_in: dict[str, Any] = {} if "psycopg" in sys.modules else {"psycopg": None}
    if (own := sys.modules.get("pysqlite3")) is not None and "sqlite3" not in sys.modules:
        stands_in["sqlite3"] = own
    sys.modules.update(stands_in)
    try:
        from huey import SqliteHuey
    finally:
        for name in stands_in:
            del sys.modules[name]
    return SqliteHuey
