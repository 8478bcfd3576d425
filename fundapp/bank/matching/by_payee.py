"""Second pass: lines without a usable code. Nothing here is ever sure; a name, an amount and a day propose, an amount alone only points."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from fundapp.bank.matching.by_code import DAY_AND_ID
from fundapp.bank.matching.names import Names
from fundapp.bank.matching.shapes import Basis, Doubt, Line, OpenItem, Part, Proposal, Why

# How far apart the day of the books and the day of the bank may lie when no code ties them: a month and its first days.
WINDOW = timedelta(days=35)
SHOWN = 5


def by_payee(lines: Iterable[Line], items: Iterable[OpenItem], names: Names, taken: set[int]) -> tuple[list[Proposal], list[Doubt]]:
    """Propose what one line and one item alone have in common; a line or item that has a rival stays open."""
    told: list[tuple[Line, list[OpenItem], list[OpenItem]]] = []
    bare: list[Line] = []
    most = WINDOW.days
    for line in lines:
        day, amount = line.day, line.amount
        # Items whose party is named, within the window: those of the line's amount, and all of them.
        near = [item for item in names.named(line) if item.id not in taken and -most <= (item.day - day).days <= most]
        if near:
            told.append((line, [item for item in near if item.amount == amount], near))
        else:
            bare.append(line)
    rivals = Counter([item.id for _line, fitting, _near in told for item in fitting])
    proposals: list[Proposal] = []
    doubts: list[Doubt] = []
    for line, fitting, near in told:
        if len(fitting) == 1 and rivals[fitting[0].id] == 1:
            proposals.append(Proposal(Basis.PAYEE, (Part(line.id, fitting[0].id, line.amount),), is_sure=False))
        elif fitting:
            doubts.append(Doubt(line.id, Why.SAME_NAME, _ids(fitting), len(fitting)))
        else:
            doubts.append(Doubt(line.id, Why.NAME_ONLY, _ids(near), len(near)))
    wanted = {line.amount for line in bare}
    same = _SameAmounts([item for item in items if item.amount in wanted and item.id not in taken])
    return proposals, doubts + same.doubts(bare)


class _SameAmounts:
    """The open items of each amount in the order of their days, so that the nearest are found without looking at all."""

    def __init__(self, items: Iterable[OpenItem]) -> None:
        self.items: dict[int, list[OpenItem]] = defaultdict(list)
        for item in items:
            self.items[item.amount].append(item)
        self.days: dict[int, list[date]] = {}
        for amount, held in self.items.items():
            held.sort(key=DAY_AND_ID)
            self.days[amount] = [item.day for item in held]
        # Lines of one amount and day have the same neighbours, and where amounts are usual there are many of them.
        self.known: dict[tuple[int, date], tuple[Why, tuple[int, ...], int]] = {}

    def doubts(self, lines: Iterable[Line]) -> list[Doubt]:
        made, known = [], self.known
        for line in lines:
            place = line.amount, line.day
            if place not in known:
                known[place] = self._near(line)
            made.append(Doubt(line.id, *known[place]))
        return made

    def _near(self, line: Line) -> tuple[Why, tuple[int, ...], int]:
        days = self.days.get(line.amount, [])
        first, last = bisect_left(days, line.day - WINDOW), bisect_left(days, line.day + WINDOW + timedelta(days=1))
        if first == last:
            return Why.NOTHING, (), 0
        middle = bisect_left(days, line.day, first, last)
        near = self.items[line.amount][max(first, middle - SHOWN):min(last, middle + SHOWN)]
        nearest = sorted(near, key=lambda item: (abs(item.day - line.day), item.id))
        return (Why.AMOUNT_ONLY if last - first == 1 else Why.SAME_AMOUNTS), _ids(nearest), last - first


def _ids(items: list[OpenItem]) -> tuple[int, ...]:
    return tuple([item.id for item in items[:SHOWN]])
