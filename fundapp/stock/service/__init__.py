"""Acts on goods, each all or nothing: the accountant makes a slip, the keeper does it."""

from fundapp.stock.service.counting import answer_count, take_count
from fundapp.stock.service.moving import carry_out, move
from fundapp.stock.service.refusals import Short, StockRefused
from fundapp.stock.service.slips import (
    Item,
    Wanted,
    add_good,
    add_place,
    drop_slip,
    make_reversal,
    make_slip,
    settle_count,
)

__all__ = [
    "Item",
    "Short",
    "StockRefused",
    "Wanted",
    "add_good",
    "add_place",
    "answer_count",
    "carry_out",
    "drop_slip",
    "make_reversal",
    "make_slip",
    "move",
    "settle_count",
    "take_count",
]
