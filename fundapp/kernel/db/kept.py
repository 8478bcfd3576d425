"""Statements that are asked again and again: compiled once, then put to the driver as they are.

SQLAlchemy looks up, binds and wraps every statement anew, which costs a page more than SQLite's own work. It compiles what is
asked here too, scope included; what it cannot compile for good (lists that are expanded, values computed later) it is left to.

The rows of a page may come as lines, all in one answer: each row that SQLite steps to lets another thread take over Python, so
that eight people who read lists at once would hand it to and fro fifty times a page, and each cell would be made into an object.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Date, Enum, Integer, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from fundapp.kernel.db.sessions import ScopedSession, told

Processor = Callable[[Any], Any]
# A parameter of the text: its name, the one that it is given by, the value it else has, and what makes a value ready for the driver.
Parameter = tuple[str, str, Any, Processor | None]
_texts: "WeakKeyDictionary[Any, dict[Any, Any]]" = WeakKeyDictionary()
# How each database writes one row of a page as a line of JSON, which holds no line break, and all of them as one text.
LINES = {"sqlite": "group_concat(json_array({}), char(10))", "postgresql": "string_agg(json_build_array({})::text, chr(10))"}


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
        self._is_steady = False

    def ask(self, driver: Any, given: Mapping[str, Any], away: Callable[[Any], None]) -> list[Any]:
        bound = []
        for name, key, usual, ready in self.parameters:
            value = given.get(key, usual)
            bound.append((name, value if ready is None else ready(value)))
        cursor = driver.cursor()
        try:
            values: Any = [value for _name, value in bound] if self.is_positional else dict(bound)
            if self.is_positional and not self._is_steady:
                self._steady(cursor, values)
            cursor.execute(self.text, values)
            rows: list[Any] = cursor.fetchall()
            if self._fits is None:
                self._fits = self._processors(cursor.description)
            return rows
        except self.dialect.loaded_dbapi.Error as problem:
            raise self._told(driver, problem, cursor, away) from problem
        finally:
            cursor.close()

    def read(self, driver: Any, given: Mapping[str, Any], away: Callable[[Any], None]) -> list[Any]:
        rows = self.ask(driver, given, away)
        if rows and self._fits:
            # Column by column: one cell of a row made ready would cost as much as its whole row.
            by_column: list[Any] = list(zip(*rows, strict=True))
            for at, processor in self._fits:
                by_column[at] = map(processor, by_column[at])
            rows = list(zip(*by_column, strict=True))
        return list(map(self._make, rows))

    def _steady(self, cursor: Any, values: list[Any]) -> None:
        """Have SQLite plan the statement once and for all.

        Where its plan has looked at a bound value (a LIMIT does, and with statistics nearly every comparison), binding the next one, even
        the same, throws the plan away: planning a page takes longer than reading it. SQLite does not look behind a plus sign, which changes
        nothing else; where the plan would be another one without the look (a partial index, LIKE), it stays as it was.
        """
        self._is_steady = True
        steady = self.text.replace("?", "+?")
        if self.text.count("?") == len(values) and _plan(cursor, steady, values) == _plan(cursor, self.text, values):
            self.text = steady

    def _processors(self, description: Any) -> list[tuple[int, Processor]]:
        found = (column.type._cached_result_processor(self.dialect, told[1]) for column, told in zip(self.columns, description, strict=True))  # noqa: SLF001
        return [(at, processor) for at, processor in enumerate(found) if processor is not None]

    def _told(self, driver: Any, problem: Any, cursor: Any, away: Callable[[Any], None]) -> BaseException:
        is_away = self.dialect.is_disconnect(problem, driver.dbapi_connection, cursor)
        if is_away:
            away(problem)
        return told(self.dialect, self.text, problem, is_away=is_away)


def _plan(cursor: Any, text: str, values: list[Any]) -> list[str]:
    return [step[3] for step in cursor.execute("EXPLAIN QUERY PLAN " + text, values)]


class _Lines(_Ready):
    """A select of columns whose rows come as one text; what is the same in all of them comes `apart`, once."""

    def __init__(self, compiled: Any, dialect: Dialect, apart: tuple[str, ...]) -> None:
        super().__init__(compiled, dialect)
        kinds = {column.keyname: column.type for column in self.columns}
        odd = [name for name, kind in kinds.items() if name not in apart and not _reads_alike(kind)]
        if odd:
            raise TypeError(f"lines hold texts, whole numbers and days only, not {odd}")
        quote = dialect.identifier_preparer.quote
        cells = LINES[dialect.name].format(", ".join(quote(name) for name in kinds if name not in apart))
        self.text = f"SELECT {', '.join([cells, *(f'max({quote(name)})' for name in apart)])} FROM ({self.text}) AS page"
        self._fits = []

    def lines(self, driver: Any, given: Mapping[str, Any], away: Callable[[Any], None]) -> tuple[list[str], tuple[Any, ...]]:
        text, *apart = self.ask(driver, given, away)[0]
        return text.split("\n") if text else [], tuple(apart)


def _reads_alike(kind: Any) -> bool:
    """Whether a value of this type is the same text or number in JSON as in its column, on both databases."""
    if isinstance(kind, TypeDecorator):
        return type(kind).process_result_value is TypeDecorator.process_result_value and _reads_alike(kind.impl_instance)
    return isinstance(kind, Integer | String | Date) and not isinstance(kind, Enum)


def read(session: Session, statement: Any, parameters: Mapping[str, Any]) -> list[Any]:
    """Read all rows of a select of columns. The second time that the same object is asked it is compiled for good."""
    ready = _prepared(session, statement, "rows", _Ready)
    return list(_rows(session, statement, parameters)) if ready is None else ready.read(*_driver(session, parameters))


def lines(session: Session, statement: Any, parameters: Mapping[str, Any], apart: tuple[str, ...] = ()) -> tuple[list[str], tuple[Any, ...]]:
    """Read the rows of a page, each as the JSON of a list; and what is `apart`: columns that are the same in every row, None where there is none."""
    ready = _prepared(session, statement, apart, partial(_Lines, apart=apart))
    if ready is not None:
        return ready.lines(*_driver(session, parameters))
    rows = [row._asdict() for row in _rows(session, statement, parameters)]
    written = [json.dumps([value for name, value in row.items() if name not in apart], default=_day, ensure_ascii=False) for row in rows]
    return written, tuple(rows[0][name] if rows else None for name in apart)


def _day(value: Any) -> str:
    return value.isoformat()


def _rows(session: Session, statement: Any, parameters: Mapping[str, Any]) -> Any:
    return session.connection().execute(statement, dict(parameters)).all()


def _driver(session: Session, parameters: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any], Callable[[Any], None]]:
    driver = session.driver() if isinstance(session, ScopedSession) else None
    if driver is not None:
        return driver, parameters, driver.invalidate
    connection = session.connection()
    return connection.connection, parameters, connection.invalidate


def _prepared(session: Session, statement: Any, form: Any, make: Callable[[Any, Dialect], Any]) -> Any:
    """Give the statement ready for the driver; None the first time, and where SQLAlchemy has to be asked every time."""
    known = _texts.setdefault(statement, {})
    engine = session.get_bind().engine
    key = (engine.dialect.name, form)
    # Whoever listens to statements hears all of them.
    if key not in known or engine.dispatch.before_cursor_execute:
        known.setdefault(key, None)
        return None
    if known[key] is None:
        known[key] = _ready(statement, engine.dialect, make) or False
    return known[key] or None


def _ready(statement: Any, dialect: Dialect, make: Callable[[Any, Dialect], Any]) -> Any:
    compiled = statement.compile(dialect=dialect)
    names = [column.keyname for column in compiled._result_columns]  # noqa: SLF001
    lasting = not compiled.post_compile_params and not compiled.literal_execute_params and all(bind.callable is None for bind in compiled.binds.values())
    plain = len(set(names)) == len(names) and all(name.isidentifier() and not name.startswith("_") for name in names)
    return make(compiled, dialect) if lasting and plain else None
