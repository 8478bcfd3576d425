"""Schedules hold together whatever the terms, agree with an outside program, and refuse terms from which none follows."""

import itertools
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy_financial
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.kernel.days import is_working_day, months_on
from fundapp.loans.effective import effective_of, effective_percent, first_weight
from fundapp.loans.schedule import Terms, TermsWrong, due_days, schedule
from fundapp.regulations.loan_terms import PERIODS, Basis, Every, Grace, Method, Moved, RatePer

DAY = date(2026, 11, 20)
LOAN: dict[str, Any] = {
    "principal": 20_000_000, "instalments": 12, "method": Method.EQUAL_PRINCIPAL, "rate_percent": Fraction("0.55"), "rate_per": RatePer.MONTH,
    "every": Every.MONTH, "disbursed_on": DAY,
}


def loan(**changed: Any) -> Terms:
    return Terms(**LOAN | changed)


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    every, rate_per = draw(st.sampled_from(sorted(PERIODS)))
    instalments = draw(st.integers(1, 60))
    by_days = draw(st.booleans())
    methods = [method for method in Method if not (by_days and method == Method.ANNUITY)]
    return Terms(
        principal=draw(st.integers(1, 500_000_000)), instalments=instalments, method=draw(st.sampled_from(methods)),
        rate_percent=draw(st.decimals(0, 5, places=3).map(Fraction)), rate_per=RatePer.YEAR if by_days else rate_per, every=every,
        disbursed_on=draw(st.dates(date(2026, 1, 1), date(2027, 12, 31))), basis=Basis.ACTUAL_365 if by_days else Basis.PERIOD,
        grace_instalments=draw(st.integers(0, instalments - 1)), grace=draw(st.sampled_from(Grace)), moved=draw(st.sampled_from(Moved)),
    )


@given(any_terms())
def test_principals_sum_to_the_loan_and_days_rise(terms: Terms) -> None:
    rows = schedule(terms)
    assert sum(row.principal for row in rows) == terms.principal
    assert rows[0].opening == terms.principal
    assert rows[-1].closing == 0
    assert all(row.principal >= 0 and row.interest >= 0 and row.closing == row.opening - row.principal for row in rows)
    assert all(before.closing == after.opening for before, after in itertools.pairwise(rows))
    days = [terms.disbursed_on, *(row.due_on for row in rows)]
    assert all(earlier < later for earlier, later in itertools.pairwise(days))


@given(any_terms())
def test_each_interest_is_within_half_a_dong_of_the_exact_one(terms: Terms) -> None:
    days = [terms.disbursed_on, *due_days(terms)]
    waiting = Fraction(0)
    deferred = 0
    for at, row in enumerate(schedule(terms)):
        rate = terms.rate_percent / 100
        rate *= Fraction((days[at + 1] - days[at]).days, 365) if terms.basis == Basis.ACTUAL_365 else PERIODS[terms.every, terms.rate_per]
        waiting += (terms.principal if terms.method == Method.FLAT else row.opening) * rate
        deferred += 1
        if terms.grace == Grace.BOTH and at < terms.grace_instalments:
            assert row.interest == 0
            continue
        assert abs(row.interest - waiting) <= Fraction(deferred, 2)
        waiting, deferred = Fraction(0), 0


@given(st.integers(1_000_000, 500_000_000), st.integers(2, 60), st.integers(1, 300))
def test_equal_payments_agree_with_an_outside_program(principal: int, count: int, rate_in_hundredths: int) -> None:
    """Each part may be off by the rounding of those before it, no more."""
    rows = schedule(loan(principal=principal, instalments=count, method=Method.ANNUITY, rate_percent=Fraction(rate_in_hundredths, 100)))
    rate = rate_in_hundredths / 10_000
    assert rows[0].payment == pytest.approx(-float(numpy_financial.pmt(rate, count, principal)), abs=0.51)
    for row in rows:
        assert row.interest == pytest.approx(-float(numpy_financial.ipmt(rate, row.number, count, principal)), abs=count * 1.5 * (1 + rate) ** count)


@given(st.integers(1_000_000, 500_000_000), st.integers(2, 60), st.integers(1, 300), st.sampled_from((Method.ANNUITY, Method.FLAT, Method.EQUAL_PRINCIPAL)))
def test_the_effective_rate_agrees_with_an_outside_program(principal: int, count: int, rate_in_hundredths: int, method: Method) -> None:
    terms = loan(principal=principal, instalments=count, method=method, rate_percent=Fraction(rate_in_hundredths, 100))
    rows = schedule(terms)
    outside = float(numpy_financial.irr([-principal, *(row.payment for row in rows)])) * 100
    assert float(effective_of(terms, rows)) == pytest.approx(outside, abs=2e-6)
    if method != Method.FLAT:
        assert float(effective_of(terms, rows)) == pytest.approx(rate_in_hundredths / 100, abs=0.001)


def test_a_longer_first_period_weighs_in_the_effective_rate() -> None:
    """Two periods before the first payment are one that pays nothing; half a month costs half a month's interest."""
    payments = [row.payment for row in schedule(loan())]
    assert effective_percent(payments, 20_000_000, Fraction(2)) == effective_percent([0, *payments], 20_000_000)
    assert first_weight(date(2026, 1, 31), date(2026, 2, 28), Every.MONTH) == 1
    assert first_weight(date(2026, 11, 16), date(2026, 12, 31), Every.MONTH) == Fraction(45, 31)
    assert first_weight(date(2026, 11, 16), date(2026, 11, 20), Every.WEEK) == Fraction(4, 7)
    terms = loan(first_due_on=date(2027, 1, 5), basis=Basis.ACTUAL_365, rate_per=RatePer.YEAR, rate_percent=Fraction("6.6"))
    assert float(effective_of(terms, schedule(terms))) == pytest.approx(0.55, abs=0.005)


def test_nothing_is_said_to_be_paid_on_top_at_no_interest() -> None:
    terms = loan(rate_percent=Fraction(0), method=Method.FLAT)
    assert effective_of(terms, schedule(terms)) == 0
    assert {row.interest for row in schedule(terms)} == {0}


def test_grace_on_both_lets_the_interest_wait_for_the_first_instalment_after_it() -> None:
    rows = schedule(loan(grace_instalments=3, grace=Grace.BOTH))
    assert [row.payment for row in rows[:3]] == [0, 0, 0]
    assert rows[3].interest == 4 * 110_000
    assert rows[4].interest == round((20_000_000 - rows[3].principal) * 0.0055)


def test_due_days_move_off_days_on_which_nobody_works() -> None:
    # 20/12/2026 is a Sunday; 20/2/2027 a Saturday, 20/3 too, 20/6 a Sunday.
    plain, following, before = (due_days(loan(moved=moved)) for moved in Moved)
    assert plain[0] == date(2026, 12, 20)
    assert following[0] == date(2026, 12, 21)
    assert before[0] == date(2026, 12, 18)
    assert all(map(is_working_day, following + before))
    assert following[1] == plain[1] == before[1] == date(2027, 1, 20)


def test_a_moved_day_never_meets_its_neighbour_nor_the_money() -> None:
    days = due_days(loan(every=Every.WEEK, rate_per=RatePer.FOUR_WEEKS, disbursed_on=date(2027, 1, 30), instalments=3, moved=Moved.NEXT))
    assert days == sorted(set(days))
    first = due_days(loan(first_due_on=DAY + timedelta(1), moved=Moved.PREVIOUS))[0]
    assert first > DAY


def test_month_ends_come_back() -> None:
    assert [months_on(date(2026, 12, 31), count) for count in range(4)] == [date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"principal": 0}, "principal"), ({"principal": -5}, "principal"), ({"principal": 10**15}, "principal"), ({"principal": 1.5}, "principal"),
        ({"principal": True}, "principal"), ({"instalments": 0}, "instalments"), ({"instalments": 521}, "instalments"), ({"rate_percent": Fraction(-1)}, "rate_percent"),
        ({"rate_percent": 0.55}, "rate_percent"), ({"rate_percent": Fraction(101)}, "rate_percent"), ({"grace_instalments": 12}, "grace_instalments"),
        ({"every": Every.WEEK}, "rate_per"), ({"basis": Basis.ACTUAL_365}, "rate_per"), ({"every": Every.ONCE}, "instalments"),
        ({"every": Every.ONCE, "instalments": 1}, "due_on"), ({"due_on": DAY + timedelta(30)}, "due_on"), ({"first_due_on": DAY}, "first_due_on"),
        ({"basis": Basis.ACTUAL_365, "rate_per": RatePer.YEAR, "method": Method.ANNUITY}, "method"),
        ({"every": Every.ONCE, "instalments": 1, "due_on": DAY, "basis": Basis.ACTUAL_365, "rate_per": RatePer.YEAR}, "due_on"),
    ],
)
def test_terms_from_which_no_schedule_follows_are_refused(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(TermsWrong) as refused:
        loan(**changed)
    assert refused.value.field == field
