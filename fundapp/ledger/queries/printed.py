"""What there is to print: the units with books in sight, and of a unit its funds, boxes and years."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.ledger.models import Account, Balance, Book, BookYear, CashBox
from fundapp.orgs.models import Unit


def units_with_books(session: Session) -> list[Unit]:
    """Units in sight that keep a fund, by name."""
    ids = list(session.scalars(select(Book.unit_id).distinct()))
    return list(session.scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.name)))


def boxes_with_money(session: Session, unit_id: int) -> list[CashBox]:
    """Boxes and bank accounts of a unit that any fund has used, the closed ones too."""
    used = select(Balance.box_id).where(Balance.unit_id == unit_id, Balance.box_id.is_not(None))
    return list(session.scalars(select(CashBox).where(CashBox.unit_id == unit_id, CashBox.id.in_(used)).order_by(CashBox.kind.desc(), CashBox.name)))


def books_of_box(session: Session, box: CashBox) -> list[Book]:
    """The funds that have money, or had, in a box."""
    used = select(Balance.book_id).where(Balance.box_id == box.id)
    return list(session.scalars(select(Book).where(Book.id.in_(used)).order_by(Book.name)))


def years_of(session: Session, book_ids: Sequence[int]) -> list[int]:
    """The years for which any of these funds has a book, newest first."""
    return list(session.scalars(select(BookYear.year).where(BookYear.book_id.in_(book_ids)).distinct().order_by(BookYear.year.desc())))


def accounts_used(session: Session, book: Book) -> list[Account]:
    """Accounts of which a fund has a balance row, and the accounts above them."""
    used = set(session.scalars(select(Balance.account_code).where(Balance.book_id == book.id)))
    known = session.scalars(select(Account).where(Account.unit_id == book.unit_id).order_by(Account.code))
    return [account for account in known if any(code.startswith(account.code) for code in used)]
