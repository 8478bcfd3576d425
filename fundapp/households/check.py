"""What must hold among households: copies equal their sources, counts are right, numbers stay sealed to their rows."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from fundapp.households.models import Declaration, Household, HouseholdCount, Person, household_code
from fundapp.households.words import bits_of
from fundapp.kernel import crypto
from fundapp.kernel.checks import Fault, Invariant, count, everywhere, stream
from fundapp.kernel.labels import _

MOST_OPENED = 2_000


def invariants(session: Session) -> list[Invariant]:
    """Prove every invariant of this room, over all units."""
    households = count(session, select(Household.id))
    return [
        Invariant("households.head", _("Mỗi hộ có đúng một chủ hộ, và danh sách hiện đúng tên, ngày sinh, số của chủ hộ"), households, list(_heads(session))),
        Invariant("households.declaration", _("Danh sách hiện đúng bản khai mới nhất của mỗi hộ; các bản khai nối tiếp nhau"), households, list(_declarations(session))),
        Invariant("households.unit", _("Người và bản khai ở cùng đơn vị với hộ"), households, list(_units(session))),
        _counts(session),
        _sealed(session),
    ]


def _of(row: Any, words: str) -> Fault:
    return Fault(f"{household_code(row.id)}: {words}", row.unit_id)


def _heads(session: Session) -> Iterator[Fault]:
    query = (
        select(Household.id, Household.unit_id)
        .outerjoin(Person, (Person.household_id == Household.id) & (Person.relation == "head"))
        .where(
            or_(
                Person.id.is_(None), Person.full_name != Household.head_name, Person.folded != Household.folded, Person.sort_key != Household.sort_key,
                Person.name_backwards != Household.name_backwards, func.coalesce(Person.birth, "") != func.coalesce(Household.head_birth, ""),
                func.coalesce(Person.cccd_tail, "") != func.coalesce(Household.cccd_tail, ""),
            )
        )
    )
    for row in stream(session, query):
        yield _of(row, "dữ liệu hiện trong danh sách khác với chủ hộ")


def _declarations(session: Session) -> Iterator[Fault]:
    newest = select(Declaration.household_id, func.max(Declaration.number).label("number"), func.count().label("count")).group_by(Declaration.household_id).subquery()
    query = (
        select(
            Household.id, Household.unit_id, Household.category_bits, Declaration.categories, newest.c.number, newest.c.count,
            (
                (Declaration.declared_on == Household.declared_on)
                & (func.coalesce(Declaration.income_per_head_amount, -1) == func.coalesce(Household.income_per_head_amount, -1))
                & (func.coalesce(Declaration.household_size, -1) == func.coalesce(Household.household_size, -1))
                & (func.coalesce(Declaration.area, "") == func.coalesce(Household.area, ""))
            ).label("same"),
        )
        .outerjoin(newest, newest.c.household_id == Household.id)
        .outerjoin(Declaration, (Declaration.household_id == Household.id) & (Declaration.number == newest.c.number))
    )
    for row in stream(session, query):
        if row.number is None:
            yield _of(row, "không có bản khai nào")
        elif row.number != row.count:
            yield _of(row, "số thứ tự bản khai không liền")
        elif not row.same or bits_of(row.categories) != row.category_bits:
            yield _of(row, "danh sách khác với bản khai mới nhất")


def _units(session: Session) -> Iterator[Fault]:
    for table in (Person, Declaration):
        query = select(Household.id, Household.unit_id).join(table, table.household_id == Household.id).where(table.unit_id != Household.unit_id)
        for row in stream(session, query):
            yield _of(row, f"{table.__tablename__} ở đơn vị khác với hộ")


def _counts(session: Session) -> Invariant:
    living = select(Household.unit_id, func.count()).where(Household.ended_on.is_(None)).group_by(Household.unit_id)
    counted: dict[int, int] = {row[0]: row[1] for row in stream(session, living)}
    kept: dict[int, int] = {row[0]: row[1] for row in stream(session, select(HouseholdCount.unit_id, HouseholdCount.living))}
    wrong = [
        Fault(f"đơn vị {unit}: ghi {kept.get(unit, 0)}, đếm được {counted.get(unit, 0)}", unit)
        for unit in sorted({*counted, *kept}) if kept.get(unit, 0) != counted.get(unit, 0)
    ]
    return Invariant("households.count", _("Số hộ đang theo dõi của mỗi đơn vị đúng bằng số đếm"), len(kept), wrong)


def _sealed(session: Session) -> Invariant:
    """Open the sealed numbers and circumstances of the newest people: each must open in its own row, a number fit its index and its tail."""
    other = aliased(Person)
    newest = select(other.id).order_by(other.id.desc()).limit(MOST_OPENED)
    people = session.scalars(everywhere(select(Person).where(Person.id.in_(newest)))).all()
    wrong: list[str] = []
    for person in people:
        try:
            number = person.cccd
        except crypto.SealBroken:
            wrong.append(Fault(f"người số {person.id}: số CCCD không mở được", person.unit_id))
            continue
        fits = person.cccd_index is None if number is None else person.cccd_index == crypto.blind_index("cccd", number) and person.cccd_tail == number[-3:]
        if not fits:
            wrong.append(Fault(f"người số {person.id}: số CCCD không khớp với khóa tìm kiếm", person.unit_id))
    told = _newest_told(session)
    wrong += [Fault(f"bản khai số {row.id}: hoàn cảnh không mở được", row.unit_id) for row in told if not _opens(row)]
    name = _("Số CCCD và hoàn cảnh đã mã hóa mở được đúng ở hàng của nó; số khớp khóa tìm kiếm")
    return Invariant("households.sealed", name, len(people) + len(told), wrong)


def _newest_told(session: Session) -> list[Declaration]:
    query = select(Declaration).where(Declaration.circumstances_sealed.is_not(None)).order_by(Declaration.id.desc()).limit(MOST_OPENED)
    return list(session.scalars(everywhere(query)))


def _opens(row: Declaration) -> bool:
    try:
        return row.circumstances is not None
    except crypto.SealBroken:
        return False
