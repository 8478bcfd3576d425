"""The golden vectors of loans: schedules, effective rates, standings, groups of debt."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from fundapp.loans.debt_groups import days_past_due, debt_group, is_bad_debt
from fundapp.loans.effective import effective_percent
from fundapp.loans.events import Event
from fundapp.loans.kinds import EventKind
from fundapp.loans.schedule import Terms, schedule
from fundapp.loans.standing import standing
from fundapp.regulations.loan_terms import Basis, Every, Method, RatePer

VECTORS = Path(__file__).resolve().parents[1] / "data" / "vectors"


def cases(file: str, of: str = "cases") -> list[Any]:
    found = json.loads((VECTORS / file).read_text(encoding="utf-8"))[of]
    return [pytest.param(case["input"], case["expected"], id=case["id"]) for case in found]


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def terms_of(said: dict[str, Any]) -> Terms:
    disbursed_on = day(said["disbursed_on"])
    assert disbursed_on is not None
    return Terms(
        principal=said["principal"], instalments=said["instalments"], method=Method(said["method"]), rate_percent=Fraction(said["rate_percent"]),
        rate_per=RatePer(said["rate_per"]), every=Every(said["every"]), disbursed_on=disbursed_on, basis=Basis(said["interest_basis"]),
        grace_instalments=said.get("grace_instalments", 0), first_due_on=day(said.get("first_due_on")), due_on=day(said.get("due_on")),
    )


@pytest.mark.parametrize(("said", "expected"), cases("loan_schedules.json"))
def test_schedules(said: dict[str, Any], expected: dict[str, Any]) -> None:
    rows = schedule(terms_of(said))
    assert [[row.number, row.due_on.isoformat(), row.opening, row.principal, row.interest, row.payment, row.closing] for row in rows] == expected["rows"]
    assert sum(row.principal for row in rows) == expected["total_principal"]
    assert sum(row.interest for row in rows) == expected["total_interest"]


@pytest.mark.parametrize(("said", "expected"), cases("loan_schedules.json", "effective_rates"))
def test_effective_rates(said: dict[str, Any], expected: dict[str, Any]) -> None:
    count = said["instalments"]
    found = effective_percent([1 / count + float(said["flat_percent_per_period"]) / 100] * count, 1)
    assert float(found) == pytest.approx(expected["effective_percent_per_period"], abs=expected["tolerance"])


@pytest.mark.parametrize(("said", "expected"), cases("loan_payments.json"))
def test_standings(said: dict[str, Any], expected: dict[str, Any]) -> None:
    terms = terms_of(said["loan"])
    events = [Event("lent", EventKind.DISBURSEMENT, terms.disbursed_on, terms.disbursed_on, rows=schedule(terms))] + [
        Event(
            one["id"], EventKind.REVERSAL if one.get("reverses") else EventKind.RECEIPT, date.fromisoformat(one["received_on"]),
            date.fromisoformat(one["recorded_on"]), one.get("amount", 0), reverses=one.get("reverses"),
        )
        for one in said["payments"]
    ]
    found = standing(events, date.fromisoformat(said["asked_on"]), known_on=day(said.get("known_on")))
    for name, value in expected.items():
        if name == "allocations":
            assert [[one.on.isoformat(), one.number, one.part, one.amount] for one in found.allocations] == value
        elif name == "next_due":
            assert (found.next_due and {"on": found.next_due.on.isoformat(), "interest": found.next_due.interest, "principal": found.next_due.principal}) == value
        elif name == "oldest_unpaid_due_on":
            assert found.oldest_unpaid_due_on == day(value)
        else:
            assert getattr(found, "is_settled" if name == "settled" else name) == value, name


@pytest.mark.parametrize(("said", "expected"), cases("debt_groups.json"))
def test_debt_groups(said: dict[str, Any], expected: dict[str, Any]) -> None:
    group = debt_group(said["days_past_due"], said["times_rescheduled"], is_waived_for_inability=said["interest_waived_for_inability"])
    assert (group, is_bad_debt(group)) == (expected["group"], expected["bad_debt"])


@pytest.mark.parametrize(("said", "expected"), cases("debt_groups.json", "dated"))
def test_debt_groups_on_a_day(said: dict[str, Any], expected: dict[str, Any]) -> None:
    days = days_past_due(day(said["oldest_unpaid_due_on"]), date.fromisoformat(said["as_of"]))
    assert (days, debt_group(days, said["times_rescheduled"])) == (expected["days_past_due"], expected["group"])
