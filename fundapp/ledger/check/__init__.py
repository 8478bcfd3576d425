"""Invariants of the books: each looks at the rows themselves and trusts no stored sum."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from fundapp.kernel.checks import Invariant
from fundapp.ledger.check import (
    accounts,
    blocks,
    chains,
    closes,
    closings,
    entries,
    expected,
    papers,
    promises,
    restrictions,
    sums,
    years,
)

# In the order in which they are told.
LOOKS: dict[str, Callable[[Session], Invariant]] = {
    "L1": entries.balanced, "L2": entries.whole_lines, "L5": entries.complete, "L6": entries.reversed_once, "L8a": entries.numbered,
    "L8b": entries.vouchers_numbered, "V1": entries.vouchers_booked, "V3": entries.vouchers_whole, "L10": entries.two_people, "L11": entries.days,
    "L3a": sums.balances, "L3b": sums.months, "L3c": sums.funds, "L9": sums.closed, "F1": sums.nothing_below_zero,
    "L12": closings.frozen, "L20": years.carried, "L7": chains.chained, "L4": chains.narrated,
    "F2a": promises.reserved, "F2b": promises.moved, "F2c": promises.restored, "F2d": promises.lapsed, "F2e": promises.extended,
    "F5a": expected.moved, "F5b": expected.allocated,
    "F3": restrictions.allowed, "F3b": restrictions.passed_through, "F3c": restrictions.terms_decided, "F3d": restrictions.bound,
    "L13": accounts.on_leaves, "V2": papers.told, "V4": papers.kept, "L19": closes.nothing_after, "L21": blocks.sealed,
}


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    return [look(session) for look in LOOKS.values()]
