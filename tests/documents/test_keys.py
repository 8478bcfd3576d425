"""A new key seals at once; everything is sealed anew by a job that may be killed; the old key goes when nothing bears it."""

import io
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from fundapp import cli, config
from fundapp.access.models import TrailEntry
from fundapp.documents import check, files, keys, service
from fundapp.documents.keys import KeyKept
from fundapp.households.models import Declaration, Person
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import crypto
from fundapp.kernel.db import Base, Database
from fundapp.kernel.db.resealing import places, reseal_some
from tests.conftest import EVERYTHING
from tests.documents import workers
from tests.households.people import put_on_file
from tests.processes import FORKED

MOST_KILLS = 6
LONG_AGO = time.time() - 3600


@pytest.fixture
def own_keys(world: Any, tmp_path: Path) -> Iterator[config.Settings]:
    """A key file of this test alone: the other tests of this process go on with theirs."""
    before = config.current()
    chosen = config.Settings(data=tmp_path / "own", database_url=before.database_url, key_file=tmp_path / "keys", run_jobs_at_once=True)
    yield config.use(chosen)
    config.use(before)


def fill(world: Any, households: int, kept: int) -> None:
    for number in range(households):
        put_on_file(world, full_name=f"Nguyễn Văn {'ABCDEGHIKL'[number % 10]}", cccd=f"0360889{number:05d}", phone=f"03019{number:05d}", bank_account=f"999{number:07d}")
    with world.transaction("hoa") as session:
        for number in range(kept):
            service.store(
                session, stream=io.BytesIO(b"%PDF-1.7 " + str(number).encode()), name=f"{number}.pdf", unit_id=world.units["CDCS-BML"], by=world.actor("hoa")
            )


def reseal(world: Any) -> dict[str, Any]:
    _kid, job_id = keys.begin(world.db)
    assert jobs.run(world.db, job_id) == "done"
    return jobs.result_of(world.db, job_id)


def stand(world: Any) -> dict[str, tuple[int, int]]:
    with world.db.reading(EVERYTHING) as session:
        return {one.kid: (one.rows, one.files) for one in keys.standing(session)}


def test_every_sealed_column_is_known() -> None:
    known = {place.name for place in places()}
    assert known >= {"person.cccd_sealed", "person.phone_sealed", "declaration.circumstances_sealed", "intake_row.content_sealed"}
    assert known == {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns if column.name.endswith("_sealed")}


def test_a_new_key_seals_at_once_and_the_rest_is_sealed_anew(world: Any, own_keys: config.Settings) -> None:
    fill(world, 5, 3)
    assert stand(world) == {"k1": (20, 3)}
    kid, job_id = keys.begin(world.db)
    assert kid == "k2"
    put_on_file(world, full_name="Trần Thị Cúc", cccd="036188900503", phone=None, bank_account=None)
    assert stand(world) == {"k1": (20, 3), "k2": (2, 0)}
    assert jobs.run(world.db, job_id) == "done"
    assert jobs.result_of(world.db, job_id) == {"rows": 20, "files": 3, "broken": [], "broken_count": 0}
    assert stand(world) == {"k1": (0, 0), "k2": (22, 3)}
    with world.db.reading(EVERYTHING) as session:
        people = session.scalars(select(Person).order_by(Person.id)).all()
        assert [person.cccd for person in people] == [*(f"0360889{number:05d}" for number in range(5)), "036188900503"]
        assert all(person.cccd_index == crypto.blind_index("cccd", person.cccd) for person in people)
        assert {told.circumstances for told in session.scalars(select(Declaration))} == {"Chồng bệnh tim, con nhỏ"}
        assert [person.version for person in people] == [1] * 6
        assert all(invariant.ok for invariant in check.invariants(session))
        assert session.scalars(select(TrailEntry.details).where(TrailEntry.act == "keys.add")).all() == [{"code": "k2"}]


def test_run_again_it_goes_on_and_adds_no_key_until_all_is_done(world: Any, own_keys: config.Settings) -> None:
    fill(world, 3, 1)
    assert keys.begin(world.db)[0] == "k2"
    assert keys.begin(world.db)[0] == "k2"
    assert reseal(world)["rows"] == 12
    with world.db.reading(EVERYTHING) as session:
        assert session.scalars(select(Job.state).order_by(Job.id)).all() == ["failed", "failed", "done"]
    assert reseal(world) == {"rows": 12, "files": 1, "broken": [], "broken_count": 0}
    assert stand(world) == {"k1": (0, 0), "k2": (0, 0), "k3": (12, 1)}


def watch(db: Database) -> None:
    """Note every change of a sealed column, beside the program: (table, row, column)."""
    log = [(place.cls.__tablename__, place.sealed.column) for place in places() if place.cls in (Person, Declaration)]
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE sealed_anew (place VARCHAR(80), row_id INTEGER)"))
        for table, column in log:
            note = f"INSERT INTO sealed_anew VALUES ('{table}.{column}', NEW.id)"
            if db.is_sqlite:
                connection.execute(text(f"CREATE TRIGGER watch_{column}_{table} AFTER UPDATE OF {column} ON {table} BEGIN {note}; END"))
            else:
                connection.execute(text(f"CREATE FUNCTION watch_{column}_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {note}; RETURN NULL; END $$"))
                name = f"watch_{column}_{table}"
                connection.execute(text(f"CREATE TRIGGER {name} AFTER UPDATE OF {column} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"))


def changed(world: Any) -> int:
    with world.db.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM sealed_anew")).scalar_one())


def test_killed_many_times_every_row_opens_and_none_was_sealed_twice(world: Any, own_keys: config.Settings) -> None:
    people, values = 60, 240
    fill(world, people, 30)
    watch(world.db)
    url, seen, kills = world.db.engine.url.render_as_string(hide_password=False), -1, 0
    while True:
        _kid, job_id = keys.begin(world.db)
        worker = FORKED.Process(target=workers.reseal, args=(url, own_keys.data, own_keys.key_file, job_id))
        worker.start()
        goal, until = seen + 12, time.monotonic() + 60
        while worker.is_alive() and changed(world) < goal and time.monotonic() < until:
            time.sleep(0.002)
        if worker.is_alive() and kills < MOST_KILLS:
            os.kill(worker.pid, signal.SIGKILL)
            kills += 1
        worker.join(60)
        before, seen = seen, changed(world)
        assert seen > before or worker.exitcode == 0
        # Killed after its last batch it has done all as well.
        if worker.exitcode == 0 or stand(world)["k1"] == (0, 0):
            break
    assert kills >= 3
    assert stand(world) == {"k1": (0, 0), "k2": (values, 30)}
    with world.db.engine.connect() as connection:
        counted = connection.execute(text("SELECT place, row_id, count(*) FROM sealed_anew GROUP BY place, row_id")).all()
    assert len(counted) == values
    assert {row[2] for row in counted} == {1}
    with world.db.reading(EVERYTHING) as session:
        assert sorted(person.cccd for person in session.scalars(select(Person))) == [f"0360889{number:05d}" for number in range(people)]
        assert {told.circumstances for told in session.scalars(select(Declaration))} == {"Chồng bệnh tim, con nhỏ"}
        assert all(invariant.ok for invariant in check.invariants(session))
    stamps = {path: path.stat().st_mtime_ns for path in files.folder().rglob("*")}
    keys.reseal(world.db, lambda _done, _message: None)
    assert {path: path.stat().st_mtime_ns for path in files.folder().rglob("*")} == stamps
    assert reseal(world)["rows"] == values


def test_a_row_changed_meanwhile_keeps_what_was_written(world: Any, own_keys: config.Settings) -> None:
    household_id = put_on_file(world)
    config.keys().add()
    (place,) = [place for place in places() if place.name == "person.phone_sealed"]
    with world.db.transaction(EVERYTHING) as session:
        person = session.scalars(select(Person).where(Person.household_id == household_id)).one()
        kept, unseal = crypto.seal("0301900777", place.sealed.about("person", person.uid)), crypto.unseal

        def somebody_is_faster(token: str, about: str) -> str:
            session.execute(update(Person).where(Person.id == person.id).values(phone_sealed=kept).execution_options(synchronize_session=False))
            return unseal(token, about)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(crypto, "unseal", somebody_is_faster)
            assert reseal_some(session, place, after=0, most=10).done == 0
    with world.db.reading(EVERYTHING) as session:
        assert session.scalars(select(Person.phone_sealed).where(Person.household_id == household_id)).one() == kept


def test_what_does_not_open_keeps_its_key_and_is_told(world: Any, own_keys: config.Settings) -> None:
    fill(world, 2, 2)
    with world.db.transaction(EVERYTHING) as session:
        one, two = session.scalars(select(Person).order_by(Person.id)).all()
        session.execute(update(Person).where(Person.id == one.id).values(cccd_sealed=two.cccd_sealed))
    path = next(path for path in files.folder().rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1])
    found = reseal(world)
    assert (found["rows"], found["files"], found["broken_count"]) == (7, 1, 2)
    assert found["broken"] == [f"person.cccd_sealed {one.id}", f"files/{path.name}"]
    assert stand(world) == {"k1": (1, 1), "k2": (7, 1)}
    os.utime(own_keys.key_file, (LONG_AGO, LONG_AGO))
    with pytest.raises(KeyKept, match="1 giá trị và 1 tệp"):
        keys.give_up(world.db, "k1")


def test_a_key_is_given_up_when_nothing_bears_it(world: Any, own_keys: config.Settings) -> None:
    fill(world, 2, 1)
    with pytest.raises(KeyKept, match="khóa đang dùng"):
        keys.give_up(world.db, "k1")
    with pytest.raises(KeyKept, match="Không có khóa"):
        keys.give_up(world.db, "k7")
    index = crypto.blind_index("cccd", "036088900000")
    reseal(world)
    with pytest.raises(KeyKept, match="vừa thay đổi"):
        keys.give_up(world.db, "k1")
    os.utime(own_keys.key_file, (LONG_AGO, LONG_AGO))
    keys.give_up(world.db, "k1")
    assert crypto.ring().ids == ["k2"]
    assert crypto.blind_index("cccd", "036088900000") == index
    assert stand(world) == {"k2": (8, 1)}
    with world.db.reading(EVERYTHING) as session:
        assert all(invariant.ok for invariant in check.invariants(session))
        assert session.scalars(select(Person).where(Person.cccd_index == index)).one().cccd == "036088900000"


def test_check_finds_a_value_under_a_key_that_is_gone(world: Any, own_keys: config.Settings) -> None:
    put_on_file(world)
    with world.db.transaction(EVERYTHING) as session:
        assert [(found.rows, found.ok) for found in check.invariants(session) if found.code == "D5"] == [(4, True)]
        session.execute(update(Person).values(phone_sealed="v1.k9.AAAA"))
        wrong = next(found for found in check.invariants(session) if found.code == "D5").wrong
        assert len(wrong) == 1
        assert "person.phone_sealed" in str(wrong[0])


def test_what_a_killed_process_left_half_made_is_deleted_later(world: Any, own_keys: config.Settings) -> None:
    fill(world, 0, 1)
    (path,) = [path for path in files.folder().rglob("*") if path.is_file()]
    young, old = path.with_name(".new-1"), path.with_name(".new-2")
    for left in (young, old):
        left.write_bytes(b"x")
    os.utime(old, (LONG_AGO - 3600, LONG_AGO - 3600))
    assert stand(world) == {"k1": (0, 1)}
    assert (young.exists(), old.exists()) == (True, False)


# A declaration never changes; its sealed text may only be sealed anew under a later key, as long as it was.
@pytest.mark.parametrize(("token", "passes"), [
    ("{anew}", True), ("{token}", True), ("v1.k10.{body}", True), ("NULL", False), ("x", False), ("v1.k2.{body}AAAA", False), ("v1.k1.{other}", False),
    ("v1.k0.{body}", False), ("v2.k2.{body}", False),
])
def test_the_database_lets_a_declaration_be_sealed_anew_and_nothing_else(world: Any, own_keys: config.Settings, token: str, passes: bool) -> None:
    put_on_file(world)
    with world.db.reading(EVERYTHING) as session:
        row = session.scalars(select(Declaration)).one()
        (place,) = [place for place in places() if place.name == "declaration.circumstances_sealed"]
        known, about = row.circumstances_sealed, place.sealed.about("declaration", row.uid)
    config.keys().add()
    anew = crypto.seal(crypto.unseal(known, about), about)
    body = known.rpartition(".")[2]
    value = None if token == "NULL" else token.format(token=known, anew=anew, body=body, other=body.swapcase())
    statement = text("UPDATE declaration SET circumstances_sealed = :value")
    if passes:
        with world.db.engine.begin() as connection:
            connection.execute(statement, {"value": value})
    else:
        with pytest.raises(DBAPIError), world.db.engine.begin() as connection:
            connection.execute(statement, {"value": value})


def test_a_declaration_without_text_gets_none(world: Any, own_keys: config.Settings) -> None:
    put_on_file(world, said={"circumstances": ""})
    with pytest.raises(DBAPIError), world.db.engine.begin() as connection:
        connection.execute(text("UPDATE declaration SET circumstances_sealed = 'v1.k2.AAAA'"))


def test_the_command_tells_adds_seals_and_gives_up(world: Any, own_keys: config.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world, 2, 1)
    monkeypatch.setattr(cli.program, "database", lambda: world.db)

    def call(*arguments: str) -> Any:
        return CliRunner().invoke(cli.main, ["keys", *arguments])

    assert "8 giá trị" in call().output
    done = call("rotate")
    assert done.exit_code == 0
    assert "Hãy sao lưu tệp khóa" in done.output
    assert "Đã mã hóa lại 8 giá trị và 1 tệp" in done.output
    assert '"kid": "k2"' in call("--json").output
    refused = call("retire", "k1")
    assert refused.exit_code == 1
    assert "vừa thay đổi" in refused.output
    os.utime(own_keys.key_file, (LONG_AGO, LONG_AGO))
    assert call("retire", "k1").exit_code == 0
    with world.db.transaction(EVERYTHING) as session:
        person = session.scalars(select(Person)).first()
        session.execute(update(Person).where(Person.id == person.id).values(phone_sealed="v1.k9.AAAA"))
    broken = call("rotate")
    assert broken.exit_code == 1
    assert f"không mở được: person.phone_sealed {person.id}" in broken.output


def test_the_running_server_reads_and_seals_while_keys_change(world: Any, own_keys: config.Settings, client: Any) -> None:
    world.settings = own_keys
    hoa = client("hoa")
    household_id = put_on_file(world)
    reseal(world)
    page = hoa.get(f"/households/{household_id}")
    form = next(form for form in page.forms.values() if form.action.endswith("/reading"))
    form["reading_purpose"] = "judge"
    assert "Chồng bệnh tim" in form.submit()
    form = next(form for form in hoa.get(f"/households/{household_id}/declarations/new").forms.values() if form.action.endswith("/declarations/new"))
    form.submit(status=303)
    assert stand(world)["k1"] == (0, 0)
    with world.db.reading(EVERYTHING) as session:
        assert session.scalars(select(Job.state).where(Job.kind == keys.RESEAL_JOB)).all() == ["done"]
