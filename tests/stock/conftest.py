"""The province's store with rice and oil of the social fund, and short ways to move it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from fundapp.kernel import clock
from fundapp.stock import service
from fundapp.stock.models import StockSlip
from fundapp.stock.service import Item, Wanted
from tests.conftest import Templates
from tests.ledger.funds import Funds
from tests.ledger.retold import funds_of_monday

MONDAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True) as traveller:
        yield traveller


class Store:
    """Two places, three goods, one fund; Tuấn makes slips and Lan keeps the goods."""

    def __init__(self, funds: Funds, session: Any) -> None:
        self.funds, self.session, self.book = funds, session, funds.b
        self.tuan, self.lan, self.hanh = (funds.world.actor(name) for name in ("tuan", "lan", "hanh"))
        unit = funds.world.units["LDLD-NB"]
        self.store = service.add_place(session, unit_id=unit, name="Kho LĐLĐ tỉnh", by=self.tuan)
        self.hall = service.add_place(session, unit_id=unit, name="Hội trường phát quà", by=self.tuan)
        self.rice, self.oil, self.bag = (
            service.add_good(session, unit_id=unit, code=code, name=name, measure=measure, by=self.tuan)
            for code, name, measure in (("GAO", "Gạo", "kg"), ("DAU", "Dầu ăn", "chai"), ("TUI", "Túi quà Tết", "túi"))
        )

    def make(self, kind: str, *items: Any, **more: Any) -> StockSlip:
        values = {"party": "Công ty Bình Minh (mẫu)", "reason": "Tết Sum vầy", "place": self.store, "book": self.book, **more}
        listed = [item if isinstance(item, Item) else Item(*item) for item in items]
        return service.make_slip(self.session, Wanted(kind, items=listed, **values), by=self.tuan, on=clock.today())

    def do(self, slip: StockSlip, *, by: Any = None) -> StockSlip:
        return service.carry_out(self.session, slip, by=by or self.lan, on=clock.today())

    def move(self, kind: str, *items: Any, **more: Any) -> StockSlip:
        return self.do(self.make(kind, *items, **more))


@pytest.fixture
def funds(templates: Templates, world: Any, monday: Any) -> Funds:
    return funds_of_monday(templates, world)


@pytest.fixture
def store(funds: Funds) -> Iterator[Store]:
    with funds.world.transaction() as session:
        yield Store(funds, session)
