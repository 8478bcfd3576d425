"""A unit's chart of accounts: each account with its place, what it holds and the code that the unit writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.ledger.models import Account, Balance
from fundapp.orgs.models import Unit


@dataclass(frozen=True)
class ChartLine:
    """One account in the order of the chart: how deep it lies, and what all funds of the unit hold on it (debit less credit)."""

    account: Account
    depth: int
    amount: int
    is_used: bool


def chart_of(session: Session, unit_id: int) -> list[ChartLine]:
    """The whole chart of a unit, each account after the one above it; a heading holds what is below it."""
    accounts = {row.code: row for row in session.scalars(select(Account).where(Account.unit_id == unit_id).order_by(Account.code))}
    held = {
        row.account_code: int(row.amount) for row in session.execute(
            select(Balance.account_code, func.sum(Balance.amount).label("amount")).where(Balance.unit_id == unit_id).group_by(Balance.account_code)
        )
    }
    below: dict[str | None, list[str]] = {}
    for code, account in accounts.items():
        below.setdefault(account.parent_code if account.parent_code in accounts else None, []).append(code)
    found: list[ChartLine] = []

    def walk(code: str, depth: int) -> int:
        place = len(found)
        found.append(ChartLine(accounts[code], depth, 0, code in held))
        amount = held.get(code, 0) + sum(walk(child, depth + 1) for child in below.get(code, []))
        found[place] = ChartLine(accounts[code], depth, amount, code in held)
        return amount

    for code in below.get(None, []):
        walk(code, 0)
    return found


def shown_codes(session: Session, unit_id: int) -> dict[str, str]:
    """The code that a unit writes for each account, by the program's code."""
    rows = session.execute(select(Account.code, Account.shown_code).where(Account.unit_id == unit_id))
    return {row.code: row.shown_code for row in rows}


def charts(session: Session) -> Sequence[Any]:
    """The units in sight that have a chart: how many accounts, how many of them written otherwise."""
    return session.execute(
        select(
            Unit, func.count(Account.id).label("accounts"), func.count(Account.id).filter(Account.shown_code != Account.code).label("mapped"),
            func.count(Account.id).filter(Account.closed_on.is_not(None)).label("closed"),
        )
        .join(Account, Account.unit_id == Unit.id).group_by(Unit.id).order_by(Unit.path)
    ).all()
