"""Pages of regulations: the list and the document, its draft part by part, its way into force."""

from fundapp.regulations.views import approval, heading, parts, products, reading  # noqa: F401  (each hangs its pages into bp)
from fundapp.regulations.views.blueprint import bp

__all__ = ["bp"]
