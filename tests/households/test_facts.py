"""Facts of a household: each with the day it is asked for, unknown never the same as no."""

from datetime import date

from fundapp.help import service as help_service
from fundapp.households import facts, queries, service
from fundapp.households.poverty import every_indicator
from tests.households.people import TODAY, declaration, put_on_file

NO_LACK = {indicator.key: False for indicator in every_indicator()}


def facts_on(world, household_id, on=TODAY, **more):
    with world.transaction() as session:
        return facts.facts_of(session, queries.whole(session, household_id), on, **more)


def test_the_facts_of_one_household(world):
    household_id = put_on_file(world, said={"deprivations": NO_LACK | {"employment": True, "toilet": True, "waste": True}, "income_per_head_amount": 1_500_000})
    found = facts_on(world, household_id)
    assert found == {
        "income_per_head": 1_500_000, "poverty_class": "near_poor", "area": "rural", "household_size": 4, "is_union_member": True,
        "member_months": 78, "company_months": 94, "is_alive": True, "has_left_union": False, "categories": ["hardship"], "has_cccd": True,
        "helped_for_housing_within_months": 9999,
    }
    # From the new year on rubbish counts too, and the line is higher.
    assert facts_on(world, household_id, date(2027, 1, 2))["poverty_class"] == "poor"


def test_what_is_not_declared_is_not_known(world):
    said = {"household_size": None, "income_per_head_amount": None, "area": None, "categories": ()}
    household_id = put_on_file(world, said=said, cccd=None, joined_union_on=None, employed_since_on=None)
    found = facts_on(world, household_id)
    assert [name for name, value in found.items() if value is None] == [
        "income_per_head", "poverty_class", "area", "household_size", "member_months", "company_months"
    ]
    assert found["categories"] == []
    assert found["has_cccd"] is False
    before = facts_on(world, household_id, date(2026, 10, 1))
    assert before["categories"] is None


def test_a_certificate_of_the_year_goes_before_the_reckoning(world):
    said = {"certificate_class": "poor", "certificate_number": "12/GCN", "certificate_year": 2026, "income_per_head_amount": 9_000_000}
    household_id = put_on_file(world, said=said)
    assert facts_on(world, household_id)["poverty_class"] == "poor"
    assert facts_on(world, household_id, date(2027, 3, 1))["poverty_class"] == "none"


def test_death_leaving_and_an_older_declaration_hold_on_their_day(world):
    household_id = put_on_file(world)
    with world.transaction() as session:
        row = queries.whole(session, household_id)
        service.mark_left_union(session, row.head, left_on=date(2026, 11, 10), by=None, on=TODAY)
        service.mark_died(session, row.head, died_on=date(2026, 11, 15), by=None, on=TODAY)
        service.add_declaration(session, row, declaration(declared_on=date(2026, 11, 20), income_per_head_amount=5), by=None, on=TODAY)
    early, late = facts_on(world, household_id, date(2026, 11, 9)), facts_on(world, household_id)
    assert (early["is_union_member"], early["has_left_union"], early["is_alive"], early["income_per_head"]) == (True, False, True, 1_400_000)
    assert (late["is_union_member"], late["has_left_union"], late["is_alive"], late["income_per_head"]) == (False, True, False, 5)


def test_help_for_anybody_of_the_household_counts_also_from_before_the_number_was_known(world):
    household_id = put_on_file(world, cccd=None)
    with world.transaction() as session:
        key = queries.whole(session, household_id).head.help_key
        help_service.record(
            session, programme="housing", household_key="household:elsewhere", person_key=key, kind="new", amount=50_000_000, on=date(2026, 1, 21),
            status="given", subject="cases/9", unit_id=world.units["CDCS-SKD"], by=None,
        )
    with world.transaction() as session:
        row = queries.whole(session, household_id)
        told = service.PersonInput(full_name=row.head.full_name, cccd="036188900501", birth=row.head.birth, is_member=True)
        service.correct_person(session, row.head, told, version=row.head.version, reason="đã có CCCD", by=None, on=TODAY)
        assert row.head.help_key != key
    assert facts_on(world, household_id)["helped_for_housing_within_months"] == 10
    assert facts_on(world, household_id, except_subject="cases/9")["helped_for_housing_within_months"] == 9999
