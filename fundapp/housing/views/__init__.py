"""Pages of housing requests, by family: the list, the case page, what the own unit does, what those above do, money."""

from fundapp.housing.views import case, filing, listing, money, review
from fundapp.housing.views.blueprint import bp

__all__ = ["bp", "case", "filing", "listing", "money", "review"]
