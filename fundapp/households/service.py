"""Acts on households: register, declare anew, correct, add a relative, mark what happened, reveal one number."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.households import triggers, words  # noqa: F401  (importing triggers registers them)
from fundapp.households.models import Declaration, Household, Person
from fundapp.households.queries import Match, find_same_person
from fundapp.households.queries.pointing import is_pointed_at
from fundapp.households.registration import (
    DeclarationInput,
    Numbers,
    PersonInput,
    Problem,
    declaration_problems,
    numbers_of,
    person_problems,
)
from fundapp.kernel import clock, crypto
from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Refusal, Stale
from fundapp.kernel.labels import Text, _
from fundapp.kernel.names import fold, sort_key, tidy_name

__all__ = [
    "DeclarationInput", "HouseholdRefused", "Match", "PersonInput", "add_declaration", "add_family_member", "correct_person", "end_household",
    "find_same_person", "mark_died", "mark_left_union", "move", "read_circumstances", "register", "reveal",
]


class HouseholdRefused(Refusal):
    """The registration, declaration or mark may not be made so. `problems` are all of them, field by field."""

    def __init__(self, message: Text, field: str | None = None, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message, field)
        self.problems = list(problems)


def register(
    session: Session, *, unit_id: int, head: PersonInput, declaration: DeclarationInput, by: Actor | None, on: date
) -> Household:
    """Put a household on file at a unit with its head and first declaration.

    Refuses a number that already stands in a living registration of the unit; the same person at another unit is for the caller to show.
    """
    _refuse_any(person_problems(head, on) + declaration_problems(declaration, on))
    name = tidy_name(head.full_name)
    household = Household(
        unit_id=unit_id, head_name=name, folded=fold(name), name_backwards=backwards(name), sort_key=sort_key(name), head_birth=head.birth,
        declared_on=declaration.declared_on, registered_on=on, registered_by_id=by.user_id if by else None,
    )
    _show(household, declaration)
    session.add(household)
    session.flush()
    person = _person(session, household, PersonInput(**{**vars(head), "relation": "head"}), on)
    household.cccd_tail = person.cccd_tail
    _declare(session, household, declaration, number=1, by=by)
    session.flush()
    record(session, by=by, act="household.register", subject=f"households/{household.id}", unit_id=unit_id)
    return household


def add_declaration(session: Session, household: Household, declaration: DeclarationInput, *, by: Actor | None, on: date) -> Declaration:
    """Add a dated declaration, which supersedes the one before. Refuses a day before the last declaration's."""
    _refuse_ended(household)
    _refuse_any(declaration_problems(declaration, on))
    last = household.declaration
    if declaration.declared_on < last.declared_on:
        raise HouseholdRefused(_("Bản khai gần nhất là ngày %(day)s; bản khai mới không được trước ngày đó.", day=day_text(last.declared_on)), "declared_on")
    if declaration.circumstances is None:
        declaration = replace(declaration, circumstances=last.circumstances or "")
    _show(household, declaration)
    household.declared_on = declaration.declared_on
    made = _declare(session, household, declaration, number=last.number + 1, by=by)
    session.flush()
    record(
        session, by=by, act="household.declare", subject=f"households/{household.id}", unit_id=household.unit_id, details={"number": made.number}
    )
    return made


def add_family_member(session: Session, household: Household, person: PersonInput, *, by: Actor | None, on: date) -> Person:
    """Add somebody of the family."""
    _refuse_ended(household)
    problems = person_problems(person, on)
    if person.relation == "head":
        problems.append(("relation", _("Hộ đã có chủ hộ. Hãy chọn quan hệ với chủ hộ.")))
    _refuse_any(problems)
    made = _person(session, household, person, on)
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
    _refuse_any(problems)
    numbers, _problems = numbers_of(told, on)
    _refuse_known(session, person.unit_id, numbers, except_person=person.id)
    changed = _write(person, told, numbers, keep_empty=True)
    if person.is_head:
        _show_head(person.household, person)
    _flushed(session)
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


def move(session: Session, household: Household, *, unit_id: int, by: Actor | None, on: date) -> None:
    """Move a household with its people and declarations to another unit. Help already recorded stays where it was given."""
    _refuse_ended(household)
    if unit_id == household.unit_id:
        raise HouseholdRefused(_("Hộ đang ở chính đơn vị này. Hãy chọn đơn vị khác."), "unit_id")
    if is_pointed_at(session, household.id):
        raise HouseholdRefused(
            _("Hộ đã có hồ sơ đề nghị tại đơn vị này nên chưa chuyển được. Hãy kết thúc đăng ký ở đây và đăng ký lại tại đơn vị mới."), "unit_id"
        )
    for person in household.persons:
        if person.cccd_index and person.ended_on is None and _living(session, unit_id, person.cccd_index):
            raise HouseholdRefused(_("Đơn vị mới đã có %(name)s trong danh sách. Hãy kết thúc một trong hai đăng ký.", name=person.full_name), "unit_id")
    record(
        session, by=by, act="household.move", subject=f"households/{household.id}", unit_id=household.unit_id,
        details={"from": household.unit_id, "to": unit_id, "on": on.isoformat()},
    )
    household.unit_id = unit_id
    for row in (*household.persons, *household.declarations):
        row.unit_id = unit_id  # type: ignore[attr-defined]
    _flushed(session)


def end_household(session: Session, household: Household, *, reason: str, by: Actor | None, on: date) -> None:
    """End a registration: the household left, or was registered twice. Its rows stay."""
    _refuse_ended(household)
    if reason not in words.END_REASONS:
        raise HouseholdRefused(_("Hãy chọn lý do kết thúc."), "reason")
    household.ended_on, household.end_reason = on, reason
    for person in household.persons:
        person.ended_on = person.ended_on or on
    session.flush()
    record(session, by=by, act="household.end", subject=f"households/{household.id}", unit_id=household.unit_id, details={"reason": reason})


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


def backwards(name: str) -> str:
    """Give the folded name with its words turned round, so that a given name can be looked up by its beginning."""
    return " ".join(reversed(fold(name).split()))


def _refuse_any(problems: list[Problem]) -> None:
    if problems:
        field, message = problems[0]
        raise HouseholdRefused(message, field, problems)


def _refuse_ended(household: Household) -> None:
    if household.ended_on is not None:
        raise HouseholdRefused(_("Hộ này đã thôi theo dõi từ ngày %(day)s.", day=day_text(household.ended_on)))


def _refuse_known(session: Session, unit_id: int, numbers: Numbers, except_person: int | None = None) -> None:
    if numbers.cccd is None:
        return
    there = _living(session, unit_id, crypto.blind_index("cccd", numbers.cccd))
    if there is not None and there.id != except_person:
        raise HouseholdRefused(
            _("Số CCCD này đã có trong danh sách của đơn vị: %(name)s. Hãy mở hộ đó thay vì đăng ký lại.", name=there.full_name), "cccd"
        )


def _living(session: Session, unit_id: int, cccd_index: str) -> Person | None:
    return session.scalar(
        select(Person)
        .where(Person.unit_id == unit_id, Person.cccd_index == cccd_index, Person.ended_on.is_(None))
        .execution_options(all_units="a number stands once in a unit, whoever asks")
    )


def _person(session: Session, household: Household, told: PersonInput, on: date) -> Person:
    numbers, _problems = numbers_of(told, on)
    _refuse_known(session, household.unit_id, numbers)
    person = Person(unit_id=household.unit_id, household=household)
    _write(person, told, numbers, keep_empty=False)
    session.add(person)
    _flushed(session)
    return person


def _flushed(session: Session) -> None:
    """Flush, and say in words when somebody else took the number in the same moment (the partial unique index)."""
    try:
        session.flush()
    except IntegrityError as problem:
        if "uq_person_cccd_living" in str(problem.orig) or "person.cccd_index" in str(problem.orig):
            raise HouseholdRefused(_("Số CCCD này vừa được người khác đăng ký trong đơn vị. Hãy tìm lại trong danh sách."), "cccd") from problem
        raise


def _write(person: Person, told: PersonInput, numbers: Numbers, *, keep_empty: bool) -> list[str]:
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


def _show(household: Household, declaration: DeclarationInput) -> None:
    """Copy onto the household what a list shows of its latest declaration."""
    household.address = declaration.address.strip()
    household.area = declaration.area
    household.household_size = declaration.household_size
    household.income_per_head_amount = declaration.income_per_head_amount
    household.category_bits = words.bits_of(list(declaration.categories))
    household.declaration_digest = crypto.digest({
        key: sorted(value) if key == "categories" else dict(value) if key == "deprivations" else value
        for key, value in vars(declaration).items() if key not in ("declared_on", "circumstances", "declared_by", "source", "address")
    })


def _show_head(household: Household, head: Person) -> None:
    """Copy onto the household what a list shows of its head."""
    household.head_name, household.folded, household.name_backwards = head.full_name, head.folded, head.name_backwards
    household.sort_key, household.head_birth, household.cccd_tail = head.sort_key, head.birth, head.cccd_tail


def _declare(session: Session, household: Household, told: DeclarationInput, *, number: int, by: Actor | None) -> Declaration:
    plain = {key: value for key, value in vars(told).items() if key not in ("circumstances", "categories", "deprivations")}
    declaration = Declaration(
        **plain, household=household, unit_id=household.unit_id, number=number, registered_by_id=by.user_id if by else None,
        registered_at=clock.now(), categories=[name for name in words.CATEGORIES if name in told.categories],
        deprivations={key: value for key, value in told.deprivations.items() if value is not None},
    )
    declaration.circumstances = (told.circumstances or "").strip() or None
    session.add(declaration)
    return declaration
