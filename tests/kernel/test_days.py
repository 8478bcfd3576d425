import json
from datetime import UTC, date, datetime, time
from pathlib import Path

import holidays
import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from fundapp.kernel import days
from fundapp.kernel.days import (
    Birth,
    DayError,
    day_off_name,
    day_text,
    is_working_day,
    months_between,
    read_birth,
    read_day,
    working_day_after,
    working_days_between,
)
from fundapp.kernel.labels import Text

DATA = Path(__file__).parents[1] / "data"
VECTORS = json.loads((DATA / "vectors" / "working_days.json").read_text(encoding="utf-8"))
ON = date(2026, 11, 20)
day = date.fromisoformat


def cases(part):
    return pytest.mark.parametrize("case", VECTORS[part], ids=[case["id"] for case in VECTORS[part]])


@cases("after")
def test_deadlines_are_those_of_the_vectors(case):
    assert working_day_after(day(case["input"]["from"]), case["input"]["working_days"]) == day(case["expected"])


@cases("between")
def test_working_days_are_counted_as_in_the_vectors(case):
    assert working_days_between(day(case["input"]["after"]), day(case["input"]["up_to"])) == case["expected"]


@cases("is_working_day")
def test_working_days_are_those_of_the_vectors(case):
    assert is_working_day(day(case["input"])) is case["expected"]


def test_days_off_and_their_names():
    for iso, name in VECTORS["days_off"].items():
        assert day_off_name(day(iso)) == name
        assert not is_working_day(day(iso))
    assert all(is_working_day(day(iso)) for iso in VECTORS["worked_saturdays"])
    assert day_off_name(ON) is None


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 60))
def test_a_deadline_lies_as_many_working_days_later(start, n):
    end = working_day_after(start, n)
    assert is_working_day(end)
    assert working_days_between(start, end) == n
    assert working_day_after(start, 0) == start


def test_working_days_run_forward():
    with pytest.raises(ValueError):
        working_day_after(ON, -1)
    assert working_days_between(ON, date(2026, 1, 1)) == 0


@pytest.mark.parametrize(("earlier", "later", "months"), [
    ("2026-01-31", "2026-02-28", 1), ("2026-01-31", "2026-03-30", 1), ("2026-01-15", "2026-02-14", 0), ("2024-02-29", "2025-02-28", 12),
    ("2021-11-21", "2026-11-20", 59), ("2021-11-20", "2026-11-20", 60), ("2026-02-28", "2026-01-31", -1), ("2026-05-05", "2026-05-05", 0),
])
def test_whole_months(earlier, later, months):
    assert months_between(day(earlier), day(later)) == months


@pytest.mark.parametrize(("raw", "expected"), [
    ("21/11/2026", "2026-11-21"), ("5-3-1990", "1990-03-05"), ("05.03.1990", "1990-03-05"), (" 1 / 2 / 2026 ", "2026-02-01"), ("2026-11-21", "2026-11-21"),
    ("5/3/26", "2026-03-05"), ("5/3/36", "2036-03-05"), ("5/3/37", "1937-03-05"), ("25/9/78", "1978-09-25"), (date(2026, 1, 2), "2026-01-02"),
    (datetime.combine(date(2026, 1, 2), time(3, 4)), "2026-01-02"), (datetime(2026, 1, 2, 20, 0, tzinfo=UTC), "2026-01-03"), ("29/02/2024", "2024-02-29"),
    ("\u200e21/11/2026", "2026-11-21"),
])
def test_days_are_read_day_first(raw, expected):
    with time_machine.travel("2026-11-20 09:00+07:00", tick=False):
        assert read_day(raw) == day(expected)


@pytest.mark.parametrize(("raw", "reason"), [
    ("12/25/1990", "impossible"), ("31/02/1990", "impossible"), ("29/02/2025", "impossible"), ("00/01/2025", "impossible"), ("01/01/0026",
    "impossible"), ("", "empty"), (None, "empty"),
    ("mai", "unreadable"), ("21/11", "unreadable"), ("2026", "unreadable"), ("21/11/202", "unreadable"), ("٢١/١١/٢٠٢٦", "unreadable"),
    (45000, "unreadable"), ("1/2/3/2026", "unreadable"),
])
def test_what_is_no_day_is_refused_in_words(raw, reason):
    with pytest.raises(DayError) as refused:
        read_day(raw)
    assert refused.value.reason == reason
    assert isinstance(refused.value.message, Text)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_is_shown_is_read_back(shown):
    assert read_day(day_text(shown)) == shown
    assert read_day(shown.isoformat()) == shown


@pytest.mark.parametrize(("raw", "expected"), [
    ("25/09/1978", Birth(True, "1978-09-25")), (date(1978, 9, 25), Birth(True, "1978-09-25")), (datetime.combine(date(1978, 9, 25), time()), Birth(True, "1978-09-25")),
    ("5-9-1978", Birth(True, "1978-09-05", repairs=("date_style",))), ("05.09.1978", Birth(True, "1978-09-05", repairs=("date_style",))),
    ("5/9/1978", Birth(True, "1978-09-05", repairs=("date_style",))),
    (1978, Birth(True, "1978")), (1978.0, Birth(True, "1978")), ("1978", Birth(True, "1978")), ("1978.0", Birth(True, "1978")),
    ("09/1978", Birth(True, "1978-09")),
    ("25/9/78", Birth(True, "1978-09-25", ("two_digit_year",))), ("15/9/03", Birth(True, "2003-09-15", ("two_digit_year",))),
    ("15/9/11", Birth(True, "2011-09-15", ("two_digit_year",))),
    ("15/9/12", Birth(True, "1912-09-15", ("two_digit_year",))), (28758, Birth(True, "1978-09-25", repairs=("excel_serial_date",))),
    ("31/02/1978", Birth(False, error="birth_impossible")), ("08/14/1966", Birth(False, error="birth_impossible")),
    ("31/02/78", Birth(False, error="birth_impossible")),
    ("13/1978", Birth(False, error="birth_impossible")), (1850, Birth(False, error="birth_impossible")), (0, Birth(False, error="birth_impossible")),
    (28758.5, Birth(False, error="birth_impossible")),
    (float("nan"), Birth(False, error="birth_impossible")), ("28758", Birth(False, error="birth_impossible")),
    ("01/01/1905", Birth(False, error="birth_impossible")), (90_000, Birth(False, error="birth_impossible")),
    ("19/08/2072", Birth(False, error="birth_in_future")), ("2072", Birth(False, error="birth_in_future")),
    (2072, Birth(False, error="birth_in_future")), ("12/2026", Birth(False, error="birth_in_future")),
    ("không nhớ", Birth(True, warnings=("birth_unreadable",))), (True, Birth(True, warnings=("birth_unreadable",))),
    (None, Birth(True, warnings=("birth_missing",))), ("  ", Birth(True, warnings=("birth_missing",))),
])
def test_births_are_read_as_far_as_known(raw, expected):
    birth = read_birth(raw, ON)
    assert birth == expected
    assert bool(birth.message) is bool(birth.error or birth.warnings)


@pytest.mark.parametrize("path", sorted((DATA / "rosters").glob("*.expected.json")), ids=lambda path: path.name)
def test_births_of_the_sample_rosters(path):
    expected = json.loads(path.read_text(encoding="utf-8"))
    looked = [found for kind in ("errors", "warnings", "repairs") for found in expected[kind] if found["column"] == "birth" and found["raw"] is not None]
    for found in looked:
        birth = read_birth(found["raw"], ON)
        assert birth.value == found["value"]
        assert found["code"] in (birth.error, *birth.warnings, *birth.repairs)


@given(st.one_of(st.text(max_size=20), st.integers(), st.floats(), st.none(), st.dates()))
def test_any_cell_is_a_birth_or_a_code(raw):
    birth = read_birth(raw, ON)
    assert birth.ok is (birth.error is None)
    assert birth.value is None or birth.value <= ON.isoformat()


def test_the_table_of_days_off_is_what_the_package_says() -> None:
    """Where this fails after an upgrade, a new decision swaps days: write them into kernel/data/days_off.csv."""
    table = days._table()
    assert sorted(table) == list(range(2010, 2061))
    for year, (off, worked) in table.items():
        calendar = holidays.country_holidays("VN", years=year, language="vi")
        assert off == {day: name for day, name in calendar.items() if day.year == year}
        assert worked == {day for day in calendar.weekend_workdays if day.year == year}


def test_a_year_outside_the_table_is_asked_of_the_package() -> None:
    assert not is_working_day(date(2075, 5, 1))
    assert is_working_day(date(2075, 5, 2))
