"""Reads of the register of outgoing papers and of seals."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fundapp.documents.models import RegisteredDocument, Seal, StoredFile


def registered(series: str | None = None, year: int | None = None) -> Select[RegisteredDocument]:
    """Select the numbers of the register, for a list that pages by key."""
    query = select(RegisteredDocument)
    if series:
        query = query.where(RegisteredDocument.series == series)
    if year:
        query = query.where(RegisteredDocument.year == year)
    return query


def series_in_sight(session: Session) -> list[str]:
    return list(session.scalars(select(RegisteredDocument.series).distinct().order_by(RegisteredDocument.series)))


def years_in_sight(session: Session) -> list[int]:
    return list(session.scalars(select(RegisteredDocument.year).distinct().order_by(RegisteredDocument.year.desc())))


def seals_of(session: Session, subject: str) -> list[Seal]:
    """The seals of a subject, oldest first."""
    return list(session.scalars(select(Seal).where(Seal.subject == subject).order_by(Seal.number)))


def files_by_id(session: Session, ids: set[int]) -> dict[int, StoredFile]:
    """Files in sight by id."""
    if not ids:
        return {}
    return {row.id: row for row in session.scalars(select(StoredFile).where(StoredFile.id.in_(ids)))}
