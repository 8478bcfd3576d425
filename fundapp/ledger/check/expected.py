"""Invariants of what is expected to come in."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from fundapp.kernel.checks import Fault, Invariant, count, stream
from fundapp.kernel.labels import _
from fundapp.ledger.models import Balance, Entry, Expected, ExpectedMove, Line
from fundapp.ledger.models.entries import takes_back


def moved(session: Session) -> Invariant:
    """Each expected amount says what its moves say, and all that came stands in a posted entry that was not taken back unsaid."""
    move = ExpectedMove
    came = func.sum(case((move.kind == "came", move.amount), (move.kind == "taken_back", -move.amount), else_=0))
    ended = func.max(case((move.kind == "withdrawn", 1), else_=0))
    sums = select(move.expected_id, came.label("came"), ended.label("ended")).group_by(move.expected_id).subquery()
    query = select(
        Expected.id, Expected.unit_id, Expected.amount, Expected.came_amount, Expected.state, func.coalesce(sums.c.came, 0).label("came"),
        func.coalesce(sums.c.ended, 0).label("ended"),
    ).outerjoin(sums, sums.c.expected_id == Expected.id)
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        state = "withdrawn" if row.ended else "came" if row.came_amount == row.amount else "open"
        if int(row.came) != row.came_amount or row.state != state:
            wrong.append(Fault(_("khoản chờ thu id %(id)s không khớp các lần tiền vào của nó", id=row.id), row.unit_id))
    return Invariant("F5a", _("Khoản chờ thu khớp từng lần tiền vào và bút toán của nó"), rows, wrong + _unfounded(session) + _told_otherwise(session))


def _unfounded(session: Session) -> list[str]:
    reversal, back = aliased(Entry), aliased(ExpectedMove)
    query = (
        select(ExpectedMove.id, ExpectedMove.amount, Expected.unit_id, Expected.id.label("expected_id"), Entry.state, Entry.book_id, Expected.book_id.label("book"),
               Entry.earmark_id, Expected.earmark_id.label("bound"),
               reversal.id.label("reversed"), back.amount.label("back"))
        .join(Expected, Expected.id == ExpectedMove.expected_id).join(Entry, Entry.id == ExpectedMove.entry_id)
        .outerjoin(reversal, takes_back(reversal, Entry.id))
        .outerjoin(back, (back.entry_id == reversal.id) & (back.expected_id == Expected.id) & (back.kind == "taken_back"))
        .where(ExpectedMove.kind == "came")
    )
    return [
        Fault(_("khoản chờ thu id %(id)s: tiền vào không đứng trong sổ", id=row.expected_id), row.unit_id)
        for row in stream(session, query)
        if row.state != "posted" or (row.book_id, row.earmark_id) != (row.book, row.bound) or (row.back or 0) != (0 if row.reversed is None else row.amount)
    ]


def _told_otherwise(session: Session) -> list[str]:
    """What came in or was taken back, of which the move says another person or day than the entry."""
    other = ExpectedMove.by_id.is_distinct_from(Entry.posted_by_id) | (ExpectedMove.on != Entry.on) | (ExpectedMove.reason != "")
    query = (
        select(ExpectedMove.expected_id, Entry.id, Entry.unit_id).join(Entry, Entry.id == ExpectedMove.entry_id).where(other).order_by(ExpectedMove.id)
    )
    return [
        Fault(_("khoản chờ thu id %(id)s: lần tiền vào ghi khác bút toán id %(entry)s về người hoặc ngày", id=row.expected_id, entry=row.id), row.unit_id)
        for row in stream(session, query)
    ]


def allocated(session: Session) -> Invariant:
    """No subject has more allocated than came in for it."""
    left = func.sum(Line.credit - Line.debit)
    known = select(Expected.id).where(Expected.subject == Line.subject, Expected.book_id == Entry.book_id, Expected.account_code == Balance.account_code)
    query = (
        select(Entry.book_id, Line.subject, func.max(Entry.unit_id).label("unit_id"), left.label("left"))
        .join(Entry, Entry.id == Line.entry_id).join(Balance, Balance.id == Line.balance_id)
        .where(Line.subject.is_not(None), Entry.state == "posted", known.exists()).group_by(Entry.book_id, Line.subject).having(left < 0)
    )
    wrong: list[str] = [Fault(_("%(subject)s: đã phân bổ nhiều hơn số thu được", subject=row.subject), row.unit_id) for row in stream(session, query)]
    return Invariant("F5b", _("Không phân bổ nhiều hơn số tiền đã thu cho mỗi đối tượng"), count(session, select(Expected.id)), wrong)
