"""The facts of a loan request: what is asked for, beside what is known of the household and of its loans anywhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from fundapp.help.bands import OpenLoan
from fundapp.help.queries import open_loans
from fundapp.households.models import Household, Person
from fundapp.kernel import clock
from fundapp.loans import eligibility
from fundapp.loans.eligibility import Asked


def loans_anywhere(session: Session, request: Any) -> list[OpenLoan]:
    """Loans of the household or the borrower that are not paid back yet, at whatever unit; only year and band are told."""
    household = session.get_one(Household, request.case.household_id)
    person = session.get_one(Person, request.case.person_id)
    return open_loans(session, household.help_key, [person.help_key], except_subject=request.case.subject)


def asked_of(session: Session, request: Any, on: date | None = None) -> Asked:
    """What is asked, with the amount that was proposed once there is one."""
    case = request.case
    return Asked(
        product=request.product, on=on or clock.today(), amount=case.proposed_amount or case.requested_amount, instalments=request.instalments,
        term_days=request.term_days, grace_instalments=request.grace_instalments, salary_amount=request.salary_amount, income_amount=request.income_amount,
        gain_amount=request.gain_amount, spending_amount=request.spending_amount, debts_amount=request.debts_amount, is_guaranteed=request.is_guaranteed,
        is_in_group=request.group_id is not None, open_loans=loans_anywhere(session, request),
    )


def facts_of(session: Session, request: Any, known: Mapping[str, Any], on: date | None = None) -> dict[str, Any]:
    """Put the facts of the request beside those of the household."""
    return eligibility.facts_of(asked_of(session, request, on), known)
