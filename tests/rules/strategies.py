"""Random criteria and facts over the whole catalogue."""

from hypothesis import strategies as st

from fundapp.rules.criteria import ALLOWED, LISTS, Group, Leaf
from fundapp.rules.facts import catalogue

CATALOGUE = catalogue()
_numbers = st.one_of(st.integers(0, 12), st.sampled_from([59, 60, 61, 9999, 999_999_999_999_999]), st.integers(0, 10**9))


def value_of(fact):
    """A known value of a fact."""
    if fact.is_number:
        return _numbers
    if fact.type == "truth":
        return st.booleans()
    if fact.type == "choice":
        return st.sampled_from(sorted(fact.choices))
    return st.lists(st.sampled_from(sorted(fact.choices)), unique=True)


@st.composite
def facts(draw):
    """What is known of a household: of each fact a value or nothing."""
    return {name: draw(st.none() | value_of(fact)) for name, fact in CATALOGUE.items()}


@st.composite
def leaf(draw):
    fact = CATALOGUE[draw(st.sampled_from(sorted(CATALOGUE)))]
    operator = draw(st.sampled_from(ALLOWED[fact.type]))
    value = draw(st.lists(st.sampled_from(sorted(fact.choices)), unique=True, min_size=1) if operator in LISTS else value_of(fact))
    key = f"k{draw(st.integers(0, 10**12))}"
    severity = draw(st.sampled_from(["must", "waivable", "points"]))
    points = draw(st.integers(1, 20)) if severity == "points" else 0
    return Leaf(key=key, title="T", source="Điều 5", fact=fact.name, operator=operator, value=value, severity=severity, points=points)


def criteria():
    """A comparison, or groups of groups of them."""
    return st.recursive(
        leaf(),
        lambda inner: st.builds(
            lambda number, join, parts: Group(key=f"g{number}", title="Nhóm", source="Điều 6", join=join, parts=tuple(parts)),
            st.integers(0, 10**12), st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=4),
        ),
        max_leaves=8,
    )
