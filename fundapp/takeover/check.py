"""What must hold of files of old books."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, count, stream
from fundapp.kernel.labels import _
from fundapp.ledger.models import Entry, Line
from fundapp.takeover.models import Takeover, TakeoverEntry


def invariants(session: Session) -> list[Invariant]:
    """Every file that was posted stands in the books whole, by two people."""
    return [_whole(session)]


def _whole(session: Session) -> Invariant:
    amount = select(func.sum(Line.debit)).where(Line.entry_id == TakeoverEntry.entry_id).scalar_subquery()
    posted = select(TakeoverEntry.id).join(Takeover, Takeover.id == TakeoverEntry.takeover_id).where(Takeover.state == "posted")
    lost = (
        select(TakeoverEntry.takeover_id, TakeoverEntry.row_number, Takeover.unit_id).join(Takeover, Takeover.id == TakeoverEntry.takeover_id)
        .outerjoin(Entry, Entry.id == TakeoverEntry.entry_id)
        .where(
            Takeover.state == "posted",
            or_(Entry.id.is_(None), Entry.state != "posted", Entry.book_id != TakeoverEntry.book_id, Entry.on != TakeoverEntry.on, amount != TakeoverEntry.amount),
        )
    )
    wrong: list[str] = [
        Fault(_("tệp sổ cũ số %(id)s: dòng %(row)s không có trong sổ như đã đọc", id=row.takeover_id, row=row.row_number), row.unit_id)
        for row in stream(session, lost)
    ]
    early = (
        select(TakeoverEntry.takeover_id, Takeover.unit_id).join(Takeover, Takeover.id == TakeoverEntry.takeover_id)
        .where(Takeover.state != "posted", TakeoverEntry.entry_id.is_not(None)).distinct()
    )
    wrong += [Fault(_("tệp sổ cũ số %(id)s chưa ghi sổ mà đã có bút toán", id=row.takeover_id), row.unit_id) for row in stream(session, early)]
    alone = select(Takeover.id, Takeover.unit_id).where(Takeover.posted_by_id == Takeover.uploaded_by_id)
    wrong += [Fault(_("tệp sổ cũ số %(id)s do một người lập và ghi sổ", id=row.id), row.unit_id) for row in stream(session, alone)]
    return Invariant("T1", _("Mỗi tệp sổ cũ đã ghi có đủ từng bút toán trong sổ, do hai người"), count(session, posted), wrong)
