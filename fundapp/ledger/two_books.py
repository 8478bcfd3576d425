"""The treasurer's book beside the accountant's: what the vouchers say went through a cash box, and what the lines of its account say. Pure.

A voucher and the entries on it make one pair. What stands in one book alone, or with another amount, is a difference; it is shown by
its voucher and never netted away against another one.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from fundapp.ledger.kinds import EntryKind


class PairKind(StrEnum):
    """How the two books stand to each other over one voucher."""

    AGREES = "agrees"
    UNPOSTED = "unposted"
    NO_VOUCHER = "no_voucher"
    TAKEN_BACK = "taken_back"
    AMOUNT = "amount"


# Entries whose paper is no receipt or payment voucher: the opening sheet, the minutes of a count.
OWN_PAPER = (EntryKind.OPENING.value, EntryKind.COUNT.value)


@dataclass(frozen=True)
class Slip:
    """One voucher as the treasurer keeps it."""

    id: int
    label: str
    on: date
    is_receipt: bool
    amount: int
    what: str


@dataclass(frozen=True)
class Posted:
    """One line of the box in the books. `voucher_id` is that of the entry, or of the entry that it takes back."""

    entry_id: int
    on: date
    kind: str
    voucher_id: int | None
    voucher_label: str
    debit: int
    credit: int
    what: str


@dataclass(frozen=True)
class Pair:
    """One voucher in both books. A reversal counts negative on the side that it takes back."""

    on: date
    label: str
    what: str
    kind: PairKind
    voucher_id: int | None
    entry_id: int | None
    slip_in: int
    slip_out: int
    book_in: int
    book_out: int

    @property
    def slip_amount(self) -> int:
        """What came in (out: negative) by the voucher."""
        return self.slip_in - self.slip_out

    @property
    def book_amount(self) -> int:
        """What came in (out: negative) by the books."""
        return self.book_in - self.book_out

    @property
    def difference(self) -> int:
        return self.slip_amount - self.book_amount


@dataclass(frozen=True)
class TwoBooks:
    """Both books of one box over the days after `after` (all days, when it was never closed) up to `until`."""

    after: date | None
    until: date
    closing: int
    pairs: Sequence[Pair] = field(default=())

    @property
    def received(self) -> int:
        return sum(pair.book_in for pair in self.pairs)

    @property
    def paid(self) -> int:
        return sum(pair.book_out for pair in self.pairs)

    @property
    def slips_received(self) -> int:
        return sum(pair.slip_in for pair in self.pairs)

    @property
    def slips_paid(self) -> int:
        return sum(pair.slip_out for pair in self.pairs)

    @property
    def opening(self) -> int:
        return self.closing - self.received + self.paid

    @property
    def slips_closing(self) -> int:
        """What would lie in the box when every voucher was carried out."""
        return self.opening + self.slips_received - self.slips_paid

    @property
    def differences(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.kind is not PairKind.AGREES]

    @property
    def fingerprint(self) -> str:
        """Tell whether the books are still those that somebody has looked at."""
        text = f"{self.after}|{self.until}|{self.closing}|{self.pairs}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def pair_up(slips: Iterable[Slip], lines: Iterable[Posted]) -> list[Pair]:
    """Lay vouchers and lines side by side, by day and then by name."""
    left = {slip.id: slip for slip in slips}
    groups: dict[tuple[str, int], list[Posted]] = {}
    for line in lines:
        key = ("entry", line.entry_id) if line.voucher_id is None else ("voucher", line.voucher_id)
        groups.setdefault(key, []).append(line)
    pairs = [_pair(left.pop(number, None) if kind == "voucher" else None, found) for (kind, number), found in groups.items()]
    pairs += [_pair(slip, []) for slip in left.values()]
    return sorted(pairs, key=lambda pair: (pair.on, pair.label, pair.voucher_id or 0, pair.entry_id or 0))


def _pair(slip: Slip | None, lines: list[Posted]) -> Pair:
    turned = EntryKind.REVERSAL.value
    came = sum(-line.credit if line.kind == turned else line.debit for line in lines)
    went = sum(-line.debit if line.kind == turned else line.credit for line in lines)
    slip_in = slip.amount if slip and slip.is_receipt else 0
    slip_out = slip.amount if slip and not slip.is_receipt else 0
    first = lines[0] if lines else None
    if slip is None and first is not None and all(line.kind in OWN_PAPER for line in lines):
        slip_in, slip_out = came, went
    return Pair(
        on=slip.on if slip else first.on if first else date.min, label=slip.label if slip else first.voucher_label if first else "",
        what=slip.what if slip else first.what if first else "", kind=_kind(slip_in - slip_out, came - went, slip, lines),
        voucher_id=slip.id if slip else first.voucher_id if first else None, entry_id=first.entry_id if first else None,
        slip_in=slip_in, slip_out=slip_out, book_in=came, book_out=went,
    )


def _kind(by_slip: int, by_book: int, slip: Slip | None, lines: list[Posted]) -> PairKind:
    if by_slip == by_book:
        return PairKind.AGREES
    if not lines:
        return PairKind.UNPOSTED
    if any(line.kind == EntryKind.REVERSAL.value for line in lines):
        return PairKind.TAKEN_BACK
    return PairKind.NO_VOUCHER if slip is None else PairKind.AMOUNT
