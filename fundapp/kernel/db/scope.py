"""The one scope: which units' rows a session may see and touch.

A session carries a `Scope`. Every ORM select, update and delete of a `UnitScoped` class is narrowed to it; a session
without one raises. The few reads that must see all units say why with `execution_options(all_units="...")`. A list in
an order of its own, over many units, may say `scope_walks=True`: SQLite then walks that order instead of sorting.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from sqlalchemy import Boolean, ColumnElement, Text, TypeDecorator, bindparam, event, false, or_
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.functions import FunctionElement

from fundapp.kernel.certain import surely
from fundapp.kernel.db import kept
from fundapp.kernel.db.columns import Base
from fundapp.kernel.db.sessions import ScopedSession

LARGEST_LIST = 500


class UnitIds(TypeDecorator[tuple[int, ...]]):
    """Ids of units as one parameter: JSON for SQLite, an array for PostgreSQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> Any:
        return _as_json(value) if dialect.name == "sqlite" else list(value or ())


@lru_cache(maxsize=256)
def _as_json(value: tuple[int, ...] | None) -> str:
    """The same for all pages of a scope."""
    return json.dumps(value)


class among(FunctionElement[bool]):  # noqa: N801  (reads as SQL where it is used)
    """`column IN (ids)` with all ids in one parameter, because thirty cost a page more than its fifty rows."""

    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> Any:
        """Stand among other conditions as it is: SQLite has no booleans, and `… = 1` behind it would keep it from every index."""
        return self if against in (operators.and_, operators.or_, operators._asbool) else super().self_group(against)  # noqa: SLF001


@compiles(among, "sqlite")
def _among_sqlite(element: among, compiler: Any, **options: Any) -> str:
    column, ids = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"


@compiles(among, "postgresql")
def _among_postgresql(element: among, compiler: Any, **options: Any) -> str:
    column, ids = (compiler.process(part, **options) for part in element.clauses)
    return f"{column} = ANY (CAST({ids} AS BIGINT[]))"


class NoScope(RuntimeError):
    """A session asked for rows of units before anybody said whose rows it may see."""


@dataclass(frozen=True)
class Scope:
    """The units in reach. `unit_ids` is None where there is no narrowing; `why` then says by what right."""

    unit_ids: tuple[int, ...] | None
    why: str = ""
    subquery: Callable[[], Any] | None = field(default=None, compare=False)
    made: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def everything(cls, why: str) -> "Scope":
        """No narrowing: for commands, jobs and checks, which say why."""
        return cls(None, why)

    @classmethod
    def units(cls, ids: Iterable[int], subquery: Callable[[], Any] | None = None) -> "Scope":
        """The given units; beyond a few hundred the database is asked by `subquery` instead of by a list."""
        return cls(tuple(sorted(set(ids))), "", subquery)

    def holds(self, unit_ids: Iterable[int]) -> bool:
        """Whether what belongs to any of these units is in reach; what belongs to none is, where nothing is narrowed."""
        return self.unit_ids is None or not set(self.unit_ids).isdisjoint(unit_ids)

    def narrows(self, column: Any) -> ColumnElement[bool]:
        """Say of a unit column whether its row is in reach."""
        unit_ids = surely(self.unit_ids, "list of units to narrow to")
        if not unit_ids:
            return false()
        if len(unit_ids) == 1:
            return column == unit_ids[0]
        if len(unit_ids) > LARGEST_LIST and self.subquery is not None:
            return column.in_(self.subquery())
        return among(column, bindparam(None, unit_ids, type_=UnitIds()))


class UnitScoped:
    """A row that belongs to a unit (`unit_id`, whose money or member) and may concern another one (`for_unit_id`)."""

    scoped_classes: ClassVar[list[type[Any]]] = []

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "__tablename__" in cls.__dict__:
            UnitScoped.scoped_classes.append(cls)

    @classmethod
    def in_scope(cls, scope: Scope, walks: bool = False) -> ColumnElement[bool]:
        own = _side(cls.unit_id, scope, walks)  # type: ignore[attr-defined]
        other = getattr(cls, "for_unit_id", None)
        return own if other is None else or_(own, _side(other, scope, walks))


def _side(column: Any, scope: Scope, walks: bool) -> ColumnElement[bool]:
    # With + 0 no index on the unit can be used, so the database keeps to the index of the order that was asked for.
    return scope.narrows(column + 0 if walks and scope.unit_ids is not None and len(scope.unit_ids) > 1 else column)


def _criteria(scope: Scope, classes: Iterable[Any], walks: bool) -> list[Any]:
    """Give the options that narrow these classes; made once for a scope, which lives as long as its actor's posts stay the same."""
    if scope.unit_ids is None:
        return []
    if len(scope.unit_ids) <= LARGEST_LIST:
        return [_by_list(cls, scope.unit_ids, walks) for cls in classes]
    found = []
    for cls in classes:
        option = scope.made.get((cls, walks))
        if option is None:
            option = scope.made[cls, walks] = _narrowing(cls, scope, walks)
        found.append(option)
    return found


@lru_cache(maxsize=2048)
def _by_list(cls: type[Any], unit_ids: tuple[int, ...], walks: bool) -> Any:
    """Give the option for a list of units: it is the same for everybody whose posts reach just these."""
    return _narrowing(cls, Scope(unit_ids), walks)


def _narrowing(cls: type[Any], scope: Scope, walks: bool) -> Any:
    return with_loader_criteria(cls, cls.in_scope(scope, walks), include_aliases=True)


def _touched(statement: Any) -> tuple[type[Any], ...]:
    """The scoped classes whose rows a statement can read or change: those whose tables stand anywhere in it, and what it may join along."""
    return _reached(frozenset(element.name for element in visitors.iterate(statement) if element.__visit_name__ == "table"))  # type: ignore[attr-defined]


@cache
def _reached(tables: frozenset[str]) -> tuple[type[Any], ...]:
    """The scoped classes that keep their rows in these tables, or to which relations lead from there, over however many steps."""
    reached: set[Mapper[Any]] = set()
    waiting = [mapper for mapper in Base.registry.mappers if getattr(mapper.local_table, "name", None) in tables]
    while waiting:
        mapper = waiting.pop()
        if mapper not in reached:
            reached.add(mapper)
            waiting += [*mapper.self_and_descendants, *(relation.mapper for relation in mapper.relationships)]
    classes = {mapper.class_ for mapper in reached}
    return tuple(cls for cls in UnitScoped.scoped_classes if cls in classes)


def narrow(state: ORMExecuteState) -> None:
    """Narrow one ORM statement to the session's scope (a `do_orm_execute` listener)."""
    if state.is_column_load or state.execution_options.get("all_units"):
        return
    scope = state.session.info.get("scope")
    if scope is None:
        touched = [mapper.class_ for mapper in state.all_mappers if issubclass(mapper.class_, UnitScoped)]
        if touched:
            raise NoScope(f"no scope is set, yet rows of {touched[0].__name__} were asked for")
        return
    if scope.unit_ids is None:
        return
    walks = bool(state.execution_options.get("scope_walks"))
    state.statement = _narrowed(scope, state.statement, walks)


def columns(session: Session, statement: Any, parameters: Mapping[str, Any] | None = None) -> list[Any]:
    """Read the rows of a select of columns, narrowed like every other statement but without the loading of the ORM.

    For the few reads that every page or every row of a long list pays for; a statement that is kept is narrowed once.
    """
    return kept.read(session, _within(session, statement), parameters or {})


def lines(session: Session, statement: Any, parameters: Mapping[str, Any] | None = None, *, apart: tuple[str, ...] = ()) -> tuple[list[str], tuple[Any, ...]]:
    """Read the rows of a page narrowed in the same way, each as the JSON of a list, and once what is `apart` (see `kept.lines`)."""
    return kept.lines(session, _within(session, statement), parameters or {}, apart)


def _within(session: Session, statement: Any) -> Any:
    scope = session.info.get("scope")
    if scope is None:
        raise NoScope("no scope is set, yet columns were asked for")
    if scope.unit_ids is None:
        return statement
    return _narrowed(scope, statement, bool(statement.get_execution_options().get("scope_walks")))


def _narrowed(scope: Scope, statement: Any, walks: bool) -> Any:
    """Give the statement narrowed. One that is kept and used again is narrowed once for a scope."""
    known = scope.made.get("narrowed")
    if known is None:
        known = scope.made["narrowed"] = WeakKeyDictionary()
    if statement not in known:
        # What a loader asks afterwards brings the options of the first statement with it; each is said once.
        carried = getattr(statement, "_with_options", ())
        options = [option for option in _criteria(scope, _touched(statement), walks) if option not in carried]
        known[statement] = statement.options(*options) if options else None
    found = known[statement]
    return statement if found is None else found


event.listen(ScopedSession, "do_orm_execute", narrow)
