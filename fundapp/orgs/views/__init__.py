"""Pages of the tree of units: reading it, opening and changing units."""

from fundapp.orgs.views import changing, reading  # noqa: F401  (each hangs its pages into bp)
from fundapp.orgs.views.blueprint import bp

__all__ = ["bp"]
