"""What acts on goods refuse."""

from fundapp.kernel.errors import Refusal


class StockRefused(Refusal):
    """An act on goods that may not be done."""


class Short(StockRefused):
    """More goods are asked for than lie there."""
