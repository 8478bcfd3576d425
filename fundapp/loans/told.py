"""What is told of a loan on a day: the answer of `standing`, in đồng. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fundapp.loans.debt_groups import debt_group


class Allocation(NamedTuple):
    """What part of which instalment was paid on a day, in đồng; `version` counts schedules from 0. Overdue interest belongs to no instalment: 0."""

    on: date
    number: int
    part: str
    amount: int
    version: int = 0


# The same, bare: a fold writes hundreds of them, few are ever read.
Share = tuple[date, int, str, int, int]


class NextDue(NamedTuple):
    """The first instalment due after the day, with what is still open of it."""

    on: date
    interest: int
    principal: int
    savings: int = 0
    number: int = 0

    @property
    def payment(self) -> int:
        return self.interest + self.principal + self.savings


class RowState(NamedTuple):
    """One instalment beside what was paid of it. `interest` includes what an earlier schedule had left unpaid."""

    version: int
    number: int
    due_on: date
    principal: int
    interest: int
    savings: int
    open_principal: int
    open_interest: int
    open_savings: int

    @property
    def payment(self) -> int:
        return self.principal + self.interest + self.savings

    @property
    def open(self) -> int:
        return self.open_principal + self.open_interest + self.open_savings

    @property
    def paid(self) -> int:
        return self.payment - self.open


@dataclass(frozen=True, slots=True)
class Standing:
    """All amounts in đồng, at the end of a day.

    Credit doesn't lower what is outstanding; `days_past_due` counts from the oldest unpaid due day, without frozen days. `interest_fallen`: interest
    that has fallen due so far, `penalty_run`: overdue interest that has run so far. `off_*`: written off and not yet recovered.
    """

    disbursed: int = 0
    received: int = 0
    interest_paid: int = 0
    fee_paid: int = 0
    fee_owed: int = 0
    principal_paid: int = 0
    penalty_paid: int = 0
    savings_held: int = 0
    credit: int = 0
    principal_outstanding: int = 0
    overdue_interest: int = 0
    overdue_principal: int = 0
    penalty_owed: int = 0
    due_today_interest: int = 0
    due_today_principal: int = 0
    savings_due: int = 0
    interest_fallen: int = 0
    penalty_run: int = 0
    interest_waived: int = 0
    penalty_waived: int = 0
    written_off: int = 0
    off_principal: int = 0
    off_interest: int = 0
    off_penalty: int = 0
    recovered: int = 0
    savings_returned: int = 0
    refunded: int = 0
    oldest_unpaid_due_on: date | None = None
    days_past_due: int = 0
    times_rescheduled: int = 0
    next_due: NextDue | None = None
    is_settled: bool = False
    is_frozen: bool = False
    is_written_off: bool = False
    is_waived_for_inability: bool = False
    died_on: date | None = None
    shares: tuple[Share, ...] = ()

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        """What was paid of which part of which instalment, in order."""
        return tuple(map(Allocation._make, self.shares))

    @property
    def interest_receivable(self) -> int:
        """Interest and overdue interest that have fallen due and are neither paid, waived nor written off, also when a new schedule asks for them later."""
        if self.is_written_off:
            return 0
        return self.interest_fallen - self.interest_paid - self.interest_waived + self.penalty_owed

    @property
    def asked_today(self) -> int:
        """What must be paid today to owe nothing that is due."""
        return self.fee_owed + self.overdue_interest + self.due_today_interest + self.penalty_owed + self.overdue_principal + self.due_today_principal

    @property
    def to_pay_today(self) -> int:
        """What whoever pays today is asked for: what is owed, and the savings that have fallen due and nobody has paid yet."""
        return self.asked_today + self.savings_due

    @property
    def group(self) -> int:
        """The group of debt, 1 to 5."""
        return debt_group(self.days_past_due, self.times_rescheduled, is_waived_for_inability=self.is_waived_for_inability)
