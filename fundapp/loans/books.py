"""What an act on a loan moves in the books: the difference between how the loan stood before and after. Pure.

Money comes in by an entry of its own and waits on the loan's subject ("thu chờ phân bổ"); what it was used for is one more entry, made here. So the books
say of every loan what the fold says, whatever the acts and their order were. Accounts are data (`data/accounts.toml`).
"""

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from fundapp.loans.told import Standing


class Place(StrEnum):
    """Where a loan's amounts lie in the books."""

    PRINCIPAL = "principal"
    INTEREST = "interest"
    WAITING = "waiting"
    SAVINGS = "savings"
    INCOME = "income"
    PENALTY_INCOME = "penalty_income"
    FEE_INCOME = "fee_income"
    RECOVERY = "recovery"
    LOSS = "loss"


# Places whose balance says what one loan owes or has; the others are results of the fund.
OF_THE_LOAN = (Place.PRINCIPAL, Place.INTEREST, Place.WAITING, Place.SAVINGS)


class Move(NamedTuple):
    """An amount in đồng, positive when it's a debit."""

    place: Place
    amount: int


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "accounts.toml").read_text(encoding="utf-8"))


@cache
def accounts() -> dict[Place, str]:
    """Give the accounts of the sample chart, by place."""
    said = _data()["accounts"]
    return {place: said[place.value] for place in Place}


class ProvisionAccounts(NamedTuple):
    """Where provisions lie: two detailed accounts below `parent`, what they cost and what comes back when less is needed."""

    parent: str
    specific: str
    specific_name: str
    general: str
    general_name: str
    expense: str
    back: str
    source: str


@cache
def provision_accounts() -> ProvisionAccounts:
    """Give the accounts of provisions of the sample chart."""
    return ProvisionAccounts(**_data()["provision"])


@cache
def off_balance_account() -> str:
    """Give the account beside the books on which written-off debt is followed."""
    return str(_data()["off_balance"]["written_off"])


def provision_moves(before: tuple[int, int], after: tuple[int, int]) -> list[tuple[str, int]]:
    """Give the entry from one month's provisions (specific, general) to the next one's, debit positive. Worked: from 0 to 2.500.000 costs 2.500.000."""
    where = provision_accounts()
    specific, general = after[0] - before[0], after[1] - before[1]
    whole = specific + general
    made = [(where.specific, -specific), (where.general, -general), (where.expense if whole > 0 else where.back, whole)]
    return [(account, amount) for account, amount in made if amount]


def owed(told: Standing, *, by_accrual: bool) -> dict[Place, int]:
    """Say what the books must say of a loan, debit positive: principal and interest are owed, money that waits and savings are the borrower's."""
    return {
        Place.PRINCIPAL: told.principal_outstanding, Place.INTEREST: told.interest_receivable if by_accrual else 0,
        Place.WAITING: -told.credit, Place.SAVINGS: -told.savings_held,
    }


def moves(before: Standing, after: Standing, *, by_accrual: bool) -> Sequence[Move]:
    """Give the entry that leads the books from one standing to the other; nothing when nothing moved.

    What the money's own entries do is left out: a disbursement debits principal, a receipt credits what waits, a refund debits it. Written off is what
    remains: with interest by accrual the interest too. Worked (cash): 171.667 came for a loan that owes 110.000 interest: 171.667 leaves what waits, 110.000
    is income, 61.667 principal.
    """
    old, new = owed(before, by_accrual=by_accrual), owed(after, by_accrual=by_accrual)
    moved = {place: new[place] - old[place] for place in OF_THE_LOAN}
    moved[Place.PRINCIPAL] -= after.disbursed - before.disbursed
    moved[Place.WAITING] += after.received - before.received - (after.refunded - before.refunded)
    if by_accrual:
        moved[Place.INCOME] = -(after.interest_fallen - before.interest_fallen) + after.interest_waived - before.interest_waived
        moved[Place.PENALTY_INCOME] = -(after.penalty_run - before.penalty_run) + after.penalty_waived - before.penalty_waived
    else:
        moved[Place.INCOME] = before.interest_paid - after.interest_paid
        moved[Place.PENALTY_INCOME] = before.penalty_paid - after.penalty_paid
    # A fee is income when it comes, whatever the product says of interest.
    moved[Place.FEE_INCOME] = before.fee_paid - after.fee_paid
    moved[Place.RECOVERY] = before.recovered - after.recovered
    moved[Place.LOSS] = -sum(moved.values())
    return [Move(place, moved[place]) for place in Place if moved.get(place)]
