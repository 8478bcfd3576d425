"""The hot path: one posting through the driver, inside the session's transaction. The only file of the room that goes past the ORM to write.

PostgreSQL does it in one call of `ledger_post()`. SQLite does it in a handful of statements under its one writer's lock; the
triggers of both check and carry it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from fundapp.kernel.db import ScopedSession
from fundapp.ledger.chain import HashedLine, entry_hash, instant_text, voucher_label
from fundapp.ledger.chart import is_money


class Side(NamedTuple):
    """One line, ready to be written."""

    account_code: str
    box_id: int | None
    debit: int
    credit: int
    subject: str | None


class Paper(NamedTuple):
    """A voucher to be issued with the posting."""

    series: str
    kind: str
    amount: int
    payee_name: str
    payee_address: str
    reason: str
    attachments: int


class Ready(NamedTuple):
    """One posting with everything known but what the database gives: numbers, link and hash."""

    book_id: int
    book_code: str
    on: date
    kind: str
    reference: str
    body: str
    purpose: str | None
    narration: str
    salt: str
    digest: str
    drafted_by: int
    posted_by: int
    at: datetime
    sides: Sequence[Side]
    consumes: Sequence[tuple[int, int]] = ()
    voucher_id: int | None = None
    voucher_label: str = ""
    paper: Paper | None = None
    reverses_id: int | None = None
    reverses_hash: str = ""
    earmark_id: int | None = None
    beneficiary_id: int | None = None


class Outcome(NamedTuple):
    """What became of it: `posted`, `again`, `other`, `missing` or `closed`; the last four have written nothing."""

    outcome: str
    entry_id: int | None = None
    number: int | None = None
    hash: str | None = None
    voucher_id: int | None = None
    voucher_number: int | None = None


class RuleBroken(Exception):
    """The database refused: the rule's name (a constraint's, or the code that a trigger's message begins with) and a detail."""

    def __init__(self, rule: str, detail: str = "") -> None:
        super().__init__(f"{rule} {detail}".strip())
        self.rule, self.detail = rule, detail


def write(session: Session, ready: Ready) -> Outcome:
    """Write one posting; raises RuleBroken when the database refuses it."""
    session.flush()
    dialect = session.get_bind().dialect
    if dialect.name == "postgresql":
        return _postgresql(session.connection(), ready)
    reached: Any = (session.driver() if isinstance(session, ScopedSession) else None) or session.connection().connection
    # One cursor for all statements: a connection makes a new one for each.
    return _sqlite(reached.driver_connection.cursor(), dialect.loaded_dbapi, ready)


CALL = (
    "SELECT * FROM ledger_post(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s,"
    " %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s, %s)"
)


def _postgresql(connection: Any, ready: Ready) -> Outcome:
    accounts, boxes, debits, credited, subjects = (list(column) for column in zip(*ready.sides, strict=True))
    paper = ready.paper or (None,) * 7
    values = (
        ready.book_id, ready.on, ready.kind, ready.reference, ready.body, ready.purpose, ready.reverses_id, ready.drafted_by, ready.posted_by,
        ready.at.replace(tzinfo=None), ready.narration, ready.salt, ready.digest, ready.voucher_id, paper[0], paper[1], paper[2], paper[3], paper[4],
        paper[5], paper[6], accounts, boxes, debits, credited, subjects, [one[0] for one in ready.consumes], [one[1] for one in ready.consumes],
        ready.earmark_id, ready.beneficiary_id,
    )
    try:
        return Outcome(*connection.exec_driver_sql(CALL, values).one())
    except DBAPIError as problem:
        raise broken(problem) from problem


def broken(problem: DBAPIError) -> Exception:
    """Name the rule behind a refusal of the database; what is no refusal stays what it is."""
    orig: Any = problem.orig
    state = getattr(orig, "sqlstate", None)
    if state is None:
        return RuleBroken(rule_of(str(orig))) if "constraint" in type(orig).__name__.lower() or "Integrity" in type(orig).__name__ else problem
    if not state.startswith("23"):
        return problem
    return RuleBroken(orig.diag.constraint_name or rule_of(orig.diag.message_primary or ""), orig.diag.message_detail or "")


def rule_of(message: str) -> str:
    """The rule that a message of the database names."""
    if message.startswith("CHECK constraint failed: "):
        return message.removeprefix("CHECK constraint failed: ")
    first = message.split(" ", 1)[0]
    return first if first[:1] in "FLW" and first[1:].isdigit() else message


# All that a posting must know, in one look: the year and its head, the month, what is free, the next voucher, the same act done before.
LOOK = (
    "SELECT y.id, y.unit_id, y.last_number, y.last_hash, p.id, p.state,"
    " iif(?1 IS NULL, s.balance_amount - s.reserved_amount - s.set_apart_amount,"
    " (SELECT m.balance_amount - m.reserved_amount FROM ledger_earmark m WHERE m.id = ?1)),"
    " (SELECT v.last_number + 1 FROM voucher_series v WHERE v.unit_id = y.unit_id AND v.series = ? AND v.year = y.year),"
    " e.id, e.body_digest, e.number, e.hash, e.state, e.voucher_id"
    " FROM ledger_book_year y JOIN ledger_period p ON p.book_year_id = y.id AND p.month = ? JOIN ledger_standing s ON s.book_id = y.book_id"
    " LEFT JOIN ledger_entry e ON e.book_id = y.book_id AND e.reference = ? WHERE y.book_id = ? AND y.year = ?"
)
FREE = (
    "SELECT iif(?1 IS NULL, s.balance_amount - s.reserved_amount - s.set_apart_amount,"
    " (SELECT m.balance_amount - m.reserved_amount FROM ledger_earmark m WHERE m.id = ?1)) FROM ledger_standing s WHERE s.book_id = ?2"
)
BALANCE = "SELECT id, amount, is_closed FROM ledger_balance WHERE book_id = ? AND account_code = ? AND box_id IS ?"
IN_BOX = (
    "SELECT id, amount, is_closed, (SELECT max(close_on) FROM cash_close c WHERE c.box_id = b.box_id AND c.state = 'closed')"
    " FROM ledger_balance b WHERE book_id = ? AND account_code = ? AND box_id = ?"
)
VOUCHER = (
    "INSERT INTO voucher (unit_id, series, year, number, kind, voucher_on, amount, payee_name, payee_address, reason, attachments, state,"
    " issued_by_id, issued_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'issued', ?, ?)"
)
ENTRY = (
    "INSERT INTO ledger_entry (unit_id, book_id, book_year_id, period_id, entry_on, kind, state, reference, body_digest, purpose, voucher_id,"
    " reverses_id, drafted_by_id, narration_digest, earmark_id, beneficiary_unit_id) VALUES (?, ?, ?, ?, ?, ?, 'draft', ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
NARRATION = "INSERT INTO ledger_narration (entry_id, text, salt) VALUES (?, ?, ?)"
LINE = "INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit, subject) VALUES (?, ?, ?, ?, ?, ?, ?)"
MOVE = (
    "INSERT INTO reservation_move (reservation_id, entry_id, kind, amount, reason, by_id, moved_on, moved_at)"
    " VALUES (?, ?, 'consumed', ?, '', ?, ?, ?)"
)
POSTED = "UPDATE ledger_entry SET state = 'posted', number = ?, previous_hash = ?, hash = ?, posted_by_id = ?, posted_at = ? WHERE id = ?"


def _sqlite(driver: Any, dbapi: Any, ready: Ready) -> Outcome:
    series = None if ready.paper is None else ready.paper.series
    look = driver.execute(LOOK, (ready.earmark_id, series, ready.on.month, ready.reference, ready.book_id, ready.on.year)).fetchone()
    if look is None:
        return Outcome("missing")
    if look[8] is not None:
        same = look[9] == ready.body and look[12] == "posted"
        return Outcome("again" if same else "other", look[8], look[10], look[11], look[13])
    if look[5] != "open":
        return Outcome("closed")
    balances = _balances(driver, ready, look[6])
    if balances is None or (series is not None and look[7] is None):
        return Outcome("missing")
    # Nothing else writes now, so what was looked at holds. What could still be refused hangs on rows that were not: then all of it is undone.
    if not (ready.consumes or ready.voucher_id or ready.reverses_id):
        return _sqlite_writes(driver, ready, look, balances)
    driver.execute("SAVEPOINT posting")
    try:
        outcome = _sqlite_writes(driver, ready, look, balances)
    except dbapi.IntegrityError as problem:
        driver.execute("ROLLBACK TO posting")
        driver.execute("RELEASE posting")
        raise RuleBroken(rule_of(str(problem))) from problem
    driver.execute("RELEASE posting")
    return outcome


def _balances(driver: Any, ready: Ready, free: int) -> dict[tuple[str, int | None], int] | None:
    """The balance rows of the lines; raises when one of them or the fund does not have the money, or its box is closed. None when a row is missing."""
    rows: dict[tuple[str, int | None], int] = {}
    left: dict[tuple[str, int | None], int] = {}
    out = 0
    for code, box_id, debit, credit, _subject in ready.sides:
        key = (code, box_id)
        if key not in rows:
            row = driver.execute(BALANCE if box_id is None else IN_BOX, (ready.book_id, code, box_id)).fetchone()
            if row is None:
                return None
            rows[key], left[key], is_closed = row[:3]
            if is_closed:
                raise RuleBroken("ck_ledger_balance_closed_is_empty", code)
            if box_id is not None and row[3] is not None and row[3] >= ready.on.isoformat():
                raise RuleBroken("L19", f"{box_id} {row[3]}")
        if is_money(code):
            left[key] += debit - credit
            out += credit - debit
    for (code, box_id), amount in left.items():
        if amount < 0 and is_money(code):
            held = driver.execute(BALANCE, (ready.book_id, code, box_id)).fetchone()[1]
            raise RuleBroken("ck_ledger_balance_money_not_below_zero", f"{box_id} {held}")
    for_it = free + sum(amount for _reservation, amount in ready.consumes)
    if out > for_it:
        raise RuleBroken(f"ck_ledger_{'standing' if ready.earmark_id is None else 'earmark'}_free_not_below_zero", str(for_it))
    return rows


def _sqlite_writes(driver: Any, ready: Ready, look: Any, balances: dict[tuple[str, int | None], int]) -> Outcome:
    execute = driver.execute
    year_id, unit_id, last_number, last_hash, period_id, _state, _free, next_voucher = look[:8]
    on, at = ready.on.isoformat(), ready.at.replace(tzinfo=None).isoformat(" ", "microseconds")
    voucher_id, label, voucher_number = ready.voucher_id, ready.voucher_label, None
    if ready.paper is not None:
        paper, voucher_number = ready.paper, next_voucher
        label = voucher_label(paper.series, ready.on.year, next_voucher, paper.amount)
        voucher_id = execute(
            VOUCHER,
            (unit_id, paper.series, ready.on.year, voucher_number, paper.kind, on, paper.amount, paper.payee_name, paper.payee_address, paper.reason,
             paper.attachments, ready.drafted_by, at),
        ).lastrowid
    entry_id = execute(
        ENTRY,
        (unit_id, ready.book_id, year_id, period_id, on, ready.kind, ready.reference, ready.body, ready.purpose, voucher_id, ready.reverses_id,
         ready.drafted_by, ready.digest, ready.earmark_id, ready.beneficiary_id),
    ).lastrowid
    execute(NARRATION, (entry_id, ready.narration, ready.salt))
    driver.executemany(
        LINE, [(entry_id, place, balances[side[:2]], on, side[2], side[3], side[4]) for place, side in enumerate(ready.sides, 1)]
    )
    for reservation_id, amount in ready.consumes:
        execute(MOVE, (reservation_id, entry_id, amount, ready.posted_by, on, at))
    number = last_number + 1
    made = entry_hash(
        book_code=ready.book_code, year=ready.on.year, number=number, on=ready.on, kind=ready.kind, reference=ready.reference, body=ready.body,
        purpose=ready.purpose, earmark=ready.earmark_id, beneficiary=ready.beneficiary_id, voucher=label, reverses=ready.reverses_hash,
        drafted_by=ready.drafted_by, posted_by=ready.posted_by, posted_at=instant_text(ready.at), narration=ready.digest, previous=last_hash,
        lines=[(place, *side) for place, side in enumerate(ready.sides, 1)],
    )
    execute(POSTED, (number, last_hash, made, ready.posted_by, at, entry_id))
    return Outcome("posted", entry_id, number, made, voucher_id, voucher_number)


def post_draft(session: Session, ready: Ready, entry_id: int, year_id: int) -> None:
    """Post a draft that lies in the books already; `ready` says what it holds."""
    session.flush()
    connection = session.connection()
    try:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(
                "UPDATE ledger_entry SET state = 'posted', posted_by_id = %s, posted_at = %s WHERE id = %s",
                (ready.posted_by, ready.at.replace(tzinfo=None), entry_id),
            )
            return
        free = connection.exec_driver_sql(FREE, (ready.earmark_id, ready.book_id)).scalar_one()
        _balances(connection.connection.driver_connection, ready, free)
        number, last_hash = connection.exec_driver_sql("SELECT last_number + 1, last_hash FROM ledger_book_year WHERE id = ?", (year_id,)).one()
        made = entry_hash(
            book_code=ready.book_code, year=ready.on.year, number=number, on=ready.on, kind=ready.kind, reference=ready.reference, body=ready.body,
            purpose=ready.purpose, earmark=ready.earmark_id, beneficiary=ready.beneficiary_id, voucher=ready.voucher_label,
            reverses=ready.reverses_hash, drafted_by=ready.drafted_by, posted_by=ready.posted_by, posted_at=instant_text(ready.at),
            narration=ready.digest, previous=last_hash,
            lines=[HashedLine(place, *side) for place, side in enumerate(ready.sides, 1)],
        )
        at = ready.at.replace(tzinfo=None).isoformat(" ", "microseconds")
        connection.exec_driver_sql(POSTED, (number, last_hash, made, ready.posted_by, at, entry_id))
    except DBAPIError as problem:
        raise broken(problem) from problem


def lock_books(session: Session, book_ids: Sequence[int], reservation_ids: Sequence[int], earmark_ids: Sequence[int]) -> None:
    """Take the years of several books, then what they pay from, each in the order of the ids, before the first is posted to (PostgreSQL)."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT 1 FROM ledger_book_year WHERE book_id = ANY(%s) ORDER BY id FOR UPDATE", (list(book_ids),))
        connection.exec_driver_sql("SELECT 1 FROM reservation WHERE id = ANY(%s) ORDER BY id FOR UPDATE", (list(reservation_ids),))
        connection.exec_driver_sql("SELECT 1 FROM ledger_earmark WHERE id = ANY(%s) ORDER BY id FOR UPDATE", (list(earmark_ids),))
