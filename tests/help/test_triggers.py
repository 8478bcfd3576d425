"""Help once recorded stays, also for raw SQL, on both engines."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fundapp.help import service
from tests.conftest import World


@pytest.mark.parametrize(
    "attack",
    ["DELETE FROM help_given", "UPDATE help_given SET household_key = 'x'", "UPDATE help_given SET person_key = 'x'", "UPDATE help_given SET subject = 'x'",
     "UPDATE help_given SET status = 'approved'", "UPDATE help_given SET amount = 1"],
)
def test_help_given_is_kept(world: World, attack: str) -> None:
    with world.transaction() as session:
        service.record(
            session, programme="housing", household_key="h", person_key="p", kind="new", amount=50_000_000, on=date(2026, 11, 1), status="approved",
            subject="cases/1", unit_id=world.units["CDCS-BML"], by=None,
        )
        service.give(session, subject="cases/1", amount=50_000_000, on=date(2026, 11, 9), by=None)
    with pytest.raises(DBAPIError, match="help is"), world.transaction() as session:
        session.execute(text(attack))
