"""Pages of relief: those that every programme has, and the fast lane."""

from fundapp.relief.views import urgent
from fundapp.relief.views.pages import bp

__all__ = ["bp", "urgent"]
