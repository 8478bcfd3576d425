"""One book as plain-text accounting for an outside tool: accounts opened, every posted entry, and what must stand at each month's end. Pure.

Balances to be asserted come from the sums that the ledger stores (month totals, balances), entries from its lines; so whoever
reads the file proves the one against the other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from fundapp.kernel.labels import _
from fundapp.ledger.kinds import ENTRY_KIND_LABELS, purpose_label

# The first sign of an account's code says what it is; 331 and 336 lie on both sides, accounts of result close into the capital.
ROOTS = {"1": "Assets", "2": "Assets", "3": "Liabilities", "4": "Equity", "5": "Income", "6": "Expenses", "7": "Income", "8": "Expenses", "9": "Equity"}
CURRENCY = "VND"


class Place(NamedTuple):
    """One account of the book, and the box where its money lies."""

    account: str
    box: int | None


class Posting(NamedTuple):
    """One line; the amount is debit minus credit."""

    place: Place
    amount: int


@dataclass(frozen=True)
class Transaction:
    """One posted entry. `facts` are what it is known by, none of them about a person."""

    on: date
    number: int
    kind: str
    narration: str
    facts: dict[str, str]
    postings: list[Posting]


@dataclass(frozen=True)
class Standing:
    """What each account must hold at the end of a day."""

    on: date
    title: str
    amounts: list[Posting]


@dataclass(frozen=True)
class OutsideBook:
    """One book, ready to be written in any plain-text format."""

    code: str
    name: str
    opened_on: date
    places: dict[Place, str]
    transactions: list[Transaction]
    standings: list[Standing] = field(default_factory=list)

    def path_of(self, place: Place) -> str:
        """The account's name for the tool, the fund being a part of it: Assets:QMA-NB:1111:Box3."""
        parts = [ROOTS.get(place.account[:1], "Equity"), component(self.code), component(place.account)]
        return ":".join(parts if place.box is None else [*parts, f"Box{place.box}"])


def component(text: str) -> str:
    """Give a part of an account's name that both tools take: it begins with a capital or a digit and holds letters, digits and hyphens."""
    tidy = re.sub(r"[^A-Za-z0-9-]", "-", text)
    return tidy if re.match(r"[A-Z0-9]", tidy) else f"X{tidy}"


def narration(kind: str, voucher: str, purpose: str) -> str:
    """Say what an entry is without saying for whom: its kind, its voucher (PC26-0001) and its purpose."""
    said = [str(ENTRY_KIND_LABELS[kind])]
    if voucher:
        series, year, rest = voucher.split("/")
        said.append(str(_("chứng từ %(label)s", label=f"{series}{int(year) % 100:02d}-{int(rest.split(':')[0]):04d}")))
    if purpose:
        said.append(str(purpose_label(purpose)))
    return ", ".join(said)


def standings(months: Iterable[tuple[Place, int, int, int]], last: Mapping[Place, int], last_on: date) -> list[Standing]:
    """What stands at each month's end by the stored month totals (place, year, month, debit minus credit), and at the end by the stored balances."""
    by_month: dict[tuple[int, int], dict[Place, int]] = {}
    for place, year, month, amount in months:
        by_month.setdefault((year, month), {})[place] = amount
    running: dict[Place, int] = {}
    made = []
    for year, month in sorted(by_month):
        for place, amount in by_month[(year, month)].items():
            running[place] = running.get(place, 0) + amount
        end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        title = _("Số dư cuối tháng %(month)s/%(year)s", month=month, year=year)
        made.append(Standing(end, str(title), _sorted(running)))
    if last:
        made.append(Standing(max(last_on, made[-1].on if made else last_on), str(_("Số dư cuối cùng trong sổ")), _sorted(last)))
    return made


def _sorted(amounts: Mapping[Place, int]) -> list[Posting]:
    return [Posting(place, amounts[place]) for place in sorted(amounts, key=lambda place: (place.account, place.box or 0))]


def beancount(book: OutsideBook) -> Iterator[str]:
    """Write for `bean-check`. A balance is asserted at the beginning of a day, hence on the day after."""
    yield f"; {_plain(book.name)}\n"
    yield f'option "title" "{_quoted(book.name)}"\noption "operating_currency" "{CURRENCY}"\noption "inferred_tolerance_default" "{CURRENCY}:0"\n\n'
    for place, name in book.places.items():
        yield f'{book.opened_on} open {book.path_of(place)} {CURRENCY}\n  name: "{_quoted(name)}"\n'
    for one in book.transactions:
        yield f'\n{one.on} * "{_quoted(one.narration)}" #{one.kind}\n'
        yield from (f'  {key}: "{_quoted(value)}"\n' for key, value in one.facts.items() if value)
        yield from (f"  {book.path_of(posting.place)}  {posting.amount} {CURRENCY}\n" for posting in one.postings)
    for standing in book.standings:
        yield f"\n; {_plain(standing.title)}\n"
        yield from (f"{standing.on + timedelta(days=1)} balance {book.path_of(one.place)}  {one.amount} {CURRENCY}\n" for one in standing.amounts)


def hledger(book: OutsideBook) -> Iterator[str]:
    """Write for `hledger check -s`. A balance is asserted by a posting of nothing that comes last on its day."""
    yield f"; {_plain(book.name)}\n\ndecimal-mark .\ncommodity 1000. {CURRENCY}\n\n"
    for place, name in book.places.items():
        yield f"account {book.path_of(place)}  ; {_plain(name)}\n"
    left: Sequence[Standing] = book.standings
    for one in book.transactions:
        while left and left[0].on < one.on:
            yield from _asserted(book, left[0])
            left = left[1:]
        yield f"\n{one.on} * ({one.number}) {_plain(one.narration)}\n"
        yield from (f"    ; {key}: {_plain(value)}\n" for key, value in one.facts.items() if value)
        yield from (f"    {book.path_of(posting.place)}  {posting.amount} {CURRENCY}\n" for posting in one.postings)
    for standing in left:
        yield from _asserted(book, standing)


def _asserted(book: OutsideBook, standing: Standing) -> Iterator[str]:
    yield f"\n{standing.on} * {_plain(standing.title)}\n"
    yield from (f"    {book.path_of(one.place)}  0 {CURRENCY} = {one.amount} {CURRENCY}\n" for one in standing.amounts)


def _quoted(text: str) -> str:
    return " ".join(text.replace("\\", "/").replace('"', "'").split())


def _plain(text: str) -> str:
    """A text that ends no line early: hledger takes ; as a comment and | as the end of a payee."""
    return " ".join(text.replace(";", ",").replace("|", "/").split())
