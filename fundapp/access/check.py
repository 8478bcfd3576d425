"""What must hold of users: nobody holds together what one person may not, and a locked account is shut."""

from itertools import combinations

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.marks_check import as_told
from fundapp.access.models import Post, SignIn, User
from fundapp.access.policy import APART, Role
from fundapp.kernel.checks import Fault, Invariant, count, stream
from fundapp.kernel.labels import _


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room."""
    return [_apart(session), _shut(session), as_told(session)]


def _apart(session: Session) -> Invariant:
    """Posts of one person at one unit, compared two by two; days on which a post had been ended at once do not count."""
    wrong: list[str] = []
    rows = 0
    held: list[Post] = []
    query = select(Post).where(Post.ended_at.is_(None)).order_by(Post.user_id, Post.unit_id, Post.id)
    for post in stream(session, query):
        post = post[0]
        rows += 1
        if held and (held[0].user_id, held[0].unit_id) != (post.user_id, post.unit_id):
            wrong += _clashes(held)
            held = []
        held.append(post)
    return Invariant("A1", _("Không ai cùng lúc giữ hai nhiệm vụ phải tách người tại một đơn vị"), rows, wrong + _clashes(held))


def _clashes(held: list[Post]) -> list[str]:
    return [
        Fault(_("người dùng số %(user)s giữ cả %(one)s và %(other)s", user=one.user_id, one=one.role, other=other.role), one.unit_id)
        for one, other in combinations(held, 2)
        if frozenset((Role(one.role), Role(other.role))) in APART
        and (one.valid_to is None or one.valid_to >= other.valid_from) and (other.valid_to is None or other.valid_to >= one.valid_from)
    ]


def _shut(session: Session) -> Invariant:
    locked = select(User.id).where(~User.is_active)
    open_ones = select(User.username).join(SignIn, SignIn.user_id == User.id).where(~User.is_active, SignIn.ended_at.is_(None)).distinct()
    return Invariant(
        "A2", _("Tài khoản bị khóa không còn phiên đăng nhập nào"), count(session, locked),
        [_("%(name)s bị khóa mà vẫn còn phiên", name=row.username) for row in stream(session, open_ones)],
    )
