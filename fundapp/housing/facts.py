"""The facts of a housing request: what was asked for and seen, beside what is known of the household."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from fundapp.cases import queries as cases
from fundapp.housing import eligibility
from fundapp.housing.eligibility import House


def house_of(session: Session, grant: Any) -> House:
    """What is asked for, with what the last visit saw instead of what was declared."""
    observed: dict[str, Any] = {}
    for visit in reversed(cases.visits_of(session, grant.case)):
        observed.update(visit.observed)
    return House(
        kind=grant.kind, land_status=grant.land_status, is_disputed=grant.land_is_disputed, in_planning=grant.land_in_planning,
        condition=observed.get("house_condition", grant.house_condition), estimate_amount=grant.estimate_amount,
        own_funds_amount=grant.own_funds_amount,
    )


def facts_of(session: Session, grant: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    """Put the facts of the house beside those of the household."""
    return eligibility.facts_of(house_of(session, grant), known)
