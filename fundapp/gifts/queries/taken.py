"""What is taken in a season, and what speaks against a name today. These reads see all units and tell the least: allowed or not, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from fundapp.gifts.models import GiftRow, GiftSeason
from fundapp.gifts.overlap import EXCLUDED, SAME_CLASS, UNKNOWN, Asked, Policy, Taken
from fundapp.households.models import Household, Person
from fundapp.kernel.labels import Text, _
from fundapp.orgs.queries import subtree_ids

WHY = "nobody gets a gift of one class twice in a season, whatever unit gives it; no row of another unit is shown"
AT_ONCE = 5_000
T = TypeVar("T")

BECAUSE: dict[str, Text] = {
    SAME_CLASS: _("đã có suất cùng loại trong mùa này (ở một đơn vị hoặc cấp nào đó)"),
    EXCLUDED: _("đã có loại quà khác mà quy tắc của mùa không cho nhận thêm"),
    UNKNOWN: _("chưa có số định danh: phải có người xem và ghi lại, máy không tự quyết định"),
    "died": _("đã mất"),
    "left": _("đã rời công đoàn"),
    "ended": _("không còn trong sổ hộ của đơn vị"),
    "moved": _("đã chuyển sang đơn vị khác"),
}


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be listed. `identity` is the blind index of the CCCD; the keys are those of the register of help."""

    full_name: str
    person_key: str
    household_key: str | None = None
    identity: str | None = None
    person_id: int | None = None
    household_id: int | None = None
    birth: str | None = None
    sex: str | None = None
    ethnicity: str = ""
    cccd: str | None = None
    cccd_tail: str | None = None
    points: int = 0
    reason: str = ""
    look_note: str = ""


def policy_of(season: GiftSeason) -> Policy:
    """The rule of a season as the pure module reads it."""
    return Policy(season.code, {one.code: one.per for one in season.classes}, [(one.first_code, one.second_code) for one in season.exclusions])


def taken_of(session: Session, season: GiftSeason, candidates: Sequence[Candidate], except_list: int | None = None) -> Taken:
    """What these people and their households have on file in the season, at any unit; rows of one list may be left out."""
    taken = Taken(policy_of(season))
    persons = {one.person_key for one in candidates}
    households = {one.household_key for one in candidates if one.household_key} if "household" in taken.policy.limits.values() else set()
    for column, keys in ((GiftRow.person_key, persons), (GiftRow.household_claim, households)):
        for some in _portions(sorted(keys)):
            query = select(GiftRow.gift_class, GiftRow.person_key, GiftRow.household_claim).where(
                GiftRow.season_id == season.id, column.in_(some), GiftRow.state == "listed"
            )
            if except_list is not None:
                query = query.where(GiftRow.list_id != except_list)
            for gift_class, person, household in session.execute(query.execution_options(all_units=WHY)):
                taken.add(Asked(person, household, gift_class))
    return taken


def gone(session: Session, candidates: Iterable[Candidate], unit_path: str, on: date) -> dict[str, str]:
    """By person key why somebody may not be given anything: died or left by a day, no longer on file, moved to a unit that is not under this one.

    Somebody who is not registered is looked up by the blind index of the CCCD.
    """
    from_unit = {one.person_id: one.person_key for one in candidates if one.person_id is not None}
    by_index = {one.identity: one.person_key for one in candidates if one.person_id is None and one.identity}
    found: dict[str, str] = {}
    for some in _portions(from_unit):
        query = select(Person.id, Person.died_on, Person.left_union_on, Person.ended_on, Household.ended_on.label("household_ended_on"), Household.end_reason).join(
            Household, Household.id == Person.household_id
        ).where(
            Person.id.in_(some), or_(Person.died_on <= on, Person.left_union_on <= on, Person.ended_on.is_not(None), Household.ended_on.is_not(None))
        )
        for row in session.execute(query.execution_options(all_units=WHY)):
            found[from_unit[row.id]] = _why(row, on)
    for indexes in _portions(by_index):
        dead = select(Person.cccd_index).where(Person.cccd_index.in_(indexes), Person.died_on <= on)
        for index in session.scalars(dead.execution_options(all_units=WHY)):
            found[by_index[str(index)]] = "died"
    return found | _moved(session, from_unit, unit_path, found)


def _portions(keys: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(keys)
    while portion := list(islice(rest, AT_ONCE)):
        yield portion


def _why(row: object, on: date) -> str:
    died, left = getattr(row, "died_on", None), getattr(row, "left_union_on", None)
    if died is not None and died <= on:
        return "died"
    return "left" if (left is not None and left <= on) or getattr(row, "end_reason", None) == "left" else "ended"


def _moved(session: Session, persons: dict[int, str], unit_path: str, known: dict[str, str]) -> dict[str, str]:
    inside = set(subtree_ids(session, unit_path))
    found = {}
    for some in _portions(persons):
        query = select(Person.id, Person.unit_id).where(Person.id.in_(some)).execution_options(all_units=WHY)
        found.update({persons[row.id]: "moved" for row in session.execute(query) if row.unit_id not in inside and persons[row.id] not in known})
    return found


def counted(session: Session, list_id: int) -> dict[int, int]:
    """How many names of a list count, by line."""
    query = select(GiftRow.line_id, func.count()).where(GiftRow.list_id == list_id, GiftRow.state == "listed").group_by(GiftRow.line_id)
    return dict(session.execute(query.execution_options(all_units=WHY)).all())
