"""The province's box with the money of two funds, and short ways to count it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from fundapp.cash import service
from fundapp.cash.models import CashCount
from fundapp.kernel import clock
from fundapp.ledger import service as ledger
from fundapp.ledger.models import CashBox
from fundapp.ledger.service import LineSpec, NewVoucher, Posting
from tests.conftest import Templates
from tests.ledger.funds import Funds
from tests.ledger.retold import funds_of_monday

MONDAY = date(2026, 11, 23)
# 160 × 500.000 are the 80 million of both funds.
WHOLE = {500_000: 160}


@pytest.fixture(autouse=True)
def monday() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True) as traveller:
        yield traveller


@pytest.fixture
def funds(templates: Templates, world: Any, monday: Any) -> Funds:
    return funds_of_monday(templates, world)


class Till:
    """Counts of the box in a session that sees everything."""

    def __init__(self, funds: Funds, session: Any) -> None:
        self.funds, self.session = funds, session
        self.box = session.get(CashBox, funds.cash.id)

    def actor(self, name: str) -> Any:
        return self.funds.world.actor(name)

    def take(self, pieces: dict[int, int] | None = None, *, by: str = "lan", **more: Any) -> CashCount:
        return service.take_count(self.session, self.box, pieces=WHOLE if pieces is None else pieces, by=self.actor(by), on=clock.today(), **more)

    def short(self, amount: int = 20_000) -> CashCount:
        """A count that lacks something, explained and witnessed."""
        rest = 500_000 - amount
        count = self.take({500_000: 159, 1_000: rest // 1_000}, loose=rest % 1_000)
        service.explain(self.session, count, text="Trả thừa tiền lẻ", by=self.actor("lan"), on=clock.today())
        return service.confirm_count(self.session, count, by=self.actor("hanh"), on=clock.today())

    def pay(self, amount: int, reference: str, **more: Any) -> Any:
        funds = self.funds
        lines = [LineSpec("43181", debit=amount), LineSpec("1111", credit=amount, box=funds.cash)]
        paper = NewVoucher("cash_payment", amount, "Trần Văn A", "Hỗ trợ")
        wanted = Posting(funds.a, clock.today(), "Chi", lines, reference, voucher=paper, purpose="housing", **more)
        return ledger.post(self.session, wanted, drafted_by=funds.maker.user_id, by=funds.poster)


@pytest.fixture
def till(funds: Funds) -> Iterator[Till]:
    with funds.world.transaction() as session:
        yield Till(funds, session)
