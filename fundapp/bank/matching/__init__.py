"""Statement lines against open items. Pure, and about as fast as its dictionaries: two passes, n log n.

Reference code first, then name, amount and day, at last sums of several items. Only a good code with the very amount settles by itself; equal amounts without a
code never do, nor does a code that fails its check digit, names no open item, or goes against a name in the note.
"""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from fundapp.bank.matching.by_code import ByCode, spread
from fundapp.bank.matching.by_payee import by_payee
from fundapp.bank.matching.by_sum import by_sum
from fundapp.bank.matching.names import Names
from fundapp.bank.matching.shapes import Against, Basis, Doubt, Line, OpenItem, Outcome, Part, Proposal, Why, read_line

__all__ = ["Against", "Basis", "Doubt", "Line", "OpenItem", "Outcome", "Part", "Proposal", "Why", "match", "read_line", "spread"]


def match(lines: Sequence[Line], items: Sequence[OpenItem]) -> Outcome:
    """Propose what settles what on one account. Each line comes out once, no item is proposed over its amount; order of input changes nothing."""
    with _no_sweeping():
        names = Names(items)
        first = ByCode(lines, items, names)
        proposals, doubts = by_payee(first.left, items, names, first.taken)
        first.taken.update(part.item for one in proposals for part in one.parts)
        sums, doubts = by_sum(doubts, first.left, items, first.taken)
        return Outcome(first.proposals + proposals + sums, first.doubts + doubts)


@contextmanager
def _no_sweeping() -> Iterator[None]:
    """Keep the collector of cycles still: half a million small tuples without one cycle made it take half of the time.

    Freezing and thawing lets them grow old at once, so that the first look afterwards does not walk through all of them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
