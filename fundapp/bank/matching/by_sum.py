"""Third pass: one line over several items without a code, as when a till's takings of a day are paid in together. Never sure.

Looked at are only the items of one day near the line's, any of them while they are few, and all items of one name. Two ways to come to
the amount, or two lines that want the same item, propose nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from fundapp.bank.matching.by_payee import WINDOW
from fundapp.bank.matching.shapes import Basis, Doubt, Line, OpenItem, Part, Proposal, Why

NEAR = timedelta(days=3)
# Of so many items of one day every choice is tried (2^10); of more only all together.
FEW = 10
MOST = 50
Pick = tuple[OpenItem, ...]


def by_sum(doubts: Sequence[Doubt], lines: Iterable[Line], items: Iterable[OpenItem], taken: set[int]) -> tuple[list[Proposal], list[Doubt]]:
    """Propose sums for lines for which nothing else was found; gives the proposals and the doubts that are left."""
    nothing = {doubt.line for doubt in doubts if doubt.why is Why.NOTHING}
    asked = {line.id: line for line in lines if line.id in nothing}
    if not asked:
        return [], list(doubts)
    sums = _Sums(asked.values(), (item for item in items if not item.code and item.id not in taken))
    picks = {number: pick for number, line in asked.items() if (pick := sums.only(line)) is not None}
    wanted = Counter(item.id for pick in picks.values() for item in pick)
    kept = {number: pick for number, pick in picks.items() if all(wanted[item.id] == 1 for item in pick)}
    proposals = [Proposal(Basis.SUM, tuple(Part(number, item.id, item.amount) for item in pick), is_sure=False) for number, pick in kept.items()]
    return proposals, [doubt for doubt in doubts if doubt.line not in kept]


class _Sums:
    """What items of one day, or of one name, come to together."""

    def __init__(self, lines: Iterable[Line], items: Iterable[OpenItem]) -> None:
        near = {line.day + timedelta(days=off) for line in lines for off in range(-NEAR.days, NEAR.days + 1)}
        by_day: dict[tuple[date, bool], list[OpenItem]] = defaultdict(list)
        by_name: dict[tuple[str, bool], list[OpenItem]] = defaultdict(list)
        for item in items:
            if item.day in near:
                by_day[item.day, item.amount > 0].append(item)
            if item.party:
                by_name[item.party, item.amount > 0].append(item)
        self.of_day = {place: _choices(group) for place, group in by_day.items() if len(group) > 1}
        self.of_name: dict[int, list[Pick]] = defaultdict(list)
        for group in by_name.values():
            if 1 < len(group) <= MOST:
                self.of_name[sum(item.amount for item in group)].append(tuple(group))

    def only(self, line: Line) -> Pick | None:
        """The one set of items that comes to the line's amount; None where there is none, or more than one."""
        found: dict[frozenset[int], Pick] = {}
        for off in range(-NEAR.days, NEAR.days + 1):
            choices = self.of_day.get((line.day + timedelta(days=off), line.amount > 0), {})
            if line.amount in choices:
                pick = choices[line.amount]
                if pick is None:
                    return None
                found[frozenset(item.id for item in pick)] = pick
        for pick in self.of_name.get(line.amount, ()):
            if all(abs(item.day - line.day) <= WINDOW for item in pick):
                found[frozenset(item.id for item in pick)] = pick
        return next(iter(found.values())) if len(found) == 1 else None


def _choices(group: Sequence[OpenItem]) -> Mapping[int, Pick | None]:
    """Every sum that two items or more of a group come to; None where several choices do."""
    if len(group) > FEW:
        return {sum(item.amount for item in group): tuple(group)} if len(group) <= MOST else {}
    found: dict[int, Pick | None] = {}
    for pick in _subsets(group):
        amount = sum(item.amount for item in pick)
        found[amount] = None if amount in found else pick
    return found


def _subsets(group: Sequence[OpenItem]) -> Iterator[Pick]:
    for mask in range(1 << len(group)):
        if mask & (mask - 1):
            yield tuple(item for place, item in enumerate(group) if mask >> place & 1)
