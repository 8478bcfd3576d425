"""What a file of old books is read against: the unit's accounts, boxes and funds; and what becomes of it. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fundapp.kernel.names import fold


@dataclass(frozen=True)
class Account:
    """One account as the reader must know it."""

    code: str
    shown: str
    name: str
    takes_lines: bool
    needs_box: bool
    is_money: bool


@dataclass(frozen=True)
class Box:
    """One place of money: on which account it lies, and the only fund that may use it."""

    id: int
    name: str
    account: str
    tail: str
    only_book: int | None


@dataclass(frozen=True)
class Fund:
    """One fund of the unit. `purposes` gives what it may be spent on on a day."""

    id: int
    code: str
    name: str
    account: str
    purposes: Callable[[date], Sequence[str]] = field(compare=False)


@dataclass(frozen=True)
class Ground:
    """Everything that cells may name, by the forms in which people write it."""

    accounts: Mapping[str, Account]
    boxes: Sequence[Box]
    funds: Mapping[str, Fund]
    only_fund: Fund | None
    purposes: Mapping[str, str]
    default_purpose: str | None
    units: Mapping[str, int]

    def account(self, written: str) -> Account | None:
        """The account that a cell names: the unit's own code counts before the program's."""
        return self.accounts.get(written.upper())

    def box(self, account: Account, fund: Fund, written: str) -> Box | str | None:
        """Where money of this account lies: as named, or the only place there is; a code of `messages` when that cannot be told."""
        if not account.needs_box:
            return None
        fitting = [box for box in self.boxes if box.account == account.code and box.only_book in (None, fund.id)]
        if not written:
            return fitting[0] if len(fitting) == 1 else "box_needed" if fitting else "box_missing"
        asked = fold(written)
        found = [box for box in fitting if asked in (fold(box.name), box.tail)] or [box for box in fitting if asked in fold(box.name)]
        return found[0] if len(found) == 1 else "box_unknown"


@dataclass(frozen=True)
class Bad:
    """One row that cannot be taken: where, which fact, and why (a code of `messages`, or a sentence of the ledger's)."""

    sheet: str
    row: int
    fact: str
    code: str
    detail: str = ""


@dataclass(frozen=True)
class Line:
    """One line of an entry to be."""

    account: str
    box_id: int | None
    debit: int
    credit: int
    subject: str | None


@dataclass
class Made:
    """One entry made of rows: its fund, day, what it says, its lines, and the first row it comes from."""

    book_id: int
    on: date
    label: str
    narration: str
    reference: str
    kind: str
    lines: list[Line]
    sheet: str
    row: int
    purpose: str | None = None
    unit_id: int | None = None

    @property
    def amount(self) -> int:
        return sum(line.debit for line in self.lines)

    @property
    def difference(self) -> int:
        """Debit less credit; nothing in a sound entry."""
        return sum(line.debit - line.credit for line in self.lines)


@dataclass
class Result:
    """What a file comes to: entries in the order in which they are posted, bad rows, how many rows were sums."""

    entries: list[Made] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    rows: int = 0
    sums: int = 0
