"""Acts on statements: receive a file, say what columns mean, keep what was read, put it on file whole or not at all, throw away."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import Permission
from fundapp.access.trail import record
from fundapp.bank import queries, stages, words
from fundapp.bank.joining import Kept, disagreement, keys_of, mask_note
from fundapp.bank.kinds import kind_of
from fundapp.bank.models import BankStatement, StatementFile, StatementLine, StatementPlace
from fundapp.bank.reading import MESSAGE, TREE, shape_of
from fundapp.bank.statement import Line, Statement
from fundapp.documents import kinds as file_kinds
from fundapp.documents import service as documents
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.codes import find_codes
from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Refusal, Stale
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.kernel.names import fold
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import BankAccount, CashBox
from fundapp.sheets import service as sheets

READ_JOB = "bank.read"
LONGEST_REFERENCE, LONGEST_NAME = 60, 200


class BankRefused(Refusal):
    """An act on a statement that may not be done, or a statement that does not fit the account it was sent for."""


@dataclass(frozen=True)
class Read:
    """What was read, opened again: lines in the order of time, with what joins them."""

    account: str | None
    holder: str
    first_on: date
    last_on: date
    opening: int
    closing: int
    lines: list[Line]
    keys: list[tuple[str, int]]

    @property
    def as_kept(self) -> Kept:
        moves = {key: (line.on, line.amount) for (key, _n), line in zip(self.keys, self.lines, strict=True)}
        return Kept(self.first_on, self.last_on, self.opening, self.closing, moves)


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
    _is(row, stages.READ, stages.REFUSED)
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
    _is(row, stages.WAITING)
    if not has_failed(session, row):
        raise BankRefused(_("Tệp này đang được đọc. Hãy chờ trang tự cập nhật."))
    record(session, by=by, act="bank.read_again", subject=f"bank/{row.id}", unit_id=row.unit_id)
    _work(session, row, by)


def has_failed(session: Session, row: StatementFile) -> bool:
    """Whether the reading of a file has ended without its outcome."""
    job = session.get(Job, row.job_id) if row.job_id else None
    return job is None or job.state == "failed"


def keep(session: Session, row: StatementFile, found: Statement) -> None:
    """Keep what was read until somebody confirms it, with everything to be seen before; refuses what does not fit the account."""
    _is(row, stages.WAITING)
    lines = found.in_time()
    content = {
        "account": found.account, "holder": found.holder or "", "first_on": found.first_on, "last_on": found.last_on, "opening": found.opening,
        "closing": found.closing, "lines": [_packed(line) for line in lines],
    }
    row.content, row.state = json.dumps(content, ensure_ascii=False, default=str), stages.READ
    read = opened(row)
    new_count = fitting(session, row, read)
    row.understood = {
        "first_on": found.first_on.isoformat(), "last_on": found.last_on.isoformat(), "opening": found.opening, "closing": found.closing,
        "debit": found.debit, "credit": found.credit, "lines": len(lines), "fresh": new_count, "account_tail": (found.account or "")[-4:],
        "holder": found.holder or "", "fingerprint": found.fingerprint, "columns": found.labels,
        "warnings": [str(warning) for warning in [*found.warnings, *_cautions(session, row, read)]],
        "asks_closing": not found.states_ends,
        "codes": sum(len(line.found.codes) for line in lines), "suspects": sum(len(line.found.suspects) for line in lines),
    }
    row.message = ""
    session.flush()


def refuse(session: Session, row: StatementFile, *, message: str, understood: dict[str, Any]) -> None:
    """Say why a file was not read; a header that was found lets its columns be corrected."""
    _is(row, stages.WAITING)
    row.content, row.state, row.message, row.understood = None, stages.REFUSED, message, understood
    session.flush()


def opened(row: StatementFile) -> Read:
    """Unseal what was read."""
    content = json.loads(row.content or "{}")
    lines = [_unpacked(*values) for values in content["lines"]]
    keys = keys_of(row.account_id, [(line.on, line.amount, line.ref, line.memo) for line in lines])
    first_on, last_on = date.fromisoformat(content["first_on"]), date.fromisoformat(content["last_on"])
    return Read(content["account"], content["holder"], first_on, last_on, content["opening"], content["closing"], lines, keys)


def fitting(session: Session, row: StatementFile, read: Read) -> int:
    """Refuse a statement of another account, one kept before, or one that disagrees with those on file; give how many lines are new."""
    _right_account(session, row, read.account)
    if queries.kept_twice(session, row.account_id, row.content_digest) is not None:
        raise BankRefused(_("Chính tệp này đã được lưu cho tài khoản này."))
    for other in queries.kept(session, row.account_id, (read.first_on, read.last_on)):
        told = disagreement(read.as_kept, other)
        if told is not None:
            raise BankRefused(_disagreeing(*told, other))
    return len(read.keys) - len(queries.ids_by_key(session, row.account_id, [key for key, _n in read.keys]))


def confirm(session: Session, row: StatementFile, *, seen: int | None = None, closing: int | None = None, by: Actor) -> BankStatement:
    """Put a statement on file whole: what was shown is looked at again, lines that are on file stay one, the rest is new.

    `seen` is how many new lines were shown; another number refuses. A file that states neither end is only kept with the closing balance that
    somebody has read at the bank (`closing`, đồng), and only when it is the file's.
    """
    _is(row, stages.READ)
    if row.understood.get("asks_closing"):
        _closes_at(row.understood["closing"], closing)
    session.get_one(CashBox, row.account_id, with_for_update=True)
    read = opened(row)
    fresh = fitting(session, row, read)
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
    known = queries.ids_by_key(session, row.account_id, [key for key, _n in read.keys])
    session.add_all(_line_of(made, line, key, n) for line, (key, n) in zip(read.lines, read.keys, strict=True) if key not in known)
    session.flush()
    known = queries.ids_by_key(session, row.account_id, [key for key, _n in read.keys])
    places = [{"statement_id": made.id, "place": place, "line_id": known[key]} for place, (key, _n) in enumerate(read.keys, 1)]
    if places:
        session.execute(insert(StatementPlace), places)
    row.state, row.content, row.filed_by_id, row.filed_at = stages.FILED, None, by.user_id, clock.now()
    session.flush()
    record(session, by=by, act="bank.file", subject=f"bank/{row.id}", unit_id=row.unit_id, details={"lines": len(read.lines), "number": fresh})
    return made


def _closes_at(found: int, told: int | None) -> None:
    if told is None:
        raise BankRefused(_("Tệp không ghi số dư cuối kỳ. Hãy xem số dư cuối kỳ ở ngân hàng rồi ghi vào."), "closing")
    if told != found:
        said = _("Số dư cuối kỳ bạn ghi là %(told)s đồng, các dòng của tệp dẫn đến %(found)s đồng. Tệp thiếu dòng, hoặc số ghi sai.", told=dong(told), found=dong(found))
        raise BankRefused(said, "closing")


def discard(session: Session, row: StatementFile, *, by: Actor) -> None:
    """Throw a file away that was not kept."""
    _is(row, stages.WAITING, stages.READ, stages.REFUSED)
    row.state, row.content = stages.DISCARDED, None
    session.flush()
    record(session, by=by, act="bank.discard", subject=f"bank/{row.id}", unit_id=row.unit_id)


def _right_account(session: Session, row: StatementFile, number: str | None) -> None:
    if number is None:
        return
    known = queries.numbers_of(session, [row.account_id]).get(row.account_id)
    if known is not None and known.number != number:
        said = _("Sao kê này của tài khoản số cuối %(found)s, không phải tài khoản đã chọn (số cuối %(tail)s).", found=number[-4:], tail=known.number_tail)
        raise BankRefused(said, "file")
    if queries.is_taken(session, number, row.account_id):
        raise BankRefused(_("Số tài khoản trong sao kê (số cuối %(tail)s) đã thuộc một tài khoản khác trong hệ thống.", tail=number[-4:]), "file")
    tail = session.get_one(CashBox, row.account_id).account_tail
    if known is None and tail and not number.endswith(tail):
        said = _("Sao kê này của tài khoản số cuối %(found)s, tài khoản đã chọn có số cuối %(tail)s.", found=number[-4:], tail=tail)
        raise BankRefused(said, "file")


def _tell_number(session: Session, row: StatementFile, number: str, holder: str, by: Actor) -> None:
    made = BankAccount(
        box_id=row.account_id, unit_id=row.unit_id, number_tail=number[-4:], holder_name=holder[:LONGEST_NAME], told_by_id=by.user_id, told_at=clock.now()
    )
    made.number = number
    session.add(made)
    session.flush()
    record(session, by=by, act="bank.number", subject=f"bank/{row.id}", unit_id=row.unit_id, details={"account": number[-4:]})


def _disagreeing(why: str, on: date, other: Kept) -> Text:
    span = {"first": day_text(other.first_on), "last": day_text(other.last_on), "day": day_text(on)}
    if why == "balance":
        return _("Số dư đầu ngày %(day)s không nối tiếp sao kê %(first)s – %(last)s đã lưu. Một trong hai tệp thiếu dòng hoặc đã bị sửa.", **span)
    return _("Các dòng ngày %(day)s khác với sao kê %(first)s – %(last)s đã lưu. Một trong hai tệp thiếu dòng hoặc đã bị sửa.", **span)


def _cautions(session: Session, row: StatementFile, read: Read) -> list[Text]:
    """What should be seen before the statement is kept; it stops nobody."""
    told: list[Text] = []
    ended = queries.last_before(session, row.account_id, read.first_on)
    if ended is not None and (read.first_on - ended).days > 1:
        first, last = date.fromordinal(ended.toordinal() + 1), date.fromordinal(read.first_on.toordinal() - 1)
        told.append(
            _("Thiếu sao kê %(n)s ngày, từ %(first)s đến %(last)s, giữa sao kê trước và sao kê này.", n=(last - first).days + 1, first=day_text(first),
              last=day_text(last))
        )
    if read.account is None:
        told.append(_("Tệp không ghi số tài khoản nên không kiểm được có đúng tài khoản đã chọn hay không."))
    elif not queries.numbers_of(session, [row.account_id]):
        told.append(_("Số tài khoản số cuối %(tail)s sẽ được ghi nhớ cho tài khoản này; sao kê của số khác sẽ bị từ chối.", tail=read.account[-4:]))
    return told


def _packed(line: Line) -> list[Any]:
    return [line.on, line.value_on, line.debit, line.credit, line.memo, line.ref, line.balance, line.row, line.counter_name, line.counter_account, kind_of(line)]


def _unpacked(
    on: str, value_on: str | None, debit: int, credit: int, memo: str, ref: str, balance: int | None, row: int | None, name: str, account: str, kind: str
) -> Line:
    return Line(
        date.fromisoformat(on), debit, credit, memo, ref, date.fromisoformat(value_on) if value_on else None, balance, row, {}, name, account, kind
    )


def _line_of(statement: BankStatement, line: Line, key: str, occurrence: int) -> StatementLine:
    masked, found = mask_note(line.memo), find_codes(line.memo)
    account = "".join(line.counter_account.split())
    made = StatementLine(
        unit_id=statement.unit_id, account_id=statement.account_id, statement_id=statement.id, on=line.on, value_on=line.value_on, amount=line.amount,
        balance_amount=line.balance, reference=line.ref[:LONGEST_REFERENCE], note=masked, folded=fold(f"{masked} {line.ref} {line.counter_name}"),
        codes=found.codes, suspects=found.suspects, kind=line.hint, counter_name=line.counter_name[:LONGEST_NAME], counter_tail=account[-4:],
        occurrence=occurrence, line_key=key,
    )
    made.whole_note = line.memo
    made.counter_account = account or None
    return made


def _is(row: StatementFile, *states: str) -> None:
    if row.state not in states:
        raise BankRefused(_("Tệp này không còn ở bước đó. Hãy mở lại trang để xem tình trạng mới."))


def _work(session: Session, row: StatementFile, by: Actor) -> None:
    row.job_id = jobs.enqueue(session, kind=READ_JOB, payload={"file_id": row.id}, by=by, unit_id=row.unit_id).id
    session.flush()


__all__: Sequence[str] = ["BankRefused", "confirm", "correct_columns", "discard", "keep", "opened", "read_again", "receive", "refuse"]
