"""The poverty class: every golden vector, and the properties that make unknown different from false."""

import json
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.households.poverty import AREAS, classify, every_indicator, standard_on, standards

VECTORS = Path(__file__).parent.parent / "data" / "vectors"
CASES = [case for name in ("poverty_2021", "poverty_2027") for case in json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["cases"]]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_every_vector(case):
    given_, expected = case["input"], case["expected"]
    found = classify(date.fromisoformat(given_["on"]), given_["income_per_head"], given_["area"], given_["deprived"])
    assert found.poverty_class == expected["class"]
    assert (found.standard.key if found.standard else None) == expected["standard"]
    if expected["standard"] is None:
        assert found.because == expected["because"]
        return
    assert len(found.known) == expected["deprivations_known"]
    assert len(found.unknown) == expected["deprivations_unknown"]
    assert found.b_score == expected["b_score"]
    assert list(found.possible) == expected.get("possible", [])


def test_every_figure_and_text_has_its_mark():
    for standard in standards():
        marks = [standard.source, standard.points_source, *standard.income_sources, *(i.source for i in standard.indicators)]
        assert all(mark.startswith(("(a) ", "(b) ")) for mark in marks)
        assert len(standard.indicators) == 12


def test_the_standard_changes_on_new_year():
    assert standard_on(date(2026, 12, 31)).key == "2021"
    assert standard_on(date(2027, 1, 1)).key == "2027"
    assert standard_on(date(2021, 12, 31)) is None
    assert len(every_indicator()) == 13


STATES = st.sampled_from([True, False, None])


@given(
    on=st.sampled_from([date(2026, 11, 20), date(2027, 2, 5)]), income=st.one_of(st.none(), st.integers(0, 4_000_000)),
    area=st.sampled_from(["rural", "urban", None]), states=st.lists(STATES, min_size=12, max_size=12),
)
def test_a_class_is_given_only_when_every_completion_gives_it(on, income, area, states):
    standard = standard_on(on)
    keys = [indicator.key for indicator in standard.indicators]
    found = classify(on, income, area, dict(zip(keys, states, strict=True)))
    lines = [line for lines in (standard.poor_income, standard.average_income or {}) for line in lines.values()]
    incomes = [income] if income is not None else sorted({0, *lines, *(line + 1 for line in lines)})
    known, unknown = states.count(True), states.count(None)
    every = {
        standard.class_of(amount, where, count)
        for amount, where, count in product(incomes, [area] if area else AREAS, range(known, known + unknown + 1))
    }
    assert found.poverty_class == (every.pop() if len(every) == 1 else "unknown")
    if found.poverty_class == "unknown":
        assert set(found.possible) == every
        assert found.flips


def test_the_smallest_change_is_named():
    lacks = {indicator.key: False for indicator in every_indicator()} | {"employment": True, "toilet": True}
    found = classify(date(2026, 11, 20), 1_400_000, "rural", lacks)
    assert found.poverty_class == "near_poor"
    assert "Nếu thêm 1 chỉ số thiếu hụt thì là hộ nghèo." in found.flips
    assert any("1.500.000" in flip and "100.001" in flip for flip in found.flips)
