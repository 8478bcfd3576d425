"""Pages of gifts: campaigns with their places, lists with their life."""

from fundapp.gifts.views import acts, campaigns, filling, lists
from fundapp.gifts.views.blueprint import bp

__all__ = ["acts", "bp", "campaigns", "filling", "lists"]
