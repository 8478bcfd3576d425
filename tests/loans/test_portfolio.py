"""Sums of a portfolio, by tables of examples."""

from decimal import Decimal

import pytest

from fundapp.loans.portfolio import (
    Figure,
    band,
    concentration,
    general_provision,
    grouped,
    percent_of,
    provision,
    summed,
)

LOANS = [
    Figure(1, 10_000_000, 0, 0, 0, 1, due=2_000_000, collected=2_000_000, officer_id=7, unit_id=1),
    Figure(2, 6_000_000, 1_000_000, 40_000, 12, 2, due=1_100_000, collected=100_000, officer_id=7, unit_id=2),
    Figure(3, 4_000_000, 4_000_000, 90_000, 100, 4, due=900_000, collected=0, officer_id=8, unit_id=2),
]


def test_a_portfolio_adds_up() -> None:
    found = summed(LOANS)
    assert (found.loans, found.principal, found.overdue_principal, found.interest) == (3, 20_000_000, 5_000_000, 130_000)
    assert found.at_risk == (10_000_000, 4_000_000, 4_000_000)
    assert found.at_risk_percents == (Decimal(50), Decimal(20), Decimal(20))
    assert (found.bad, found.bad_percent) == (4_000_000, Decimal(20))
    assert found.specific == 120_000 + 2_000_000
    assert found.collection_percent == Decimal("52.50")


def test_it_adds_up_by_officer_unit_and_group() -> None:
    assert {key: (one.loans, one.principal) for key, one in grouped(LOANS, lambda one: one.officer_id).items()} == {7: (2, 16_000_000), 8: (1, 4_000_000)}
    assert {key: one.principal for key, one in grouped(LOANS, lambda one: one.group).items()} == {1: 10_000_000, 2: 6_000_000, 4: 4_000_000}
    for key in ("officer_id", "unit_id", "group"):
        assert sum(one.principal for one in grouped(LOANS, lambda one, key=key: getattr(one, key)).values()) == 20_000_000


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (1, 1), (9, 1), (10, 2), (29, 2), (30, 3), (89, 3), (90, 4), (179, 4), (180, 5), (9_999, 5)])
def test_bands_of_ageing(days: int, expected: int) -> None:
    assert band(days) == expected


@pytest.mark.parametrize(("principal", "group", "expected"), [(10_000_000, 1, 0), (25, 2, 1), (10_000_000, 3, 2_500_000), (333, 4, 167), (333, 5, 333)])
def test_provisions_are_rounded_half_up(principal: int, group: int, expected: int) -> None:
    assert provision(principal, group) == expected


def test_rates_are_the_units_own() -> None:
    assert provision(1_000_000, 2, {2: Decimal("7.5")}) == 75_000
    assert general_provision(1_000_000_000) == 5_000_000
    assert general_provision(1_000_000_000, Decimal("0.75")) == 7_500_000


def test_nothing_has_no_rate() -> None:
    assert (percent_of(1, 0), percent_of(1, 3), concentration([])) == (None, Decimal("33.33"), None)
    assert concentration([5, 3, 1, 1], most=2) == Decimal(80)
    assert summed([]).collection_percent is None
