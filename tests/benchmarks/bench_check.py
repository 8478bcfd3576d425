"""Every invariant over a province's year: how long the look takes, what memory it needs, and how the pages answer meanwhile.

    python -m tests.benchmarks.bench_check [--lines 1000000] [--households 100000] [--engine sqlite|postgresql ...]

The look runs in the thread of a server's jobs; beside it the household list is asked for over one connection. Goals: memory
that does not grow with the rows, a page's median under 100 ms while the look runs, no invariant broken.
"""

import argparse
import resource
import statistics
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

from sqlalchemy import select, text

from fundapp import config
from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.app import create_app
from fundapp.console import checks
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel.db import Database, Scope
from fundapp.orgs.models import Unit
from tests.benchmarks.people import PASSWORD, fill
from tests.benchmarks.vouchers import fill_book
from tests.client import PageClient
from tests.engines import make_server

EVERYTHING = Scope.everything("a benchmark")


def megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def fill_year(db: Database, lines: int, households: int) -> str:
    """A province with households and one busy book; gives the name of somebody who looks at lists."""
    users = fill(db, households)
    with db.reading(EVERYTHING) as session:
        actors = {user.username: actor_of(session, user, on=date.today()) for user in session.scalars(select(User))}  # noqa: DTZ011
        unit_id = session.scalars(select(Unit.id).where(Unit.kind == "province")).one()
    fill_book(db, lines // 2, unit_id=unit_id, by=(actors[users["officer"]], actors[users["reviewer"]]))
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if db.is_sqlite else "VACUUM ANALYZE"))
    return users["inspector"]


def each(db: Database) -> None:
    """How long each room's look takes, alone."""
    with db.moment(EVERYTHING) as session:
        for name, room in checks.ROOMS:
            began = time.perf_counter()
            found = room(session)
            told = ", ".join(f"{one.code} {'SAI' if not one.ok else ''}" for one in found if not one.ok) or "none broken"
            print(f"  {name:24} {sum(one.rows for one in found):>12,} rows {time.perf_counter() - began:8.2f} s, {megabytes()} MB at most, {told}", flush=True)


def meanwhile(db: Database, data: Path, username: str) -> None:
    """Ask for a page again and again, first alone, then while a thread of this process looks."""
    app = create_app(config.Settings(data=data, database_url=db.url, key_file=data / "keys"), db=db, testing=True)
    client = PageClient(app)
    client.sign_in(username, PASSWORD)

    def asked(until: object) -> list[float]:
        times: list[float] = []
        while len(times) < 30 or (until is not None and until.is_alive()):  # type: ignore[attr-defined]
            began = time.perf_counter()
            client.get("/households/")
            times.append((time.perf_counter() - began) * 1000)
        return times

    alone = asked(None)
    with db.transaction(EVERYTHING) as session:
        job_id = checks.ask(session, by=None).id
    thread = threading.Thread(target=jobs.run, args=(db, job_id))
    began = time.perf_counter()
    thread.start()
    busy = asked(thread)
    took = time.perf_counter() - began
    with db.reading(EVERYTHING) as session:
        state = session.get_one(Job, job_id).state
    for name, times in (("alone", alone), ("meanwhile", busy)):
        print(f"  household list {name}: median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms of {len(times)}", flush=True)
    began = time.perf_counter()
    client.get("/check")
    print(f"  the look took {took:.1f} s beside the pages and is {state}; its page {(time.perf_counter() - began) * 1000:.0f} ms", flush=True)


def measure(name: str, db: Database, data: Path, lines: int, households: int) -> None:
    began = time.perf_counter()
    username = fill_year(db, lines, households)
    print(f"{name}: {lines:,} lines and {households:,} households on file after {time.perf_counter() - began:.0f} s", flush=True)
    each(db)
    meanwhile(db, data, username)
    db.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], nargs="+", default=["sqlite", "postgresql"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        config.use(config.Settings(data=data, database_url="unused", key_file=data / "keys", run_jobs_at_once=True))
        if "sqlite" in asked.engine:
            measure("SQLite", Database(f"sqlite:///{data / 'year.sqlite'}"), data, asked.lines, asked.households)
        if "postgresql" in asked.engine:
            (data / "pg").mkdir()
            address, stop = make_server(data / "pg")
            measure("PostgreSQL", Database(address), data, asked.lines, asked.households)
            stop()


if __name__ == "__main__":
    main()
