"""Pages of gifts, by family: campaigns with their places, lists with their life, the giving day."""

from fundapp.gifts.views import acts, campaigns, filling, giving, lists
from fundapp.gifts.views.blueprint import bp

__all__ = ["acts", "bp", "campaigns", "filling", "giving", "lists"]
