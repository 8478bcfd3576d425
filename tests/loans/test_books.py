"""Entries of loans: they balance, and step by step they add up to what the fold says, whatever happened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.loans.books import OF_THE_LOAN, Move, Place, accounts, moves, owed
from fundapp.loans.events import Event, Rules
from fundapp.loans.kinds import EventKind
from fundapp.loans.standing import standing
from fundapp.loans.told import Standing
from tests.loans.test_standing import LENT, OVERDUE, RATE, day, lives, receipt


@given(lives(), st.lists(st.integers(0, 320), min_size=1, max_size=6), st.booleans())
def test_the_entries_add_up_to_the_fold(life: tuple[list[Event], Rules], days: list[int], by_accrual: bool) -> None:
    """Act after act, each on its day and known since: the entries so far, with those of the money itself, are what the fold says."""
    events, rules = life
    sums, before = dict.fromkeys(Place, 0), Standing()
    for after in sorted(days):
        now = standing(events, day(after), rules)
        made = moves(before, now, by_accrual=by_accrual)
        assert sum(one.amount for one in made) == 0
        assert all(one.amount for one in made)
        for one in made:
            sums[one.place] += one.amount
        # The entries of the money itself.
        sums[Place.PRINCIPAL] += now.disbursed - before.disbursed
        sums[Place.WAITING] -= now.received - before.received - (now.refunded - before.refunded)
        before = now
        assert {place: sums[place] for place in OF_THE_LOAN} == owed(now, by_accrual=by_accrual)
        assert sums[Place.RECOVERY] == -now.recovered
        assert sums[Place.FEE_INCOME] == -now.fee_paid
        if not by_accrual:
            assert sums[Place.LOSS] == now.written_off
            assert sums[Place.INCOME] + sums[Place.PENALTY_INCOME] == -now.interest_paid - now.penalty_paid


@pytest.mark.parametrize(
    ("by_accrual", "expected"),
    [
        (False, [Move(Place.PRINCIPAL, -61_667), Move(Place.WAITING, 121_667), Move(Place.INCOME, -60_000)]),
        (True, [Move(Place.PRINCIPAL, -61_667), Move(Place.WAITING, 121_667), Move(Place.INCOME, -60_000)]),
    ],
)
def test_a_receipt_on_its_due_day(by_accrual: bool, expected: list[Move]) -> None:
    before, after = standing([LENT], day(30)), standing([LENT, receipt("p", 31, 121_667)], day(31))
    assert moves(before, after, by_accrual=by_accrual) == expected


def test_a_write_off_loses_the_interest_too_where_it_was_income_already() -> None:
    rules = Rules(overdue_rate=RATE)
    before, after = standing(OVERDUE, day(100), rules), standing([*OVERDUE, Event("x", EventKind.WRITE_OFF, day(100), day(100))], day(100), rules)
    assert moves(before, after, by_accrual=False) == [Move(Place.PRINCIPAL, -10_000_000), Move(Place.LOSS, 10_000_000)]
    lost = 10_000_000 + before.interest_receivable
    assert moves(before, after, by_accrual=True)[-1] == Move(Place.LOSS, lost)
    assert moves(before, before, by_accrual=True) == []


def test_every_place_has_an_account() -> None:
    assert set(accounts()) == set(Place)
