"""The province's funds, Minh of a commune union who asks it for advances, and one step after the other."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from fundapp.advances import service
from fundapp.advances.models import Advance
from fundapp.kernel import clock
from fundapp.ledger.models import Book, CashBox
from tests.ledger.funds import Funds, make_funds


class Purse:
    """Steps of advances, each in a transaction of its own actor."""

    def __init__(self, funds: Funds) -> None:
        self.funds, self.world = funds, funds.world

    @property
    def today(self) -> date:
        return clock.today()

    def ask(self, amount: int = 5_000_000, *, by: str = "minh", days: int = 10, on: date | None = None) -> int:
        on = on or self.today
        with self.world.transaction() as session:
            return service.ask(
                session, unit_id=self.world.units["LDLD-NB"], amount=amount, reason="Thăm đoàn viên ốm tháng 3", due_on=on + timedelta(days=days),
                by=self.world.actor(by), on=on,
            ).id

    def do(self, act: str, advance_id: int, by: str, **values: Any) -> Any:
        with self.world.transaction() as session:
            row = session.get_one(Advance, advance_id)
            if act == "check":
                values = {"book": session.get_one(Book, self.funds.a.id), "purpose": "relief", **values}
            if act in ("pay", "level"):
                values = {"box": session.get_one(CashBox, self.funds.cash.id), **values}
            return getattr(service, act)(session, row, by=self.world.actor(by), **{"on": self.today, **values})

    def paid(self, amount: int = 5_000_000, **more: Any) -> int:
        made = self.ask(amount, **more)
        on = {"on": more["on"]} if "on" in more else {}
        for act, by in (("check", "hanh"), ("sign", "van"), ("pay", "lan")):
            self.do(act, made, by, **on)
        return made

    def settled(self, spent: int, amount: int = 5_000_000) -> int:
        made = self.paid(amount)
        self.do("report", made, "minh", spent=spent, papers="HĐ 0012 ngày 20/3, quà thăm" if spent else "", attachments=2 if spent else 0)
        self.do("verify", made, "hanh", account="43181")
        self.do("settle", made, "van")
        return made

    def read(self, advance_id: int) -> Advance:
        with self.world.transaction() as session:
            return session.scalars(select(Advance).where(Advance.id == advance_id)).one()


@pytest.fixture
def purse(world: Any) -> Purse:
    return Purse(make_funds(world))
