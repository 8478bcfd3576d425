"""How a statement joins those on file: which lines are the same, whether balances and overlapping days agree, which days are missing. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fundapp.kernel.crypto import digest
from fundapp.kernel.identity import mask
from fundapp.kernel.names import fold

LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])\d{9,}(?![0-9A-Za-z])")
NOT_A_SIGN = re.compile(r"[\W_]+")
NO_REFERENCE = {"", "nonref", "notprovided"}
# What a line is for joining: its day and its signed amount in đồng.
Moves = Mapping[str, tuple[date, int]]


@dataclass(frozen=True)
class Kept:
    """A statement on file: its days, balances in đồng, and its lines by key."""

    first_on: date
    last_on: date
    opening: int
    closing: int
    lines: Moves


def mask_note(note: str) -> str:
    """Hide all but the last three digits of long numbers: accounts of strangers do not lie in clear."""
    return LONG_NUMBER.sub(lambda match: mask(match.group()), note)


def keys_of(account_id: int, lines: Sequence[tuple[date, int, str, str]]) -> list[tuple[str, int]]:
    """Give the key and occurrence of each line (day, amount, reference, note), the oldest first.

    Equal movements of one day are counted: the second one is another line, in every file that bears both. A reference tells lines apart
    better than a note, which banks print differently in different files.
    """
    seen: Counter[tuple[object, ...]] = Counter()
    found = []
    for on, amount, reference, note in lines:
        said = NOT_A_SIGN.sub("", reference).lower()
        what = (on.isoformat(), amount, said if said not in NO_REFERENCE else f"note {fold(note)}")
        seen[what] += 1
        found.append((digest(account_id, *what, seen[what]), seen[what]))
    return found


def disagreement(new: Kept, old: Kept) -> tuple[str, date] | None:
    """Say why two statements of one account cannot both be true, and on which day; None when they agree or do not meet.

    The last day of the one that ends first may not have been over when it was made; every other common day bears the same lines.
    """
    early, late = (new, old) if (new.first_on, new.last_on) <= (old.first_on, old.last_on) else (old, new)
    if late.first_on > early.last_on + timedelta(days=1):
        return None
    before = early.opening + sum(amount for on, amount in early.lines.values() if on < late.first_on)
    if before != late.opening:
        return "balance", late.first_on
    last = min(early.last_on, late.last_on)
    mine, other = (_between(one.lines, late.first_on, last) for one in (early, late))
    if early.last_on == late.last_on:
        shorter, longer = sorted((mine, other), key=len)
    else:
        shorter, longer = (mine, other) if early.last_on < late.last_on else (other, mine)
    strange = [shorter[key][0] for key in shorter.keys() - longer.keys()]
    strange += [longer[key][0] for key in longer.keys() - shorter.keys() if longer[key][0] < last]
    return ("lines", min(strange)) if strange else None


def _between(lines: Moves, first: date, last: date) -> dict[str, tuple[date, int]]:
    return {key: line for key, line in lines.items() if first <= line[0] <= last}


def gaps(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Give the first and last day of each hole between the days of statements."""
    found: list[tuple[date, date]] = []
    covered: date | None = None
    for first, last in sorted(spans):
        if covered is not None and first > covered + timedelta(days=1):
            found.append((covered + timedelta(days=1), first - timedelta(days=1)))
        covered = last if covered is None else max(covered, last)
    return found
