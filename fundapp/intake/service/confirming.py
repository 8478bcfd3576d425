"""Confirm a batch, and take its rows one by one: each in a savepoint, so that one refused row costs no other."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.households import service as households
from fundapp.households.models import Household
from fundapp.households.service import DeclarationInput, PersonInput
from fundapp.intake import queries, stages
from fundapp.intake.models import IntakeBatch, IntakeRow
from fundapp.intake.service import contents
from fundapp.intake.service.receiving import CONFIRM_JOB, IntakeRefused
from fundapp.jobs import service as jobs
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _

REASON = _("Bổ sung theo danh sách tải lên")


def confirm(session: Session, batch: IntakeBatch, *, takes_other_units: bool, by: Actor, is_taken_later: bool = True) -> None:
    """Have the chosen rows put on file. Rows that name another unit are taken or left as the officer says."""
    if batch.state != stages.READ:
        raise IntakeRefused(_("Danh sách này không còn chờ xác nhận. Hãy mở lại trang để xem tình trạng mới."))
    wanted = select(IntakeRow.id).where(IntakeRow.batch_id == batch.id, IntakeRow.choice != "leave")
    if not takes_other_units:
        wanted = wanted.where(IntakeRow.names_other_unit.is_(False))
    if session.scalar(wanted.limit(1)) is None:
        raise IntakeRefused(_("Không có dòng nào để nhận. Hãy tải tệp các dòng lỗi về, sửa rồi tải lên lại."))
    batch.state, batch.takes_other_units = stages.CONFIRMING, takes_other_units
    batch.confirmed_by_id, batch.confirmed_at = by.user_id, clock.now()
    record(session, by=by, act="intake.confirm", subject=f"intake/{batch.id}", unit_id=batch.unit_id)
    if is_taken_later:
        batch.job_id = jobs.enqueue(session, kind=CONFIRM_JOB, payload={"batch_id": batch.id}, by=by, unit_id=batch.unit_id).id
    session.flush()


def take_rows(session: Session, batch: IntakeBatch, *, most: int, by: Actor, on: date) -> int:
    """Take the next rows of a confirmed batch; gives how many, 0 when all are done and the batch is closed."""
    rows = list(session.scalars(
        select(IntakeRow).where(IntakeRow.batch_id == batch.id, IntakeRow.outcome.is_(None)).order_by(IntakeRow.place).limit(most)
    ))
    for row in rows:
        _take(session, batch, row, by, on)
    if not rows and batch.state == stages.CONFIRMING:
        batch.state = stages.CONFIRMED
        found = queries.counts(session, batch)
        record(session, by=by, act="intake.taken", subject=f"intake/{batch.id}", unit_id=batch.unit_id, details=dict(found))
    session.flush()
    return len(rows)


def _take(session: Session, batch: IntakeBatch, row: IntakeRow, by: Actor, on: date) -> None:
    if row.choice == "leave" or (row.names_other_unit and not batch.takes_other_units):
        row.outcome = "left"
        return
    values = contents.values_of(row)
    source = str(_("Danh sách “%(name)s”, hàng %(row)s", name=batch.file_name, row=row.row_number))
    try:
        with session.begin_nested():
            row.outcome, row.household_id = _put_on_file(session, row, values, source, by, on)
    except Refusal as refusal:
        row.outcome, row.household_id, row.message = "failed", None, str(refusal.message)


def _put_on_file(session: Session, row: IntakeRow, values: dict[str, Any], source: str, by: Actor, on: date) -> tuple[str, int | None]:
    # Since the list was shown somebody may have registered the person, also from this very list uploaded twice.
    known = queries.known_as(session, values, unit_id=row.target_unit_id, content_index=row.content_index)
    if known is not None and known.how == "here":
        household_id: int | None = known.household_id
    else:
        household_id = row.known_household_id if row.choice == "update" else None
    household = session.get(Household, household_id) if household_id else None
    if household is not None and household.ended_on is None:
        return ("updated" if _update(session, household, values, source, by, on) else "unchanged"), household.id
    told, declared = contents.person_of(values), contents.declaration_of(values, on, source)
    made = households.register(session, unit_id=row.target_unit_id, head=told, declaration=declared, by=by, on=on)
    return "added", made.id


def _update(session: Session, household: Household, values: dict[str, Any], source: str, by: Actor, on: date) -> bool:
    """Add what the list knows newly: a declaration when something declared differs, numbers that were missing."""
    changed = _complete_head(session, household, contents.person_of(values), by, on)
    last = household.declaration
    told = contents.declaration_of(values, on, source)
    kept: dict[str, Any] = {name: getattr(last, name) for name in vars(told) if name not in ("declared_on", "source", "categories", "deprivations")}
    news = {
        name: value for name, value in vars(told).items()
        if name in ("household_size", "income_per_head_amount", "area", "address", "circumstances") and value not in (None, "", kept[name])
    }
    if told.categories and set(told.categories) != set(last.categories):
        news["categories"] = told.categories
    if not news:
        return changed
    kept |= {name: kept[name] or "" for name in ("circumstances", "address")}
    kept |= {"declared_on": max(on, last.declared_on), "source": source, "categories": tuple(last.categories), "deprivations": dict(last.deprivations)}
    before = DeclarationInput(**kept)
    households.add_declaration(session, household, replace(before, **news), by=by, on=on)
    return True


def _complete_head(session: Session, household: Household, told: PersonInput, by: Actor, on: date) -> bool:
    head = household.head
    kept = PersonInput(
        full_name=head.full_name, birth=head.birth, sex=head.sex, bank_code=head.bank_code, relation="head", is_member=head.is_member,
        joined_union_on=head.joined_union_on, employed_since_on=head.employed_since_on,
    )
    news: dict[str, Any] = {}
    if head.cccd_index is None and told.cccd:
        news["cccd"] = told.cccd
    if head.phone_index is None and told.phone:
        news["phone"] = told.phone
    if told.birth and len(told.birth) > len(head.birth or "") and told.birth.startswith(head.birth or ""):
        news["birth"] = told.birth
    if head.sex is None and told.sex:
        news["sex"] = told.sex
    if not news:
        return False
    households.correct_person(session, head, replace(kept, **news), version=head.version, reason=str(REASON), by=by, on=on)
    return True
