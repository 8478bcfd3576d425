"""What a session of SQLite asks of the driver and what it asks through SQLAlchemy is one transaction, kept or undone together."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from fundapp.access.models import TrailEntry
from fundapp.access.trail import record
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.db.sessions import SqliteSession

ALL = Scope.everything("a test")
BY_HAND = "INSERT INTO orgs_note_of_a_test (text) VALUES (?)"


@pytest.fixture
def book(db: Database) -> Database:
    if not db.is_sqlite:
        pytest.skip("the driver is asked first on SQLite only")
    with db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE orgs_note_of_a_test (text VARCHAR(20) NOT NULL CHECK (text <> 'wrong'))")
    return db


def by_driver(session: Session, said: str) -> None:
    assert isinstance(session, SqliteSession)
    driver = session.driver() or session.connection().connection
    driver.driver_connection.execute(BY_HAND, (said,))


def by_orm(session: Session, said: str) -> None:
    record(session, by=None, act=said, subject="x/1")
    session.flush()


def by_orm_at_the_end(session: Session, said: str) -> None:
    """Left to the commit to be sent."""
    record(session, by=None, act=said, subject="x/1")


def within(session: Session, said: str) -> None:
    with session.begin_nested():
        by_driver(session, said)


def before_it_is_begun(session: Session, said: str) -> None:
    """SQLAlchemy's transaction is begun and never used."""
    by_driver(session, said)
    if not session.in_transaction():
        session.begin()


def bound(session: Session, said: str) -> None:
    """Somebody asks what the session is bound to, and has nothing done there."""
    by_driver(session, said)
    session.get_bind()


WAYS = (by_driver, by_orm, by_orm_at_the_end, within, before_it_is_begun, bound)


def together(db: Database, *acts: tuple[Callable[..., None], str], then: Exception | None = None) -> None:
    """Do these in one transaction, which may end badly."""
    with db.transaction(ALL) as session:
        for way, said in acts:
            way(session, said)
        if then is not None:
            raise then


def kept(db: Database) -> set[str]:
    with db.reading(ALL) as session:
        acts = set(session.scalars(select(TrailEntry.act).where(TrailEntry.subject == "x/1")))
        return acts | {row[0] for row in session.connection().exec_driver_sql("SELECT text FROM orgs_note_of_a_test")}


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
def test_both_ways_are_kept_together(book: Database, first: Callable[..., None], second: Callable[..., None]) -> None:
    together(book, (first, "one"), (second, "two"))
    assert kept(book) == {"one", "two"}
    assert book.engine.pool.checkedout() == 0


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
def test_both_ways_are_undone_together(book: Database, first: Callable[..., None], second: Callable[..., None]) -> None:
    with pytest.raises(ZeroDivisionError):
        together(book, (first, "one"), (second, "two"), then=ZeroDivisionError())
    session = book.session(write=True, scope=ALL)
    first(session, "three")
    second(session, "four")
    session.rollback()
    # The session is good for another transaction, and nobody waits for its turn.
    second(session, "five")
    session.commit()
    together(book, (by_driver, "six"))
    session.close()
    assert kept(book) == {"five", "six"}
    assert book.engine.pool.checkedout() == 0


def test_a_statement_that_the_database_refuses_leaves_the_turn_to_the_next(book: Database) -> None:
    with pytest.raises(book.engine.dialect.loaded_dbapi.IntegrityError):
        together(book, (by_driver, "one"), (by_driver, "wrong"))
    together(book, (by_driver, "two"))
    assert kept(book) == {"two"}


def test_a_commit_that_fails_is_told_as_sqlalchemy_tells_it_and_keeps_nothing(book: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_connection: Any) -> None:
        raise book.engine.dialect.loaded_dbapi.OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(book.engine.dialect, "do_commit", full)
        with pytest.raises(DBAPIError, match="disk is full"):
            together(book, (by_driver, "one"))
    together(book, (by_driver, "two"))
    assert kept(book) == {"two"}
