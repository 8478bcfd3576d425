"""First pass: lines that name the code of an open item.

Sure is only what a good code and the very amount say together, when nobody else claims it: as many lines as items, or one line over
all that its codes name. A name in the note that belongs to another item of the same amount, or a second line with the same code,
takes the sureness away. An amount that differs is proposed in parts, oldest item first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import TypeVar

from fundapp.bank.matching.names import Names
from fundapp.bank.matching.shapes import Against, Basis, Doubt, Line, OpenItem, Part, Proposal, Why, opposite

_T = TypeVar("_T", Line, OpenItem)
DAY_AND_ID = attrgetter("day", "id")


class ByCode:
    """Proposes by codes. Afterwards `left` holds the lines without a usable code and `taken` the items that are spoken for."""

    def __init__(self, lines: Iterable[Line], items: Iterable[OpenItem], names: Names) -> None:
        self.names = names
        self.proposals: list[Proposal] = []
        self.doubts: list[Doubt] = []
        self.left: list[Line] = []
        self.taken: set[int] = set()
        # Nearly every code is borne by one item, so that one needs no list.
        self.only: dict[str, OpenItem] = {}
        self.held: dict[str, list[OpenItem]] = {}
        only, held = self.only, self.held
        for item in items:
            code = item.code
            if code not in only:
                only[code] = item
            elif code in held:
                held[code].append(item)
            elif code:
                held[code] = [only[code], item]
        only.pop("", None)
        self._settle(*self._claims(lines))

    def _items(self, code: str) -> list[OpenItem]:
        return self.held.get(code) or [self.only[code]]

    def _claims(self, lines: Iterable[Line]) -> tuple[dict[str, Line], dict[str, list[Line]], list[tuple[Line, list[str]]]]:
        """Sort the lines by the one code that they name; those that name several open codes stand apart. Codes of several lines have a list as well."""
        single: dict[str, Line] = {}
        crowds: dict[str, list[Line]] = {}
        several: list[tuple[Line, list[str]]] = []
        known, left = self.only, self.left
        for line in lines:
            codes = line.codes
            if len(codes) == 1 and codes[0] in known:
                code = codes[0]
            else:
                named = [code for code in codes if code in known]
                if len(named) != 1:
                    if named:
                        several.append((line, named))
                    else:
                        left.append(line)
                    continue
                code = named[0]
            if code not in single:
                single[code] = line
            elif code in crowds:
                crowds[code].append(line)
            else:
                crowds[code] = [single[code], line]
        return single, crowds, several

    def _settle(self, single: dict[str, Line], crowds: dict[str, list[Line]], several: list[tuple[Line, list[str]]]) -> None:
        contested = {code for _line, codes in several for code in codes}
        crowded = contested | self.held.keys() | crowds.keys()
        add, take, only, someone_else, by_code = self.proposals.append, self.taken.add, self.only, self.names.someone_else, Basis.CODE
        repeated, new = self.names.repeated, tuple.__new__
        for code, line in single.items():
            # Nearly every code is one line and one item, so these cases are short.
            if code in crowded:
                self._group(crowds.get(code) or [line], self._items(code), is_contested=code in contested)
                continue
            item, amount = only[code], line.amount
            if amount == item.amount:
                # The item's own name in the note, or an amount that no other item bears, needs no look at anybody else.
                against = None
                if amount in repeated and (party := item.party) and f" {party} " not in line.words and someone_else(line, item):
                    against = Against.OTHER_NAME
                # What Proposal(…) and Part(…) make, at a quarter of their price: this is most of what a large bank statement comes to.
                add(new(Proposal, (by_code, (new(Part, (line.id, item.id, amount)),), against is None, against)))
                take(item.id)
            elif opposite(amount, item.amount):
                self.doubts.append(Doubt(line.id, Why.WRONG_WAY, (item.id,)))
            else:
                self._propose(Basis.EXCESS if abs(amount) > abs(item.amount) else Basis.PART, [line], [item])
        rivals: dict[str, int] = defaultdict(int)
        for _line, codes in several:
            for code in codes:
                rivals[code] += 1
        for line, codes in sorted(several, key=lambda pair: (pair[0].day, pair[0].id)):
            is_alone = all(rivals[code] == 1 and code not in single for code in codes)
            self._sum(line, [item for code in codes for item in self._items(code)], is_alone=is_alone)

    def _group(self, lines: list[Line], items: list[OpenItem], *, is_contested: bool) -> None:
        """Lines and items of one code, each way apart."""
        for is_out in {line.amount < 0 for line in lines}:
            ours = _by_day([line for line in lines if (line.amount < 0) == is_out])
            theirs = [item for item in items if (item.amount < 0) == is_out]
            theirs = _by_day(theirs) if len(theirs) > 1 else theirs
            if not theirs:
                self.doubts += [Doubt(line.id, Why.WRONG_WAY, _few(items)) for line in ours]
            else:
                self._one_way(ours, theirs, is_contested=is_contested)

    def _one_way(self, lines: list[Line], items: list[OpenItem], *, is_contested: bool) -> None:
        pairs, twice = _pairs(lines, items)
        for line, item in pairs:
            against = self._against(line, item, is_contested=is_contested or line.amount in twice)
            self.proposals.append(Proposal(Basis.CODE, (Part(line.id, item.id, line.amount),), against is None, against))
            self.taken.add(item.id)
        paired = {line.id for line, _item in pairs}
        lines = [line for line in lines if line.id not in paired]
        free = self._free(items)
        if not lines:
            return
        if len(lines) == 1 and not pairs and lines[0].amount == sum(item.amount for item in free):
            self._sum(lines[0], free, is_alone=not is_contested)
        elif free and sum(line.amount for line in lines) == sum(item.amount for item in free):
            self._propose(Basis.LINES_SUM, lines, free)
        else:
            for line in lines:
                self._in_parts(line, items, Why.TWICE if line.amount in twice else Why.ALREADY)

    def _against(self, line: Line, item: OpenItem, *, is_contested: bool) -> Against | None:
        if is_contested:
            return Against.OTHER_LINES
        return Against.OTHER_NAME if self.names.someone_else(line, item) else None

    def _sum(self, line: Line, items: list[OpenItem], *, is_alone: bool) -> None:
        """One line over all the items that its codes name."""
        ours = _by_day(item for item in items if not opposite(item.amount, line.amount))
        free = self._free(ours)
        if not ours:
            self.doubts.append(Doubt(line.id, Why.WRONG_WAY, _few(items)))
        elif free and line.amount == sum(item.amount for item in free):
            is_whole = len(free) == len(items)
            against = None if is_alone and is_whole else Against.OTHER_LINES
            self._propose(Basis.CODES_SUM, [line], free, is_sure=against is None, against=against)
        else:
            self._in_parts(line, ours, Why.ALREADY)

    def _in_parts(self, line: Line, items: list[OpenItem], otherwise: Why) -> None:
        """Propose a line whose amount is not the items': as much of them as it covers, oldest first."""
        free = self._free(items)
        if not free:
            self.doubts.append(Doubt(line.id, otherwise, _few(items)))
            return
        covered = sum(item.amount for item in free)
        self._propose(Basis.EXCESS if abs(line.amount) > abs(covered) else Basis.PART, [line], free)

    def _propose(
        self, basis: Basis, lines: list[Line], items: list[OpenItem], *, is_sure: bool = False, against: Against | None = None,
    ) -> None:
        parts = tuple(spread(lines, items))
        self.taken.update(part.item for part in parts)
        self.proposals.append(Proposal(basis, parts, is_sure, against))

    def _free(self, items: list[OpenItem]) -> list[OpenItem]:
        return [item for item in items if item.id not in self.taken]


def spread(lines: Iterable[Line], items: Iterable[OpenItem]) -> Iterator[Part]:
    """Lay lines over items of the same direction, both in their order, until one side is used up: 700 over 500 and 300 is 500 and 200."""
    rest_of_items = iter(items)
    item, open_of_item = next(rest_of_items, None), 0
    if item is not None:
        open_of_item = item.amount
    for line in lines:
        open_of_line = line.amount
        while open_of_line and item is not None:
            amount = min(open_of_line, open_of_item, key=abs)
            yield Part(line.id, item.id, amount)
            open_of_line -= amount
            open_of_item -= amount
            if not open_of_item:
                item = next(rest_of_items, None)
                open_of_item = item.amount if item is not None else 0


def _pairs(lines: list[Line], items: list[OpenItem]) -> tuple[list[tuple[Line, OpenItem]], set[int]]:
    """Pair equal amounts of one code in the order of days, and name the amounts that more lines than items bear."""
    if len(items) == 1:
        same = [line for line in lines if line.amount == items[0].amount]
        return [(line, items[0]) for line in same[:1]], {line.amount for line in same[1:]}
    wanted: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        wanted[line.amount].append(line)
    offered: dict[int, list[OpenItem]] = defaultdict(list)
    for item in items:
        offered[item.amount].append(item)
    pairs = [pair for amount, ours in wanted.items() for pair in zip(ours, offered.get(amount, ()), strict=False)]
    return pairs, {amount for amount, ours in wanted.items() if 0 < len(offered.get(amount, ())) < len(ours)}


def _by_day(rows: Iterable[_T]) -> list[_T]:
    return sorted(rows, key=DAY_AND_ID)


def _few(items: Iterable[OpenItem]) -> tuple[int, ...]:
    return tuple(item.id for item in items)[:5]
