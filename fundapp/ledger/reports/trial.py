"""S05-H, bảng cân đối số phát sinh: every account of a fund with its balance before, its turnover and its balance after."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from fundapp.kernel.db import columns
from fundapp.kernel.labels import _
from fundapp.ledger.models import Account, Book, CashBox
from fundapp.ledger.reports import frame
from fundapp.ledger.reports.layouts import sides
from fundapp.ledger.reports.official import form_on
from fundapp.ledger.reports.ruled import span_values
from fundapp.ledger.reports.shape import Column, Drill, Mark, Report, Row
from fundapp.ledger.reports.sums import NOTHING, Moved, Reckoning, held_in
from fundapp.ledger.spans import Span

OPENING, TURNOVER, SO_FAR, CLOSING = _("Số dư đầu kỳ (đồng)"), _("Số phát sinh trong kỳ (đồng)"), _("Lũy kế từ đầu năm (đồng)"), _("Số dư cuối kỳ (đồng)")
DEBIT, CREDIT = _("Nợ"), _("Có")
COLUMNS = (
    Column(_("Số hiệu TK"), "code", 9), Column(_("Tên tài khoản"), "text", 34),
    *(Column(side, "dong", 16, group) for group in (OPENING, TURNOVER, SO_FAR, CLOSING) for side in (DEBIT, CREDIT)),
)

BOXES = select(CashBox.id, CashBox.name).where(CashBox.unit_id == bindparam("unit"))
ACCOUNTS = select(Account.code, Account.shown_code, Account.name, Account.is_postable).where(Account.unit_id == bindparam("unit")).order_by(Account.code)


class Standing(NamedTuple):
    """One account: what stood before, what moved, what moved since new year."""

    opening: int
    moved: Moved
    so_far: Moved

    @property
    def closing(self) -> int:
        return self.opening + self.moved.net

    @property
    def amounts(self) -> tuple[int, ...]:
        """The eight columns, each side apart."""
        return (*_apart(self.opening), *self.moved, *self.so_far, *_apart(self.closing))


def trial_balance(session: Session, book: Book, span: Span, *, on: date) -> Report:
    """The trial balance of a fund; accounts that group others sum the columns of these."""
    form = form_on("trial_balance", span.last)
    is_final, notes = frame.notes(session, form, [book], span)
    return Report(
        form=form, heading=frame.heading(session, book.unit_id, [(_("Quỹ"), f"{book.name} ({book.code})")]), span=span, columns=COLUMNS,
        rows=_rows(session, book, span), label=1, signers=frame.signers(session, form, book.unit_id, on), notes=notes, is_final=is_final,
        file=f"can-doi-{book.code.lower()}",
    )


def _rows(session: Session, book: Book, span: Span) -> Iterator[Row]:
    rows = held_in(session, book.id)
    sums = Reckoning(session, rows, span)
    opening, moved, so_far = sums.opening, sums.moved, sums.moved_so_far
    standings = {row.id: Standing(opening[row.id], moved.get(row.id, NOTHING), so_far.get(row.id, NOTHING)) for row in rows}
    boxes = {row.id: row.name for row in columns(session, BOXES, {"unit": book.unit_id})}
    whole, days = [0] * 8, span_values(span)
    for account in columns(session, ACCOUNTS, {"unit": book.unit_id}):
        own = [row for row in rows if row.account_code.startswith(account.code)]
        if not own:
            continue
        amounts = _columns(standings[row.id] for row in own)
        link = Drill("ledger.general_ledger", {"book_id": book.id, "code": int(account.code), **days})
        mark = Mark.LINE if account.is_postable else Mark.HEAD
        yield Row(mark, (account.shown_code, account.name, *(amount or None for amount in amounts)), {0: link, 1: link})
        if account.is_postable:
            whole = [one + other for one, other in zip(whole, amounts, strict=True)]
            for row in own if len(own) > 1 else ():
                where = Drill("ledger.box_book", {"box_id": row.box_id, "book": book.id, **days})
                yield Row(Mark.PART, (None, boxes.get(row.box_id or 0, ""), *(amount or None for amount in standings[row.id].amounts)), {1: where})
    yield Row(Mark.SUM, (None, _("Tổng cộng"), *whole))


def _columns(standings: Iterable[Standing]) -> list[int]:
    """Sum accounts side by side: a debit balance of one does not hide a credit balance of another."""
    return [sum(column) for column in zip(*(standing.amounts for standing in standings), strict=True)]


def _apart(balance: int) -> tuple[int, int]:
    debit, credit = sides(balance)
    return debit or 0, credit or 0
