"""Reads of long work."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.jobs.models import Job


def newest(session: Session, kind: str, *states: str, why: str) -> Job | None:
    """The last piece of work of one kind that stands in one of the states, whoever asked for it; `why` says what it is read for."""
    query = select(Job).where(Job.kind == kind, Job.state.in_(states)).order_by(Job.id.desc()).limit(1)
    return session.scalar(query.execution_options(all_units=why))
