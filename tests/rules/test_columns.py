"""A million rows at once are judged exactly as one household is."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundapp.rules import columns
from fundapp.rules.columns import Column, column_of, judge_columns
from fundapp.rules.criteria import Leaf
from fundapp.rules.engine import WrongFact, judge, summary
from fundapp.rules.facts import catalogue
from tests.rules.strategies import criteria, facts


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(criteria(), max_size=19, unique_by=lambda criterion: criterion.key), st.lists(facts(), min_size=1, max_size=20), st.sampled_from([8, 16, 24]))
def test_the_two_engines_agree(judged, households, chunk):
    known = {name: column_of(name, [household[name] for household in households]) for name in catalogue()}
    before, columns.CHUNK = columns.CHUNK, chunk
    try:
        together = judge_columns(judged, known, len(households))
    finally:
        columns.CHUNK = before
    for at, household in enumerate(households):
        findings = judge(judged, household)
        summed = summary(findings)
        assert together.outcomes(at) == [finding.outcome for finding in findings]
        assert bool(together.eligible()[at]) == (summed.outcome == "eligible")
        assert bool(together.incomplete()[at]) == (summed.outcome == "incomplete")
        assert together.score()[at] == summed.score


def one(fact="member_months", operator="at_least", value=60) -> Leaf:
    return Leaf(key="k", title="T", source="Điều 5", fact=fact, operator=operator, value=value)


def test_a_fact_without_a_column_is_unknown_of_everybody():
    found = judge_columns([one()], {}, rows=3)
    met, unknown = found.of("k")
    assert not met.any()
    assert unknown.all()
    assert not found.eligible().any()
    assert found.incomplete().all()


def test_bare_arrays_are_known_of_everybody():
    found = judge_columns([one()], {"member_months": np.array([59, 60], dtype=np.int32)})
    assert found.unknown == {}
    assert [found.outcomes(0), found.outcomes(1)] == [["not_met"], ["met"]]


def test_small_types_do_not_wrap():
    found = judge_columns([one(value=10**12)], {"member_months": np.array([59, 100], dtype=np.int8)})
    assert not found.eligible().any()


@pytest.mark.parametrize(
    "column",
    [np.array([1.5]), np.array(["60"]), np.array([True]), Column(np.array([60]), np.array([1]))],
)
def test_arrays_of_a_wrong_type_are_refused(column):
    with pytest.raises(WrongFact):
        judge_columns([one()], {"member_months": column})


def test_columns_of_another_length_are_refused():
    with pytest.raises(ValueError, match="2 rows"):
        judge_columns([one()], {"member_months": np.array([1, 2]), "company_months": np.array([1])})


def test_values_of_a_wrong_type_are_refused():
    with pytest.raises(WrongFact):
        column_of("member_months", [1, "2"])


def test_a_name_outside_the_catalogue_is_refused():
    with pytest.raises(KeyError):
        judge_columns([one()], {"shoe_size": np.array([1])})
