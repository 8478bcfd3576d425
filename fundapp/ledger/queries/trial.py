"""Trial balance of a fund: from the monthly totals, so that it costs the same however many lines there are."""

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from fundapp.ledger.chain import sha256
from fundapp.ledger.models import Account, Balance, Book, CashBox, MonthTotal, Period
from fundapp.ledger.queries.frozen import FrozenRow, canonical


@dataclass(frozen=True)
class TrialRow:
    """One account (and box): balance before, turnover of the months asked for, balance after. Balances are debit minus credit.

    `shown_code` is what the unit writes for the account.
    """

    account_code: str
    shown_code: str
    account_name: str
    box_id: int | None
    box_name: str | None
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        return self.opening + self.debit - self.credit


def trial_balance(session: Session, book: Book | int, first: tuple[int, int], last: tuple[int, int]) -> list[TrialRow]:
    """The trial balance from a month to a month, both (year, month) and both included."""
    book_id = book if isinstance(book, int) else book.id
    month = MonthTotal.year * 12 + MonthTotal.month
    low, high = first[0] * 12 + first[1], last[0] * 12 + last[1]
    net = MonthTotal.debit_amount - MonthTotal.credit_amount
    sums = (
        select(
            MonthTotal.balance_id, func.sum(case((month < low, net), else_=0)).label("opening"),
            func.sum(case((month >= low, MonthTotal.debit_amount), else_=0)).label("debit"),
            func.sum(case((month >= low, MonthTotal.credit_amount), else_=0)).label("credit"),
        )
        .join(Balance, Balance.id == MonthTotal.balance_id).where(Balance.book_id == book_id, month <= high).group_by(MonthTotal.balance_id).subquery()
    )
    rows = session.execute(
        select(
            Balance.account_code, Account.shown_code, Account.name, Balance.box_id, CashBox.name.label("box_name"), sums.c.opening, sums.c.debit, sums.c.credit
        )
        .join(sums, sums.c.balance_id == Balance.id)
        .join(Account, (Account.unit_id == Balance.unit_id) & (Account.code == Balance.account_code))
        .outerjoin(CashBox, CashBox.id == Balance.box_id)
        .order_by(Balance.account_code, Balance.box_id)
    )
    return [TrialRow(row[0], row[1], row[2], row[3], row[4], int(row[5]), int(row[6]), int(row[7])) for row in rows]


def trial_digest(session: Session, period: Period) -> tuple[int, str]:
    """The turnover of a month and the digest of its trial balance, as kept when the month is closed."""
    month = (period.starts_on.year, period.month)
    rows = trial_balance(session, period.book_id, month, month)
    frozen = [FrozenRow(row.account_code, row.box_id, row.opening, row.debit, row.credit) for row in rows]
    return sum(row.debit for row in rows), sha256(canonical(frozen))
