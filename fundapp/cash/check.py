"""Invariants of counts: notes and books add up to what was signed, two people or none, a difference is booked whole or still open."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from fundapp.cash.kinds import FINAL
from fundapp.cash.models import CashCount, CashCountHead, CashCountLine, CashSettlement
from fundapp.kernel import clock
from fundapp.kernel.checks import Fault, Invariant, everywhere
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import Balance, Entry, Line
from fundapp.ledger.models.entries import takes_back


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    counts = list(session.scalars(everywhere(select(CashCount).order_by(CashCount.id))))
    return [_notes(session, counts), _books(session, counts), _two_people(counts), _differences(session, counts)]


def _fault(count: CashCount, said: str) -> Fault:
    return Fault(_("biên bản %(label)s năm %(year)s: %(said)s", label=count.label, year=count.year, said=said), count.unit_id)


def _notes(session: Session, counts: list[CashCount]) -> Invariant:
    rows = session.execute(
        select(CashCountLine.count_id, func.sum(CashCountLine.denomination * CashCountLine.pieces).label("amount")).group_by(CashCountLine.count_id)
    )
    sums = {row.count_id: int(row.amount) for row in rows}
    found = {count.id: sums.get(count.id, 0) + count.loose_amount for count in counts}
    wrong = [
        _fault(count, _("cộng các loại tiền %(notes)s đồng, ghi %(counted)s đồng", notes=dong(found[count.id]), counted=dong(count.counted_amount)))
        for count in counts if found[count.id] != count.counted_amount
    ]
    return Invariant("K1", _("Cộng từng loại tiền của mỗi biên bản kiểm kê bằng số thực tế đã ghi"), len(counts), wrong)


def _books(session: Session, counts: list[CashCount]) -> Invariant:
    """Add the entries up again, each book to the number that was its last at the moment of the count."""
    heads: dict[int, list[CashCountHead]] = defaultdict(list)
    for head in session.scalars(select(CashCountHead)):
        heads[head.count_id].append(head)
    known: dict[tuple[int, int], list[tuple[int, int]]] = {}
    wrong: list[Fault] = []
    for count in counts:
        found = 0
        for head in heads[count.id]:
            place = (count.box_id, head.book_year_id)
            if place not in known:
                known[place] = _moves(session, *place)
            found += sum(amount for number, amount in known[place] if number <= head.last_number)
        if found != count.book_amount or sum(head.amount for head in heads[count.id]) != count.book_amount:
            said = _("ghi số sổ %(signed)s đồng, cộng lại các bút toán lúc đó %(found)s đồng", signed=dong(count.book_amount), found=dong(found))
            wrong.append(_fault(count, said))
    return Invariant("K2", _("Số dư sổ ghi trên biên bản kiểm kê đúng là số dư lúc đếm"), len(counts), wrong)


def _moves(session: Session, box_id: int, book_year_id: int) -> list[tuple[int, int]]:
    query = (
        select(Entry.number, func.sum(Line.debit - Line.credit).label("amount")).join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id)
        .where(Balance.box_id == box_id, Entry.book_year_id == book_year_id, Entry.state == "posted").group_by(Entry.number)
    )
    return [(row.number, int(row.amount)) for row in session.execute(everywhere(query))]


def _two_people(counts: list[CashCount]) -> Invariant:
    answered = [count for count in counts if count.answered_by_id is not None]
    wrong = [_fault(count, _("do cùng một người đếm và xác nhận")) for count in answered if count.answered_by_id == count.counted_by_id]
    wrong += [
        _fault(count, _("xác nhận không đúng ngày kiểm kê"))
        for count in answered if count.kind == "regular" and count.state == "confirmed" and count.answered_on != count.counted_on
    ]
    wrong += [_fault(count, _("không có bản in được lưu")) for count in counts if count.state in FINAL and count.minutes_file_id is None]
    return Invariant("K3", _("Mỗi biên bản kiểm kê có hai người khác nhau, xác nhận trong ngày, có bản in"), len(answered), wrong)


def _differences(session: Session, counts: list[CashCount]) -> Invariant:
    """A difference is booked to the đồng, in part, or not yet; never by more, never the other way, and nothing is booked without a count."""
    known = {count.id: count for count in counts}
    taken: dict[int, int] = defaultdict(int)
    wrong: list[Fault] = []
    for row in _live(session):
        count = known[row.count_id]
        taken[count.id] += row.amount
        if row.kind != "count" or _into(session, row.id, count.box_id) != (row.amount if count.difference > 0 else -row.amount):
            wrong.append(_fault(count, _("bút toán id %(entry)s không khớp chênh lệch", entry=row.id)))
    wrong += [_fault(known[one], _("ghi sổ nhiều hơn số chênh lệch")) for one, amount in taken.items() if amount > abs(known[one].difference)]
    stray = select(Entry.id, Entry.unit_id).outerjoin(CashSettlement, CashSettlement.entry_id == Entry.id).where(
        Entry.kind == "count", Entry.state == "posted", CashSettlement.id.is_(None)
    )
    wrong += [
        Fault(_("bút toán id %(id)s xử lý chênh lệch mà không có biên bản", id=row.id), row.unit_id) for row in session.execute(everywhere(stray))
    ]
    differing = [count for count in counts if count.state in FINAL and count.difference]
    open_ones = [count for count in differing if taken[count.id] < abs(count.difference)]
    name = _("Chênh lệch kiểm kê đã ghi sổ đúng số, hoặc còn mở")
    if open_ones:
        oldest = max((clock.today() - count.counted_on).days for count in open_ones)
        name = _("Chênh lệch kiểm kê đã ghi sổ đúng số, hoặc còn mở (%(n)s biên bản, lâu nhất %(days)s ngày)", n=len(open_ones), days=oldest)
    return Invariant("K4", name, len(differing), wrong)


def _live(session: Session) -> Sequence[Any]:
    """The entries over differences that are drafts or stand in the books."""
    back = aliased(Entry)
    query = (
        select(CashSettlement.count_id, CashSettlement.amount, Entry.id, Entry.kind)
        .join(Entry, Entry.id == CashSettlement.entry_id).outerjoin(back, takes_back(back, Entry.id))
        .where(Entry.state != "dropped", back.id.is_(None))
    )
    return session.execute(everywhere(query)).all()


def _into(session: Session, entry_id: int, box_id: int) -> int:
    query = select(func.coalesce(func.sum(Line.debit - Line.credit), 0)).join(Balance, Balance.id == Line.balance_id)
    return int(session.scalar(query.where(Line.entry_id == entry_id, Balance.box_id == box_id)) or 0)
