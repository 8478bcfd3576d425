"""Reads of bank accounts, their statements and lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.bank.joining import Kept, gaps
from fundapp.bank.models import BankStatement, StatementFile, StatementLine, StatementPlace
from fundapp.bank.stages import READ, REFUSED, WAITING
from fundapp.kernel import crypto
from fundapp.kernel.banks import find_bank
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import BankAccount, CashBox
from fundapp.web.waiting import Waiting

WHOSE = "a statement must not be kept under another account, whoever's it is"
WAITS = _("Xem và lưu sao kê")
JOINS = "statements of one account are joined whole, whoever asks"


@dataclass(frozen=True)
class Filter:
    """What a list of lines is narrowed to; everything empty is everything."""

    text: str = ""
    way: str = ""
    kind: str = ""
    first_on: date | None = None
    last_on: date | None = None
    problems: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Standing:
    """How far the statements of an account go: last day, balance of that day in đồng, days that no statement covers."""

    last_on: date
    closing: int
    missing: list[tuple[date, date]]


def accounts(session: Session) -> list[CashBox]:
    """The open bank accounts in sight."""
    return list(session.scalars(select(CashBox).where(CashBox.kind == BoxKind.BANK.value, CashBox.is_open).order_by(CashBox.unit_id, CashBox.name)))


def numbers_of(session: Session, account_ids: Iterable[int]) -> dict[int, BankAccount]:
    """What is known of the numbers of these accounts."""
    return {row.box_id: row for row in session.scalars(select(BankAccount).where(BankAccount.box_id.in_(list(account_ids))))}


def known_as(session: Session, number: str) -> list[BankAccount]:
    """The accounts, of any unit, that bear this number."""
    query = select(BankAccount).where(BankAccount.number_index == crypto.blind_index("bank_account", number)).order_by(BankAccount.id)
    return list(session.scalars(query.execution_options(all_units=WHOSE)))


def is_taken(session: Session, number: str, account_id: int) -> bool:
    """Whether another account bears this number; two banks may give the same number, so both banks must be known to differ."""
    others = [one.box_id for one in known_as(session, number) if one.box_id != account_id]
    query = select(CashBox.id, CashBox.bank_code).where(CashBox.id.in_([*others, account_id]))
    banks = {row.id: find_bank(row.bank_code) for row in session.execute(query.execution_options(all_units=WHOSE))}
    return any(None in (banks.get(other), banks.get(account_id)) or banks[other] == banks[account_id] for other in others)


def standings(session: Session, account_ids: Iterable[int]) -> dict[int, Standing]:
    """How far the statements of these accounts go; accounts without a statement are left out."""
    query = select(BankStatement.account_id, BankStatement.first_on, BankStatement.last_on, BankStatement.closing_amount)
    rows: dict[int, list[Any]] = {}
    for row in session.execute(query.where(BankStatement.account_id.in_(list(account_ids))).order_by(BankStatement.last_on, BankStatement.id)):
        rows.setdefault(row.account_id, []).append(row)
    return {
        account_id: Standing(found[-1].last_on, found[-1].closing_amount, gaps((row.first_on, row.last_on) for row in found))
        for account_id, found in rows.items()
    }


def statements(account_id: int) -> Select[BankStatement]:
    return select(BankStatement).where(BankStatement.account_id == account_id)


def statement_of(session: Session, source_id: int) -> BankStatement | None:
    """The statement that a file became."""
    return session.scalar(select(BankStatement).where(BankStatement.source_id == source_id))


def open_files(session: Session, account_id: int) -> list[StatementFile]:
    """Files of an account that were uploaded and neither kept nor thrown away, newest first."""
    query = select(StatementFile).where(StatementFile.account_id == account_id, StatementFile.state.in_([WAITING, READ, REFUSED]))
    return list(session.scalars(query.order_by(StatementFile.id.desc()).limit(20)))


def kept_twice(session: Session, account_id: int, content_digest: str) -> StatementFile | None:
    """The same file, kept before for the same account."""
    query = select(StatementFile).where(
        StatementFile.account_id == account_id, StatementFile.content_digest == content_digest, StatementFile.state == "filed"
    )
    return session.scalar(query.limit(1))


def kept(session: Session, account_id: int, near: tuple[date, date] | None = None) -> list[Kept]:
    """The statements of an account with their lines, as joining needs them: all of them, or those that touch these days."""
    asked = statements(account_id).order_by(BankStatement.first_on, BankStatement.id)
    if near is not None:
        one_day = timedelta(days=1)
        asked = asked.where(BankStatement.first_on <= near[1] + one_day, BankStatement.last_on >= near[0] - one_day)
    found = list(session.scalars(asked.execution_options(all_units=JOINS)))
    query = (
        select(StatementPlace.statement_id, StatementLine.line_key, StatementLine.on, StatementLine.amount)
        .join(StatementLine, StatementLine.id == StatementPlace.line_id).where(StatementPlace.statement_id.in_([one.id for one in found]))
    )
    lines: dict[int, dict[str, tuple[date, int]]] = {}
    for row in session.execute(query.execution_options(all_units=JOINS)):
        lines.setdefault(row.statement_id, {})[row.line_key] = (row.on, row.amount)
    return [Kept(one.first_on, one.last_on, one.opening_amount, one.closing_amount, lines.get(one.id, {})) for one in found]


def last_before(session: Session, account_id: int, day: date) -> date | None:
    """The last day of the statements of an account that begin before a day."""
    query = select(func.max(BankStatement.last_on)).where(BankStatement.account_id == account_id, BankStatement.first_on < day)
    return session.scalar(query.execution_options(all_units=JOINS))


def ids_by_key(session: Session, account_id: int, keys: Sequence[str]) -> dict[str, int]:
    """The lines on file with these keys."""
    found: dict[str, int] = {}
    for start in range(0, len(keys), 500):
        query = select(StatementLine.line_key, StatementLine.id).where(StatementLine.account_id == account_id, StatementLine.line_key.in_(keys[start:start + 500]))
        found |= {row.line_key: row.id for row in session.execute(query.execution_options(all_units=JOINS))}
    return found


def lines_within(session: Session, account_id: int, span: tuple[date, date]) -> dict[str, int]:
    """The lines on file of these days, by key: one look, however many lines a new statement brings."""
    query = select(StatementLine.line_key, StatementLine.id).where(StatementLine.account_id == account_id, StatementLine.on.between(*span))
    return {row.line_key: row.id for row in session.execute(query.execution_options(all_units=JOINS))}


def lines_of(session: Session, statement_id: int) -> dict[str, int]:
    """The lines that a statement brought first, by key."""
    query = select(StatementLine.line_key, StatementLine.id).where(StatementLine.statement_id == statement_id)
    return {row.line_key: row.id for row in session.execute(query.execution_options(all_units=JOINS))}


def lines(account_id: int, asked: Filter) -> Select[StatementLine]:
    """The lines of an account, narrowed."""
    query = select(StatementLine).where(StatementLine.account_id == account_id)
    if asked.text:
        query = query.where(StatementLine.folded.contains(fold(asked.text), autoescape=True))
    if asked.way:
        query = query.where(StatementLine.amount > 0 if asked.way == "in" else StatementLine.amount < 0)
    if asked.kind:
        query = query.where(StatementLine.kind == asked.kind)
    if asked.first_on is not None:
        query = query.where(StatementLine.on >= asked.first_on)
    if asked.last_on is not None:
        query = query.where(StatementLine.on <= asked.last_on)
    return query


def places(statement_id: int) -> Any:
    """The lines of one statement with their places."""
    query = select(StatementPlace.place, StatementLine).join(StatementLine, StatementLine.id == StatementPlace.line_id)
    return query.where(StatementPlace.statement_id == statement_id)


def waiting_on(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """Statements that were read and wait to be looked at and kept."""
    if not actor.can("bank:import"):
        return []
    query = select(StatementFile, CashBox.name).join(CashBox, CashBox.id == StatementFile.account_id).where(StatementFile.state == READ)
    return [
        Waiting(act=WAITS, title=row.file_name, note=name, subject=f"bank/{row.id}", since=row.uploaded_at)
        for row, name in session.execute(query.order_by(StatementFile.id)) if actor.can("bank:import", row)
    ]
