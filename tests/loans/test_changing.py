"""New schedules and early settlement, by worked examples and against what the fold then says."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.loans.changing import after_settling, at_the_beginning_of, quote, rescheduled
from fundapp.loans.events import Event, Rules, overdue_rate
from fundapp.loans.kinds import EventKind
from fundapp.loans.schedule import Terms, schedule
from fundapp.loans.standing import standing
from fundapp.regulations.loan_terms import Every, Grace, Method, RatePer
from tests.loans.test_standing import LENT, START, day, receipt

RULES = Rules(overdue_rate=overdue_rate(Fraction("0.5"), RatePer.MONTH, Fraction(130)))
TERMS = Terms(10_000_000, 10, Method.EQUAL_PRINCIPAL, Fraction("0.5"), RatePer.MONTH, Every.MONTH, date(2026, 7, 20))


@pytest.mark.parametrize(
    ("on", "paid", "owed", "accrued"),
    [
        # 25/6: ten of the thirty days of 15/6 to 15/7 at 50.000.
        (date(2026, 6, 25), 2_060_000, 10_016_667, 16_667),
        # On the due day itself the whole instalment's interest.
        (date(2026, 7, 15), 2_060_000, 10_050_000, 50_000),
        # The day after the money was lent: one of 31 days.
        (date(2026, 5, 16), 0, 12_001_935, 1_935),
        # Ten days late with July: 50.000 unpaid, 4.274 overdue interest, and ten of 31 days at 40.000.
        (date(2026, 7, 25), 2_060_000, 10_067_177, 12_903),
    ],
)
def test_what_settles_a_loan(on: date, paid: int, owed: int, accrued: int) -> None:
    events = [Event("a", EventKind.DISBURSEMENT, START, START, rows=LENT.rows)]
    if paid:
        events.append(receipt("p1", 31, paid))
    found = quote(events, on, RULES)
    assert (found.owed, found.accrued) == (owed, accrued)
    after = after_settling([*events, Event("pay", EventKind.RECEIPT, on, on, found.to_pay)], on, RULES, found.rows)
    assert after.is_settled
    assert after.credit == 0


@given(st.lists(st.tuples(st.integers(1, 250), st.integers(1, 4_000_000)), max_size=5), st.integers(2, 260))
def test_paying_the_quote_settles_whatever_came_before(came: list[tuple[int, int]], after: int) -> None:
    events = [LENT, *(receipt(f"p{at}", days, amount) for at, (days, amount) in enumerate(came) if days < after)]
    found = quote(events, day(after), RULES)
    paid = [*events, Event("o", EventKind.SAVINGS_RETURN, day(after), day(after), found.savings)]
    if found.to_pay:
        paid.append(Event("pay", EventKind.RECEIPT, day(after), day(after), found.to_pay))
    told = after_settling(paid, day(after), RULES, found.rows)
    assert told.is_settled
    assert told.credit == found.to_return
    assert told.savings_held == 0


def test_a_frozen_loan_accrues_nothing_more() -> None:
    frozen = [LENT, receipt("p1", 31, 2_180_000), Event("f", EventKind.FREEZE, date(2026, 6, 25), date(2026, 6, 25))]
    assert quote(frozen, date(2026, 12, 1), RULES).accrued == 16_667
    thawed = [*frozen, Event("u", EventKind.UNFREEZE, date(2026, 11, 25), date(2026, 11, 25))]
    assert quote(thawed, date(2026, 11, 25), RULES).accrued == 16_667


def test_interest_left_out_in_grace_counts_when_settling() -> None:
    rows = schedule(Terms(9_000_000, 5, Method.EQUAL_PRINCIPAL, Fraction(1), RatePer.MONTH, Every.MONTH, START, grace_instalments=2, grace=Grace.BOTH))
    found = quote([Event("a", EventKind.DISBURSEMENT, START, START, rows=rows)], date(2026, 7, 15), RULES)
    # Two of the three months (61 of 92 days) whose interest of 270.000 falls due on 15/8.
    assert found.accrued == 179_022


@pytest.mark.parametrize(
    ("first_due_on", "interest"),
    [
        # Just one period after 15/7: as every month. Two weeks later: 46 days by days; sooner: 16 days.
        (date(2026, 8, 15), 50_000), (date(2026, 8, 30), 75_616), (date(2026, 7, 31), 26_301),
    ],
)
def test_the_first_interest_of_a_new_schedule_runs_from_the_last_due_day(first_due_on: date, interest: int) -> None:
    events = [LENT, receipt("p1", 31, 2_180_000), receipt("p2", 61, 50_000)]
    fold = at_the_beginning_of(events, date(2026, 7, 20), RULES)
    rows = rescheduled(fold, Terms(**{**TERMS.__dict__, "first_due_on": first_due_on}))
    assert rows[0].interest == interest
    assert sum(row.principal for row in rows) == fold.outstanding == 10_000_000
    told = standing([*events, Event("s", EventKind.RESCHEDULE, date(2026, 7, 20), date(2026, 7, 20), rows=rows)], date(2026, 7, 25), RULES)
    assert (told.overdue_principal, told.times_rescheduled, told.principal_outstanding) == (0, 1, 10_000_000)
