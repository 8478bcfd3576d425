"""Work that died in the middle is found by its silence, told and begun anew; a runner given up for lost no longer speaks for its job."""

import subprocess
import threading
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from fundapp import config
from fundapp.jobs import service
from fundapp.jobs.models import Job
from fundapp.jobs.queue import JobQueue
from fundapp.kernel import clock
from fundapp.kernel.db import Database
from tests.conftest import World


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setitem(service._runners, "well", lambda db, job_id: {})
    return "well"


def asked(world: World, kind: str, **values: Any) -> int:
    with world.transaction() as session:
        job = service.enqueue(session, kind=kind, payload={}, by=None, unit_id=None)
        for name, value in values.items():
            setattr(job, name, value)
        session.flush()
        return job.id


def row(world: World, job_id: int) -> Job:
    with world.transaction() as session:
        return session.get_one(Job, job_id)


def test_a_runner_that_is_heard_is_left_alone_however_long_it_takes(world: World, kind: str) -> None:
    now = clock.now()
    job_id = asked(world, kind, state="running", started_at=now - timedelta(hours=5), beat_at=now - timedelta(minutes=1), attempts=1)
    assert service.sweep(world.db, now=now) == []
    assert row(world, job_id).state == "running"


def test_a_silent_one_begins_anew_and_says_so(world: World, kind: str) -> None:
    now = clock.now()
    job_id = asked(world, kind, state="running", started_at=now - timedelta(minutes=9), beat_at=now - timedelta(minutes=4), attempts=1)
    assert service.sweep(world.db, now=now) == [job_id]
    assert (row(world, job_id).state, "Bị ngắt giữa chừng" in row(world, job_id).message) == ("waiting", True)
    assert service.run(world.db, job_id) == "done"
    assert (row(world, job_id).attempts, row(world, job_id).message) == (2, "")


def test_the_third_time_it_is_given_up_with_what_to_do(world: World, kind: str) -> None:
    now = clock.now()
    job_id = asked(world, kind, state="running", started_at=now - timedelta(hours=1), beat_at=now - timedelta(minutes=30), attempts=3)
    assert service.sweep(world.db, now=now) == []
    assert (row(world, job_id).state, "Thử lại" in row(world, job_id).message, row(world, job_id).ended_at is not None) == ("failed", True, True)


def test_progress_is_a_heartbeat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[datetime | None] = []

    def runner(db: Database, job_id: int) -> None:
        heard.append(row(world, job_id).beat_at)
        service.progress(db, job_id, done=1, total=2)
        heard.append(row(world, job_id).beat_at)

    monkeypatch.setitem(service._runners, "telling", runner)
    assert service.run(world.db, asked(world, "telling")) == "done"
    assert heard[0] is not None
    assert heard[1] is not None
    assert heard[1] > heard[0]


def test_a_runner_that_tells_nothing_still_beats(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "BEAT_EVERY", timedelta(milliseconds=20))
    heard: set[datetime | None] = set()

    def runner(db: Database, job_id: int) -> None:
        for _n in range(400):
            heard.add(row(world, job_id).beat_at)
            if len(heard) > 2:
                return
            threading.Event().wait(0.02)

    monkeypatch.setitem(service._runners, "silent", runner)
    assert service.run(world.db, asked(world, "silent")) == "done"
    assert len(heard) > 2


def test_a_runner_given_up_for_lost_does_not_speak_for_its_job(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that slept wakes up while another runner has begun anew: only the later one ends the job."""
    ended: list[str] = []

    def runner(db: Database, job_id: int) -> dict[str, Any]:
        if not ended:
            ended.append("first")
            service.sweep(db, now=clock.now() + timedelta(hours=1))
            ended.append(service.run(db, job_id))
            return {"by": "the lost one"}
        return {"by": "the second one"}

    monkeypatch.setitem(service._runners, "sleepy", runner)
    job_id = asked(world, "sleepy")
    assert service.run(world.db, job_id) == "taken"
    assert ended == ["first", "done"]
    assert row(world, job_id).result == {"by": "the second one"}


@pytest.mark.parametrize(
    ("last", "now", "is_due"),
    [
        (None, datetime(2026, 11, 23, 3, tzinfo=UTC), True),
        # 2.00 in Vietnam is 19.00 of the day before in UTC.
        (datetime(2026, 11, 22, 18, 59, tzinfo=UTC), datetime(2026, 11, 22, 19, 1, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 19, 0, tzinfo=UTC), datetime(2026, 11, 22, 19, 1, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 19, 0, tzinfo=UTC), datetime(2026, 11, 23, 18, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 19, 0, tzinfo=UTC), datetime(2026, 11, 23, 19, 0, tzinfo=UTC), True),
    ],
)
def test_what_is_due_at_night_is_asked_for_once(
    world: World, kind: str, monkeypatch: pytest.MonkeyPatch, last: datetime | None, now: datetime, is_due: bool
) -> None:
    monkeypatch.setattr(service, "_nightly", {kind: time(2, 0)})
    if last is not None:
        asked(world, kind, state="done", asked_at=last)
    found = service.sweep(world.db, now=now)
    assert len(found) == is_due
    if found:
        with world.transaction() as session:
            session.get_one(Job, found[0]).asked_at = now
        assert service.sweep(world.db, now=now) == found


def test_a_sweep_that_finds_nothing_to_write_takes_no_writer(world: World, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_nightly", {})
    waiting, now = asked(world, kind), clock.now()
    asked(world, kind, state="running", started_at=now, beat_at=now)
    monkeypatch.setattr(world.db, "transaction", lambda scope: pytest.fail("nothing is to be written"))
    assert service.sweep(world.db, now=now) == [waiting]


def test_the_sweeper_goes_on_after_a_failure_and_stops_when_told(world: World, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SWEEP_EVERY", timedelta(milliseconds=10))
    job_id, stopped, started = asked(world, kind), threading.Event(), []

    def start(found: int) -> None:
        started.append(found)
        if len(started) == 1:
            raise ZeroDivisionError
        stopped.set()

    service.keep_sweeping(world.db, start, stopped)
    assert started == [job_id, job_id]


def test_the_server_finds_lost_work_while_it_runs(world: World, kind: str, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """The queue of a server with its two threads, against a job whose process was killed in the middle."""
    monkeypatch.setattr(service, "SWEEP_EVERY", timedelta(milliseconds=50))
    settings.data.mkdir(parents=True, exist_ok=True)
    queue = JobQueue(world.db, settings.__class__(**{**vars(settings), "run_jobs_at_once": False}))
    threads = queue.consume()
    try:
        slowest = max(worker.max_delay for worker, _thread in queue._consumer.worker_threads)
        assert slowest <= 0.5, "whoever has uploaded a list waits for the next look into the queue"
        job_id = asked(world, kind, state="running", started_at=clock.now() - timedelta(hours=1), beat_at=clock.now() - timedelta(minutes=9), attempts=1)
        for _n in range(400):
            if row(world, job_id).state == "done":
                break
            threading.Event().wait(0.05)
        assert (row(world, job_id).state, row(world, job_id).attempts) == ("done", 2)
    finally:
        queue.stop()
        for thread in threads:
            thread.join(20)
    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.parametrize(("code", "is_done_here"), [(0, False), (1, True)])
def test_work_apart_is_told_where_it_works_and_done_here_when_its_process_fails(
    world: World, kind: str, settings: Any, monkeypatch: pytest.MonkeyPatch, code: int, is_done_here: bool
) -> None:
    monkeypatch.setattr(service, "_apart", {kind})
    begun: list[tuple[list[str], dict[str, str]]] = []

    def begin(command: list[str], *, env: dict[str, str], **_told: Any) -> subprocess.CompletedProcess[bytes]:
        begun.append((command, env))
        return subprocess.CompletedProcess(command, code)

    monkeypatch.setattr(subprocess, "run", begin)
    settings.data.mkdir(parents=True, exist_ok=True)
    chosen = replace(settings, run_jobs_at_once=False, public_url="https://example.vn", secure_cookies=True, trusted_proxy="10.0.0.1")
    queue = JobQueue(world.db, chosen)
    job_id = asked(world, kind)
    queue._run(job_id)
    ((command, surroundings),) = begun
    assert command[1:] == ["-m", "fundapp", "jobs", "--only", str(job_id)]
    assert replace(config.load(surroundings), run_jobs_at_once=False) == replace(chosen, data=chosen.data.resolve())
    assert row(world, job_id).state == ("done" if is_done_here else "waiting")
