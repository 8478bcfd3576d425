"""What may tell of somebody's health is left out of findings for those who do not judge."""

from typing import Any

from fundapp.rules.criteria import Group, Leaf
from fundapp.rules.engine import judge
from fundapp.rules.facts import catalogue
from fundapp.rules.privacy import is_private, without_private

FACTS = {"categories": ["poor", "serious_illness"], "household_size": 4}


def leaf(key: str, fact: str, operator: str, value: Any, severity: str = "must") -> Leaf:
    return Leaf(key=key, title=key, source="Điều 5", fact=fact, operator=operator, value=value, severity=severity, points=10 if severity == "points" else 0)


ILL = leaf("ill", "categories", "any_of", ["serious_illness", "disaster"], "waivable")
NOT_POOR = leaf("not_poor", "categories", "none_of", ["poor"])
SIZE = leaf("size", "household_size", "at_least", 3)
FIRST = leaf("first", "categories", "any_of", ["serious_illness"], "points")
EITHER = Group(key="either", title="Một trong hai", source="Điều 6", join="any", parts=(SIZE, leaf("part", "categories", "any_of", ["disaster"])))


def test_the_catalogue_names_what_is_private() -> None:
    assert [name for name, fact in catalogue().items() if fact.is_private] == ["categories"]


def test_what_decides_keeps_its_outcome_but_not_its_value_and_what_ranks_is_left_out() -> None:
    whole = judge([ILL, NOT_POOR, SIZE, FIRST, EITHER], FACTS)
    masked = without_private(whole)
    assert [(one.key, one.outcome) for one in masked] == [("ill", "met"), ("not_poor", "not_met"), ("size", "met"), ("either", "met")]
    for one in masked:
        if one.key == "size":
            assert one in whole
            continue
        assert one.value == "đã xét, không hiện"
        assert (one.flip, one.change, one.raw, one.turns_at, one.parts) == ("", "", None, None, ())
    assert "Bệnh hiểm nghèo" in str(whole)
    assert "Hộ nghèo" not in str([one.value for one in masked])


def test_an_unknown_one_says_nothing_of_a_value() -> None:
    (masked,) = without_private(judge([ILL], {}))
    assert (masked.outcome, masked.value) == ("unknown", None)
    assert is_private(judge([EITHER], {})[0])
