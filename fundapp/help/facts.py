"""Facts about earlier help, one documented function each; their names stand in the catalogue of `rules`."""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy.orm import Session

from fundapp.help.queries import earlier_help
from fundapp.kernel.days import months_between

NEVER = 9999


def helped_for_housing_within_months(
    session: Session, household_key: str, person_keys: Sequence[str], on: date, except_subject: str | None = None
) -> int:
    """Whole months since the last housing help of this household or its people, anywhere; 9999 when there was none.

    A help decided but not yet paid counts as received. Worked: given 2022-03-10, asked on 2026-11-21 → 56.
    """
    found = earlier_help(session, household_key, person_keys, programme="housing", except_subject=except_subject)
    return months_between(found[0].on, on) if found else NEVER


FACTS: dict[str, Callable[..., int]] = {"helped_for_housing_within_months": helped_for_housing_within_months}


def facts_of(session: Session, household_key: str, person_keys: Sequence[str], on: date, except_subject: str | None = None) -> dict[str, int]:
    """Compute every fact of this room."""
    return {name: fact(session, household_key, person_keys, on, except_subject) for name, fact in FACTS.items()}
