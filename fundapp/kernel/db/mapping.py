"""How SQLAlchemy maps our classes, where its own way costs an idle server what nobody uses."""

from typing import Any

from sqlalchemy.orm import QueryableAttribute

_ask = QueryableAttribute.__getattr__


def _answer(attribute: QueryableAttribute[Any], name: str) -> Any:
    if name == "_slots_dispatch":
        raise AttributeError(name)
    return _ask(attribute, name)


# An attribute is asked while it is mapped whether its events are made yet. SQLAlchemy looks for the answer in the column's SQL too, and
# makes that for every column of every table: 5 MB and a fifth of a second. It is made for those that a statement names, when it does.
QueryableAttribute.__getattr__ = _answer  # type: ignore[method-assign]
