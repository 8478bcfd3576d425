"""The long work of payment lists: a long one looked through and approved; an answer of the bank read in the child, then settled, a few orders in each transaction."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.documents import files
from fundapp.documents.models import StoredFile
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger.models import Book
from fundapp.payments import queries, service
from fundapp.payments.bank_files import Answer, read_answers
from fundapp.payments.batching import BatchState, LineState, ResultState
from fundapp.payments.lifecycle import CHECKER
from fundapp.payments.models import PaymentBatch, PaymentBatchLine, PaymentBatchResult, PaymentOrder
from fundapp.payments.queries.batches import APPROVAL_JOB
from fundapp.payments.service.settling import RESULT_JOB
from fundapp.sheets.reader import read_workbook

JOB = Scope.everything("the job runner looks up whose work this is")
# So many in one transaction: on SQLite nobody else writes meanwhile (0.25 s), and more at once are no faster.
AT_ONCE, MOST_SAID = 200, 20


@jobs.runner(RESULT_JOB)
def read_result(db: Database, job_id: int) -> dict[str, Any]:
    """Read an answer whole or refuse it; then settle it. Cut off and run again, it goes on where it stopped."""
    with db.reading(JOB) as session:
        job = session.get_one(Job, job_id)
        result_id, actor = int(job.payload["result_id"]), actor_of(session, session.get_one(User, job.user_id), on=clock.today())
    with db.reading(actor.scope) as session:
        result = session.get_one(PaymentBatchResult, result_id)
        if result.state != ResultState.WAITING:
            return {}
        content = files.read(session.get_one(StoredFile, result.file_id).sha256)
        sent = (
            select(PaymentOrder.code, PaymentBatchLine.amount, PaymentBatchLine.state).join(PaymentBatchLine, PaymentBatchLine.order_id == PaymentOrder.id)
            .where(PaymentBatchLine.batch_id == result.batch_id, PaymentBatchLine.state != LineState.REMOVED.value)
        )
        known = {row.code: (row.amount, row.state) for row in session.execute(sent)}
    try:
        answers = read_answers(read_workbook(content, result.file_name), {code: amount for code, (amount, _state) in known.items()})
    except Refusal as refusal:
        _finish(db, actor, result_id, ResultState.REFUSED, str(refusal.message), 0, 0)
        return {}
    # What an earlier answer, or this one before it was cut off, has settled already is not settled again.
    return settle_all(db, job_id, actor, result, [one for one in answers if known[one.code][1] == LineState.LIVE])


@jobs.runner(APPROVAL_JOB)
def approve_list(db: Database, job_id: int) -> dict[str, Any]:
    """Look a long list through outside any writing, then freeze it in one short act. Cut off and run again, it begins anew."""
    on = clock.today()
    with db.reading(JOB) as session:
        job = session.get_one(Job, job_id)
        payload, actor = job.payload, actor_of(session, session.get_one(User, job.user_id), on=on)
    batch_id = int(payload["batch_id"])
    with db.reading(actor.scope) as session:
        batch = session.get(PaymentBatch, batch_id)
        if batch is None or not actor.can(CHECKER, batch):
            raise service.PaymentRefused(_("Bạn không còn giữ việc duyệt bảng kê này."))
        if batch.state != BatchState.OPEN:
            return {}
        total = queries.standings(session, batch)[LineState.LIVE].count
        proved = service.prove(session, batch, by=actor, on=on, tell=lambda done: _tell(db, job_id, done, total))

    def freeze(session: Session) -> dict[str, Any]:
        made = service.approve_batch(session, session.get_one(PaymentBatch, batch_id), version=payload["version"], proved=proved, by=actor, on=on)
        return {"lines": made.line_count}

    return db.retried(freeze, actor.scope)


def _tell(db: Database, job_id: int, done: int, total: int) -> None:
    jobs.progress(db, job_id, done=done, total=total, message=str(_("Đã soát %(done)s trên %(total)s khoản", done=dong(done), total=dong(total))))


def settle_all(db: Database, job_id: int, actor: Actor, result: PaymentBatchResult, answers: list[Answer]) -> dict[str, Any]:
    """Settle answers a few in each transaction, so that nobody waits long for the books; what is refused is told row by row."""
    wrong: list[str] = []
    done = {True: 0, False: 0}
    for at in range(0, len(answers), AT_ONCE):
        with db.transaction(actor.scope) as session:
            for answer, problem in settle_some(session, result.batch_id, answers[at : at + AT_ONCE], actor, result.on):
                if problem is None:
                    done[answer.is_paid] += 1
                else:
                    wrong.append(f"{answer.code}: {problem}")
        jobs.progress(db, job_id, done=min(at + AT_ONCE, len(answers)), total=len(answers))
    told = "; ".join(wrong[:MOST_SAID])
    message = str(_("Chưa ghi sổ được %(n)s khoản: %(what)s. Xử lý xong thì đọc lại tệp này.", n=len(wrong), what=told)) if wrong else ""
    _finish(db, actor, result.id, ResultState.DONE, message, done[True], done[False])
    return {"paid": done[True], "refused": done[False], "left": len(wrong)}


def settle_some(session: Session, batch_id: int, answers: Sequence[Answer], actor: Actor, on: date) -> list[tuple[Answer, Text | None]]:
    """Settle a few answers, each all or nothing; beside each why it could not be (None: it was)."""
    batch = session.get_one(PaymentBatch, batch_id)
    # Held while the answers are settled, or every one of them would load the funds of the unit and their terms anew.
    _funds = list(session.scalars(select(Book).where(Book.unit_id == batch.unit_id)))
    try:
        with session.begin_nested():
            service.settle_many(session, batch, answers, by=actor, on=on)
        return [(answer, None) for answer in answers]
    except (Refusal, IntegrityError):
        # One of them cannot be; which it is, and why, is said of each by itself.
        return [(answer, _settled_alone(session, batch, answer, actor, on)) for answer in answers]


def _settled_alone(session: Session, batch: PaymentBatch, answer: Answer, actor: Actor, on: date) -> Text | None:
    try:
        with session.begin_nested():
            service.settle(session, batch, answer, by=actor, on=on)
    except Refusal as refusal:
        return refusal.message
    return None


def _finish(db: Database, actor: Actor, result_id: int, state: ResultState, message: str, paid: int, refused: int) -> None:
    with db.transaction(actor.scope) as session:
        row = session.get_one(PaymentBatchResult, result_id)
        session.execute(
            update(PaymentBatchResult).where(PaymentBatchResult.id == result_id, PaymentBatchResult.state == ResultState.WAITING.value)
            .values(state=state.value, message=message, paid_count=paid, refused_count=refused)
        )
        service.end_batch(session, session.get_one(PaymentBatch, row.batch_id))
