"""The long work of a statement: read it in the child, prove it, keep what was understood until somebody confirms it; put a long one on file.

What takes long is done outside any transaction: nobody else's writing waits for it.
"""

from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.bank import packing, service, stages
from fundapp.bank.columns import labels_of
from fundapp.bank.models import StatementFile
from fundapp.bank.reading import read_statement
from fundapp.bank.service import FILE_JOB, READ_JOB
from fundapp.bank.statement import StatementRefused
from fundapp.documents import files
from fundapp.documents.models import StoredFile
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.sheets import service as sheets

# Sent, being read, being compared.
STEPS = 3
JOB = Scope.everything("the job runner looks up whose work this is")


@jobs.runner(READ_JOB)
def read_file(db: Database, job_id: int) -> dict[str, Any]:
    """Read an uploaded statement; nothing of it is on file yet."""
    told, actor = _asked(db, job_id)
    return read(db, int(told["file_id"]), actor, job_id)


@jobs.runner(FILE_JOB)
def file_statement(db: Database, job_id: int) -> dict[str, Any]:
    """Put a confirmed statement on file: its rows are made first, then all of them are written in one short act. Cut off and run again, it is filed once."""
    told, actor = _asked(db, job_id)
    file_id = int(told["file_id"])
    with db.reading(actor.scope) as session:
        row = session.get_one(StatementFile, file_id)
        if row.state != stages.READ:
            return {}
        total = row.understood["lines"]
        ready = packing.made_ready(
            row, lambda done: _tell(db, job_id, done, _("Đã chuẩn bị %(done)s trên %(total)s dòng…", done=dong(done), total=dong(total)), total)
        )
    _tell(db, job_id, total, _("Đang ghi %(total)s dòng…", total=dong(total)), total)

    def publish(session: Session) -> dict[str, Any]:
        made = service.confirm(session, session.get_one(StatementFile, file_id), seen=told["seen"], closing=told["closing"], ready=ready, by=actor)
        return {"lines": made.line_count, "fresh": made.new_count}

    return db.retried(publish, actor.scope)


def _asked(db: Database, job_id: int) -> tuple[dict[str, Any], Actor]:
    """What a job was asked for, and who asked, with today's posts: the work sees no more than its asker."""
    with db.reading(JOB) as session:
        job = session.get_one(Job, job_id)
        return job.payload, actor_of(session, session.get_one(User, job.user_id), on=clock.today())


def read(db: Database, file_id: int, actor: Actor, job_id: int | None = None) -> dict[str, Any]:
    """Read in the child outside any transaction, keep the outcome or the refusal in one short act; tell on the way how far the job is."""
    with db.reading(actor.scope) as session:
        row = session.get_one(StatementFile, file_id)
        if row.state != stages.WAITING:
            return {}
        sha256, name = session.get_one(StoredFile, row.file_id).sha256, row.file_name
        account_id = row.account_id
        remembered = sheets.remembered(session, row.unit_id, service.vocabulary_of(row.account_id))
    understood: dict[str, Any] = {}
    _tell(db, job_id, 1, _("Đang đọc tệp…"))
    try:
        found = read_statement(files.read(sha256), name, remembered)
        understood = {"fingerprint": found.fingerprint, "columns": found.labels}
        _tell(db, job_id, 2, _("Đã đọc %(n)s dòng, đang so với sao kê đã lưu…", n=dong(len(found.lines))))
        content = packing.packed(found)
        opened = packing.unpacked(account_id, content)
        with db.transaction(actor.scope) as session:
            service.keep(session, session.get_one(StatementFile, file_id), found, content=content, read=opened)
    except Refusal as refusal:
        if isinstance(refusal, StatementRefused) and refusal.layout is not None:
            understood = {"fingerprint": refusal.layout.fingerprint, "columns": labels_of(refusal.layout)}
        with db.transaction(actor.scope) as session:
            service.refuse(session, session.get_one(StatementFile, file_id), message=str(refusal.message), understood=understood)
        return {}
    return {"lines": len(found.lines)}


def _tell(db: Database, job_id: int | None, done: int, message: Text, total: int = STEPS) -> None:
    if job_id is not None:
        jobs.progress(db, job_id, done=done, total=total, message=str(message))
