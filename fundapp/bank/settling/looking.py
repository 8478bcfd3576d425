"""What a look at an account finds: what the matcher says, what a booking or a transfer between own accounts says by itself. Reads only."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.bank import open_items
from fundapp.bank.matching import Basis as MatchBasis
from fundapp.bank.matching import Line as MatchLine
from fundapp.bank.matching import OpenItem, match
from fundapp.bank.matching.reasons import reasons
from fundapp.bank.models import LineBooking, Settlement, SettlementPart
from fundapp.bank.open_items import WHOLE, BankRow, BookRow
from fundapp.bank.settlement_kinds import Basis, SettlementState
from fundapp.bank.settling.arriving import arrivals
from fundapp.kernel.labels import Text, _
from fundapp.ledger.models import Balance, CashBox, Line

# How many days one bank may take to show what another has sent.
TRANSIT = timedelta(days=3)
# Of which account, whether of the bank, which line.
Place = tuple[int, bool, int]


@dataclass(frozen=True)
class Part:
    """So much of one line of the bank, or of one line of the books, of one account."""

    box_id: int
    line_id: int | None
    ledger_line_id: int | None
    on: date
    amount: int

    @property
    def place(self) -> Place:
        return (self.box_id, self.line_id is not None, self.line_id or self.ledger_line_id or 0)


@dataclass(frozen=True)
class Draft:
    """A proposal that was found and is not written yet."""

    basis: Basis
    said: Sequence[Text]
    parts: Sequence[Part]
    is_sure: bool = False


@dataclass(frozen=True)
class Found:
    """What a look at an account has found: new proposals, and older ones that no longer fit what is open."""

    made: Sequence[Draft]
    stale: Sequence[int]


@dataclass
class Side:
    """What is open on one account and not proposed yet."""

    box: CashBox
    bank: dict[int, BankRow] = field(default_factory=dict)
    books: dict[int, BookRow] = field(default_factory=dict)
    # The same transfer's line on another own account, by entry; and what is open there.
    twins: dict[int, tuple[int, int]] = field(default_factory=dict)
    others: dict[int, "Side"] = field(default_factory=dict)


def look(session: Session, box: CashBox) -> Found:
    """Look for what belongs together among all that is open and not proposed yet. Reads only: many lines take a second, and nobody's writing is to wait for it."""
    stale = _stale(session, box)
    side = _side(session, box, stale)
    for came in arrivals(session, box):
        side.bank.pop(came.line.id, None)
    _find_twins(session, side, stale)
    made = _booked(session, side) + _matched(side)
    made += [one for one in (_transfer(side, row) for row in list(side.books.values())) if one is not None]
    return Found(made, stale)


def _side(session: Session, box: CashBox, stale: Sequence[int] = ()) -> Side:
    """What is open on an account, less what waits in a proposal that stays."""
    lines, items = open_items.proposed_places(session, box.id, but=stale)
    return Side(
        box, {row.id: row for row in open_items.bank_rows(session, box.id) if row.id not in lines},
        {row.id: row for row in open_items.book_rows(session, box.id) if row.id not in items},
    )


def _stale(session: Session, box: CashBox) -> list[int]:
    """Proposals whose lines have less open than they would take."""
    query = (
        select(SettlementPart.settlement_id, SettlementPart.line_id, SettlementPart.ledger_line_id, SettlementPart.amount)
        .join(Settlement, Settlement.id == SettlementPart.settlement_id)
        .where(Settlement.box_id == box.id, Settlement.state == SettlementState.PROPOSED.value, SettlementPart.box_id == box.id)
    )
    parts = session.execute(query).all()
    if not parts:
        return []
    lines, items = open_items.left_of_lines(session, box.id), open_items.left_of_items(session, box.id)
    return sorted({part.settlement_id for part in parts if abs(part.amount) > abs(lines.get(part.line_id, 0) if part.line_id else items.get(part.ledger_line_id, 0))})


def _booked(session: Session, side: Side) -> list[Draft]:
    """Lines from which an entry was drafted that now stands in the books."""
    query = (
        select(LineBooking.line_id, Line.id).join(Line, Line.entry_id == LineBooking.entry_id).join(Balance, Balance.id == Line.balance_id)
        .where(Balance.box_id == side.box.id).order_by(LineBooking.id).execution_options(**WHOLE)
    )
    made = []
    for line_id, ledger_line_id in session.execute(query):
        line, row = side.bank.get(line_id), side.books.get(ledger_line_id)
        if line is not None and row is not None and line.amount == row.amount:
            parts = [of_bank(line, line.amount, side.box.id), of_books(row, row.amount, side.box.id)]
            made.append(Draft(Basis.BOOKED, [_("bút toán được lập từ chính dòng này")], parts, is_sure=True))
            del side.bank[line_id], side.books[ledger_line_id]
    return made


def _matched(side: Side) -> list[Draft]:
    lines: dict[int, MatchLine] = {number: row.as_input() for number, row in side.bank.items()}
    items: dict[int, OpenItem] = {number: row.as_input() for number, row in side.books.items()}
    made = []
    for found in match(list(lines.values()), list(items.values())).proposals:
        bank: dict[int, int] = {}
        books: dict[int, int] = {}
        for part in found.parts:
            bank[part.line] = bank.get(part.line, 0) + part.amount
            books[part.item] = books.get(part.item, 0) + part.amount
        parts = [
            *(of_bank(side.bank[one], amount, side.box.id) for one, amount in bank.items()),
            *(of_books(side.books[one], amount, side.box.id) for one, amount in books.items()),
        ]
        other = _other_side(side, side.books[next(iter(books))]) if len(books) == 1 and found.is_sure else None
        said = [*reasons(found, lines, items), *([_("khớp cả tài khoản bên kia")] if other else [])]
        # What a sum rests on is told by its reasons; what it is for people is one line over several.
        basis = Basis.CODES_SUM if found.basis is MatchBasis.SUM else Basis(found.basis.value)
        made.append(Draft(basis, said, [*parts, *(other or [])], is_sure=found.is_sure))
        for one in bank:
            side.bank.pop(one, None)
        for one in books:
            side.books.pop(one, None)
    return made


def _transfer(side: Side, row: BookRow) -> Draft | None:
    """A transfer between two own accounts that both banks show once, within some days: proposed on both sides at once."""
    if row.entry_id not in side.twins:
        return None
    here = _only([line for line in side.bank.values() if line.amount == row.amount and abs(line.on - row.on) <= TRANSIT])
    if here is None:
        return None
    other = _other_side(side, row)
    if other is None:
        return None
    del side.bank[here.id], side.books[row.id]
    said = [_("đúng số tiền trên cả hai tài khoản"), _("cách nhau không quá %(days)s ngày", days=TRANSIT.days)]
    return Draft(Basis.TRANSFER, said, [of_bank(here, here.amount, side.box.id), of_books(row, row.amount, side.box.id), *other])


def _find_twins(session: Session, side: Side, stale: Sequence[int]) -> None:
    """Find the entries that move money to or from another bank account of the unit, and what is open on that account."""
    if not side.books:
        return
    moved, oldest = Line.debit - Line.credit, min(item.on for item in side.books.values())
    query = (
        select(Line.entry_id, Line.id, Balance.box_id, moved.label("amount")).join(Balance, Balance.id == Line.balance_id)
        .join(CashBox, CashBox.id == Balance.box_id).where(CashBox.kind == "bank", CashBox.unit_id == side.box.unit_id, Balance.box_id != side.box.id, Line.on >= oldest)
    )
    by_entry: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query.execution_options(**WHOLE)):
        by_entry[row.entry_id].append(row)
    for item in side.books.values():
        found = by_entry.get(item.entry_id, [])
        if len(found) == 1 and found[0].amount == -item.whole:
            side.twins[item.entry_id] = (found[0].box_id, found[0].id)
    for box_id in {box_id for box_id, _line_id in side.twins.values()}:
        side.others[box_id] = _side(session, session.get_one(CashBox, box_id), stale)


def _other_side(side: Side, row: BookRow) -> list[Part] | None:
    """The other account's parts of a transfer, when its books and its bank each show it once."""
    box_id, line_id = side.twins.get(row.entry_id, (0, 0))
    there = side.others.get(box_id)
    if there is None:
        return None
    item = there.books.get(line_id)
    line = _only([one for one in there.bank.values() if one.amount == -row.whole and abs(one.on - row.on) <= TRANSIT])
    if item is None or line is None or item.amount != -row.whole:
        return None
    del there.books[item.id], there.bank[line.id]
    return [of_bank(line, line.amount, box_id), of_books(item, item.amount, box_id)]


def _only(rows: Sequence[BankRow]) -> BankRow | None:
    return rows[0] if len(rows) == 1 else None


def of_bank(row: BankRow, amount: int, box_id: int) -> Part:
    return Part(box_id, row.id, None, row.on, amount)


def of_books(row: BookRow, amount: int, box_id: int) -> Part:
    return Part(box_id, None, row.id, row.on, amount)
