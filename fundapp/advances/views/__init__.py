"""Pages of advances: the list with who still holds money, one advance with its papers, each step on its own page."""

from fundapp.advances.views import pages, steps
from fundapp.advances.views.blueprint import bp

__all__ = ["bp", "pages", "steps"]
