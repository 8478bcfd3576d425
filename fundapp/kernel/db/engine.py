"""Engines and sessions of both databases: one transaction opened the right way, writers in a fair queue.

SQLite: WAL, FULL, foreign keys, recursive triggers, BEGIN IMMEDIATE for every transaction that may write and a
read-only deferred one otherwise. PostgreSQL: READ COMMITTED, READ ONLY where nothing may be written.
"""

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import create_engine, event, pool
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from fundapp.kernel.db.columns import Base
from fundapp.kernel.db.scope import Scope
from fundapp.kernel.db.sessions import ScopedSession, SqliteSession
from fundapp.kernel.db.triggers import create_triggers

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON", "recursive_triggers=ON",
           "trusted_schema=OFF", "cache_size=-16000")
CACHED_STATEMENTS = 1024
# Seconds that a connection of SQLite serves. The driver forgets the statement that it used least often: once its cache is full of
# statements that nobody asks again, each one in use is prepared anew every time, and a posting takes four times as long.
SERVES = 900
RETRIED = {"40001", "40P01"}
T = TypeVar("T")


class FairLock:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


def place(session: Session) -> str:
    """The address of the database that a session reads, as a key of what is kept for it; written out once for each engine."""
    engine = session.get_bind().engine
    known = _places.get(engine)
    if known is None:
        known = _places[engine] = str(engine.url)
    return known


_places: "WeakKeyDictionary[Engine, str]" = WeakKeyDictionary()


class Database:
    """One database, reached by its URL, with writing and reading sessions."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite(url) if self.is_sqlite else _postgresql(url)
        # Readers of SQLite have connections of their own: switching query_only throws away every prepared statement.
        self.reader = _sqlite(url, reads=True) if self.is_sqlite else self.engine.execution_options(postgresql_readonly=True)
        # What SQLite's readers have anyway: all statements of one transaction see the same moment.
        self.still = self.reader if self.is_sqlite else self.reader.execution_options(isolation_level="REPEATABLE READ")

    def session(self, *, write: bool, scope: Scope | None = None) -> Session:
        """Open a session; the caller commits or rolls back and closes it."""
        info = {} if scope is None else {"scope": scope}
        engine = self.engine if write else self.reader
        return SqliteSession(engine, info) if self.is_sqlite else ScopedSession(engine, expire_on_commit=False, info=info)

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[Session]:
        """Open a writing session for a command, a job or a test; commit at the end, roll back on any error."""
        session = self.session(write=True, scope=scope)
        try:
            yield session
            session.commit()
        finally:
            session.close()

    @contextmanager
    def reading(self, scope: Scope) -> Iterator[Session]:
        """Open a read-only session."""
        session = self.session(write=False, scope=scope)
        try:
            yield session
        finally:
            session.close()

    @contextmanager
    def moment(self, scope: Scope) -> Iterator[Session]:
        """Open a read-only session that sees one moment, for sums over many statements while others write."""
        session = ScopedSession(self.still, expire_on_commit=False, info={"scope": scope})
        try:
            yield session
        finally:
            session.close()

    def retried(self, act: Callable[[Session], T], scope: Scope, attempts: int = 6) -> T:
        """Do an act in a transaction of its own, again when the database asks for it (40001, 40P01)."""
        for attempt in range(attempts):
            try:
                with self.transaction(scope) as session:
                    return act(session)
            except DBAPIError as problem:
                if getattr(problem.orig, "sqlstate", None) not in RETRIED or attempt == attempts - 1:
                    raise
                time.sleep(random.uniform(0, 0.02 * 2**attempt))
        raise AssertionError("unreachable")

    def create_all(self) -> None:
        """Build the schema from the models, triggers included (tests; migrations build the real one)."""
        with self.engine.begin() as connection:
            Base.metadata.create_all(connection)
            create_triggers(connection)

    def dispose(self) -> None:
        self.reader.dispose()
        self.engine.dispose()


# Parameters are hidden from the texts of errors, because these go into the log and the parameters are people's data.
def _sqlite(url: str, *, reads: bool = False) -> Engine:
    try:
        import pysqlite3.dbapi2 as driver
    except ImportError:
        import sqlite3 as driver
    engine = create_engine(
        url, module=driver, poolclass=pool.QueuePool, pool_size=8, max_overflow=24, pool_use_lifo=True, pool_recycle=SERVES,
        hide_parameters=True, connect_args={"timeout": 30, "check_same_thread": False, "cached_statements": CACHED_STATEMENTS},
    )
    queue = FairLock()

    engine.dialect.do_begin = _begin  # type: ignore[method-assign]
    engine.dialect.do_commit = _commit  # type: ignore[method-assign]

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if reads:
            connection.execute("PRAGMA query_only=ON")
        record.info["queue"] = None if reads else queue

    # What was rolled back, or never came to its commit, lets the next one in here.
    @event.listens_for(engine, "checkin")
    def _checkin(dbapi_connection: Any, record: Any) -> None:
        _let_next(record.info)

    return engine


# Done by the dialect and not by events of the engine: as soon as an engine has one listener, each connection looks for more at every step.
def _begin(dbapi_connection: Any) -> None:
    info, driver = dbapi_connection.info, dbapi_connection.driver_connection
    if driver.in_transaction:
        # A session that has asked the driver before SQLAlchemy opened anything goes on where it was.
        return
    if info["queue"] is None:
        driver.execute("BEGIN")
        return
    info["queue"].acquire()
    info["writes"] = True
    driver.execute("BEGIN IMMEDIATE")


def _commit(dbapi_connection: Any) -> None:
    dbapi_connection.driver_connection.commit()
    _let_next(dbapi_connection.info)


def _let_next(info: dict[Any, Any]) -> None:
    if info.pop("writes", False):
        info["queue"].release()


def _postgresql(url: str) -> Engine:
    return create_engine(
        url, pool_size=8, max_overflow=24, isolation_level="READ COMMITTED", hide_parameters=True,
        connect_args={"prepare_threshold": None, "options": "-c lock_timeout=30s -c idle_in_transaction_session_timeout=120s"},
    )
