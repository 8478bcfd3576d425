"""Random acts against an independent model: after each one every balance is what the model says."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from fundapp.kernel.errors import Refusal
from fundapp.ledger import check, queries, service
from fundapp.ledger.models import Balance, Reservation
from fundapp.ledger.service import LineSpec, NewVoucher, Posting, commitments
from tests.ledger.story import DAY

AMOUNTS = st.one_of(st.integers(1, 5_000_000), st.sampled_from([1, 30_000_000, 50_000_000, 50_000_001, 100_000_000, 999_999_999_999_999]))
FUNDS = st.sampled_from(["a", "b"])
BOXES = st.sampled_from(["cash", "bank"])
reached: Counter[str] = Counter()


class Books(RuleBasedStateMachine):
    """Two funds, two boxes; the model is a few dictionaries of plain sums."""

    funds = None

    def __init__(self) -> None:
        super().__init__()
        self.session = self.funds.world.db.session(write=True, scope=self.funds.maker.scope)
        self.held = {("a", "cash"): 50_000_000, ("a", "bank"): 50_000_000, ("b", "cash"): 30_000_000, ("b", "bank"): 0}
        self.promised: dict[int, list] = {}
        self.paid: list[tuple] = []
        self.count = 0

    def teardown(self) -> None:
        self.session.flush()
        assert {one.code: one.wrong for one in check.invariants(self.session) if not one.ok} == {}
        self.session.rollback()
        self.session.close()

    def book(self, fund):
        return self.session.merge(getattr(self.funds, fund), load=False)

    def box(self, name):
        return getattr(self.funds, name)

    def total(self, fund) -> int:
        return sum(amount for (of, _box), amount in self.held.items() if of == fund)

    def open_amount(self, fund) -> int:
        return sum(left for of, left in self.promised.values() if of == fund)

    def do(self, name: str, act, possible: bool):
        """Do an act in a savepoint; it succeeds exactly when the model says that it can."""
        self.count += 1
        try:
            with self.session.begin_nested():
                made = act()
        except Refusal:
            assert not possible, f"{name} was refused"
            reached[f"{name} refused"] += 1
            return None
        assert possible, f"{name} went through"
        reached[name] += 1
        return made

    def spend(self, fund, box, amount, **more):
        code = "1111" if box == "cash" else "1121"
        book = self.book(fund)
        lines = [LineSpec(book.fund_account_code, debit=amount), LineSpec(code, credit=amount, box=self.box(box))]
        wanted = Posting(book, DAY, "Chi", lines, f"m/{self.count}", **more)
        return service.post(self.session, wanted, drafted_by=self.funds.maker.user_id, by=self.funds.poster)

    @rule(fund=FUNDS, box=BOXES, amount=AMOUNTS, numbered=st.booleans())
    def pay(self, fund, box, amount, numbered) -> None:
        free = self.total(fund) - self.open_amount(fund)
        voucher = NewVoucher("cash_payment", amount, "A", "B") if numbered else None
        entry = self.do("pay", lambda: self.spend(fund, box, amount, purpose="housing", voucher=voucher), amount <= min(free, self.held[fund, box]))
        if entry is not None:
            self.held[fund, box] -= amount
            self.paid.append((entry, fund, box, amount, None))

    @rule(fund=FUNDS, box=BOXES, amount=st.integers(1, 20_000_000))
    def receive(self, fund, box, amount) -> None:
        code, book = ("1111" if box == "cash" else "1121"), self.book(fund)
        lines = [LineSpec(code, debit=amount, box=self.box(box)), LineSpec(book.fund_account_code, credit=amount)]
        wanted = Posting(book, DAY, "Thu", lines, f"r/{self.count}")
        self.do("receive", lambda: service.post(self.session, wanted, drafted_by=self.funds.maker.user_id, by=self.funds.poster), True)
        self.held[fund, box] += amount

    @rule(amount=AMOUNTS, other=st.integers(1, 1_000_000))
    def promise(self, amount, other) -> None:
        """Both funds or none."""
        possible = amount <= self.total("a") - self.open_amount("a") and other <= self.total("b") - self.open_amount("b")
        made = self.do(
            "promise",
            lambda: service.reserve(
                self.session, shares=[(self.book("b"), other), (self.book("a"), amount)], subject=f"housing/{self.count}", purpose="housing",
                for_unit_id=None, by=self.funds.poster, on=DAY,
            ),
            possible,
        )
        if made:
            self.promised[made[0].id], self.promised[made[1].id] = ["b", other], ["a", amount]

    @precondition(lambda self: self.promised)
    @rule(data=st.data(), box=BOXES, part=st.fractions(0, 2))
    def pay_promised(self, data, box, part) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.promised)))
        fund, left = self.promised[chosen]
        amount = max(1, int(max(left, 1) * part))
        reservation = self.session.get_one(Reservation, chosen)
        entry = self.do(
            "pay promised", lambda: self.spend(fund, box, amount, consumes=[(reservation, amount)]), amount <= min(left, self.held[fund, box])
        )
        if entry is not None:
            self.held[fund, box] -= amount
            self.promised[chosen][1] -= amount
            self.paid.append((entry, fund, box, amount, chosen))

    @precondition(lambda self: self.promised)
    @rule(data=st.data(), amount=st.one_of(st.none(), AMOUNTS))
    def release(self, data, amount) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.promised)))
        left = self.promised[chosen][1]
        reservation = self.session.get_one(Reservation, chosen)
        done = self.do(
            "release", lambda: service.release(self.session, reservation, reason="thử", by=self.funds.poster, on=DAY, amount=amount),
            left > 0 and (amount is None or amount <= left),
        )
        if done is not None:
            self.promised[chosen][1] -= left if amount is None else amount

    @precondition(lambda self: self.paid)
    @rule(data=st.data())
    def reverse(self, data) -> None:
        entry, fund, box, amount, promised = data.draw(st.sampled_from(self.paid))
        was_reversed = entry in getattr(self, "gone", set())
        made = self.do(
            "reverse",
            lambda: service.reverse(self.session, entry, reason="thử", drafted_by=self.funds.maker.user_id, by=self.funds.poster, on=DAY),
            not was_reversed,
        )
        if made is not None:
            self.gone = getattr(self, "gone", set()) | {entry}
            self.held[fund, box] += amount
            if promised is not None:
                self.promised[promised][1] += amount

    @invariant()
    def books_are_what_the_model_says(self) -> None:
        self.session.flush()
        stands = queries.standing(self.session, [self.funds.a.id, self.funds.b.id])
        for fund in ("a", "b"):
            assert stands[getattr(self.funds, fund).id] == queries.Standing(self.total(fund), self.open_amount(fund))
        rows = self.session.execute(Balance.__table__.select().where(Balance.is_money))
        held = {("a" if row.book_id == self.funds.a.id else "b", "cash" if row.box_id == self.funds.cash.id else "bank"): row.amount for row in rows}
        assert all(held.get(key, 0) == amount for key, amount in self.held.items())


def run() -> None:
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=10, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck), database=None,
            phases=[Phase.generate], derandomize=True,
        ),
    )


def test_random_acts_agree_with_the_model(funds, capsys) -> None:
    Books.funds = funds
    reached.clear()
    run()
    with capsys.disabled():
        print("\nreached:", dict(sorted(reached.items())))
    wanted = {"pay", "pay refused", "receive", "promise", "promise refused", "pay promised", "pay promised refused", "release", "release refused", "reverse"}
    assert wanted <= set(reached), f"never reached: {wanted - set(reached)}"


def test_the_machine_finds_a_seeded_bug(funds, monkeypatch) -> None:
    """Releasing a part releases everything: the model must notice."""
    whole = commitments._freed
    monkeypatch.setattr(commitments, "_freed", lambda session, reservation, kind, amount, reason, by, on: whole(session, reservation, kind, None, reason, by, on))
    Books.funds = funds
    with pytest.raises(AssertionError):
        run()
