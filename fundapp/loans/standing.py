"""How a loan stands on a day: one pure fold over all its dated events, so that no order of entry matters.

On every day with money or a due day, the credit and the day's money go to what is overdue (each part in the product's order, the
oldest instalment first), then to what falls due that day. What is left is credit that waits for the next such day: early money
prepays nothing. A reversal undoes its event from the reversal's day on, and everything is reckoned again.

* A new schedule (reschedule, settlement) counts from the beginning of its day. What was due before stays as it was; interest still unpaid
  then falls due with the first new instalment. Its principals were written for what was owed as then known: where a backdated payment
  left less, the first instalments are smaller; where a reversal left more, the first one bears it.
* Frozen days don't exist for the loan: due days that had not come move on by them, nothing ages and no overdue interest runs.
* Overdue interest is the sum of overdue principal over the days, times the rate, rounded half up once, so that it doesn't matter how often it's looked at.
* The fee of the disbursement is due on its day; money that comes pays it before anything else.
* A write-off uses the borrower's own money first, savings that are returned on its day among it: what is due in the product's order, then principal to
  come. After it nothing is owed in the books; money that still comes is a recovery of what is followed off the balance sheet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from fundapp.loans.events import INCOMING, SCHEDULING, Event, Rules
from fundapp.loans.fold import NEVER, Fold, Freezes, frozen_days
from fundapp.loans.kinds import EventKind
from fundapp.loans.told import NextDue, RowState, Standing
from fundapp.regulations.loan_terms import Part

PLAIN = Rules()
A_DAY = timedelta(1)


def standing(events: Iterable[Event], on: date, rules: Rules = PLAIN, *, known_on: date | None = None) -> Standing:
    """Say how a loan stands at the end of a day; with `known_on`, as it was known then."""
    return _told(folded(events, on, rules, known_on=known_on), on)


def row_states(events: Iterable[Event], on: date, rules: Rules = PLAIN) -> list[RowState]:
    """Give every instalment beside what was paid of it: those of earlier schedules that had fallen due, then the schedule in force."""
    fold = folded(events, on, rules)
    return fold.past + fold.row_states()


def folded(events: Iterable[Event], on: date, rules: Rules = PLAIN, *, known_on: date | None = None) -> Fold:
    """Walk a loan up to the end of a day."""
    count = _that_count(events, on, known_on)
    freezes = _freezes(count)
    fold, days = Fold(rules, freezes), _by_day(count)
    changes = {one.on for one in count if one.rows and one.kind in SCHEDULING}
    if not changes:
        return fold
    first = min(changes)
    # Before its money has gone out a loan has no days. Afterwards only days on which something happens are walked: what falls due between two of them is
    # told when the walk comes to the later one, and counts from its own day; only money in hand is used on the very day.
    for day in sorted(day for day in days if day >= first):
        if fold.credit > 0:
            _use_in_hand(fold, day - A_DAY)
        came = days[day]
        if day in changes:
            _bring(fold, day, came)
        fold.come_to(day)
        _happen(fold, came)
        fold.use()
        if fold.to_return:
            fold.return_rest()
    _use_in_hand(fold, on)
    fold.come_to(on)
    return fold


def _use_in_hand(fold: Fold, last: date) -> None:
    """Use the credit in hand on each due day up to a last one."""
    while fold.credit > 0 and fold.next_due_on <= last and fold.next_due_on != NEVER:
        fold.come_to(fold.next_due_on)
        fold.use()


def _bring(fold: Fold, day: date, came: Sequence[Event]) -> None:
    """Put the schedules of a day in force, at its beginning: what falls due on it by an earlier one doesn't."""
    if fold.rows:
        fold.come_to(day - A_DAY)
    fold.run_to(day)
    for event in came:
        if event.rows and event.kind in SCHEDULING:
            fold.bring_schedule(event)


def _happen(fold: Fold, came: Sequence[Event]) -> None:
    for event in came:
        if event.kind in INCOMING:
            fold.credit += event.amount
            fold.received += event.amount
        elif event.kind == EventKind.WAIVER:
            fold.waive(event)
        elif event.kind == EventKind.WRITE_OFF:
            fold.write_off()
        elif event.kind == EventKind.SAVINGS_RETURN:
            fold.return_savings(event.amount)
        elif event.kind == EventKind.REFUND:
            # Went back more than there was (what had come was taken back since): the borrower owes it, and what comes next goes there first.
            fold.credit -= event.amount
            fold.refunded += event.amount
        elif event.kind == EventKind.DEATH:
            fold.died_on = event.on


FREEZING = frozenset((EventKind.FREEZE, EventKind.UNFREEZE))
# What comes first on one day: what changes the loan, then the money.
RANKS = {kind: at for at, kind in enumerate((EventKind.WAIVER, EventKind.SAVINGS_RETURN, EventKind.WRITE_OFF, EventKind.RECEIPT, EventKind.RECOVERY, EventKind.REFUND))}


def _by_day(events: Iterable[Event]) -> dict[date, list[Event]]:
    days: dict[date, list[Event]] = {}
    for event in events:
        if event.on in days:
            days[event.on].append(event)
        else:
            days[event.on] = [event]
    for came in days.values():
        if len(came) > 1:
            came.sort(key=lambda one: (RANKS.get(one.kind, -1), one.id))
    return days


def _that_count(events: Iterable[Event], on: date, known_on: date | None) -> list[Event]:
    known = [one for one in events if one.on <= on and (known_on is None or one.recorded_on <= known_on)]
    undone = {one.reverses for one in known if one.reverses is not None}
    return [one for one in known if one.reverses is None and one.id not in undone] if undone else known


def _freezes(events: Iterable[Event]) -> Freezes:
    """Give the spans for which a loan is frozen: from the first day of a freeze to the day on which it ends, or never so far."""
    spans: list[tuple[date, date]] = []
    for on, kind in sorted((one.on, one.kind) for one in events if one.kind in FREEZING):
        is_open = bool(spans) and spans[-1][1] == NEVER
        if kind == EventKind.FREEZE and not is_open:
            spans.append((on, NEVER))
        elif kind == EventKind.UNFREEZE and is_open:
            spans[-1] = (spans[-1][0], on)
    return spans


def _told(fold: Fold, on: date) -> Standing:
    interest, principal, before, upto = fold.open[Part.INTEREST], fold.open[Part.PRINCIPAL], fold.before, fold.upto
    paid, off, waived = fold.paid, fold.off, fold.waived
    told = Standing(
        disbursed=fold.disbursed, received=fold.received, interest_paid=paid[Part.INTEREST], fee_paid=fold.fee_paid, principal_paid=paid[Part.PRINCIPAL],
        penalty_paid=paid[Part.PENALTY], savings_held=fold.savings_held, credit=fold.credit, principal_outstanding=fold.outstanding,
        interest_fallen=fold.fallen, penalty_run=fold.penalty_run, interest_waived=waived[Part.INTEREST], penalty_waived=waived[Part.PENALTY],
        written_off=fold.written_off, off_principal=off[Part.PRINCIPAL], off_interest=off[Part.INTEREST], off_penalty=off[Part.PENALTY],
        recovered=fold.recovered, savings_returned=fold.savings_returned, refunded=fold.refunded, times_rescheduled=fold.times,
        is_written_off=fold.is_written_off, is_waived_for_inability=fold.is_for_inability, died_on=fold.died_on, shares=tuple(fold.shares),
        is_frozen=bool(fold.freezes) and fold.freezes[-1][1] == NEVER,
    )
    if fold.is_written_off:
        return told
    oldest = next((fold.dues[at] for at in range(before) if interest[at] or principal[at]), None)
    return replace(
        told, overdue_interest=sum(interest[:before]), overdue_principal=sum(principal[:before]), due_today_interest=sum(interest[before:upto]),
        due_today_principal=sum(principal[before:upto]), savings_due=sum(fold.open[Part.SAVINGS][:upto]),
        penalty_owed=fold.penalty_owed, fee_owed=fold.fee_owed, oldest_unpaid_due_on=oldest,
        days_past_due=0 if oldest is None else (on - oldest).days - frozen_days(fold.freezes, oldest, on), next_due=_next_due(fold),
        is_settled=bool(fold.rows) and fold.outstanding == 0 and not any(interest) and not fold.penalty_owed and not fold.fee_owed,
    )


def _next_due(fold: Fold) -> NextDue | None:
    at = fold.upto
    if at >= len(fold.rows) or fold.dues[at] == NEVER:
        return None
    left = fold.open
    return NextDue(fold.dues[at], left[Part.INTEREST][at], left[Part.PRINCIPAL][at], left[Part.SAVINGS][at], fold.rows[at].number)
