"""Stretches of days: their names, how they are read, and that their parts are just their days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.ledger.spans import Span, SpanError, month_end, part_span, parts, read_span, split

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("part", "first", "last", "label"),
    [
        ("y", date(2026, 1, 1), date(2026, 12, 31), "Năm 2026"),
        ("q1", date(2026, 1, 1), date(2026, 3, 31), "Quý I năm 2026"),
        ("q4", date(2026, 10, 1), date(2026, 12, 31), "Quý IV năm 2026"),
        ("m2", date(2026, 2, 1), date(2026, 2, 28), "Tháng 2 năm 2026"),
        ("m12", date(2026, 12, 1), date(2026, 12, 31), "Tháng 12 năm 2026"),
    ],
)
def test_named_stretches(part: str, first: date, last: date, label: str) -> None:
    span = read_span(2026, part, on=TODAY)
    assert (span.first, span.last, span.label, span.part) == (first, last, label, part)


def test_any_days_of_a_year() -> None:
    span = read_span(2026, "days", "5/3/2026", "20/04/2026", on=TODAY)
    assert (span.first, span.last, span.part) == (date(2026, 3, 5), date(2026, 4, 20), "days")
    assert span.label == "Từ ngày 05/03/2026 đến ngày 20/04/2026"
    assert read_span(2026, "days", "01/03/2026", "31/03/2026", on=TODAY).label == "Tháng 3 năm 2026"


@pytest.mark.parametrize(("first", "last", "said"), [("", "1/1/2026", "Hãy nhập ngày"), ("2/1/2026", "1/1/2026", "trước"), ("31/12/2025", "1/1/2026", "cùng một năm")])
def test_what_cannot_be_says_what_to_write(first: str, last: str, said: str) -> None:
    with pytest.raises(SpanError, match=said):
        read_span(2026, "days", first, last, on=TODAY)


@given(DAYS, DAYS)
def test_whole_months_and_broken_ends_are_just_the_days(one: date, other: date) -> None:
    first, last = sorted((one, other))
    parted = split(first, last)
    found = [day for low, high in parted.broken for day in _days(low, high)]
    if parted.whole is not None:
        low, high = parted.whole
        found += _days(date(*low, 1), month_end(*high))
    assert sorted(found) == _days(first, last)
    assert all((low.month == high.month) and not (low.day == 1 and high == month_end(high.year, high.month)) for low, high in parted.broken)


@given(DAYS, DAYS)
def test_the_part_gives_the_stretch_back(one: date, other: date) -> None:
    span = Span(*sorted((one, other)))
    assert span.part == "days" or part_span(2026, span.part) == span


def test_no_days_are_no_parts() -> None:
    assert split(date(2026, 2, 2), date(2026, 2, 1)) == split(date(2026, 3, 1), date(2026, 2, 28))
    assert len(parts()) == 17


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
