"""The people of a household: add, correct, mark what happened; open one number, or what was told of the circumstances."""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.households import words
from fundapp.households.models import Declaration, Household, Person
from fundapp.households.registration import PersonInput, numbers_of, person_problems
from fundapp.households.service.refusals import HouseholdRefused, refuse_any, refuse_ended
from fundapp.households.service.writing import add_person, flushed, refuse_known, show_head, write
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import _


def add_family_member(session: Session, household: Household, person: PersonInput, *, by: Actor | None, on: date) -> Person:
    """Add somebody of the family."""
    refuse_ended(household)
    problems = person_problems(person, on)
    if person.relation == "head":
        problems.append(("relation", _("Hộ đã có chủ hộ. Hãy chọn quan hệ với chủ hộ.")))
    refuse_any(problems)
    made = add_person(session, household, person, on)
    record(
        session, by=by, act="household.add_person", subject=f"households/{household.id}", unit_id=household.unit_id,
        details={"person": made.id, "relation": person.relation},
    )
    return made


def correct_person(session: Session, person: Person, told: PersonInput, *, version: int, reason: str, by: Actor | None, on: date) -> Person:
    """Correct what stands of a person. A number left empty stays as it is. Refuses when the row has changed since `version`.

    The trail names the fields that changed and the reason, never a value.
    """
    if person.version != version:
        raise Stale
    if not reason.strip():
        raise HouseholdRefused(_("Hãy ghi lý do sửa, ví dụ: nhập sai số, đổi giấy tờ."), "reason")
    problems = person_problems(told, on)
    if person.is_head != (told.relation == "head"):
        problems.append(("relation", _("Không đổi chủ hộ ở đây. Chủ hộ giữ nguyên, người khác chọn quan hệ với chủ hộ.")))
    refuse_any(problems)
    numbers, _problems = numbers_of(told, on)
    refuse_known(session, person.unit_id, numbers, except_person=person.id)
    changed = write(person, told, numbers, keep_empty=True)
    if person.is_head:
        show_head(person.household, person)
    flushed(session)
    record(
        session, by=by, act="household.correct", subject=f"households/{person.household_id}", unit_id=person.unit_id,
        details={"person": person.id, "fields": changed, "reason": reason.strip()[:300]},
    )
    return person


def mark_died(session: Session, person: Person, *, died_on: date, by: Actor | None, on: date) -> None:
    """Mark a person as dead from a day on."""
    if died_on > on:
        raise HouseholdRefused(_("Ngày mất không được sau hôm nay."), "died_on")
    if person.birth and died_on.isoformat() < person.birth:
        raise HouseholdRefused(_("Ngày mất không được trước ngày sinh."), "died_on")
    person.died_on = died_on
    session.flush()
    record(session, by=by, act="household.died", subject=f"households/{person.household_id}", unit_id=person.unit_id, details={"person": person.id})


def mark_left_union(session: Session, person: Person, *, left_on: date, by: Actor | None, on: date) -> None:
    """Mark a member as no longer one from a day on."""
    if not person.is_member:
        raise HouseholdRefused(_("Người này không phải là đoàn viên."), "left_on")
    if left_on > on or (person.joined_union_on is not None and left_on < person.joined_union_on):
        raise HouseholdRefused(_("Ngày thôi tham gia phải từ ngày gia nhập đến hôm nay."), "left_on")
    person.left_union_on = left_on
    session.flush()
    record(session, by=by, act="household.left_union", subject=f"households/{person.household_id}", unit_id=person.unit_id, details={"person": person.id})


def reveal(session: Session, person: Person, field: str, purpose: str, by: Actor) -> str:
    """Open one sealed number of one person for a purpose. The trail row is written first, and tells no value."""
    if field not in words.SEALED_FIELDS:
        raise HouseholdRefused(_("Chỉ mở được số CCCD, CMND, điện thoại hoặc tài khoản."), "field")
    if purpose not in words.PURPOSES:
        raise HouseholdRefused(_("Hãy chọn mục đích xem; lần xem này được ghi vào nhật ký."), "purpose")
    record(
        session, by=by, act="household.reveal", subject=f"households/{person.household_id}", unit_id=person.unit_id,
        details={"person": person.id, "field": field, "purpose": str(words.PURPOSES[purpose])},
    )
    session.flush()
    value = getattr(person, field)
    if value is None:
        raise HouseholdRefused(_("Chưa có số này trong hồ sơ."), "field")
    return str(value)


def read_circumstances(session: Session, declaration: Declaration, purpose: str, by: Actor) -> str:
    """Open what a household told about its circumstances, for a purpose. The trail row is written first, and tells nothing of it."""
    if purpose not in words.READING_PURPOSES:
        raise HouseholdRefused(_("Hãy chọn mục đích đọc; lần đọc này được ghi vào nhật ký."), "reading_purpose")
    record(
        session, by=by, act="household.read_circumstances", subject=f"households/{declaration.household_id}", unit_id=declaration.unit_id,
        details={"number": declaration.number, "purpose": str(words.READING_PURPOSES[purpose])},
    )
    session.flush()
    told = declaration.circumstances
    if told is None:
        raise HouseholdRefused(_("Bản khai này không ghi hoàn cảnh."), "declaration")
    return str(told)
