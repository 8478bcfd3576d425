"""Funds: what they have, promised and free; their accounts, boxes, months and commitments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.kernel.names import fold
from fundapp.ledger.models import (
    Account,
    Balance,
    Book,
    BookYear,
    CashBox,
    Period,
    PeriodEvent,
    Reservation,
    ReservationMove,
    StandingRow,
)
from fundapp.web.finding import Hit


@dataclass(frozen=True)
class Standing:
    """What a fund has on its money accounts, how much of it is promised, how much donors have bound, and what it may still promise or pay.

    What is bound is the free part of earmarked donations; it is promised and paid from them alone.
    """

    balance: int
    reserved: int
    set_apart: int = 0

    @property
    def free(self) -> int:
        return self.balance - self.reserved - self.set_apart


def books(session: Session, *, unit_id: int | None = None, purpose: str | None = None, is_open: bool | None = None) -> list[Book]:
    """The funds in sight, by unit and name; those of one unit, or those that may pay for one purpose."""
    query = select(Book).order_by(Book.unit_id, Book.name)
    if unit_id is not None:
        query = query.where(Book.unit_id == unit_id)
    if is_open is not None:
        query = query.where(Book.is_open == is_open)
    found = list(session.scalars(query))
    return found if purpose is None else [book for book in found if purpose in book.purposes]


def standing(session: Session, book_ids: Iterable[int]) -> dict[int, Standing]:
    """Balance, promised and free of each of these funds that is in sight."""
    rows = session.execute(
        select(StandingRow.book_id, StandingRow.balance_amount, StandingRow.reserved_amount, StandingRow.set_apart_amount)
        .join(Book, Book.id == StandingRow.book_id).where(StandingRow.book_id.in_(list(book_ids)))
    )
    return {row.book_id: Standing(row.balance_amount, row.reserved_amount, row.set_apart_amount) for row in rows}


def reservations_of(session: Session, subject: str) -> list[Reservation]:
    """Every commitment made for a subject, fund by fund."""
    return list(session.scalars(select(Reservation).where(Reservation.subject == subject).order_by(Reservation.book_id, Reservation.id)))


def commitments(book: Book, *, only_open: bool = True) -> Select[Reservation]:
    """The commitments of a fund, for a page by key."""
    query = select(Reservation).where(Reservation.book_id == book.id)
    return query.where(Reservation.state == "open") if only_open else query


def moves_of(session: Session, reservation_ids: Sequence[int]) -> list[ReservationMove]:
    """What happened to these commitments, oldest first."""
    return list(session.scalars(select(ReservationMove).where(ReservationMove.reservation_id.in_(reservation_ids)).order_by(ReservationMove.id)))


def balances_of(session: Session, book: Book) -> Sequence[Any]:
    """Each balance row of a fund with its account's name and nature and its box's name."""
    return session.execute(
        select(
            Balance.account_code, Account.shown_code, Account.name, Account.nature, Balance.amount, CashBox.name.label("box_name"), Balance.box_id, Balance.is_money
        )
        .join(Account, (Account.unit_id == Balance.unit_id) & (Account.code == Balance.account_code))
        .outerjoin(CashBox, CashBox.id == Balance.box_id)
        .where(Balance.book_id == book.id).order_by(Balance.account_code, Balance.box_id)
    ).all()


def accounts_of(session: Session, unit_id: int) -> list[Account]:
    """A unit's chart."""
    return list(session.scalars(select(Account).where(Account.unit_id == unit_id).order_by(Account.code)))


def boxes_of(session: Session, unit_id: int, kind: str | None = None) -> list[CashBox]:
    """The open cash boxes and bank accounts of a unit."""
    query = select(CashBox).where(CashBox.unit_id == unit_id, CashBox.is_open).order_by(CashBox.kind.desc(), CashBox.name)
    return list(session.scalars(query if kind is None else query.where(CashBox.kind == kind)))


def book_years(session: Session, book: Book) -> list[BookYear]:
    """The years of a fund's book, newest first."""
    return list(session.scalars(select(BookYear).where(BookYear.book_id == book.id).order_by(BookYear.year.desc())))


def periods_of(session: Session, book: Book, year: int) -> list[Period]:
    """The months of a year."""
    return list(
        session.scalars(
            select(Period).join(BookYear, BookYear.id == Period.book_year_id)
            .where(Period.book_id == book.id, BookYear.year == year).order_by(Period.month)
        )
    )


def period_events(session: Session, period_ids: Sequence[int]) -> list[PeriodEvent]:
    """What was done to these months, newest first."""
    return list(session.scalars(select(PeriodEvent).where(PeriodEvent.period_id.in_(period_ids)).order_by(PeriodEvent.id.desc())))


def find(session: Session, text: str, actor: Actor) -> list[Hit]:
    """Funds by a part of their name or code."""
    wanted = fold(text)
    if not wanted or not actor.can("fund:read"):
        return []
    found = [book for book in books(session) if wanted in fold(book.name) or wanted in fold(book.code)][:6]
    known = standing(session, [book.id for book in found])
    return [
        Hit(book.name, str(_("Quỹ %(code)s, còn được chi %(free)s đồng", code=book.code, free=dong(known[book.id].free))), f"ledger/{book.id}")
        for book in found
    ]
