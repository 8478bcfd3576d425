"""Stories told once a process: a test that begins where one ends gets a copy of its database and its files, as every test does of the world."""

import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fundapp import config
from tests.conftest import Templates, World, _quiet, _settings

# By the database template's name: where the story's files lie, and what telling it gave.
_told: dict[str, tuple[Path, bytes]] = {}


def retell(templates: Templates, world: World, name: str, tell: Callable[[World], Any]) -> Any:
    """Let this untouched world be one in which the story has been told; gives a copy of what telling it gave: ids, or rows without a session."""
    given = _given(templates, world.settings, name, tell)
    templates.drop(world.db)
    world.db = templates.copy(name, world.settings.data.parent)
    return given


def worlds(templates: Templates, settings: config.Settings, name: str, tell: Callable[[World], Any]) -> Iterator[World]:
    """For a fixture: one world in which the story has been told, with what telling it gave."""
    given = _given(templates, settings, name, tell)
    made = World(templates.copy(name, settings.data.parent), settings, name)
    made.given = given
    yield made
    made.leave()
    templates.drop(made.db)


def _given(templates: Templates, settings: config.Settings, name: str, tell: Callable[[World], Any]) -> Any:
    if name not in _told:
        home = templates.folder / f"{name}-files"
        (home / "data").mkdir(parents=True)
        db = templates.begin(name)
        _told[name] = home, pickle.dumps(tell(World(db, _settings(home, "unused"))))
        _quiet(db)
        config.use(settings)
    home, given = _told[name]
    shutil.copytree(home / "data", settings.data, dirs_exist_ok=True)
    return pickle.loads(given)
