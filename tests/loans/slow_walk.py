"""A loan reckoned slowly and otherwise than the program does it: every calendar day, every debt a thing of its own, nothing carried in pointers."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from fundapp.loans.events import Event, Rules
from fundapp.loans.kinds import EventKind
from fundapp.regulations.loan_terms import Part

# Beginning with what changes the loan, ending with the money.
ORDER_OF_A_DAY = [
    *(EventKind.DISBURSEMENT, EventKind.RESCHEDULE, EventKind.SETTLEMENT, EventKind.FREEZE, EventKind.UNFREEZE, EventKind.TRANSFER, EventKind.DEATH),
    *(EventKind.WAIVER, EventKind.SAVINGS_RETURN, EventKind.WRITE_OFF, EventKind.RECEIPT, EventKind.RECOVERY, EventKind.REFUND),
]



@dataclass
class Debt:
    part: Part
    number: int
    due: date
    left: int
    has_fallen: bool = False


@dataclass
class Walk:
    debts: list[Debt] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)

    def left(self, part: Part, *, fallen: bool = False) -> int:
        return sum(debt.left for debt in self.debts if debt.part == part and (debt.has_fallen or not fallen))


def walked(events: list[Event], on: date, rules: Rules) -> dict[str, Any]:  # noqa: C901  (one straight walk, so that it can be read beside the rules)
    """Give what the fold must say, by name."""
    gone = {one.reverses for one in events if one.reverses and one.on <= on}
    happen = [one for one in events if not one.reverses and one.on <= on and one.id not in gone]
    walk, credit, ran, frozen, off = Walk(), 0, Fraction(0), False, 0
    paid, waived = dict.fromkeys(Part, 0), dict.fromkeys(Part, 0)
    saved_used, written, recovered, refunded, age = 0, 0, 0, 0, dict[int, int]()
    off_parts, penalty_off, is_off = [0, 0, 0], 0, False
    day, to_return, fee, fee_paid = min(one.on for one in happen), 0, 0, 0

    def penalty() -> int:
        return int(ran + Fraction(1, 2)) - paid[Part.PENALTY] - waived[Part.PENALTY] - penalty_off

    while day <= on:
        today = sorted((one for one in happen if one.on == day), key=lambda one: (ORDER_OF_A_DAY.index(one.kind), one.id))
        # Whether this day is frozen is known before it is counted.
        for one in today:
            frozen = {EventKind.FREEZE: True, EventKind.UNFREEZE: False}.get(one.kind, frozen)
        if frozen:
            for debt in walk.debts:
                if debt.due >= day and not debt.has_fallen:
                    debt.due += timedelta(1)
        else:
            late = sum(debt.left for debt in walk.debts if debt.part == Part.PRINCIPAL and debt.has_fallen)
            ran += late * rules.overdue_rate / 365
            for debt in walk.debts:
                if debt.has_fallen:
                    age[id(debt)] = age.get(id(debt), 0) + 1
        for one in today:
            if one.kind == EventKind.DISBURSEMENT and not is_off:
                fee = one.fee
            if one.kind in (EventKind.DISBURSEMENT, EventKind.RESCHEDULE, EventKind.SETTLEMENT) and not is_off:
                owed = sum(row.principal for row in one.rows) if one.kind == EventKind.DISBURSEMENT else walk.left(Part.PRINCIPAL)
                carried = walk.left(Part.INTEREST, fallen=True)
                surplus = sum(row.principal for row in one.rows) - owed
                walk.debts = []
                for at, row in enumerate(one.rows):
                    cut = max(0, min(surplus, row.principal))
                    surplus -= cut
                    more = -surplus if at == 0 and surplus < 0 else 0
                    walk.debts += [
                        Debt(Part.PRINCIPAL, at, row.due_on, row.principal - cut + more), Debt(Part.INTEREST, at, row.due_on, row.interest + (carried if at == 0 else 0)),
                        Debt(Part.SAVINGS, at, row.due_on, one.savings[at] if one.savings else 0),
                    ]
                if frozen:
                    for debt in walk.debts:
                        debt.due += timedelta(1) if debt.due >= day else timedelta(0)
        for debt in walk.debts:
            debt.has_fallen = debt.has_fallen or debt.due <= day
        for one in today:
            if one.kind == EventKind.WAIVER and not is_off:
                left = one.amount
                for debt in sorted((debt for debt in walk.debts if debt.part == Part.INTEREST and debt.has_fallen), key=lambda debt: debt.number):
                    cut = min(left, debt.left)
                    debt.left, left = debt.left - cut, left - cut
                waived[Part.INTEREST] += one.amount - left
                waived[Part.PENALTY] += min(one.penalty, penalty())
            elif one.kind == EventKind.WRITE_OFF:
                # What the borrower has in hand is used first, on what is due as on any day, then on principal to come, the next instalment first.
                fallen = [(debt.due == day, rules.order.index(debt.part), debt.number, debt) for debt in walk.debts if debt.has_fallen]
                fallen.append((False, rules.order.index(Part.PENALTY), 0, None))
                use = max(0, min(credit, fee))
                fee, fee_paid, credit = 0, fee_paid + use, credit - use
                coming = sorted((debt for debt in walk.debts if debt.part == Part.PRINCIPAL and not debt.has_fallen), key=lambda debt: debt.number)
                for debt in [*(place[3] for place in sorted(fallen, key=lambda place: place[:3])), *coming]:
                    use = max(0, min(credit, penalty() if debt is None else debt.left))
                    credit -= use
                    paid[Part.PENALTY if debt is None else debt.part] += use
                    if debt is not None:
                        debt.left -= use
                # What an earlier schedule left unpaid is followed too, though the new one had not asked for it yet.
                written, off_parts = walk.left(Part.PRINCIPAL), [walk.left(Part.PRINCIPAL), found_interest(walk, happen, day), penalty()]
                penalty_off, is_off = penalty(), True
                walk.debts = []
            elif one.kind in (EventKind.RECEIPT, EventKind.RECOVERY):
                credit += one.amount
            elif one.kind == EventKind.SAVINGS_RETURN:
                use = min(one.amount, paid[Part.SAVINGS] - saved_used)
                saved_used, credit, to_return = saved_used + use, credit + use, one.amount - use
            elif one.kind == EventKind.REFUND:
                refunded, credit = refunded + one.amount, credit - one.amount
        use = max(0, min(credit, fee))
        fee, fee_paid, credit = fee - use, fee_paid + use, credit - use
        if is_off:
            for at in range(3):
                use = max(0, min(credit, off_parts[at]))
                off_parts[at] -= use
                credit, recovered = credit - use, recovered + use
        for _again in range(2 if not is_off and (today or any(debt.due == day for debt in walk.debts)) else 0):
            # One đồng's place in the queue: overdue before today, then the product's order, then the oldest.
            queue: list[tuple[bool, int, int, Any]] = [
                (debt.due == day, rules.order.index(debt.part), debt.number, debt) for debt in walk.debts if debt.has_fallen
            ]
            queue.append((False, rules.order.index(Part.PENALTY), 0, None))
            for _late, _rank, _number, debt in sorted(queue, key=lambda place: place[:3]):
                use = max(0, min(credit, penalty() if debt is None else debt.left))
                credit -= use
                paid[Part.PENALTY if debt is None else debt.part] += use
                if debt is not None:
                    debt.left -= use
            # Savings of this very day are given back too, and used once more.
            use, to_return = min(to_return, paid[Part.SAVINGS] - saved_used), 0
            saved_used, credit = saved_used + use, credit + use
        day += timedelta(1)
    ages = [age.get(id(debt), 0) for debt in walk.debts if debt.left and debt.part != Part.SAVINGS and debt.has_fallen]
    off = off_parts[0]
    return {
        "principal_outstanding": walk.left(Part.PRINCIPAL), "principal_paid": paid[Part.PRINCIPAL], "interest_paid": paid[Part.INTEREST],
        "penalty_paid": paid[Part.PENALTY], "penalty_owed": 0 if is_off else penalty(), "interest_waived": waived[Part.INTEREST],
        "penalty_waived": waived[Part.PENALTY], "credit": credit, "savings_held": paid[Part.SAVINGS] - saved_used, "written_off": written,
        "off_principal": off, "recovered": recovered, "refunded": refunded, "days_past_due": max(ages, default=0),
        "fee_paid": fee_paid, "fee_owed": fee,
        "asked_today": 0 if is_off else fee + penalty() + walk.left(Part.PRINCIPAL, fallen=True) + walk.left(Part.INTEREST, fallen=True),
    }


def found_interest(walk: Walk, happen: list[Event], day: date) -> int:
    """Interest that had fallen due: of this schedule, and what it carries of the one before."""
    schedules = [one for one in happen if one.kind in (EventKind.DISBURSEMENT, EventKind.RESCHEDULE, EventKind.SETTLEMENT) and one.on <= day]
    fallen = walk.left(Part.INTEREST, fallen=True)
    first = [debt for debt in walk.debts if debt.part == Part.INTEREST and debt.number == 0 and not debt.has_fallen]
    return fallen + sum(debt.left - schedules[-1].rows[0].interest for debt in first) if len(schedules) > 1 else fallen
