"""Reads of batches, of who in a list is on file already, and of what hangs on a household."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, inspect, or_, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.help.queries import earlier_help
from fundapp.households.models import Declaration, Household, Person
from fundapp.households.queries import Match, find_same_person
from fundapp.intake import stages
from fundapp.intake.models import IntakeBatch, IntakeRow
from fundapp.intake.planning import Known
from fundapp.jobs.models import Job
from fundapp.kernel.crypto import blind_index
from fundapp.kernel.db.columns import mapped_classes
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.kernel.names import fold
from fundapp.orgs.models import Unit
from fundapp.web.waiting import Waiting

HANGS = "nothing of any unit may hang on a household that is undone"
OWN_TABLES = ("household", "person", "declaration", "household_count", "intake_row")
Values = dict[str, Any]


def batches(state: str | None = None) -> Select[IntakeBatch]:
    """Select batches for a list that pages by key."""
    query = select(IntakeBatch)
    return query.where(IntakeBatch.state == state) if state else query


UNDER_WAY = (stages.WAITING, stages.CONFIRMING)
FAILED = select(Job.id).where(Job.state == "failed")


def broken_off(session: Session, batches: Sequence[IntakeBatch]) -> set[int]:
    """Ids of those of the batches whose reading or taking came to no end."""
    ids = [batch.id for batch in batches if batch.state in UNDER_WAY]
    return set(session.scalars(select(IntakeBatch.id).where(IntakeBatch.id.in_(ids), IntakeBatch.job_id.in_(FAILED)))) if ids else set()


def waiting_on(session: Session, actor: Actor, _on: date | None = None) -> list[Waiting]:
    """Lists that wait for this actor's word, that could not be read, or whose reading or taking came to no end; oldest first."""
    if not actor.can("intake:upload"):
        return []
    broken = IntakeBatch.state.in_(UNDER_WAY) & IntakeBatch.job_id.in_(FAILED) & (IntakeBatch.uploaded_by_id == actor.user_id)
    query = select(IntakeBatch).where(IntakeBatch.state.in_((stages.READ, stages.REFUSED)) | broken).order_by(IntakeBatch.id).limit(50)
    acts = {stages.READ: _("Xem và xác nhận danh sách đã đọc"), stages.REFUSED: _("Sửa danh sách chưa đọc được")}
    return [
        Waiting(
            acts.get(batch.state, _("Chạy lại danh sách bị ngắt")), batch.file_name,
            _("%(people)s người, %(bad)s dòng lỗi", people=dong(batch.understood["people"]), bad=dong(batch.understood["bad"])) if batch.state == stages.READ else "",
            f"intake/{batch.id}", batch.uploaded_at,
        )
        for batch in session.scalars(query) if actor.can("intake:upload", batch)
    ]


def rows_of(batch: IntakeBatch, view: str | None = None) -> Select[IntakeRow]:
    """Select rows of a batch in the order in which somebody should look at them; `view` narrows."""
    query = select(IntakeRow).where(IntakeRow.batch_id == batch.id)
    narrowed = {
        "errors": IntakeRow.rank == stages.ERRORS,
        "doubles": IntakeRow.rank == stages.DOUBLES,
        "warnings": IntakeRow.has_warning,
        "units": IntakeRow.names_other_unit,
        "repairs": IntakeRow.has_repair,
        "problems": IntakeRow.rank < stages.REPAIRS,
        "taken": IntakeRow.outcome.in_(("added", "updated", "unchanged")),
        "failed": IntakeRow.outcome == "failed",
    }
    return query.where(narrowed[view]) if view in narrowed else query


def counts(session: Session, batch: IntakeBatch) -> dict[str, int]:
    """Count a batch's rows by what is or was done with them: choices before, outcomes after."""
    column = IntakeRow.outcome if batch.state in (stages.CONFIRMED, stages.UNDONE) else IntakeRow.choice
    rows = session.execute(select(column, func.count()).where(IntakeRow.batch_id == batch.id).group_by(column))
    return {row[0]: row[1] for row in rows if row[0] is not None}


def rows_of_other_units(session: Session, batch: IntakeBatch) -> int:
    """Count the rows to be taken that name a unit which is not the batch's."""
    query = select(func.count()).select_from(IntakeRow).where(IntakeRow.batch_id == batch.id, IntakeRow.names_other_unit, IntakeRow.choice != "leave")
    return session.scalar(query) or 0


def earlier_of(session: Session, batch: IntakeBatch) -> IntakeBatch | None:
    """The last batch of this unit with the same bytes that was confirmed."""
    return session.scalar(
        select(IntakeBatch)
        .where(IntakeBatch.unit_id == batch.unit_id, IntakeBatch.content_digest == batch.content_digest, IntakeBatch.id < batch.id,
               IntakeBatch.state == stages.CONFIRMED)
        .order_by(IntakeBatch.id.desc()).limit(1)
    )


def units_named(session: Session, names: Iterable[str]) -> dict[str, Unit]:
    """Find the living units that a list names in full or in short: folded name → unit."""
    wanted = sorted({fold(name) for name in names} - {""})
    found: dict[str, Unit] = {}
    for start in range(0, len(wanted), 40):
        # A unit's search key begins with its whole name and ends with the short one.
        part = [test for key in wanted[start : start + 40]
                for test in (Unit.folded.startswith(key, autoescape=True), Unit.folded.endswith(key, autoescape=True))]
        for unit in session.scalars(select(Unit).where(or_(*part), Unit.valid_to.is_(None))):
            for key in (fold(unit.name), fold(unit.short_name)):
                if key in wanted:
                    found[key] = unit
    return found


def units_for_upload(session: Session, actor: Actor, limit: int = 300) -> list[Unit]:
    """The living units for which this actor may upload a list, the actor's own first."""
    own = actor.units_with("intake:upload")
    ids = [unit_id for unit_id in actor.path_of if actor.can("intake:upload", unit_id)]
    units = [unit for start in range(0, min(len(ids), limit), 400)
             for unit in session.scalars(select(Unit).where(Unit.id.in_(ids[start : start + 400]), Unit.valid_to.is_(None)))]
    return sorted(units, key=lambda unit: (unit.id not in own, unit.name))[:limit]


def known_as(session: Session, values: Values, *, unit_id: int, content_index: str) -> Known | None:
    """Say how a person of a list is on file already: surely or probably, at the unit or elsewhere."""
    before = _row_before(session, unit_id, content_index)
    if before is not None:
        return Known("here", before)
    matches = find_same_person(
        session, blind_index("cccd", values["cccd"]) if values.get("cccd") else None,
        old_id_index=blind_index("old_id", values["old_id"]) if values.get("old_id") else None, full_name=values.get("full_name"),
        birth=values.get("birth"), phone_index=blind_index("phone", values["phone"]) if values.get("phone") else None,
    )
    return min((_known(match, unit_id) for match in matches), key=lambda known: list(stages.KNOWN).index(known.how), default=None)


def _known(match: Match, unit_id: int) -> Known:
    sure = "" if match.certainty == "same_person" else "maybe_"
    is_here = match.unit_id == unit_id
    return Known(f"{sure}{'here' if is_here else 'elsewhere'}", match.household_id)


def _row_before(session: Session, unit_id: int, content_index: str) -> int | None:
    """The living household that came from the very same row of an earlier list of this unit."""
    return session.scalar(
        select(Household.id)
        .join(IntakeRow, IntakeRow.household_id == Household.id)
        .where(IntakeRow.target_unit_id == unit_id, IntakeRow.content_index == content_index, Household.unit_id == unit_id, Household.ended_on.is_(None))
        .limit(1)
    )


def added_households(session: Session, batch: IntakeBatch) -> list[Household]:
    """The households that this batch put on file and that still live."""
    return list(session.scalars(
        select(Household).join(IntakeRow, IntakeRow.household_id == Household.id)
        .where(IntakeRow.batch_id == batch.id, IntakeRow.outcome == "added", Household.ended_on.is_(None)).order_by(Household.id)
    ))


def what_hangs_on(session: Session, households: Sequence[Household]) -> dict[int, str]:
    """Say of each household on which something hangs what it is: the table of a row that points to it or its people."""
    hanging: dict[int, str] = {}
    for start in range(0, len(households), 400):
        part = households[start : start + 400]
        ids = [household.id for household in part]
        people = {row.id: row.household_id for row in session.execute(select(Person.id, Person.household_id).where(Person.household_id.in_(ids)))}
        hanging |= _changed_since(session, ids, people)
        for cls in mapped_classes():
            if cls.__tablename__ not in OWN_TABLES:
                hanging |= _pointing(session, cls, ids, people)
    for household in households:
        if household.id not in hanging and earlier_help(session, household.help_key, household.head.help_key):
            hanging[household.id] = "help"
    return hanging


def _pointing(session: Session, cls: type[Any], ids: list[int], people: dict[int, int]) -> dict[int, str]:
    """Households to which rows of a class point, or to whose people: asked of the mapping, for no room above is known here."""
    pointing: dict[int, str] = {}
    for key, attribute in inspect(cls).column_attrs.items():
        targets = {foreign.column.table.name for foreign in attribute.columns[0].foreign_keys}
        wanted = ids if "household" in targets else list(people) if "person" in targets else []
        if wanted:
            column = getattr(cls, key)
            found = session.scalars(select(column).where(column.in_(wanted)).execution_options(all_units=HANGS).distinct())
            pointing |= {(number if "household" in targets else people[number]): cls.__tablename__ for number in found}
    return pointing


def _changed_since(session: Session, ids: list[int], people: dict[int, int]) -> dict[int, str]:
    declared = session.scalars(select(Declaration.household_id).where(Declaration.household_id.in_(ids), Declaration.number > 1))
    changed = dict.fromkeys(declared, "declaration")
    members = list(people.values())
    return changed | {household_id: "person" for household_id in ids if members.count(household_id) > 1}
