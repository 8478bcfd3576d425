"""Rows of loans."""

from fundapp.loans import employment_triggers, servicing_triggers, triggers  # noqa: F401  (importing them registers the triggers)
from fundapp.loans.models.contracts import (
    Loan,
    LoanEvent,
    LoanGroup,
    LoanInstalment,
    LoanRequest,
    LoanSchedule,
    LoanSeries,
)
from fundapp.loans.models.employment import (
    EmploymentAllocation,
    EmploymentCapital,
    EmploymentList,
    EmploymentProposal,
    EmploymentResult,
)
from fundapp.loans.models.servicing import LoanAct, LoanArrival, LoanMonth, LoanProvision, LoanSheet, LoanVisit

__all__ = [
    "EmploymentAllocation",
    "EmploymentCapital",
    "EmploymentList",
    "EmploymentProposal",
    "EmploymentResult",
    "Loan",
    "LoanAct",
    "LoanArrival",
    "LoanEvent",
    "LoanGroup",
    "LoanInstalment",
    "LoanMonth",
    "LoanProvision",
    "LoanRequest",
    "LoanSchedule",
    "LoanSeries",
    "LoanSheet",
    "LoanVisit",
]
