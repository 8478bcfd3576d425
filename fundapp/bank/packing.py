"""What was read of a statement: packed until somebody confirms it, opened again, and made into the rows that are kept.

None of it asks the database, so the long part of filing is done before the transaction begins.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fundapp.bank.joining import Kept, keys_of, mask_note
from fundapp.bank.kinds import kind_of
from fundapp.bank.models import StatementFile, StatementLine
from fundapp.bank.statement import Line, Statement
from fundapp.kernel import crypto
from fundapp.kernel.codes import find_codes
from fundapp.kernel.names import fold

LONGEST_REFERENCE, LONGEST_NAME = 60, 200
TOLD_EVERY = 2_000
NOTE, COUNTER = vars(StatementLine)["whole_note"], vars(StatementLine)["counter_account"]


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


@dataclass(frozen=True)
class Ready:
    """A statement with the rows that it becomes, and which version of its file they were made of."""

    version: int
    read: Read
    rows: list[dict[str, Any]]


def packed(found: Statement) -> str:
    """Write a statement down, its lines with their kinds, as it is kept sealed until it is confirmed."""
    content = {
        "account": found.account, "holder": found.holder or "", "first_on": found.first_on, "last_on": found.last_on, "opening": found.opening,
        "closing": found.closing, "lines": [_packed(line) for line in found.in_time()],
    }
    return json.dumps(content, ensure_ascii=False, default=str)


def opened(row: StatementFile) -> Read:
    """Unseal what was read."""
    return unpacked(row.account_id, row.content or "{}")


def unpacked(account_id: int, content: str) -> Read:
    """Read again what was written down for an account."""
    told = json.loads(content)
    lines = [_unpacked(*values) for values in told["lines"]]
    keys = keys_of(account_id, [(line.on, line.amount, line.ref, line.memo) for line in lines])
    first_on, last_on = date.fromisoformat(told["first_on"]), date.fromisoformat(told["last_on"])
    return Read(told["account"], told["holder"], first_on, last_on, told["opening"], told["closing"], lines, keys)


def made_ready(row: StatementFile, tell: Callable[[int], None] | None = None) -> Ready:
    """Make the rows of all lines as they are kept, sealed; which statement brought them is added once it is there.

    `tell` hears now and then how many are ready.
    """
    read, made = opened(row), []
    for place, (line, (key, occurrence)) in enumerate(zip(read.lines, read.keys, strict=True)):
        if tell is not None and place % TOLD_EVERY == 0:
            tell(place)
        made.append(_row_of(line, key, occurrence) | {"unit_id": row.unit_id, "account_id": row.account_id})
    return Ready(row.version, read, made)


def _row_of(line: Line, key: str, occurrence: int) -> dict[str, Any]:
    masked, found, uid = mask_note(line.memo), find_codes(line.memo), uuid.uuid4().hex
    account = "".join(line.counter_account.split())
    return {
        "uid": uid, "on": line.on, "value_on": line.value_on, "amount": line.amount, "balance_amount": line.balance, "reference": line.ref[:LONGEST_REFERENCE],
        "note": masked, "folded": fold(f"{masked} {line.ref} {line.counter_name}"), "note_sealed": crypto.seal(line.memo, NOTE.about(StatementLine.__tablename__, uid)),
        "codes": found.codes, "suspects": found.suspects, "kind": line.hint, "counter_name": line.counter_name[:LONGEST_NAME],
        "counter_sealed": crypto.seal(account, COUNTER.about(StatementLine.__tablename__, uid)) if account else None,
        "counter_index": crypto.blind_index(COUNTER.purpose, account) if account else None, "counter_tail": account[-4:], "occurrence": occurrence, "line_key": key,
    }


def _packed(line: Line) -> list[Any]:
    return [line.on, line.value_on, line.debit, line.credit, line.memo, line.ref, line.balance, line.row, line.counter_name, line.counter_account, kind_of(line)]


def _unpacked(
    on: str, value_on: str | None, debit: int, credit: int, memo: str, ref: str, balance: int | None, row: int | None, name: str, account: str, kind: str
) -> Line:
    return Line(
        date.fromisoformat(on), debit, credit, memo, ref, date.fromisoformat(value_on) if value_on else None, balance, row, {}, name, account, kind
    )


__all__: Sequence[str] = ["Read", "Ready", "made_ready", "opened", "packed", "unpacked"]
