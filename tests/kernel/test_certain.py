"""What must be there by now is looked at, also where asserts are not."""

import pytest

from fundapp.kernel.certain import Missing, surely


def test_what_is_there_is_given_also_when_it_counts_as_nothing() -> None:
    assert [surely(found, "thing") for found in (7, 0, "", False)] == [7, 0, "", False]


def test_what_is_missing_is_named() -> None:
    with pytest.raises(Missing, match="there is no seal of a decided case"):
        surely(None, "seal of a decided case")
