"""The names of the open items, found in folded notes by whole words."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from fundapp.bank.matching.shapes import Line, OpenItem


class Names:
    """Looks up which open items' parties a note names. A name of one word is no name: too many notes hold it by chance."""

    def __init__(self, items: Sequence[OpenItem]) -> None:
        self.of: dict[str, list[OpenItem]] = {}
        # Amounts that more than one item bears: elsewhere nobody else can be meant.
        self.repeated = {amount for amount, times in Counter([item.amount for item in items]).items() if times > 1}
        of = self.of
        for item in items:
            party = item.party
            if party in of:
                of[party].append(item)
            elif party:
                of[party] = [item]
        lengths: dict[str, set[int]] = defaultdict(set)
        for party in self.of:
            words = party.split()
            if len(words) > 1:
                lengths[words[0]].add(len(words))
        # By first word, so that most words of a note cost one look; longer names before the shorter ones within them.
        self.lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}
        self.firsts = frozenset(self.lengths)

    def named(self, line: Line) -> list[OpenItem]:
        """Items whose party stands in the note and that go the line's way; a longer name hides the shorter ones within it."""
        words = line.words.split()
        begun = self.firsts.intersection(words)
        if not begun:
            return []
        known, starts, is_out = self.of, self.lengths, line.amount < 0
        # Nearly every note holds one word that a name begins with, and it once: to find it costs nothing.
        places = [words.index(word) for word in begun] if len(begun) == 1 and words.count(*begun) == 1 else [n for n, word in enumerate(words) if word in begun]
        found: list[OpenItem] = []
        end = 0
        for start in places:
            if start >= end:
                for length in starts[words[start]]:
                    items = known.get(" ".join(words[start:start + length]))
                    if items is not None and start + length <= len(words):
                        end = start + length
                        found += [item for item in items if (item.amount < 0) == is_out]
                        break
        return found

    def someone_else(self, line: Line, item: OpenItem) -> bool:
        """Tell whether the note names the party of another item of the same amount, and not this one's."""
        amount, party = item.amount, item.party
        if amount not in self.repeated or not party or f" {party} " in line.words:
            return False
        return bool([other for other in self.named(line) if other.amount == amount and other.party != party])
