"""The account card: the lines of one account in one fund, newest first, each with the balance after it.

No balance is stored beside a line. The balance row (less the months after the page) gives the balance at the top of the
page, and each line takes its own amount off again; so a page costs the same at every depth and a late entry shifts nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from fundapp.ledger.models import Balance, Book, Entry, Line, MonthTotal, Narration

Place = tuple[date, int]


@dataclass(frozen=True)
class CardLine:
    """One line of the card and the balance (debit minus credit) after it."""

    id: int
    on: date
    entry_id: int
    number: int
    kind: str
    narration: str | None
    debit: int
    credit: int
    subject: str | None
    balance: int


@dataclass(frozen=True)
class Card:
    """One page of an account card. `next` is the place where the next, older page begins."""

    account_code: str
    balance: int
    lines: list[CardLine]
    next: Place | None


def card(session: Session, book: Book, account_code: str, *, box_id: int | None = None, after: Place | None = None, size: int = 50) -> Card:
    """Give one page of an account's card, of all its boxes or of one."""
    query = select(Balance.id, Balance.amount).where(Balance.book_id == book.id, Balance.account_code == account_code)
    if box_id is not None:
        query = query.where(Balance.box_id == box_id)
    rows = session.execute(query).all()
    total = sum(row.amount for row in rows)
    ids = [row.id for row in rows]
    found = [line for balance_id in ids for line in _lines(session, balance_id, after, size + 1)]
    found.sort(key=lambda line: (line.on, line.id), reverse=True)
    running = total if after is None else total - sum(_since(session, balance_id, after) for balance_id in ids)
    lines: list[CardLine] = []
    for row in found[:size]:
        lines.append(CardLine(row.id, row.on, row.entry_id, row.number, row.kind, row.narration, row.debit, row.credit, row.subject, running))
        running -= row.debit - row.credit
    more = (lines[-1].on, lines[-1].id) if len(found) > size else None
    return Card(account_code, total, lines, more)


def _lines(session: Session, balance_id: int, after: Place | None, size: int) -> Sequence[Any]:
    query = (
        select(
            Line.id, Line.on, Line.entry_id, Entry.number, Entry.kind, Narration.text.label("narration"), Line.debit, Line.credit, Line.subject
        )
        .join(Entry, Entry.id == Line.entry_id).outerjoin(Narration, Narration.entry_id == Line.entry_id)
        .where(Line.balance_id == balance_id, Entry.state == "posted")
        .order_by(Line.on.desc(), Line.id.desc()).limit(size)
    )
    if after is not None:
        query = query.where(Line.on <= after[0], or_(Line.on < after[0], Line.id < after[1]))
    return session.execute(query).all()


def _since(session: Session, balance_id: int, place: Place) -> int:
    """What the lines from `place` on (itself included) have added: whole later months, and its own month line by line."""
    on, line_id = place
    later = select(func.coalesce(func.sum(MonthTotal.debit_amount - MonthTotal.credit_amount), 0)).where(
        MonthTotal.balance_id == balance_id, or_(MonthTotal.year > on.year, (MonthTotal.year == on.year) & (MonthTotal.month > on.month))
    )
    last = date(on.year + on.month // 12, on.month % 12 + 1, 1)
    same = (
        select(func.coalesce(func.sum(Line.debit - Line.credit), 0)).join(Entry, Entry.id == Line.entry_id)
        .where(
            Line.balance_id == balance_id, Line.on >= on, Line.on < last, or_(Line.on > on, Line.id >= line_id), Entry.state == "posted"
        )
    )
    return int(session.scalar(later) or 0) + int(session.scalar(same) or 0)
