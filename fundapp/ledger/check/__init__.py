"""Invariants of the books: each looks at the rows themselves and trusts no stored sum."""

from sqlalchemy.orm import Session

from fundapp.kernel.checks import Invariant
from fundapp.ledger.check import (
    accounts,
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


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    return [found for part in (entries, sums, closings, years, chains, promises, expected, restrictions, accounts, papers, closes) for found in part.invariants(session)]
