"""However a statement reaches a household's rows, it is narrowed to what the session may see."""

import pytest
from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import aliased, joinedload, lazyload, selectinload

from fundapp.households.models import Declaration, Household, HouseholdCount, Person
from fundapp.kernel.db import NoScope, columns
from fundapp.orgs.models import Unit
from tests.households.people import put_on_file

OTHER = aliased(Person)
LATEST = select(func.max(Declaration.number)).where(Declaration.household_id == Household.id).scalar_subquery()
BEHIND = select(Person.household_id).cte()
EVERY_WAY = {
    "entity": select(Household),
    "columns": select(Person.full_name),
    "alias": select(OTHER.full_name),
    "count": select(Household.id).where(select(func.count()).select_from(Household).scalar_subquery() > 0),
    "join to a class": select(Unit.id).join(Household, Household.unit_id == Unit.id),
    "join along a relationship": select(Declaration.number).join(Declaration.household),
    "in a subquery": select(Unit.id).where(Unit.id.in_(select(Household.unit_id))),
    "exists": select(Unit.id).where(exists().where(Person.unit_id == Unit.id)),
    "any": select(Household.id).where(Household.persons.any()),
    "relationship inside a subquery": select(Unit.id).where(Unit.id.in_(select(Person.unit_id).join(Person.household))),
    "common table": select(BEHIND.c.household_id),
    "loaded along": select(Household).options(selectinload(Household.persons), joinedload(Household.declarations)),
    "walking an order": select(Household.id).order_by(Household.sort_key).execution_options(scope_walks=True),
    "scalar beside": select(Household.id, LATEST),
    "from a subquery": select(select(Person.id.label("n")).subquery().c.n),
}


@pytest.mark.parametrize("way", EVERY_WAY)
def test_every_way_to_a_row_is_narrowed(world, way):
    put_on_file(world, code="CDCS-SKD", by="son")
    for stranger in ("hoa", "minh"):
        with world.transaction(stranger) as session:
            assert session.execute(EVERY_WAY[way]).unique().all() == [], stranger
    for insider in ("son", "binh"):
        with world.transaction(insider) as session:
            assert session.execute(EVERY_WAY[way]).unique().all() != [], insider


PLAIN = [way for way in EVERY_WAY if way not in ("entity", "loaded along")]


@pytest.mark.parametrize("way", PLAIN)
def test_columns_read_without_loading_are_narrowed_alike(world, way):
    put_on_file(world, code="CDCS-SKD", by="son")
    for username, finds in (("hoa", False), ("minh", False), ("son", True), ("binh", True)):
        with world.transaction(username) as session:
            assert bool(columns(session, EVERY_WAY[way])) is finds, username
    with pytest.raises(NoScope):
        columns(world.db.session(write=False), EVERY_WAY[way])


def test_an_update_reaches_no_row_out_of_sight(world):
    household_id = put_on_file(world, code="CDCS-SKD", by="son")
    with world.transaction("hoa") as session:
        assert session.execute(update(Household).values(address="x")).rowcount == 0
    with world.transaction("son") as session:
        assert session.get(Household, household_id).address != "x"
        assert session.scalar(select(HouseholdCount.living)) == 1


@pytest.mark.parametrize("loading", [selectinload, joinedload, lazyload])
def test_what_a_relation_brings_along_is_narrowed_by_itself(world, loading):
    """The statement says nothing of the persons: the loader reads them, in the same statement or in one of its own."""
    household_id = put_on_file(world, code="CDCS-BML", by="hoa")
    with world.transaction() as session:
        session.execute(update(Person).where(Person.household_id == household_id).values(unit_id=world.units["CDCS-SKD"]))
    for username, finds in (("hoa", False), ("binh", True)):
        with world.transaction(username) as session:
            household = session.scalars(select(Household).where(Household.id == household_id).options(loading(Household.persons))).unique().one()
            assert bool(household.persons) is finds, username
