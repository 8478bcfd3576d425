"""The list of households: fifty rows at the same cost whether ten thousand or a million are on file.

Columns are selected, not rows hydrated, and nothing is decrypted: the household carries what the list shows. One unit is
read along (unit, name); many units along (name), whose index holds the unit, so that rows out of sight are passed over
without being fetched. SQLite does not reckon with the fifty that are wanted and would gather and sort the whole commune;
where the units in sight hold a good share of all rows it is told to walk the order, and where they hold few, to gather
and sort them as they lie in the index, and to fetch only the fifty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from fundapp.households.models import Household, HouseholdCount, Person
from fundapp.households.queries.persons import by_name, code_number, number_indexes
from fundapp.households.words import AREAS, wanted_bits
from fundapp.kernel.db import columns
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import tree

BY_NAME, NEWEST = "name", "newest"
COUNT = select(func.coalesce(func.sum(HouseholdCount.living), 0))
TOTAL = COUNT.scalar_subquery()
IN_SIGHT = "households in sight"
AS_IT_LIKES, WALKS, GATHERS = "as it likes", "walks the order", "gathers and sorts"
FEW = 2_000  # So many rows are gathered and sorted faster than a sparse walk finds fifty of them.


@dataclass(frozen=True)
class Filters:
    """What the address says the list is narrowed to."""

    q: str = ""
    category: str = ""
    area: str = ""
    unit_id: int | None = None
    order: str = BY_NAME
    ended: bool = False
    sees_health: bool = True

    @property
    def narrow(self) -> bool:
        """Whether anything but the order is asked for."""
        return bool(self.q or self.category or self.area or self.unit_id or self.ended)

    @property
    def keys(self) -> list[tuple[Any, str]]:
        """The order as keys of a page."""
        return [(Household.id, "desc")] if self.order == NEWEST else [(Household.sort_key, "asc"), (Household.id, "asc")]


def listing(session: Session, filters: Filters, *, on: date) -> Any:
    """Give the select of the list without its order; the same object for the same filters, so that it is prepared once.

    Each row also tells how many living households are in sight (`total`); see `remember_total`.
    """
    unit_ids = _units(session, filters.unit_id)
    if filters.q:
        return _select(filters, unit_ids).where(_matches(filters.q, on))
    reads = _reads(session) if unit_ids is None else AS_IT_LIKES
    return _kept(filters, unit_ids, reads)


def remember_total(session: Session, total: int) -> None:
    """Keep how many are in sight: it hardly changes, and the number of the last page decides how the next one is read."""
    session.info["scope"].made[IN_SIGHT] = total


def _reads(session: Session) -> str:
    scope = session.info["scope"]
    # PostgreSQL reckons with the limit, and reads the units in the index of the names by itself.
    if session.get_bind().dialect.name != "sqlite" or scope.unit_ids is None or len(scope.unit_ids) < 2:
        return AS_IT_LIKES
    if IN_SIGHT not in scope.made:
        remember_total(session, living_in_scope(session))
    return WALKS if scope.made[IN_SIGHT] > FEW else GATHERS


@lru_cache(maxsize=256)
def _kept(filters: Filters, unit_ids: tuple[int, ...] | None, reads: str) -> Any:
    query = _select(filters, unit_ids)
    if reads == GATHERS:
        return query.execution_options(ids_first=Household.id)
    return query.execution_options(scope_walks=reads == WALKS)


def _select(filters: Filters, unit_ids: tuple[int, ...] | None) -> Any:
    query: Any = select(
        Household.id, Household.sort_key, Household.head_name, Household.head_birth, Household.cccd_tail, Household.address,
        Household.household_size, Household.income_per_head_amount, Household.category_bits, Household.declared_on,
        Unit.short_name.label("unit_name"), TOTAL.label("total"),
    ).outerjoin(Unit, Unit.id == Household.unit_id)
    query = query.where(Household.ended_on.is_not(None) if filters.ended else Household.ended_on.is_(None))
    if unit_ids is not None:
        query = query.where(Household.unit_id == unit_ids[0] if len(unit_ids) == 1 else Household.unit_id.in_(unit_ids))
    if bits := wanted_bits(filters.category, sees_health=filters.sees_health):
        query = query.where(Household.category_bits.bitwise_and(bits) != 0)
    if filters.area in AREAS:
        query = query.where(Household.area == filters.area)
    return query


def _units(session: Session, unit_id: int | None) -> tuple[int, ...] | None:
    """The unit asked for with all below it."""
    if unit_id is None:
        return None
    known = tree(session)
    return tuple(known.subtree(known.path_of[unit_id])) if unit_id in known.path_of else (0,)


def _matches(text: str, on: date) -> Any:
    """What a typed text may mean: a household's code, somebody's CCCD, CMND or phone in full, else the head's name."""
    number = code_number(text)
    if number is not None:
        return Household.id == number
    numbers = number_indexes(text, on)
    if numbers:
        return Household.id.in_(select(Person.household_id).where(or_(*numbers)))
    name = by_name(Household, text)
    return Household.id == 0 if name is None else name


def living_in_scope(session: Session) -> int:
    """Count the living households in sight, from the units' counts."""
    return int(columns(session, COUNT)[0][0])


def unit_counts(session: Session, unit_ids: Sequence[int]) -> dict[int, int]:
    """Living households by unit, for pages that list units."""
    rows = session.execute(select(HouseholdCount.unit_id, HouseholdCount.living).where(HouseholdCount.unit_id.in_(unit_ids)))
    return {row.unit_id: row.living for row in rows}
