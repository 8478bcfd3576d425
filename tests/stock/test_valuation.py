"""The moving average sums to the books, whatever is taken in whichever order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.stock.valuation import account_of, is_allowed, value_back, value_out


def test_the_worked_example() -> None:
    assert [value_out(3, 100, 1), value_out(2, 67, 1), value_out(1, 33, 1)] == [33, 34, 33]
    assert [value_back(3, 100, 0, 0, 1), value_back(3, 100, 1, 33, 1), value_back(3, 100, 2, 67, 1)] == [33, 34, 33]


@given(st.integers(0, 10**12), st.lists(st.integers(1, 1000), min_size=1, max_size=20))
def test_what_is_taken_and_what_comes_back_sum_to_the_whole(amount: int, parts: list[int]) -> None:
    held, left, taken, worth, back = sum(parts), amount, 0, 0, 0
    for part in parts:
        out = value_out(held - taken, left, part)
        assert 0 <= out <= left
        worth_back = value_back(sum(parts), amount, taken, back, part)
        assert worth_back >= 0
        taken, left, worth, back = taken + part, left - out, worth + out, back + worth_back
    assert (left, worth, back) == (0, amount, amount)


@pytest.mark.parametrize(("held", "taken"), [(3, 4), (3, 0), (3, -1), (0, 1)])
def test_more_than_there_is_has_no_value(held: int, taken: int) -> None:
    with pytest.raises(ValueError, match=" of "):
        value_out(held, 100, taken)


def test_accounts_are_data() -> None:
    assert account_of("hand_out", "43183") == "43183"
    assert account_of("loss", "43183") == "1388"
    assert is_allowed("loss", "1384", "43183")
    assert not is_allowed("loss", "611", "43183")
    assert not is_allowed("receipt", "", "43183")
