"""Entries: the journal, one entry with its lines, the entries on a voucher."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from fundapp.ledger.models import (
    Account,
    Balance,
    Book,
    BookYear,
    CashBox,
    Entry,
    Line,
    Narration,
    Reservation,
    ReservationMove,
    Voucher,
    VoucherPaper,
    VoucherSeries,
)
from fundapp.ledger.models.entries import is_on, takes_back


@dataclass(frozen=True)
class Around:
    """The entry that one takes back, and the one that takes it back."""

    reverses: Entry | None
    reversed_by: Entry | None


def journal(book_year_id: int) -> Select[*tuple[Any, ...]]:
    """The posted entries of a book's year, for a page by key (number, newest first)."""
    amount = select(func.sum(Line.debit)).where(Line.entry_id == Entry.id).scalar_subquery()
    return (
        select(
            Entry.id, Entry.number, Entry.on, Entry.kind, Narration.text.label("narration"), Entry.voucher_id, Voucher.series, Voucher.year,
            Voucher.number.label("voucher_number"), Voucher.state.label("voucher_state"), amount.label("amount"),
        )
        .outerjoin(Narration, Narration.entry_id == Entry.id)
        .outerjoin(Voucher, Voucher.id == Entry.voucher_id)
        .where(Entry.book_year_id == book_year_id, Entry.state == "posted")
    )


def entry_lines(session: Session, entry: Entry) -> Sequence[Any]:
    """The lines of an entry with their accounts and boxes."""
    return session.execute(
        select(
            Line.position, Balance.account_code, Account.shown_code, Account.name.label("account_name"), CashBox.name.label("box_name"), Line.debit, Line.credit,
            Line.subject,
        )
        .join(Balance, Balance.id == Line.balance_id)
        .join(Account, (Account.unit_id == Balance.unit_id) & (Account.code == Balance.account_code))
        .outerjoin(CashBox, CashBox.id == Balance.box_id)
        .where(Line.entry_id == entry.id).order_by(Line.position)
    ).all()


def narration_of(session: Session, entry: Entry) -> str | None:
    """What an entry is about; None when it was erased."""
    return session.scalar(select(Narration.text).where(Narration.entry_id == entry.id))


def voucher_entries(session: Session, voucher: Voucher) -> Sequence[Any]:
    """The entries that stand on a voucher, with their funds."""
    return session.execute(
        select(Entry, Book).join(Book, Book.id == Entry.book_id).where(is_on(Entry, voucher.id)).order_by(Entry.book_id)
    ).all()


def papers_of(session: Session, voucher: Voucher) -> list[VoucherPaper]:
    """The sheets that were printed of a voucher, and the bank's own papers with it, oldest first."""
    return list(session.scalars(select(VoucherPaper).where(VoucherPaper.voucher_id == voucher.id).order_by(VoucherPaper.id)))


def standing_entries(session: Session, voucher: Voucher) -> list[Entry]:
    """The entries that keep a voucher from being void: drafts, and posted ones that no posted reversal takes back."""
    taken_back = aliased(Entry)
    query = (
        select(Entry).outerjoin(taken_back, takes_back(taken_back, Entry.id))
        .where(is_on(Entry, voucher.id), taken_back.id.is_(None)).order_by(Entry.book_id, Entry.id)
    )
    return list(session.scalars(query.execution_options(all_units="a voucher stands or falls with all its entries")))


def vouchers(series: str = "", year: int | None = None, state: str = "") -> Select[Voucher]:
    """The vouchers in sight, for a page by key (the newest first); void ones keep their place."""
    query = select(Voucher)
    if series:
        query = query.where(Voucher.series == series)
    if year is not None:
        query = query.where(Voucher.year == year)
    return query.where(Voucher.state == state) if state else query


def voucher_books(session: Session) -> list[tuple[str, int]]:
    """The series and years in which vouchers in sight have been issued."""
    rows = session.execute(select(VoucherSeries.series, VoucherSeries.year).where(VoucherSeries.last_number > 0).distinct())
    return sorted((row.series, row.year) for row in rows)


def uses_of(session: Session, entry: Entry) -> Sequence[Any]:
    """The commitments that an entry has paid or given back."""
    return session.execute(
        select(ReservationMove, Reservation).join(Reservation, Reservation.id == ReservationMove.reservation_id)
        .where(ReservationMove.entry_id == entry.id).order_by(ReservationMove.id)
    ).all()


def draft_entries(session: Session, book: Book | None = None) -> Sequence[Any]:
    """Entries that wait for a second person, oldest first."""
    # Drafts have no number yet, so the index of the numbers finds them.
    query = (
        select(Entry, Narration.text.label("narration"), Book.name.label("book_name"))
        .join(BookYear, (BookYear.id == Entry.book_year_id) & Entry.number.is_(None)).join(Book, Book.id == Entry.book_id)
        .outerjoin(Narration, Narration.entry_id == Entry.id).where(Entry.state == "draft").order_by(Entry.id)
    )
    return session.execute(query if book is None else query.where(Entry.book_id == book.id)).all()


def around(session: Session, entry: Entry) -> Around:
    """What an entry reverses and what reverses it (posted, or waiting to be)."""
    other = None if entry.reverses_id is None else session.get(Entry, entry.reverses_id)
    return Around(other, session.scalar(select(Entry).where(Entry.reverses_id == entry.id, Entry.state != "dropped")))
