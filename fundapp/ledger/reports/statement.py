"""A fund's money in a stretch of days: what stood, came in, was spent for which purpose, is left, promised, free.

Income and spending are the other sides of entries that move money: what such an entry wrote on the credit of accounts that are
not money is income, on their debit spending. A reversal takes back where it was; moving money between boxes is neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from fundapp.kernel.db import columns
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import MoveKind
from fundapp.ledger.models import (
    Balance,
    Book,
    BookYear,
    Earmark,
    Entry,
    Line,
    Narration,
    Period,
    PeriodEvent,
    Reservation,
    ReservationMove,
)
from fundapp.ledger.reports.sums import Held, Reckoning, held_in
from fundapp.ledger.spans import Span, month_end, split

MOST_MONTHS_KEPT = 5_000
ORIGINAL, MONEY_LINE, MONEY_ROW = aliased(Entry), aliased(Line), aliased(Balance)
IS_REVERSAL = Entry.kind == "reversal"
IS_DEBIT = (Line.debit > 0) != IS_REVERSAL
PURPOSE = func.coalesce(ORIGINAL.purpose, Entry.purpose)
DEBIT, CREDIT = case((IS_REVERSAL, -Line.credit), else_=Line.debit), case((IS_REVERSAL, -Line.debit), else_=Line.credit)
MOVES_MONEY = exists().where(MONEY_LINE.entry_id == Line.entry_id, MONEY_ROW.id == MONEY_LINE.balance_id, MONEY_ROW.is_money)
KINDS_OF_MONEY = (("111", _("Tiền mặt")), ("112", _("Tiền gửi ngân hàng, kho bạc")), ("113", _("Tiền đang chuyển")))


class Source(NamedTuple):
    """Where money came from (an account) or what it was spent for (a purpose; None when the entry names none)."""

    is_income: bool
    name: str | None


@dataclass(frozen=True)
class Flow:
    """An amount and in how many entries, reversals taken off both."""

    amount: int = 0
    count: int = 0

    def plus(self, other: "Flow") -> "Flow":
        return Flow(self.amount + other.amount, self.count + other.count)


Flows = dict[Source, Flow]


@dataclass(frozen=True)
class Statement:
    """A fund's money in a stretch of days. `by_kind` are cash, bank and money on its way: before and after.

    `reserved` and `set_apart` (what donors have bound and nobody is promised yet) are those of the last day.
    """

    opening: int
    closing: int
    flows: Flows
    by_kind: dict[str, tuple[int, int]]
    reserved: int
    set_apart: int

    @property
    def income(self) -> int:
        return sum(flow.amount for source, flow in self.flows.items() if source.is_income)

    @property
    def spending(self) -> int:
        return sum(flow.amount for source, flow in self.flows.items() if not source.is_income)

    @property
    def free(self) -> int:
        return self.closing - self.reserved - self.set_apart


# Flows of closed months by what they were closed with: a closed month takes no entry, so they stay true.
_kept: dict[tuple[int, int, str], Flows] = {}
# Flows of open months by year and month, with the head of the year's chain at which they were summed: they stay true until its next entry.
_open: dict[tuple[int, int], tuple[str, Flows]] = {}


def read(session: Session, book: Book, span: Span) -> Statement:
    """Reckon a fund's statement."""
    rows = held_in(session, book.id)
    money = [row for row in rows if row.is_money]
    sums = Reckoning(session, money, span)
    opening, moved = sums.opening, sums.moved
    by_kind = {
        code: (
            sum(opening[row.id] for row in money if row.account_code.startswith(code)),
            sum(opening[row.id] + moved[row.id].net for row in money if row.account_code.startswith(code)),
        )
        for code, _label in KINDS_OF_MONEY
    }
    return Statement(
        sum(opening.values()), sum(amount + moved[row].net for row, amount in opening.items()), flows(session, book, rows, span), by_kind,
        reserved_at(session, book, span.last), set_apart_at(session, book, span.last),
    )


def flows(session: Session, book: Book, rows: Sequence[Held], span: Span) -> Flows:
    """Income and spending by source. Months are remembered: closed ones for good, open ones until the next entry of the year."""
    others = [row.id for row in rows if not row.is_money]
    parted = split(span.first, span.last)
    found: Flows = {}
    parts = [_of_days(session, others, *days) for days in parted.broken]
    if parted.whole is not None:
        (year, first), (_year, last) = parted.whole
        heads = closings(session, book, year)
        parts += [
            _of_closed(session, others, year, month, heads[month]) if month in heads else _of_open(session, book, others, year, month)
            for month in range(first, last + 1)
        ]
    for part in parts:
        for source, flow in part.items():
            found[source] = found.get(source, Flow()).plus(flow)
    return {source: flow for source, flow in found.items() if flow != Flow()}


def closings(session: Session, book: Book, year: int) -> dict[int, tuple[int, int, str]]:
    """Of each closed month of a year what it was closed with: period, act and the head of the chain, together found nowhere else."""
    rows = session.execute(
        select(Period.month, Period.id, func.max(PeriodEvent.id).label("event_id")).join(PeriodEvent, PeriodEvent.period_id == Period.id)
        .where(Period.book_id == book.id, Period.state == "closed", PeriodEvent.act == "closed", Period.starts_on.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(Period.month, Period.id)
    ).all()
    heads = {row.id: row.head_hash for row in session.execute(select(PeriodEvent.id, PeriodEvent.head_hash).where(PeriodEvent.id.in_([row.event_id for row in rows])))}
    return {row.month: (row.id, row.event_id, heads.get(row.event_id) or "") for row in rows}


def _of_open(session: Session, book: Book, others: list[int], year: int, month: int) -> Flows:
    at = select(BookYear.id, BookYear.last_hash).where(BookYear.book_id == book.id, BookYear.year == year)
    head = session.execute(at).one_or_none()
    if head is None:
        return {}
    known = _open.get((head.id, month))
    if known is not None and known[0] == head.last_hash:
        return known[1]
    found = _of_days(session, others, date(year, month, 1), month_end(year, month))
    # Where each statement sees the books anew, an entry may have come between the two.
    if session.execute(at).one() == head:
        if len(_open) >= MOST_MONTHS_KEPT:
            _open.clear()
        _open[(head.id, month)] = (head.last_hash, found)
    return found


def _of_closed(session: Session, others: list[int], year: int, month: int, head: tuple[int, int, str]) -> Flows:
    known = _kept.get(head)
    if known is None:
        if len(_kept) >= MOST_MONTHS_KEPT:
            _kept.clear()
        known = _kept[head] = _of_days(session, others, date(year, month, 1), month_end(year, month))
    return known


def _of_days(session: Session, others: list[int], first: date, last: date) -> Flows:
    """Sum the other sides of entries that move money, as printed, by account or purpose."""
    if not others:
        return {}
    amounts = (func.sum(DEBIT), func.sum(CREDIT), func.sum(case((IS_REVERSAL, -1), else_=1)))
    query = _other_sides(
        (Balance.account_code, PURPOSE.label("spent_for"), IS_DEBIT.label("on_debit"), *amounts), others, first, last
    ).group_by(Balance.account_code, "spent_for", "on_debit")
    found: Flows = {}
    for row in columns(session, query):
        source = Source(False, row.spent_for) if row.on_debit else Source(True, row.account_code)
        flow = Flow(int(row[3] if row.on_debit else row[4]), int(row[5]))
        found[source] = found.get(source, Flow()).plus(flow)
    return found


def rows_of(session: Session, book: Book, source: Source, span: Span) -> tuple[Select[Any], list[tuple[Any, str]]]:
    """The lines behind one line of the statement, with the keys of their pages."""
    others = [row.id for row in held_in(session, book.id) if not row.is_money]
    behind: ColumnElement[bool] = PURPOSE.is_not_distinct_from(source.name)
    if source.is_income:
        behind = Balance.account_code == (source.name or "")
    what = (Line.on, Line.id, Line.entry_id, Entry.number, Entry.kind, Narration.text.label("narration"), (CREDIT if source.is_income else DEBIT).label("amount"))
    query: Select[Any] = _other_sides(what, others, span.first, span.last).outerjoin(Narration, Narration.entry_id == Entry.id)
    return query.where(behind, ~IS_DEBIT if source.is_income else IS_DEBIT), [(Line.on, "asc"), (Line.id, "asc")]


def _other_sides(what: tuple[Any, ...], others: list[int], first: date, last: date) -> Select[Any]:
    """Lines that are not on money accounts, of posted entries that move money; opening balances are neither income nor spending."""
    query: Select[Any] = (
        select(*what).join(Entry, Entry.id == Line.entry_id).join(Balance, Balance.id == Line.balance_id).outerjoin(ORIGINAL, ORIGINAL.id == Entry.reverses_id)
        .where(
            Line.balance_id.in_(others), Line.on.between(first, last), Entry.state == "posted", func.coalesce(ORIGINAL.kind, Entry.kind) != "opening",
            MOVES_MONEY,
        )
    )
    return query


def reserved_at(session: Session, book: Book, on: date, *criteria: ColumnElement[bool]) -> int:
    """What was promised and not yet paid, released or lapsed at the end of a day."""
    of_book = (Reservation.book_id == book.id, Reservation.reserved_on <= on, *criteria)
    made = session.scalar(select(func.sum(Reservation.amount)).where(*of_book))
    back = case((ReservationMove.kind == MoveKind.RESTORED.value, -ReservationMove.amount), else_=ReservationMove.amount)
    gone = session.scalar(
        select(func.sum(back)).join(Reservation, Reservation.id == ReservationMove.reservation_id).where(*of_book, ReservationMove.on <= on)
    )
    return int(made or 0) - int(gone or 0)


def set_apart_at(session: Session, book: Book, on: date) -> int:
    """What lay in earmarked donations, and was promised to nobody, at the end of a day."""
    earmarks = list(session.scalars(select(Earmark.id).where(Earmark.book_id == book.id)))
    if not earmarks:
        return 0
    held_there = session.scalar(
        select(func.sum(Line.debit - Line.credit)).join(Entry, Entry.id == Line.entry_id).join(Balance, Balance.id == Line.balance_id)
        .where(Entry.earmark_id.in_(earmarks), Entry.state == "posted", Entry.on <= on, Balance.is_money)
    )
    return int(held_there or 0) - reserved_at(session, book, on, Reservation.earmark_id.in_(earmarks))
