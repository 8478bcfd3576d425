"""Proposals: what the matcher finds, what a booking or a transfer between own accounts says by itself, what somebody picks by hand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.bank import open_items
from fundapp.bank.matching import Basis as MatchBasis
from fundapp.bank.matching import Line as MatchLine
from fundapp.bank.matching import OpenItem, match, spread
from fundapp.bank.matching.reasons import reasons
from fundapp.bank.models import LineBooking, Settlement, SettlementPart
from fundapp.bank.open_items import WHOLE, BankRow, BookRow
from fundapp.bank.settlement_kinds import Basis, SettlementState
from fundapp.bank.settling.arriving import arrivals
from fundapp.bank.settling.refusals import SettlingRefused, lock_account, note
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger.models import Balance, CashBox, Line

# How many days one bank may take to show what another has sent.
TRANSIT = timedelta(days=3)
MOST_PICKED = 200


@dataclass
class Side:
    """What is open on one account and not proposed yet."""

    box: CashBox
    bank: dict[int, BankRow] = field(default_factory=dict)
    books: dict[int, BookRow] = field(default_factory=dict)
    # The same transfer's line on another own account, by entry; and what is open there.
    twins: dict[int, tuple[int, int]] = field(default_factory=dict)
    others: dict[int, "Side"] = field(default_factory=dict)


def propose(session: Session, box: CashBox, *, by: Actor) -> int:
    """Look for what belongs together among all that is open and not proposed yet; gives how many proposals were made.

    What was proposed before stays, but for proposals that no longer fit what is open.
    """
    lock_account(session, box)
    _clear(session, box, by)
    side = _side(session, box)
    for came in arrivals(session, box):
        side.bank.pop(came.line.id, None)
    _find_twins(session, side)
    made = _booked(session, side) + _matched(side)
    made += [one for one in (_transfer(side, row) for row in list(side.books.values())) if one is not None]
    for one in made:
        one.proposed_by_id, one.proposed_at = by.user_id, clock.now()
        session.add(one)
    session.flush()
    if made:
        note(session, box, "settlement.propose", by, count=len(made))
    return len(made)


def pair(session: Session, box: CashBox, *, line_ids: Sequence[int], ledger_line_ids: Sequence[int], by: Actor) -> Settlement:
    """Propose what somebody picked: lines of the bank beside lines of the books, or lines of one side that cancel each other out.

    Where the sums differ, the smaller one is settled, oldest first, and the rest stays open. Proposals that stood in the way are dropped.
    """
    lock_account(session, box)
    if not line_ids and not ledger_line_ids:
        raise SettlingRefused(_("Hãy chọn ít nhất một dòng sao kê và một dòng sổ."))
    if len(line_ids) + len(ledger_line_ids) > MOST_PICKED:
        raise SettlingRefused(_("Mỗi lần ghép không quá %(most)s dòng.", most=MOST_PICKED))
    bank = open_items.bank_rows(session, box.id, ids=line_ids)
    books = open_items.book_rows(session, box.id, ids=ledger_line_ids)
    if len(bank) != len(set(line_ids)) or len(books) != len(set(ledger_line_ids)):
        raise SettlingRefused(_("Có dòng vừa được khớp hết ở nơi khác. Hãy mở lại trang rồi chọn lại."))
    parts = _by_hand(bank, books)
    for other in _touching(session, {row.id for row in bank}, {row.id for row in books}):
        _end(other, by)
    session.flush()
    made = _settlement(box, Basis.HAND, [_("ghép bằng tay")], parts)
    made.proposed_by_id, made.proposed_at = by.user_id, clock.now()
    session.add(made)
    session.flush()
    note(session, box, "settlement.pair", by, count=len(parts))
    return made


def _by_hand(bank: Sequence[BankRow], books: Sequence[BookRow]) -> list[SettlementPart]:
    ours, theirs = sum(row.amount for row in bank), sum(row.amount for row in books)
    if ours == theirs:
        return [*(_of_bank(row, row.amount) for row in bank), *(_of_books(row, row.amount) for row in books)]
    ways = {row.amount > 0 for row in bank} | {row.amount > 0 for row in books}
    if not bank or not books or len(ways) > 1:
        raise SettlingRefused(_("Hai bên phải cùng chiều tiền, hoặc cộng lại bằng nhau. Hãy bỏ bớt hoặc chọn thêm dòng."))
    taken_of_bank: dict[int, int] = {}
    taken_of_books: dict[int, int] = {}
    for part in spread([row.as_input() for row in bank], [row.as_input() for row in books]):
        taken_of_bank[part.line] = taken_of_bank.get(part.line, 0) + part.amount
        taken_of_books[part.item] = taken_of_books.get(part.item, 0) + part.amount
    return [
        *(_of_bank(row, taken_of_bank[row.id]) for row in bank if row.id in taken_of_bank),
        *(_of_books(row, taken_of_books[row.id]) for row in books if row.id in taken_of_books),
    ]


def _side(session: Session, box: CashBox) -> Side:
    """What is open on an account, less what waits in a proposal."""
    lines, items = open_items.proposed_places(session, box.id)
    return Side(
        box, {row.id: row for row in open_items.bank_rows(session, box.id) if row.id not in lines},
        {row.id: row for row in open_items.book_rows(session, box.id) if row.id not in items},
    )


def _clear(session: Session, box: CashBox, by: Actor) -> None:
    """Drop proposals whose lines have less open than they would take."""
    waiting = open_items.settlements(session, box.id, SettlementState.PROPOSED.value)
    if not waiting:
        return
    open_of_bank = {row.id: row.amount for row in open_items.bank_rows(session, box.id)}
    open_of_books = {row.id: row.amount for row in open_items.book_rows(session, box.id)}
    for one in waiting:
        for part in one.parts:
            left = open_of_bank.get(part.line_id, 0) if part.line_id is not None else open_of_books.get(part.ledger_line_id or 0, 0)
            if part.box_id == box.id and abs(part.amount) > abs(left):
                _end(one, by)
                break
    session.flush()


def _booked(session: Session, side: Side) -> list[Settlement]:
    """Lines from which an entry was drafted that now stands in the books."""
    query = (
        select(LineBooking.line_id, Line.id).join(Line, Line.entry_id == LineBooking.entry_id).join(Balance, Balance.id == Line.balance_id)
        .where(Balance.box_id == side.box.id).order_by(LineBooking.id).execution_options(**WHOLE)
    )
    made = []
    for line_id, ledger_line_id in session.execute(query):
        line, row = side.bank.get(line_id), side.books.get(ledger_line_id)
        if line is not None and row is not None and line.amount == row.amount:
            parts = [_of_bank(line, line.amount), _of_books(row, row.amount)]
            made.append(_settlement(side.box, Basis.BOOKED, [_("bút toán được lập từ chính dòng này")], parts, is_sure=True))
            del side.bank[line_id], side.books[ledger_line_id]
    return made


def _matched(side: Side) -> list[Settlement]:
    lines: dict[int, MatchLine] = {number: row.as_input() for number, row in side.bank.items()}
    items: dict[int, OpenItem] = {number: row.as_input() for number, row in side.books.items()}
    made = []
    for found in match(list(lines.values()), list(items.values())).proposals:
        bank: dict[int, int] = {}
        books: dict[int, int] = {}
        for part in found.parts:
            bank[part.line] = bank.get(part.line, 0) + part.amount
            books[part.item] = books.get(part.item, 0) + part.amount
        parts = [*(_of_bank(side.bank[one], amount) for one, amount in bank.items()), *(_of_books(side.books[one], amount) for one, amount in books.items())]
        other = _other_side(side, side.books[next(iter(books))]) if len(books) == 1 and found.is_sure else None
        said = [*reasons(found, lines, items), *([_("khớp cả tài khoản bên kia")] if other else [])]
        # What a sum rests on is told by its reasons; what it is for people is one line over several.
        basis = Basis.CODES_SUM if found.basis is MatchBasis.SUM else Basis(found.basis.value)
        made.append(_settlement(side.box, basis, said, [*parts, *(other or [])], is_sure=found.is_sure))
        for one in bank:
            side.bank.pop(one, None)
        for one in books:
            side.books.pop(one, None)
    return made


def _transfer(side: Side, row: BookRow) -> Settlement | None:
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
    return _settlement(side.box, Basis.TRANSFER, said, [_of_bank(here, here.amount), _of_books(row, row.amount), *other])


def _find_twins(session: Session, side: Side) -> None:
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
        side.others[box_id] = _side(session, session.get_one(CashBox, box_id))


def _other_side(side: Side, row: BookRow) -> list[SettlementPart] | None:
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
    return [_of_bank(line, line.amount, box_id), _of_books(item, item.amount, box_id)]


def _only(rows: Sequence[BankRow]) -> BankRow | None:
    return rows[0] if len(rows) == 1 else None


def _of_bank(row: BankRow, amount: int, box_id: int | None = None) -> SettlementPart:
    return SettlementPart(box_id=box_id, line_id=row.id, on=row.on, amount=amount)


def _of_books(row: BookRow, amount: int, box_id: int | None = None) -> SettlementPart:
    return SettlementPart(box_id=box_id, ledger_line_id=row.id, on=row.on, amount=amount)


def _settlement(box: CashBox, basis: Basis, said: Sequence[str], parts: Sequence[SettlementPart], *, is_sure: bool = False) -> Settlement:
    for part in parts:
        part.box_id = part.box_id or box.id
    return Settlement(
        unit_id=box.unit_id, box_id=box.id, state=SettlementState.PROPOSED.value, basis=basis.value, is_sure=is_sure, reasons=", ".join(map(str, said)),
        last_on=max(part.on for part in parts), end_reason="", parts=list(parts),
    )


def _touching(session: Session, line_ids: Iterable[int], ledger_line_ids: Iterable[int]) -> list[Settlement]:
    """Proposals that would take any of these lines."""
    touched = select(SettlementPart.settlement_id).where(
        SettlementPart.line_id.in_(list(line_ids)) | SettlementPart.ledger_line_id.in_(list(ledger_line_ids))
    )
    return list(session.scalars(select(Settlement).where(Settlement.id.in_(touched), Settlement.state == SettlementState.PROPOSED.value)))


def _end(one: Settlement, by: Actor) -> None:
    one.state, one.ended_by_id, one.ended_at = SettlementState.DROPPED.value, by.user_id, clock.now()
