"""Marks of rows that change by acts alone: the trail keeps the mark of a row as an act left it, `check` holds it against the row.

A mark is keyed with what lies outside the database (the key file): whoever may write every table can't make a new one.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import inspect

from fundapp.kernel import crypto
from fundapp.kernel.db.columns import Sealed, mapped_classes
from fundapp.kernel.labels import Text

LENGTH = 32
_columns: dict[str, tuple[str, ...]] = {}


class Marked:
    """A row whose every change is an act on the trail. `called` is what its readers call such a row.

    `unmarked` are the columns that triggers keep from other rows, which have invariants of their own. What is empty is not in the mark, so a
    column that is added later changes none as long as it may be empty; one that may not be is unmarked. `told_by` is a column that, where it is filled,
    names the row which tells all of this one: an invariant of the room holds the two together, and no mark is wanted.
    """

    called: ClassVar[Text]
    unmarked: ClassVar[frozenset[str]] = frozenset()
    told_by: ClassVar[str | None] = None


def marked_classes() -> list[type[Any]]:
    """The classes of all rooms whose rows are marked, by the names of their tables."""
    found = [cls for cls in mapped_classes() if issubclass(cls, Marked)]
    return sorted(found, key=lambda cls: str(cls.__tablename__))


def marked_columns(cls: type[Any]) -> tuple[str, ...]:
    """The attributes that the mark of a row is made of. What lies sealed is sealed anew with each key; its blind index stands for it."""
    known = _columns.get(cls.__tablename__)
    if known is None:
        sealed = {value.column for value in vars(cls).values() if isinstance(value, Sealed)}
        names = {one.key for one in inspect(cls).column_attrs} - cls.unmarked - sealed
        known = _columns[cls.__tablename__] = tuple(sorted(names))
    return known


def key_of(cls: type[Any], values: Any) -> tuple[Any, ...]:
    """The primary key of a row, or of what was read of it."""
    return tuple(getattr(values, inspect(cls).get_property_by_column(column).key) for column in inspect(cls).primary_key)


def place_of(cls: type[Any], values: Any) -> str:
    """Where a row stands: `cash_limit/12`."""
    return "/".join([cls.__tablename__, *map(str, key_of(cls, values))])


def mark_of(cls: type[Any], values: Any) -> str:
    """The mark of a row, or of its columns as they were read."""
    told: Mapping[str, Any] = {name: getattr(values, name) for name in marked_columns(cls)}
    plain = {name: f"{value:.6f}" if isinstance(value, Decimal) else value for name, value in told.items() if value is not None}
    return crypto.blind_index("row_mark", crypto.canonical([cls.__tablename__, plain]))[:LENGTH]
