"""The walk of one loan through its days; `standing` says which day brings what, and tells the end. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from fundapp.kernel.certain import surely
from fundapp.loans.events import Event, Rules
from fundapp.loans.kinds import EventKind
from fundapp.loans.schedule import DAYS_A_YEAR, Instalment
from fundapp.loans.told import RowState, Share
from fundapp.regulations.loan_terms import Part

NEVER = date.max
Freezes = Sequence[tuple[date, date]]


def frozen_days(freezes: Freezes, after: date, until: date) -> int:
    """Count the frozen days after one day up to another; a freeze holds from its first day to the day before its end."""
    if not freezes:
        return 0
    return sum(max(0, (min(until + timedelta(1), end) - max(after + timedelta(1), start)).days) for start, end in freezes)


def frozen_on(due_on: date, since: date, freezes: Freezes) -> date:
    """Move a due day on by the frozen days that come before it, of freezes since its schedule is in force; never, while one is still open."""
    for start, end in freezes:
        start = max(start, since)
        if end > start and due_on >= start:
            if end == NEVER:
                return NEVER
            due_on += end - start
    return due_on


def fit(principals: list[int], owed: int) -> None:
    """Make the principals of a schedule sum to what is owed: the first instalments are smaller, or the first one bears what is missing."""
    too_much = sum(principals) - owed
    if too_much < 0:
        principals[0] -= too_much
    at = 0
    while too_much > 0:
        part = min(too_much, principals[at])
        principals[at] -= part
        too_much -= part
        at += 1


DEBTS = (Part.INTEREST, Part.PRINCIPAL, Part.SAVINGS)


def _none() -> dict[Part, int]:
    return dict.fromkeys(Part, 0)


@dataclass(slots=True, eq=False)
class Fold:
    """A loan while its days are walked. `before` instalments are overdue, those from there up to `upto` fall due today.

    Of the first `cleared` ones nothing is open; `may_owe` is false only while nothing that is due is unpaid. (Slots: a fifth of a walk's time.)
    """

    rules: Rules
    freezes: Freezes
    version: int = -1
    rows: Sequence[Instalment] = ()
    dues: list[date] = field(default_factory=list)
    open: dict[Part, list[int]] = field(default_factory=lambda: {part: [] for part in DEBTS})
    asked: dict[Part, list[int]] = field(default_factory=lambda: {part: [] for part in DEBTS})
    reached: dict[Part, int] = field(default_factory=lambda: dict.fromkeys(DEBTS, 0))
    paid: dict[Part, int] = field(default_factory=_none)
    waived: dict[Part, int] = field(default_factory=_none)
    off: dict[Part, int] = field(default_factory=_none)
    outstanding: int = 0
    overdue_base: int = 0
    before: int = 0
    upto: int = 0
    cleared: int = 0
    may_owe: bool = False
    disbursed: int = 0
    received: int = 0
    credit: int = 0
    fallen: int = 0
    written_off: int = 0
    recovered: int = 0
    savings_returned: int = 0
    refunded: int = 0
    principal_days: int = 0
    times: int = 0
    to_return: int = 0
    fee: int = 0
    fee_paid: int = 0
    at: date | None = None
    since: date = date.min
    next_due_on: date = NEVER
    is_written_off: bool = False
    is_for_inability: bool = False
    died_on: date | None = None
    shares: list[Share] = field(default_factory=list)
    past: list[RowState] = field(default_factory=list)

    # What a day brings ------------------------------------------------------------------------------------------------------

    def bring_schedule(self, event: Event) -> None:
        """Put a schedule in force: what was due before stays, the rest is asked for by the new instalments. What is written off has none."""
        if self.is_written_off:
            return
        carried = sum(self.open[Part.INTEREST][:self.upto])
        self.past += self.row_states(self.upto)
        principals = [row.principal for row in event.rows]
        if event.kind == EventKind.DISBURSEMENT:
            self.disbursed += event.amount or sum(principals)
            self.outstanding += event.amount or sum(principals)
            # Asked for once, in however many parts the money goes out.
            self.fee = max(self.fee, event.fee)
        self.times += event.kind == EventKind.RESCHEDULE
        fit(principals, self.outstanding)
        interests = [row.interest for row in event.rows]
        interests[0] += carried
        self.rows, self.version, self.since = event.rows, self.version + 1, event.on
        self.dues = [frozen_on(row.due_on, event.on, self.freezes) for row in event.rows]
        self.asked = {Part.INTEREST: interests, Part.PRINCIPAL: principals, Part.SAVINGS: list(event.savings) or [0] * len(event.rows)}
        self.open = {part: list(amounts) for part, amounts in self.asked.items()}
        self.reached = dict.fromkeys(self.open, 0)
        if not any(event.savings):
            self.reached[Part.SAVINGS] = len(event.rows)
        self.before = self.upto = self.overdue_base = self.cleared = 0
        self.next_due_on, self.may_owe = self.dues[0], True

    def waive(self, event: Event) -> None:
        """Let interest go that is due and still unpaid; what is asked beyond that lapses."""
        if self.is_written_off:
            return
        left, interests = event.amount, self.open[Part.INTEREST]
        for at in range(self.upto):
            part = min(left, interests[at])
            interests[at] -= part
            left -= part
        self.waived[Part.INTEREST] += event.amount - left
        self.waived[Part.PENALTY] += min(event.penalty, self.penalty_owed)
        self.is_for_inability = self.is_for_inability or event.is_for_inability

    def write_off(self) -> None:
        """Take what is owed out of the books; it's followed beside them. The borrower's own money is used first: on what is due in the product's order,
        then on the principal of the instalments to come. A fee that is still unpaid lapses."""
        self.use()
        if self.credit > 0:
            self._pay(Part.PRINCIPAL, len(self.rows))
        self.off = {Part.PRINCIPAL: self.outstanding, Part.INTEREST: self.interest_owed, Part.PENALTY: self.penalty_owed, Part.SAVINGS: 0}
        self.written_off, self.outstanding, self.overdue_base, self.is_written_off = self.outstanding, 0, 0, True
        self.next_due_on = NEVER

    def recover(self) -> None:
        """Use money that comes after a write-off: principal, interest, overdue interest."""
        for part in (Part.PRINCIPAL, Part.INTEREST, Part.PENALTY):
            paid = max(0, min(self.credit, self.off[part]))
            self.off[part] -= paid
            self.credit -= paid
            self.recovered += paid

    def return_savings(self, amount: int) -> None:
        """Give savings back into the borrower's hand; what isn't there yet comes out of what the day still brings."""
        used = min(amount, self.savings_held)
        self.credit += used
        self.savings_returned += used
        self.to_return = amount - used

    def return_rest(self) -> None:
        """Give back what the day has put aside itself, as the last payment of a loan does."""
        if self.to_return:
            self.return_savings(self.to_return)
            self.to_return = 0
            self.use()

    # Days -------------------------------------------------------------------------------------------------------------------

    @property
    def penalty_run(self) -> int:
        rate = self.rules.overdue_rate
        if not rate or not self.principal_days:
            return 0
        whole = 2 * DAYS_A_YEAR * rate.denominator
        return (2 * self.principal_days * rate.numerator + DAYS_A_YEAR * rate.denominator) // whole

    @property
    def penalty_owed(self) -> int:
        return 0 if self.is_written_off else self.penalty_run - self.paid[Part.PENALTY] - self.waived[Part.PENALTY]

    @property
    def fee_owed(self) -> int:
        """The fee of the disbursement, until it is paid."""
        return 0 if self.is_written_off else self.fee - self.fee_paid

    @property
    def interest_owed(self) -> int:
        """Interest that has fallen due and is unpaid, also when a new schedule asks for it later."""
        return self.fallen - self.paid[Part.INTEREST] - self.waived[Part.INTEREST]

    @property
    def savings_held(self) -> int:
        return self.paid[Part.SAVINGS] - self.savings_returned

    def run_to(self, day: date) -> None:
        """Come to the beginning of a day: overdue interest runs until then."""
        if self.overdue_base and self.at is not None:
            self.principal_days += self.overdue_base * ((day - self.at).days - frozen_days(self.freezes, self.at, day))
        self.at = day

    def come_to(self, day: date) -> None:
        """Come to a day and ask for all instalments up to it: each counts from its own day, whenever the walk comes by."""
        self.run_to(day)
        dues, upto = self.dues, self.upto
        if self.next_due_on <= day:
            # Step by step: over a whole loan that is less work than searching anew on each day.
            while upto < len(dues) and dues[upto] <= day:
                upto += 1
            self._ask(self.upto, upto, day)
            self.upto = upto
            self.next_due_on = dues[upto] if upto < len(dues) else NEVER
        before = self.before
        while before < upto and dues[before] < day:
            before += 1
        self.before = before

    def _ask(self, start: int, end: int, day: date) -> None:
        self.may_owe = True
        principals, dues, rows, freezes = self.open[Part.PRINCIPAL], self.dues, self.rows, self.freezes
        for at in range(start, end):
            self.fallen += rows[at].interest
            if owed := principals[at]:
                self.overdue_base += owed
                if (due := dues[at]) != day:
                    self.principal_days += owed * ((day - due).days - frozen_days(freezes, due, day))

    def use(self) -> None:
        """Use the credit of the day."""
        if self.is_written_off:
            self.recover()
        elif self.credit > 0 and self.may_owe:
            if self.fee > self.fee_paid:
                fee = min(self.credit, self.fee_owed)
                self.fee_paid += fee
                self.credit -= fee
            if self.cleared < self.before or self.principal_days:
                self._pay_up_to(self.before, is_overdue=True)
            if self.before < self.upto:
                self._pay_up_to(self.upto, is_overdue=False)
            # Until more is asked for, money that is left, or that comes after all is paid, only waits.
            if self.credit or min(self.reached.values()) >= self.upto:
                self.cleared = self.upto
                self.may_owe = not self.credit and bool(self.penalty_owed or self.fee_owed)

    def _pay_up_to(self, end: int, *, is_overdue: bool) -> None:
        for part in self.rules.order:
            if self.credit <= 0:
                return
            if part in self.reached:
                if self.reached[part] < end:
                    self._pay(part, end)
            elif is_overdue:
                self._pay_penalty()

    def _pay(self, part: Part, end: int) -> None:
        owed, at, credit = self.open[part], self.reached[part], self.credit
        shares, day, rows, version = self.shares, surely(self.at, "day on which is paid"), self.rows, self.version
        while at < end and credit > 0:
            left = owed[at]
            if left:
                paid = min(left, credit)
                owed[at] = left - paid
                credit -= paid
                shares.append((day, rows[at].number, part, paid, version))
                if paid < left:
                    break
            at += 1
        self.reached[part] = at
        used, self.credit = self.credit - credit, credit
        self.paid[part] += used
        if part == Part.PRINCIPAL:
            self.outstanding -= used
            self.overdue_base -= used

    def _pay_penalty(self) -> None:
        paid = min(self.credit, self.penalty_owed)
        if paid:
            self.credit -= paid
            self.paid[Part.PENALTY] += paid
            self.shares.append((surely(self.at, "day on which is paid"), 0, Part.PENALTY, paid, self.version))

    def row_states(self, upto: int | None = None) -> list[RowState]:
        """Give the instalments of the schedule in force beside what is open of them."""
        asked, left = self.asked, self.open
        return [
            RowState(
                self.version, row.number, self.dues[at], *(asked[part][at] for part in (Part.PRINCIPAL, Part.INTEREST, Part.SAVINGS)),
                *(left[part][at] for part in (Part.PRINCIPAL, Part.INTEREST, Part.SAVINGS)),
            )
            for at, row in enumerate(self.rows[:upto])
        ]
