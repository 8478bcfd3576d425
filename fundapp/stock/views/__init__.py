"""Pages of goods, by family: what lies where, slips, counts."""

from fundapp.stock.views import counts, goods, slips
from fundapp.stock.views.blueprint import bp

__all__ = ["bp", "counts", "goods", "slips"]
