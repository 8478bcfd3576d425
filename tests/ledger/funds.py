"""Two funds of the province with money in a cash box and a bank account, and short ways to post."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from fundapp.access.actor import Actor
from fundapp.ledger import service
from fundapp.ledger.models import Book, CashBox
from fundapp.ledger.service import LineSpec, Posting

START = date(2026, 1, 2)
DAY = date(2026, 3, 10)


@dataclass
class Funds:
    """The province's two funds: A has 50 million in cash and 50 million in the bank, B has 30 million in cash."""

    world: Any
    a: Book
    b: Book
    cash: CashBox
    bank: CashBox
    maker: Actor
    poster: Actor
    # Told by the story: the donation bound in fund B, and the fund whose money is only passed through.
    gift: Any = None
    through: Any = None

    def payment(self, amount: int, reference: str, *, book: Book | None = None, **more: Any) -> Posting:
        """A cash payment of the fund for housing."""
        fund = book or self.a
        lines = [LineSpec(fund.fund_account_code, debit=amount, subject="housing/1"), LineSpec("1111", credit=amount, box=self.cash)]
        values = {"purpose": "housing", "on": DAY, "narration": f"Chi {reference}", **more}
        return Posting(book=fund, lines=lines, reference=reference, **values)

    def pay(self, session: Any, amount: int, reference: str, **more: Any) -> Any:
        return service.post(session, self.payment(amount, reference, **more), drafted_by=self.maker.user_id, by=self.poster)


def make_funds(world: Any) -> Funds:
    maker, poster, head = world.actor("tuan"), world.actor("lan"), world.actor("hanh")
    unit = world.units["LDLD-NB"]
    with world.transaction() as session:
        a = service.open_book(
            session, unit_id=unit, code="QMA-NB", name="Quỹ Mái ấm công đoàn tỉnh", legal_form="social_fund", fund_account="43181",
            purposes=["housing", "relief"], by=maker, on=START,
        )
        b = service.open_book(
            session, unit_id=unit, code="QXH-NB", name="Quỹ xã hội tỉnh", legal_form="social_fund", fund_account="43183",
            purposes=["housing", "gifts"], by=maker, on=START,
        )
        cash = service.add_box(session, unit_id=unit, kind="cash", name="Két LĐLĐ tỉnh", by=maker)
        bank = service.add_box(session, unit_id=unit, kind="bank", name="Agribank 0345", by=maker)
        for book, lines in (
            (a, [LineSpec("1111", debit=50_000_000, box=cash), LineSpec("1121", debit=50_000_000, box=bank), LineSpec("43181", credit=100_000_000)]),
            (b, [LineSpec("1111", debit=30_000_000, box=cash), LineSpec("43183", credit=30_000_000)]),
        ):
            service.enter_opening(session, book, lines=lines, on=START, drafted_by=maker.user_id, by=head)
    return Funds(world, a, b, cash, bank, maker, poster)
