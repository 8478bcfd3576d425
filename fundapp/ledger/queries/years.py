"""Years of a fund: how far each is on its way to being closed, what its accounts of result hold, and what its closings have frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.labels import _
from fundapp.ledger.chain import sha256
from fundapp.ledger.models import (
    Account,
    Balance,
    Book,
    BookYear,
    CashBox,
    Entry,
    MonthTotal,
    Period,
    YearBalance,
    YearClose,
    YearEvent,
)
from fundapp.ledger.queries.frozen import FrozenRow, canonical
from fundapp.ledger.queries.trial import TrialRow, trial_balance
from fundapp.ledger.year_end import THROUGH, is_result
from fundapp.web.waiting import Waiting

CLOSES, REOPENS = _("Xác nhận khóa năm"), _("Xem đề nghị mở lại năm")


@dataclass(frozen=True)
class Progress:
    """What a year still lacks: months that are not closed, drafts of closing entries, accounts of result that hold something, an earlier year."""

    open_months: Sequence[int]
    draft_id: int | None
    results: dict[str, int]
    earlier_open: int | None

    @property
    def is_ready(self) -> bool:
        return not self.open_months and not any(self.results.values()) and self.earlier_open is None


def year_close_of(session: Session, year: BookYear) -> YearClose | None:
    """The close of a year, when somebody has asked for it."""
    return session.scalar(select(YearClose).where(YearClose.book_year_id == year.id))


def year_closes(session: Session, book: Book) -> dict[int, YearClose]:
    """The closes of a fund's years, by the year's row."""
    return {row.book_year_id: row for row in session.scalars(select(YearClose).where(YearClose.book_id == book.id))}


def year_events(session: Session, close: YearClose) -> list[YearEvent]:
    """What was done to a year, newest first."""
    return list(session.scalars(select(YearEvent).where(YearEvent.year_close_id == close.id).order_by(YearEvent.id.desc())))


def progress(session: Session, year: BookYear) -> Progress:
    """How far a year is on its way to being closed."""
    months = session.scalars(select(Period.month).where(Period.book_year_id == year.id, Period.state != "closed").order_by(Period.month))
    draft = select(Entry.id).where(Entry.book_year_id == year.id, Entry.kind == "closing", Entry.state == "draft", Entry.number.is_(None))
    return Progress(list(months), session.scalar(draft.limit(1)), results_of(session, year), _earlier_open(session, year))


def results_of(session: Session, year: BookYear) -> dict[str, int]:
    """What each account of result that was ever used holds at the end of a year, debit minus credit."""
    rows = session.execute(
        select(Balance.account_code, func.sum(MonthTotal.debit_amount - MonthTotal.credit_amount).label("amount"))
        .join(MonthTotal, MonthTotal.balance_id == Balance.id).where(Balance.book_id == year.book_id, MonthTotal.year <= year.year)
        .group_by(Balance.account_code).order_by(Balance.account_code)
    )
    return {row.account_code: int(row.amount) for row in rows if is_result(row.account_code)}


def _earlier_open(session: Session, year: BookYear) -> int | None:
    closed = select(YearClose.book_year_id).where(YearClose.state == "closed")
    earlier = select(func.min(BookYear.year)).where(BookYear.book_id == year.book_id, BookYear.year < year.year, BookYear.id.not_in(closed))
    return session.scalar(earlier)


def waiting_on(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """Years that wait for this actor to be closed, or to be opened again."""
    if not actor.can("ledger:close"):
        return []
    last = select(func.max(YearEvent.id)).group_by(YearEvent.year_close_id)
    rows = session.execute(
        select(YearClose, BookYear, Book.name, YearEvent.at).join(BookYear, BookYear.id == YearClose.book_year_id).join(Book, Book.id == YearClose.book_id)
        .join(YearEvent, YearEvent.year_close_id == YearClose.id)
        .where(YearEvent.id.in_(last), YearClose.state.in_(("closing", "reopening")), YearClose.requested_by_id != actor.user_id).order_by(YearClose.id)
    )
    return [
        Waiting(
            act=CLOSES if close.state == "closing" else REOPENS, title=name, note=_("năm %(year)s", year=year.year), subject=f"years/{year.id}", since=at,
        )
        for close, year, name, at in rows if actor.can("ledger:close", close)
    ]


def surplus_accounts(session: Session, unit_id: int) -> list[Account]:
    """The accounts of capital that may take a surplus or deficit."""
    query = select(Account).where(Account.unit_id == unit_id, Account.is_postable, Account.closed_on.is_(None), Account.code.like("4%"))
    return list(session.scalars(query.order_by(Account.code)))


def has_through(session: Session, unit_id: int) -> bool:
    """Whether the unit's chart has the account over which results are carried."""
    query = select(Account.id).where(Account.unit_id == unit_id, Account.code == THROUGH, Account.is_postable, Account.closed_on.is_(None))
    return session.scalar(query) is not None


def year_trial(session: Session, year: BookYear) -> list[TrialRow]:
    """The trial balance of a whole year as it is now."""
    return trial_balance(session, year.book_id, (year.year, 1), (year.year, 12))


def year_digest(rows: Sequence[TrialRow]) -> str:
    """The digest of a year's trial balance, as kept when the year is closed."""
    return sha256(canonical([FrozenRow(row.account_code, row.box_id, row.opening, row.debit, row.credit) for row in rows]))


def carried(session: Session, event: YearEvent) -> list[TrialRow]:
    """The trial balance that a closing has frozen; its closing balances are what the next year opens with."""
    rows = session.execute(
        select(YearBalance, Account.shown_code, Account.name, CashBox.name.label("box_name"))
        .join(Account, (Account.unit_id == YearBalance.unit_id) & (Account.code == YearBalance.account_code))
        .outerjoin(CashBox, CashBox.id == YearBalance.box_id)
        .where(YearBalance.event_id == event.id).order_by(YearBalance.account_code, YearBalance.box_id)
    )
    return [
        TrialRow(row.account_code, shown, name, row.box_id, box, row.opening_amount, row.debit_amount, row.credit_amount) for row, shown, name, box in rows
    ]
