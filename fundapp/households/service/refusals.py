"""How an act on a household is refused."""

from collections.abc import Sequence

from fundapp.households.models import Household
from fundapp.households.registration import Problem
from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _


class HouseholdRefused(Refusal):
    """The registration, declaration or mark may not be made so. `problems` are all of them, field by field."""

    def __init__(self, message: Text, field: str | None = None, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message, field)
        self.problems = list(problems)


def refuse_any(problems: list[Problem]) -> None:
    """Refuse when there is any problem; the first one is what is read on top."""
    if problems:
        field, message = problems[0]
        raise HouseholdRefused(message, field, problems)


def refuse_ended(household: Household) -> None:
    """Refuse an act on a household that is no longer followed."""
    if household.ended_on is not None:
        raise HouseholdRefused(_("Hộ này đã thôi theo dõi từ ngày %(day)s.", day=day_text(household.ended_on)))
