"""The long work of a statement: read it in the child, prove it, keep what was understood until somebody confirms it."""

from typing import Any

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.bank import service, stages
from fundapp.bank.columns import labels_of
from fundapp.bank.models import StatementFile
from fundapp.bank.reading import read_statement
from fundapp.bank.service import READ_JOB
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
    with db.reading(JOB) as session:
        job = session.get_one(Job, job_id)
        file_id, actor = int(job.payload["file_id"]), actor_of(session, session.get_one(User, job.user_id), on=clock.today())
    return read(db, file_id, actor, job_id)


def read(db: Database, file_id: int, actor: Actor, job_id: int | None = None) -> dict[str, Any]:
    """Read in the child outside any transaction, keep the outcome or the refusal in one short act; tell on the way how far the job is."""
    with db.reading(actor.scope) as session:
        row = session.get_one(StatementFile, file_id)
        if row.state != stages.WAITING:
            return {}
        sha256, name = session.get_one(StoredFile, row.file_id).sha256, row.file_name
        remembered = sheets.remembered(session, row.unit_id, service.vocabulary_of(row.account_id))
    understood: dict[str, Any] = {}
    _tell(db, job_id, 1, _("Đang đọc tệp…"))
    try:
        found = read_statement(files.read(sha256), name, remembered)
        understood = {"fingerprint": found.fingerprint, "columns": found.labels}
        _tell(db, job_id, 2, _("Đã đọc %(n)s dòng, đang so với sao kê đã lưu…", n=dong(len(found.lines))))
        with db.transaction(actor.scope) as session:
            service.keep(session, session.get_one(StatementFile, file_id), found)
    except Refusal as refusal:
        if isinstance(refusal, StatementRefused) and refusal.layout is not None:
            understood = {"fingerprint": refusal.layout.fingerprint, "columns": labels_of(refusal.layout)}
        with db.transaction(actor.scope) as session:
            service.refuse(session, session.get_one(StatementFile, file_id), message=str(refusal.message), understood=understood)
        return {}
    return {"lines": len(found.lines)}


def _tell(db: Database, job_id: int | None, done: int, message: Text) -> None:
    if job_id is not None:
        jobs.progress(db, job_id, done=done, total=STEPS, message=str(message))
