"""A request beside its household: what was given before, under which keys help for it stands."""

from typing import Any

from sqlalchemy.orm import Session

from fundapp.casework.programme import Ask
from fundapp.help.queries import earlier_help
from fundapp.households.models import Household


def earlier_of(session: Session, ask: Ask) -> list[Any]:
    """What the household was helped with before, anywhere: programme, kind, year and band only."""
    household_key, *person_keys = help_keys_of(session, ask)
    return earlier_help(session, household_key, person_keys, except_subject=ask.case.subject)


def help_keys_of(session: Session, ask: Ask) -> list[str]:
    """The opaque keys under which help for this household or its people may stand; the household's first."""
    household = session.get_one(Household, ask.case.household_id)
    return [household.help_key, *(key for person in household.persons for key in person.help_keys)]
