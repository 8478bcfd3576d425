"""The facts of an event and what the year leaves: tables, no database."""

from datetime import date
from typing import Any

import pytest

from fundapp.regulations.words import kinds_of
from fundapp.relief import words
from fundapp.relief.eligibility import FACTS, Event, left_of
from fundapp.rules.facts import catalogue

EVENT = Event("sickness", date(2026, 3, 12), date(2026, 5, 11), 1, 5)


@pytest.mark.parametrize(
    ("name", "value"),
    [("relief_kind", "sickness"), ("relief_months_since_event", 1), ("relief_times_this_year", 2), ("relief_days_off", 5)],
)
def test_facts_of_an_event(name: str, value: Any) -> None:
    assert FACTS[name](EVENT) == value


@pytest.mark.parametrize(
    ("norm", "yearly", "given", "left"),
    [
        (3_000_000, 10_000_000, 8_500_000, 1_500_000), (3_000_000, 10_000_000, 0, 3_000_000), (3_000_000, None, 90_000_000, 3_000_000),
        (3_000_000, 10_000_000, 11_000_000, 0),
    ],
)
def test_what_the_year_leaves(norm: int, yearly: int | None, given: int, left: int) -> None:
    assert left_of(norm, yearly, given) == left


def test_every_kind_has_its_words() -> None:
    kinds = set(kinds_of("relief"))
    assert kinds == set(words.PURPOSES) == set(words.SUMMARIES) == set(catalogue()["relief_kind"].choices)
    assert set(words.KIND_HINTS) | words.OF_SOMEBODY <= kinds
