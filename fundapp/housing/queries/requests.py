"""A request beside its household: what was given before, what a declaration already says, how the form shows it again."""

from typing import Any

from sqlalchemy.orm import Session

from fundapp.help.queries import earlier_help
from fundapp.households.models import Household
from fundapp.housing.models import HousingGrant

TRI = {None: "", True: "yes", False: "no"}


def earlier_of(session: Session, grant: HousingGrant) -> list[Any]:
    """What the household was helped with before, anywhere: programme, kind, year and band only."""
    household_key, *person_keys = help_keys_of(session, grant)
    return earlier_help(session, household_key, person_keys, except_subject=grant.case.subject)


def help_keys_of(session: Session, grant: HousingGrant) -> list[str]:
    """The opaque keys under which help for this household or its people may stand; the household's first."""
    household = session.get_one(Household, grant.case.household_id)
    return [household.help_key, *(key for person in household.persons for key in person.help_keys)]


def suggested(household: Household) -> dict[str, Any]:
    """What the household's declaration already says for a new request."""
    declared = household.declaration
    return {"house_condition": declared.house_condition or "", "site_address": household.address}


def as_typed(grant: HousingGrant) -> dict[str, Any]:
    """A request as the form shows it again."""
    return {
        "kind": grant.kind, "requested_amount": grant.case.requested_amount, "estimate_amount": grant.estimate_amount,
        "own_funds_amount": grant.own_funds_amount, "other_help_amount": grant.other_help_amount or None,
        "other_help_source": grant.other_help_source, "house_condition": grant.house_condition or "", "land_status": grant.land_status or "",
        "land_is_disputed": TRI[grant.land_is_disputed], "land_in_planning": TRI[grant.land_in_planning], "site_address": grant.site_address,
        "description": grant.description,
    }
