"""The one who acts: a user with today's posts, what these permit and how far they reach."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access import trail
from fundapp.access.models import TrailEntry
from fundapp.access.policy import GRANTS, Permission, Role
from fundapp.kernel.db import Scope


@dataclass(frozen=True)
class PostHeld:
    """A role held today at a unit; it reaches the unit's subtree."""

    role: Role
    unit_id: int
    path: str
    unit_name: str = ""

    def grants(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]


@dataclass(frozen=True)
class Actor:
    """A signed-in user. `path_of` is today's tree: unit id to materialised path."""

    user_id: int
    username: str
    full_name: str
    posts: tuple[PostHeld, ...]
    scope: Scope
    path_of: dict[int, str] = field(repr=False, default_factory=dict)
    sign_in_id: int | None = None
    must_change_password: bool = False

    def can(self, permission: str, row: Any = None) -> bool:
        """Say whether a post permits the act, on this row when one is given.

        A row is in reach of an act by its `unit_id` (or its own id, for a unit); to read it, `for_unit_id` does too.
        """
        wanted = Permission(permission)
        posts = [post for post in self.posts if post.grants(wanted)]
        if row is None or not posts:
            return bool(posts)
        paths = [path for path in (self.path_of.get(unit_id) for unit_id in _units_of(row, wanted)) if path]
        return any(path.startswith(post.path) for path in paths for post in posts)

    def units_with(self, permission: str) -> list[int]:
        """Units at which a post of this actor itself permits the act."""
        return [post.unit_id for post in self.posts if post.grants(Permission(permission))]

    def record(self, session: Session, *, act: str, subject: str, unit_id: int | None = None, details: dict[str, Any] | None = None) -> TrailEntry:
        """Put an act of this actor on the trail; for rooms below, which do not know the trail."""
        return trail.record(session, by=self, act=act, subject=subject, unit_id=unit_id, details=details)

    @property
    def home(self) -> PostHeld | None:
        return self.posts[0] if self.posts else None


def _units_of(row: Any, permission: Permission) -> list[int]:
    if isinstance(row, int):
        return [row]
    if hasattr(row, "unit_id"):
        units = [row.unit_id]
        if permission.only_reads and getattr(row, "for_unit_id", None) is not None:
            units.append(row.for_unit_id)
        return units
    return [row.id]
