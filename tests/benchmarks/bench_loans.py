"""Schedules and standings of 2 000 to 100 000 loans in whole đồng, and one loan with 500 receipts.

Python's integers are exact, so no loan is a đồng off; numpy's int64 over all months at once is the limit that is printed beside them.
Goals: the cost of one loan stays flat (at most 1.2 times that of 2 000 loans), a loan with 500 receipts folds in under 5 ms. Loans are worked through
some thousands at a time, as the program does. Who keeps a hundred thousand schedules in memory pays for Python's collector of garbage too, which walks
everything that is alive again and again: printed beside it, with the collector and without.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np

from fundapp.loans.events import Event, Rules
from fundapp.loans.kinds import EventKind
from fundapp.loans.schedule import Terms, schedule
from fundapp.loans.servicing.lives import CHUNK
from fundapp.loans.standing import standing
from fundapp.regulations.loan_terms import Every, Method, RatePer

# The smallest is one part as the program takes it.
SIZES, ROUNDS = (CHUNK, 10_000, 100_000), 3
DAY, ON = date(2026, 1, 15), date(2026, 11, 20)
RATE = Fraction("0.55")
RULES = Rules(overdue_rate=Fraction("0.0858"))


def loans(count: int) -> Iterator[list[Terms]]:
    """Invented loans, some thousands at a time: 2 to 50 million over 12 to 36 months, on any day of a year. The same ones each time."""
    chance = random.Random(20261120)
    for start in range(0, count, CHUNK):
        yield [
            Terms(
                chance.randint(2_000, 50_000) * 1_000, chance.randint(12, 36), Method.EQUAL_PRINCIPAL, RATE, RatePer.MONTH, Every.MONTH,
                DAY - timedelta(chance.randint(0, 365)),
            )
            for _n in range(min(CHUNK, count - start))
        ]


def in_numpy(principals: Any, counts: Any) -> Any:
    """The same amounts without days: interest of every month of every loan, half up, and the sum of all payments."""
    part, owed, total = principals // counts, principals.copy(), np.zeros_like(principals)
    for month in range(36):
        paying = month < counts
        interest = (2 * owed * 55 + 10_000) // 20_000
        paid = np.where(month == counts - 1, owed, np.where(paying, part, 0))
        total += np.where(paying, interest, 0) + paid
        owed -= paid
    return total


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of a core, not of the clock: others work on the machine too."""
    started = time.process_time()
    found = act()
    return time.process_time() - started, found


def receipt(name: str, on: date, amount: int) -> Event:
    return Event(name, EventKind.RECEIPT, on, on, amount)


def events_of(rows: Any) -> list[Event]:
    """Two of three instalments paid on their day, as far as the day of the question."""
    lent = Event("0", EventKind.DISBURSEMENT, rows[0].due_on - timedelta(28), DAY, rows=rows)
    return [lent, *(receipt(str(row.number), row.due_on, row.payment) for row in rows if row.due_on <= ON and row.number % 3)]


def worked(size: int) -> tuple[float, float, list[int]]:
    """Make schedules and standings some thousands at a time, as classifying and checking do. Gives the seconds of each, and what each loan pays in all."""
    schedules = standings = 0.0
    totals: list[int] = []
    for part in loans(size):
        spent, made = timed(lambda part=part: [schedule(one) for one in part])
        schedules += spent
        lives = [events_of(rows) for rows in made]
        spent, _found = timed(lambda lives=lives: [standing(events, ON, RULES) for events in lives])
        standings += spent
        totals += [sum(row.payment for row in rows) for rows in made]
    return schedules, standings, totals


def kept(size: int) -> tuple[float, float]:
    """Make all schedules, then all standings, and keep every one of them: with the collector of garbage as it is, and without it."""
    terms = [one for part in loans(size) for one in part]

    def all_of_them() -> Any:
        made = [schedule(one) for one in terms]
        return made, [standing(events_of(rows), ON, RULES) for rows in made]

    with_it, _kept = timed(all_of_them)
    del _kept
    gc.disable()
    without, _kept = timed(all_of_them)
    gc.enable()
    return with_it, without


def main() -> None:
    first: dict[str, float] = {}
    for size in SIZES:
        pairs = ((one.principal, one.instalments) for part in loans(size) for one in part)
        principals, counts = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
        times: dict[str, list[float]] = {"schedules": [], "standings": [], "numpy": []}
        for _round in range(ROUNDS):
            schedules, standings, paid = worked(size)
            times["schedules"].append(schedules)
            times["standings"].append(standings)
            spent, totals = timed(lambda principals=principals, counts=counts: in_numpy(principals, counts))
            times["numpy"].append(spent)
            assert totals.tolist() == paid
        bare = min(times["numpy"]) / size * 1e6
        for name in ("schedules", "standings"):
            each = min(times[name]) / size * 1e6
            first.setdefault(name, each)
            print(f"{size:>7,} {name}: {each:6.1f} µs a loan, growth {each / first[name]:.2f} (numpy, amounts alone: {bare:.2f} µs a loan)", flush=True)
        each = (min(times["schedules"]) + min(times["standings"])) / size * 1e6
        first.setdefault("both", each)
        print(f"{size:>7,} both: {each:6.1f} µs a loan, growth {each / first['both']:.2f} (goal 1.2: the collector of garbage falls to either of them)", flush=True)
        with_it, without = (spent / size * 1e6 for spent in kept(size))
        print(f"{size:>7,} both, all kept in memory: {with_it:6.1f} µs a loan, without the collector of garbage {without:6.1f}", flush=True)
    rows = schedule(Terms(500_000_000, 520, Method.EQUAL_PRINCIPAL, RATE, RatePer.FOUR_WEEKS, Every.WEEK, date(2016, 1, 4)))
    chance = random.Random(1)
    lent = Event("0", EventKind.DISBURSEMENT, date(2016, 1, 4), date(2016, 1, 4), rows=rows)
    lives = {
        "small sums at any time": [receipt(str(n), date(2016, 1, 4) + timedelta(chance.randint(1, 3_600)), chance.randint(1, 900_000)) for n in range(500)],
        "each on its day": [receipt(str(row.number), row.due_on, row.payment) for row in rows[:500]],
        "each three days early": [receipt(str(row.number), row.due_on - timedelta(3), row.payment) for row in rows[:500]],
    }
    for name, life in lives.items():
        spent = [timed(lambda life=life: standing([lent, *life], ON, RULES))[0] * 1000 for _n in range(21)]
        print(f"one loan, 520 instalments, 500 receipts, {name}: {statistics.median(spent):.2f} ms, at best {min(spent):.2f} (goal 5)")


if __name__ == "__main__":
    main()
