"""Lists by key: every page costs the same, however deep, and nothing is counted."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort
from sqlalchemy import and_, or_
from sqlalchemy.orm import Session

Key = tuple[Any, str]


@dataclass(frozen=True)
class Page:
    """One page of rows. `next` and `previous` are the values of `after` for the neighbours, or None."""

    rows: list[Any]
    next: str | None
    previous: str | None


def page(session: Session, query: Any, *, keys: Sequence[Key], after: str | None = None, size: int = 50) -> Page:
    """Give one page of a select in the order of `keys` (attribute, "asc" or "desc"; the last one unique).

    The select yields rows that have the keys' attribute names. `after` comes from the address; a mangled one is 404.
    """
    backwards, values = _read(after, len(keys))
    ordered = [(column, (direction == "desc") != backwards) for column, direction in keys]
    if values is not None:
        query = query.where(_beyond(ordered, [_typed(column, value) for (column, _d), value in zip(ordered, values, strict=True)]))
    query = query.order_by(None).order_by(*(column.desc() if down else column.asc() for column, down in ordered)).limit(size + 1)
    result: Any = session.execute(query)
    found: list[Any] = list(result if len(query.column_descriptions) > 1 else result.scalars())
    more = len(found) > size
    rows = found[:size]
    if backwards:
        rows.reverse()
    names = [column.key for column, _d in ordered]
    forward = _mark(rows[-1], names, "n") if rows and (more or backwards) else None
    back = _mark(rows[0], names, "p") if rows and (values is not None) and (not backwards or more) else None
    return Page(rows, forward, back)


def _beyond(ordered: list[tuple[Any, bool]], values: list[Any]) -> Any:
    steps = []
    for position, (column, down) in enumerate(ordered):
        same = [ordered[i][0] == values[i] for i in range(position)]
        steps.append(and_(*same, column < values[position] if down else column > values[position]))
    # The first condition alone bounds the index range; the rest settles ties.
    first, down = ordered[0]
    return and_(first <= values[0] if down else first >= values[0], or_(*steps))


def _mark(row: Any, names: list[str], way: str) -> str:
    values = [getattr(row, name) for name in names]
    raw = json.dumps([way, *values], default=lambda value: value.isoformat(), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _read(after: str | None, count: int) -> tuple[bool, list[Any] | None]:
    if not after:
        return False, None
    try:
        way, *values = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, TypeError):
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
    except (TypeError, ValueError):
        abort(404)
