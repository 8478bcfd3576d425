"""The catalogue is whole, and stands one to one with the functions that compute the facts."""

from importlib import import_module

import pytest

from fundapp.rules.criteria import ALLOWED
from fundapp.rules.facts import catalogue

# The functions over the rows of a request lie beside the other judging of the programme.
MODULES = {"housing": "eligibility", "loans": "eligibility", "relief": "eligibility"}
ROOMS = sorted({fact.room for fact in catalogue().values()})


def test_every_fact_says_what_it_is():
    for fact in catalogue().values():
        assert fact.type in ALLOWED
        assert fact.label
        assert fact.meaning.endswith(".")
        assert fact.ask[0].isupper()
        assert fact.source
        assert bool(fact.choices) == (fact.type in ("choice", "choices"))
        assert bool(fact.unit) == fact.is_number
        assert (fact.never is None) == (not fact.never_text)


@pytest.mark.parametrize("room", ROOMS)
def test_each_fact_has_its_function(room):
    known = {fact.name for fact in catalogue().values() if fact.room == room}
    assert set(import_module(f"fundapp.{room}.{MODULES.get(room, 'facts')}").FACTS) == known


def test_the_words_of_the_rooms_are_the_choices():
    from fundapp.households import poverty, words

    assert list(catalogue()["categories"].choices) == list(words.CATEGORIES)
    assert set(catalogue()["house_condition"].choices) == set(words.HOUSE_CONDITIONS)
    assert set(catalogue()["area"].choices) == set(words.AREAS)
    assert set(catalogue()["poverty_class"].choices) == set(poverty.CLASS_LABELS) - {"unknown"}


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("member_months", 1036, "1.036 tháng"),
        ("income_per_head", 3_500_000, "3.500.000 đồng/người/tháng"),
        ("own_funds_ratio", 30, "30%"),
        ("helped_for_housing_within_months", 9999, "chưa từng được hỗ trợ"),
        ("is_union_member", False, "Không là đoàn viên"),
        ("poverty_class", "near_poor", "Hộ cận nghèo"),
        ("categories", ["disability", "poor"], "Hộ nghèo, Khuyết tật"),
        ("categories", [], "không có"),
    ],
)
def test_values_are_shown_as_people_read_them(name, value, shown):
    assert catalogue()[name].show(value) == shown
