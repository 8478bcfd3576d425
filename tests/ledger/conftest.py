"""The two funds of the ledger's tests, bare or with a story told to them."""

from typing import Any

import pytest

from tests.conftest import Templates
from tests.ledger.funds import Funds
from tests.ledger.handed_out import tell_more
from tests.ledger.retold import bare_funds, retell
from tests.ledger.story import tell


@pytest.fixture
def funds(templates: Templates, world: Any) -> Funds:
    return bare_funds(templates, world)


@pytest.fixture
def told(templates: Templates, world: Any) -> Funds:
    """The short story."""
    return retell(templates, world, "told", tell)


@pytest.fixture
def told_more(templates: Templates, world: Any) -> Funds:
    """The longer one."""
    return retell(templates, world, "told_more", tell_more)
