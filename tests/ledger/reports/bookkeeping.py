"""Random bookkeeping of two funds over one box and one bank account, and an oracle that sums raw lines one by one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from fundapp.kernel.errors import Refusal
from fundapp.ledger import service
from fundapp.ledger.models import Balance, Entry, Line
from fundapp.ledger.service import LineSpec, NewVoucher, Posting

DAYS = st.dates(date(2026, 1, 2), date(2026, 4, 30))
AMOUNTS = st.integers(1, 4_000_000)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "receive", "pay", "pay", "pay", "pay two", "transfer", "goods", "reverse", "reverse", "draft", "drop", "open again"]),
        st.sampled_from(["a", "b"]), st.sampled_from(["cash", "bank"]), DAYS, AMOUNTS, st.sampled_from(["housing", "relief", "gifts"]),
    ),
    min_size=1, max_size=30,
)


@dataclass
class Raw:
    """One stored line with what its entry says."""

    id: int
    on: date
    entry_id: int
    number: int
    balance_id: int
    book_id: int
    code: str
    box_id: int | None
    is_money: bool
    debit: int
    credit: int
    kind: str
    original_kind: str
    purpose: str | None
    position: int


class Keeper:
    """Does random acts in one session; what the ledger refuses is simply not done."""

    def __init__(self, funds: Any, session: Any) -> None:
        self.funds, self.session, self.count = funds, session, 0
        self.head = funds.world.actor("hanh")

    def do(self, acts: list[tuple[Any, ...]]) -> None:
        for act, fund, box, on, amount, purpose in acts:
            self.count += 1
            try:
                with self.session.begin_nested():
                    getattr(self, act.replace(" ", "_"))(getattr(self.funds, fund), box, on, amount, purpose)
            except Refusal:
                pass

    def _post(self, book: Any, on: date, lines: list[LineSpec], **more: Any) -> Entry:
        wanted = Posting(book, on, f"Việc số {self.count}", lines, f"random/{self.count}", **more)
        return service.post(self.session, wanted, drafted_by=self.funds.maker.user_id, by=self.funds.poster)

    def _money(self, box: str, **side: int) -> LineSpec:
        return LineSpec("1111" if box == "cash" else "1121", box=getattr(self.funds, box), **side)

    def receive(self, book: Any, box: str, on: date, amount: int, purpose: str) -> None:
        kind = "cash_receipt" if box == "cash" else "bank_receipt"
        self._post(
            book, on, [self._money(box, debit=amount), LineSpec("711" if amount % 3 == 0 else book.fund_account_code, credit=amount)],
            voucher=NewVoucher(kind, amount, "Công ty A", "Ủng hộ"),
        )

    def pay(self, book: Any, box: str, on: date, amount: int, purpose: str) -> None:
        kind = "cash_payment" if box == "cash" else "bank_payment"
        self._post(
            book, on, [LineSpec(book.fund_account_code, debit=amount), self._money(box, credit=amount)], purpose=purpose,
            voucher=NewVoucher(kind, amount, "Trần Văn B", "Hỗ trợ"),
        )

    def pay_two(self, book: Any, box: str, on: date, amount: int, purpose: str) -> None:
        lines = [
            LineSpec(book.fund_account_code, debit=amount), LineSpec("642", debit=amount), self._money("cash", credit=amount), self._money("bank", credit=amount),
        ]
        self._post(book, on, lines, purpose=purpose)

    def transfer(self, book: Any, box: str, on: date, amount: int, purpose: str) -> None:
        self._post(book, on, [self._money("cash", debit=amount), self._money("bank", credit=amount)], kind="transfer")

    def goods(self, book: Any, box: str, on: date, amount: int, purpose: str) -> None:
        self._post(book, on, [LineSpec("153", debit=amount), LineSpec(book.fund_account_code, credit=amount)])

    def reverse(self, book: Any, box: str, on: date, amount: int, purpose: str) -> None:
        earlier = list(self.session.scalars(select(Entry).where(Entry.book_id == book.id, Entry.state == "posted", Entry.kind != "reversal").order_by(Entry.id)))
        entry = earlier[amount % len(earlier)]
        service.reverse(self.session, entry, reason="Nhầm", drafted_by=self.funds.maker.user_id, by=self.head, on=max(on, entry.on))

    def draft(self, book: Any, box: str, on: date, amount: int, purpose: str) -> Entry:
        wanted = Posting(book, on, "Nháp", [self._money("cash", debit=amount), self._money("bank", credit=amount)], f"draft/{self.count}", kind="transfer")
        return service.draft(self.session, wanted, by=self.funds.maker)

    def drop(self, book: Any, box: str, on: date, amount: int, purpose: str) -> None:
        service.drop_draft(self.session, self.draft(book, box, on, amount, purpose), reason="Thôi", by=self.head)

    def open_again(self, book: Any, box: str, on: date, amount: int, purpose: str) -> None:
        """Correct the opening balance: taken back, and entered anew higher."""
        opening = self.session.scalar(select(Entry).where(Entry.book_id == book.id, Entry.kind == "opening", Entry.state == "posted").order_by(Entry.id.desc()))
        sides = self.session.execute(
            select(Balance.account_code, Balance.box_id, Line.debit, Line.credit).join(Balance, Balance.id == Line.balance_id).where(Line.entry_id == opening.id)
        ).all()
        boxes = {self.funds.cash.id: self.funds.cash, self.funds.bank.id: self.funds.bank}
        day = max(on, opening.on)
        self.transfer_in(book, day, sum(row.debit for row in sides))
        service.reverse(self.session, opening, reason="Sai số dư", drafted_by=self.funds.maker.user_id, by=self.head, on=day)
        lines = [
            LineSpec(row.account_code, debit=row.debit + (amount if row.debit else 0), credit=row.credit, box=boxes.get(row.box_id)) for row in sides if row.debit
        ]
        lines.append(LineSpec(book.fund_account_code, credit=sum(line.debit for line in lines)))
        service.enter_opening(self.session, book, lines=lines, on=day, drafted_by=self.funds.maker.user_id, by=self.head)

    def transfer_in(self, book: Any, on: date, amount: int) -> None:
        """Money enough in both places that the opening can be taken back."""
        for box in ("cash", "bank"):
            self.count += 1
            self._post(book, on, [self._money(box, debit=amount), LineSpec(book.fund_account_code, credit=amount)])


def raw_lines(session: Any) -> list[Raw]:
    """Every posted line as it is stored."""
    entries = {entry.id: entry for entry in session.scalars(select(Entry))}
    found = []
    for line, balance in session.execute(select(Line, Balance).join(Balance, Balance.id == Line.balance_id).order_by(Line.on, Line.id)):
        entry = entries[line.entry_id]
        if entry.state == "posted":
            original = entries[entry.reverses_id] if entry.reverses_id else entry
            found.append(
                Raw(
                    line.id, line.on, entry.id, entry.number, balance.id, balance.book_id, balance.account_code, balance.box_id, balance.is_money, line.debit,
                    line.credit, entry.kind, original.kind, original.purpose, line.position,
                )
            )
    return found


def printed(line: Raw) -> tuple[int, int]:
    return (-line.credit, -line.debit) if line.kind == "reversal" else (line.debit, line.credit)


@dataclass
class Expected:
    """What a report of some lines must say, summed one by one."""

    lines: list[Raw]
    first: date
    last: date

    @property
    def opening(self) -> int:
        return sum(
            line.debit - line.credit for line in self.lines if line.on < self.first or (line.on <= self.last and line.original_kind == "opening")
        )

    @property
    def within(self) -> list[Raw]:
        return [line for line in self.lines if self.first <= line.on <= self.last and line.original_kind != "opening"]

    @property
    def moved(self) -> tuple[int, int]:
        sides = [printed(line) for line in self.within]
        return sum(side[0] for side in sides), sum(side[1] for side in sides)

    @property
    def closing(self) -> int:
        return sum(line.debit - line.credit for line in self.lines if line.on <= self.last)

    def flows(self) -> dict[tuple[bool, str | None], int]:
        """Income by account and spending by purpose, of entries that move money."""
        money = {line.entry_id for line in self.lines if line.is_money}
        found: dict[tuple[bool, str | None], int] = defaultdict(int)
        for line in self.within:
            if line.is_money or line.entry_id not in money:
                continue
            debit, credit = printed(line)
            if debit:
                found[(False, line.purpose)] += debit
            else:
                found[(True, line.code)] += credit
        return {source: amount for source, amount in found.items() if amount}
