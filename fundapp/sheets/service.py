"""Remember what a unit says about the columns of its lists."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.sheets.models import SheetMapping


def remember(session: Session, *, unit_id: int, vocabulary: str, fingerprint: str, columns: dict[str, str], by: Actor | None) -> SheetMapping:
    """Remember for one unit what the columns under a header mean (letter → fact, "" for a column that is not used)."""
    row = session.scalar(_of(unit_id, vocabulary).where(SheetMapping.header_digest == fingerprint))
    if row is None:
        row = SheetMapping(unit_id=unit_id, vocabulary=vocabulary, header_digest=fingerprint, columns={}, remembered_at=clock.now())
        session.add(row)
    row.columns = dict(columns)
    row.remembered_by_id, row.remembered_at = by.user_id if by else None, clock.now()
    session.flush()
    record(session, by=by, act="sheet.remember", subject=f"sheets/{row.id}", unit_id=unit_id, details={"columns": len(columns)})
    return row


def remembered(session: Session, unit_id: int, vocabulary: str) -> dict[str, dict[str, str]]:
    """Give what a unit has said: the header's fingerprint → letter → fact."""
    return {row.header_digest: dict(row.columns) for row in session.scalars(_of(unit_id, vocabulary))}


def _of(unit_id: int, vocabulary: str) -> Select[SheetMapping]:
    return select(SheetMapping).where(SheetMapping.unit_id == unit_id, SheetMapping.vocabulary == vocabulary)
