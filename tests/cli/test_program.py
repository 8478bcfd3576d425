"""A command in a process of its own knows every room, whatever it imports itself: else keys would be given up that rows still bear."""

import errno
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from fundapp import models, schema  # noqa: F401  (models: every room, to compare with)
from fundapp.cli import main, program
from fundapp.cli.program import Commands, prove_writable
from fundapp.cli.running import clock_behind
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database
from fundapp.kernel.db.resealing import places
from fundapp.kernel.db.triggers import expected_triggers
from fundapp.kernel.key_file import KeyFile
from tests.conftest import World

HOME = Path(__file__).resolve().parents[2]
ASKED = """
import fundapp.cli.keys
from fundapp.cli import program
program.schema.migrate = lambda db: None
program.database()
from fundapp.kernel.db.resealing import places
from fundapp.kernel.db.triggers import expected_triggers
print(len(places()), len(expected_triggers("sqlite")))
"""


def test_a_command_that_opens_the_database_knows_every_sealed_column_and_trigger(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=HOME, env={**os.environ, "FUNDAPP_DATA": str(tmp_path)}, capture_output=True, text=True, check=True, timeout=60
    )
    assert [int(number) for number in done.stdout.split()] == [len(places()), len(expected_triggers("sqlite"))]


def test_one_job_is_run_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "database", lambda: world.db)
    with world.transaction() as session:
        wanted, other = (jobs.enqueue(session, kind="edge.forget_forms", payload={}, by=None, unit_id=None) for _n in range(2))
        ids = wanted.id, other.id
    for said in ("done", "taken"):
        done = CliRunner().invoke(main, ["jobs", "--only", str(ids[0])])
        assert (done.exit_code, said in done.output) == (0, True)
    with world.transaction() as session:
        assert [session.get_one(Job, job_id).state for job_id in ids] == ["done", "waiting"]


READ_ONLY = {"sqlite": "PRAGMA query_only = 1", "postgresql": "SET TRANSACTION READ ONLY"}


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (OSError(errno.EADDRINUSE, "Address already in use"), "chọn cổng khác"),
        (OSError(errno.ENOSPC, "No space left on device"), "Ổ đĩa đã đầy"),
        (OSError(errno.EROFS, "Read-only file system", "/data/x"), "ghi được /data/x"),
        (OperationalError("", {}, Exception("connection refused\nIs the server running?")), "connection refused. Hãy xem DATABASE_URL"),
        (DatabaseError("", {}, Exception("file is not a database")), "file is not a database"),
        (OperationalError("", {}, Exception("attempt to write a readonly database")), "chỉ đọc được"),
        (schema.SchemaBroken("missing triggers: x"), "bản sao lưu"),
    ],
)
def test_what_the_machine_refuses_ends_a_command_with_a_sentence(problem: Exception, words: str) -> None:
    group = Commands()

    @group.command()
    def work() -> None:
        raise problem

    done = CliRunner().invoke(group, ["work"])
    assert (done.exit_code, words in done.output, "Traceback" in done.output) == (1, True, False)


def test_a_database_that_can_only_be_read_is_told_before_anybody_is_served(db: Database) -> None:
    prove_writable(db)
    event.listen(db.engine, "begin", lambda connection: connection.exec_driver_sql(READ_ONLY[db.engine.dialect.name]))
    with pytest.raises(ClickException, match="chỉ đọc được"):
        prove_writable(db)


def test_a_clock_that_stands_before_the_last_act_is_told(world: World) -> None:
    assert clock_behind(world.db) is None
    with world.transaction() as session:
        world.actor("tuan").record(session, act="units.open", subject="units/1")
    assert clock_behind(world.db) is None
    with clock.at(clock.now() - timedelta(days=2)):
        assert "chậm hơn việc ghi gần nhất" in (clock_behind(world.db) or "")


def test_a_database_of_a_newer_program_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "revision_of", lambda db: "9999")
    monkeypatch.setattr(schema, "upgrade", lambda db, revision: pytest.fail("nothing is upgraded"))
    with pytest.raises(schema.SchemaBroken, match="9999"):
        schema.migrate(Database("sqlite://"))


def test_a_bug_keeps_its_traceback() -> None:
    group = Commands()

    @group.command()
    def work() -> None:
        raise IntegrityError("", {}, Exception("UNIQUE"))

    assert isinstance(CliRunner().invoke(group, ["work"]).exception, IntegrityError)


def test_settings_that_nothing_can_be_made_of(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["run", "--port", "99999"]).exit_code == 2, "no port has this number: waitress would take any other"
    monkeypatch.setenv("PORT", "abc")
    assert CliRunner().invoke(main, ["run"]).exit_code == 2
    monkeypatch.setenv("DATABASE_URL", "mysql://x/y")
    assert "postgresql+psycopg://" in CliRunner().invoke(main, ["check"]).output
    (tmp_path / "keys").write_text("rubbish", encoding="ascii")
    with pytest.raises(OSError, match="k1 = hex"):
        KeyFile(tmp_path / "keys")
