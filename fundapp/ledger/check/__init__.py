"""Invariants of the books: each looks at the rows themselves and trusts no stored sum."""

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


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    parts = (entries, sums, closings, years, chains, promises, expected, restrictions, accounts, papers, closes, blocks)
    return [found for part in parts for found in part.invariants(session)]
