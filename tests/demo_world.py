"""The demo world for tests: filled once a run, copied for whoever wants to work in it."""

import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from fundapp import config
from fundapp.access.models import User
from fundapp.access.service import set_password
from fundapp.demo.keeping import ADMINISTRATOR
from fundapp.demo.world import fill
from fundapp.kernel import clock
from fundapp.kernel.db import Database
from fundapp.regulations.models import Regulation
from tests.client import PageClient
from tests.conftest import EVERYTHING, PASSWORD, Templates, World, _passwords, _quiet

NAME = "demo"
LONGEST_WAIT = 600
_filled: dict[Path, "Filled"] = {}


@dataclass
class Filled:
    """The filled world: its database is a template like the others, its files and its keys lie in `home`."""

    templates: Templates
    home: Path
    passwords: dict[str, str]

    def copy(self, folder: Path) -> "DemoWorld":
        settings = config.use(config.Settings(data=folder / "data", database_url="unused", key_file=self.home / "keys", run_jobs_at_once=True))
        shutil.copytree(self.home / "data", settings.data, dirs_exist_ok=True)
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
            if username == ADMINISTRATOR:
                # Nobody but the cast has a password in the demo world, so the administrator is given one.
                with self.transaction() as session:
                    user = session.get_one(User, self.users[username])
                    set_password(session, user, password_hash=_passwords()["hoa"], by=None, must_change=False, now=clock.now())
                made.sign_in(username, PASSWORD)
            elif username:
                made.sign_in(username, self.passwords[username])
        return self._clients[username]

    def begin_draft(self) -> None:
        """Let the accountant begin a new version of each regulation in force: nobody drafts one in the demo world."""
        with self.db.reading(EVERYTHING) as session:
            standing = session.scalars(select(Regulation.id).where(Regulation.status == "in_force").order_by(Regulation.id)).all()
        for current in standing:
            page = self.client("tuan").get(f"/regulations/{current}")
            for form in [form for form in page.forms.values() if form.action.endswith("/version")][:1]:
                form.submit(status=303)


@pytest.fixture(scope="session")
def filled(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """The world, filled once: by one process for all others on SQLite, by each process into its own server on PostgreSQL."""
    if templates.folder not in _filled:
        # A fixture imported by two folders is two fixtures; hence the note.
        shared = templates.server is None and "PYTEST_XDIST_WORKER" in os.environ
        home = tmp_path_factory.getbasetemp().parent / "demo" if shared else tmp_path_factory.mktemp("demo")
        _filled[templates.folder] = _one_for_all(templates, home) if shared else _fill(templates, home)
    return _filled[templates.folder]


def _fill(templates: Templates, home: Path) -> Filled:
    config.use(config.Settings(data=home / "data", database_url="unused", key_file=home / "keys", run_jobs_at_once=True))
    if templates.server is None:
        shutil.copyfile(templates.folder / "empty.sqlite", templates.folder / f"{NAME}.sqlite")
    else:
        templates._admin(f'CREATE DATABASE "{NAME}" TEMPLATE "empty"')
    db = Database(f"sqlite:///{templates.folder / NAME}.sqlite" if templates.server is None else templates.server.replace("/postgres?", f"/{NAME}?", 1))
    people = fill(db, progress=lambda _line: None)
    _quiet(db)
    return Filled(templates, home, {person.username: person.password for person in people})


def _one_for_all(templates: Templates, home: Path) -> Filled:
    """Fill the world, or wait for the process that does; then take its database as one's own template."""
    ready = home / "ready.json"
    try:
        home.mkdir()
    except FileExistsError:
        until = time.monotonic() + LONGEST_WAIT
        while not ready.exists():
            assert not (home / "failed").exists(), "the process that fills the demo world failed: see its own failure"
            assert time.monotonic() < until, "the process that fills the demo world did not finish in time"
            time.sleep(0.2)
        shutil.copyfile(home / f"{NAME}.sqlite", templates.folder / f"{NAME}.sqlite")
        return Filled(templates, home, json.loads(ready.read_text("utf-8")))
    made = None
    try:
        made = _fill(templates, home)
    finally:
        if made is None:
            (home / "failed").touch()
    shutil.copyfile(templates.folder / f"{NAME}.sqlite", home / f"{NAME}.sqlite")
    part = home / "ready.part"
    part.write_text(json.dumps(made.passwords), "utf-8")
    part.rename(ready)
    return made
