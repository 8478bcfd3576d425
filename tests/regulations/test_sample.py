from datetime import date

from fundapp.regulations import queries
from fundapp.regulations.models import Regulation
from tests.conftest import EVERYTHING


def test_loads(world, mai_am):
    with world.db.reading(EVERYTHING) as session:
        new, old = (session.get(Regulation, one) for one in mai_am)
        assert (new.status, old.status, old.valid_to) == ("in_force", "superseded", date(2025, 7, 31))
        unit = world.unit("CDCS-BML", session)
        found = queries.in_force(session, "housing", unit=unit, on=date(2026, 11, 21))
        assert found.id == new.id
        assert len(found.criteria_for("new")) == 16
