"""Judge a million households at once: the same three answers as the engine, column by column with numpy.

Answers are kept as bits, eight households to a byte, and made in chunks, so that masks of a whole province need little memory.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fundapp.rules.criteria import Criterion, Leaf
from fundapp.rules.engine import Outcome, WrongFact
from fundapp.rules.facts import Fact, catalogue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Bits = NDArray[np.uint8]
    Mask = NDArray[np.bool_]

CHUNK = 1 << 20  # A multiple of eight; smaller ones cost more in calls than they save in cache.


@dataclass(frozen=True)
class Column:
    """One fact of many households: numbers, truths, numbers of the choice, or bits of the choices. `known` None: all known."""

    values: "NDArray[Any]"
    known: "Mask | None" = None


@dataclass(frozen=True)
class Judged:
    """The answers, a row of bits for each criterion: eight households to a byte. `unknown` has a row only where something is not known."""

    criteria: tuple[Criterion, ...]
    rows: int
    met: "Bits"
    unknown: "dict[int, Bits]"

    def of(self, key: str) -> "tuple[Mask, Mask]":
        """Give (met, unknown) of one criterion for every row."""
        import numpy as np

        at = [criterion.key for criterion in self.criteria].index(key)
        unknown = self.unknown.get(at)
        return self._open(self.met[at]), np.zeros(self.rows, dtype=bool) if unknown is None else self._open(unknown)

    def outcomes(self, row: int) -> list[Outcome]:
        """Give the answers for one row, in the order of the criteria."""
        byte, bit = divmod(row, 8)
        found: list[Outcome] = []
        for at in range(len(self.criteria)):
            unknown = at in self.unknown and self.unknown[at][byte] >> bit & 1
            found.append("met" if self.met[at][byte] >> bit & 1 else "unknown" if unknown else "not_met")
        return found

    def eligible(self) -> "Mask":
        """Say for each row whether every must and every waivable criterion is met; of no such criterion, nobody is eligible."""
        import numpy as np

        binding = self._binding()
        if not binding:
            return np.zeros(self.rows, dtype=bool)
        return self._open(np.bitwise_and.reduce(self.met[binding], axis=0))

    def incomplete(self) -> "Mask":
        """Say for each row whether something has to be supplied before the answer is settled (no must is not met)."""
        import numpy as np

        binding = self._binding()
        if not binding:
            return np.ones(self.rows, dtype=bool)
        lacking = np.zeros(self.met.shape[1], dtype=np.uint8)
        failed = np.zeros_like(lacking)
        for at in binding:
            unknown = self.unknown.get(at)
            if unknown is not None:
                lacking |= unknown
            if self.criteria[at].severity == "must":
                failed |= ~(self.met[at] if unknown is None else self.met[at] | unknown)
        return self._open(lacking & ~failed)

    def score(self) -> "NDArray[np.int64]":
        """Give the points of each row."""
        import numpy as np

        total = np.zeros(self.rows, dtype=np.int64)
        for at, criterion in enumerate(self.criteria):
            if criterion.points:
                total += self._open(self.met[at]) * criterion.points
        return total

    def _binding(self) -> list[int]:
        return [at for at, criterion in enumerate(self.criteria) if criterion.severity != "points"]

    def _open(self, bits: "Bits") -> "Mask":
        import numpy as np

        return np.unpackbits(bits, count=self.rows, bitorder="little").view(np.bool_)


def column_of(name: str, values: Sequence[Any]) -> Column:
    """Make a column of a fact's values as the engine takes them (None: not known). Raises WrongFact for a wrong type."""
    import numpy as np

    fact = catalogue()[name]
    for value in values:
        if value is not None and not fact.fits(value):
            raise WrongFact(f"{name} is {fact.type}, not {value!r}")
    known = np.array([value is not None for value in values], dtype=bool)
    coded = [0 if value is None else _code(fact, value) for value in values]
    kind: Any = np.bool_ if fact.type == "truth" else np.int16 if fact.type == "choice" else np.int64
    return Column(np.array(coded, dtype=kind), None if known.all() else known)


def judge_columns(criteria: Sequence[Criterion], columns: "Mapping[str, Column | NDArray[Any]]", rows: int | None = None) -> Judged:
    """Judge every row by the criteria. A fact without a column is known of nobody; a bare array is known of everybody."""
    import numpy as np

    held = {name: column if isinstance(column, Column) else Column(column) for name, column in columns.items()}
    count = rows if rows is not None else len(next(iter(held.values())).values) if held else 0
    for name, column in held.items():
        if len(column.values) != count or (column.known is not None and len(column.known) != count):
            raise ValueError(f"column {name} does not have {count} rows")
        _check_type(catalogue()[name], column)
    width = -(-count // 8)
    met = np.zeros((len(criteria), width), dtype=np.uint8)
    unknown: dict[int, Bits] = {}
    for start in range(0, count, CHUNK):
        part = slice(start, min(start + CHUNK, count))
        packed = slice(start // 8, -(-part.stop // 8))
        for at, criterion in enumerate(criteria):
            yes, open_ = _judge(criterion, held, part)
            met[at, packed] = yes
            if open_ is not None:
                if at not in unknown:
                    unknown[at] = np.zeros(width, dtype=np.uint8)
                unknown[at][packed] = open_
    return Judged(tuple(criteria), count, met, unknown)


def _code(fact: Fact, value: Any) -> Any:
    if fact.type == "choice":
        return list(fact.choices).index(value)
    if fact.type == "choices":
        return sum(1 << at for at, name in enumerate(fact.choices) if name in value)
    return value


def _check_type(fact: Fact, column: Column) -> None:
    kinds = "b" if fact.type == "truth" else "iu"
    if column.values.dtype.kind not in kinds or (column.known is not None and column.known.dtype.kind != "b"):
        raise WrongFact(f"{fact.name} is {fact.type}, not an array of {column.values.dtype}")


def _judge(criterion: Criterion, columns: Mapping[str, Column], part: slice) -> "tuple[Bits, Bits | None]":
    """Give (met, unknown) of one chunk as bits; unknown None says that all is known. Never both at once."""
    import numpy as np

    if not isinstance(criterion, Leaf):
        answers = [_judge(inner, columns, part) for inner in criterion.parts]
        return _any(answers) if criterion.join == "any" else _all(answers)
    column = columns.get(criterion.fact)
    if column is None:
        width = -(-(part.stop - part.start) // 8)
        return np.zeros(width, dtype=np.uint8), np.full(width, 255, dtype=np.uint8)
    met = np.packbits(_holds(criterion, column.values[part]), bitorder="little")
    if column.known is None:
        return met, None
    known = np.packbits(column.known[part], bitorder="little")
    return met & known, ~known


def _any(answers: "list[tuple[Bits, Bits | None]]") -> "tuple[Bits, Bits | None]":
    met, open_ = answers[0]
    for yes, unknown in answers[1:]:
        met = met | yes
        open_ = unknown if open_ is None else open_ if unknown is None else open_ | unknown
    return met, None if open_ is None else open_ & ~met


def _all(answers: "list[tuple[Bits, Bits | None]]") -> "tuple[Bits, Bits | None]":
    met, open_ = answers[0]
    possible = met if open_ is None else met | open_
    for yes, unknown in answers[1:]:
        met = met & yes
        possible = possible & (yes if unknown is None else yes | unknown)
        open_ = unknown if open_ is None else open_
    return met, None if open_ is None else possible & ~met


def _holds(leaf: Leaf, values: "NDArray[Any]") -> "Mask":
    operator, wanted = leaf.operator, leaf.value
    if leaf.about.is_number:
        return _compare(operator, values, wanted)
    if operator == "is" and leaf.about.type == "truth":
        return values if wanted else ~values
    if operator in ("is", "one_of"):
        codes = sorted(_code(leaf.about, name) for name in (wanted if operator == "one_of" else (wanted,)))
        if codes[-1] - codes[0] + 1 == len(codes) > 1:
            return (values >= codes[0]) & (values <= codes[-1])
        met: Mask = values == codes[0]
        for code in codes[1:]:
            met = met | (values == code)
        return met
    hit: Mask = (values & _code(leaf.about, wanted)) != 0
    return hit if operator == "any_of" else ~hit


def _compare(operator: str, values: "NDArray[Any]", wanted: int) -> "Mask":
    answer: Any
    if operator == "at_least":
        answer = values >= wanted
    elif operator == "more_than":
        answer = values > wanted
    elif operator == "at_most":
        answer = values <= wanted
    elif operator == "less_than":
        answer = values < wanted
    else:
        answer = values == wanted
    return answer
