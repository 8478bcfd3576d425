"""How a person is written: sealed numbers, names to search by, one living registration of a number in a unit."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundapp.households import words
from fundapp.households.models import Household, Person
from fundapp.households.registration import Numbers, PersonInput, numbers_of
from fundapp.households.service.refusals import HouseholdRefused
from fundapp.kernel import crypto
from fundapp.kernel.labels import _
from fundapp.kernel.names import backwards, fold, sort_key, tidy_name


def refuse_known(session: Session, unit_id: int, numbers: Numbers, except_person: int | None = None) -> None:
    """Refuse a CCCD that another living registration of the unit bears."""
    if numbers.cccd is None:
        return
    there = living(session, unit_id, crypto.blind_index("cccd", numbers.cccd))
    if there is not None and there.id != except_person:
        raise HouseholdRefused(
            _("Số CCCD này đã có trong danh sách của đơn vị: %(name)s. Hãy mở hộ đó thay vì đăng ký lại.", name=there.full_name), "cccd"
        )


def living(session: Session, unit_id: int, cccd_index: str) -> Person | None:
    """The living registration of a number in a unit."""
    return session.scalar(
        select(Person)
        .where(Person.unit_id == unit_id, Person.cccd_index == cccd_index, Person.ended_on.is_(None))
        .execution_options(all_units="a number stands once in a unit, whoever asks")
    )


def add_person(session: Session, household: Household, told: PersonInput, on: date) -> Person:
    """Write somebody new into a household."""
    numbers, _problems = numbers_of(told, on)
    refuse_known(session, household.unit_id, numbers)
    person = Person(unit_id=household.unit_id, household=household)
    write(person, told, numbers, keep_empty=False)
    session.add(person)
    flushed(session)
    return person


def flushed(session: Session) -> None:
    """Flush, and say in words when somebody else took the number in the same moment (the partial unique index)."""
    try:
        session.flush()
    except IntegrityError as problem:
        if "uq_person_cccd_living" in str(problem.orig) or "person.cccd_index" in str(problem.orig):
            raise HouseholdRefused(_("Số CCCD này vừa được người khác đăng ký trong đơn vị. Hãy tìm lại trong danh sách."), "cccd") from problem
        raise


def write(person: Person, told: PersonInput, numbers: Numbers, *, keep_empty: bool) -> list[str]:
    """Write what was told; gives the names of the fields that changed."""
    name = tidy_name(told.full_name)
    plain = {
        "relation": told.relation, "full_name": name, "folded": fold(name), "name_backwards": backwards(name), "sort_key": sort_key(name),
        "birth": told.birth, "sex": told.sex, "bank_code": told.bank_code or None, "is_member": told.is_member,
        "joined_union_on": told.joined_union_on, "employed_since_on": told.employed_since_on,
    }
    derived = {"folded", "name_backwards", "sort_key"}
    changed = [key for key, value in plain.items() if getattr(person, key) != value and key not in derived]
    for key, value in plain.items():
        setattr(person, key, value)
    for field in words.SEALED_FIELDS:
        number = getattr(numbers, field)
        if (number is None and keep_empty) or number == getattr(person, field):
            continue
        setattr(person, field, number)
        setattr(person, f"{field}_tail", number[-3:] if number else None)
        changed.append(field)
    return changed


def show_head(household: Household, head: Person) -> None:
    """Copy onto the household what a list shows of its head."""
    household.head_name, household.folded, household.name_backwards = head.full_name, head.folded, head.name_backwards
    household.sort_key, household.head_birth, household.cccd_tail = head.sort_key, head.birth, head.cccd_tail
