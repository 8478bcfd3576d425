"""Goods of a list leave the store by one slip, and what the absent did not get waits to come back once the list is closed."""

from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from fundapp.gifts import service
from fundapp.gifts.models import GiftRow
from fundapp.gifts.service import GiftRefused, LineInput
from fundapp.stock import check as stock_check
from fundapp.stock import queries
from fundapp.stock import service as stock
from fundapp.stock.service import Item, Wanted
from tests.conftest import EVERYTHING
from tests.gifts.story import DAY, GIVING, Story


@pytest.fixture
def told(world: Any) -> Any:
    with time_machine.travel(f"{GIVING}T02:00:00Z", tick=True):
        session = world.db.session(write=True, scope=EVERYTHING)
        yield Story(world, session)
        session.rollback()
        session.close()


def test_goods_leave_for_all_and_come_back_for_the_absent(told: Story) -> None:
    session, unit, tuan, lan = told.session, told.world.units["LDLD-NB"], told.actor("tuan"), told.actor("lan")
    book = told.fund()[0]
    place = stock.add_place(session, unit_id=unit, name="Kho LĐLĐ tỉnh", by=tuan)
    bag = stock.add_good(session, unit_id=unit, code="TUI", name="Túi quà", measure="túi", by=tuan)
    received = stock.make_slip(session, Wanted("receipt", book, place, [Item(bag, 10, 3_000_000)], "Công ty (mẫu)", "Tết"), by=tuan, on=DAY)
    stock.carry_out(session, received, by=lan, on=DAY)
    campaign = service.open_campaign(
        session, told.drafted(lines=[LineInput("Q1", "Túi quà Tết", "goods", "gift", 300_000, 20, [], "TUI")]), by=told.actor("van"), on=DAY
    )
    gift_list = told.listed(campaign=told.passed(campaign))
    with pytest.raises(GiftRefused, match="đã quyết định"):
        service.release_goods(session, gift_list, place=place, book=book, by=tuan, on=GIVING)
    told.decided(gift_list)
    out = service.release_goods(session, gift_list, place=place, book=book, by=tuan, on=GIVING)
    assert service.release_goods(session, gift_list, place=place, book=book, by=tuan, on=GIVING) is out
    stock.carry_out(session, out, by=lan, on=GIVING)
    service.start(session, gift_list, by=told.actor("hoa"), on=GIVING)
    rows = list(session.scalars(select(GiftRow).where(GiftRow.list_id == gift_list.id).order_by(GiftRow.id)))
    for row, outcome in zip(rows, ("received", "absent", "proxy"), strict=True):
        told.mark(row, outcome)
    service.close(session, gift_list, by=told.actor("hoa"), on=GIVING)
    back = queries.slips_of(session, gift_list.subject)[-1]
    assert (back.kind, back.state, [line.quantity for line in back.lines]) == ("return", "made", [1])
    stock.carry_out(session, back, by=lan, on=GIVING)
    assert [(one.holding.quantity, one.holding.amount) for one in queries.held(session)] == [(8, 2_400_000)]
    assert [one.code for one in stock_check.invariants(session) if not one.ok] == []
