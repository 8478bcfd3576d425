"""How a loan stands on a day: one pure fold over its schedule and what was received, so that no order of entry matters.

On every day with a receipt or a due day, the credit and the day's receipts go to: interest of instalments due before that day (the
oldest first), their principal, interest due that day, principal due that day. What is left is credit that waits for the next such day:
early money prepays nothing. A reversal undoes its receipt from the reversal's day on, and everything is allocated again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from fundapp.loans.debt_groups import days_past_due
from fundapp.loans.schedule import Instalment

INTEREST, PRINCIPAL = "interest", "principal"


class Receipt(NamedTuple):
    """Money that came in (đồng), or the taking back of an earlier receipt, named by `reverses`."""

    id: str
    received_on: date
    recorded_on: date
    amount: int = 0
    reverses: str | None = None


class Allocation(NamedTuple):
    """What part of which instalment was paid on a day, in đồng."""

    on: date
    number: int
    part: str
    amount: int


class NextDue(NamedTuple):
    """The first instalment due after the day, with what is still open of it."""

    on: date
    interest: int
    principal: int


@dataclass(frozen=True)
class Standing:
    """All amounts in đồng. Credit doesn't lower what is outstanding; `days_past_due` counts from the oldest unpaid due day."""

    interest_paid: int
    principal_paid: int
    credit: int
    principal_outstanding: int
    overdue_interest: int
    overdue_principal: int
    due_today_interest: int
    due_today_principal: int
    oldest_unpaid_due_on: date | None
    days_past_due: int
    next_due: NextDue | None
    is_settled: bool
    allocations: tuple[Allocation, ...]


class _Fold:
    """The open interest and principal of each instalment while receipts are allocated."""

    def __init__(self, rows: Sequence[Instalment]) -> None:
        self.rows = rows
        self.open = {INTEREST: [row.interest for row in rows], PRINCIPAL: [row.principal for row in rows]}
        self.reached = {INTEREST: 0, PRINCIPAL: 0}
        self.credit = 0
        self.allocations: list[Allocation] = []

    def allocate(self, on: date, before: int, upto: int) -> None:
        """Use the credit on a day: rows up to `before` are overdue, those from there up to `upto` fall due today."""
        for end in (before, upto):
            for part in (INTEREST, PRINCIPAL):
                self._pay(on, part, end)

    def _pay(self, on: date, part: str, end: int) -> None:
        owed, at = self.open[part], self.reached[part]
        while at < end and self.credit:
            paid = min(owed[at], self.credit)
            if paid:
                owed[at] -= paid
                self.credit -= paid
                self.allocations.append(Allocation(on, self.rows[at].number, part, paid))
            if owed[at]:
                break
            at += 1
        self.reached[part] = at


def standing(rows: Sequence[Instalment], receipts: Iterable[Receipt], on: date, *, known_on: date | None = None) -> Standing:
    """Say how a loan stands at the end of a day; with `known_on`, as it was known then."""
    fold = _Fold(rows)
    came: dict[date, int] = {}
    for receipt in _that_count(receipts, on, known_on):
        came[receipt.received_on] = came.get(receipt.received_on, 0) + receipt.amount
    dues = [row.due_on for row in rows]
    before = upto = 0
    for day in sorted(came.keys() | {due for due in dues if due <= on}):
        fold.credit += came.get(day, 0)
        while before < len(dues) and dues[before] < day:
            before += 1
        upto = max(upto, before)
        while upto < len(dues) and dues[upto] <= day:
            upto += 1
        fold.allocate(day, before, upto)
    return _told(fold, on)


def _that_count(receipts: Iterable[Receipt], on: date, known_on: date | None) -> list[Receipt]:
    known = [one for one in receipts if one.received_on <= on and (known_on is None or one.recorded_on <= known_on)]
    undone = {one.reverses for one in known if one.reverses is not None}
    return [one for one in known if one.reverses is None and one.id not in undone]


def _told(fold: _Fold, on: date) -> Standing:
    rows, interest, principal = fold.rows, fold.open[INTEREST], fold.open[PRINCIPAL]
    overdue = sum(row.due_on < on for row in rows)
    due = sum(row.due_on <= on for row in rows)
    oldest = next((row.due_on for at, row in enumerate(rows[:overdue]) if interest[at] or principal[at]), None)
    outstanding = sum(principal)
    return Standing(
        interest_paid=sum(row.interest for row in rows) - sum(interest), principal_paid=sum(row.principal for row in rows) - outstanding,
        credit=fold.credit, principal_outstanding=outstanding,
        overdue_interest=sum(interest[:overdue]), overdue_principal=sum(principal[:overdue]),
        due_today_interest=sum(interest[overdue:due]), due_today_principal=sum(principal[overdue:due]),
        oldest_unpaid_due_on=oldest, days_past_due=days_past_due(oldest, on),
        next_due=NextDue(rows[due].due_on, interest[due], principal[due]) if due < len(rows) else None,
        is_settled=outstanding == 0 and sum(interest) == 0, allocations=tuple(fold.allocations),
    )
