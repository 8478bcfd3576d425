"""The register of outgoing papers: one number after the other, per unit, series and year, without a gap."""

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.documents.models import DocumentSeries, RegisteredDocument
from fundapp.kernel import clock


def next_number(
    session: Session, unit_id: int, series: str, year: int, *, title: str = "", subject: str = "",
    for_unit_id: int | None = None, by: Actor | None = None,
) -> int:
    """Take the next number. Two takers wait for each other; a rolled-back act gives its number back."""
    kind = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(kind(DocumentSeries).values(unit_id=unit_id, series=series, year=year, last_number=0).on_conflict_do_nothing())
    number = session.scalar(
        update(DocumentSeries)
        .where(DocumentSeries.unit_id == unit_id, DocumentSeries.series == series, DocumentSeries.year == year)
        .values(last_number=DocumentSeries.last_number + 1)
        .returning(DocumentSeries.last_number)
        .execution_options(synchronize_session=False)
    )
    assert number is not None
    session.add(
        RegisteredDocument(
            unit_id=unit_id, for_unit_id=for_unit_id, series=series, year=year, number=number, title=title, subject=subject,
            registered_by_id=by.user_id if by else None, registered_at=clock.now(),
        )
    )
    session.flush()
    return number
