"""One household with its people and declarations, the same person anywhere, the finder of the global search."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from fundapp.access.actor import Actor
from fundapp.households.models import Declaration, Household, Person, household_code
from fundapp.kernel import clock, crypto
from fundapp.kernel.identity import read_cccd, read_phone
from fundapp.kernel.names import fold
from fundapp.web.finding import Hit, begins

WHY = "the same person at another unit is found too; of another unit's row only that it is there is told"
LIKE_ENOUGH = 90
AT_ONCE = 400


@dataclass(frozen=True)
class Match:
    """A living registration that is the same person, or probably. Ids are given only where the asker may open the row."""

    certainty: str
    shares: tuple[str, ...]
    in_reach: bool
    unit_id: int | None
    household_id: int | None
    person_id: int | None


def find_same_person(
    session: Session, cccd_index: str | None = None, *, old_id_index: str | None = None, full_name: str | None = None, birth: str | None = None,
    phone_index: str | None = None, except_household: int | None = None,
) -> list[Match]:
    """Find living registrations of this person at any unit.

    The same CCCD (or old CMND) is the same person; the same full birth date with a like name, or the same phone with a
    like name, is probably the same: proposed, never merged. Namesakes without either are nobody's business.
    """
    wanted = _wanted(cccd_index, old_id_index, birth, phone_index)
    if not wanted:
        return []
    query = (
        select(
            Person.id, Person.unit_id, Person.household_id, Person.folded, Person.birth, Person.cccd_index, Person.old_id_index, Person.phone_index
        )
        .where(or_(*wanted), Person.ended_on.is_(None))
        .execution_options(all_units=WHY)
    )
    if except_household is not None:
        query = query.where(Person.household_id != except_household)
    name = fold(full_name) if full_name else None
    found = []
    for row in session.execute(query):
        shares = _shares(row, cccd_index, old_id_index, birth, phone_index)
        certain = "cccd" in shares or "old_id" in shares
        if not certain and (cccd_index and row.cccd_index and cccd_index != row.cccd_index):
            continue
        like = name is not None and _alike(name, row.folded)
        if certain or like:
            found.append(_match(session, row, "same_person" if certain else "probably_same_person", (*shares, *(("name",) if like else ()))))
    return found


def _wanted(cccd_index: str | None, old_id_index: str | None, birth: str | None, phone_index: str | None) -> list[Any]:
    wanted: list[Any] = []
    if cccd_index:
        wanted.append(Person.cccd_index == cccd_index)
    if old_id_index:
        wanted.append(Person.old_id_index == old_id_index)
    if birth and len(birth) == 10:
        wanted.append(Person.birth == birth)
    if phone_index:
        wanted.append(Person.phone_index == phone_index)
    return wanted


def _shares(row: Any, cccd_index: str | None, old_id_index: str | None, birth: str | None, phone_index: str | None) -> tuple[str, ...]:
    pairs = (("cccd", row.cccd_index, cccd_index), ("old_id", row.old_id_index, old_id_index), ("birth", row.birth, birth), ("phone", row.phone_index, phone_index))
    return tuple(name for name, there, here in pairs if here and there == here)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    from rapidfuzz.fuzz import ratio

    return ratio(one, other) >= LIKE_ENOUGH


def _match(session: Session, row: Any, certainty: str, shares: tuple[str, ...]) -> Match:
    scope = session.info.get("scope")
    reach = scope is not None and (scope.unit_ids is None or row.unit_id in scope.unit_ids)
    return Match(certainty, shares, reach, row.unit_id if reach else None, row.household_id if reach else None, row.id if reach else None)


def known_numbers(session: Session, cccd_indexes: Iterable[str]) -> dict[str, list[Match]]:
    """Look up many CCCD at once (for a roster): by blind index, every living registration at any unit."""
    wanted = list(dict.fromkeys(cccd_indexes))
    found: dict[str, list[Match]] = {}
    for start in range(0, len(wanted), AT_ONCE):
        rows = session.execute(
            select(Person.id, Person.unit_id, Person.household_id, Person.cccd_index)
            .where(Person.cccd_index.in_(wanted[start:start + AT_ONCE]), Person.ended_on.is_(None))
            .execution_options(all_units=WHY)
        )
        for row in rows:
            found.setdefault(row.cccd_index, []).append(_match(session, row, "same_person", ("cccd",)))
    return found


def whole(session: Session, household_id: int) -> Household | None:
    """Load a household with its people and declarations; None when it is out of sight."""
    return session.scalar(
        select(Household).where(Household.id == household_id).options(selectinload(Household.persons), selectinload(Household.declarations))
    )


def declaration_on(session: Session, household_id: int, on: date) -> Declaration | None:
    """Give the declaration that held on a day: the last one declared on or before it."""
    return session.scalar(
        select(Declaration)
        .where(Declaration.household_id == household_id, Declaration.declared_on <= on)
        .order_by(Declaration.number.desc())
        .limit(1)
    )


def code_number(text: str) -> int | None:
    """Read a household's code (H000123, h123) into its number."""
    read = re.fullmatch(r"\s*[hH]-?0*(\d{1,12})\s*", text)
    return int(read.group(1)) if read else None


def number_indexes(text: str, on: date) -> list[Any]:
    """Give what a typed number may be: a CCCD, an old CMND, a phone; as criteria on Person by blind index."""
    if sum(letter.isdigit() for letter in text) < 8:
        return []
    found: list[Any] = []
    identity = read_cccd(text, on=on)
    if identity.ok and identity.value:
        column, purpose = (Person.cccd_index, "cccd") if identity.kind == "cccd" else (Person.old_id_index, "old_id")
        found.append(column == crypto.blind_index(purpose, identity.value))
    phone = read_phone(text)
    if phone.ok and phone.value:
        found.append(Person.phone_index == crypto.blind_index("phone", phone.value))
    return found


def by_name(table: type[Household] | type[Person], text: str) -> Any | None:
    """Match a name without diacritics: typed from the family name on, or the given name last. None when there is nothing to match."""
    name = fold(text)
    if not name:
        return None
    backwards = " ".join(reversed(name.split()))
    return or_(begins(table.folded, name), begins(table.name_backwards, backwards))


def find(session: Session, text: str, actor: Actor, limit: int = 6) -> list[Hit]:
    """Find households for the global search: by code, by a person's CCCD, CMND or phone, else by a person's name."""
    number = code_number(text)
    if number is not None:
        rows = session.execute(_hits().where(Household.id == number, Person.relation == "head")).all()
    else:
        numbers = number_indexes(text, clock.today())
        name = or_(*numbers) if numbers else by_name(Person, text)
        if name is None:
            return []
        rows = session.execute(_hits().where(name, Person.ended_on.is_(None)).order_by(Person.sort_key, Person.id).limit(limit)).all()
    return [_hit(row) for row in rows]


def _hits() -> Any:
    return select(
        Person.full_name, Person.relation, Person.birth, Person.household_id, Household.head_name, Household.address
    ).join(Household, Household.id == Person.household_id)


def _hit(row: Any) -> Hit:
    note = [household_code(row.household_id)]
    if row.relation != "head":
        note.append(row.head_name)
    if row.birth:
        note.append(row.birth[:4])
    if row.address:
        note.append(row.address)
    return Hit(row.full_name, " · ".join(note), f"households/{row.household_id}")


def owners_of_account(session: Session, account_index: str) -> set[str]:
    """The opaque keys of living households, of any unit, in which this account number was declared for somebody."""
    query = select(Household.uid).join(Person, Person.household_id == Household.id).where(Person.bank_account_index == account_index, Person.ended_on.is_(None))
    return {f"household:{uid}" for uid in session.scalars(query.execution_options(all_units=WHY))}
