"""What is handed out of the books, read row by row in the order of the chains."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from fundapp.kernel.checks import EVERYTHING, stream
from fundapp.ledger import chain
from fundapp.ledger.models import (
    Account,
    Balance,
    Book,
    BookYear,
    Entry,
    Line,
    MonthTotal,
    Period,
    PeriodEvent,
    StandingRow,
    Voucher,
    VoucherSeries,
    YearBalance,
    YearClose,
    YearEvent,
)
from fundapp.orgs.models import Unit


class Told(NamedTuple):
    """One posted entry with its lines. `voucher` is its label in the chain, `reverses` names the entry it takes back as year/number."""

    book: str
    year: int
    number: int
    on: date
    kind: str
    reference: str
    body: str
    purpose: str
    earmark: int | None
    beneficiary: int | None
    voucher: str
    reverses: str
    drafted_by: int
    posted_by: int
    posted_at: str
    narration: str
    previous: str
    hash: str
    lines: list[chain.HashedLine]


class Chosen(NamedTuple):
    """The books that are handed out, and whether they are all that there are."""

    books: Sequence[Any]
    is_whole: bool

    @property
    def ids(self) -> list[int]:
        return [book.id for book in self.books]

    @property
    def unit_ids(self) -> list[int]:
        return sorted({book.unit_id for book in self.books})


def chosen(session: Session, code: str | None) -> Chosen:
    """The books to hand out: one by its code, or all of them."""
    query = (
        select(
            Book.id, Book.code, Book.unit_id, Unit.code.label("unit"), Book.name, Book.legal_form, Book.fund_account_code, Book.opened_on,
            StandingRow.balance_amount,
        )
        .join(Unit, Unit.id == Book.unit_id).join(StandingRow, StandingRow.book_id == Book.id).order_by(Book.id)
    )
    found = list(stream(session, query))
    return Chosen([book for book in found if code is None or book.code == code], code is None)


def years(session: Session, books: Chosen) -> Iterator[Any]:
    yield from stream(
        session,
        select(Book.code, BookYear.year, BookYear.last_number, BookYear.last_hash).join(Book, Book.id == BookYear.book_id)
        .where(Book.id.in_(books.ids)).order_by(Book.id, BookYear.year),
    )


def entries(session: Session, books: Chosen) -> Iterator[Told]:
    """Every posted entry in the order of its chain."""
    taken_back = aliased(Entry)
    taken_back_year = aliased(BookYear)
    query = (
        select(
            Entry.id, Book.code, BookYear.year, Entry.number, Entry.on, Entry.kind, Entry.reference, Entry.body_digest, Entry.purpose, Entry.earmark_id,
            Entry.beneficiary_unit_id, Entry.drafted_by_id, Entry.posted_by_id, Entry.posted_at, Entry.narration_digest, Entry.previous_hash, Entry.hash,
            Voucher.series, Voucher.year.label("voucher_year"),
            Voucher.number.label("voucher_number"), Voucher.amount.label("voucher_amount"), taken_back_year.year.label("reversed_year"),
            taken_back.number.label("reversed_number"), Line.position, Line.debit, Line.credit, Line.subject, Balance.account_code, Balance.box_id,
        )
        .join(BookYear, BookYear.id == Entry.book_year_id).join(Book, Book.id == BookYear.book_id)
        .outerjoin(Voucher, Voucher.id == Entry.voucher_id).outerjoin(taken_back, taken_back.id == Entry.reverses_id)
        .outerjoin(taken_back_year, taken_back_year.id == taken_back.book_year_id)
        .outerjoin(Line, Line.entry_id == Entry.id).outerjoin(Balance, Balance.id == Line.balance_id)
        .where(Entry.state == "posted", Book.id.in_(books.ids)).order_by(Book.id, BookYear.year, Entry.number, Entry.id, Line.position)
    )
    for _entry_id, group in groupby(stream(session, query), key=lambda row: row.id):
        rows = list(group)
        yield _told(rows[0], [
            chain.HashedLine(row.position, row.account_code, row.box_id, row.debit, row.credit, row.subject) for row in rows if row.position is not None
        ])


def _told(row: Any, lines: list[chain.HashedLine]) -> Told:
    label = "" if row.series is None else chain.voucher_label(row.series, row.voucher_year, row.voucher_number, row.voucher_amount)
    return Told(
        row.code, row.year, row.number, row.on, row.kind, row.reference, row.body_digest, row.purpose or "", row.earmark_id, row.beneficiary_unit_id, label,
        "" if row.reversed_number is None else f"{row.reversed_year}/{row.reversed_number}", row.drafted_by_id, row.posted_by_id,
        chain.instant_text(row.posted_at), row.narration_digest, row.previous_hash, row.hash, lines,
    )


def balances(session: Session, books: Chosen) -> Iterator[Any]:
    yield from stream(
        session,
        select(Book.code, Balance.account_code, Balance.box_id, Balance.amount).join(Book, Book.id == Balance.book_id)
        .where(Book.id.in_(books.ids)).order_by(Book.id, Balance.account_code, Balance.box_id),
    )


def months(session: Session, books: Chosen) -> Iterator[Any]:
    yield from stream(
        session,
        select(
            Book.code, Balance.account_code, Balance.box_id, MonthTotal.year, MonthTotal.month, MonthTotal.debit_amount, MonthTotal.credit_amount
        )
        .join(Balance, Balance.id == MonthTotal.balance_id).join(Book, Book.id == Balance.book_id)
        .where(Book.id.in_(books.ids)).order_by(Book.id, Balance.account_code, Balance.box_id, MonthTotal.year, MonthTotal.month),
    )


def period_acts(session: Session, books: Chosen) -> Iterator[Any]:
    """Every act on a month, those of one month in their order."""
    yield from stream(
        session,
        select(
            Book.code, BookYear.year, Period.month, PeriodEvent.id, PeriodEvent.act, PeriodEvent.by_id, PeriodEvent.on, PeriodEvent.at, PeriodEvent.entry_count,
            PeriodEvent.turnover_amount, PeriodEvent.trial_digest, PeriodEvent.head_number, PeriodEvent.head_hash,
        )
        .join(Period, Period.id == PeriodEvent.period_id).join(BookYear, BookYear.id == Period.book_year_id).join(Book, Book.id == BookYear.book_id)
        .where(Book.id.in_(books.ids)).order_by(Book.id, BookYear.year, Period.month, PeriodEvent.id),
    )


def year_acts(session: Session, books: Chosen) -> Iterator[Any]:
    """Every act on a year, those of one year in their order."""
    yield from stream(
        session,
        select(
            Book.code, BookYear.year, YearEvent.id, YearEvent.act, YearEvent.by_id, YearEvent.on, YearEvent.at, YearEvent.entry_count,
            YearEvent.turnover_amount, YearEvent.trial_digest, YearEvent.head_number, YearEvent.head_hash,
        )
        .join(YearClose, YearClose.id == YearEvent.year_close_id).join(BookYear, BookYear.id == YearClose.book_year_id).join(Book, Book.id == BookYear.book_id)
        .where(Book.id.in_(books.ids)).order_by(Book.id, BookYear.year, YearEvent.id),
    )


def year_balances(session: Session, books: Chosen) -> Iterator[Any]:
    """Every account as each closing of a year froze it."""
    yield from stream(
        session,
        select(
            Book.code, BookYear.year, YearBalance.event_id, YearBalance.account_code, YearBalance.box_id, YearBalance.opening_amount,
            YearBalance.debit_amount, YearBalance.credit_amount,
        )
        .join(YearEvent, YearEvent.id == YearBalance.event_id).join(YearClose, YearClose.id == YearEvent.year_close_id)
        .join(BookYear, BookYear.id == YearClose.book_year_id).join(Book, Book.id == BookYear.book_id)
        .where(Book.id.in_(books.ids)).order_by(Book.id, BookYear.year, YearBalance.event_id, YearBalance.account_code, YearBalance.box_id),
    )


def series(session: Session, books: Chosen) -> Iterator[Any]:
    yield from stream(
        session,
        select(Unit.code, VoucherSeries.series, VoucherSeries.year, VoucherSeries.last_number).join(Unit, Unit.id == VoucherSeries.unit_id)
        .where(VoucherSeries.unit_id.in_(books.unit_ids)).order_by(VoucherSeries.unit_id, VoucherSeries.series, VoucherSeries.year),
    )


def vouchers(session: Session, books: Chosen) -> Iterator[Any]:
    """Every voucher of the units whose books are handed out, since a series runs through all books of its unit."""
    yield from stream(
        session,
        select(Unit.code, Voucher.series, Voucher.year, Voucher.number, Voucher.kind, Voucher.on, Voucher.amount, Voucher.state)
        .join(Unit, Unit.id == Voucher.unit_id)
        .where(Voucher.unit_id.in_(books.unit_ids)).order_by(Voucher.unit_id, Voucher.series, Voucher.year, Voucher.number),
    )


def account_names(session: Session, books: Chosen) -> dict[tuple[int, str], str]:
    """The name of each account of the units, by unit and code."""
    rows = session.execute(select(Account.unit_id, Account.code, Account.name).where(Account.unit_id.in_(books.unit_ids)).execution_options(all_units=EVERYTHING))
    return {(row.unit_id, row.code): row.name for row in rows}
