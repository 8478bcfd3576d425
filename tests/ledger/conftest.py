"""The two funds of the ledger's tests, bare or with a story told to them."""

from typing import Any

import pytest

from tests.conftest import Templates
from tests.ledger.funds import Funds, make_funds
from tests.ledger.handed_out import tell_more
from tests.ledger.retold import retell
from tests.ledger.story import tell


@pytest.fixture
def funds(world: Any) -> Funds:
    return make_funds(world)


@pytest.fixture
def told(templates: Templates, world: Any) -> Funds:
    """The short story."""
    return retell(templates, world, "told", tell)


@pytest.fixture
def told_more(templates: Templates, world: Any) -> Funds:
    """The longer one."""
    return retell(templates, world, "told_more", tell_more)
