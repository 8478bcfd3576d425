"""Stories told once a process: a test that wants one gets a copy of its database and its files, as every test does of the world."""

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fundapp import config
from fundapp.kernel.db import Base
from tests.conftest import Templates, World, _quiet, _settings
from tests.ledger.funds import Funds, make_funds

_told: dict[str, tuple[Path, bytes]] = {}
OF_THE_WORLD = {"world", "maker", "poster"}


def retell(templates: Templates, world: World, name: str, tell: Callable[[Any], Any]) -> Any:
    """Let this world be one in which the story has been told to its two funds; gives the funds with all the rows that the story named."""
    if name not in _told:
        _told[name] = _tell(templates, name, tell)
        config.use(world.settings)
    home, rows = _told[name]
    templates.drop(world.db)
    world.db = templates.copy(name, world.settings.data.parent)
    shutil.copytree(home / "data", world.settings.data, dirs_exist_ok=True)
    named = pickle.loads(rows)
    funds = Funds(world, named.pop("a"), named.pop("b"), named.pop("cash"), named.pop("bank"), world.actor("tuan"), world.actor("lan"))
    for key, row in named.items():
        setattr(funds, key, row)
    return funds


def _tell(templates: Templates, name: str, tell: Callable[[Any], Any]) -> tuple[Path, bytes]:
    home = templates.folder / f"{name}-files"
    db = templates.begin(name)
    funds = make_funds(World(db, _settings(home, "unused")))
    tell(funds)
    rows = {key: row for key, row in vars(funds).items() if key not in OF_THE_WORLD}
    assert all(row is None or isinstance(row, Base) for row in rows.values())
    (home / "data").mkdir(parents=True, exist_ok=True)
    _quiet(db)
    return home, pickle.dumps(rows)
