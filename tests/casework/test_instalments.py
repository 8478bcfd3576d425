"""Which instalment comes next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.casework.instalments import instalment


@pytest.mark.parametrize(
    ("whole", "taken", "percents", "next_one"),
    [
        (60_000_000, 0, [50, 50], (0, 30_000_000)),
        (60_000_000, 30_000_000, [50, 50], (1, 30_000_000)),
        (60_000_000, 60_000_000, [50, 50], None),
        (60_000_000, 10_000_000, [50, 50], (0, 20_000_000)),
        (30_000_000, 0, [100], (0, 30_000_000)),
        (30_000_000, 0, [], None),
        (1, 0, [50, 50], (0, 1)),
        (40_000_001, 20_000_001, [50, 50], (1, 20_000_000)),
    ],
)
def test_the_next_instalment(whole: int, taken: int, percents: list[int], next_one: tuple[int, int] | None) -> None:
    assert instalment(whole, taken, percents) == next_one


@given(st.integers(1, 10**12), st.lists(st.integers(1, 100), min_size=1, max_size=6))
def test_one_after_the_other_they_are_the_whole(whole: int, percents: list[int]) -> None:
    taken, places = 0, []
    while (due := instalment(whole, taken, percents)) is not None:
        assert due[1] > 0
        places.append(due[0])
        taken += due[1]
    assert taken == whole
    assert places == sorted(set(places))
