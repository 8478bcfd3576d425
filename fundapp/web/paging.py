"""Lists by key: every page costs the same, however deep, and nothing is counted."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort
from sqlalchemy import ColumnElement, and_, bindparam, or_
from sqlalchemy.orm import QueryableAttribute, Session

from fundapp.kernel.db import columns, lines

Key = tuple[Any, str]


@dataclass(frozen=True)
class Page:
    """One page of rows. `next` and `previous` are the values of `after` for the neighbours, or None."""

    rows: list[Any]
    next: str | None
    previous: str | None


@dataclass(frozen=True)
class Lines:
    """One page whose rows are lines: the JSON of their values, in the order of the columns. What is the same in all of them stands `apart`."""

    rows: list[str]
    next: str | None
    previous: str | None
    apart: tuple[Any, ...]


class Pager:
    """A list's select with its order, made ready once: first page, onward and back; a request only binds its values.

    The select yields rows that have the keys' attribute names. `after` comes from the address; a mangled one is 404. Its execution
    option `ids_first` may name the column by which the rows are known: which ones the page shows is then found before they are read.
    """

    def __init__(self, query: Any, *, keys: Sequence[Key], size: int = 50) -> None:
        self.query, self.keys, self.size = query, keys, size
        self.names = [column.key for column, _direction in keys]
        asked = [one["expr"] for one in query.column_descriptions]
        self.row = [one["name"] for one in query.column_descriptions]
        self._read: Callable[..., Any] = _rows
        if all(_names_itself(expression) for expression in asked):
            self._read = columns
        elif len(asked) == 1:
            self._read = _entities
        self._ready: dict[tuple[bool, bool], Any] = {}

    def page(self, session: Session, after: str | None = None) -> Page:
        """Give one page."""
        backwards, statement, bound = self._asked(after)
        rows, has_next, has_previous = self._cut(self._read(session, statement, bound), backwards, bool(bound))

        def mark(row: Any, way: str) -> str:
            return _mark([getattr(row, name) for name in self.names], way)

        return Page(rows, mark(rows[-1], "n") if has_next else None, mark(rows[0], "p") if has_previous else None)

    def lines(self, session: Session, after: str | None = None, *, apart: tuple[str, ...] = ()) -> Lines:
        """Give one page of a select of columns, its rows as lines; for lists that are asked for all day."""
        backwards, statement, bound = self._asked(after)
        found, once = lines(session, statement, bound, apart=apart)
        rows, has_next, has_previous = self._cut(found, backwards, bool(bound))
        names = [name for name in self.row if name not in apart]
        places = [names.index(name) for name in self.names]

        def mark(line: str, way: str) -> str:
            row = json.loads(line)
            return _mark([row[at] for at in places], way)

        return Lines(rows, mark(rows[-1], "n") if has_next else None, mark(rows[0], "p") if has_previous else None, once)

    def _asked(self, after: str | None) -> tuple[bool, Any, dict[str, Any]]:
        backwards, values = _read(after, len(self.keys))
        bound = {f"key{at}": _typed(self.keys[at][0], value) for at, value in enumerate(values or ())}
        return backwards, self._statement(backwards, values is not None), bound

    def _cut(self, found: list[Any], backwards: bool, beyond: bool) -> tuple[list[Any], bool, bool]:
        """Give the rows in their order, and whether a page follows and one goes before."""
        more = len(found) > self.size
        rows = found[: self.size]
        if backwards:
            rows.reverse()
        return rows, bool(rows) and (more or backwards), bool(rows) and beyond and (not backwards or more)

    def _statement(self, backwards: bool, beyond: bool) -> Any:
        known = self._ready.get((backwards, beyond))
        if known is None:
            ordered = [(column, (direction == "desc") != backwards) for column, direction in self.keys]
            query = self.query.where(_beyond(ordered)) if beyond else self.query
            order = [column.desc() if down else column.asc() for column, down in ordered]
            found = query.order_by(None).order_by(*order).limit(self.size + 1)
            if (known_by := query.get_execution_options().get("ids_first")) is not None:
                ids = found.with_only_columns(known_by).correlate(None)
                found = self.query.where(known_by.in_(ids)).order_by(None).order_by(*order).limit(self.size + 1)
            known = self._ready[backwards, beyond] = found
        return known


def _names_itself(expression: Any) -> bool:
    """Whether a row read without the ORM bears this expression under the name by which its readers know it."""
    if isinstance(expression, QueryableAttribute):
        return getattr(expression.expression, "name", None) == expression.key
    return isinstance(expression, ColumnElement)


def _entities(session: Session, statement: Any, bound: dict[str, Any]) -> list[Any]:
    return list(session.scalars(statement, bound))


def _rows(session: Session, statement: Any, bound: dict[str, Any]) -> list[Any]:
    return list(session.execute(statement, bound))


def page(session: Session, query: Any, *, keys: Sequence[Key], after: str | None = None, size: int = 50) -> Page:
    """Give one page of a select in the order of `keys` (attribute, "asc" or "desc"; the last one unique)."""
    return Pager(query, keys=keys, size=size).page(session, after)


def _beyond(ordered: list[tuple[Any, bool]]) -> Any:
    values = [bindparam(f"key{at}", type_=column.type) for at, (column, _down) in enumerate(ordered)]
    steps = []
    for position, (column, down) in enumerate(ordered):
        same = [ordered[i][0] == values[i] for i in range(position)]
        steps.append(and_(*same, column < values[position] if down else column > values[position]))
    # The first condition alone bounds the index range; the rest settles ties.
    first, down = ordered[0]
    return and_(first <= values[0] if down else first >= values[0], or_(*steps))


_mark_text = json.JSONEncoder(default=lambda value: value.isoformat(), ensure_ascii=False, separators=(",", ":")).encode


def _mark(values: list[Any], way: str) -> str:
    return base64.urlsafe_b64encode(_mark_text([way, *values]).encode()).decode().rstrip("=")


def _read(after: str | None, count: int) -> tuple[bool, list[Any] | None]:
    if not after:
        return False, None
    if len(after) > 1_000:
        abort(404)
    try:
        way, *values = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, TypeError, RecursionError):
        abort(404)
    if len(values) != count or way not in ("n", "p") or any(isinstance(value, (list, dict)) for value in values):
        abort(404)
    return way == "p", values


def _typed(column: Any, value: Any) -> Any:
    kind = column.type.python_type
    try:
        if kind is date:
            return date.fromisoformat(value)
        if kind is datetime:
            return datetime.fromisoformat(value)
        return kind(value)
    except (TypeError, ValueError, OverflowError):
        abort(404)
