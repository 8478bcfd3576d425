"""Pages of requests, by family: the list, the case page, what the own unit does, what those above do, money. A programme's blueprint is made of them."""

from fundapp.casework.views import case, filing, listing, money, review, together
from fundapp.casework.views.routes import blueprint

__all__ = ["blueprint", "case", "filing", "listing", "money", "review", "together"]
