"""Pages of gifts, by family."""

from fundapp.gifts.views import giving
from fundapp.gifts.views.blueprint import bp

__all__ = ["bp", "giving"]
