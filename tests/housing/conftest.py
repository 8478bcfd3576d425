"""A story told in one session."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from tests.cases.story import Story
from tests.conftest import EVERYTHING


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def story(world: Any) -> Iterator[Story]:
    """A story over funds and a regulation, in a session that is rolled back."""
    session = world.db.session(write=True, scope=EVERYTHING)
    told = Story(world, session)
    told.lay_ground()
    yield told
    session.rollback()
    session.close()
