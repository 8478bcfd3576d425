"""A list from upload to households on file, again, and undone; each as its officer, with jobs run at once."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from fundapp.households.models import Household, Person
from fundapp.intake import queries, service, stages, work
from fundapp.intake.check import invariants
from fundapp.intake.models import IntakeBatch, IntakeRow
from fundapp.jobs import service as jobs
from fundapp.kernel import clock
from fundapp.kernel.db import Scope

ROSTERS = Path(__file__).parents[1] / "data" / "rosters"
EVERYTHING = Scope.everything("a test")


def upload(world: Any, name: str = "roster-small.xlsx", who: str = "hoa", unit: str = "CDCS-BML", path: Path | None = None) -> int:
    with world.transaction(who) as session:
        batch = service.receive(session, content=(path or ROSTERS / name).read_bytes(), name=name, unit_id=world.units[unit], by=world.actor(who), on=clock.today())
        batch_id, job_id = batch.id, batch.job_id
    assert jobs.run(world.db, job_id) == "done"
    return batch_id


def confirm(world: Any, batch_id: int, who: str = "hoa", takes_other_units: bool = True) -> dict[str, int]:
    with world.transaction(who) as session:
        batch = session.get_one(IntakeBatch, batch_id)
        service.confirm(session, batch, takes_other_units=takes_other_units, by=world.actor(who))
        job_id = batch.job_id
    assert jobs.run(world.db, job_id) == "done"
    with world.db.reading(EVERYTHING) as session:
        return queries.counts(session, session.get_one(IntakeBatch, batch_id))


def households(world: Any) -> int:
    with world.db.reading(EVERYTHING) as session:
        return session.scalar(select(func.count()).select_from(Household).where(Household.ended_on.is_(None)))


def batch_of(world: Any, batch_id: int) -> IntakeBatch:
    with world.db.reading(EVERYTHING) as session:
        return session.get_one(IntakeBatch, batch_id)


def test_a_list_is_staged_sealed_and_nothing_is_on_file_yet(world: Any):
    batch = batch_of(world, upload(world))
    assert batch.state == stages.READ
    assert {key: batch.understood[key] for key in ("people", "bad", "good", "header_rows")} == {"people": 40, "bad": 8, "good": 32, "header_rows": [7, 8]}
    assert households(world) == 0
    with world.db.reading(EVERYTHING) as session:
        rows = list(session.scalars(select(IntakeRow).where(IntakeRow.batch_id == batch.id).order_by(IntakeRow.rank, IntakeRow.place)))
        assert len(rows) == 40
        assert [row.rank for row in rows] == sorted(row.rank for row in rows)
        assert all("Nguyễn" not in row.content_sealed and "0371" not in row.content_sealed for row in rows)
        # Rows 48, 49 and 50 repeat people of the list; the row with an error stays out whatever happens.
        assert {row.row_number for row in rows if row.twin_row} == {48, 49, 50}
        assert all(row.choice == "leave" for row in rows if row.rank == stages.ERRORS)


def test_confirmed_rows_are_on_file_and_the_same_list_adds_nobody_twice(world: Any):
    done = confirm(world, upload(world))
    # 40 people, 8 bad rows, 3 rows that repeat somebody.
    assert done == {"added": 29, "left": 11}
    assert households(world) == 29
    again = confirm(world, upload(world))
    assert again == {"unchanged": 29, "left": 11}
    assert households(world) == 29
    with world.db.reading(EVERYTHING) as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 29
        assert all(item.ok and item.rows for item in invariants(session))


def test_two_uploads_confirmed_one_after_the_other_still_add_nobody_twice(world: Any):
    first, second = upload(world), upload(world)
    assert confirm(world, first)["added"] == 29
    assert confirm(world, second) == {"unchanged": 29, "left": 11}
    assert households(world) == 29


def test_rows_that_name_another_unit_may_be_left_to_it(world: Any):
    batch_id = upload(world)
    with world.db.reading(EVERYTHING) as session:
        named = queries.rows_of_other_units(session, session.get_one(IntakeBatch, batch_id))
    assert named > 5
    assert confirm(world, batch_id, takes_other_units=False)["added"] == 29 - named


def test_a_row_goes_to_the_unit_it_names_when_that_is_in_reach(world: Any, tmp_path: Path):
    path = tmp_path / "a.csv"
    head = "STT;Họ và tên;Năm sinh;Số CCCD;Đơn vị;Địa chỉ\n"
    path.write_text(
        head + "1;Nguyễn Thị Sen;1985;036185900001;CĐ bộ phận Xưởng may 1 (Bến Mộc Lan);Xóm 3\n"
        "2;Lê Thị Bưởi;1986;036186900002;CĐCS Công ty CP May mặc  Bến Mộc Lan;Xóm 4\n3;Đỗ Thị Mai;1987;036187900003;Tổ may 7;Xóm 5\n", encoding="utf-8",
    )
    batch_id = upload(world, "a.csv", path=path)
    assert confirm(world, batch_id) == {"added": 3}
    with world.db.reading(EVERYTHING) as session:
        rows = list(session.scalars(select(IntakeRow).where(IntakeRow.batch_id == batch_id).order_by(IntakeRow.place)))
        assert [row.target_unit_id for row in rows] == [world.units["CDBP-MAY1"], world.units["CDCS-BML"], world.units["CDCS-BML"]]
        assert [row.names_other_unit for row in rows] == [False, False, True]
        assert session.get_one(Household, rows[0].household_id).unit_id == world.units["CDBP-MAY1"]


def test_changed_facts_update_the_household_and_add_no_second_one(world: Any, tmp_path: Path):
    head = "STT;Họ và tên;Năm sinh;Số CCCD;Số điện thoại;Địa chỉ;Số nhân khẩu;Thu nhập bình quân;Diện\n"
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(head + "1;Nguyễn Thị Sen;1985;036185900001;;Xóm 3, xã Hải Anh;4;1200000;Hộ nghèo\n", encoding="utf-8")
    second.write_text(head + "1;NGUYỄN THỊ SEN;12/03/1985;036185900001;0301234567;Xóm 3, xã Hải Anh;5;;Hộ nghèo, Khuyết tật\n", encoding="utf-8")
    assert confirm(world, upload(world, "a.csv", path=first)) == {"added": 1}
    assert confirm(world, upload(world, "b.csv", path=second)) == {"updated": 1}
    with world.db.reading(EVERYTHING) as session:
        household = session.scalars(select(Household)).one()
        assert (household.household_size, household.income_per_head_amount, household.head_birth) == (5, 1_200_000, "1985-03-12")
        assert household.categories == ["poor", "disability"]
        assert household.head.phone == "0301234567"
        assert [declaration.number for declaration in household.declarations] == [1, 2]
        assert "b.csv" in household.declaration.source


def test_somebody_of_another_unit_is_shown_without_telling_where(world: Any, tmp_path: Path):
    head = "STT;Họ và tên;Năm sinh;Số CCCD;Địa chỉ;Thu nhập bình quân\n"
    path = tmp_path / "a.csv"
    path.write_text(head + "1;Nguyễn Thị Sen;1985;036185900001;Xóm 3;1200000\n", encoding="utf-8")
    confirm(world, upload(world, "a.csv", who="son", unit="CDCS-SKD", path=path), who="son")
    batch_id = upload(world, "a.csv", path=path)
    with world.db.reading(EVERYTHING) as session:
        row = session.scalars(select(IntakeRow).where(IntakeRow.batch_id == batch_id)).one()
        assert (row.known, row.known_household_id, row.choice, row.rank) == ("elsewhere", None, "take", stages.DOUBLES)


def test_a_batch_is_undone_while_nothing_hangs_on_it_and_can_be_taken_again(world: Any):
    batch_id = upload(world)
    confirm(world, batch_id)
    with world.transaction("hoa") as session:
        assert service.undo(session, session.get_one(IntakeBatch, batch_id), by=world.actor("hoa"), on=clock.today()) == 29
    assert households(world) == 0
    assert batch_of(world, batch_id).state == stages.UNDONE
    assert confirm(world, upload(world))["added"] == 29


def test_a_batch_is_not_undone_once_something_hangs_on_it(world: Any):
    from fundapp.households import service as household_service

    batch_id = upload(world)
    confirm(world, batch_id)
    with world.transaction("hoa") as session:
        household = session.scalars(select(Household).order_by(Household.id).limit(1)).one()
        told = household_service.DeclarationInput(declared_on=clock.today(), household_size=9)
        household_service.add_declaration(session, household, told, by=world.actor("hoa"), on=clock.today())
        name = household.head_name
    with pytest.raises(service.IntakeRefused, match=name), world.transaction("hoa") as session:
        service.undo(session, session.get_one(IntakeBatch, batch_id), by=world.actor("hoa"), on=clock.today())
    assert households(world) == 29
    assert batch_of(world, batch_id).state == stages.CONFIRMED


def test_a_missing_name_column_is_said_and_may_be_pointed_out(world: Any, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("STT;Người được đề nghị giúp;Năm sinh;Số CCCD;Địa chỉ\n1;Nguyễn Thị Sen;1985;036185900001;Xóm 3\n", encoding="utf-8")
    batch_id = upload(world, "a.csv", path=path)
    batch = batch_of(world, batch_id)
    assert batch.state == stages.REFUSED
    assert "Họ và tên" in batch.message
    with world.transaction("hoa") as session:
        batch = session.get_one(IntakeBatch, batch_id)
        meanings = {column["letter"]: column["fact"] for column in batch.understood["columns"]} | {"B": "full_name"}
        service.correct_columns(session, batch, meanings=meanings, by=world.actor("hoa"))
        job_id = batch.job_id
    jobs.run(world.db, job_id)
    assert batch_of(world, batch_id).understood["people"] == 1
    # The unit's next list with this header needs no help.
    assert batch_of(world, upload(world, "a.csv", path=path)).state == stages.READ


def test_the_work_sees_no_more_than_its_asker(world: Any):
    batch_id = upload(world)
    with world.db.reading(world.actor("son").scope) as session:
        assert session.get(IntakeBatch, batch_id) is None


def test_a_discarded_list_is_not_taken(world: Any):
    batch_id = upload(world)
    with world.transaction("hoa") as session:
        service.discard(session, session.get_one(IntakeBatch, batch_id), by=world.actor("hoa"))
    with world.transaction("hoa") as session:
        batch = session.get_one(IntakeBatch, batch_id)
        with pytest.raises(service.IntakeRefused):
            service.confirm(session, batch, takes_other_units=True, by=world.actor("hoa"))


def test_a_lost_run_goes_on_where_it_stopped(world: Any):
    """The job died between two transactions: run again, it takes the rest and nothing twice."""
    batch_id = upload(world)
    with world.transaction("hoa") as session:
        service.confirm(session, session.get_one(IntakeBatch, batch_id), takes_other_units=True, by=world.actor("hoa"))
    with world.transaction("hoa") as session:
        assert service.take_rows(session, session.get_one(IntakeBatch, batch_id), most=work.TAKEN_TOGETHER, by=world.actor("hoa"), on=clock.today()) == 25
    assert 0 < households(world) < 29
    work.take(world.db, batch_id, world.actor("hoa"))
    assert households(world) == 29
    assert batch_of(world, batch_id).state == stages.CONFIRMED


def test_what_was_read_waits_for_its_officer_and_nobody_else(world: Any):
    batch_id = upload(world)
    with world.db.reading(world.actor("hoa").scope) as session:
        (waiting,) = queries.waiting_on(session, world.actor("hoa"))
    assert (waiting.subject, waiting.title, waiting.note) == (f"intake/{batch_id}", "roster-small.xlsx", "40 người, 8 dòng lỗi")
    for who in ("son", "minh", "binh"):
        with world.db.reading(world.actor(who).scope) as session:
            assert queries.waiting_on(session, world.actor(who)) == []


def test_a_refused_row_costs_no_other(world: Any, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(
        "STT;Họ và tên;Năm sinh;Số CCCD;Địa chỉ;Thu nhập bình quân\n1;Nguyễn Thị Sen;1985;036185900001;Xóm 3;5000000000\n"
        "2;Lê Thị Bưởi;1986;036186900002;Xóm 4;1200000\n", encoding="utf-8",
    )
    batch_id = upload(world, "a.csv", path=path)
    assert confirm(world, batch_id) == {"added": 1, "failed": 1}
    assert households(world) == 1
    with world.db.reading(EVERYTHING) as session:
        row = session.scalars(select(IntakeRow).where(IntakeRow.batch_id == batch_id, IntakeRow.outcome == "failed")).one()
        assert "Thu nhập" in row.message
        assert row.household_id is None
