"""Receive a list, say what its columns mean, choose for single rows, throw it away."""

import io
from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.documents import service as documents
from fundapp.intake import stages, words
from fundapp.intake.models import IntakeBatch, IntakeRow
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal, Stale
from fundapp.kernel.labels import _
from fundapp.sheets import service as sheets
from fundapp.sheets.reader import refuse_unsafe

READ_JOB, CONFIRM_JOB = "intake.read", "intake.confirm"
# A list as it came holds whole numbers of people: it goes back only to those who may send one for the unit.
WHOLE_NUMBERS = "intake:upload"


class IntakeRefused(Refusal):
    """The act on this batch may not be done now."""


def receive(session: Session, *, content: bytes, name: str, unit_id: int, by: Actor, on: date, is_read_later: bool = True) -> IntakeBatch:
    """Keep an uploaded list for a unit and ask for it to be read. Refuses what is no safe workbook before it is kept.

    A command reads it itself and asks for no job (`is_read_later` false).
    """
    if refuse_unsafe(content) == "text" and not name.lower().endswith((".csv", ".txt")):
        # Content counts and not the name: many a text list is called .xls.
        name = f"{name.rsplit('.', 1)[0]}.csv"
    stored = documents.store(session, stream=io.BytesIO(content), name=name, unit_id=unit_id, by=by, opens_with=WHOLE_NUMBERS)
    batch = IntakeBatch(
        unit_id=unit_id, file_id=stored.id, file_name=stored.name, content_digest=stored.original_sha256, uploaded_by_id=by.user_id,
        uploaded_at=clock.now(), uploaded_on=on,
    )
    session.add(batch)
    session.flush()
    record(session, by=by, act="intake.upload", subject=f"intake/{batch.id}", unit_id=unit_id, details={"sha256": stored.sha256})
    if is_read_later:
        _read_later(session, batch, by)
    return batch


def correct_columns(session: Session, batch: IntakeBatch, *, meanings: dict[str, str], by: Actor) -> None:
    """Say what the columns mean (letter → fact); the unit's next list with this header is read so too. The list is read again."""
    if batch.state not in (stages.READ, stages.REFUSED) or not batch.understood.get("fingerprint"):
        raise IntakeRefused(_("Danh sách này không còn ở bước chọn cột. Hãy mở lại trang để xem tình trạng mới."))
    facts = [fact for fact in meanings.values() if fact]
    if not any(fact in facts for fact in ("full_name", "full_name (given)")):
        raise IntakeRefused(_("Hãy chọn cột nào là “Họ và tên”."))
    double = next((fact for fact in facts if facts.count(fact) > 1), None)
    if double is not None:
        raise IntakeRefused(_("“%(fact)s” đang được chọn cho hai cột. Mỗi nội dung chỉ chọn một cột.", fact=words.title(double)))
    sheets.remember(session, unit_id=batch.unit_id, vocabulary=words.VOCABULARY.name, fingerprint=batch.understood["fingerprint"], columns=meanings, by=by)
    batch.state, batch.message = stages.WAITING, ""
    record(session, by=by, act="intake.columns", subject=f"intake/{batch.id}", unit_id=batch.unit_id)
    _read_later(session, batch, by)


def try_again(session: Session, batch: IntakeBatch, *, by: Actor) -> None:
    """Read the same file again, or go on putting its rows on file, after that came to no end. Only who asked for it may."""
    asker_id = batch.confirmed_by_id if batch.state == stages.CONFIRMING else batch.uploaded_by_id
    job = session.get(Job, batch.job_id) if batch.job_id else None
    if batch.state not in (stages.WAITING, stages.CONFIRMING, stages.REFUSED) or (job is not None and job.state in ("waiting", "running")):
        raise IntakeRefused(_("Danh sách này đang được xử lý hoặc đã xong. Hãy mở lại trang để xem tình trạng mới."))
    if by.user_id != asker_id:
        raise IntakeRefused(_("Chỉ người đã tải danh sách này lên chạy lại được. Hãy báo người đó, hoặc tự tải tệp lên: ai đã có sẽ không bị thêm lần nữa."))
    if batch.state == stages.CONFIRMING:
        batch.job_id = jobs.enqueue(session, kind=CONFIRM_JOB, payload={"batch_id": batch.id}, by=by, unit_id=batch.unit_id).id
    else:
        batch.state, batch.message = stages.WAITING, ""
        _read_later(session, batch, by)
    session.flush()
    record(session, by=by, act="intake.try_again", subject=f"intake/{batch.id}", unit_id=batch.unit_id)


def choose(session: Session, batch: IntakeBatch, row: IntakeRow, *, choice: str, by: Actor) -> None:
    """Say what is to be done with one row: take it as a new household, update the known one, or leave it."""
    if batch.state != stages.READ:
        raise Stale
    if choice not in stages.CHOICES or row.batch_id != batch.id:
        raise IntakeRefused(_("Hãy chọn một cách xử lý cho dòng này."))
    if row.rank == stages.ERRORS and choice != "leave":
        raise IntakeRefused(_("Dòng này còn lỗi nên chưa nhận được. Hãy sửa trong tệp rồi tải lên lại."))
    if choice == "update" and row.known_household_id is None:
        raise IntakeRefused(_("Chưa biết hộ nào để cập nhật. Hãy chọn đăng ký hộ mới, hoặc không nhận dòng này."))
    row.choice = choice
    session.flush()
    record(session, by=by, act="intake.choose", subject=f"intake/{batch.id}", unit_id=batch.unit_id, details={"row": row.row_number, "choice": choice})


def discard(session: Session, batch: IntakeBatch, *, by: Actor) -> None:
    """Throw a batch away before anything was taken from it."""
    if batch.state not in (stages.READ, stages.REFUSED, stages.WAITING):
        raise IntakeRefused(_("Danh sách này đã được nhận, không bỏ được nữa. Nếu nhận nhầm, hãy hủy đợt nhận."))
    batch.state = stages.DISCARDED
    session.flush()
    record(session, by=by, act="intake.discard", subject=f"intake/{batch.id}", unit_id=batch.unit_id)


def _read_later(session: Session, batch: IntakeBatch, by: Actor) -> None:
    job = jobs.enqueue(session, kind=READ_JOB, payload={"batch_id": batch.id}, by=by, unit_id=batch.unit_id)
    batch.job_id = job.id
    session.flush()
