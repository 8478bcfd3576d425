"""Overlap, cascade, calendar, order and sample by examples and properties; no database."""

import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.gifts import calendar, lifecycle, overlap, ranking, sampling
from fundapp.gifts.cascade import Below, Standing, shared

VECTORS = Path(__file__).resolve().parents[1] / "data" / "vectors"
OVERLAP = json.loads((VECTORS / "gift_overlap.json").read_text(encoding="utf-8"))["cases"]
SHARES = json.loads((VECTORS / "largest_remainder.json").read_text(encoding="utf-8"))["cases"]


def _asked(row: dict[str, Any]) -> overlap.Asked:
    return overlap.Asked(row["person"], row["household"], row["class"])


@pytest.mark.parametrize("case", OVERLAP, ids=[case["id"] for case in OVERLAP])
def test_overlap(case: dict[str, Any]) -> None:
    told = case["input"]["policy"]
    policy = overlap.Policy(told["season"], told["classes"], [tuple(pair) for pair in told["exclude"]])
    on_file = [_asked(row) for row in case["input"]["given"] if row["season"] == policy.season and row["status"] in overlap.COUNTING]
    found = overlap.judge_all(policy, on_file, [_asked(row) for row in case["input"]["asked"]])
    assert [{"allowed": one.allowed, "because": one.because} for one in found] == case["expected"]


@pytest.mark.parametrize("case", SHARES, ids=[case["id"] for case in SHARES])
def test_cascade(case: dict[str, Any]) -> None:
    units = [Below(at, f"U{at:03d}", weight) for at, weight in enumerate(case["input"]["weights"])]
    if case["expected"].get("refused"):
        with pytest.raises(ValueError, match="shares need"):
            shared(case["input"]["total"], units)
    else:
        assert list(shared(case["input"]["total"], units[::-1]).values()) == case["expected"]["shares"], "in the order of the codes, however they come"


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), min_size=1, max_size=50).filter(any))
def test_nothing_of_a_cascade_is_lost(places: int, weights: list[int]) -> None:
    found = shared(places, [Below(at, f"U{at:03d}", weight) for at, weight in enumerate(weights)])
    assert sum(found.values()) == places
    assert all(found[at] == 0 for at, weight in enumerate(weights) if not weight)


def test_standing() -> None:
    standing = Standing(received=100, passed_down=70, given_back=5, taken_back=10, listed=14)
    assert (standing.own, standing.free, standing.rate) == (35, 21, 40)
    assert Standing(0, 0, 0, 0, 0).rate == 100


def _calendar(*days: int) -> calendar.Calendar:
    first = date(2026, 12, 1)
    return calendar.Calendar(*(first + timedelta(days=day) for day in days))


def test_calendar_runs_forwards() -> None:
    assert calendar.objection(_calendar(0, 5, 5, 9, 20, 30, 60)) is None
    step, words = calendar.objection(_calendar(0, 9, 5, 12, 20, 30, 60)) or ("", "")
    assert step == "review_until_on"
    assert "từ 10/12/2026 trở đi" in str(words)


def test_lower_levels_hand_in_first() -> None:
    good, first = _calendar(0, 20, 25, 30, 40, 50, 60), date(2026, 12, 1)
    assert calendar.level_objection(good, [(2, first + timedelta(days=18)), (4, first + timedelta(days=10))]) is None
    assert "đứng trước" in str(calendar.level_objection(good, [(2, first + timedelta(days=8)), (4, first + timedelta(days=10))]))
    assert "một hạn" in str(calendar.level_objection(good, [(4, first), (4, first)]))
    assert calendar.level_objection(good, [(4, first + timedelta(days=21))]) is not None


def test_order_is_the_same_for_the_same_facts() -> None:
    people = [(ranking.Ranked(2, None, "c"), "c"), (ranking.Ranked(2, 900_000, "b"), "b"), (ranking.Ranked(5, 2_000_000, "a"), "a"), (ranking.Ranked(2, 0, "d"), "d")]
    assert ranking.order(people) == ranking.order(people[::-1]) == ["a", "d", "b", "c"]
    assert ranking.points_of(["poor", "disaster", "other"], {"poor": 3, "disaster": 2}) == 5


@pytest.mark.parametrize(("population", "size"), [(0, 0), (1, 1), (10, 10), (100, 80), (1_000, 278), (10_000, 370), (100_000, 383), (10**7, 385)])
def test_sample_size(population: int, size: int) -> None:
    assert sampling.sample_size(population) == size


def test_sample_is_drawn_by_its_seed() -> None:
    once = sampling.drawn(range(1000), 278, "QT")
    assert len(once) == 278
    assert once == sampling.drawn(reversed(range(1000)), 278, "QT") != sampling.drawn(range(1000), 278, "QU")
    with pytest.raises(ValueError, match="between 0 and 1"):
        sampling.sample_size(10, Fraction(0))


def test_every_act_of_the_chain_is_in_one_group() -> None:
    groups = (lifecycle.LISTING, lifecycle.REVIEWING, lifecycle.DECIDING)
    assert not any(one & other for one in groups for other in groups if one is not other)
    assert lifecycle.transition_of(lifecycle.Act.DECIDE, "draft") is None
