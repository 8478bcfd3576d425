"""Sums of a portfolio, by tables of examples."""

from decimal import Decimal
from operator import itemgetter
from typing import Any

import pytest
from sqlalchemy import BigInteger, column, values

from fundapp.loans.portfolio import Sum, general_provision, merged, percent_of, provision
from fundapp.loans.servicing.classifying import band, summed, sums
from tests.conftest import EVERYTHING

NAMES = ("debt_group", "days_past_due", "officer_id", "for_unit_id", "principal_amount", "overdue_principal_amount", "interest_amount", "due_amount",
         "collected_amount", "provision_amount")
LOANS = [
    (1, 0, 7, 1, 10_000_000, 0, 0, 2_000_000, 2_000_000, 0), (2, 12, 7, 2, 6_000_000, 1_000_000, 40_000, 1_100_000, 100_000, 120_000),
    (4, 100, 8, 2, 4_000_000, 4_000_000, 90_000, 900_000, 0, 2_000_000), (1, 0, None, 2, 0, 0, 0, 500_000, 500_000, 0),
]


def test_the_database_adds_a_portfolio_up(world: Any) -> None:
    rows = values(*(column(name, BigInteger) for name in NAMES), name="loan_month").data(LOANS).cte("classified")
    with world.db.reading(EVERYTHING) as session:
        found = summed(session.execute(sums(rows.c, rows.c.debt_group, band(rows.c), rows.c.officer_id, rows.c.for_unit_id)), 4)
    whole = sum(found.values(), Sum())
    # What was paid back in the month is no longer one of the loans; what it collected counts.
    assert (whole.loans, whole.principal, whole.overdue_principal, whole.interest) == (3, 20_000_000, 5_000_000, 130_000)
    assert whole.at_risk == (10_000_000, 4_000_000, 4_000_000)
    assert whole.at_risk_percents == (Decimal(50), Decimal(20), Decimal(20))
    assert (whole.bad, whole.bad_percent, whole.specific) == (4_000_000, Decimal(20), 2_120_000)
    assert whole.collection_percent == Decimal("57.78")
    for at, expected in enumerate(({1: 10_000_000, 2: 6_000_000, 4: 4_000_000}, {0: 10_000_000, 2: 6_000_000, 4: 4_000_000},
                                   {7: 16_000_000, 8: 4_000_000, None: 0}, {1: 10_000_000, 2: 10_000_000})):
        assert {name: one.principal for name, one in merged(found, itemgetter(at)).items()} == expected


def test_bands_of_ageing(world: Any) -> None:
    ages = {0: 0, 1: 1, 9: 1, 10: 2, 29: 2, 30: 3, 89: 3, 90: 4, 179: 4, 180: 5, 9_999: 5}
    rows = values(*(column(name, BigInteger) for name in NAMES), name="loan_month").data([(1, days, days, 1, 5, 0, 0, 0, 0, 0) for days in ages]).cte("classified")
    with world.db.reading(EVERYTHING) as session:
        found = summed(session.execute(sums(rows.c, rows.c.officer_id, band(rows.c))), 2)
    assert dict(list(found)) == ages
    for (days, _at), one in found.items():
        assert one.at_risk == tuple(5 if days >= least else 0 for least in (1, 30, 90))


@pytest.mark.parametrize(("principal", "group", "expected"), [(10_000_000, 1, 0), (25, 2, 1), (10_000_000, 3, 2_500_000), (333, 4, 167), (333, 5, 333)])
def test_provisions_are_rounded_half_up(principal: int, group: int, expected: int) -> None:
    assert provision(principal, group) == expected


def test_rates_are_the_units_own() -> None:
    assert provision(1_000_000, 2, {2: Decimal("7.5")}) == 75_000
    assert general_provision(1_000_000_000) == 5_000_000
    assert general_provision(1_000_000_000, Decimal("0.75")) == 7_500_000


def test_nothing_has_no_rate() -> None:
    assert (percent_of(1, 0), percent_of(1, 3)) == (None, Decimal("33.33"))
    assert Sum().collection_percent is None
