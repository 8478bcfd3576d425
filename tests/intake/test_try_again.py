"""A list whose reading or taking came to no end can be tried again: the same file, by who uploaded it, and nobody is added twice."""

from typing import Any

import pytest
from sqlalchemy import update

from fundapp.intake import queries, service, stages, work
from fundapp.intake.models import IntakeBatch
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database
from tests.intake.test_batch import ROSTERS, batch_of, households, upload
from tests.intake.test_views import SMALL, form_to, send


def broken(monkeypatch: pytest.MonkeyPatch, kind: str, times: int = 1) -> None:
    """Let this kind of work die so many times before it goes well."""
    well, left = jobs._runners[kind], [times]

    def runner(db: Database, job_id: int) -> Any:
        if left[0]:
            left[0] -= 1
            raise MemoryError
        return well(db, job_id)

    monkeypatch.setitem(jobs._runners, kind, runner)


def test_a_list_whose_reading_failed_is_read_again(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, "intake.read")
    hoa = client("hoa")
    shown = send(hoa, SMALL.read_bytes()).follow()
    assert "Bị ngắt giữa chừng" in shown
    assert "Bị ngắt giữa chừng" in hoa.get("/intake/")
    assert "Chạy lại danh sách bị ngắt" in hoa.get("/")
    again = form_to(shown, "/attempt").submit(status=303).follow()
    assert "8 dòng lỗi" in again
    assert "Chạy lại danh sách bị ngắt" not in hoa.get("/")


def test_a_list_whose_taking_failed_goes_on(client: Any, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hoa = client("hoa")
    shown = send(hoa, SMALL.read_bytes()).follow()
    broken(monkeypatch, "intake.confirm")
    failed = form_to(shown, "/confirmation").submit(status=303).follow()
    assert "Bị ngắt giữa chừng" in failed
    assert not [form for form in failed.forms.values() if (form.action or "").endswith("/removal")]
    assert "Hộ mới đăng ký" in form_to(failed, "/attempt").submit(status=303).follow()
    assert households(world) == 29


def test_a_taking_that_died_half_way_adds_nobody_twice(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    batch_id = upload(world)
    with world.transaction("hoa") as session:
        batch = session.get_one(IntakeBatch, batch_id)
        service.confirm(session, batch, takes_other_units=True, by=world.actor("hoa"))
        service.take_rows(session, batch, most=work.TAKEN_TOGETHER, by=world.actor("hoa"), on=clock.today())
        session.execute(update(Job).where(Job.id == batch.job_id).values(state="failed"))
    assert 0 < households(world) < 29
    with world.transaction("hoa") as session:
        batch = session.get_one(IntakeBatch, batch_id)
        service.try_again(session, batch, by=world.actor("hoa"))
        job_id = batch.job_id
    assert jobs.run(world.db, job_id) == "done"
    assert (households(world), batch_of(world, batch_id).state) == (29, stages.CONFIRMED)


def test_a_list_that_was_refused_may_be_read_again_too(world: Any, tmp_path: Any) -> None:
    path = tmp_path / "a.csv"
    path.write_text("STT;Hàng;Giá\n1;Gạo;12\n", encoding="utf-8")
    batch_id = upload(world, "a.csv", path=path)
    assert batch_of(world, batch_id).state == stages.REFUSED
    with world.transaction("hoa") as session:
        service.try_again(session, session.get_one(IntakeBatch, batch_id), by=world.actor("hoa"))
    assert batch_of(world, batch_id).state == stages.WAITING


def test_only_who_uploaded_it_and_only_what_has_stopped(world: Any) -> None:
    with world.transaction("hoa") as session:
        batch = service.receive(
            session, content=(ROSTERS / "roster-small.xlsx").read_bytes(), name="a.xlsx", unit_id=world.units["CDCS-BML"], by=world.actor("hoa"), on=clock.today()
        )
        batch_id, job_id = batch.id, batch.job_id
        with pytest.raises(service.IntakeRefused, match="đang được xử lý"):
            service.try_again(session, batch, by=world.actor("hoa"))
    with world.transaction() as session:
        session.execute(update(Job).where(Job.id == job_id).values(state="failed"))
    with world.transaction("hoa") as session:
        batch = session.get_one(IntakeBatch, batch_id)
        assert queries.broken_off(session, [batch]) == {batch_id}
        with pytest.raises(service.IntakeRefused, match="Chỉ người đã tải"):
            service.try_again(session, batch, by=world.actor("son"))
    read = upload(world)
    with world.transaction("hoa") as session, pytest.raises(service.IntakeRefused, match="đang được xử lý hoặc đã xong"):
        service.try_again(session, session.get_one(IntakeBatch, read), by=world.actor("hoa"))
