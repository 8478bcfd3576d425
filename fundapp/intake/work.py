"""The long work of a batch: read it in the child and stage it, then, once confirmed, put its rows on file."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.documents import files
from fundapp.documents import service as documents
from fundapp.documents.models import StoredFile
from fundapp.intake import marks, queries, service, stages, words
from fundapp.intake.duplicates import Pair, find_pairs
from fundapp.intake.models import IntakeBatch
from fundapp.intake.planning import Staged
from fundapp.intake.roster import Person, Roster, RosterRefused, read_roster
from fundapp.intake.service.receiving import CONFIRM_JOB, READ_JOB, WHOLE_NUMBERS
from fundapp.intake.service.staging import row_index
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.kernel.names import fold
from fundapp.sheets import service as sheets
from fundapp.sheets.reader import read_workbook

JOB = Scope.everything("the job runner looks up whose work this is")
STAGED_TOGETHER = 200
TAKEN_TOGETHER = 25


def _asked(db: Database, job_id: int) -> tuple[int, Actor]:
    """Give the batch of a job, and who asked for it with today's posts: the work sees no more than its asker."""
    with db.reading(JOB) as session:
        job = session.get_one(Job, job_id)
        return int(job.payload["batch_id"]), actor_of(session, session.get_one(User, job.user_id), on=clock.today())


@jobs.runner(READ_JOB)
def read_batch(db: Database, job_id: int) -> dict[str, Any]:
    """Read an uploaded list and stage its rows; nothing of it is on file yet."""
    batch_id, actor = _asked(db, job_id)
    return read(db, batch_id, actor, job_id)


@jobs.runner(CONFIRM_JOB)
def take_batch(db: Database, job_id: int) -> dict[str, Any]:
    """Put the chosen rows of a confirmed batch on file."""
    batch_id, actor = _asked(db, job_id)
    return take(db, batch_id, actor, job_id)


def read(db: Database, batch_id: int, actor: Actor, job_id: int | None = None) -> dict[str, Any]:
    """Read a batch that waits: parse in the child outside any transaction, stage in chunks, show in one short act."""
    with db.transaction(actor.scope) as session:
        batch = session.get_one(IntakeBatch, batch_id)
        if batch.state != stages.WAITING:
            return {}
        service.start_over(session, batch)
        sha256, name = session.get_one(StoredFile, batch.file_id).sha256, batch.file_name
        remembered = sheets.remembered(session, batch.unit_id, words.VOCABULARY.name)
        on, unit_id = batch.uploaded_on, batch.unit_id
    try:
        content = files.read(sha256)
        book = read_workbook(content, name)
        roster = read_roster(book, on, remembered)
    except Refusal as refusal:
        sheet = refusal.sheet if isinstance(refusal, RosterRefused) else None
        with db.transaction(actor.scope) as session:
            service.refuse(session, session.get_one(IntakeBatch, batch_id), message=str(refusal.message), layout=sheet.layout if sheet else None, by=actor)
        return {}
    rows = _stage(db, job_id, batch_id, unit_id, roster, actor)
    bad = marks.bad_rows_of(roster, book, content)
    with db.transaction(actor.scope) as session:
        batch = session.get_one(IntakeBatch, batch_id)
        kept = documents.store(session, stream=bad, name=marks.file_name(name), unit_id=unit_id, by=actor, opens_with=WHOLE_NUMBERS) if bad else None
        service.publish(session, batch, roster, rows=rows, bad_file_id=kept.id if kept else None, by=actor)
    return {"people": len(rows)}


def _stage(db: Database, job_id: int | None, batch_id: int, unit_id: int, roster: Roster, actor: Actor) -> list[Staged]:
    twins = {id(pair.second): pair for pair in find_pairs(roster.people)}
    rows: list[Staged] = []
    with db.reading(actor.scope) as session:
        units = queries.units_named(session, {person.values["unit"] for person in roster.people if person.values.get("unit")})
    for start in range(0, len(roster.people), STAGED_TOGETHER):
        part = roster.people[start : start + STAGED_TOGETHER]
        _tell(db, job_id, start, len(roster.people), _("Đã đọc %(done)s trên %(total)s người", done=dong(start), total=dong(len(roster.people))))
        with db.transaction(actor.scope) as session:
            staged = _found_out(session, start, part, twins, units, unit_id, actor)
            service.stage(session, session.get_one(IntakeBatch, batch_id), staged)
        rows += staged
    return rows


def _found_out(
    session: Session, start: int, people: Sequence[Person], twins: dict[int, Pair], units: dict[str, Any], unit_id: int, actor: Actor
) -> list[Staged]:
    """Find out of each person what its cells do not say: a twin in the list, a registration on file, the unit it names."""
    rows = []
    for place, person in enumerate(people, start):
        named = units.get(fold(person.values.get("unit") or ""))
        target = named.id if named is not None and actor.can("intake:upload", named) else unit_id
        staged = Staged(place, person, twins.get(id(person)), target_unit_id=target)
        if person.values.get("unit") and target == unit_id and not (named is not None and named.id == unit_id):
            staged.other_unit = person.values["unit"]
        if not person.is_bad and staged.twin is None:
            staged.known = queries.known_as(session, person.values, unit_id=target, content_index=row_index(person.values))
        rows.append(staged)
    return rows


def _tell(db: Database, job_id: int | None, done: int, total: int, message: Text) -> None:
    if job_id is not None:
        jobs.progress(db, job_id, done=done, total=total, message=str(message))


def take(db: Database, batch_id: int, actor: Actor, job_id: int | None = None) -> dict[str, Any]:
    """Put a confirmed batch on file, a few rows in each transaction; a lost run goes on where it stopped."""
    on, done = clock.today(), 0
    with db.reading(actor.scope) as session:
        total = session.get_one(IntakeBatch, batch_id).understood.get("people", 0)

    def take_some(session: Session) -> int:
        return service.take_rows(session, session.get_one(IntakeBatch, batch_id), most=TAKEN_TOGETHER, by=actor, on=on)

    while taken := db.retried(take_some, actor.scope):
        done += taken
        _tell(db, job_id, done, total, _("Đã ghi %(done)s trên %(total)s dòng", done=dong(done), total=dong(total)))
    return {"rows": done}


