"""Proposals written down: what a look has found, and what somebody picks by hand."""

from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.bank import open_items
from fundapp.bank.matching import spread
from fundapp.bank.models import Settlement, SettlementPart
from fundapp.bank.open_items import BankRow, BookRow
from fundapp.bank.settlement_kinds import Basis, SettlementState
from fundapp.bank.settling.looking import Draft, Found, Part, Place, look, of_bank, of_books
from fundapp.bank.settling.refusals import SettlingRefused, lock_account, note
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger.models import CashBox

MOST_PICKED = 200


def propose(session: Session, box: CashBox, *, found: Found | None = None, by: Actor) -> int:
    """Write what was found down as proposals; gives how many were made.

    What was proposed before stays, but for proposals that no longer fit what is open. What was `found` before writing began is looked at again: a proposal whose lines
    were settled or proposed meanwhile is left out.
    """
    lock_account(session, box)
    seen = found or look(session, box)
    for one in session.scalars(select(Settlement).where(Settlement.id.in_(seen.stale), Settlement.state == SettlementState.PROPOSED.value)):
        _end(one, by)
    session.flush()
    made = _still_open(session, seen.made) if found else seen.made
    _keep(session, box, made, by)
    if made:
        note(session, box, "settlement.propose", by, count=len(made))
    return len(made)


def _still_open(session: Session, drafts: Sequence[Draft]) -> list[Draft]:
    left: dict[Place, int] = {}
    for box_id in sorted({part.box_id for draft in drafts for part in draft.parts}):
        lines, items = open_items.proposed_places(session, box_id)
        left |= {(box_id, True, one): amount for one, amount in open_items.left_of_lines(session, box_id).items() if one not in lines}
        left |= {(box_id, False, one): amount for one, amount in open_items.left_of_items(session, box_id).items() if one not in items}
    return [draft for draft in drafts if all(abs(part.amount) <= abs(left.get(part.place, 0)) for part in draft.parts)]


def _keep(session: Session, box: CashBox, drafts: Sequence[Draft], by: Actor) -> list[int]:
    """Write proposals with a few statements; gives their ids in their order."""
    if not drafts:
        return []
    values = {"unit_id": box.unit_id, "box_id": box.id, "state": SettlementState.PROPOSED.value, "end_reason": ""}
    values |= {"proposed_by_id": by.user_id, "proposed_at": clock.now()}
    rows = [
        {**values, "basis": one.basis.value, "is_sure": one.is_sure, "reasons": ", ".join(map(str, one.said)), "last_on": max(part.on for part in one.parts)}
        for one in drafts
    ]
    ids = list(session.scalars(insert(Settlement).returning(Settlement.id, sort_by_parameter_order=True), rows))
    # With its empty side written out each row is like the next, and all of them are one statement: left out, there is a statement for each.
    session.execute(
        insert(SettlementPart).execution_options(render_nulls=True),
        [
            {"settlement_id": number, "box_id": part.box_id, "line_id": part.line_id, "ledger_line_id": part.ledger_line_id, "on": part.on, "amount": part.amount}
            for number, one in zip(ids, drafts, strict=True) for part in one.parts
        ],
    )
    return ids


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
    parts = _by_hand(box.id, bank, books)
    for other in _touching(session, {row.id for row in bank}, {row.id for row in books}):
        _end(other, by)
    session.flush()
    (number,) = _keep(session, box, [Draft(Basis.HAND, [_("ghép bằng tay")], parts)], by)
    note(session, box, "settlement.pair", by, count=len(parts))
    return session.get_one(Settlement, number)


def _by_hand(box_id: int, bank: Sequence[BankRow], books: Sequence[BookRow]) -> list[Part]:
    ours, theirs = sum(row.amount for row in bank), sum(row.amount for row in books)
    if ours == theirs:
        return [*(of_bank(row, row.amount, box_id) for row in bank), *(of_books(row, row.amount, box_id) for row in books)]
    ways = {row.amount > 0 for row in bank} | {row.amount > 0 for row in books}
    if not bank or not books or len(ways) > 1:
        raise SettlingRefused(_("Hai bên phải cùng chiều tiền, hoặc cộng lại bằng nhau. Hãy bỏ bớt hoặc chọn thêm dòng."))
    taken_of_bank: dict[int, int] = {}
    taken_of_books: dict[int, int] = {}
    for part in spread([row.as_input() for row in bank], [row.as_input() for row in books]):
        taken_of_bank[part.line] = taken_of_bank.get(part.line, 0) + part.amount
        taken_of_books[part.item] = taken_of_books.get(part.item, 0) + part.amount
    return [
        *(of_bank(row, taken_of_bank[row.id], box_id) for row in bank if row.id in taken_of_bank),
        *(of_books(row, taken_of_books[row.id], box_id) for row in books if row.id in taken_of_books),
    ]


def _touching(session: Session, line_ids: Iterable[int], ledger_line_ids: Iterable[int]) -> list[Settlement]:
    """Proposals that would take any of these lines."""
    touched = select(SettlementPart.settlement_id).where(
        SettlementPart.line_id.in_(list(line_ids)) | SettlementPart.ledger_line_id.in_(list(ledger_line_ids))
    )
    return list(session.scalars(select(Settlement).where(Settlement.id.in_(touched), Settlement.state == SettlementState.PROPOSED.value)))


def _end(one: Settlement, by: Actor) -> None:
    one.state, one.ended_by_id, one.ended_at = SettlementState.DROPPED.value, by.user_id, clock.now()
