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

    They count from the day on which the last money of the help was paid, whenever its case was closed. A help that is decided and
    not yet paid is on its way, so the household has it: 0, however old the decision is. Worked: paid 2022-03-10, asked on 2026-11-21 → 56.
    """
    found = earlier_help(session, household_key, person_keys, programme="housing", except_subject=except_subject)
    return min((0 if one.is_on_its_way else max(months_between(one.on, on), 0) for one in found), default=NEVER)


FACTS: dict[str, Callable[..., int]] = {"helped_for_housing_within_months": helped_for_housing_within_months}


def facts_of(session: Session, household_key: str, person_keys: Sequence[str], on: date, except_subject: str | None = None) -> dict[str, int]:
    """Compute every fact of this room."""
    return {name: fact(session, household_key, person_keys, on, except_subject) for name, fact in FACTS.items()}
