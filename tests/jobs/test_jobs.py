"""Long work: the row is the truth."""

from datetime import timedelta

import pytest

from fundapp import app
from fundapp.jobs import service
from fundapp.jobs.models import Job
from fundapp.jobs.views import KINDS
from fundapp.kernel import clock
from fundapp.kernel.db import Database
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from tests.conftest import World


def test_every_kind_of_work_has_a_name_that_people_read() -> None:
    assert app.create_app
    assert set(service._runners) <= set(KINDS)


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    def well(db: Database, job_id: int) -> dict[str, int]:
        service.progress(db, job_id, done=3, total=3)
        return {"rows": 3}

    def refused(db: Database, job_id: int) -> None:
        raise Refusal(_("Tệp này không phải bảng tính."))

    def broken(db: Database, job_id: int) -> None:
        raise ZeroDivisionError

    for name, runner in (("well", well), ("refused", refused), ("broken", broken)):
        monkeypatch.setitem(service._runners, name, runner)


@pytest.mark.parametrize(("kind", "state", "message"), [("well", "done", ""), ("refused", "failed", "không phải bảng tính"), ("broken", "failed", "Có lỗi")])
def test_a_job_ends_and_says_how(world: World, kinds: None, kind: str, state: str, message: str) -> None:
    with world.transaction() as session:
        job_id = service.enqueue(session, kind=kind, payload={}, by=None, unit_id=None).id
    assert service.run(world.db, job_id) == state
    assert service.run(world.db, job_id) == "taken"
    with world.transaction() as session:
        job = session.get(Job, job_id)
        assert (job.state, message in job.message) == (state, True)
        if state == "done":
            assert (job.done, job.total, job.result) == (3, 3, {"rows": 3})


def test_what_never_started_or_was_lost_is_swept_up_at_most_three_times(world: World, kinds: None) -> None:
    now = clock.now()
    with world.transaction() as session:
        waiting = service.enqueue(session, kind="well", payload={}, by=None, unit_id=None).id
        lost = service.enqueue(session, kind="well", payload={}, by=None, unit_id=None)
        lost.state, lost.started_at, lost.attempts = "running", now - timedelta(hours=1), 1
        hopeless = service.enqueue(session, kind="well", payload={}, by=None, unit_id=None)
        hopeless.state, hopeless.started_at, hopeless.attempts = "running", now - timedelta(hours=1), 3
        ids = (waiting, lost.id, hopeless.id)
    assert service.sweep(world.db, now=now) == [ids[0], ids[1]]
    with world.transaction() as session:
        assert session.get(Job, ids[2]).state == "failed"


def test_another_units_job_is_out_of_sight(world: World, kinds: None, client) -> None:
    with world.transaction() as session:
        job_id = service.enqueue(session, kind="well", payload={}, by=None, unit_id=world.units["CDCS-BML"]).id
    client("hoa").get(f"/jobs/{job_id}", status=200)
    client("son").get(f"/jobs/{job_id}", status=404)
    client("tuan").get(f"/jobs/{job_id}", status=403)
