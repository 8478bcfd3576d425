"""The ledger's stories, told to its two funds once a process."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import time_machine

from fundapp.kernel.db import Base
from tests import retold
from tests.conftest import Templates, World
from tests.ledger.funds import Funds, make_funds

OF_THE_WORLD = {"world", "maker", "poster"}


def retell(templates: Templates, world: World, name: str, tell: Callable[[Any], Any]) -> Any:
    """Let this world be one in which the story has been told to its two funds; gives the funds with all the rows that the story named."""

    def told(fresh: World) -> dict[str, Any]:
        funds = make_funds(fresh)
        tell(funds)
        rows = {key: row for key, row in vars(funds).items() if key not in OF_THE_WORLD}
        assert all(row is None or isinstance(row, Base) for row in rows.values())
        return rows

    named = retold.retell(templates, world, name, told)
    funds = Funds(world, named.pop("a"), named.pop("b"), named.pop("cash"), named.pop("bank"), world.actor("tuan"), world.actor("lan"))
    for key, row in named.items():
        setattr(funds, key, row)
    return funds


def bare_funds(templates: Templates, world: World) -> Funds:
    """The two funds to which nothing has been told."""
    return retell(templates, world, "funds", lambda _funds: None)


def funds_of_monday(templates: Templates, world: World) -> Funds:
    """The same, opened before the Monday in November on which the tests of the box, the store and the bank are held."""
    with time_machine.travel(datetime(2026, 11, 23, 1, 0, tzinfo=UTC)):
        return retell(templates, world, "funds of monday", lambda _funds: None)
