"""Pages of sign-in and the own password, of users with their posts and declarations, and of the trail."""

from fundapp.access.views import accounts, declaring, posts, signing, trail, users  # noqa: F401  (each hangs its pages into bp)
from fundapp.access.views.blueprint import bp

__all__ = ["bp"]
