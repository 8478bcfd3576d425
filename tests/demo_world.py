"""The demo world for tests: filled once a session, copied for whoever wants to work in it."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fundapp import config
from fundapp.demo.world import fill
from fundapp.kernel.db import Database
from tests.client import PageClient
from tests.conftest import Templates, World, _quiet, _settings

NAME = "demo"
_filled: dict[Path, "Filled"] = {}


@dataclass
class Filled:
    """The filled world: its database is a template like the others, its files lie in a data folder."""

    templates: Templates
    data: Path
    passwords: dict[str, str]

    def copy(self, folder: Path) -> "DemoWorld":
        settings = _settings(folder, "unused")
        shutil.copytree(self.data, settings.data, dirs_exist_ok=True)
        return DemoWorld(self.templates.copy(NAME, folder), settings, self.passwords)


class DemoWorld(World):
    """A copy of the demo world, with the passwords of its people."""

    def __init__(self, db: Database, settings: config.Settings, passwords: dict[str, str]) -> None:
        super().__init__(db, settings)
        self.passwords = passwords
        self._clients: dict[str | None, PageClient] = {}

    def client(self, username: str | None) -> PageClient:
        """The one client of somebody, signed in; None is a stranger."""
        if username not in self._clients:
            made = self._clients[username] = PageClient(self.app)
            if username:
                made.sign_in(username, self.passwords[username])
        return self._clients[username]


@pytest.fixture(scope="session")
def filled(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    # A fixture imported by two folders is two fixtures; the world is filled once all the same.
    if templates.folder not in _filled:
        _filled[templates.folder] = _fill(templates, tmp_path_factory.mktemp("filled"))
    return _filled[templates.folder]


def _fill(templates: Templates, folder: Path) -> Filled:
    settings = _settings(folder, "unused")
    if templates.server is None:
        shutil.copyfile(templates.folder / "empty.sqlite", templates.folder / f"{NAME}.sqlite")
    else:
        templates._admin(f'CREATE DATABASE "{NAME}" TEMPLATE "empty"')
    db = Database(f"sqlite:///{templates.folder / NAME}.sqlite" if templates.server is None else templates.server.replace("/postgres?", f"/{NAME}?", 1))
    people = fill(db, progress=_silent)
    _quiet(db)
    return Filled(templates, settings.data, {person.username: person.password for person in people})


def _silent(_line: Any) -> None:
    """Whoever runs the demo watches its progress; tests do not."""
