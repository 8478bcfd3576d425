"""Acts on statements: receive a file, say what columns mean, keep what was read, put it on file whole or not at all, throw away."""

import io
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import Permission
from fundapp.access.trail import record
from fundapp.bank import queries, stages, words
from fundapp.bank.cautions import BankRefused, cautions, known_lines, refuse_other_end
from fundapp.bank.models import BankStatement, StatementFile, StatementLine, StatementPlace
from fundapp.bank.packing import LONGEST_NAME, Read, Ready, made_ready, opened
from fundapp.bank.reading import MESSAGE, TREE, shape_of
from fundapp.bank.statement import Statement
from fundapp.documents import kinds as file_kinds
from fundapp.documents import service as documents
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import BankAccount, CashBox
from fundapp.sheets import service as sheets

READ_JOB, FILE_JOB = "bank.read", "bank.file"
# So many lines are put on file within the request (0.1 s); more in the background, where their progress is shown.
MOST_AT_ONCE = 1_000


def vocabulary_of(account_id: int) -> str:
    """Under which name the columns of one account's files are remembered."""
    return f"bank.{account_id}"


def receive(session: Session, *, content: bytes, name: str, account: CashBox, by: Actor, is_read_later: bool = True) -> StatementFile:
    """Keep an uploaded file and ask for it to be read. Refuses by its bytes what is no statement, before it is kept."""
    if account.kind != BoxKind.BANK or not account.is_open:
        raise BankRefused(_("Chỉ tài khoản ngân hàng đang mở mới có sao kê."))
    shape = shape_of(content)
    if shape not in (TREE, MESSAGE) and not content.startswith((b"PK", b"\xd0\xcf")) and not name.lower().endswith((".csv", ".txt")):
        name = f"{name.rsplit('.', 1)[0]}.csv"
    stored = documents.store(
        session, stream=io.BytesIO(content), name=name, unit_id=account.unit_id, by=by, opens_with=Permission.BANK_READ,
        kind={TREE: file_kinds.XML, MESSAGE: file_kinds.MT940}.get(shape),
    )
    made = StatementFile(
        unit_id=account.unit_id, account_id=account.id, file_id=stored.id, file_name=stored.name, content_digest=stored.original_sha256,
        uploaded_by_id=by.user_id, uploaded_at=clock.now(),
    )
    session.add(made)
    session.flush()
    record(session, by=by, act="bank.upload", subject=f"bank/{made.id}", unit_id=made.unit_id, details={"sha256": stored.sha256})
    if is_read_later:
        _work(session, made, by)
    return made


def correct_columns(session: Session, row: StatementFile, *, meanings: dict[str, str], by: Actor) -> None:
    """Say what the columns mean; the account's next file with this header is read so too. The file is read again."""
    _is(session, row, stages.READ, stages.REFUSED)
    if not row.understood.get("fingerprint"):
        raise Stale
    facts = [fact for fact in meanings.values() if fact]
    double = next((fact for fact in facts if facts.count(fact) > 1), None)
    if double is not None:
        raise BankRefused(_("“%(fact)s” đang được chọn cho hai cột. Mỗi nội dung chỉ chọn một cột.", fact=words.title(double)))
    sheets.remember(
        session, unit_id=row.unit_id, vocabulary=vocabulary_of(row.account_id), fingerprint=row.understood["fingerprint"], columns=meanings, by=by
    )
    row.state, row.message, row.content = stages.WAITING, "", None
    record(session, by=by, act="bank.columns", subject=f"bank/{row.id}", unit_id=row.unit_id)
    _work(session, row, by)


def read_again(session: Session, row: StatementFile, *, by: Actor) -> None:
    """Read a file again whose reading came to no end."""
    _is(session, row, stages.WAITING)
    if not has_failed(session, row):
        raise BankRefused(_("Tệp này đang được đọc. Hãy chờ trang tự cập nhật."))
    record(session, by=by, act="bank.read_again", subject=f"bank/{row.id}", unit_id=row.unit_id)
    _work(session, row, by)


def has_failed(session: Session, row: StatementFile) -> bool:
    """Whether the reading of a file has ended without its outcome."""
    job = session.get(Job, row.job_id) if row.job_id else None
    return job is None or job.state == "failed"


def keep(session: Session, row: StatementFile, found: Statement, *, content: str, read: Read) -> None:
    """Keep what was read until somebody confirms it, with everything to be seen before; refuses what does not fit the account.

    `content` is the statement as packed, `read` the same opened again: both are made before the transaction begins.
    """
    _is(session, row, stages.WAITING)
    row.content, row.state = content, stages.READ
    known = known_lines(session, row, read)
    row.understood = {
        "first_on": found.first_on.isoformat(), "last_on": found.last_on.isoformat(), "opening": found.opening, "closing": found.closing,
        "debit": found.debit, "credit": found.credit, "lines": len(read.lines), "fresh": len(read.keys) - len(known), "account_tail": (found.account or "")[-4:],
        "holder": found.holder or "", "fingerprint": found.fingerprint, "columns": found.labels,
        "warnings": [str(warning) for warning in [*found.warnings, *cautions(session, row, read)]],
        "asks_closing": not found.states_ends,
        "codes": sum(len(line.found.codes) for line in found.lines), "suspects": sum(len(line.found.suspects) for line in found.lines),
    }
    row.message = ""
    session.flush()


def refuse(session: Session, row: StatementFile, *, message: str, understood: dict[str, Any]) -> None:
    """Say why a file was not read; a header that was found lets its columns be corrected."""
    _is(session, row, stages.WAITING)
    row.content, row.state, row.message, row.understood = None, stages.REFUSED, message, understood
    session.flush()


def file_or_ask(session: Session, row: StatementFile, *, seen: int, closing: int | None = None, by: Actor) -> BankStatement | None:
    """Put a short statement on file at once; a long one is put there in the background, with its progress on the page (None)."""
    if row.understood.get("lines", 0) <= MOST_AT_ONCE:
        return confirm(session, row, seen=seen, closing=closing, by=by)
    _is(session, row, stages.READ)
    if row.understood.get("asks_closing"):
        refuse_other_end(row.understood["closing"], closing)
    row.job_id = jobs.enqueue(session, kind=FILE_JOB, payload={"file_id": row.id, "seen": seen, "closing": closing}, by=by, unit_id=row.unit_id).id
    session.flush()
    return None


def confirm(
    session: Session, row: StatementFile, *, seen: int | None = None, closing: int | None = None, ready: Ready | None = None, by: Actor
) -> BankStatement:
    """Put a statement on file whole: what was shown is looked at again, lines that are on file stay one, the rest is new.

    `seen` is how many new lines were shown; another number refuses. A file that states neither end is only kept with the closing balance that
    somebody has read at the bank (`closing`, đồng), and only when it is the file's. `ready` are its rows, which the job makes before its transaction.
    """
    if ready is None:
        _is(session, row, stages.READ)
    else:
        _still(row, stages.READ)
    if row.understood.get("asks_closing"):
        refuse_other_end(row.understood["closing"], closing)
    session.get_one(CashBox, row.account_id, with_for_update=True)
    given = ready or made_ready(row)
    if given.version != row.version:
        raise Stale
    read = given.read
    known = known_lines(session, row, read)
    fresh = len(read.keys) - len(known)
    if seen is not None and seen != fresh:
        raise Stale
    if read.account is not None and not queries.numbers_of(session, [row.account_id]):
        _tell_number(session, row, read.account, read.holder, by)
    made = BankStatement(
        unit_id=row.unit_id, account_id=row.account_id, source_id=row.id, first_on=read.first_on, last_on=read.last_on, opening_amount=read.opening,
        closing_amount=read.closing, debit_amount=sum(line.debit for line in read.lines), credit_amount=sum(line.credit for line in read.lines),
        line_count=len(read.lines), new_count=fresh, filed_by_id=by.user_id, filed_at=clock.now(),
    )
    session.add(made)
    session.flush()
    new = [one | {"statement_id": made.id} for one in given.rows if one["line_key"] not in known]
    if new:
        session.execute(insert(StatementLine), new)
        known |= queries.lines_of(session, made.id)
    places = [{"statement_id": made.id, "place": place, "line_id": known[key]} for place, (key, _n) in enumerate(read.keys, 1)]
    if places:
        session.execute(insert(StatementPlace), places)
    row.state, row.content, row.filed_by_id, row.filed_at = stages.FILED, None, by.user_id, clock.now()
    session.flush()
    record(session, by=by, act="bank.file", subject=f"bank/{row.id}", unit_id=row.unit_id, details={"lines": len(read.lines), "number": fresh})
    return made


def discard(session: Session, row: StatementFile, *, by: Actor) -> None:
    """Throw a file away that was not kept."""
    _is(session, row, stages.WAITING, stages.READ, stages.REFUSED)
    row.state, row.content = stages.DISCARDED, None
    session.flush()
    record(session, by=by, act="bank.discard", subject=f"bank/{row.id}", unit_id=row.unit_id)


def _tell_number(session: Session, row: StatementFile, number: str, holder: str, by: Actor) -> None:
    made = BankAccount(
        box_id=row.account_id, unit_id=row.unit_id, number_tail=number[-4:], holder_name=holder[:LONGEST_NAME], told_by_id=by.user_id, told_at=clock.now()
    )
    made.number = number
    session.add(made)
    session.flush()
    record(session, by=by, act="bank.number", subject=f"bank/{row.id}", unit_id=row.unit_id, details={"account": number[-4:]}, made=[made])


def is_under_way(session: Session, row: StatementFile) -> bool:
    """Whether a statement that was confirmed is being put on file in the background."""
    job = session.get(Job, row.job_id) if row.state == stages.READ and row.job_id else None
    return job is not None and job.kind == FILE_JOB and job.state in ("waiting", "running")


def _is(session: Session, row: StatementFile, *states: str) -> None:
    _still(row, *states)
    if is_under_way(session, row):
        raise BankRefused(_("Sao kê này đang được lưu. Hãy chờ trang tự cập nhật."))


def _still(row: StatementFile, *states: str) -> None:
    if row.state not in states:
        raise BankRefused(_("Tệp này không còn ở bước đó. Hãy mở lại trang để xem tình trạng mới."))


def _work(session: Session, row: StatementFile, by: Actor) -> None:
    row.job_id = jobs.enqueue(session, kind=READ_JOB, payload={"file_id": row.id}, by=by, unit_id=row.unit_id).id
    session.flush()


__all__: Sequence[str] = [
    "BankRefused", "confirm", "correct_columns", "discard", "file_or_ask", "has_failed", "is_under_way", "keep", "opened", "read_again", "receive", "refuse",
]
