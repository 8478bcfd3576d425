"""Find the table in a sheet: its header rows, and what each column means in the words of a vocabulary.

A label is compared without accents, capitals and brackets. A header may stand in two rows (a group over its parts,
"Đề nghị hỗ trợ" over "Nội dung" and "Số tiền") and carry a row of column numbers beneath.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from fundapp.kernel.names import fold
from fundapp.sheets.cells import Row, is_blank, letter, text_of

SEARCHED_ROWS = 60
LONGEST_LABEL = 90
FEWEST_FACTS = 3
UNDER = " > "
NUMBERING = re.compile(r"^\(?(?:\d{1,2}|[A-Da-d])\)?(?:\s*=.*)?$")


@dataclass(frozen=True)
class Vocabulary:
    """What columns may mean: fact → labels as people write them. A label `"group > part"` needs both header rows.

    `name` tells one vocabulary's remembered columns from another's.
    """

    name: str
    labels: Mapping[str, Sequence[str]]

    def exact(self) -> dict[str, str]:
        return _exact(self)

    def __hash__(self) -> int:
        return hash(self.name)


@lru_cache(maxsize=16)
def _exact(vocabulary: Vocabulary) -> dict[str, str]:
    known: dict[str, str] = {}
    for fact, labels in vocabulary.labels.items():
        for label in labels:
            known.setdefault(UNDER.join(fold(part) for part in label.split(UNDER)), fact)
    return known


@dataclass
class Column:
    """One column of the table: the label as written, and the fact it was understood as, if any."""

    index: int
    label: str
    fact: str | None = None
    group: str = ""

    @property
    def letter(self) -> str:
        return letter(self.index)


@dataclass
class Layout:
    """Where the table's header stands (rows from 1) and what its columns mean."""

    header_rows: list[int]
    columns: list[Column] = field(default_factory=list)

    @property
    def facts(self) -> dict[str, int]:
        """Fact → column index."""
        return {column.fact: column.index for column in self.columns if column.fact}

    @property
    def by_letter(self) -> dict[str, str]:
        return {column.letter: column.fact for column in self.columns if column.fact}

    @property
    def fingerprint(self) -> str:
        """The digest under which a unit's corrections of this header are remembered."""
        labels = "|".join(f"{column.letter}={fold(column.group)}>{fold(column.label)}" for column in self.columns)
        return hashlib.sha256(labels.encode()).hexdigest()


def find_table(rows: Sequence[Row], vocabulary: Vocabulary) -> Layout | None:
    """Find the header that explains most columns; None when no row explains three."""
    best: Layout | None = None
    for index in range(min(len(rows), SEARCHED_ROWS)):
        for layout in _candidates(rows, index, vocabulary):
            if best is None or len(layout.facts) > len(best.facts):
                best = layout
    if best is None or len(best.facts) < FEWEST_FACTS:
        return None
    _take_numbering(rows, best)
    return best


def give_meaning(layout: Layout, meanings: Mapping[str, str]) -> None:
    """Set what columns mean as a person said it: letter → fact, empty for "not used"."""
    for column in layout.columns:
        if column.letter in meanings:
            column.fact = meanings[column.letter] or None


def labels_of(label: str) -> list[str]:
    """Give the folded forms under which a label is looked up, the most telling first."""
    whole, short = fold(label), fold(re.sub(r"\([^)]*\)|\[[^]]*\]", " ", label))
    return list(dict.fromkeys(form for form in (whole, short) if form))


def meaning_of(label: str, group: str, vocabulary: Vocabulary) -> tuple[str, int] | None:
    """Say which fact a label names, and how sure that is (3 exact under its group, 2 exact, 1 contained)."""
    known = vocabulary.exact()
    for form in labels_of(label):
        for above in labels_of(group):
            if fact := known.get(above + UNDER + form):
                return fact, 3
        if fact := known.get(form):
            return fact, 2
    text = " " + " ".join(labels_of(group)[:1] + labels_of(label)[:1]) + " "
    inside = [(len(form), fact) for form, fact in known.items() if len(form) > 2 and f" {form} " in text]
    return (max(inside)[1], 1) if inside else None


def _candidates(rows: Sequence[Row], index: int, vocabulary: Vocabulary) -> list[Layout]:
    row = rows[index]
    if not _may_be_labels(row):
        return []
    found = [_layout([index + 1], [(n, text_of(cell), "") for n, cell in enumerate(row) if not is_blank(cell)], vocabulary)]
    # A title is one cell; a group row stands over several columns.
    if index + 1 < len(rows) and len(found[0].columns) >= FEWEST_FACTS and _may_be_labels(rows[index + 1]):
        pairs = _pairs(row, rows[index + 1])
        double = _layout([index + 1, index + 2], pairs, vocabulary)
        if _explains_second_row(rows[index + 1], double, len(found[0].facts)):
            found.append(double)
    return found


def _may_be_labels(row: Row) -> bool:
    filled = [cell for cell in row if not is_blank(cell)]
    return bool(filled) and all(isinstance(cell, str) and len(cell) <= LONGEST_LABEL for cell in filled)


def _pairs(first: Row, second: Row) -> list[tuple[int, str, str]]:
    pairs, group = [], ""
    for n in range(max(len(first), len(second))):
        above = text_of(first[n]) if n < len(first) else ""
        below = text_of(second[n]) if n < len(second) else ""
        group = above or group
        if below:
            pairs.append((n, below, group))
        elif above:
            pairs.append((n, above, ""))
    return pairs


def _explains_second_row(second: Row, layout: Layout, alone: int) -> bool:
    below = [n for n, cell in enumerate(second) if not is_blank(cell)]
    explained = [column for column in layout.columns if column.index in below and column.fact]
    return len(explained) * 2 >= len(below) and len(layout.facts) >= alone


def _layout(header_rows: list[int], labels: list[tuple[int, str, str]], vocabulary: Vocabulary) -> Layout:
    columns = [Column(n, label, None, group) for n, label, group in labels]
    offers = []
    for place, column in enumerate(columns):
        meaning = meaning_of(column.label, column.group, vocabulary)
        if meaning:
            offers.append((-meaning[1], place, meaning[0]))
    taken: set[str] = set()
    for _sureness, place, fact in sorted(offers):
        if fact not in taken:
            columns[place].fact = fact
            taken.add(fact)
    return Layout(header_rows, columns)


def _take_numbering(rows: Sequence[Row], layout: Layout) -> None:
    after = layout.header_rows[-1]
    if after >= len(rows):
        return
    filled = [text_of(cell) for cell in rows[after] if not is_blank(cell)]
    if len(filled) * 2 >= len(layout.columns) and len(filled) > 2 and all(NUMBERING.match(text) for text in filled):
        layout.header_rows.append(after + 1)
