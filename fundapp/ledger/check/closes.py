"""Invariants of closed cash boxes: nothing came after the close, its figures are still those of the books, and two people re-open it."""

from collections import defaultdict
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, stream
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import Balance, CashClose, CashReopening, Entry, Line


def invariants(session: Session) -> list[Invariant]:
    return [nothing_after(session)]


def nothing_after(session: Session) -> Invariant:
    """The books of a box up to a closed day still say what was signed; a line that came later would have moved them."""
    days = _days(session)
    wrong: list[str] = []
    rows = 0
    at: dict[int, tuple[int, int]] = {}
    query = select(CashClose.box_id, CashClose.unit_id, CashClose.on, CashClose.book_amount, CashClose.counted_amount, CashClose.note).where(
        CashClose.state == "closed"
    )
    for row in stream(session, query.order_by(CashClose.box_id, CashClose.on)):
        rows += 1
        place, held = at.get(row.box_id, (0, 0))
        moves = days[row.box_id]
        while place < len(moves) and moves[place][0] <= row.on:
            held += moves[place][1]
            place += 1
        at[row.box_id] = (place, held)
        if held != row.book_amount:
            figures = {"signed": dong(row.book_amount), "now": dong(held)}
            said = _("quỹ tiền mặt id %(box)s: khóa quỹ ngày %(day)s với %(signed)s đồng, sổ nay là %(now)s đồng", box=row.box_id, day=day_text(row.on), **figures)
            wrong.append(Fault(said, row.unit_id))
        if row.counted_amount != row.book_amount and not row.note.strip():
            said = _("quỹ tiền mặt id %(box)s: khóa quỹ ngày %(day)s chênh lệch mà không có lý do", box=row.box_id, day=day_text(row.on))
            wrong.append(Fault(said, row.unit_id))
    return Invariant("L19", _("Không bút toán nào vào ngày đã khóa quỹ tiền mặt; mở lại phải có hai người"), rows, [*wrong, *_alone(session)])


def _days(session: Session) -> dict[int, list[tuple[date, int]]]:
    """What each closed box took in day by day, oldest first."""
    query = (
        select(Balance.box_id, Line.on, func.sum(Line.debit - Line.credit).label("amount"))
        .join(Balance, Balance.id == Line.balance_id).join(Entry, Entry.id == Line.entry_id)
        .where(Entry.state == "posted", Balance.box_id.in_(select(CashClose.box_id).where(CashClose.state == "closed")))
        .group_by(Balance.box_id, Line.on).order_by(Balance.box_id, Line.on)
    )
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for row in stream(session, query):
        found[row.box_id].append((row.on, int(row.amount)))
    return found


def _alone(session: Session) -> list[str]:
    """Boxes that were opened again by one person, or by nobody."""
    known = CashReopening
    alone = or_(known.id.is_(None), known.state != "confirmed", known.asked_by_id == known.answered_by_id, known.from_on > CashClose.on)
    query = select(CashClose.id, CashClose.unit_id).outerjoin(known, known.id == CashClose.reopening_id).where(CashClose.state == "reopened", alone)
    return [Fault(_("khóa quỹ id %(id)s được mở lại mà không đủ hai người", id=row.id), row.unit_id) for row in stream(session, query)]
