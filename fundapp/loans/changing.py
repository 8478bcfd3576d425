"""Schedules that replace another one: a rescheduled loan's, and that of a loan paid back early. Pure.

A new schedule spreads the principal that is still owed. Its first interest runs from the last due day that has passed, by days where that is no whole
period; interest left unpaid before isn't in its rows, the fold carries it over as it then stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from fundapp.kernel.money import round_half_up
from fundapp.loans.events import PERIODS_A_YEAR, Event, Rules
from fundapp.loans.fold import NEVER, Fold, frozen_days
from fundapp.loans.kinds import EventKind
from fundapp.loans.schedule import DAYS_A_YEAR, Instalment, Terms, due_days, schedule
from fundapp.loans.standing import PLAIN, folded, standing
from fundapp.loans.told import Standing
from fundapp.regulations.loan_terms import Basis


@dataclass(frozen=True, slots=True)
class Quote:
    """What settles a loan on a day, in đồng. `accrued`: interest since the last due day; `credit` and `savings` are money of the borrower that is used first."""

    on: date
    principal: int
    interest_due: int
    accrued: int
    penalty: int
    fee: int
    credit: int
    savings: int
    rows: Sequence[Instalment]

    @property
    def owed(self) -> int:
        return self.principal + self.interest_due + self.accrued + self.penalty + self.fee

    @property
    def to_pay(self) -> int:
        return max(0, self.owed - self.credit - self.savings)

    @property
    def to_return(self) -> int:
        return max(0, self.credit + self.savings - self.owed)


def quote(events: Sequence[Event], on: date, rules: Rules = PLAIN) -> Quote:
    """Say what settles the loan on a day, before any money of that day."""
    fold = at_the_beginning_of(events, on, rules)
    accrued = accrued_interest(fold, on)
    row = Instalment(1, on, fold.outstanding, fold.outstanding, accrued, 0)
    return Quote(on, fold.outstanding, fold.interest_owed, accrued, fold.penalty_owed, fold.fee_owed, fold.credit, fold.savings_held, (row,))


def at_the_beginning_of(events: Sequence[Event], on: date, rules: Rules) -> Fold:
    """Walk a loan up to a day on which nothing has happened yet."""
    fold = folded([one for one in events if one.on < on], on - timedelta(1), rules)
    if fold.rows:
        fold.run_to(on)
    return fold


def accrued_interest(fold: Fold, on: date) -> int:
    """Give the part of the next instalment's interest that has run since the last due day, by days, half up.

    Worked: 50.000 for 15/6 to 15/7, asked on 25/6: ten of thirty days, 16.667.
    """
    at = fold.upto
    if at >= len(fold.rows):
        return 0
    # What was asked for in grace lies in the first interest after it.
    before = next((n for n in range(at - 1, -1, -1) if fold.rows[n].payment), None)
    start, due = (last_due(fold) if before is None else fold.dues[before]), fold.dues[at]
    paying = next((n for n in range(at, len(fold.rows)) if fold.rows[n].payment), at)
    due = fold.dues[paying] if paying != at else due
    if due == NEVER:
        open_since = fold.freezes[-1][0]
        due, on = fold.rows[paying].due_on, min(on, open_since)
    whole, run = _days(fold, start, due), _days(fold, start, on)
    return round_half_up(Fraction(fold.rows[paying].interest * max(0, run), whole)) if whole > 0 else 0


def _days(fold: Fold, after: date, until: date) -> int:
    closed = [span for span in fold.freezes if span[1] != NEVER]
    return (until - after).days - frozen_days(closed, after, until)


def last_due(fold: Fold) -> date:
    """Give the day from which interest of the schedule in force runs: the last due day that had passed before it, else its first day."""
    return fold.past[-1].due_on if fold.past else fold.since


def rescheduled(fold: Fold, terms: Terms) -> tuple[Instalment, ...]:
    """Spread what is owed over new instalments; `terms.principal` is that amount and `terms.disbursed_on` the day from which the new schedule holds."""
    since = fold.dues[fold.upto - 1] if fold.upto else last_due(fold)
    rows = list(schedule(terms))
    whole = due_days(replace(terms, instalments=1, grace_instalments=0, disbursed_on=since, first_due_on=None)) if terms.due_on is None else []
    if terms.basis == Basis.PERIOD and ([rows[0].due_on] == whole or not terms.rate_percent):
        return tuple(rows)
    rate = Fraction(terms.rate_percent) / 100 * PERIODS_A_YEAR[terms.rate_per] / DAYS_A_YEAR
    days = _days(fold, since, rows[0].due_on)
    rows[0] = rows[0]._replace(interest=round_half_up(terms.principal * rate * days))
    return tuple(rows)


def after_settling(events: Sequence[Event], on: date, rules: Rules, rows: Sequence[Instalment]) -> Standing:
    """Say how the loan would stand at the end of the day if it were settled on it."""
    return standing([*events, Event("~", EventKind.SETTLEMENT, on, on, rows=rows)], on, rules)
