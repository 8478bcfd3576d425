"""Pages of households: the list, one household, registering and declaring, persons and marks."""

from fundapp.households.views import household, listing, marks, persons, registering  # noqa: F401  (each hangs its pages into bp)
from fundapp.households.views.blueprint import bp

__all__ = ["bp"]
