"""Terms on a day, and what they have against a wish: tables and properties."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.ledger.restrictions import Wish, coming, in_force, objection

NEW_YEAR = date(2026, 1, 1)


@dataclass(frozen=True)
class V:
    number: int
    valid_from: date
    state: str = "in_force"
    last_on: date | None = None


ONE, TWO, THREE = V(1, NEW_YEAR), V(2, date(2026, 4, 1)), V(3, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("on", "versions", "number"),
    [
        (date(2026, 2, 1), [ONE, TWO, THREE], 1),
        (date(2026, 4, 1), [ONE, TWO, THREE], 2),
        (date(2026, 6, 30), [THREE, ONE, TWO], 2),
        (date(2027, 1, 1), [ONE, TWO, THREE], 3),
        (date(2025, 1, 1), [ONE, TWO], 1),  # the first also hold for the days before
        (date(2026, 5, 1), [ONE, V(2, date(2026, 4, 1), "proposed"), V(3, date(2026, 4, 1), "refused")], 1),
        (date(2026, 5, 1), [ONE, V(2, date(2026, 4, 1)), V(3, date(2026, 4, 1))], 3),  # two of one day: the later one
        (date(2026, 5, 1), [], None),
    ],
)
def test_in_force(on, versions, number) -> None:
    found = in_force(versions, on)
    assert (found.number if found else None) == number


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish("housing", date(2026, 6, 30), "1/5/9/"), None),
        (Wish("gifts", date(2026, 6, 30), "1/5/9/"), "purpose"),
        (Wish("housing", date(2026, 7, 1), "1/5/9/"), "late"),
        (Wish("housing", date(2026, 6, 30), "1/6/"), "unit"),
        (Wish("housing", date(2026, 6, 30), "1/55/"), "unit"),  # 1/55/ does not lie under 1/5/
        (Wish("housing", date(2026, 6, 30), "1/5/"), None),
        (Wish("housing", date(2026, 6, 30), None), "unit"),
    ],
)
def test_objection(wish, found) -> None:
    assert objection(wish, purposes=["housing"], unit_paths=["1/5/", "1/7/"], last_on=date(2026, 6, 30)) == found


def test_terms_that_name_no_unit_allow_all() -> None:
    assert objection(Wish("housing", NEW_YEAR, None), purposes=["housing"], unit_paths=[], last_on=None) is None


@st.composite
def histories(draw):
    """Versions as the database lets them be: numbered, those in force never earlier than the ones before."""
    day, found = NEW_YEAR, []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        state = "in_force" if number == 1 else draw(st.sampled_from(["in_force", "refused", "proposed"]))
        if state == "in_force":
            day += timedelta(days=draw(st.integers(0, 90)))
        found.append(V(number, day, state))
    return found


DAYS = st.integers(-400, 900).map(lambda days: NEW_YEAR + timedelta(days=days))


@given(histories(), DAYS)
def test_some_terms_always_hold_and_no_later_ones_began(history, on) -> None:
    now = in_force(history, on)
    assert now is not None
    later = [one for one in history if one.state == "in_force" and one.number > now.number]
    assert all(one.valid_from > on for one in later)
    assert coming(history, on)[0] == now


@given(histories(), DAYS, st.integers(0, 900))
def test_what_holds_on_a_later_day_was_among_what_was_coming(history, on, days) -> None:
    assert in_force(history, on + timedelta(days=days)) in coming(history, on)


@given(st.sets(st.sampled_from(["housing", "gifts", "relief"]), min_size=1), st.sampled_from(["housing", "gifts", "relief"]), DAYS, st.none() | DAYS)
def test_wider_terms_never_object_more(purposes, purpose, on, last_on) -> None:
    wish = Wish(purpose, on, "1/2/")
    if objection(wish, purposes=sorted(purposes), unit_paths=["1/2/"], last_on=last_on) is None:
        assert objection(wish, purposes=["housing", "gifts", "relief"], unit_paths=["1/2/", "1/3/"], last_on=last_on) is None
        assert objection(wish, purposes=sorted(purposes), unit_paths=[], last_on=None) is None
