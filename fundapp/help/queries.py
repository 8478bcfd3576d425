"""Reads of earlier help. They see all units, because help received twice is what they look for, and tell the least."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from fundapp.help.bands import Earlier, band_of
from fundapp.help.models import HelpGiven

WHY = "help received at another unit counts too; only programme, kind, year and band are told"


def earlier_help(
    session: Session, household_key: str, person_key: str | Sequence[str], programme: str | None = None, before: date | None = None,
    except_subject: str | None = None,
) -> list[Earlier]:
    """Find what this household or one of these persons was granted anywhere, newest first; withdrawn help does not count.

    `before` leaves out that day and later ones; `except_subject` the case that is asking.
    """
    keys = [person_key] if isinstance(person_key, str) else list(person_key)
    query = (
        select(HelpGiven.programme, HelpGiven.kind, HelpGiven.on, HelpGiven.amount, HelpGiven.status)
        .where(or_(HelpGiven.household_key == household_key, HelpGiven.person_key.in_(keys)), HelpGiven.status != "withdrawn")
        .order_by(HelpGiven.on.desc(), HelpGiven.id.desc())
        .execution_options(all_units=WHY)
    )
    if programme is not None:
        query = query.where(HelpGiven.programme == programme)
    if before is not None:
        query = query.where(HelpGiven.on < before)
    if except_subject is not None:
        query = query.where(HelpGiven.subject != except_subject)
    return [Earlier(row.programme, row.kind, row.on.year, band_of(row.amount), row.status, row.on) for row in session.execute(query)]
