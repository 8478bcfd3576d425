"""The one scope: which units' rows a session may see and touch.

A session carries a `Scope`. Every ORM select, update and delete of a `UnitScoped` class is narrowed to it; a session
without one raises. The few reads that must see all units say why with `execution_options(all_units="...")`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

LARGEST_LIST = 500


class NoScope(RuntimeError):
    """A session asked for rows of units before anybody said whose rows it may see."""


@dataclass(frozen=True)
class Scope:
    """The units in reach. `unit_ids` is None where there is no narrowing; `why` then says by what right."""

    unit_ids: tuple[int, ...] | None
    why: str = ""
    subquery: Callable[[], Any] | None = field(default=None, compare=False)

    @classmethod
    def everything(cls, why: str) -> "Scope":
        """No narrowing: for commands, jobs and checks, which say why."""
        return cls(None, why)

    @classmethod
    def units(cls, ids: Iterable[int], subquery: Callable[[], Any] | None = None) -> "Scope":
        """The given units; beyond a few hundred the database is asked by `subquery` instead of by a list."""
        return cls(tuple(sorted(set(ids))), "", subquery)

    def narrows(self, column: Any) -> ColumnElement[bool]:
        """Say of a unit column whether its row is in reach."""
        assert self.unit_ids is not None
        if not self.unit_ids:
            return false()
        if len(self.unit_ids) == 1:
            return column == self.unit_ids[0]
        if len(self.unit_ids) > LARGEST_LIST and self.subquery is not None:
            return column.in_(self.subquery())
        return column.in_(self.unit_ids)


class UnitScoped:
    """A row that belongs to a unit (`unit_id`, whose money or member) and may concern another one (`for_unit_id`)."""

    scoped_classes: ClassVar[list[type[Any]]] = []

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__tablename__" in cls.__dict__:
            UnitScoped.scoped_classes.append(cls)

    @classmethod
    def in_scope(cls, scope: Scope) -> ColumnElement[bool]:
        own = scope.narrows(cls.unit_id)  # type: ignore[attr-defined]
        other = getattr(cls, "for_unit_id", None)
        return own if other is None else or_(own, scope.narrows(other))


def _criteria(session: Session) -> list[Any]:
    scope = session.info.get("scope")
    if scope is None:
        return []
    made = session.info.get("scope_criteria")
    if made is None or made[0] is not scope:
        options = [] if scope.unit_ids is None else [
            with_loader_criteria(cls, cls.in_scope(scope), include_aliases=True) for cls in UnitScoped.scoped_classes
        ]
        made = session.info["scope_criteria"] = (scope, options)
    return made[1]


def narrow(state: ORMExecuteState) -> None:
    """Narrow one ORM statement to the session's scope (a `do_orm_execute` listener)."""
    if state.is_column_load or state.execution_options.get("all_units"):
        return
    touched = [mapper.class_ for mapper in state.all_mappers]
    if not any(issubclass(cls, UnitScoped) for cls in touched) and not state.is_select:
        return
    if state.session.info.get("scope") is None:
        if any(issubclass(cls, UnitScoped) for cls in touched):
            raise NoScope(f"no scope is set, yet rows of {touched[0].__name__} were asked for")
        return
    options = _criteria(state.session)
    if options:
        state.statement = state.statement.options(*options)
