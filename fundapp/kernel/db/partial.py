"""Indexes over some rows of a table: the condition is written once, and an engine is told it when it makes the index."""

from typing import Any

from sqlalchemy import Connection, Index, TextClause, event


def partial_index(name: str, *columns: str, where: TextClause, unique: bool = False) -> Index:
    """An index over the rows of which `where` holds.

    SQLAlchemy's own arguments, one for each engine, load both dialects whole: 2 MB that a server on SQLite has no use for.
    """
    return Index(name, *columns, unique=unique, info={"where": where})


def tell_condition(index: Index, *dialects: str) -> None:
    """Tell these engines which rows an index is over."""
    if "where" in index.info:
        index.dialect_kwargs.update({f"{dialect}_where": index.info["where"] for dialect in dialects})


@event.listens_for(Index, "before_create")
def _tell_this_one(index: Index, connection: Connection, **_asked: Any) -> None:
    tell_condition(index, connection.dialect.name)
