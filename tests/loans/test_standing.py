"""The fold of a loan's events equals a slow walk day by day, whatever happened and in whatever order it was entered."""

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fundapp.loans.changing import quote
from fundapp.loans.events import Event, Rules, overdue_rate
from fundapp.loans.kinds import EventKind
from fundapp.loans.schedule import Instalment, Terms, schedule
from fundapp.loans.servicing.allocating import next_payment
from fundapp.loans.standing import row_states, standing
from fundapp.loans.told import Standing
from fundapp.regulations.loan_terms import Every, Method, Part, RatePer
from tests.loans.slow_walk import walked

START = date(2026, 5, 15)
ROWS = schedule(Terms(12_000_000, 6, Method.EQUAL_PRINCIPAL, Fraction("0.5"), RatePer.MONTH, Every.MONTH, START))
LENT = Event("a0", EventKind.DISBURSEMENT, START, START, rows=ROWS, savings=(120_000,) * 6)
RATE = overdue_rate(Fraction("0.5"), RatePer.MONTH, Fraction(130))


def day(after: int) -> date:
    return START + timedelta(after)


def receipt(name: str, after: int, amount: int) -> Event:
    return Event(name, EventKind.RECEIPT, day(after), day(after), amount)


@st.composite
def lives(draw: st.DrawFn) -> tuple[list[Event], Rules]:
    """A loan with receipts and, some of the time, anything else that may happen to it; each in any order."""
    events = [replace(LENT, fee=draw(st.sampled_from((0, 150_000))))]
    for at in range(draw(st.integers(0, 6))):
        on = day(draw(st.integers(1, 250)))
        events.append(Event(f"p{at}", EventKind.RECEIPT, on, on + timedelta(draw(st.integers(0, 40))), draw(st.integers(1, 5_000_000))))
    if draw(st.booleans()):
        after, count = draw(st.integers(20, 150)), draw(st.integers(1, 5))
        owed = draw(st.integers(1, 13_000_000))
        rows = schedule(Terms(owed, count, Method.EQUAL_PRINCIPAL, Fraction("0.4"), RatePer.MONTH, Every.MONTH, day(after)))
        kind = EventKind.RESCHEDULE if count > 1 else EventKind.SETTLEMENT
        events.append(Event("s", kind, day(after), day(after), rows=rows if count > 1 else (Instalment(1, day(after), owed, owed, 9_000, 0),)))
    if draw(st.booleans()):
        after = draw(st.integers(1, 200))
        events.append(Event("f", EventKind.FREEZE, day(after), day(after)))
        if draw(st.booleans()):
            events.append(Event("u", EventKind.UNFREEZE, day(after + draw(st.integers(1, 70))), day(after)))
    if draw(st.booleans()):
        on = day(draw(st.integers(1, 250)))
        events.append(Event("w", EventKind.WAIVER, on, on, draw(st.integers(0, 200_000)), draw(st.integers(0, 200_000)), is_for_inability=True))
    if draw(st.integers(0, 3)) == 0:
        on = day(draw(st.integers(60, 250)))
        events.append(Event("x", EventKind.WRITE_OFF, on, on))
    if draw(st.booleans()):
        on = day(draw(st.integers(1, 250)))
        events += [Event("o", EventKind.SAVINGS_RETURN, on, on, draw(st.integers(1, 500_000))), Event("q", EventKind.REFUND, on, on, draw(st.integers(1, 500_000)))]
    for at, one in enumerate(events[1:]):
        if draw(st.integers(0, 4)) == 0:
            on = one.on + timedelta(draw(st.integers(0, 60)))
            events.append(Event(f"r{at}", EventKind.REVERSAL, on, on, reverses=one.id))
    order = tuple(draw(st.permutations(list(Part))))
    return events, Rules(order, draw(st.sampled_from((Fraction(0), RATE, Fraction("0.5")))))


@given(lives(), st.integers(0, 320), st.randoms())
@example(([LENT, receipt("p", 31, 1_000_000), Event("w", EventKind.WAIVER, day(200), day(200), 999_999_999)], Rules(overdue_rate=RATE)), 210, random.Random(1))
def test_the_fold_equals_a_slow_walk_in_any_order_of_entry(life: tuple[list[Event], Rules], after: int, chance: random.Random) -> None:
    events, rules = life
    found, told = standing(events, day(after), rules), walked(events, day(after), rules)
    assert {name: getattr(found, name) for name in told} == told
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert standing(shuffled, day(after), rules) == found
    # No đồng is lost: what came in is somewhere, and what was lent is paid, owed or written off.
    used = found.fee_paid + found.interest_paid + found.principal_paid + found.penalty_paid + found.savings_held + found.recovered + found.credit + found.refunded
    assert found.received == used
    assert found.disbursed == found.principal_paid + found.principal_outstanding + found.written_off
    paid = found.interest_paid + found.principal_paid + found.penalty_paid + found.savings_held + found.savings_returned
    assert sum(one.amount for one in found.allocations) == paid


@given(lives(), st.integers(0, 300), st.integers(0, 300))
def test_what_is_not_known_yet_does_not_count(life: tuple[list[Event], Rules], after: int, known: int) -> None:
    events, rules = life
    on, known_on = day(after), day(known)
    assert standing(events, on, rules, known_on=known_on) == standing([one for one in events if one.recorded_on <= known_on], on, rules)


@given(lives(), st.integers(0, 300))
def test_the_instalments_say_what_the_standing_says(life: tuple[list[Event], Rules], after: int) -> None:
    events, rules = life
    found, rows = standing(events, day(after), rules), row_states(events, day(after), rules)
    if found.is_written_off:
        return
    now = [row for row in rows if row.version == rows[-1].version]
    assert sum(row.open_principal for row in now) == found.principal_outstanding
    assert sum(row.open_interest for row in now if row.due_on < day(after)) == found.overdue_interest
    assert all(0 <= row.open <= row.payment for row in rows)


OVERDUE = [LENT, receipt("p1", 31, 2_060_000)]


@pytest.mark.parametrize(
    ("events", "after", "expected"),
    [
        # 15/7 unpaid: 2.000.000 overdue for ten days at 7,8 % a year is 4.274 đồng.
        (OVERDUE, 71, {"overdue_principal": 2_000_000, "penalty_owed": 4_274, "days_past_due": 10}),
        # Frozen on the tenth day for 40 days: nothing ages, and the instalment of 15/8 falls due 40 days later.
        ([*OVERDUE, Event("f", EventKind.FREEZE, day(71), day(71)), Event("u", EventKind.UNFREEZE, day(111), day(111))], 111,
         {"days_past_due": 10, "overdue_principal": 2_000_000}),
        ([*OVERDUE, Event("f", EventKind.FREEZE, day(71), day(71))], 300, {"days_past_due": 9, "penalty_owed": 3_847, "next_due": None, "is_frozen": True}),
        # Rescheduled: nothing is overdue; the unpaid 50.000 of July is asked for with the first new instalment.
        ([*OVERDUE, Event("s", EventKind.RESCHEDULE, day(71), day(71), rows=schedule(
            Terms(10_000_000, 10, Method.EQUAL_PRINCIPAL, Fraction("0.5"), RatePer.MONTH, Every.MONTH, day(71))))], 80,
         {"overdue_principal": 0, "days_past_due": 0, "times_rescheduled": 1, "interest_receivable": 54_274, "group": 2}),
        # Written off: nothing is owed in the books, and 3.000.000 that come later are recovered of 10.000.000.
        ([*OVERDUE, Event("x", EventKind.WRITE_OFF, day(200), day(200)), Event("c", EventKind.RECOVERY, day(230), day(230), 3_000_000)], 240,
         {"principal_outstanding": 0, "written_off": 10_000_000, "off_principal": 7_000_000, "recovered": 3_000_000, "interest_receivable": 0, "days_past_due": 0}),
    ],
)
def test_worked_lives(events: list[Event], after: int, expected: dict[str, object]) -> None:
    found = standing(events, day(after), Rules(overdue_rate=RATE))
    assert {name: getattr(found, name) for name in expected} == expected


def test_before_its_money_has_gone_out_a_loan_owes_nothing() -> None:
    assert standing([LENT], day(-1)) == Standing()


def test_a_loan_at_no_interest_runs_like_any_other() -> None:
    rows = schedule(Terms(9_000_000, 3, Method.ANNUITY, Fraction(0), RatePer.MONTH, Every.MONTH, START))
    free = Rules(overdue_rate=overdue_rate(Fraction(0), RatePer.MONTH, Fraction(130)))
    found = standing([Event("a", EventKind.DISBURSEMENT, START, START, rows=rows), receipt("p", 40, 4_000_000)], day(100), free)
    assert (found.principal_outstanding, found.interest_fallen, found.penalty_run, found.overdue_principal) == (5_000_000, 0, 0, 5_000_000)


def test_whoever_pays_on_the_due_day_is_asked_for_its_savings_too_as_on_the_day_before() -> None:
    before, on = standing([LENT], day(30)), standing([LENT], day(31))
    assert before.next_due is not None
    assert (before.next_due.payment, on.to_pay_today, on.asked_today) == (2_180_000, 2_180_000, 2_060_000)
    assert next_payment(before, day(30)) == (2_180_000, day(31))
    assert next_payment(on, day(31)) == (2_180_000, day(31))
    # Without the savings the debt is paid, and they are still asked for.
    short = standing([LENT, receipt("p", 31, 2_060_000)], day(40))
    assert (short.asked_today, short.to_pay_today, short.days_past_due) == (0, 120_000, 0)
    assert standing([LENT, receipt("p", 31, 2_180_000)], day(40)).to_pay_today == 0


def test_a_second_payment_order_pays_overdue_interest_first() -> None:
    order = (Part.PENALTY, Part.PRINCIPAL, Part.INTEREST, Part.SAVINGS)
    found = standing([*OVERDUE, receipt("p2", 71, 104_274)], day(71), Rules(order, RATE))
    assert (found.penalty_paid, found.overdue_principal, found.overdue_interest) == (4_274, 1_900_000, 50_000)


def test_an_order_names_every_part_once() -> None:
    with pytest.raises(ValueError, match="each part once"):
        Rules((Part.INTEREST, Part.INTEREST, Part.PENALTY, Part.SAVINGS))


def test_the_fee_is_asked_for_on_the_day_of_the_money_and_paid_first() -> None:
    lent = replace(LENT, fee=150_000)
    asked = standing([lent], day(0))
    assert (asked.fee_owed, asked.asked_today, asked.principal_outstanding) == (150_000, 150_000, asked.disbursed)
    part = standing([lent, receipt("p", 5, 100_000)], day(6))
    assert (part.fee_paid, part.fee_owed, part.credit) == (100_000, 50_000, 0)
    paid = standing([lent, receipt("p", 5, 100_000), receipt("q", 31, 171_667)], day(31))
    without = standing([LENT, receipt("q", 31, 121_667)], day(31))
    assert replace(paid, fee_paid=0, received=0) == replace(without, received=0)


def test_a_loan_is_not_settled_while_its_fee_is_owed_and_a_write_off_lets_it_lapse() -> None:
    lent = replace(LENT, fee=150_000)
    early = Event("s", EventKind.SETTLEMENT, day(1), day(1), rows=(Instalment(1, day(1), 12_000_000, 12_000_000, 0, 0),))
    assert quote([lent], day(1)).owed == quote([LENT], day(1)).owed + 150_000
    short = standing([lent, early, receipt("p", 1, 12_000_000)], day(1))
    assert (short.is_settled, short.principal_outstanding) == (False, 150_000)
    assert standing([lent, early, receipt("p", 1, 12_150_000)], day(1)).is_settled
    off = standing([lent, Event("x", EventKind.WRITE_OFF, day(100), day(100))], day(100))
    assert (off.fee_owed, off.asked_today) == (0, 0)
