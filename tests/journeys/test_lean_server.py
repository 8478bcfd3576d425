"""What is tested is what is served: a server that its command has begun runs without docstrings and asserts, reads lists in its child and looks at every invariant."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from fundapp import config
from fundapp.jobs.models import Job
from fundapp.kernel.certain import surely
from fundapp.schema import newest
from fundapp.web import once
from tests.conftest import ENGINE, World
from tests.journeys.served import Commanded

ROSTER = Path(__file__).parents[1] / "data" / "rosters" / "roster-small.xlsx"
LONGEST = 90

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what a process runs as is read where Linux tells it")


def until(asked: Callable[[], Any]) -> Any:
    """Ask again and again until it is so."""
    end = time.monotonic() + LONGEST
    while not (found := asked()):
        assert time.monotonic() < end
        time.sleep(0.2)
    return found


@pytest.fixture
def migrated(world: World) -> Iterator[World]:
    """A world that stands as if it was migrated: a server has nothing to build."""
    with world.db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest()})
    yield world
    with world.db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))


def test_a_list_is_read_and_every_invariant_looked_at(migrated: World) -> None:
    world = migrated
    cookie = f"fundapp={world.enter('hoa')}"
    server = Commanded(world.settings, world.db.engine.url.render_as_string(hide_password=False))
    try:
        assert server.running_as == ["-OO", "-m", "fundapp", "run", "--port", str(server.port)]
        csrf, cookie = server.csrf("/intake/new", cookie)
        fields = {"csrf_token": csrf, once.FIELD: once.make(world.users["hoa"]), "unit_id": str(surely(world.actor("hoa").home, "post").unit_id)}
        batch = server.send("/intake/new", cookie, fields, ROSTER.read_bytes(), ROSTER.name)
        until(lambda: "8 dòng lỗi" in server.ask("GET", batch, cookie)[2])
        fields = {"csrf_token": csrf, once.FIELD: once.make(world.users["hoa"]), "other_units": "take"}
        status, headers, page = server.ask("POST", f"{batch}/confirmation", cookie, fields)
        assert status == 303, page
        until(lambda: "Hộ mới đăng ký" in server.ask("GET", headers["Location"], cookie)[2])
        until(lambda: "console.check" in done(world))
        assert "Traceback" not in server.said
    finally:
        server.end()


def done(world: World) -> set[str]:
    with world.transaction() as session:
        return {job.kind for job in session.query(Job).filter_by(state="done")}


@pytest.mark.skipif(ENGINE != "sqlite", reason="a start is the same on both engines")
def test_what_was_built_is_served_by_a_process_that_has_built_nothing(tmp_path: Path) -> None:
    settings = config.Settings(data=tmp_path / "data", database_url=f"sqlite:///{tmp_path / 'data' / 'fundapp.sqlite'}", key_file=tmp_path / "key")
    server = Commanded(settings, settings.database_url, "--no-demo", typed="quantri\n")
    try:
        assert server.running_as == ["-OO", "-m", "fundapp", "run", "--port", str(server.port), "--no-demo", "--built"]
        assert server.said.count("mật khẩu (chỉ hiện một lần") == 1
        assert "đã có người dùng" not in server.said
        assert server.ask("GET", "/access/sign-in", "")[0] == 200
    finally:
        server.end()
