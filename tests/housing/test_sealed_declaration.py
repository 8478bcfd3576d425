"""A decision rests on the whole declaration: a newer one that says otherwise makes its proof stale. Found by attack: a
certificate was dropped between decision and payment, no sealed cell moved, and the money was paid."""

from dataclasses import replace
from datetime import date

import pytest

from fundapp.casework.queries import HOUSEHOLD_CELLS
from fundapp.households import service
from fundapp.households.models import Household
from fundapp.households.registration import DeclarationInput, PersonInput
from tests.conftest import World

FIRST = DeclarationInput(
    declared_on=date(2026, 3, 1), household_size=4, income_per_head_amount=1_200_000, area="rural", categories=("near_poor",),
    deprivations={"housing_quality": True, "toilet": True}, certificate_class="near_poor", certificate_number="HCN-07", certificate_year=2026,
)


def test_the_digest_of_the_declaration_is_sealed() -> None:
    assert "declaration_digest" in {column for column, _label in HOUSEHOLD_CELLS}


@pytest.mark.parametrize(
    ("change", "moves"),
    [
        ({"certificate_class": None, "certificate_number": "", "certificate_year": None}, True),
        ({"certificate_year": 2025}, True), ({"deprivations": {"housing_quality": False}}, True),
        ({"income_per_head_amount": 1_300_000}, True), ({"household_size": 5}, True), ({"area": "urban"}, True), ({"house_condition": "temporary"}, True),
        ({}, False), ({"circumstances": "thêm một câu", "declared_by": "người khác"}, False),
    ],
)
def test_what_is_declared_anew_moves_the_digest(world: World, change: dict, moves: bool) -> None:
    hoa = world.actor("hoa")
    with world.transaction() as session:
        household = service.register(
            session, unit_id=world.units["CDCS-BML"], head=PersonInput(full_name="Trần Thị Thử"), declaration=FIRST, by=hoa, on=date(2026, 3, 1)
        )
        before = household.declaration_digest
        service.add_declaration(session, household, replace(FIRST, declared_on=date(2026, 4, 1), **change), by=hoa, on=date(2026, 4, 1))
        session.flush()
        session.expire(household)
        after = session.get(Household, household.id).declaration_digest
    assert len(before) == 64
    assert (after != before) is moves
