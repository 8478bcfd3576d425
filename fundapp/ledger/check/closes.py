"""Invariants of closed cash boxes: nothing came after the close, its figures are still those of the books, and two people re-open it."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, stream
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import Balance, CashClose, CashReopening, Entry, Line


def nothing_after(session: Session) -> Invariant:
    """The books of a box up to a closed day still say what was signed, from which day and what came and went; a line that came later would have moved them."""
    days = _days(session)
    wrong: list[str] = []
    rows = 0
    at: dict[int, Reached] = {}
    query = select(
        CashClose.box_id, CashClose.unit_id, CashClose.after_on, CashClose.on, CashClose.opening_amount, CashClose.received_amount, CashClose.paid_amount,
        CashClose.book_amount, CashClose.counted_amount, CashClose.note,
    ).where(CashClose.state == "closed")
    for row in stream(session, query.order_by(CashClose.box_id, CashClose.on)):
        rows += 1
        before = at.get(row.box_id, Reached(None, 0, 0))
        moves = [move for move in days[row.box_id][before.place :] if move.on <= row.on]
        received, paid = sum(move.received for move in moves), sum(move.paid for move in moves)
        held = before.held + received - paid
        at[row.box_id] = Reached(row.on, before.place + len(moves), held)
        where = {"box": row.box_id, "day": day_text(row.on)}
        if held != row.book_amount:
            figures = {"signed": dong(row.book_amount), "now": dong(held)}
            said = _("quỹ tiền mặt id %(box)s: khóa quỹ ngày %(day)s với %(signed)s đồng, sổ nay là %(now)s đồng", **where, **figures)
            wrong.append(Fault(said, row.unit_id))
        elif (row.after_on, row.opening_amount, row.received_amount, row.paid_amount) != (before.on, before.held, received, paid):
            said = _("quỹ tiền mặt id %(box)s: khóa quỹ ngày %(day)s ghi ngày đầu, tồn đầu, thu hoặc chi khác với sổ", **where)
            wrong.append(Fault(said, row.unit_id))
        if row.counted_amount != row.book_amount and not row.note.strip():
            wrong.append(Fault(_("quỹ tiền mặt id %(box)s: khóa quỹ ngày %(day)s chênh lệch mà không có lý do", **where), row.unit_id))
    return Invariant("L19", _("Không bút toán nào vào ngày đã khóa quỹ tiền mặt; mở lại phải có hai người"), rows, [*wrong, *_alone(session)])


class Reached(NamedTuple):
    """How far the closes of a box have been followed: the last closed day, how many of its days with moves, what it then held in đồng."""

    on: date | None
    place: int
    held: int


class Moved(NamedTuple):
    """What came into a box on a day and went out of it, reversals negative on the side that they take back."""

    on: date
    received: int
    paid: int


def _days(session: Session) -> dict[int, list[Moved]]:
    """What went through each closed box day by day, oldest first."""
    turned = Entry.kind == "reversal"
    query = (
        select(
            Balance.box_id, Line.on, func.sum(case((turned, -Line.credit), else_=Line.debit)).label("received"),
            func.sum(case((turned, -Line.debit), else_=Line.credit)).label("paid"),
        )
        .join(Balance, Balance.id == Line.balance_id).join(Entry, Entry.id == Line.entry_id)
        .where(Entry.state == "posted", Balance.box_id.in_(select(CashClose.box_id).where(CashClose.state == "closed")))
        .group_by(Balance.box_id, Line.on).order_by(Balance.box_id, Line.on)
    )
    found: dict[int, list[Moved]] = defaultdict(list)
    for row in stream(session, query):
        found[row.box_id].append(Moved(row.on, int(row.received), int(row.paid)))
    return found


def _alone(session: Session) -> list[str]:
    """Boxes that were opened again by one person, or by nobody."""
    known = CashReopening
    alone = or_(known.id.is_(None), known.state != "confirmed", known.asked_by_id == known.answered_by_id, known.from_on > CashClose.on)
    query = select(CashClose.id, CashClose.unit_id).outerjoin(known, known.id == CashClose.reopening_id).where(CashClose.state == "reopened", alone)
    return [Fault(_("khóa quỹ id %(id)s được mở lại mà không đủ hai người", id=row.id), row.unit_id) for row in stream(session, query)]
