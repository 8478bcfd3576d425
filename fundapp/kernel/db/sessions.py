"""Sessions: narrowed by their scope; on SQLite a statement may go to the driver before SQLAlchemy has opened anything."""

from typing import Any

from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session


class ScopedSession(Session):
    """A session whose ORM statements `scope` narrows to `info["scope"]`."""

    def driver(self) -> Any:
        """The connection of the pool, its transaction begun, for what needs nothing of SQLAlchemy; None where SQLAlchemy's own is to be used."""
        return None


class SqliteSession(ScopedSession):
    """A session of SQLite. Many a page asks kept statements only, and a posting is a few statements: what SQLAlchemy opens around them costs as much.

    What is asked otherwise goes on in the same transaction: all of it sees one moment, and is kept or undone together.
    """

    def __init__(self, engine: Engine, info: dict[str, Any]) -> None:
        super().__init__(engine, expire_on_commit=False, info=info)
        self.engine = engine
        self._pooled: Any = None
        self._opened: Connection | None = None

    def driver(self) -> Any:
        if self._pooled is None:
            if self.in_transaction():
                return None
            try:
                self._pooled = self.engine.raw_connection()
                self.engine.dialect.do_begin(self._pooled)
            except self.engine.dialect.loaded_dbapi.Error:
                # SQLAlchemy meets the same and tells it in its words.
                self._give_back()
                return None
        return self._pooled

    def get_bind(self, *given: Any, **named: Any) -> Any:
        if self._pooled is None:
            return self.engine
        if self._opened is None:
            self._opened = Connection(self.engine, connection=self._pooled)
        return self._opened

    def commit(self) -> None:
        if self._pooled is None or self.in_transaction():
            super().commit()
        if self._pooled is not None and self._pooled.driver_connection.in_transaction:
            dialect = self.engine.dialect
            try:
                dialect.do_commit(self._pooled)
            except dialect.loaded_dbapi.Error as problem:
                raise told(dialect, "COMMIT", problem) from problem
        self._give_back()

    def rollback(self) -> None:
        super().rollback()
        self._give_back()

    def close(self) -> None:
        # Where only the driver was asked there is nothing to clear away.
        if self.in_transaction() or self.identity_map or self.new:
            super().close()
        self._give_back()

    def _give_back(self) -> None:
        """Hand the connection back to the pool, which undoes what was not committed."""
        held, self._pooled, self._opened = self._opened or self._pooled, None, None
        if held is not None:
            held.close()


def told(dialect: Dialect, statement: str, problem: Any, *, is_away: bool = False) -> BaseException:
    """An error of the driver as SQLAlchemy tells it: whoever is above knows no driver."""
    return DBAPIError.instance(
        statement, None, problem, dialect.loaded_dbapi.Error, hide_parameters=True, connection_invalidated=is_away, dialect=dialect
    )
