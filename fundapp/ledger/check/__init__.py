"""Invariants of the books: each looks at the rows themselves and trusts no stored sum."""

from sqlalchemy.orm import Session

from fundapp.kernel.checks import Invariant
<<<<<<< HEAD
from fundapp.ledger.check import accounts, chains, entries, papers, promises, restrictions, sums
=======
from fundapp.ledger.check import chains, closings, entries, papers, promises, restrictions, sums
>>>>>>> main


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
<<<<<<< HEAD
    return [found for part in (entries, sums, chains, promises, restrictions, accounts, papers) for found in part.invariants(session)]
=======
    return [found for part in (entries, sums, closings, chains, promises, restrictions, papers) for found in part.invariants(session)]
>>>>>>> main
