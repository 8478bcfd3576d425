"""A story told in one session."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from fundapp import config
from tests.cases.story import Story, laid_ground
from tests.conftest import EVERYTHING, Templates
from tests.retold import worlds


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def ground(templates: Templates, settings: config.Settings, monday: None) -> Iterator[Any]:
    """The world with its funds and the regulation in force."""
    yield from worlds(templates, settings, "ground", laid_ground)


@pytest.fixture
def story(ground: Any) -> Iterator[Story]:
    """A story over funds and a regulation, in a session that is rolled back."""
    session = ground.db.session(write=True, scope=EVERYTHING)
    yield Story(ground, session).on_its_ground()
    session.rollback()
    session.close()
