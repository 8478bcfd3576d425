"""The facts of a house, each with what is not known."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.housing.eligibility import FACTS, House, facts_of, own_funds_ratio


@pytest.mark.parametrize(
    ("house", "name", "value"),
    [
        (House("new"), "request_kind", "new"),
        (House("new"), "land_is_legal", None),
        (House("new", land_status="certificate"), "land_is_legal", True),
        (House("new", land_status="confirmed"), "land_is_legal", True),
        (House("new", land_status="family"), "land_is_legal", False),
        (House("new", land_status="none"), "land_is_legal", False),
        (House("new", is_disputed=False), "land_is_disputed", False),
        (House("new"), "land_is_disputed", None),
        (House("new", in_planning=True), "land_in_planning", True),
        (House("repair", condition="damaged"), "house_condition", "damaged"),
        (House("new", own_funds_amount=45_000_000, estimate_amount=150_000_000), "own_funds_ratio", 30),
        (House("new", own_funds_amount=0, estimate_amount=150_000_000), "own_funds_ratio", 0),
        (House("new", own_funds_amount=45_000_000), "own_funds_ratio", None),
        (House("new", estimate_amount=150_000_000), "own_funds_ratio", None),
        (House("new", own_funds_amount=0), "own_funds_amount", 0),
    ],
)
def test_each_fact(house: House, name: str, value: Any) -> None:
    found = facts_of(house, {})[name]
    assert found == value
    assert type(found) is type(value)


@given(st.integers(0, 10**12), st.integers(1, 10**12))
def test_the_ratio_drops_the_fraction(own: int, estimate: int) -> None:
    ratio = own_funds_ratio(House("new", own_funds_amount=own, estimate_amount=estimate))
    assert ratio is not None
    assert ratio * estimate <= own * 100 < (ratio + 1) * estimate


def test_the_household_brings_its_own_facts_and_the_house_adds_hers() -> None:
    facts = facts_of(House("repair"), {"is_alive": True, "house_condition": "sound"})
    assert facts["is_alive"] is True
    assert facts["house_condition"] is None
    assert set(FACTS) <= set(facts)
