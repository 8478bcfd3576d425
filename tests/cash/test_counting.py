"""Notes, sums and month-end counts: examples and properties."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.cash.counting import DATA, denominations, due_around, dues_before, form_on, total


def test_the_notes_of_today() -> None:
    known = denominations(date(2026, 11, 23))
    assert [one.value for one in known] == [500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200]
    assert all(one.source and one.valid_to is None for one in known)


def test_notes_are_money_from_their_day_on() -> None:
    assert 500_000 not in [one.value for one in denominations(date(2003, 12, 16))]
    assert 500_000 in [one.value for one in denominations(date(2003, 12, 17))]


def test_every_note_says_where_its_days_come_from() -> None:
    rows = (DATA / "denominations.csv").read_text("utf-8").splitlines()
    assert len(rows) == 12
    assert all("Ngân hàng Nhà nước" in row or "NHNN" in row for row in rows[1:])


@pytest.mark.parametrize(("pieces", "loose", "whole"), [({}, 0, 0), ({500_000: 2}, 300, 1_000_300), ({500_000: 1_000_000, 200: 1}, 0, 500_000_000_200)])
def test_totals(pieces: dict[int, int], loose: int, whole: int) -> None:
    assert total(pieces, loose) == whole


@given(st.dictionaries(st.sampled_from([500_000, 1_000, 200]), st.integers(0, 10**6)), st.integers(0, 10**9))
def test_one_more_note_is_its_value_more(pieces: dict[int, int], loose: int) -> None:
    more = {**pieces, 1_000: pieces.get(1_000, 0) + 1}
    assert total(more, loose) - total(pieces, loose) == 1_000


@pytest.mark.parametrize(
    ("on", "month_end"),
    [
        (date(2026, 11, 24), None), (date(2026, 11, 25), date(2026, 11, 30)), (date(2026, 11, 30), date(2026, 11, 30)), (date(2026, 12, 10), date(2026, 11, 30)),
        (date(2026, 12, 11), None), (date(2026, 2, 23), date(2026, 2, 28)), (date(2028, 2, 24), date(2028, 2, 29)), (date(2027, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_time_for_a_month_end_count(on: date, month_end: date | None) -> None:
    due = due_around(on)
    assert (due and due.month_end) == month_end


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(1, 14))
def test_dues_go_back_month_by_month_and_none_lies_ahead(on: date, months: int) -> None:
    dues = dues_before(on, months)
    assert len(dues) == months
    assert all(due.opens_on <= on for due in dues)
    assert all(later.month_end.replace(day=1) - timedelta(days=1) == earlier.month_end for later, earlier in pairwise(dues))
    around = due_around(on)
    assert around is None or around == dues[0] or around == dues[min(1, months - 1)]


def test_the_form_has_its_source() -> None:
    assert (form_on(date(2026, 11, 23)).code, "19/2006" in form_on(date(2026, 11, 23)).basis) == ("C34-HD", True)
