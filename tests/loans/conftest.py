"""A loan told in one session."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.conftest import EVERYTHING
from tests.loans.story import DAY, LoanStory


@pytest.fixture
def story(world: Any) -> Iterator[LoanStory]:
    """A story in a session that is rolled back."""
    with time_machine.travel(f"{DAY}T02:00:00+00:00", tick=True):
        session = world.db.session(write=True, scope=EVERYTHING)
        yield LoanStory(world, session)
        session.rollback()
        session.close()
