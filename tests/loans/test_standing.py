"""The fold of receipts equals an independent recomputation, day by day, whatever came in and in whatever order it was entered."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from fundapp.loans.schedule import Instalment, Terms, schedule
from fundapp.loans.standing import Receipt, standing
from fundapp.regulations.loan_terms import Every, Method, RatePer

START = date(2026, 5, 15)
ROWS = schedule(Terms(12_000_000, 6, Method.EQUAL_PRINCIPAL, Fraction("0.5"), RatePer.MONTH, Every.MONTH, START))


@st.composite
def receipts(draw: st.DrawFn) -> list[Receipt]:
    found: list[Receipt] = []
    for at in range(draw(st.integers(0, 8))):
        on = START + timedelta(draw(st.integers(1, 250)))
        found.append(Receipt(f"p{at}", on, on + timedelta(draw(st.integers(0, 40))), draw(st.integers(1, 5_000_000))))
    for at, one in enumerate(list(found)):
        if draw(st.integers(0, 3)) == 0:
            on = one.received_on + timedelta(draw(st.integers(0, 60)))
            found.append(Receipt(f"r{at}", on, on, 0, one.id))
    return found


def by_hand(rows: tuple[Instalment, ...], came: list[Receipt], on: date) -> tuple[int, int, int]:
    """Walk every calendar day and every đồng's rank, without the fold's pointers: interest paid, principal paid, credit."""
    undone = {one.reverses for one in came if one.reverses and one.received_on <= on}
    kept = [one for one in came if not one.reverses and one.received_on <= on and one.id not in undone]
    owed = {(row.number, part): amount for row in rows for part, amount in (("i", row.interest), ("p", row.principal))}
    credit, paid = 0, {"i": 0, "p": 0}
    day = START
    while day <= on:
        today = sum(one.amount for one in kept if one.received_on == day)
        credit += today
        if today or any(row.due_on == day for row in rows):
            ranks = sorted((row.due_on == day, part, row.number) for row in rows if row.due_on <= day for part in "ip")
            for _is_today, part, number in ranks:
                used = min(credit, owed[number, part])
                owed[number, part] -= used
                paid[part] += used
                credit -= used
        day += timedelta(1)
    return paid["i"], paid["p"], credit


@given(receipts(), st.integers(0, 300), st.randoms())
def test_the_fold_equals_a_walk_day_by_day_in_any_order_of_entry(came: list[Receipt], after: int, chance: object) -> None:
    on = START + timedelta(after)
    found = standing(ROWS, came, on)
    assert (found.interest_paid, found.principal_paid, found.credit) == by_hand(ROWS, came, on)
    shuffled = list(came)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing(ROWS, shuffled, on) == found
    received = sum(one.amount for one in came if one.reverses is None and one.received_on <= on)
    undone = sum(one.amount for one in came if one.received_on <= on and any(r.reverses == one.id and r.received_on <= on for r in came))
    assert found.interest_paid + found.principal_paid + found.credit == received - undone
    assert found.interest_paid + found.principal_paid == sum(one.amount for one in found.allocations)
    assert found.principal_outstanding == 12_000_000 - found.principal_paid


@given(receipts(), st.integers(0, 300), st.integers(0, 300))
def test_what_is_not_known_yet_does_not_count(came: list[Receipt], after: int, known: int) -> None:
    on, known_on = START + timedelta(after), START + timedelta(known)
    assert standing(ROWS, came, on, known_on=known_on) == standing(ROWS, [one for one in came if one.recorded_on <= known_on], on)
