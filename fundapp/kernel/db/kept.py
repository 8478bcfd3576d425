"""Statements that are asked again and again: compiled once, then put to the driver as they are.

SQLAlchemy looks up, binds and wraps every statement anew, which costs a page more than SQLite's own work. It compiles what is
asked here too, scope included; what it cannot compile for good (lists that are expanded, values computed later) it is left to.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from fundapp.kernel.db.sessions import ScopedSession, told

Processor = Callable[[Any], Any]
# A parameter of the text: its name, the one that it is given by, the value it else has, and what makes a value ready for the driver.
Parameter = tuple[str, str, Any, Processor | None]
_texts: "WeakKeyDictionary[Any, dict[str, _Ready | None]]" = WeakKeyDictionary()


class _Ready:
    """A select of columns as the driver takes it, and its rows as named tuples."""

    def __init__(self, compiled: Any, dialect: Dialect) -> None:
        self.text, self.dialect = str(compiled), dialect
        names = compiled.positiontup if compiled.positional else list(compiled.binds)
        self.is_positional = compiled.positional
        self.parameters: list[Parameter] = [
            (name, compiled.binds[name].key, compiled.binds[name].value, compiled._bind_processors.get(name)) for name in names  # noqa: SLF001
        ]
        self.columns = compiled._result_columns  # noqa: SLF001
        row = namedtuple("row", [column.keyname for column in self.columns])  # type: ignore[misc]
        self._make = partial(tuple.__new__, row)
        self._fits: list[tuple[int, Processor]] | None = None

    def read(self, driver: Any, given: Mapping[str, Any], away: Callable[[Any], None]) -> list[Any]:
        bound = []
        for name, key, usual, ready in self.parameters:
            value = given.get(key, usual)
            bound.append((name, value if ready is None else ready(value)))
        cursor = driver.cursor()
        try:
            cursor.execute(self.text, [value for _name, value in bound] if self.is_positional else dict(bound))
            rows: Any = cursor.fetchall()
            if self._fits is None:
                self._fits = self._processors(cursor.description)
        except self.dialect.loaded_dbapi.Error as problem:
            raise self._told(driver, problem, cursor, away) from problem
        finally:
            cursor.close()
        if rows and self._fits:
            # Column by column: one cell of a row made ready would cost as much as its whole row.
            by_column: list[Any] = list(zip(*rows, strict=True))
            for at, processor in self._fits:
                by_column[at] = map(processor, by_column[at])
            rows = list(zip(*by_column, strict=True))
        return list(map(self._make, rows))

    def _processors(self, description: Any) -> list[tuple[int, Processor]]:
        found = (column.type._cached_result_processor(self.dialect, told[1]) for column, told in zip(self.columns, description, strict=True))  # noqa: SLF001
        return [(at, processor) for at, processor in enumerate(found) if processor is not None]

    def _told(self, driver: Any, problem: Any, cursor: Any, away: Callable[[Any], None]) -> BaseException:
        is_away = self.dialect.is_disconnect(problem, driver.dbapi_connection, cursor)
        if is_away:
            away(problem)
        return told(self.dialect, self.text, problem, is_away=is_away)


def read(session: Session, statement: Any, parameters: Mapping[str, Any]) -> list[Any]:
    """Read all rows of a select of columns. The second time that the same object is asked it is compiled for good."""
    known = _texts.setdefault(statement, {})
    engine = session.get_bind().engine
    name = engine.dialect.name
    # Whoever listens to statements hears all of them.
    if name in known and not engine.dispatch.before_cursor_execute:
        if known[name] is None:
            known[name] = _ready(statement, engine.dialect)
        ready = known[name]
        if isinstance(ready, _Ready):
            driver = session.driver() if isinstance(session, ScopedSession) else None
            if driver is not None:
                return ready.read(driver, parameters, driver.invalidate)
            connection = session.connection()
            return ready.read(connection.connection, parameters, connection.invalidate)
    known.setdefault(name, None)
    return list(session.connection().execute(statement, dict(parameters)).all())


def _ready(statement: Any, dialect: Dialect) -> Any:
    compiled = statement.compile(dialect=dialect)
    names = [column.keyname for column in compiled._result_columns]  # noqa: SLF001
    lasting = not compiled.post_compile_params and not compiled.literal_execute_params and all(bind.callable is None for bind in compiled.binds.values())
    plain = len(set(names)) == len(names) and all(name.isidentifier() and not name.startswith("_") for name in names)
    return _Ready(compiled, dialect) if lasting and plain else False
