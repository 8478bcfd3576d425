"""Pages of cash boxes, by family: the boxes, their daily closes, their counts."""

from fundapp.cash.views import boxes, closes, counts, exports
from fundapp.cash.views.blueprint import bp

__all__ = ["boxes", "bp", "closes", "counts", "exports"]
