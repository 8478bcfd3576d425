"""In whatever order things come in, are settled and undone: every đồng of both sides is open or settled, once. And the check finds what is not."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text

from fundapp.bank import check as bank_check
from fundapp.bank import open_items, settlement_check, settling
from fundapp.bank.cautions import BankRefused
from fundapp.bank.models import Settlement, StatementLine
from fundapp.bank.settling import SettlingRefused
from fundapp.kernel.codes import make_code
from fundapp.ledger import check as ledger_check
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Balance, Line
from tests.bank.settling.conftest import OPENING, Till
from tests.bank.settling.test_acts import FIFTH, FIRST, LAST, ONE, faults
from tests.conftest import EVERYTHING
from tests.ledger.unguarded import unguarded

ACTS = ("post", "file", "propose", "pair", "confirm", "drop", "undo", "expect", "receive")


class Walk:
    """Random acts on one account, with what they must leave true after each."""

    def __init__(self, till: Till, seed: int) -> None:
        self.till, self.chance, self.reached = till, random.Random(seed), Counter[str]()
        self.day, self.expected = FIRST, 0
        # What truly happened on the account, and the days that some file has told of.
        self.truth: list[tuple[date, int, str]] = []
        self.told: set[date] = set()
        self.file()

    def amounts(self) -> tuple[int, str]:
        number = self.chance.randrange(1, 6)
        return number * 100_000 * self.chance.choice((1, 1, 1, 1, 1, -1)), self.chance.choice((make_code("UH", 2026, number),) * 4 + ("ung ho",))

    def post(self) -> None:
        amount, said = self.amounts()
        self.till.post(self.day, amount, said)

    def file(self) -> None:
        """A day passes at the bank, and a file of some days is put on file as pages do it: it may overlap others, and leave a gap that a later one fills."""
        leaps = bool(self.told) and self.chance.random() < 0.3
        for _day in range(2 if leaps else 1):
            number = self.chance.randrange(1, 4)
            self.truth += [(self.day, *self.amounts()) for _one in range(self.chance.randrange(1, 4))]
            self.truth.append((self.day, self.chance.choice((1, 1, 2)) * number * 100_000, make_code("HV", 2026, number)))
            self.day += timedelta(days=1)
        days = [max(FIRST, self.day - timedelta(days=back)) for back in range(1, 7)]
        first = FIRST if not self.told else days[0] if leaps else self.chance.choice(days)
        first, last = sorted((first, self.chance.choice((days[0], days[0], days[0], self.chance.choice(days)))))
        with self.till.session.begin_nested():
            self.till.send(message(self.truth, first, last))
        covered = {first + timedelta(days=place) for place in range((last - first).days + 1)}
        self.reached["overlapping"] += bool(covered & self.told and covered - self.told)
        self.reached["gap"] += bool(self.told and first > max(self.told) + timedelta(days=1))
        self.reached["filled"] += bool(self.told and covered - self.told and min(covered - self.told) < max(self.told))
        self.told |= covered

    def propose(self) -> None:
        self.till.propose()

    def some(self, state: str) -> list[Settlement]:
        found = open_items.settlements(self.till.session, self.till.box.id, state)
        return self.chance.sample(found, min(len(found), self.chance.randrange(1, 4)))

    def confirm(self) -> None:
        self.till.confirm(self.some("proposed"))

    def drop(self) -> None:
        settling.drop(self.till.session, self.till.box, [one.id for one in self.some("proposed")], by=self.till.actor("lan"))

    def pair(self) -> None:
        way = self.chance.choice((1, 1, 1, -1))
        bank = open_items.bank_rows(self.till.session, self.till.box.id)
        books = open_items.book_rows(self.till.session, self.till.box.id)
        picked = [[row.id for row in rows if row.amount * way > 0][: self.chance.randrange(1, 3)] for rows in (bank, books)]
        settling.pair(self.till.session, self.till.box, line_ids=picked[0], ledger_line_ids=picked[1], by=self.till.actor("lan"))

    def expect(self) -> None:
        """Something is to come in by a code that nothing in the books bears."""
        number = self.chance.randrange(1, 4)
        self.expected += 1
        ledger.expect(
            self.till.session, book=self.till.funds.a, subject=f"loans/{self.expected}", code=make_code("HV", 2026, number), amount=number * 100_000, due_on=LAST,
            by=self.till.funds.maker, on=FIRST,
        )

    def receive(self) -> None:
        came = settling.arrivals(self.till.session, self.till.box)
        picked = self.chance.sample(came, min(len(came), self.chance.randrange(1, 3)))
        settling.receive(self.till.session, self.till.box, {one.line.id: one.mark for one in picked}, by=self.till.actor("tuan"))

    def undo(self) -> None:
        for one in self.some("confirmed")[:1]:
            settling.undo(self.till.session, one, reason="Xem lại", by=self.till.actor("lan"))
            self.reached["undone"] += 1

    def step(self) -> None:
        act = self.chance.choices(ACTS, (4, 4, 4, 2, 4, 2, 2, 3, 3))[0]
        try:
            getattr(self, act)()
            self.reached[act] += 1
        except (SettlingRefused, BankRefused):
            self.reached["refused"] += 1
        self.holds()

    def holds(self) -> None:
        session, box_id = self.till.session, self.till.box.id
        settled: Counter[bool] = Counter()
        for one in open_items.settlements(session, box_id, "confirmed"):
            for part in one.parts:
                settled[part.line_id is not None] += part.amount
        bank = session.scalar(select(func.coalesce(func.sum(StatementLine.amount), 0)).where(StatementLine.account_id == box_id))
        books = session.scalar(select(func.sum(Line.debit - Line.credit)).join(Balance, Balance.id == Line.balance_id).where(Balance.box_id == box_id)) - OPENING
        left = [sum(amounts) for amounts in self.till.left()]
        assert (left[0] + settled[True], left[1] + settled[False]) == (bank, books)
        assert settled[True] == settled[False]
        on_file = session.execute(select(StatementLine.on, StatementLine.amount, StatementLine.note).where(StatementLine.account_id == box_id))
        assert Counter(map(tuple, on_file)) == Counter(line for line in self.truth if line[0] in self.told), "each line of the bank once, whatever files told of it"


def message(truth: list[tuple[date, int, str]], first: date, last: date) -> str:
    """What the bank sends of some days: an MT940 message that begins where the days before it ended."""
    opening = OPENING + sum(amount for on, amount, _said in truth if on < first)
    inside = [line for line in truth if first <= line[0] <= last]
    closing = opening + sum(amount for _on, amount, _said in inside)
    lines = [f":61:{on:%y%m%d%m%d}{'C' if amount > 0 else 'D'}{abs(amount)},00NTRFNONREF\n:86:{said}" for on, amount, said in inside]
    return "\n".join([":20:S", ":25:99911112345", ":28C:1/1", f":60F:C{first:%y%m%d}VND{opening},00", *lines, f":62F:C{last:%y%m%d}VND{closing},00", "-"])


@pytest.mark.parametrize("seed", [1, 2])
def test_no_order_of_acts_loses_or_doubles_a_line(till: Till, seed: int) -> None:
    walk = Walk(till, seed)
    for _step in range(80):
        walk.step()
    print(dict(walk.reached))
    assert all(walk.reached[act] for act in (*ACTS, "overlapping", "gap", "filled", "refused", "undone")), "a walk that never got there proves nothing"
    assert faults(till) == []
    assert [str(fault) for one in bank_check.invariants(till.session) for fault in one.wrong] == []
    assert all(not one.wrong for one in ledger_check.invariants(till.session))


SEEDED = {
    "F4a": "UPDATE bank_settlement_part SET amount = 400000 WHERE line_id IS NOT NULL",
    "F4b": "UPDATE statement_line SET amount = 400000",
    "F4": "UPDATE statement_line SET amount = 600000",
}


@pytest.mark.parametrize("code", list(SEEDED))
def test_the_check_finds_each_seeded_fault(funds: Any, code: str) -> None:
    with funds.world.transaction() as session:
        till = Till(funds, session)
        till.post(FIFTH, 500_000, ONE)
        till.file([(FIFTH, 500_000, ONE)], first=FIRST, last=LAST)
        till.confirm()
        settling.sign(session, settling.prepare(session, till.box, on=LAST, seen=0, by=till.actor("lan")), by=till.actor("hanh"))
        assert all(one.ok and one.rows for one in settlement_check.invariants(session))
    with unguarded(funds.world.db) as connection:
        connection.execute(text(SEEDED[code]))
    with funds.world.db.reading(EVERYTHING) as session:
        assert code in [one.code for one in settlement_check.invariants(session) if not one.ok]
