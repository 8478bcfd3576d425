"""Money that came in for what the ledger expects: found by its code, posted onto its subject by whoever confirms, and settled with it.

Two people stand behind the entry: who put the statement on file, and who confirms. Nothing is kept of a proposal: it is reckoned from
what is open and what is expected at each look, and confirmed only as it was shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.bank import open_items
from fundapp.bank.matching import Basis as MatchBasis
from fundapp.bank.matching import OpenItem, match
from fundapp.bank.matching.reasons import reasons
from fundapp.bank.models import BankStatement, LineBooking, Settlement, SettlementPart, StatementLine
from fundapp.bank.open_items import WHOLE, BankRow
from fundapp.bank.settlement_kinds import Basis, SettlementState, digest
from fundapp.bank.settling.refusals import SettlingRefused, lock_account, note
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.kernel.names import fold
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Balance, Book, CashBox, Expected, Line
from fundapp.ledger.service import LineSpec, Posting

BY_CODE = (MatchBasis.CODE, MatchBasis.CODES_SUM, MatchBasis.LINES_SUM, MatchBasis.PART, MatchBasis.EXCESS)


@dataclass(frozen=True)
class Arrival:
    """One line of the bank and what of the expected amounts it pays; what is over waits on the subject of the first. A sure one is the very amount."""

    line: BankRow
    parts: tuple[tuple[Expected, int], ...]
    is_sure: bool
    said: tuple[Text, ...]

    @property
    def over(self) -> int:
        return self.line.amount - sum(amount for _expected, amount in self.parts)

    @property
    def mark(self) -> str:
        """The mark of what is shown: the line, and of each expected amount what it gets and what was missing."""
        return digest([("line", self.line.id, self.line.amount, self.line.whole), *(("expected", one.id, amount, one.open_amount) for one, amount in self.parts)])


def arrivals(session: Session, box: CashBox) -> list[Arrival]:
    """What came in by a code that something expected bears, the oldest first; lines that wait in a proposal or that the books know are left alone."""
    query = ledger_queries.open_expected().where(
        Expected.unit_id == box.unit_id, Expected.box_id.is_(None) | (Expected.box_id == box.id),
        *([] if box.own_book_id is None else [Expected.book_id == box.own_book_id]),
    )
    expected = {one.id: one for one in session.scalars(query.order_by(Expected.due_on, Expected.id).execution_options(**WHOLE))}
    if not expected:
        return []
    waits, items_wait = open_items.proposed_places(session, box.id)
    booked = {row.code for row in open_items.book_rows(session, box.id) if row.amount > 0 and row.id not in items_wait}
    codes = {one.code for one in expected.values()} - booked
    rows = {row.id: row for row in open_items.bank_rows(session, box.id) if row.amount > 0 and row.id not in waits and codes.intersection(row.codes)}
    lines = {row.id: row.as_input() for row in rows.values()}
    items = {one.id: OpenItem(one.id, one.due_on, one.open_amount, one.code, fold(one.payer_name)) for one in expected.values() if one.code in codes}
    made: list[Arrival] = []
    for found in match(list(lines.values()), list(items.values())).proposals:
        if found.basis not in BY_CODE:
            continue
        by_line: dict[int, list[tuple[Expected, int]]] = {}
        for part in found.parts:
            by_line.setdefault(part.line, []).append((expected[part.item], part.amount))
        said = reasons(found, lines, items)
        made += [_arrival(rows[line], parts, is_sure=found.is_sure, said=said) for line, parts in by_line.items()]
    return sorted(made, key=lambda one: (not one.is_sure, one.line.on, one.line.id))


def receive(session: Session, box: CashBox, chosen: Mapping[int, str], *, by: Actor) -> int:
    """Post and settle the chosen lines exactly as they were shown, all or none; gives how many.

    Refused for who put the statement of a line on file, and whole as soon as a line, an expected amount or a code has changed since.
    """
    lock_account(session, box)
    if not chosen:
        raise SettlingRefused(_("Hãy chọn ít nhất một khoản tiền vào."))
    now = {one.line.id: one for one in arrivals(session, box)}
    changed = [line_id for line_id, mark in chosen.items() if line_id not in now or now[line_id].mark != mark]
    if changed:
        raise SettlingRefused(_("Không ghi gì cả: %(n)s khoản tiền vào đã khác với lúc hiển thị. Hãy xem lại danh sách mới.", n=len(changed)))
    filers = filed_by(session, chosen)
    if by.user_id in filers.values():
        raise SettlingRefused(_("Bạn đã lưu sao kê có dòng này nên người khác phải xác nhận tiền vào."))
    for line_id in sorted(chosen):
        _receive(session, box, now[line_id], drafted_by=filers[line_id], by=by)
    note(session, box, "settlement.receive", by, count=len(chosen), amount=sum(now[line_id].line.amount for line_id in chosen))
    return len(chosen)


def filed_by(session: Session, line_ids: Mapping[int, object] | Sequence[int]) -> dict[int, int]:
    """Who put the statement on file that first brought each line."""
    query = select(StatementLine.id, BankStatement.filed_by_id).join(BankStatement, BankStatement.id == StatementLine.statement_id)
    return {row.id: row.filed_by_id for row in session.execute(query.where(StatementLine.id.in_(list(line_ids))).execution_options(**WHOLE))}


def _arrival(row: BankRow, parts: list[tuple[Expected, int]], *, is_sure: bool, said: list[Text]) -> Arrival:
    over = row.amount - sum(amount for _expected, amount in parts)
    more = [_("phần thừa %(n)s đồng chờ phân bổ cùng đối tượng", n=dong(over))] if over else []
    return Arrival(row, tuple(parts), is_sure, (*said, *more))


def _receive(session: Session, box: CashBox, one: Arrival, *, drafted_by: int, by: Actor) -> None:
    parts = [SettlementPart(box_id=box.id, line_id=one.line.id, on=one.line.on, amount=one.line.amount)]
    # What is over belongs to nobody's donation: it waits with the money that no donor has bound, by itself where there is none.
    sources = sorted(dict.fromkeys((part.book_id, part.earmark_id) for part, _n in one.parts), key=lambda source: source[1] is not None)
    over_book = None if not one.over or sources[0][1] is None else sources[0][0]
    entries: list[tuple[ledger.Posted, int]] = []
    tries = len(session.scalars(select(LineBooking.id).where(LineBooking.line_id == one.line.id)).all())
    for place, source in enumerate(sources):
        ours = [(expected, amount) for expected, amount in one.parts if (expected.book_id, expected.earmark_id) == source]
        amount = sum(part for _expected, part in ours) + (0 if place or over_book else one.over)
        said = " ".join(filter(None, [str(_("Thu")), *dict.fromkeys(expected.code for expected, _n in ours), ours[0][0].payer_name]))
        entry = ledger.receive_expected(
            session, ours, amount=amount, box=box, narration=said, reference=f"bank/{one.line.id}/{tries + place + 1}", drafted_by=drafted_by, by=by, on=one.line.on
        )
        entries.append((entry, amount))
    if over_book is not None:
        subject, book = one.parts[0][0].subject, session.get_one(Book, over_book)
        sides = [LineSpec(box.account_code, debit=one.over, box=box), LineSpec(ledger.WAITING, credit=one.over, subject=subject)]
        wanted = Posting(book, one.line.on, str(_("Thu thừa %(code)s", code=one.parts[0][0].code)), sides, f"bank/{one.line.id}/{tries + len(entries) + 1}")
        entries.append((ledger.post(session, wanted, drafted_by=drafted_by, by=by), one.over))
    for entry, amount in entries:
        session.add(LineBooking(unit_id=box.unit_id, line_id=one.line.id, entry_id=entry.id, drafted_by_id=drafted_by, drafted_at=clock.now()))
        parts.append(SettlementPart(box_id=box.id, ledger_line_id=_money_line(session, entry, box), on=one.line.on, amount=amount))
    made = Settlement(
        unit_id=box.unit_id, box_id=box.id, state=SettlementState.PROPOSED.value, basis=Basis.BOOKED.value, is_sure=one.is_sure,
        reasons=", ".join(map(str, one.said)), last_on=one.line.on, proposed_by_id=by.user_id, proposed_at=clock.now(), end_reason="", parts=parts,
    )
    session.add(made)
    session.flush()
    made.state, made.confirmed_by_id, made.confirmed_at = SettlementState.CONFIRMED.value, by.user_id, clock.now()
    session.flush()


def _money_line(session: Session, entry: ledger.Posted, box: CashBox) -> int:
    query = select(Line.id).join(Balance, Balance.id == Line.balance_id).where(Line.entry_id == entry.id, Balance.box_id == box.id)
    return int(session.scalars(query.execution_options(**WHOLE)).one())
