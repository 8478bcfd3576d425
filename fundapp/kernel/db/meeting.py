"""Rows that two people may bring into being at the same moment: they meet in the unique index, and who comes second finds the first one's row."""

from typing import Any

from sqlalchemy import Insert, dialects, update
from sqlalchemy.orm import Session

from fundapp.kernel.certain import surely
from fundapp.kernel.db.columns import Base


def insert_unless_there(session: Session, table: type[Base]) -> Insert:
    """An insert that does nothing for a row whose key is there; values are given to it or to its execution."""
    # Of the two dialects only the one of the engine is loaded.
    insert: Insert = getattr(dialects, session.get_bind().dialect.name).insert(table).on_conflict_do_nothing()
    return insert


def next_in(session: Session, series: type[Base], /, **key: Any) -> int:
    """Take the next number of a series, a row with `last_number` for each key; the first is 1.

    Takers wait for each other; what is rolled back gives its number back.
    """
    session.execute(insert_unless_there(session, series).values(**key, last_number=0))
    counted: Any = series
    number = session.scalar(
        update(series).filter_by(**key).values(last_number=counted.last_number + 1).returning(counted.last_number).execution_options(synchronize_session=False)
    )
    return int(surely(number, "number in a series that was just begun"))
