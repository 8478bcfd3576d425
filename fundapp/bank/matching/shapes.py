"""What is laid side by side, and what comes out of it. Amounts are signed đồng as the account sees them: in is positive, out is negative."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from fundapp.kernel.codes import find_codes
from fundapp.kernel.names import fold


class Basis(StrEnum):
    """What a proposal rests on."""

    CODE = "code"
    CODES_SUM = "codes_sum"
    LINES_SUM = "lines_sum"
    PART = "part"
    EXCESS = "excess"
    PAYEE = "payee"
    SUM = "sum"


class Against(StrEnum):
    """Why a proposal whose code and amount are right is still left to a person."""

    OTHER_NAME = "other_name"
    OTHER_LINES = "other_lines"


class Why(StrEnum):
    """Why a line stays open."""

    WRONG_WAY = "wrong_way"
    ALREADY = "already"
    TWICE = "twice"
    SAME_NAME = "same_name"
    NAME_ONLY = "name_only"
    AMOUNT_ONLY = "amount_only"
    SAME_AMOUNTS = "same_amounts"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement, or what is still open of it. `words` is the note folded, with a space on both ends."""

    id: int
    day: date
    amount: int
    codes: tuple[str, ...] = ()
    words: str = " "
    suspects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One amount that the books hold and the bank has not shown yet, or what is still open of it. `party` is the name folded, "" when unknown."""

    id: int
    day: date
    amount: int
    code: str = ""
    party: str = ""


class Part(NamedTuple):
    """So much of a line settles so much of an item, signed like both."""

    line: int
    item: int
    amount: int


class Proposal(NamedTuple):
    """Parts that belong together. A sure one rests on a code and on the very amount; all others wait for a person."""

    basis: Basis
    parts: tuple[Part, ...]
    is_sure: bool
    against: Against | None = None


class Doubt(NamedTuple):
    """A line that stays open, why, and the items that somebody may look at first."""

    line: int
    why: Why
    items: tuple[int, ...] = ()
    fitting: int = 0


class Outcome(NamedTuple):
    """Every line once: in a proposal or in a doubt."""

    proposals: list[Proposal]
    doubts: list[Doubt]


def read_line(number: int, day: date, amount: int, note: str, payee: str = "") -> Line:
    """Make a line of what the bank wrote; its codes and names are looked for in the note and in the name of the other side."""
    found = find_codes(note)
    return Line(number, day, amount, tuple(found.codes), f" {fold(f'{note} {payee}')} ", tuple(found.suspects))


def opposite(one: int, other: int) -> bool:
    """Tell whether two amounts go opposite ways."""
    return (one < 0) != (other < 0)
