"""Pages of relief: those that every programme has, the fast lane, and disasters."""

from fundapp.relief.views import disasters, urgent
from fundapp.relief.views.pages import bp

__all__ = ["bp", "disasters", "urgent"]
