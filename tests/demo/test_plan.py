"""The year's plan: every fate is there, nothing begins too late to get where it should, the same seed plans the same."""

from fundapp.demo.plan import PENDING, SHARES, YOUNGEST, Fate, Twist, requests
from fundapp.demo.timeline import FIRST_DAY, LAST_DAY, WORKING_DAYS, months, on_or_after, workday
from fundapp.kernel.days import is_working_day


def test_every_fate_and_every_twist_is_lived() -> None:
    plans = requests(1)
    assert {plan.fate for plan in plans} == set(Fate)
    assert {twist for plan in plans for twist in plan.twists} == set(Twist)
    assert [plan.opened for plan in plans] == sorted(plan.opened for plan in plans)


def test_pending_requests_had_the_time_that_they_need() -> None:
    for plan in requests(3):
        if plan.fate in PENDING:
            assert len(WORKING_DAYS) - plan.opened >= YOUNGEST[plan.fate]


def test_shares_are_whole() -> None:
    assert all(sum(percent for _fund, percent in parts) == 100 for kind in SHARES.values() for parts in kind)


def test_the_same_seed_plans_the_same() -> None:
    assert requests(5) == requests(5)
    assert requests(5) != requests(6)


def test_the_year_has_twelve_months_of_working_days() -> None:
    assert len(months()) == 12
    assert all(is_working_day(day) and FIRST_DAY <= day <= LAST_DAY for day in WORKING_DAYS)
    assert workday(-1) == LAST_DAY
    assert on_or_after(FIRST_DAY) == WORKING_DAYS[0]
