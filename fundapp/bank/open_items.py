"""What is open on both sides of a bank account, now or at the end of a day. Amounts are signed đồng as the account sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from fundapp.bank.matching import Line as MatchLine
from fundapp.bank.matching import OpenItem
from fundapp.bank.models import BankStatement, Reconciliation, Settlement, SettlementPart, StatementLine
from fundapp.bank.settlement_kinds import ReconciliationState, SettlementState
from fundapp.kernel.codes import find_codes
from fundapp.kernel.names import fold
from fundapp.ledger.kinds import EntryKind, EntryState
from fundapp.ledger.models import Balance, CashBox, Entry, Line, Narration, Voucher
from fundapp.payments.models import PaymentOrder

# Both sides of an account are reckoned whole: a unit that sees it sees all of it.
WHOLE = {"all_units": "an account is reconciled whole, whoever asks"}


@dataclass(frozen=True)
class BankRow:
    """One line of the bank with what is still open of it."""

    id: int
    on: date
    whole: int
    amount: int
    note: str
    folded: str
    codes: tuple[str, ...]
    suspects: tuple[str, ...]
    kind: str
    reference: str
    counter_name: str

    def as_input(self) -> MatchLine:
        """As the matcher reads it."""
        return MatchLine(self.id, self.on, self.amount, self.codes, f" {self.folded} {fold(self.counter_name)} ", self.suspects)


@dataclass(frozen=True)
class BookRow:
    """One line of the books on the account with what is still open of it. `code` is that of the payment order behind it, or of the narration."""

    id: int
    on: date
    whole: int
    amount: int
    entry_id: int
    label: str
    code: str
    party: str
    what: str

    def as_input(self) -> OpenItem:
        """As the matcher reads it."""
        return OpenItem(self.id, self.on, self.amount, self.code, fold(self.party))


def begins_on(session: Session, box_id: int) -> date | None:
    """The first day that any statement of the account covers; before it nothing is reconciled line by line."""
    return session.scalar(select(func.min(BankStatement.first_on)).where(BankStatement.account_id == box_id).execution_options(**WHOLE))


def covered_until(session: Session, box_id: int) -> date | None:
    """The last day that a statement of the account covers."""
    return session.scalar(select(func.max(BankStatement.last_on)).where(BankStatement.account_id == box_id).execution_options(**WHOLE))


def opening_of(session: Session, box_id: int) -> int:
    """The bank's balance before its first statement."""
    query = select(BankStatement.opening_amount).where(BankStatement.account_id == box_id).order_by(BankStatement.first_on, BankStatement.id).limit(1)
    return session.scalar(query.execution_options(**WHOLE)) or 0


def bank_rows(
    session: Session, box_id: int, *, until: date | None = None, ids: Iterable[int] | None = None, out_before: date | None = None
) -> list[BankRow]:
    """The lines of the bank that are open, oldest first; at the end of `until` when it is given. `out_before` asks for the debits before that day only."""
    taken = _taken(SettlementPart.line_id, box_id, until)
    left = StatementLine.amount - func.coalesce(taken.c.amount, 0)
    query = (
        select(StatementLine, left.label("left")).outerjoin(taken, taken.c.id == StatementLine.id)
        .where(StatementLine.account_id == box_id, left != 0).order_by(StatementLine.on, StatementLine.id)
    )
    if until is not None:
        query = query.where(StatementLine.on <= until)
    if ids is not None:
        query = query.where(StatementLine.id.in_(list(ids)))
    if out_before is not None:
        query = query.where(StatementLine.amount < 0, StatementLine.on < out_before)
    return [_bank_row(line, int(left)) for line, left in session.execute(query.execution_options(**WHOLE))]


def left_of_lines(session: Session, box_id: int, ids: Iterable[int] | None = None) -> dict[int, int]:
    """What is open of each line of the bank, by its id: the sums alone, for whoever has seen the lines already."""
    taken = _taken(SettlementPart.line_id, box_id, None)
    left = StatementLine.amount - func.coalesce(taken.c.amount, 0)
    query = select(StatementLine.id, left.label("left")).outerjoin(taken, taken.c.id == StatementLine.id).where(StatementLine.account_id == box_id, left != 0)
    found = session.execute((query if ids is None else query.where(StatementLine.id.in_(list(ids)))).execution_options(**WHOLE))
    return {row.id: int(row.left) for row in found}


def left_of_items(session: Session, box_id: int, ids: Iterable[int] | None = None) -> dict[int, int]:
    """What is open of each line of the books, by its id."""
    begins = begins_on(session, box_id)
    if begins is None:
        return {}
    taken = _taken(SettlementPart.ledger_line_id, box_id, None)
    left = Line.debit - Line.credit - func.coalesce(taken.c.amount, 0)
    query = (
        select(Line.id, left.label("left")).join(Entry, Entry.id == Line.entry_id).join(Balance, Balance.id == Line.balance_id).outerjoin(taken, taken.c.id == Line.id)
        .where(Balance.box_id == box_id, Entry.state == EntryState.POSTED.value, _after_start(begins), left != 0)
    )
    found = session.execute((query if ids is None else query.where(Line.id.in_(list(ids)))).execution_options(**WHOLE))
    return {row.id: int(row.left) for row in found}


def open_counts(session: Session, box_id: int) -> tuple[int, int]:
    """How many lines are open at the bank and in the books."""
    return len(left_of_lines(session, box_id)), len(left_of_items(session, box_id))


def rows_of_lines(session: Session, ids: Iterable[int]) -> dict[int, BankRow]:
    """Lines of the bank by id, whole, whatever is open of them."""
    query = select(StatementLine).where(StatementLine.id.in_(list(ids))).execution_options(**WHOLE)
    return {line.id: _bank_row(line, line.amount) for line in session.scalars(query)}


def _bank_row(line: StatementLine, left: int) -> BankRow:
    return BankRow(
        line.id, line.on, line.amount, left, line.note, line.folded, tuple(line.codes), tuple(line.suspects), line.kind, line.reference, line.counter_name
    )


def book_rows(session: Session, box_id: int, *, until: date | None = None, ids: Iterable[int] | None = None) -> list[BookRow]:
    """The lines of the books that are open, oldest first. What was written before the first statement is told by balances, not by lines."""
    begins = begins_on(session, box_id)
    if begins is None:
        return []
    taken = _taken(SettlementPart.ledger_line_id, box_id, until)
    left = Line.debit - Line.credit - func.coalesce(taken.c.amount, 0)
    query = (
        _book_lines(left).outerjoin(taken, taken.c.id == Line.id)
        .where(Balance.box_id == box_id, Entry.state == EntryState.POSTED.value, _after_start(begins), left != 0)
    )
    if until is not None:
        query = query.where(Line.on <= until)
    if ids is not None:
        query = query.where(Line.id.in_(list(ids)))
    return [_book_row(row) for row in session.execute(query.execution_options(**WHOLE))]


def rows_of_items(session: Session, ids: Iterable[int]) -> dict[int, BookRow]:
    """Lines of the books by id, whole, whatever is open of them."""
    query = _book_lines(Line.debit - Line.credit).where(Line.id.in_(list(ids)))
    return {row.id: _book_row(row) for row in session.execute(query.execution_options(**WHOLE))}


def _book_lines(left: Any) -> Any:
    return (
        select(
            Line.id, Line.on, (Line.debit - Line.credit).label("whole"), left.label("left"), Entry.id.label("entry_id"), Entry.number, Voucher.series,
            Voucher.year, Voucher.number.label("voucher_number"), Voucher.payee_name, Narration.text, PaymentOrder.code,
        )
        .join(Entry, Entry.id == Line.entry_id).join(Balance, Balance.id == Line.balance_id)
        .outerjoin(Narration, Narration.entry_id == Entry.id).outerjoin(Voucher, Voucher.id == Entry.voucher_id)
        .outerjoin(PaymentOrder, PaymentOrder.voucher_id == Voucher.id).order_by(Line.on, Line.id)
    )


def book_balance(session: Session, box_id: int, on: date) -> int:
    """What the books say lies on the account at the end of a day."""
    query = (
        select(func.coalesce(func.sum(Line.debit - Line.credit), 0)).join(Balance, Balance.id == Line.balance_id).join(Entry, Entry.id == Line.entry_id)
        .where(Balance.box_id == box_id, Entry.state == EntryState.POSTED.value, Line.on <= on)
    )
    return int(session.scalar(query.execution_options(**WHOLE)) or 0)


def statement_balance(session: Session, box_id: int, on: date) -> int:
    """What the bank says lies on the account at the end of a day that its statements cover."""
    moved = select(func.coalesce(func.sum(StatementLine.amount), 0)).where(StatementLine.account_id == box_id, StatementLine.on <= on)
    return opening_of(session, box_id) + int(session.scalar(moved.execution_options(**WHOLE)) or 0)


def accounts(session: Session, unit_ids: Iterable[int] | None = None) -> list[CashBox]:
    """The open bank accounts in sight, or of some units."""
    query = select(CashBox).where(CashBox.kind == "bank", CashBox.is_open).order_by(CashBox.unit_id, CashBox.name)
    return list(session.scalars(query if unit_ids is None else query.where(CashBox.unit_id.in_(list(unit_ids)))))


def _taken(column: Any, box_id: int, until: date | None) -> Any:
    """What confirmed settlements have taken of each line; on a day only those whose last part lies on it or before."""
    query = (
        select(column.label("id"), func.sum(SettlementPart.amount).label("amount")).join(Settlement, Settlement.id == SettlementPart.settlement_id)
        .where(SettlementPart.box_id == box_id, Settlement.state == SettlementState.CONFIRMED.value, column.is_not(None)).group_by(column)
    )
    return (query if until is None else query.where(Settlement.last_on <= until)).subquery()


def _after_start(begins: date) -> ColumnElement[bool]:
    return (Line.on >= begins) & (Entry.kind != EntryKind.OPENING.value)


def _book_row(row: Any) -> BookRow:
    label = f"{row.series}{row.year % 100:02d}-{row.voucher_number:04d}" if row.series is not None else f"BT {row.number}"
    told = find_codes(row.text or "").codes
    code = row.code or (told[0] if len(told) == 1 else "")
    return BookRow(row.id, row.on, int(row.whole), int(row.left), row.entry_id, label, code, row.payee_name or "", row.text or "")


def filtered(rows: Sequence[Any], q: str, way: str) -> list[Any]:
    """Those rows that a search and a direction leave: words without accents, or an amount as it is typed."""
    sought, digits = fold(q), "".join(sign for sign in q if sign.isdigit())
    kept = [row for row in rows if not way or (row.amount > 0) == (way == "in")]
    return [row for row in kept if not sought or sought in _said(row) or (digits and digits in str(abs(row.amount)))]


def _said(row: Any) -> str:
    return fold(f"{row.note} {row.counter_name} {row.reference}" if isinstance(row, BankRow) else f"{row.label} {row.code} {row.party} {row.what}")


def settlements(session: Session, box_id: int, state: str, *, newest: int | None = None, first: int | None = None) -> list[Settlement]:
    """The settlements of an account in one state: sure ones first, then in the order of their days; or the `newest`, or the `first` so many."""
    query = select(Settlement).where(Settlement.box_id == box_id, Settlement.state == state)
    if newest is not None:
        return list(session.scalars(query.order_by(Settlement.id.desc()).limit(newest)))
    return list(session.scalars(query.order_by(Settlement.is_sure.desc(), Settlement.last_on, Settlement.id).limit(first)))


def settlement_ids(session: Session, box_id: int, state: str, *, first: int) -> list[int]:
    """The ids of the sure ones among the settlements of an account in one state, in the order of their days."""
    query = select(Settlement.id).where(Settlement.box_id == box_id, Settlement.state == state, Settlement.is_sure)
    return list(session.scalars(query.order_by(Settlement.last_on, Settlement.id).limit(first)))


def settlement_count(session: Session, box_id: int, state: str) -> int:
    """How many settlements of an account are in one state."""
    return session.scalar(select(func.count(Settlement.id)).where(Settlement.box_id == box_id, Settlement.state == state)) or 0


def settlements_of_line(session: Session, line_id: int) -> list[Settlement]:
    """Everything that a line of the bank was ever laid into, the newest first; what was thrown away is left out."""
    ids = select(SettlementPart.settlement_id).where(SettlementPart.line_id == line_id)
    query = select(Settlement).where(Settlement.id.in_(ids), Settlement.state != SettlementState.DROPPED.value).order_by(Settlement.id.desc())
    return list(session.scalars(query))


def proposed_places(session: Session, box_id: int, but: Sequence[int] = ()) -> tuple[set[int], set[int]]:
    """The lines of the bank, and of the books, that wait in a proposal; not in one of `but`."""
    query = (
        select(SettlementPart.line_id, SettlementPart.ledger_line_id).join(Settlement, Settlement.id == SettlementPart.settlement_id)
        .where(SettlementPart.box_id == box_id, Settlement.state == SettlementState.PROPOSED.value).execution_options(**WHOLE)
    )
    found = session.execute(query.where(Settlement.id.not_in(list(but))) if but else query).all()
    return {row.line_id for row in found if row.line_id is not None}, {row.ledger_line_id for row in found if row.ledger_line_id is not None}


def sure_lines(session: Session, box_ids: Iterable[int]) -> set[int]:
    """The lines of the bank that wait in a sure proposal which nobody has confirmed yet."""
    query = (
        select(SettlementPart.line_id).join(Settlement, Settlement.id == SettlementPart.settlement_id)
        .where(SettlementPart.box_id.in_(list(box_ids)), SettlementPart.line_id.is_not(None), Settlement.state == SettlementState.PROPOSED.value, Settlement.is_sure)
    )
    return {line_id for line_id in session.scalars(query.execution_options(**WHOLE)) if line_id is not None}


def taking(row: Any, amount: int) -> Any:
    """A line with as much of it as a settlement takes."""
    return replace(row, amount=amount)


def reconciliations(session: Session, box_id: int) -> list[Reconciliation]:
    """The reconciliation statements of an account, newest first."""
    return list(session.scalars(select(Reconciliation).where(Reconciliation.box_id == box_id).order_by(Reconciliation.on.desc(), Reconciliation.id.desc())))


def reconciled_until(session: Session, box_ids: Iterable[int]) -> dict[int, date]:
    """The last day of each account's signed reconciliation statements; accounts without one are left out."""
    query = select(Reconciliation.box_id, func.max(Reconciliation.on).label("day")).where(
        Reconciliation.box_id.in_(list(box_ids)), Reconciliation.state == ReconciliationState.SIGNED.value
    )
    return {row.box_id: row.day for row in session.execute(query.group_by(Reconciliation.box_id).execution_options(**WHOLE))}
