"""What a server carries along from its start."""

from typing import Any

import pytest
import waitress

from fundapp import serving
from fundapp.jobs.queue import JobQueue
from tests.conftest import EVERYTHING, World


def test_a_server_begins_without_the_connections_that_starting_has_opened(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def held() -> list[int]:
        return [engine.pool.checkedin() for engine in (world.db.engine, world.db.reader)]

    seen: list[Any] = []
    monkeypatch.setattr(serving, "_be_thrifty", lambda: None)
    monkeypatch.setattr(serving, "keep_loaded", lambda: None)
    monkeypatch.setattr(JobQueue, "consume", lambda queue: seen.append(held()))
    monkeypatch.setattr(waitress, "serve", lambda *site, **how: seen.append("served"))
    with world.transaction(), world.db.reading(EVERYTHING) as session:
        session.connection()
    assert sum(held()) > 0
    serving.serve(world.db, host="127.0.0.1", port=1, say=lambda line: None)
    assert seen == [[0, 0], "served"]
