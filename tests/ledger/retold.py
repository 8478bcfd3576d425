"""The ledger's stories, told to its two funds once a process."""

from collections.abc import Callable
from typing import Any

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
