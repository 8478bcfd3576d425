"""Put a household on file, and declare anew."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.households import words
from fundapp.households.models import Declaration, Household
from fundapp.households.registration import DeclarationInput, PersonInput, declaration_problems, person_problems
from fundapp.households.service.refusals import HouseholdRefused, refuse_any, refuse_ended
from fundapp.households.service.writing import add_person
from fundapp.kernel import clock, crypto
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.names import backwards, fold, sort_key, tidy_name


def register(
    session: Session, *, unit_id: int, head: PersonInput, declaration: DeclarationInput, by: Actor | None, on: date
) -> Household:
    """Put a household on file at a unit with its head and first declaration.

    Refuses a number that already stands in a living registration of the unit; the same person at another unit is for the caller to show.
    """
    refuse_any(person_problems(head, on) + declaration_problems(declaration, on))
    name = tidy_name(head.full_name)
    household = Household(
        unit_id=unit_id, head_name=name, folded=fold(name), name_backwards=backwards(name), sort_key=sort_key(name), head_birth=head.birth,
        declared_on=declaration.declared_on, registered_on=on, registered_by_id=by.user_id if by else None,
    )
    _show(household, declaration)
    session.add(household)
    session.flush()
    person = add_person(session, household, PersonInput(**{**vars(head), "relation": "head"}), on)
    household.cccd_tail = person.cccd_tail
    _declare(session, household, declaration, number=1, by=by)
    session.flush()
    record(session, by=by, act="household.register", subject=f"households/{household.id}", unit_id=unit_id)
    return household


def add_declaration(session: Session, household: Household, declaration: DeclarationInput, *, by: Actor | None, on: date) -> Declaration:
    """Add a dated declaration, which supersedes the one before. Refuses a day before the last declaration's."""
    refuse_ended(household)
    refuse_any(declaration_problems(declaration, on))
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
