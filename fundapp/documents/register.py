"""The register of outgoing papers: one number after the other, per unit, series and year, without a gap."""

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.documents.models import DocumentSeries, RegisteredDocument
from fundapp.kernel import clock
from fundapp.kernel.db import next_in


def next_number(
    session: Session, unit_id: int, series: str, year: int, *, title: str = "", subject: str = "",
    for_unit_id: int | None = None, by: Actor | None = None,
) -> int:
    """Take the next number. Two takers wait for each other; a rolled-back act gives its number back."""
    number = next_in(session, DocumentSeries, unit_id=unit_id, series=series, year=year)
    session.add(
        RegisteredDocument(
            unit_id=unit_id, for_unit_id=for_unit_id, series=series, year=year, number=number, title=title, subject=subject,
            registered_by_id=by.user_id if by else None, registered_at=clock.now(),
        )
    )
    session.flush()
    return number
