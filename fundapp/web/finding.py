"""What every room that answers the global search shares: the shape of a hit, and what a typed text may mean."""

import re
from dataclasses import dataclass
from typing import Any

from fundapp.kernel.money import AmountError, read_amount

SMALLEST_AMOUNT = 1_000
# A series and a number as people write them from a voucher: PC26-0012, pc 26 12, PC-12 of any year.
NUMBER = re.compile(r"\s*([^\W\d_]{1,10})[\s.-]*(?:(?:20)?(\d\d)[\s./-]+|(\d\d)(?=\d{4,}\s*$))?(\d{1,9})\s*")


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, what it is, and the subject that leads to its page."""

    title: str
    note: str
    subject: str


@dataclass(frozen=True)
class Numbered:
    """A voucher as it was typed; `year` None means any."""

    series: str
    year: int | None
    number: int


def typed_amount(text: str) -> int | None:
    """Read an amount as people type it (5.000.000, 5 triệu); None when it is another number, or no number."""
    try:
        amount = read_amount(text)
    except AmountError:
        return None
    return amount if amount >= SMALLEST_AMOUNT else None


def typed_voucher(text: str) -> Numbered | None:
    """Read the number of a voucher; None when the text is none."""
    read = NUMBER.fullmatch(text)
    if read is None:
        return None
    year = read[2] or read[3]
    return Numbered(read[1].upper(), 2000 + int(year) if year else None, int(read[4]))


def begins(column: Any, start: str) -> Any:
    """A text that begins with another, as a range, because LIKE cannot use a byte-ordered index on SQLite."""
    return (column >= start) & (column < start + "\U0010ffff")
