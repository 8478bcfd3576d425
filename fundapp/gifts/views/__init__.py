"""Pages of gifts, by family: campaigns with their places, lists with their life, the giving day."""

from fundapp.gifts.views import acts, advances, after, campaigns, files, filling, giving, lists, money, places
from fundapp.gifts.views.blueprint import bp

__all__ = ["acts", "advances", "after", "bp", "campaigns", "files", "filling", "giving", "lists", "money", "places"]
