"""Funds: what they have, promised and free; their accounts, boxes, months and commitments."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.kernel.names import fold
from fundapp.ledger.calendar import Span
from fundapp.ledger.models import (
    Account,
    Balance,
    Book,
    BookYear,
    CashBox,
    Period,
    PeriodEvent,
    Reservation,
    ReservationExtension,
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


def free_of(session: Session, book_id: int) -> int:
    """What a fund may still promise or pay, in đồng, whoever asks: for an act that the fund's money stands behind."""
    row = session.execute(
        select(StandingRow.balance_amount, StandingRow.reserved_amount, StandingRow.set_apart_amount).where(StandingRow.book_id == book_id)
    ).one()
    return Standing(*row).free


def reservations_of(session: Session, subject: str) -> list[Reservation]:
    """Every commitment made for a subject, fund by fund."""
    return list(session.scalars(select(Reservation).where(Reservation.subject == subject).order_by(Reservation.book_id, Reservation.id)))


def commitments(book: Book, *, only_open: bool = True, ending: date | None = None, due: Span | None = None) -> Select[Reservation]:
    """The commitments of a fund, for a page by key: of those held perhaps only what lapses soon after a day, or falls due in a span."""
    query = select(Reservation).where(Reservation.book_id == book.id)
    if only_open:
        query = query.where(Reservation.state == "open")
    if ending is not None:
        query = query.where(Reservation.warn_on <= ending)
    if due is not None and due.kind == "undated":
        query = query.where(Reservation.due_on.is_(None))
    elif due is not None:
        query = query.where(*([Reservation.due_on >= due.first] if due.first else []), *([Reservation.due_on <= due.last] if due.last else []))
    return query


def falling_due(session: Session) -> list[tuple[int, date | None, int]]:
    """What the funds in sight hold for requests, by fund and due day: (fund, day, sum)."""
    left = func.sum(Reservation.amount - Reservation.consumed_amount - Reservation.released_amount)
    rows = session.execute(
        select(Reservation.book_id, Reservation.due_on, left.label("amount")).join(Book, Book.id == Reservation.book_id)
        .where(Reservation.state == "open").group_by(Reservation.book_id, Reservation.due_on)
    )
    return [(row.book_id, row.due_on, int(row.amount)) for row in rows]


def ending_soon(session: Session, book_ids: Iterable[int], on: date) -> dict[int, tuple[int, int]]:
    """How many promises of each fund lapse soon or are overdue, and what they hold."""
    left = func.sum(Reservation.amount - Reservation.consumed_amount - Reservation.released_amount)
    rows = session.execute(
        select(Reservation.book_id, func.count(Reservation.id).label("number"), left.label("amount"))
        .where(Reservation.state == "open", Reservation.warn_on <= on, Reservation.book_id.in_(list(book_ids))).group_by(Reservation.book_id)
    )
    return {row.book_id: (row.number, int(row.amount)) for row in rows}


def extensions_of(session: Session, reservation_ids: Sequence[int]) -> list[ReservationExtension]:
    """The later last days that these commitments were given, oldest first."""
    query = select(ReservationExtension).where(ReservationExtension.reservation_id.in_(reservation_ids)).order_by(ReservationExtension.id)
    return list(session.scalars(query))


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
