"""The one cast, one fresh database a test on the engine under test, and a client that watches the laws of every page."""

import gc
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from xdist.scheduler import LoadScopeScheduling

from fundapp import config, models  # noqa: F401  (the whole schema)
from fundapp.access import passwords, queries, service
from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.demo.cast import CAST, add_cast
from fundapp.demo.units import add_units
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.orgs.models import Unit
from tests.client import PageClient
from tests.engines import make_server
from tests.kept import KeptApps, KeptSql
from tests.order import ENGINE, ONCE, Together, place_of
from tests.reused import Reused, keep

# A busy machine is no fault of the code: nothing that hypothesis tries has a time limit.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")
EVERYTHING = Scope.everything("a test")
PASSWORD = "một câu dài để thử"
_hashes: dict[str, str] = {}
ADDRESS = "127.0.0.1"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    # A folder of this run alone: pytest's own keeps three runs, and takes a fourth one's database away while it is in use.
    if not hasattr(config, "workerinput") and not config.option.basetemp:
        # Every test commits for real; in memory that costs no waiting for the disk. What a power cut does is not tested here.
        memory = Path("/dev/shm")
        config.option.basetemp = tempfile.mkdtemp(prefix="fundapp-tests-", dir=memory if os.access(memory, os.W_OK) else None)
        config.add_cleanup(lambda: shutil.rmtree(config.option.basetemp, ignore_errors=True))
    # In the order in which they are collected (below), not by how many they are.
    config.option.loadscopereorder = False


def pytest_collection_finish() -> None:
    """Leave what is loaded by now out of every later collection of rubbish, and collect less often: a twentieth of the run's time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks the database runs again; who may walk through which door does not hang on the engine."""
    items.sort(key=lambda item: place_of(item.nodeid))
    if ENGINE == "sqlite":
        return
    again = [item for item in items if "templates" in getattr(item, "fixturenames", ()) and not ONCE & {item.path.name, getattr(item, "originalname", "")}]
    kept = set(again)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = again


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling | None:
    # The marks of pytest-xdist 3.8 do not reach pytest 9.2, hence by file.
    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None


APPS, SQL = KeptApps(), KeptSql()


@dataclass
class Templates:
    """Where the ready-made databases lie; a test gets a copy."""

    folder: Path
    server: str | None

    def __post_init__(self) -> None:
        self._reused = Reused(self._copy, lambda name: self._open(name, self.folder), self._throw_away)
        self._keeping: set[str] = set()

    def make(self, name: str) -> Database:
        if self.server is not None:
            self._admin(f'CREATE DATABASE "{name}"')
        return self._open(name, self.folder)

    def begin(self, name: str) -> Database:
        """A further template that starts as the world, for whoever makes more of it; it's to be quiet before it is copied."""
        if self.server is None:
            shutil.copyfile(self.folder / "world.sqlite", self.folder / f"{name}.sqlite")
        else:
            self._admin(f'CREATE DATABASE "{name}" TEMPLATE "world"')
        return self._open(name, self.folder)

    def copy(self, name: str, folder: Path) -> Database:
        if self.server is not None:
            return self._reused.take(name)
        fresh = f"t{secrets.token_hex(6)}"
        shutil.copyfile(self.folder / f"{name}.sqlite", folder / f"{fresh}.sqlite")
        return self._open(fresh, folder)

    def _copy(self, name: str) -> str:
        if name not in self._keeping:
            self._keeping.add(name)
            template = self._open(name, self.folder)
            with template.engine.begin() as connection:
                keep(connection)
            template.dispose()
        fresh = f"t{secrets.token_hex(6)}"
        # Copying the files takes half as long as copying through the log (PostgreSQL 15 and later).
        self._admin(f'CREATE DATABASE "{fresh}" TEMPLATE "{name}" STRATEGY FILE_COPY')
        return fresh

    def _open(self, name: str, folder: Path) -> Database:
        return SQL.share(Database(f"sqlite:///{folder / name}.sqlite" if self.server is None else self.server.replace("/postgres?", f"/{name}?", 1)))

    def drop(self, db: Database) -> None:
        if not self._reused.give_back(db):
            db.dispose()
            if self.server is not None:
                self._throw_away(str(db.engine.url.database))

    def _throw_away(self, name: str) -> None:
        self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _admin(self, statement: str) -> None:
        engine = create_engine(self.server or "", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    folder = tmp_path_factory.mktemp("templates")
    _settings(folder, "unused")
    server, stop = make_server(folder / "pg") if ENGINE == "postgresql" else (None, lambda: None)
    made = Templates(folder, server)
    empty = made.make("empty")
    empty.create_all()
    _quiet(empty)
    if server is None:
        shutil.copyfile(folder / "empty.sqlite", folder / "world.sqlite")
        world = Database(f"sqlite:///{folder / 'world.sqlite'}")
    else:
        made._admin('CREATE DATABASE "world" TEMPLATE "empty"')
        world = Database(server.replace("/postgres?", "/world?", 1))
    with world.transaction(EVERYTHING) as session:
        add_cast(session, add_units(session), _passwords(), on=date(2025, 7, 1))
    _quiet(world)
    yield made
    made._reused.close()
    stop()


@pytest.fixture
def settings(tmp_path: Path, templates: Templates) -> config.Settings:
    return _settings(tmp_path, "unused")


@pytest.fixture
def db(templates: Templates, settings: config.Settings, tmp_path: Path) -> Iterator[Database]:
    """A fresh database with the whole schema and no rows."""
    fresh = templates.copy("empty", tmp_path)
    yield fresh
    templates.drop(fresh)


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    """A writing session over `db` that sees everything; commit it yourself where it matters."""
    opened = db.session(write=True, scope=EVERYTHING)
    yield opened
    opened.rollback()
    opened.close()


class World:
    """A database with the demo province's units and the cast."""

    # Units and users by the template that a world is a copy of: they are the same in all its copies.
    _known: dict[str, tuple[dict[str, int], dict[str, int]]] = {}

    def __init__(self, db: Database, settings: config.Settings, template: str = "") -> None:
        self.db, self.settings = db, settings
        # What telling the story gave with which the world begins (tests/retold.py).
        self.given: Any = None
        self._app: Any = None
        if template not in self._known:
            with db.reading(EVERYTHING) as session:
                found = dict(session.query(Unit.code, Unit.id)), dict(session.query(User.username, User.id))
        else:
            found = self._known[template]
        if template:
            self._known[template] = found
        self.units, self.users = (dict(part) for part in found)

    def actor(self, username: str) -> Actor:
        with self.db.reading(EVERYTHING) as session:
            return queries.actor_of(session, session.get(User, self.users[username]), on=clock.today())

    def unit(self, code: str, session: Session | None = None) -> Unit:
        if session is not None:
            return session.get(Unit, self.units[code])
        with self.db.reading(EVERYTHING) as own:
            return own.get(Unit, self.units[code])

    def transaction(self, username: str | None = None) -> Any:
        """A committing transaction: narrowed to what this user sees, or seeing everything."""
        return self.db.transaction(self.actor(username).scope if username else EVERYTHING)

    @property
    def app(self) -> Any:
        if self._app is None:
            self._app = APPS.take(self.settings, self.db)
        return self._app

    def leave(self) -> None:
        """Nobody works in this world any more."""
        if self._app is not None:
            APPS.give_back(self._app)
            self._app = None

    def enter(self, username: str) -> str:
        """Sign somebody in without the page; gives the cookie's value. Signing in by the page is a test of its own."""
        from flask import session as cookie
        from flask_login import login_user

        from fundapp.access.login import SignedIn

        with self.transaction() as session:
            user = session.get_one(User, self.users[username])
            token = service.sign_in(session, user.id, proven=user.password_hash, address=ADDRESS, now=clock.now())
        with self.app.test_request_context(environ_overrides={"REMOTE_ADDR": ADDRESS, "HTTP_HOST": "localhost"}):
            login_user(SignedIn(token))
            answer = self.app.make_response("")
            self.app.session_interface.save_session(self.app, cookie, answer)
        name, _equals, rest = answer.headers["Set-Cookie"].partition("=")
        assert name == self.app.config["SESSION_COOKIE_NAME"]
        return rest.split(";", 1)[0]


@pytest.fixture
def world(templates: Templates, settings: config.Settings, tmp_path: Path) -> Iterator[World]:
    made = World(templates.copy("world", tmp_path), settings, "world")
    yield made
    made.leave()
    templates.drop(made.db)


@pytest.fixture
def client(world: World) -> Any:
    """Sign somebody in: client("hoa"), or a stranger: client(None)."""

    def sign_in(username: str | None) -> PageClient:
        page_client = PageClient(world.app)
        if username:
            page_client.keep(world.app.config["SESSION_COOKIE_NAME"], world.enter(username))
        return page_client

    return sign_in


def _settings(folder: Path, url: str) -> config.Settings:
    return config.use(config.Settings(data=folder / "data", database_url=url, key_file=_key_file(), run_jobs_at_once=True))


def _key_file() -> Path:
    return Path(tempfile.gettempdir()) / f"fundapp-test-{os.getpid()}.key"


def _passwords() -> dict[str, str]:
    if not _hashes:
        one = passwords.HASHER.hash(PASSWORD)
        _hashes.update({member.username: one for member in CAST})
    return _hashes


def _quiet(db: Database) -> None:
    if db.is_sqlite:
        with db.engine.connect() as connection:
            raw = connection.connection.driver_connection
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.dispose()
