"""What funds may be spent on, and the donations in them that donors have bound."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.ledger.models import Balance, Book, CashBox, Earmark, Entry, Line, Narration, Reservation, Terms
from fundapp.ledger.restrictions import Wish, in_force, objection
from fundapp.orgs.models import Unit

KNOWN_TO_THE_PAID = "from which fund and donation money comes is no secret to who is paid with it"


def source_names(session: Session, reservation_ids: Collection[int]) -> dict[int, str]:
    """Where the money of each of these commitments comes from: the fund, or the donation in it."""
    rows = session.execute(
        select(Reservation.id, Book.name, Earmark.name.label("donation")).join(Book, Book.id == Reservation.book_id)
        .outerjoin(Earmark, Earmark.id == Reservation.earmark_id).where(Reservation.id.in_(reservation_ids)).execution_options(all_units=KNOWN_TO_THE_PAID)
    )
    return {row.id: f"{row.name} – {row.donation}" if row.donation else row.name for row in rows}


def earmarks_of(session: Session, book_ids: Collection[int]) -> list[Earmark]:
    """The earmarked donations of these funds, those with money first, then the newest."""
    query = select(Earmark).where(Earmark.book_id.in_(book_ids)).order_by((Earmark.balance_amount > 0).desc(), Earmark.id.desc())
    return list(session.scalars(query))


def fitting(session: Session, earmarks: Sequence[Earmark], *, purpose: str, unit: Unit, on: date) -> list[Earmark]:
    """Those donations that may pay for this today and have something free."""
    paths = unit_paths(session, {unit_id for one in earmarks for terms in one.terms for unit_id in terms.unit_ids})
    found = []
    for one in earmarks:
        now = in_force(one.terms, on)
        if now is None or one.free_amount <= 0:
            continue
        named = [paths[unit_id] for unit_id in now.unit_ids]
        if objection(Wish(purpose, on, unit.path), purposes=list(now.purposes), unit_paths=named, last_on=now.last_on) is None:
            found.append(one)
    return found


def unit_paths(session: Session, unit_ids: Collection[int]) -> dict[int, str]:
    """Where these units hang in today's tree."""
    return {row.id: row.path for row in session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(unit_ids)))} if unit_ids else {}


def unit_names(session: Session, unit_ids: Collection[int]) -> dict[int, str]:
    """The short names of these units."""
    return {row.id: row.short_name for row in session.execute(select(Unit.id, Unit.short_name).where(Unit.id.in_(unit_ids)))} if unit_ids else {}


def waiting_terms(session: Session) -> Sequence[Any]:
    """Changes of terms in sight that wait for a second person, oldest first, with their fund and donation."""
    return session.execute(
        select(Terms, Book.name.label("book_name"), Earmark.name.label("donation")).join(Book, Book.id == Terms.book_id)
        .outerjoin(Earmark, Earmark.id == Terms.earmark_id).where(Terms.state == "proposed").order_by(Terms.id)
    ).all()


def entries_of(earmark: Earmark) -> Any:
    """The posted entries of an earmarked donation with the money each brings in (less what it takes out), for a page by key."""
    money = (
        select(func.sum(Line.debit - Line.credit)).join(Balance, Balance.id == Line.balance_id)
        .where(Line.entry_id == Entry.id, Balance.is_money).scalar_subquery()
    )
    columns: Any = select(
        Entry.id, Entry.number, Entry.on, Entry.kind, Narration.text.label("narration"), func.coalesce(money, 0).label("amount")
    )
    return columns.outerjoin(Narration, Narration.entry_id == Entry.id).where(Entry.earmark_id == earmark.id, Entry.state == "posted")


@dataclass(frozen=True)
class Kept:
    """What lies in one box: this fund's money, and that of all funds together."""

    box: CashBox
    own: int
    whole: int
    funds: int


def boxes_with(session: Session, book: Book) -> list[Kept]:
    """The boxes in which this fund keeps money, each with what other funds keep there."""
    held = {
        row.box_id: row for row in session.execute(
            select(
                Balance.box_id, func.sum(Balance.amount).label("whole"),
                func.count(Balance.book_id.distinct()).filter(Balance.amount != 0).label("funds"),
            )
            .where(Balance.unit_id == book.unit_id, Balance.box_id.is_not(None)).group_by(Balance.box_id)
        )
    }
    own = select(CashBox, Balance.amount).join(Balance, Balance.box_id == CashBox.id).where(Balance.book_id == book.id).order_by(CashBox.kind, CashBox.name)
    return [Kept(box, amount, int(held[box.id].whole), held[box.id].funds) for box, amount in session.execute(own)]
